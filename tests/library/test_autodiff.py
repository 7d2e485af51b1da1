"""The engine: backward on every shape of graph, NumPy's functions, safety, and errors that help."""

import copy
import gc
import pickle
import sys
import warnings
import weakref

import numpy as np
import pytest

import bplib
from bplib import Tensor
from bplib.arrays import product
from bplib.autodiff import cross_entropy, leaky_relu, relu, sigmoid, softmax, softplus
from bplib.gradcheck import gradcheck


def rng(seed=0):
    return np.random.default_rng(seed)


# --- graphs ---------------------------------------------------------------------------------------


def test_the_worked_example_of_every_course():
    """f = (x + y) z at (−2, 5, −4), from Stanford's CS231n notes, "Backpropagation, Intuitions"."""
    x, y, z = Tensor(-2.0), Tensor(5.0), Tensor(-4.0)
    f = (x + y) * z
    f.backward()
    assert (f.item(), x.grad, y.grad, z.grad) == (-12, -4, -4, 3)


def test_one_tensor_used_twice_and_diamonds():
    x = Tensor(3.0)
    (x * x).backward()
    assert x.grad == 6
    y = x
    for _ in range(60):  # 2⁶⁰ paths, 120 edges
        y = y + y
    y.backward()
    assert x.grad == 2.0**60


def test_a_chain_of_100_000_operations_forward_backward_and_freed_at_once():
    gc.collect()
    gc.disable()
    try:
        x = Tensor(1.0)
        y = x
        for _ in range(100_000):
            y = y + 1.0
        y.backward()
        assert x.grad == 1
        middle = weakref.ref(y.parents[0])
        del y
        assert middle() is None
    finally:
        gc.enable()


def test_an_option_is_given_once():
    with pytest.raises(TypeError, match="each once"):
        Tensor(np.ones((2, 2))).sum(0, axis=1)


def test_backward_twice_gives_the_same_gradients():
    x = Tensor([1.0, 2.0])
    C = (x * x).sum()
    C.backward()
    first = x.grad
    C.backward()
    assert np.array_equal(x.grad, first)


def test_two_costs_on_one_graph_do_not_mix():
    x = Tensor([1.0, 2.0])
    h = x * x
    first, second = h.sum(), (h * 10).sum()
    first.backward()
    assert np.array_equal(x.grad, [2, 4])
    second.backward()
    assert np.array_equal(x.grad, [20, 40])
    first.backward()
    assert np.array_equal(x.grad, [2, 4])


def test_a_seed_takes_the_place_of_the_one():
    x = Tensor([1.0, 2.0])
    (x * 3).backward(seed=[1.0, 10.0])
    assert np.array_equal(x.grad, [3, 30])


def test_gradients_of_all_shapes_of_broadcasting():
    shapes = [(), (1,), (4,), (3, 1), (1, 4), (3, 4), (2, 3, 4), (2, 1, 1), (1, 1, 1, 1)]
    for a in shapes:
        for b in shapes:
            check = gradcheck(
                lambda x, y: (x * y + x).sum(), rng().normal(size=a), rng(1).normal(size=b)
            )
            assert check.passed, (a, b)


def test_parents_arguments_and_op_tell_how_it_was_made():
    x = Tensor([1.0])
    y = np.tanh(x) * 2
    assert y.op.name == "multiply"
    assert y.arguments == (y.parents[0], 2)
    assert y.parents[0].parents == (x,)
    assert x.op is None
    assert x.parents == ()


# --- NumPy's own functions -----------------------------------------------------------------------


def test_numpy_functions_and_operators_go_to_the_table():
    x, a = Tensor([[1.0, -2.0], [0.5, 3.0]]), np.array([2.0, 3.0])
    for made in (
        *(a * x, x * a, 1 - x, x - 1, 2 / x, x / 2, x**2, 2.0**x, a @ x, x @ a, -x, abs(x), +x),
        *(np.tanh(x), np.sum(x, axis=0), np.where(x > 0, x, 0.0), np.concatenate([x, a[None]])),
        *(np.stack([x, x]), np.var(x, axis=0), np.std(x), np.max(x, axis=(0, 1)), np.outer(x, a)),
        *(np.dot(x, a), x.T, x[0], x.reshape(4), x.transpose(1, 0), x.mean(axis=0), x.var(axis=1)),
    ):
        assert isinstance(made, Tensor)


