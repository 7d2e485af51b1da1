"""Optimizers against their formulas, and the loop against a run by hand."""

import numpy as np
import pytest

from bplib import Tensor
from bplib.data import digits, two_moons
from bplib.nn import accuracy, cross_entropy, mlp, squared_error
from bplib.training import (
    adam,
    clip_gradients,
    gradient_descent,
    gradients,
    minibatches,
    momentum,
    train,
    warm_up,
)


def parameter(value, *gradients, optimizer):
    """A one-number parameter after an optimizer has seen these gradients."""
    p = Tensor([value])
    for g in gradients:
        p.grad = np.array([g])
        optimizer([p])
    return p.value[0]


def test_gradient_descent_goes_against_the_gradient():
    assert parameter(1.0, 2.0, 3.0, optimizer=gradient_descent(0.1)) == pytest.approx(0.5)


def test_momentum_adds_what_it_remembers():
    moved = 0.1 * 2 + 0.1 * (0.5 * 2 + 3)
    assert parameter(1.0, 2.0, 3.0, optimizer=momentum(0.1, beta=0.5)) == pytest.approx(1 - moved)


def test_adam_moves_by_the_rate_at_first_whatever_the_size_of_the_gradient():
    for size in (1e-4, 1.0, 1e4):
        assert parameter(0.0, size, optimizer=adam(0.01)) == pytest.approx(-0.01, rel=1e-3)


def test_adam_second_step_by_hand():
    m = (0.9 * 0.1 * 2 + 0.1 * 4) / (1 - 0.9**2)
    v = (0.999 * 0.001 * 4 + 0.001 * 16) / (1 - 0.999**2)
    expected = -0.01 * 1 - 0.01 * m / np.sqrt(v)
    assert parameter(0.0, 2.0, 4.0, optimizer=adam(0.01)) == pytest.approx(expected, rel=1e-6)


def test_float32_parameters_stay_float32():
    for optimizer in (gradient_descent(0.1), momentum(0.1), adam(0.1)):
        p = Tensor(np.ones(3, dtype=np.float32))
        for _ in range(2):
            p.grad = np.ones(3, dtype=np.float32)
            optimizer([p])
        assert p.dtype == np.float32


def test_warm_up_rises_and_then_stays():
    rate = warm_up(0.4, steps=4)
    assert [rate(n) for n in range(6)] == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.4, 0.4])


def test_warm_up_drives_an_optimizer():
    p = parameter(0.0, 1.0, 1.0, optimizer=gradient_descent(warm_up(1.0, steps=2)))
    assert p == pytest.approx(-1.5)


def test_clipping_keeps_the_direction():
    a, b = Tensor([3.0]), Tensor([4.0])
    a.grad, b.grad = np.array([3.0]), np.array([4.0])
    assert clip_gradients([a, b], 1.0) == pytest.approx(5.0)
    assert (a.grad[0], b.grad[0]) == pytest.approx((0.6, 0.8))
    assert clip_gradients([a, b], 2.0) == pytest.approx(1.0)
    assert (a.grad[0], b.grad[0]) == pytest.approx((0.6, 0.8))


def test_minibatches_hold_every_example_once():
    batches = list(minibatches(10, 4, np.random.default_rng(0)))
    assert [len(batch) for batch in batches] == [4, 4, 2]
    assert sorted(np.concatenate(batches)) == list(range(10))


def test_minibatches_come_in_a_new_order_each_time():
    rng = np.random.default_rng(0)
    orders = [np.concatenate(list(minibatches(50, 8, rng))).tolist() for _ in range(2)]
    assert list(range(50)) not in orders
    assert orders[0] != orders[1]


def run(seed=0, **options):
    X, y = two_moons(200, rng=np.random.default_rng(seed))
    net = mlp([2, 16, 2], rng=np.random.default_rng(seed))
    options = {"optimizer": gradient_descent(0.5), "epochs": 60} | options
    history = list(train(net, cross_entropy, X, y, rng=np.random.default_rng(seed), **options))
    return net, history, accuracy(net(X), y)


def test_training_learns_and_counts():
    _, history, right = run()
    assert right > 0.9
    assert [step.number for step in history] == list(range(60 * 7))
    assert history[-1].epoch == 59
    assert np.mean([s.cost for s in history[-7:]]) < np.mean([s.cost for s in history[:7]]) / 2


def test_two_runs_with_one_seed_are_the_same():
    first, second = run(), run()
    assert [step.cost for step in first[1]] == [step.cost for step in second[1]]
    for p, q in zip(first[0].parameters, second[0].parameters, strict=True):
        assert np.array_equal(p.value, q.value)


