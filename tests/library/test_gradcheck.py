"""The gradient check passes right gradients and catches wrong ones."""

import numpy as np
import pytest

from bplib.gradcheck import central_differences, gradcheck, relative_error


def test_a_right_gradient_passes():
    rng = np.random.default_rng(0)
    X, W, b = rng.normal(size=(5, 3)), rng.normal(size=(3, 2)), rng.normal(size=2)
    check = gradcheck(lambda W, b: np.tanh(X @ W + b).sum(), W, b)
    assert check.passed
    assert [g.shape for g in check.gradients] == [(3, 2), (2,)]
    assert "argument 1, shape (3, 2): agrees" in str(check)


def test_a_gradient_that_misses_a_path_is_caught():
    check = gradcheck(lambda x: (x * getattr(x, "value", x)).sum(), np.array([1.0, 2.0]))
    assert not check.passed
    assert check.error == pytest.approx(0.5)
    assert "DIFFERS" in repr(check)


def test_an_argument_that_is_not_used_has_gradient_0():
    check = gradcheck(lambda x, y: (x * x).sum(), np.ones(2), np.ones(3))
    assert check.passed
    assert not check.gradients[1].any()


def test_nan_does_not_pass():
    with np.errstate(all="ignore"):
        assert not gradcheck(lambda x: np.log(x).sum(), np.array([-1.0])).passed


def test_central_differences_of_known_derivatives():
    (gradient,) = central_differences(lambda x: float(np.sum(x**3)), np.array([[1.0, -2.0]]))
    assert np.allclose(gradient, [[3.0, 12.0]], rtol=1e-8)


def test_central_differences_leave_their_arguments_alone():
    x = np.array([1.0, 2.0])
    central_differences(lambda x: float(x.sum()), x)
    assert np.array_equal(x, [1.0, 2.0])


def test_central_differences_of_a_function_that_changes_its_argument():
    def doubled(a):
        a *= 2
        return a.sum()

    assert np.allclose(central_differences(doubled, np.array([1.0, 2.0]))[0], 2)


def test_relative_error_of_zeros_is_0_and_of_shapes_an_error():
    assert relative_error(np.zeros(3), np.zeros(3)) == 0
    assert relative_error([1.0], [1.1]) == pytest.approx(0.1 / 1.1)
    with pytest.raises(ValueError, match="a gradient has the shape of its array"):
        relative_error(np.zeros(3), np.zeros((3, 1)))


def test_a_function_that_drops_the_gradient_is_told():
    with pytest.raises(TypeError, match="returns float"):
        gradcheck(lambda x: x.sum().item(), np.ones(2))
    with pytest.raises(ValueError, match="one number"):
        gradcheck(lambda x: x * 2, np.ones(2))


def test_a_result_of_one_entry_will_do():
    assert gradcheck(lambda x: x * x, np.array([2.0])).passed
    assert gradcheck(lambda x: (x * x).sum(axis=0, keepdims=True), np.array([2.0, 3.0])).passed


def test_without_arrays_there_is_nothing_to_check():
    with pytest.raises(TypeError, match="needs the arrays to check at"):
        gradcheck(lambda: 1.0)
