"""Every row of the table against central differences; a row without a case here fails."""

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from bplib import Tensor, functions
from bplib.gradcheck import gradcheck
from bplib.table import TABLE, local_derivative

rng = np.random.default_rng  # each case makes its own


def real(*shape, low=-2.0, high=2.0, seed=0):
    return rng(seed).uniform(low, high, shape)


def positive(*shape, seed=0):
    return real(*shape, low=0.3, high=2.0, seed=seed)


LABELS = np.array([0, 2, 1])
SOFT = np.array([[0.2, 0.5, 0.3], [0.1, 0.1, 0.8], [1.0, 0.0, 0.0]])
OF_LISTS = {np.concatenate, np.stack, np.vstack, np.hstack, np.column_stack}
PAIR = (real(2, 3), real(2, 3, seed=1))
VECTORS = (real(3), real(3, seed=1))
CASES = {  # per function: (differentiable arguments, further arguments, options)
    np.add: [((real(3, 4), real(4, seed=1)), (), {}), ((real(2, 1), real(1, 3, seed=1)), (), {})],
    np.subtract: [((real(3, 4), real(3, 1, seed=1)), (), {})],
    np.multiply: [((real(3, 4), real(4, seed=1)), (), {}), ((real(), real(2, 2, seed=1)), (), {})],
    np.divide: [((real(3, 4), positive(3, 1, seed=1)), (), {})],
    np.power: [
        ((positive(3, 4), real(4, seed=1)), (), {}),
        ((real(3),), (2,), {}),
        ((real(3),), (3,), {}),
        ((real(3),), (0,), {}),
        ((positive(3),), (0.5,), {}),
        ((real(3),), (np.array([0.0, 1.0, 2.0]),), {}),
    ],
    functions.clip: [((real(5, low=-3, high=3),), (-1.0, 1.0), {}), ((real(5),), (None, 0.5), {})],
    functions.choose: [((real(3, 4), real(4, seed=1)), (), {"condition": real(3, 4, seed=2) > 0})],
    np.maximum: [((real(3, 4), real(4, seed=1)), (), {})],
    np.minimum: [((real(3, 4), real(4, seed=1)), (), {})],
    np.logaddexp: [((real(3), real(3, seed=1)), (), {})],
    functions.leaky_relu: [((real(5),), (), {}), ((real(5),), (), {"slope": 0.2})],
    functions.elu: [((real(5),), (), {}), ((real(5),), (), {"alpha": 0.5})],
    np.matmul: [
        ((real(*a), real(*b, seed=1)), (), {})
        for a, b in (
            *(((3, 4), (4, 2)), ((4,), (4,)), ((4,), (4, 2)), ((3, 4), (4,))),
            *(((5, 3, 4), (5, 4, 2)), ((5, 3, 4), (4, 2)), ((3, 4), (5, 4, 2)), ((4,), (5, 4, 2))),
            *(((5, 3, 4), (4,)), ((2, 1, 3, 4), (5, 4, 2))),
        )
    ],
    np.reshape: [((real(2, 6),), ((3, 4),), {}), ((real(2, 6),), (-1,), {})],
    np.ravel: [((real(2, 3),), (), {})],
    np.squeeze: [((real(2, 1, 3),), (), {}), ((real(2, 1, 3),), (), {"axis": 1})],
    np.expand_dims: [((real(2, 3),), (1,), {}), ((real(2, 3),), (), {"axis": -1})],
    np.transpose: [
        ((real(2, 3, 4),), (), {}),
        ((real(2, 3, 4),), ((2, 0, 1),), {}),
        ((real(2, 3, 4),), ((-1, 0, 1),), {}),
    ],
    np.swapaxes: [((real(2, 3, 4),), (0, 2), {})],
    np.moveaxis: [((real(2, 3, 4),), (0, -1), {})],
    np.broadcast_to: [((real(3, 1),), ((2, 3, 4),), {})],
    functions.getitem: [
        ((real(5, 4),), (index,), {})
        for index in (
            *(2, slice(1, 4), (slice(None), -1), (slice(None), None, 2), ..., [0, 2, 2, 0]),
            *(np.array([[0, 1], [1, 1]]), (np.array([0, 0]), np.array([1, 1]))),
            *(real(5, 4) > 0, (slice(None, None, -2), [3, 3])),
        )
    ],
    np.flip: [((real(2, 3),), (), {"axis": 1}), ((real(2, 3),), (), {})],
    np.roll: [((real(2, 3),), (1,), {"axis": 1}), ((real(2, 3),), (2,), {})],
    np.repeat: [((real(2, 3),), ([0, 1, 2],), {"axis": 1}), ((real(2, 3),), (2,), {})],
    np.tile: [((real(2, 3),), ((2, 1, 2),), {})],
    np.take: [((real(2, 3),), ([2, 0, 2],), {"axis": 1}), ((real(2, 3),), (4,), {})],
    np.diagonal: [((real(2, 3, 3),), (1, 1), {"axis2": 2})],
    sliding_window_view: [
        ((real(6),), (3,), {}),
        ((real(2, 4, 5),), ((3, 2),), {"axis": (1, 2)}),
    ],
    np.prod: [
        ((real(3, 4, 2),), (), {"axis": (0, 2)}),
        ((real(3, 4),), (), {"axis": -1, "keepdims": True}),
        ((np.array([[1.5, 0.0, 2.0], [0.0, 0.0, 3.0]]),), (), {"axis": 1}),
        ((real(2, 0),), (), {}),
    ],
    np.cumsum: [((real(3, 4),), (), {"axis": axis}) for axis in (None, 0, -1)],
    np.linalg.norm: [
        ((real(3, 4),), (), {}),
        ((real(3, 4),), (2,), {"axis": 1, "keepdims": True}),
        ((real(2, 3, 4),), ("fro",), {"axis": (0, 2)}),
    ],
    np.concatenate: [
        ((real(2, 3), real(2, 4, seed=1), real(2, 1, seed=2)), (), {"axis": 1}),
        ((real(2), real(3, seed=1)), (), {}),
        ((real(2, 3), real(2, 4, seed=1)), (), {"axis": -1}),
        ((real(2, 2), real(3, seed=1)), (), {"axis": None}),
    ],
    np.pad: [((real(2, 3),), (((1, 0), (2, 1)),), {}), ((real(2, 3),), (1,), {})],
    functions.binary_cross_entropy: [((real(3, 2),), (SOFT[:, :2],), {})],
    functions.cross_entropy: [
        ((real(3, 3),), (LABELS,), {}),
        ((real(3, 3),), (SOFT,), {}),
        ((real(3, 3),), (2 * SOFT,), {}),
    ],
}
CASES |= {  # functions that are made of others
    np.stack: [(PAIR, (), {"axis": axis}) for axis in (0, -1)],
    np.vstack: [(PAIR, (), {}), (VECTORS, (), {})],
    np.hstack: [((real(2, 3), real(2, 4, seed=1)), (), {}), (VECTORS, (), {})],
    np.column_stack: [((real(2, 3), real(2, seed=1)), (), {})],
    np.split: [((real(2, 6),), (3,), {"axis": 1}), ((real(5),), ([1, 3],), {})],
    np.where: [],  # its arrays do not stand first: see `choose`
    np.clip: [((real(5, low=-3, high=3),), (-1.0, 1.0), {}), ((real(5),), (), {"max": 0.5})],
    np.diag: [((real(3),), (), {"k": -1}), ((real(3, 4),), (1,), {}), ((real(3),), (), {})],
    np.var: [((real(3, 4),), (), {"axis": 0, "ddof": 1}), ((real(3, 4),), (), {"keepdims": True})],
    np.std: [((real(3, 4),), (), {"axis": 1, "ddof": 1}), ((real(3, 4),), (), {})],
    np.average: [
        ((real(3, 4),), (), {}),
        ((real(3, 4),), (), {"axis": 1, "weights": positive(4)}),
        ((real(3, 4),), (0, positive(3, 4)), {}),
    ],
    np.outer: [((real(2, 2), real(3, seed=1)), (), {})],
    np.dot: [
        ((real(*a), real(*b, seed=1)), (), {})
        for a, b in (
            ((2, 3, 4), (2, 4, 5)),
            ((3,), (3,)),
            ((), (2,)),
            ((2, 3), (3,)),
            ((2, 3), (3, 2)),
        )
    ],
    np.inner: [((real(2, 3), real(4, 3, seed=1)), (), {}), ((real(2), real()), (), {})],
    np.tensordot: [
        ((real(2, 3, 4), real(3, 4, 5, seed=1)), (), {}),
        ((real(2, 3, 4), real(4, 2, seed=1)), (([0, 2], [1, 0]),), {}),
        ((real(2), real(3, seed=1)), (0,), {}),
    ],
    np.trace: [((real(3, 4, 3),), (1, 0), {"axis2": 2})],
}
for each in ("sqrt", "log", "log2", "log10", "reciprocal"):
    CASES[getattr(np, each)] = [((positive(5),), (), {})]