def test_values_agree_with_numpy():
    x = rng().normal(size=(3, 4))
    t = Tensor(x)
    for function in (
        *(np.sum, np.mean, np.var, np.std, np.max, np.min),
        *(lambda x: np.var(x, axis=0, ddof=1), lambda x: np.std(x, axis=1, keepdims=True)),
        *(lambda x: np.stack([x, x], axis=1), lambda x: np.outer(x[0], x[1])),
    ):
        assert np.allclose(function(t).value, function(x), rtol=1e-14)


def test_composed_functions_have_right_gradients():
    x, w = rng().normal(size=(3, 4)), rng(1).normal(size=(2, 3, 4))
    assert gradcheck(lambda x: np.sum(np.stack([x, x * 2]) * w), x).passed
    assert gradcheck(lambda x: np.sum(np.var(x, axis=0, ddof=1)), x).passed
    assert gradcheck(lambda x: np.sum(np.std(x, axis=1)), x).passed
    assert gradcheck(lambda a, b: np.sum(np.outer(a, b) * w[0, :, :3]), x[:, 0], x[0, :3]).passed


def test_comparisons_and_questions_give_plain_arrays():
    x = Tensor([1.0, 3.0])
    for answer in (x > 2, x == 1, np.argmax(x), np.isnan(x), np.sign(x), np.zeros_like(x)):
        assert not isinstance(answer, Tensor)
    assert np.argmax(x) == 1
    assert [each.item() for each in x] == [1.0, 3.0]
    assert len({x, Tensor([1.0])}) == 2


def test_the_same_functions_take_arrays():
    x = np.array([-1.0, 2.0])
    for function in (relu, sigmoid, softplus, softmax):
        assert type(function(x)) is np.ndarray
        assert np.array_equal(function(x), function(Tensor(x)).value)


# --- numbers -------------------------------------------------------------------------------------


def test_float32_stays_float32():
    x = Tensor(np.ones((2, 3), np.float32))
    for made in (
        *(x * 2.0, 1 / x, x**0.5, np.tanh(x), sigmoid(x), softplus(x), x.mean(), np.var(x)),
        *(x * np.float64(0.1), np.clip(x, 0, 1), np.where(x > 0, x, 0.0), softmax(x), relu(x)),
    ):
        assert made.dtype == np.float32
        made.sum().backward()
        assert x.grad.dtype == np.float32
    (x * np.ones(3)).sum().backward()  # a float64 array is taken at its word
    assert x.grad.dtype == np.float32


def test_numbers_and_lists_take_the_precision_of_the_tensor():
    x = Tensor(np.ones((2, 3), np.float32))
    for other in (2, 2.0, np.float64(2), np.int64(2), [1, 2, 3], [1.0, 2.0, 3.0], (1.0, 2.0, 3.0)):
        made = x / other
        assert made.dtype == np.float32
        made.sum().backward()
        assert np.allclose(x.grad, 1 / np.array(other))
    assert (x @ [1.0, 2.0, 3.0]).dtype == np.float32
    assert cross_entropy(x, [[0.5, 0.5, 0.0]] * 2).dtype == np.float32


def test_nothing_overflows():
    x = Tensor([-1000.0, 0.0, 1000.0])
    sigmoid(x).sum().backward()
    assert np.array_equal(x.grad, [0, 0.25, 0])
    softplus(x).sum().backward()
    assert np.array_equal(x.grad, [0, 0.5, 1])
    logits = Tensor([[1e4, -1e4, 0.0]])
    C = cross_entropy(logits, np.array([1]))
    C.backward()
    assert C.item() == 2e4
    assert np.array_equal(logits.grad, [[1, -1, 0]])
    masked = Tensor([[-np.inf, 2.0, 2.0]])  # as attention masks
    (softmax(masked)[0, 1] + cross_entropy(masked, [1]).sum()).backward()
    assert np.array_equal(masked.grad, [[0, -0.25, 0.25]])
    softmax(logits).backward(seed=[[1.0, 2.0, 3.0]])
    assert np.array_equal(logits.grad, [[0, 0, 0]])


