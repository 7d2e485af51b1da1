"""The functions that NumPy does not have, on plain arrays: against SciPy, and at the extremes."""

import numpy as np
import pytest
from scipy import special

from bplib import autodiff, functions

X = np.random.default_rng(0).normal(size=(4, 5)) * 3
FAR = np.array([-1e4, -1000.0, -40.0, -1e-12, 0.0, 1e-12, 40.0, 1000.0, 1e4])
ELEMENTWISE = [
    (functions.linear, lambda x: x),
    (functions.sigmoid, special.expit),
    (functions.relu, lambda x: np.where(x > 0, x, 0)),
    (functions.leaky_relu, lambda x: np.where(x > 0, x, x / 100)),
    (functions.elu, lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0)))),
    (functions.gelu, lambda x: x * special.ndtr(x)),
    (functions.silu, lambda x: x * special.expit(x)),
    (functions.softplus, lambda x: -special.log_expit(-x)),
]


@pytest.mark.parametrize(("ours", "theirs"), ELEMENTWISE, ids=lambda f: f.__name__)
def test_elementwise_functions_agree_with_their_definitions(ours, theirs):
    for x in (X, FAR, 0.3, np.array(-2.0), np.zeros((0, 2)), np.arange(3)):
        np.testing.assert_allclose(ours(x), theirs(np.asarray(x)), rtol=1e-14)
    assert ours(X.astype(np.float32)).dtype == np.float32


def test_selu_keeps_mean_0_and_variance_1():
    """At the fixed point of Klambauer et al. 2017: integrals over a standard normal."""
    points, weights = np.polynomial.hermite_e.hermegauss(200)
    a, p = functions.selu(points), weights / weights.sum()
    assert abs(p @ a) < 1e-3
    assert abs(p @ a**2 - 1) < 1e-3


@pytest.mark.parametrize("axis", [0, -1])
def test_softmax_and_its_logarithms_agree_with_scipy(axis):
    for x in (X, 1e4 * X):
        np.testing.assert_allclose(functions.softmax(x, axis), special.softmax(x, axis), rtol=1e-12)
        expected = special.log_softmax(x, axis)
        np.testing.assert_allclose(functions.log_softmax(x, axis), expected, rtol=1e-12)
        np.testing.assert_allclose(functions.logsumexp(x, axis), special.logsumexp(x, axis))


def test_logarithms_of_softmax_are_exact_far_from_zero():
    """A difference of 20 between logits of a million leaves e⁻²⁰, which is not lost."""
    np.testing.assert_allclose(functions.log_softmax([1e6, 1e6 - 20])[0], -np.log1p(np.exp(-20.0)))


@pytest.mark.parametrize("labels", [[0, -1], [5, 0]])
def test_cross_entropy_refuses_labels_of_no_class(labels):
    with pytest.raises(ValueError, match=f"{min(labels)} to {max(labels)}; with 5 classes"):
        functions.cross_entropy(np.zeros((2, 5)), np.array(labels))


def test_cross_entropy_takes_labels_or_probabilities():
    labels = np.array([0, 4, 2, 2])
    one_hot = np.eye(5)[labels]
    np.testing.assert_allclose(
        functions.cross_entropy(X, labels), functions.cross_entropy(X, one_hot)
    )
    np.testing.assert_allclose(
        functions.cross_entropy(X.reshape(2, 2, 5), labels.reshape(2, 2)).ravel(),
        functions.cross_entropy(X, labels),
    )
    assert functions.cross_entropy(X[0], 3) == -special.log_softmax(X[0])[3]


def test_lists_are_arrays_of_numbers():
    for name in ("relu", "sigmoid", "leaky_relu", "elu", "selu", "gelu", "silu", "softmax"):
        function = getattr(autodiff, name)
        np.testing.assert_array_equal(function([1.0, -2.0]), function(np.array([1.0, -2.0])))
    assert autodiff.cross_entropy([[0.0, 0.0]], [1]) == np.log(2)
