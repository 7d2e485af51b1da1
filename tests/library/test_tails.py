"""Values and slopes from one end of the numbers to the other, against mpmath's 60 digits.

Errors are counted in units in the last place (ulp) of the exact result in its own precision.
"""

from math import inf

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bplib import Tensor, functions
from bplib.table import TABLE, local_derivative

mp.mp.dps = 60
FINITE = (-1e4, -40.0, -30.0, -9.5, -0.5, 0.0, 0.5, 9.5, 30.0, 40.0, 1e4)
ULPS = {np.float64: 16, np.float32: 16, np.float16: 8}
# Slopes that are differences from 1 until these have lost their digits; so many are left.
SATURATING = {functions.sigmoid, np.tanh}
DIGITS = {np.float64: 8, np.float32: 2, np.float16: 2}
SCALE, ALPHA = functions.SELU_SCALE, functions.SELU_ALPHA


def phi(x):
    return mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)


def sigma(x):
    return 1 / (1 + mp.exp(-x))


# Per function: the value and the slope, and what they are at −∞ and ∞.
EXACT = {
    functions.linear: (lambda x: x, lambda x: mp.mpf(1), (-inf, inf), (1, 1)),
    functions.sigmoid: (sigma, lambda x: sigma(x) * sigma(-x), (0, 1), (0, 0)),
    functions.relu: (lambda x: max(x, mp.mpf(0)), lambda x: mp.mpf(x > 0), (0, inf), (0, 1)),
    functions.leaky_relu: (
        *(lambda x: x if x > 0 else x * mp.mpf(0.01), lambda x: mp.mpf(1 if x > 0 else 0.01)),
        *((-inf, inf), (0.01, 1)),
    ),
    functions.elu: (
        *(lambda x: x if x > 0 else mp.expm1(x), lambda x: mp.mpf(1) if x > 0 else mp.exp(x)),
        *((-1, inf), (0, 1)),
    ),
    functions.selu: (
        lambda x: SCALE * (x if x > 0 else ALPHA * mp.expm1(x)),
        lambda x: SCALE * (mp.mpf(1) if x > 0 else ALPHA * mp.exp(x)),
        *((-SCALE * ALPHA, inf), (0, SCALE)),
    ),
    functions.gelu: (
        *(lambda x: x * mp.ncdf(x), lambda x: mp.ncdf(x) + x * phi(x)),
        *((0, inf), (0, 1)),
    ),
    functions.silu: (
        *(lambda x: x * sigma(x), lambda x: sigma(x) * (1 + x * sigma(-x))),
        *((0, inf), (0, 1)),
    ),
    functions.softplus: (lambda x: mp.log1p(mp.exp(x)), sigma, (0, inf), (0, 1)),
    np.tanh: (mp.tanh, lambda x: mp.sech(x) ** 2, (-1, 1), (0, 0)),
    np.exp: (mp.exp, mp.exp, (0, inf), (0, inf)),
    np.expm1: (mp.expm1, mp.exp, (-1, inf), (0, inf)),
    np.arctan: (mp.atan, lambda x: 1 / (1 + x * x), (-mp.pi / 2, mp.pi / 2), (0, 0)),
    np.sinh: (mp.sinh, mp.cosh, (-inf, inf), (inf, inf)),
    np.cosh: (mp.cosh, mp.sinh, (inf, inf), (-inf, inf)),
    np.absolute: (abs, lambda x: mp.mpf(mp.sign(x)), (inf, inf), (-1, 1)),
    np.square: (lambda x: x * x, lambda x: 2 * x, (inf, inf), (-inf, inf)),
    np.negative: (lambda x: -x, lambda x: mp.mpf(-1), (inf, -inf), (-1, -1)),
    np.positive: (lambda x: x, lambda x: mp.mpf(1), (-inf, inf), (1, 1)),
}


def ulps(ours, exact, dtype):
    """How many units in the last place a number is off."""
    with np.errstate(over="ignore"):
        nearest = dtype(float(exact)) if not isinstance(exact, mp.mpf) else rounded(exact, dtype)
    if not np.isfinite(nearest):
        return 0.0 if ours == nearest else inf
    return float(abs(mp.mpf(float(ours)) - exact) / mp.mpf(float(np.spacing(abs(nearest)))))


def rounded(exact, dtype):
    """The nearest number of a precision, which float(…) of mpmath's gives for doubles."""
    with np.errstate(over="ignore", under="ignore"):
        return dtype(float(exact)) if abs(exact) < 1e308 else dtype(inf) * int(mp.sign(exact))


def same_digits(ours, exact, dtype):
    """Whether the first digits agree, of a number that is not too small to have them."""
    return abs(float(ours) - exact) <= 10.0 ** -DIGITS[dtype] * exact + float(np.finfo(dtype).tiny)


def functions_of_one_number():
    """All rows of one number that have no end to their domain within the points."""
    ends = {np.sqrt, np.log, np.log2, np.log10, np.log1p, np.reciprocal, np.sin, np.cos, np.tan}
    return {f for f, op in TABLE.items() if op.kind == "elementwise" and len(op.rules) == 1} - (
        ends | {functions.binary_cross_entropy}
    )