@pytest.mark.parametrize("make", [gradient_descent, momentum, adam])
def test_a_parameter_that_the_cost_does_not_reach_stays(make):
    a, b, update = Tensor([0.7]), Tensor([0.7]), make(0.1)
    (3 * a * b).sum().backward()
    update([a, b])
    left = a.value, b.value
    (2 * a).sum().backward()
    update([a, b])
    assert a.value[0] < left[0][0]
    assert np.array_equal(b.value, left[1])


def test_an_optimizer_before_backward_is_told():
    with pytest.raises(ValueError, match="call backward"):
        gradient_descent(0.1)([Tensor([1.0])])


def test_training_stops_when_nobody_asks():
    X, y = two_moons(50, rng=np.random.default_rng(0))
    net = mlp([2, 4, 2], rng=np.random.default_rng(0))
    before = net.parameters[0].value
    steps = train(
        net, cross_entropy, X, y, optimizer=gradient_descent(0.1), rng=np.random.default_rng(0)
    )
    assert net.parameters[0].value is before
    next(steps)
    after = net.parameters[0].value
    assert after is not before
    steps.close()
    assert net.parameters[0].value is after


def test_clip_limits_the_first_step():
    before = mlp([2, 16, 2], rng=np.random.default_rng(0)).parameters
    X, y = two_moons(200, rng=np.random.default_rng(0))
    net = mlp([2, 16, 2], rng=np.random.default_rng(0))
    options = {"optimizer": gradient_descent(1.0), "clip": 1e-3, "rng": np.random.default_rng(0)}
    next(train(net, cross_entropy, X, y, **options))
    moved = sum(
        np.sum((p.value - q.value) ** 2) for p, q in zip(net.parameters, before, strict=True)
    )
    assert np.sqrt(moved) == pytest.approx(1e-3)


def test_digits_reach_97_percent():
    d = digits()
    net = mlp([64, 64, 10], rng=np.random.default_rng(0))
    rng = np.random.default_rng(0)
    for _ in train(
        net,
        cross_entropy,
        d.X_train,
        d.y_train,
        optimizer=gradient_descent(0.3),
        rng=rng,
        epochs=30,
    ):
        pass
    assert accuracy(net(d.X_test), d.y_test) >= 0.97


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"X": np.zeros((3, 2))}, "3 examples and 4 targets"),
        ({"clip": -1.0}, "a length above 0; got -1"),
        ({"clip": 0.0}, "a length above 0; got 0"),
        ({"clip": np.nan}, "a length above 0; got nan"),
        ({"optimizer": adam}, "made with its rate: adam"),
        ({"batch_size": 0}, "at least 1; got 0 and 10"),
        ({"epochs": 0}, "at least 1; got 32 and 0"),
    ],
)
def test_bad_input_is_said_plainly(change, sentence):
    options = {
        "X": np.zeros((4, 2)),
        "targets": np.zeros(4, dtype=int),
        "optimizer": gradient_descent(0.1),
        "rng": np.random.default_rng(0),
    } | change
    net = mlp([2, 2], rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match=sentence):
        next(train(net, cross_entropy, **options))


def test_a_rate_must_be_positive():
    with pytest.raises(ValueError, match="positive number; got -0.1"):
        gradient_descent(-0.1)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"X": [[0.0, 1.0]] * 4}, "train takes arrays; X is a list"),
        ({"X": Tensor(np.zeros((4, 2)))}, "train takes arrays; X is a Tensor"),
        ({"targets": [0, 1, 0, 1]}, "targets is a list"),
        ({"optimizer": "adam"}, "made with its rate, adam.* got 'adam'"),
        ({"rng": 0}, "rng is a generator"),
        ({"cost": lambda A, y: cross_entropy(A.value, y)}, "<lambda> gave ndarray"),
    ],
)
def test_the_wrong_kind_of_thing_is_told(change, sentence):
    options = {
        "cost": cross_entropy,
        "X": np.zeros((4, 2)),
        "targets": np.zeros(4, dtype=int),
        "optimizer": gradient_descent(0.1),
        "rng": np.random.default_rng(0),
    } | change
    net = mlp([2, 2], rng=np.random.default_rng(0))
    with pytest.raises(TypeError, match=sentence):
        next(train(net, **options))


def test_gradients_of_no_examples_and_of_too_few_targets_are_refused():
    net = mlp([3, 2], rng=np.random.default_rng(0))
    for n, m in ((0, 0), (5, 4)):
        with pytest.raises(ValueError, match=f"gradients got {n} examples and {m} targets"):
            gradients(net, squared_error, np.ones((n, 3)), np.ones((m, 2)))
