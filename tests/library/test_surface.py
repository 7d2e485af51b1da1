"""All that a Tensor meets of NumPy: NumPy's value and the right gradient, or a sentence."""

import inspect
import math
import re
import warnings
from itertools import chain, product

import numpy as np
import pytest

import bplib
from bplib import Tensor
from bplib.arraylike import NO_GRADIENT
from bplib.functions import log_softmax, logsumexp, softmax
from bplib.table import TABLE
from tests.library.test_derivatives import ALL, OF_LISTS

NUMPYS = [
    each
    for each in ALL
    if each[0].__module__.startswith("numpy") and not isinstance(each[0], np.ufunc)
]
NAMED = {"ids": lambda each: getattr(each, "__name__", "")}


def spellings(function, case):
    """Every way to write a call: the first arguments by place, the others by name."""
    arrays, further, options = case
    given = inspect.signature(function).bind(
        *([list(arrays)] if function in OF_LISTS else arrays), *further, **options
    )
    parameters = list(given.signature.parameters.values())
    for placed in range(len(parameters) + 1):
        before, after = parameters[:placed], parameters[placed:]
        if any(p.kind in {p.KEYWORD_ONLY, p.VAR_KEYWORD} for p in before):
            return
        if not any(p.kind is p.POSITIONAL_ONLY for p in after):
            yield (
                [given.arguments.get(p.name, p.default) for p in before],
                {p.name: given.arguments[p.name] for p in after if p.name in given.arguments},
            )


def with_tensors(x, tensors):
    """The arrays of a call as Tensors, which are written down."""
    if isinstance(x, list) and isinstance(x[0], np.ndarray):
        return [with_tensors(each, tensors) for each in x]
    if isinstance(x, np.ndarray) and x.dtype == float:
        tensors.append(Tensor(x))
        return tensors[-1]
    return x


def gradients(result, tensors):
    """The gradients of a weighted sum of all that came out."""
    parts = result if isinstance(result, list) else [result]
    sum(np.sum(p * np.cos(np.arange(p.size)).reshape(p.shape)) for p in parts).backward()
    return [t.grad for t in tensors]


@pytest.mark.parametrize(("function", "case"), NUMPYS, **NAMED)
def test_a_call_means_the_same_however_it_is_written(function, case):
    arrays, _, _ = case
    found = []
    for args, options in spellings(function, case):
        tensors = []
        args_with = [with_tensors(a, tensors) for a in args]
        options_with = {name: with_tensors(x, tensors) for name, x in options.items()}
        if len(tensors) > len(arrays):  # an array among the options
            continue
        result, expected = function(*args_with, **options_with), function(*args, **options)
        pairs = (
            zip(result, expected, strict=True) if isinstance(result, list) else [(result, expected)]
        )
        for ours, theirs in pairs:
            assert isinstance(ours, Tensor)
            assert ours.shape == np.shape(theirs)
            np.testing.assert_allclose(ours.value, theirs, rtol=1e-13, atol=1e-15)
        found.append(gradients(result, tensors))
    for other in found[1:]:
        for a, b in zip(found[0], other, strict=True):
            assert np.array_equal(a, b)


SHAPES = [(), (1,), (3,), (0,), (2, 3), (3, 1), (2, 0), (0, 3), (2, 1, 4)]
REDUCTIONS = [
    *(np.sum, np.mean, np.max, np.min, np.prod, np.var, np.std, np.linalg.norm, np.cumsum),
    *(softmax, log_softmax, logsumexp, np.flip, np.average),
]


def axes_of(ndim):
    """No axis, each from either end, and two at once."""
    return [None, *range(-ndim, ndim), *([(0, -1), (-1, 0)] if ndim > 1 else [])]


def moves_as_told(function, x, y):
    """Whether f moves along a direction as the gradient of a weighted sum says."""
    weights = np.cos(np.arange(y.size)).reshape(y.shape)
    y.backward(seed=weights)
    direction, h = np.sin(np.arange(1, x.size + 1)).reshape(x.shape), 1e-6
    above, below = (np.sum(weights * function(x.value + s * direction)) for s in (h, -h))
    return np.isclose(np.sum(x.grad * direction), (above - below) / (2 * h), 1e-6, 1e-7)