def test_cross_entropy_is_p_minus_y():
    z, labels = rng().normal(size=(5, 4)), np.array([0, 3, 1, 1, 2])
    logits = Tensor(z)
    cross_entropy(logits, labels).sum().backward()
    assert np.allclose(logits.grad, softmax(z) - np.eye(4)[labels])


@pytest.mark.parametrize("axis", [None, 0, 1])
def test_the_gradient_of_a_mean_over_nothing_is_empty(axis):
    x = Tensor(np.zeros((3, 0)))
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # NumPy's, about the mean itself
        mean = x.mean(axis=axis)
    mean.backward(np.ones(mean.shape))
    assert x.grad.shape == (3, 0)


def test_empty_and_0d_arrays():
    x = Tensor(np.zeros((0, 3)))
    np.tanh(x).sum().backward()
    assert x.grad.shape == (0, 3)
    y = Tensor(2.0)
    (y * y).backward()
    assert y.grad.shape == ()


@pytest.mark.parametrize("zero", [0.0, np.array([0.0, 2.0])])
def test_division_by_0_gives_an_infinite_slope_as_in_numpy(zero):
    x = Tensor([1.0, -1.0])
    with np.errstate(divide="ignore", invalid="ignore"):
        (x / zero).sum().backward()
        assert np.array_equal(x.grad, np.broadcast_to(1 / np.asarray(zero), 2))


def test_nan_passes_through():
    x = Tensor([np.nan, 1.0])
    (x * 2).sum().backward()
    assert np.isnan(np.tanh(x).value[0])
    x.max().backward()
    assert np.array_equal(x.grad, [1, 0])


# --- safety --------------------------------------------------------------------------------------


def test_the_caller_may_change_arrays_afterwards():
    start, factor, index = np.array([1.0, 2.0]), np.array([3.0, 4.0]), np.array([0, 0])
    x = Tensor(start)
    C = (x * factor).sum() + x[index].sum()
    start[0] = factor[0] = 99.0
    index[0] = 1
    C.backward()
    assert np.array_equal(x.grad, [5, 4])
    assert np.array_equal(x.value, [1, 2])


def test_values_and_gradients_cannot_be_changed_in_place():
    x = Tensor([1.0])
    y = x * 2
    y.sum().backward()
    for array in (x.value, y.value, x.grad):
        with pytest.raises(ValueError, match="read-only"):
            array += 1


def test_in_place_operators_end_in_an_error_and_change_nothing():
    x, out = Tensor([1.0, 2.0]), np.zeros(2)
    assert "write `w.value = w.value - step`" in bplib.__doc__
    with pytest.raises(ValueError, match="read-only"):
        x.value -= 0.5
    with pytest.raises(TypeError, match="write a plain call that returns a new result"):
        out += x
    with pytest.raises(TypeError, match="join Tensors with np.stack"):
        out[:] = x
    assert np.array_equal(x.value, [1, 2])
    assert not out.any()
    before = x
    x -= 0.5  # a new Tensor, as for a number
    assert before.value[0] == 1
    assert x.value[0] == 0.5


def test_a_new_value_is_a_copy_which_its_owner_does_not_share():
    x, new = Tensor([1.0, 2.0]), np.array([3.0, 4.0])
    view = new[:]
    x.value = new
    new[0], view[1] = 5.0, 6.0
    assert np.array_equal(x.value, [3, 4])
    with pytest.raises(TypeError, match="would lose its mask"):
        x.value = np.ma.array([1.0, 2.0], mask=[0, 1])


def test_the_slope_of_a_standard_deviation_is_0_where_all_entries_are_equal():
    x = Tensor([[2.0, 2.0, 2.0], [1.0, 2.0, 4.0]])
    np.std(x, axis=1).sum().backward()
    spread = np.std(x.value[1])
    assert np.array_equal(x.grad[0], [0, 0, 0])
    np.testing.assert_allclose(x.grad[1], (x.value[1] - x.value[1].mean()) / (3 * spread))