for each in (np.log1p, np.tan):
    CASES[each] = [((real(5, low=-0.9, high=1.4),), (), {})]
for each in (np.sum, np.mean, np.max, np.min, np.amax, np.amin, functions.logsumexp):
    CASES[each] = [
        ((real(3, 4, 2),), (), {"axis": axis, "keepdims": keepdims})
        for axis in ((None,) if each is not functions.logsumexp else ()) + (0, 1, -1, (0, 2), (1,))
        for keepdims in (False, True)
    ]
for each in (functions.softmax, functions.log_softmax):
    CASES[each] = [((real(3, 4),), (), {}), ((real(3, 4),), (), {"axis": 0})]


def cases_of(function):
    """The cases above; a function of one number that is not among them is tried anywhere."""
    op = TABLE[function]
    if function in CASES or op.kind != "elementwise" or len(op.rules) > 1:
        return CASES[function]
    return [((real(5),), (), {}), ((real(),), (), {}), ((real(2, 0),), (), {})]


APART = {functions.join, functions.sums_of_products, np.einsum}  # see concatenate, and below
ALL = [(f, case) for f in TABLE if f not in APART for case in cases_of(f)]


def called(function, arguments, further, options):
    """The function, which takes its arrays one by one or in a list."""
    return function(*([arguments] if function in OF_LISTS else arguments), *further, **options)