@pytest.mark.parametrize("function", REDUCTIONS, **NAMED)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_every_axis_of_every_shape_even_of_none_and_of_nothing(function, shape):
    numbers = np.random.default_rng(0).normal(size=shape)
    further = [{}, {"keepdims": True}] if "keepdims" in TABLE[function].options else [{}]
    for axis, more, dtype in product(axes_of(len(shape)), further, ("f2", "f4", "f8")):
        options = {"axis": axis} | more
        a = numbers.astype(dtype)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # means of nothing
            try:
                expected = function(a, **options)
            except (TypeError, ValueError, ZeroDivisionError):
                continue
            x = Tensor(a)
            y = function(x, **options)
            assert (y.shape, y.dtype) == (np.shape(expected), expected.dtype)
            tolerance = 4 * np.finfo(dtype).eps
            np.testing.assert_allclose(y.value, expected, tolerance, tolerance)
            if dtype == "f8":
                assert (
                    a.size < 2
                    or not np.isfinite(y.value).all()
                    or moves_as_told(lambda b, options=options: function(b, **options), x, y)
                )
            else:
                y.backward(seed=np.ones(y.shape))
            assert x.grad is None or (x.grad.shape, x.grad.dtype) == (x.shape, x.dtype)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda x: np.concatenate([x, np.ones(3)]), r"concatenate of shapes \(\) and \(3,\)"),
        (lambda x: np.concatenate([x, x], axis=-1), "too few axes"),
        (lambda x: np.hstack([np.ones((2, 3)), x]), "too few axes"),
        (lambda x: np.split(x, 2), "too few axes"),
        (lambda x: np.diag(x), "too few axes"),
        (lambda x: np.tensordot(x, np.ones((2, 3)), 1), "axis -1 is out of bounds"),
        (lambda x: np.tensordot(np.ones(3) * x, np.ones((3, 3)), 2), "axis -2 is out of bounds"),
        (lambda x: np.inner(np.ones((2, 0)) * x, np.ones((2, 3))), "to be added up have lengths"),
    ],
)
def test_too_few_axes_are_said_to_be_so(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call(Tensor(1.0))


def test_an_average_is_as_exact_as_numpys_and_refuses_weights_of_no_sum():
    a, w = np.array([1.0, 2.0, 4.0]), np.array([0.1, 0.7, 0.3], np.float32)
    assert np.average(Tensor(a), weights=w).value == np.average(a, weights=w)
    with pytest.raises(ZeroDivisionError, match="weights that add up to 0"):
        np.average(Tensor(a), weights=[1.0, -1.0, 0.0])


def strange_options():
    """Every option of NumPy's that a row does not take, by name and by place."""
    for function, case in dict(NUMPYS).items():
        arrays, further, options = case
        given = inspect.signature(function).bind_partial(
            *([list(arrays)] if function in OF_LISTS else arrays), *further, **options
        )
        parameters = list(given.signature.parameters.values())
        for place, parameter in enumerate(parameters):
            if parameter.name in TABLE[function].options or place < len(arrays):
                continue
            if parameter.kind in {parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL}:
                continue
            yield function, case, parameter.name, None
            if parameter.kind is parameter.POSITIONAL_OR_KEYWORD:
                yield function, case, parameter.name, parameters[:place]


@pytest.mark.parametrize(("function", "case", "option", "before"), list(strange_options()), **NAMED)
def test_an_option_that_a_row_does_not_know_is_refused(function, case, option, before):
    arrays, further, options = case
    tensors = list(map(Tensor, arrays))
    given = inspect.signature(function).bind(
        *([tensors] if function in OF_LISTS else tensors), *further, **options
    )
    if before is None:
        args, more = given.args, given.kwargs | {option: object()}
    else:
        args = [given.arguments.get(p.name, p.default) for p in before] + [object()]
        more = {n: v for n, v in given.kwargs.items() if n not in {p.name for p in before}}
    with pytest.raises(TypeError, match=f"of a Tensor got the option {option}; it takes"):
        function(*args, **more)


PUBLIC = {
    f"{module.__name__}.{name}": getattr(module, name)
    for module in (np, np.linalg, np.fft)
    for name in module.__all__
    if callable(getattr(module, name)) and not isinstance(getattr(module, name), type)
}
SHOWS = {  # these ask what the Tensor is, or show it, and compute nothing
    *(np.array_repr, np.array_str, np.array2string, np.typename, np.iterable, np.isscalar),
    *(np.isfortran, np.info, np.save, np.savez, np.savez_compressed, np.show_config, np.getbufsize),
    *(np.may_share_memory, np.shares_memory, np.set_printoptions, np.show_runtime, np.common_type),
    *(np.get_printoptions, np.geterr, np.geterrcall, np.errstate, np.seterr, np.min_scalar_type),
    *(np.bmat, np.issubdtype, np.promote_types, np.printoptions),
}


def leaves(result):
    """All that came out of a call."""
    if isinstance(result, (list, tuple)):
        return chain.from_iterable(map(leaves, result))
    return [result]


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_no_function_of_numpy_loses_a_gradient_in_silence(name):
    function = PUBLIC[name]
    if function in NO_GRADIENT | SHOWS or name == "numpy.test":
        return
    for shape in ((), (3,), (2, 2)):
        t = Tensor(np.full(shape, 0.5))
        for args in ((t,), (t, t), (t, t, t), ([t, t],), (t, 1)):
            try:
                result = function(*args)
            except (TypeError, ValueError, IndexError, AttributeError, Warning):
                continue  # but no RecursionError
            assert all(isinstance(each, Tensor) for each in leaves(result)), (args, result)


@pytest.mark.parametrize("function", sorted(NO_GRADIENT, key=lambda f: f.__name__), **NAMED)
def test_questions_are_answered_as_for_the_array_by_place_and_by_name(function):
    x = np.array([[1.5, -0.5], [0.0, 2.0]])
    needed = [p for p in inspect.signature(function).parameters.values() if p.default is p.empty]
    count = function.nin if isinstance(function, np.ufunc) else len(needed)
    expected = function(*[x] * count)
    results = [function(*[Tensor(x)] * count)]
    if all(p.kind is p.POSITIONAL_OR_KEYWORD for p in needed) and function is not np.result_type:
        results.append(function(**{p.name: Tensor(x) for p in needed}))
    for result in results:
        for ours, theirs in zip(leaves(result), leaves(expected), strict=True):
            assert not isinstance(ours, Tensor)
            assert np.array_equal(ours, theirs)


METHODS = [
    *(("sum", (0,)), ("mean", (1,)), ("max", ()), ("min", (0,)), ("var", (0,)), ("std", ())),
    *(("prod", (1,)), ("cumsum", (0,)), ("clip", (-1.0, 0.5)), ("ravel", ()), ("flatten", ())),
    *(("squeeze", ()), ("swapaxes", (0, 1)), ("diagonal", (1,)), ("repeat", (2, 1)), ("trace", ())),
    *(("take", ([1, 0], 1)), ("dot", (np.ones(3),)), ("argmax", (0,)), ("argmin", ())),
    *(("reshape", (3, 2)), ("reshape", ((6,),)), ("reshape", (-1,)), ("transpose", ())),
    *(("transpose", (1, 0)), ("transpose", ((1, 0),)), ("item", (4,)), ("__len__", ())),
]


@pytest.mark.parametrize(("name", "args"), METHODS)
def test_methods_are_those_of_an_array(name, args):
    x = np.array([[1.0, -2.0, 0.5], [3.0, 0.25, -1.0]])
    result, expected = getattr(Tensor(x), name)(*args), getattr(x, name)(*args)
    np.testing.assert_allclose(getattr(result, "value", result), expected, rtol=1e-14)
    if isinstance(result, Tensor):
        result.backward(seed=np.ones(result.shape))


def test_a_vector_can_be_transposed_by_its_only_axis():
    x = Tensor([1.0, 2.0])
    x.transpose(0).backward(seed=[1.0, 3.0])
    assert np.array_equal(x.grad, [1, 3])


ONE = Tensor(1.0)


def write_into(x):
    np.zeros(3)[0] = x


@pytest.mark.parametrize(
    "way_out",
    [
        *(float, int, complex, round, math.sin, math.exp, math.floor, math.ceil, math.trunc),
        *(
            np.float64,
            np.array,
            np.asarray,
            write_into,
            lambda x: [1, 2][x],
            lambda x: "%f".__mod__(x),
        ),
        *(lambda x: np.zeros(3).fill(x), lambda x: np.array([x, x]), lambda x: np.full(3, x)),
        *(lambda x: math.fsum([x]), lambda x: np.float32(x), lambda x: np.add(1, [x])),
        *(lambda x: range(x), lambda x: np.zeros(2)[x], lambda x: x.__array__()),
    ],
)
def test_no_way_to_a_bare_number_but_value_and_item(way_out):
    for x in (Tensor(1.0), Tensor([1.0])):
        with pytest.raises((TypeError, ValueError)) as caught:
            way_out(x)
        told = str(caught.value) + str(caught.value.__cause__)
        assert "would lose its gradient" in told, told


def test_the_loop_that_fills_an_array_is_told_what_to_write_instead():
    v = Tensor([1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="setting an array element") as caught:
        np.zeros(3)[0] = v[0] ** 2
    assert "np.stack" in str(caught.value.__cause__)
    out = np.stack([v[i] ** 2 for i in range(3)])
    (out * v).sum().backward()
    assert np.array_equal(v.grad, [3, 12, 27])


@pytest.mark.parametrize(
    ("method", "instead"),
    [
        ("exp", "write np.exp(x)"),
        ("tanh", "write np.tanh(x)"),
        ("sigmoid", "write sigmoid(x)"),
        ("tolist", "x.value.tolist"),
        ("detach", "has no .detach"),
    ],
)
def test_a_method_that_there_is_not_names_what_keeps_the_gradient(method, instead):
    with pytest.raises(AttributeError) as caught:
        getattr(ONE, method)
    assert instead in str(caught.value)


def test_the_page_of_what_there_is_names_every_function():
    page = set(re.findall(r"[a-z_0-9]+", bplib.__doc__.split("What a Tensor takes")[1]))
    inside = {"choose", "getitem", "join", "sums_of_products"}  # behind where, [], …
    names = {f.__name__ for f in TABLE} - inside
    assert names <= page, names - page
    listed = page & {name for name in dir(np) if callable(getattr(np, name))}
    assert listed <= names | {"linalg", "gradient", "choose", "index"}, listed - names