def test_a_new_value_does_not_reach_an_old_graph():
    x = Tensor([3.0])
    C = (x * x).sum()
    x.value = x.value - 1
    C.backward()
    assert x.grad == 6
    assert x.value == 2


def test_an_index_of_several_parts_may_be_changed_afterwards():
    x, index = Tensor(np.ones((3, 3))), np.array([0, 0])
    C = x[index, 1].sum()
    index[0] = 2
    C.backward()
    assert np.array_equal(x.grad[:, 1], [2, 0, 0])


def test_a_read_only_part_of_an_array_that_changes_is_copied():
    owned = np.ones(3)
    part = owned[:]
    part.flags.writeable = False
    x = Tensor(np.ones(3))
    C = (x * part).sum()
    owned[:] = 5.0
    C.backward()
    assert np.array_equal(x.grad, np.ones(3))


@pytest.mark.parametrize(
    "twin", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))]
)
def test_a_copy_is_a_tensor_of_its_own(twin):
    x = Tensor([1.0, 2.0])
    y = twin(x)
    C = (2 * x + 3 * y).sum()
    C.backward()
    C.backward()
    assert np.array_equal(x.grad, [2, 2])
    assert np.array_equal(y.grad, [3, 3])


def test_the_product_is_written_into_the_slope_only_where_it_fits_and_is_nobody_elses():
    g, slope = np.full((100, 50), 2.0), np.full((100, 50), 3.0)
    assert product(g, slope) is slope
    assert (slope == 6).all()
    single, row, shared = slope.astype(np.float32), slope[0], slope.copy()
    shared.flags.writeable = False
    for other in (single, row, shared):
        kept = other.copy()
        made = product(g, other)
        assert made.shape == g.shape
        assert made.dtype == float
        assert np.array_equal(other, kept)
    assert product(g.astype(np.float32), slope).dtype == float
    assert (slope == 6).all()


@pytest.mark.parametrize("constant", [list, tuple, np.array])
def test_a_large_constant_is_not_written_to_by_backward(constant):
    factors = constant([3.0] * 5000)
    x = Tensor(np.full(5000, 2.0))
    C = (x * factors).sum() * 2.0
    for _ in range(2):
        C.backward()
        assert np.array_equal(x.grad, np.full(5000, 6.0))
    C = np.where(constant([True] * 5000), x * x, 0.0).sum()
    for _ in range(2):
        C.backward()
        assert np.array_equal(x.grad, np.full(5000, 4.0))


@pytest.mark.parametrize("join", [np.concatenate, np.stack])
def test_joining_many_pieces_costs_as_much_for_each(join):
    def calls(count):
        """How often anything is called, in Python or in C."""
        C, made = join([Tensor(np.ones(1)) for _ in range(count)]).sum(), []
        sys.setprofile(lambda frame, event, argument: made.append(event))
        try:
            C.backward()
        finally:
            sys.setprofile(None)
        return len(made)

    assert calls(1600) < 20 * calls(100)  # 16 times as many pieces; a quadratic cost is 256 times


# --- errors --------------------------------------------------------------------------------------

X = Tensor(np.ones((2, 3)))


