"""Layers and networks: shapes, values by hand, gradients against central differences, errors."""

import copy
import pickle
from dataclasses import replace

import numpy as np
import pytest

from bplib import Tensor
from bplib.activations import ACTIVATIONS
from bplib.gradcheck import central_differences, relative_error
from bplib.nn import (
    MLP,
    Dense,
    accuracy,
    binary_cross_entropy,
    cross_entropy,
    load,
    mlp,
    save,
    squared_error,
)
from bplib.normalization import Normalized


def rng(seed=0):
    return np.random.default_rng(seed)


def test_a_layer_is_a_matrix_product_a_bias_and_an_activation():
    W, b, X = rng(1).normal(size=(3, 2)), rng(2).normal(size=2), rng(3).normal(size=(5, 3))
    Z, A = Dense(Tensor(W), Tensor(b), ACTIVATIONS["tanh"])(X)
    assert np.allclose(Z.value, X @ W + b)
    assert np.allclose(A.value, np.tanh(X @ W + b))


def test_the_trace_ends_in_what_the_network_returns():
    net = mlp([3, 5, 4, 2], "relu", rng=rng())
    X = rng(1).normal(size=(6, 3))
    trace = net.trace(X)
    assert [layer.Z.shape for layer in trace] == [(6, 5), (6, 4), (6, 2)]
    assert np.array_equal(trace[-1].A.value, net(X).value)


def test_the_last_layer_is_linear_unless_said_otherwise():
    X = rng(1).normal(size=(4, 3))
    Z, A = mlp([3, 5, 2], rng=rng()).trace(X)[-1]
    assert np.array_equal(Z.value, A.value)
    Z, A = mlp([3, 5, 2], rng=rng(), output="sigmoid").trace(X)[-1]
    assert np.allclose(A.value, 1 / (1 + np.exp(-Z.value)))


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_gradients_of_a_network_agree_with_central_differences(name):
    net = mlp([3, 4, 3], name, rng=rng(), bias_std=0.5)
    X, labels = rng(1).normal(size=(5, 3)), np.array([0, 1, 2, 1, 0])
    cross_entropy(net(X), labels).mean().backward()
    gradients = [p.grad for p in net.parameters]
    values = [p.value for p in net.parameters]

    def cost(*arrays):
        for p, array in zip(net.parameters, arrays, strict=True):
            p.value = array
        return cross_entropy(net(X), labels).mean().item()

    for gradient, difference in zip(gradients, central_differences(cost, *values), strict=True):
        assert relative_error(gradient, difference) < 1e-6


def test_the_gradient_of_a_weight_is_input_times_error():
    net = mlp([3, 4, 2], rng=rng())
    X, Y = rng(1).normal(size=(5, 3)), rng(2).normal(size=(5, 2))
    trace = net.trace(X)
    squared_error(trace[-1].A, Y).mean().backward()
    A_in = [X, trace[0].A.value]
    for dense, layer, a in zip(net.layers, trace, A_in, strict=True):
        assert np.allclose(dense.W.grad, a.T @ layer.Z.grad, rtol=0, atol=1e-15)
        assert np.allclose(dense.b.grad, layer.Z.grad.sum(axis=0), rtol=0, atol=1e-15)


def test_one_seed_gives_one_network():
    first, second, other = (mlp([3, 4, 2], rng=rng(seed)) for seed in (7, 7, 8))
    assert all(
        np.array_equal(p.value, q.value)
        for p, q in zip(first.parameters, second.parameters, strict=True)
    )
    assert not np.array_equal(first.parameters[0].value, other.parameters[0].value)


def test_gain_scales_the_weights_and_bias_std_the_biases():
    one, two = (mlp([50, 60, 2], rng=rng(), gain=gain) for gain in (1.0, 2.0))
    assert np.allclose(2 * one.parameters[0].value, two.parameters[0].value)
    assert not one.parameters[1].value.any()
    biases = mlp([2, 10_000, 2], rng=rng(), bias_std=0.3).parameters[1].value
    assert biases.std() == pytest.approx(0.3, rel=0.03)


def test_float32_all_through():
    net = mlp([3, 4, 2], "gelu", rng=rng(), dtype=np.float32)
    C = squared_error(net(np.ones((5, 3), np.float32)), np.zeros((5, 2), np.float32)).mean()
    C.backward()
    assert C.dtype == np.float32
    assert all(p.dtype == p.grad.dtype == np.float32 for p in net.parameters)


def test_sizes_may_be_whole_numbers_of_any_kind():
    assert mlp([4.0, np.int64(3)], rng=rng()).parameters[0].shape == (4, 3)


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_networks_and_activations_are_pickled_and_copied(name):
    net, X = mlp([3, 4, 2], name, rng=rng(), bias_std=0.5), rng(1).normal(size=(5, 3))
    for twin in (pickle.loads(pickle.dumps(net)), copy.deepcopy(net)):
        assert np.array_equal(twin(X).value, net(X).value)
        assert twin.parameters[0] is twin.layers[0].W
        assert twin.parameters[0] is not net.parameters[0]
    f = pickle.loads(pickle.dumps(ACTIVATIONS[name]))
    assert f == ACTIVATIONS[name]
    assert f.op is ACTIVATIONS[name].op