@pytest.mark.parametrize(("function", "case"), ALL, ids=lambda each: getattr(each, "__name__", ""))
def test_a_row_agrees_with_central_differences(function, case):
    arguments, further, options = case

    def cost(*arrays):
        out = called(function, arrays, further, options)
        parts = out if isinstance(out, list) else [out]
        return sum(np.sum(part * rng(7).normal(size=part.shape)) for part in parts)

    assert gradcheck(cost, *arguments).passed


@pytest.mark.parametrize(
    ("letters", "shapes"),
    [
        ("ij,jk->ik", [(2, 3), (3, 4)]),
        ("ij, jk", [(2, 3), (3, 4)]),
        ("bij,bkj->bki", [(2, 3, 4), (2, 5, 4)]),
        ("ij->j", [(2, 3)]),
        ("ij,i,k->", [(2, 3), (2,), (4,)]),
        ("i,i,i", [(3,), (3,), (3,)]),
    ],
)
def test_einsum_agrees_with_numpy_and_central_differences(letters, shapes):
    arrays = [real(*shape, seed=seed) for seed, shape in enumerate(shapes)]
    out = np.einsum(letters, *map(Tensor, arrays))
    assert np.allclose(out.value, np.einsum(letters, *arrays), rtol=1e-14)
    weights = rng(7).normal(size=out.shape)
    assert gradcheck(lambda *arrays: np.sum(np.einsum(letters, *arrays) * weights), *arrays).passed