@pytest.mark.parametrize(
    ("call", "error", "sentence"),
    [
        (lambda: Tensor([1, 2]), TypeError, "takes real numbers; this is int64. Write 3.0"),
        (lambda: Tensor(True), TypeError, "this is bool"),
        (lambda: Tensor(["a"]), TypeError, "takes real numbers"),
        (lambda: Tensor(np.ma.array([1.0, 2.0], mask=[0, 1])), TypeError, "would lose its mask"),
        (lambda: Tensor([np.ma.array([1.0], mask=[1])]), TypeError, "would lose its mask"),
        (lambda: X * np.ma.array(np.ones(3)), TypeError, "would lose its mask"),
        (lambda: X * 1j, TypeError, "gave complex128"),
        (lambda: X * np.array([None] * 3), TypeError, "multiply of shapes"),
        (lambda: X + "a", TypeError, "add of shapes"),
        (lambda: X + np.ones(4), ValueError, r"add of shapes \(2, 3\) and \(4,\)"),
        (lambda: X @ X, ValueError, "3 columns of the first meet 2 rows of the second"),
        (lambda: X @ X[:1], ValueError, "The transpose of the second would fit"),
        (lambda: X @ 2.0, ValueError, "multiply by a number with"),
        (lambda: np.sum(X, 0, True), TypeError, "got the option dtype; it takes: axis, in"),
        (lambda: np.pad(X, 1, mode="reflect"), ValueError, "pad got the mode 'reflect'"),
        (lambda: X.sum(axis=2), ValueError, "axis 2 is out of bounds"),
        (lambda: X.tolist(), AttributeError, "no .tolist; its array has it: x.value.tolist"),
        (lambda: X.backword(), AttributeError, "a Tensor has no .backword"),
        (lambda: copy.deepcopy(X * 2), TypeError, "is not copied without its graph"),
        (lambda: Tensor(None), TypeError, "such as 3.0 or .* got None"),
        (lambda: X.backward(), ValueError, r"starts from one number; this has shape \(2, 3\)"),
        (lambda: X.backward(seed=[1.0]), ValueError, r"the seed has shape \(1,\)"),
        (lambda: np.array([X, X]), TypeError, "lose its gradient. To keep it"),
        (
            lambda: np.arcsin(X),
            TypeError,
            "np.arcsin has no derivative here, so it takes no Tensor; there are: absolute",
        ),
        (lambda: np.nansum(X), TypeError, "np.nansum has no derivative here"),
        (lambda: np.add.reduce(X), TypeError, "np.add.reduce with a Tensor has no gradient"),
        (lambda: np.tanh(X, out=np.ones((2, 3))), TypeError, "np.tanh with out has no gradient"),
        (lambda: np.sum(X, dtype=float), TypeError, "got the option dtype; it takes: axis"),
        (lambda: np.reshape(X, (3, 2), order="F"), TypeError, "got the option order"),
        (lambda: X[5], IndexError, "getitem of shapes"),
        (lambda: X.reshape(4), ValueError, "reshape of shapes"),
        (lambda: X.__setitem__(0, 1.0), TypeError, "entries cannot be set"),
        (lambda: setattr(X, "value", np.ones(3)), ValueError, r"of shape \(2, 3\); the new value"),
        (lambda: setattr(X * 2, "value", np.ones((2, 3))), ValueError, "was computed, by multiply"),
        (lambda: np.where(X, X, 2.0), TypeError, "no derivative for its argument condition"),
        (lambda: cross_entropy(X, np.zeros(3, int)), ValueError, r"integer labels of shape \(2,\)"),
        (lambda: cross_entropy(X, np.array([0, 3])), ValueError, "labels from 0 to 3; with 3"),
        (lambda: cross_entropy(X, np.array([0, -1])), ValueError, "labels from -1 to 0; with 3"),
        (lambda: leaky_relu(X, Tensor(0.2)), TypeError, "no derivative for its argument slope"),
        (lambda: np.clip(X, a_min=X, out=X), TypeError, "got the option out"),
        (lambda: np.floor(X, out=X), TypeError, "np.floor with out has no gradient"),
        (lambda: X.data, AttributeError, "has no .data; its array is x.value"),
    ],
)
def test_errors_say_what_came_what_was_expected_and_what_to_do(call, error, sentence):
    with pytest.raises(error, match=sentence):
        call()


def test_adding_in_place_to_an_array_is_refused():
    total = np.zeros((2, 3))
    with pytest.raises(TypeError, match="x = x \\+ y"):
        total += X


def test_a_tensor_shows_its_value_and_its_maker():
    assert repr(Tensor([1.0, 2.0])) == "Tensor([1., 2.])"
    assert repr(Tensor(0.0) + 1) == "Tensor(1., from add)"
    assert f"{Tensor(1.2345):.2f}" == "1.23"


def test_a_seed_has_the_shape_of_the_result_not_its_size_alone():
    with pytest.raises(ValueError, match=r"the seed has shape \(3, 2\); the result has shape"):
        (Tensor(np.ones((2, 3))) * 2).backward(np.ones((3, 2)))