def test_a_network_is_stored_and_loaded(tmp_path):
    net = mlp([3, 4, 2], "gelu", rng=rng(), output="sigmoid", dtype=np.float32)
    save(net, tmp_path / "net.npz")
    again = load(tmp_path / "net.npz")
    assert [layer.activation for layer in again.layers] == [each.activation for each in net.layers]
    for p, q in zip(net.parameters, again.parameters, strict=True):
        assert np.array_equal(p.value, q.value)
        assert p.dtype == q.dtype


def test_what_cannot_be_stored_or_loaded_is_told(tmp_path):
    plain = mlp([3, 4, 2], rng=rng())
    with pytest.raises(TypeError, match="save takes an MLP; got Normalized. Store its .plain"):
        save(Normalized(plain), tmp_path / "net.npz")
    last = replace(plain.layers[1], activation=replace(ACTIVATIONS["tanh"], op=np.sin))
    with pytest.raises(ValueError, match="tanh is another activation"):
        save(MLP((plain.layers[0], last)), tmp_path / "net.npz")
    np.savez(tmp_path / "other.npz", x=np.ones(3))
    with pytest.raises(ValueError, match="holds x; not a network"):
        load(tmp_path / "other.npz")
    np.savez(tmp_path / "objects.npz", activations=np.array([{}], object))
    with pytest.raises(ValueError, match="allow_pickle"):
        load(tmp_path / "objects.npz")


def test_squared_error_by_hand():
    assert squared_error(np.array([[1.0, 2.0]]), np.array([[0.0, 4.0]])) == pytest.approx(2.5)


def test_binary_cross_entropy_by_hand_and_far_out():
    z, t = np.array([[0.3], [-1.2]]), np.array([[1.0], [0.0]])
    p = 1 / (1 + np.exp(-z))
    assert np.allclose(binary_cross_entropy(z, t), -t * np.log(p) - (1 - t) * np.log(1 - p))
    far = Tensor([[1e4], [-1e4]])
    cost = binary_cross_entropy(far, np.array([[0.0], [0.0]]))
    cost.sum().backward()
    assert np.array_equal(cost.value, [[1e4], [0.0]])
    assert np.array_equal(far.grad, [[1.0], [0.0]])


@pytest.mark.parametrize(
    ("logits", "labels"),
    [
        ((4, 3), np.zeros((4, 1), int)),
        ((4, 3), np.zeros((1, 4), int)),
        ((4, 3), np.eye(4, 3)),
        ((4, 3), np.zeros(3, int)),
        ((4, 3), 0),
        ((4, 3), [0, 1, 2, 3]),
        ((4, 3), [0, 1, -1, 2]),
        ((4, 3), [0.0, 1.0, 0.5, 2.0]),
        ((4, 1), np.zeros(4, int)),
        ((4, 1), np.zeros((4, 1), int)),
        ((4,), np.zeros(4, int)),
        ((2, 4, 3), np.zeros((2, 4), int)),
        ((0, 3), np.zeros(0, int)),
    ],
)
def test_accuracy_broadcasts_nothing(logits, labels):
    with pytest.raises(ValueError, match="accuracy got"):
        accuracy(Tensor(np.zeros(logits)), labels)


def test_accuracy_counts_the_largest_logit():
    logits = Tensor([[1.0, 2.0], [3.0, 0.0], [0.0, 1.0]])
    assert accuracy(logits, np.array([1, 0, 0])) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: mlp([3], rng=rng()), r"got \[3\]"),
        (lambda: mlp([3, 0, 2], rng=rng()), r"got \[3, 0, 2\]"),
        (lambda: mlp([3, 2.5, 2], rng=rng()), r"got \[3, 2.5, 2\]"),
        (lambda: mlp(5, rng=rng()), "got 5"),
        (lambda: mlp([3, 4, 2], "rleu", rng=rng()), "did you mean 'relu'"),
        (lambda: mlp([3, 4, 2], rng=rng(), init="xavier"), "unknown initializer 'xavier'"),
        (lambda: mlp([3, 2], rng=rng())(np.zeros(3)), r"batch of shape \(n, 3\); it got \(3,\)"),
        (lambda: mlp([3, 2], rng=rng())(np.zeros((5, 4))), r"it got \(5, 4\)"),
        (lambda: squared_error(np.zeros((5, 1)), np.zeros(5)), r"\(5, 1\) and targets of shape"),
        (lambda: binary_cross_entropy(np.zeros((5, 1)), np.zeros(5)), r"y\[:, None\]"),
    ],
)
def test_bad_input_is_said_plainly(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()


def test_a_generator_is_asked_for():
    with pytest.raises(TypeError, match=r"rng is a generator, np.random.default_rng\(0\); got 0"):
        mlp([3, 2], rng=0)