def test_where_routes_the_gradient():
    c = real(3, 4) > 0
    a, b = Tensor(real(3, 4)), Tensor(real(4, seed=1))
    np.where(c, a, b).sum().backward()
    assert np.array_equal(a.grad, c)
    assert np.array_equal(b.grad, (~c).sum(axis=0))


def test_ties_share_the_gradient_equally():
    x = Tensor([3.0, 1.0, 3.0])
    x.max().backward()
    assert np.array_equal(x.grad, [0.5, 0, 0.5])
    a, b = Tensor([1.0, 2.0, 3.0]), Tensor([1.0, 3.0, 2.0])
    np.maximum(a, b).sum().backward()
    assert np.array_equal(a.grad, [0.5, 0, 1])
    assert np.array_equal(b.grad, [0.5, 1, 0])
    np.minimum(a, b).sum().backward()
    assert np.array_equal(a.grad, [0.5, 1, 0])


def test_conventions_at_kinks():
    for function in (functions.relu, np.absolute):
        x = Tensor([0.0])
        function(x).sum().backward()
        assert x.grad == 0
    x = Tensor([-1.0, 0.0, 1.0, 2.0])
    np.clip(x, 0, 1).sum().backward()
    assert np.array_equal(x.grad, [0, 1, 1, 0])


def test_local_derivative_is_the_row_of_the_table():
    assert np.allclose(local_derivative(np.tanh, [0.0, 1.0]), 1 - np.tanh([0.0, 1.0]) ** 2)
    assert np.array_equal(local_derivative(functions.leaky_relu, -1.0, slope=0.3), 0.3)
    assert np.array_equal(local_derivative(np.negative, np.zeros(2)), [-1, -1])
    with pytest.raises(ValueError, match="unknown elementwise function 'sum'"):
        local_derivative(np.sum, 1.0)


def test_an_argument_that_no_gradient_flows_to_is_no_tensor():
    with pytest.raises(TypeError, match="no derivative for its argument slope; take the .value"):
        functions.leaky_relu(Tensor([1.0, -1.0]), slope=Tensor(0.2))


def test_of_large_arrays_no_digit_is_lost_in_a_slope_of_less_precision():
    x = Tensor(np.resize([1.0, -1.0], 5000))
    (np.maximum(x, 0.0) * 0.1).sum().backward()
    assert np.array_equal(x.grad, np.resize([0.1, 0.0], 5000))


def test_of_large_arrays_a_slope_may_be_smaller_than_the_gradient():
    a, b = Tensor(np.ones((50, 100))), np.arange(1.0, 101.0)
    (a / Tensor(b)).sum().backward()
    assert np.array_equal(a.grad, np.tile(1 / b, (50, 1)))


@pytest.mark.parametrize(
    ("n", "slopes"), [(0, [0, 0]), (0.0, [0, 0]), (np.array([0.0, 2.0]), [0, 4])]
)
def test_a_power_of_exponent_0_is_flat_also_at_0(n, slopes):
    x = Tensor([0.0, 2.0])
    (x**n).sum().backward()
    assert x.grad.tolist() == slopes


def test_slopes_at_0_that_a_formula_would_not_give():
    n, x = Tensor([1.0, 2.0]), Tensor([0.0])
    (np.zeros(2) ** n).sum().backward()
    assert n.grad.tolist() == [0, 0]
    functions.gelu(x).backward()
    assert x.grad.tolist() == [0.5]


def test_a_new_value_has_the_precision_of_the_old():
    x = Tensor(np.ones(2, np.float32))
    with pytest.raises(ValueError, match="holds float32 .* the new value is float64"):
        x.value = np.ones(2)