def test_every_function_of_one_number_is_here():
    assert set(EXACT) == functions_of_one_number()


@pytest.mark.parametrize("dtype", list(ULPS), ids=lambda dtype: dtype.__name__)
@pytest.mark.parametrize("function", EXACT, ids=lambda f: f.__name__)
def test_values_and_slopes_from_end_to_end(function, dtype):
    value, slope, values_at_ends, slopes_at_ends = EXACT[function]
    x = np.array([*FINITE, -inf, inf], dtype)
    with np.errstate(over="ignore", under="ignore"):
        t = Tensor(x)
        y = function(t)
        y.backward(seed=np.ones(len(x)))
    points = [mp.mpf(float(each)) for each in x[:-2]]
    for ours, exact, ends in ((y.value, value, values_at_ends), (t.grad, slope, slopes_at_ends)):
        assert ours.dtype == dtype
        for at, found in zip(points, ours[:-2], strict=True):
            off = ulps(found, exact(at), dtype)
            digits = function in SATURATING and same_digits(found, exact(at), dtype)
            assert off <= ULPS[dtype] or digits, (at, found, exact(at))
        for found, end in zip(ours[-2:], ends, strict=True):
            assert ulps(found, end, dtype) <= 1, (found, end)


@pytest.mark.parametrize("dtype", DIGITS)
@given(st.floats(-700, 700), st.sampled_from(sorted(SATURATING, key=str)))
def test_the_slopes_of_what_saturates_keep_their_first_digits(dtype, x, function):
    x = dtype(x)
    assert same_digits(local_derivative(function, x), EXACT[function][1](mp.mpf(float(x))), dtype)


PAIRS = [(a, b) for a in (-inf, *FINITE, inf) for b in (-inf, -1e4, -40.0, 0.0, 0.75, 40.0, inf)]


def exact_pair(a, b):
    """log(eᵃ + eᵇ) and the share of a in it."""
    if a == b:
        return (a if abs(a) == inf else a + mp.log(2)), mp.mpf(0.5)
    if abs(a) == inf or abs(b) == inf:
        return max(a, b), mp.mpf(a > b)
    a, b = mp.mpf(a), mp.mpf(b)
    return max(a, b) + mp.log1p(mp.exp(-abs(a - b))), sigma(a - b)


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_sums_of_powers_from_end_to_end(a, b):
    total, share = exact_pair(a, b)
    pair, one, other = Tensor([a, b]), Tensor(a), Tensor(b)
    functions.logsumexp(pair).backward()
    np.logaddexp(one, other).backward()
    softmax = functions.softmax(pair)
    for ours in (functions.logsumexp(pair).value, np.logaddexp(one, other).value):
        assert ulps(ours, total, np.float64) <= 4
    for ours in (pair.grad[0], one.grad, softmax.value[0]):
        assert ulps(ours, share, np.float64) <= 4
    softmax[0].backward()
    rest = exact_pair(b, a)[1]
    assert ulps(pair.grad[0], share * rest, np.float64) <= 8
    assert ulps(pair.grad[1], -share * rest, np.float64) <= 8


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_costs_of_classes_from_end_to_end(a, b):
    share, rest = exact_pair(a, b)[1], exact_pair(b, a)[1]
    for targets in ([0], [[1.0, 0.0]]):
        logits = Tensor([[a, b]])
        C = functions.cross_entropy(logits, targets)
        C.backward()
        assert ulps(C.value[0], -mp.log(share) if share else inf, np.float64) <= 4
        assert abs(logits.grad[0, 0] + rest) <= 2.0**-52  # p − 1, so no digits below those of 1
        assert ulps(logits.grad[0, 1], rest, np.float64) <= 4
    logits = Tensor([[a, b]])
    functions.log_softmax(logits)[0, 0].backward()
    assert ulps(logits.grad[0, 0], rest, np.float64) <= 4


@pytest.mark.parametrize("z", [-inf, *FINITE, inf])
@pytest.mark.parametrize("target", [0.0, 1.0])
def test_the_cost_of_yes_or_no_from_end_to_end(z, target):
    logit = Tensor([z])
    C = functions.binary_cross_entropy(logit, [target])
    C.backward()
    cost, share = exact_pair(0.0, z if target == 0 else -z)
    assert ulps(C.value[0], cost, np.float64) <= 4
    right = 1 - share if abs(z) == inf else sigma(mp.mpf(z if target == 0 else -z))
    assert ulps(logit.grad[0], right if target == 0 else -right, np.float64) <= 4


def test_nan_is_not_hidden():
    for function in (functions.softmax, functions.log_softmax, functions.logsumexp):
        assert np.isnan(function(np.array([np.nan, 1.0]))).all()
    assert np.isnan(functions.cross_entropy(np.array([[np.nan, 1.0]]), np.array([1]))).all()
    assert np.isnan(functions.binary_cross_entropy(np.array([np.nan]), np.array([0.0])))
    for function in EXACT:
        assert np.isnan(function(np.array([np.nan]))).all(), function
