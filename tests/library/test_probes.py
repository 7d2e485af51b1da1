"""What a probe says of a pass, against the definitions, and against training itself."""

import pickle

import numpy as np
import pytest

from bplib.activations import ACTIVATIONS
from bplib.nn import cross_entropy, mlp, squared_error
from bplib.probes import mean_square, probe, root_mean_square
from bplib.training import gradient_descent


def two_layers(activation="relu", dtype=np.float64):
    rng = np.random.default_rng(1)
    net = mlp([5, 8, 3], activation, rng=rng, bias_std=0.3, dtype=dtype)
    X = rng.normal(size=(20, 5)).astype(dtype)
    return net, X, rng.integers(3, size=20)


def by_hand(net, X, Y):
    """The backward pass of two ReLU layers with the squared error, written out."""
    first, last = net.layers
    Z = X @ first.W.value + first.b.value
    A = np.maximum(Z, 0)
    delta2 = (A @ last.W.value + last.b.value - Y) / len(X)
    delta1 = (delta2 @ last.W.value.T) * (Z > 0)
    return Z, A, [delta1, delta2], [X.T @ delta1, A.T @ delta2]


def test_one_pass_is_the_four_equations():
    net, X, _ = two_layers()
    Y = np.random.default_rng(2).normal(size=(20, 3))
    p = probe(net, squared_error, X, Y)
    Z, A, deltas, gradients = by_hand(net, X, Y)
    np.testing.assert_allclose(p.Z[0], Z)
    np.testing.assert_allclose(p.A[0], A)
    for layer in range(2):
        np.testing.assert_allclose(p.delta[layer], deltas[layer])
        np.testing.assert_allclose(p.weight_gradients[layer], gradients[layer])
    assert p.cost == pytest.approx(squared_error(p.A[1], Y).mean())


def test_statistics_are_what_their_names_say():
    net, X, y = two_layers("tanh")
    p = probe(net, cross_entropy, X, y)
    s = p.statistics(rate=0.1)
    for layer, A in enumerate(p.A):
        assert s.mean[layer] == pytest.approx(A.mean())
        assert s.std[layer] == pytest.approx(A.std())
        assert s.mean_square[layer] == pytest.approx(A.mean() ** 2 + A.var())
        assert s.gradient_std[layer] == pytest.approx(p.weight_gradients[layer].std())
    assert s.saturated[0] == pytest.approx(np.mean(1 - p.A[0] ** 2 < 0.05))
    assert s.saturated[1] == s.dead[1] == 0  # the last layer is linear


def test_update_ratio_is_that_of_a_real_step():
    net, X, y = two_layers()
    p = probe(net, cross_entropy, X, y)
    gradient_descent(0.2)(net.parameters)
    for layer, (dense, W) in enumerate(zip(net.layers, p.weights, strict=True)):
        moved = root_mean_square(dense.W.value - W) / root_mean_square(W)
        assert p.update_ratio(0.2)[layer] == pytest.approx(moved)


def test_update_ratio_of_zero_weights_is_not_a_number():
    rng = np.random.default_rng(0)
    net = mlp([5, 8, 3], init="zeros", rng=rng)
    p = probe(net, cross_entropy, rng.normal(size=(4, 5)), np.array([0, 1, 2, 0]))
    assert np.isnan(p.update_ratio(0.1)).all()


def test_dead_counts_units_and_saturated_counts_entries():
    net, X, y = two_layers()
    first = net.layers[0]
    first.b.value = np.where(np.arange(8) < 2, -100.0, first.b.value)  # two of eight, switched off
    p = probe(net, cross_entropy, X, y)
    off = p.Z[0] <= 0
    assert p.dead[0] == np.all(off, axis=0).mean() >= 2 / 8
    assert p.saturated[0] == off.mean() > p.dead[0]
    assert not p.weight_gradients[0][:, :2].any()
    assert not p.delta[0][off].any()


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_shares_of_every_activation_are_shares_in_single_precision_too(name):
    double, single = (
        probe(*(net, cross_entropy, X, y))
        for net, X, y in (two_layers(name), two_layers(name, np.float32))
    )
    for p in (double, single):
        assert np.all((p.dead >= 0) & (p.dead <= p.saturated) & (p.saturated <= 1))
    assert single.A[0].dtype == np.float32
    np.testing.assert_allclose(single.saturated, double.saturated)
    for a, b in zip(single.statistics(0.1), double.statistics(0.1), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-3, atol=1e-6)


def test_of_is_in_double_precision():
    net, X, y = two_layers(dtype=np.float32)
    sizes = probe(net, cross_entropy, 1e25 * X, y).of(mean_square, "Z")
    assert sizes.dtype == np.float64
    assert np.all(sizes > 1e40)  # more than float32 holds


def test_the_typical_size_of_numbers_that_are_all_alike_is_not_0():
    assert root_mean_square(np.full((2, 3), -4.0)) == 4


def test_a_probe_is_pickled():
    net, X, y = two_layers()
    p = probe(net, cross_entropy, X, y)
    again = pickle.loads(pickle.dumps(p))
    assert again.cost == p.cost
    assert np.array_equal(again.saturated, p.saturated)
