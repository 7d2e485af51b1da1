"""The records of the activation functions against what they say of themselves."""

import numpy as np
import pytest

from bplib.activations import ACTIVATIONS, Activation, activation

Z = np.linspace(-12, 12, 240_001)


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_the_derivative_agrees_with_central_differences(name):
    f, h = activation(name), 1e-5
    z = np.random.default_rng(0).uniform(-4, 4, 200)
    z = z[np.abs(z) > 2 * h]  # away from the kink
    assert np.allclose(f.derivative(z), (f(z + h) - f(z - h)) / (2 * h), rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_max_slope_is_the_largest_slope(name):
    f = activation(name)
    largest = np.abs(f.derivative(Z)).max()
    assert largest <= f.max_slope + 1e-9
    assert largest == pytest.approx(f.max_slope, rel=1e-5)


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_bounded_and_kinked_say_what_is_so(name):
    f = activation(name)
    assert f.bounded == bool(np.abs(f(np.array([-1e6, 1e6]))).max() < 2)
    slopes = f.derivative(np.array([-1e-7, -2e-7, 1e-7, 2e-7]))
    jump = abs(slopes[0] - slopes[2]) > 1e-3
    bend = abs((slopes[0] - slopes[1]) - (slopes[3] - slopes[2])) > 1e-8
    assert f.kinked == (jump or bend)


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_homogeneous_says_that_every_scale_is_treated_alike(name):
    f = activation(name)
    scaled = np.allclose(f(3 * Z), 3 * f(Z), rtol=1e-12, atol=1e-12)
    assert f.homogeneous == scaled


def test_flat_is_where_the_slope_is_under_5_percent_of_its_largest():
    assert list(activation("sigmoid").flat(np.array([-4.4, -4.3, 0.0, 4.3, 4.4]))) == [
        *(True, False, False, False, True)
    ]
    assert list(activation("relu").flat(np.array([-1.0, 0.0, 1.0]))) == [True, True, False]


def test_where_the_slope_is_negative_its_size_counts():
    assert list(activation("gelu").flat(np.array([-4.0, -1.5]))) == [True, False]


def test_a_steep_slope_downward_is_not_flat():
    assert not Activation("minus", np.negative, "-z", 1.0).flat(np.zeros(3)).any()


def test_relu_has_slope_0_at_0():
    assert activation("relu").derivative(np.array([0.0])) == 0


def test_integers_are_taken_as_numbers():
    assert activation("tanh").derivative(np.array([0, 1]))[0] == 1


def test_a_name_or_a_record_will_do_and_others_are_told():
    assert activation(activation("tanh")) is ACTIVATIONS["tanh"]
    with pytest.raises(ValueError, match="unknown activation 'rleu'; did you mean 'relu'"):
        activation("rleu")
    with pytest.raises(ValueError, match="there are: elu, gelu"):
        activation("qqq")
    with pytest.raises(ValueError, match="did you mean 'relu'"):
        activation("Relu")
    with pytest.raises(ValueError, match="there are: elu, gelu"):
        activation("cosine")


@pytest.mark.parametrize("name", ["gelu", "silu", "softplus"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_far_out_a_slope_is_that_of_the_line(name, dtype):
    """The output there is as large as the input, and what is near 1 must not be lost beside it."""
    slopes = activation(name).derivative(np.array([1e3, 1e10, 1e20, -1e3, -1e10], dtype))
    assert slopes.tolist() == [1, 1, 1, 0, 0]
