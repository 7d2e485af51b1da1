"""Normalization and residual connections: what they compute, and their gradients."""

import numpy as np
import pytest

from bplib.gradcheck import gradcheck
from bplib.nn import mlp
from bplib.normalization import Normalized, batch_norm, layer_norm


def rng(seed=0):
    return np.random.default_rng(seed)


def test_batch_norm_standardizes_units_and_layer_norm_examples():
    Z = rng().normal(3, 2, size=(50, 40))
    for out, axis in ((batch_norm(Z), 0), (layer_norm(Z), 1)):
        assert np.allclose(out.mean(axis=axis), 0)
        assert np.allclose(out.var(axis=axis), 1, atol=1e-4)


@pytest.mark.parametrize("norm", [batch_norm, layer_norm])
def test_gradients_of_normalization_agree_with_central_differences(norm):
    G, Z = rng(1).normal(size=(5, 4)), rng(2).normal(size=(5, 4))
    assert gradcheck(lambda Z: np.sum(norm(Z) * G), Z).passed


def test_batch_norm_backward_as_derived():
    G, Z = rng(1).normal(size=(6, 3)), rng(2).normal(size=(6, 3))
    std = np.sqrt(Z.var(axis=0) + 1e-5)
    Zhat = (Z - Z.mean(axis=0)) / std
    derived = (G - G.mean(axis=0) - Zhat * (G * Zhat).mean(axis=0)) / std
    (found,) = gradcheck(lambda Z: np.sum(batch_norm(Z) * G), Z).gradients
    assert np.allclose(found, derived, atol=1e-12)


def test_without_treatment_the_network_is_the_plain_one():
    plain, X = mlp([3, 5, 5, 2], rng=rng()), rng(1).normal(size=(4, 3))
    assert np.array_equal(Normalized(plain)(X).value, plain(X).value)


def test_a_residual_connection_adds_the_input_where_the_widths_agree():
    plain, X = mlp([3, 5, 5, 2], rng=rng()), rng(1).normal(size=(4, 3))
    first, second, last = Normalized(plain, residual=True).trace(X)
    assert np.allclose(first.A.value, np.tanh(first.Z.value))
    assert np.allclose(second.A.value, np.tanh(second.Z.value) + first.A.value)
    assert np.array_equal(last.A.value, last.Z.value)


def test_the_bias_comes_after_the_normalization():
    plain = mlp([3, 5, 2], rng=rng())
    plain.layers[0].b.value = plain.layers[0].b.value + 7
    Z = Normalized(plain, normalization="batch").trace(rng(1).normal(size=(30, 3)))[0].Z.value
    assert np.allclose(Z.mean(axis=0), 7)


def test_an_unknown_normalization_is_told():
    with pytest.raises(ValueError, match="unknown normalization 'bach'; did you mean 'batch'"):
        Normalized(mlp([3, 2], rng=rng()), normalization="bach")
