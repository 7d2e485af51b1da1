"""Notebook 08's figures: what they claim of activations, depth and dead units, and their ends."""

import numpy as np
import pytest

from bplib import plots, theory
from bplib.activations import ACTIVATIONS, activation
from bplib.course.clinic import Setup, train_and_record
from bplib.course.n08_activations import deep, dying
from bplib.course.n08_activations import figures as activations
from bplib.plots.artists import Curve
from bplib.widgets.controls import Slider

every_activation = pytest.mark.parametrize("name", ACTIVATIONS)


@pytest.mark.parametrize("name", ["linear", "sigmoid", "relu", "selu", "gelu"])
def test_the_deep_figure_bears_all_extremes_together(name):
    explorer = deep.gradients()
    explorer.set(activation=name)
    for depth in (1, deep.DEEPEST):
        for scale in (0.01, 100.0):
            for sigma_w in (0.5, 12.0):
                explorer.set(depth=depth, scale=scale, sigma_w=sigma_w)
                assert not explorer.error
                assert "nan" not in explorer.text


def test_the_scale_of_layers_changes_its_numbers_alone():
    explorer = deep.gradients()
    background = explorer.background
    for depth, end in ((10, 10), (11, 30), (31, 100)):
        explorer.set(depth=depth)
        assert explorer.background == background
        for ax in explorer.axes:
            assert [word.get_text() for word in ax.texts][:2] == [f"{end / 2:g}", f"{end}"]
        last = explorer.axes[-1].lines[0].get_xdata()[-1]
        assert last * end == pytest.approx(depth)


def test_flat_entries_and_dead_units_have_each_their_own_line():
    explorer = deep.gradients()
    explorer.set(activation="relu", scale=1.0)  # half of the entries are flat, few units dead
    lines = explorer.axes[-1].lines
    drawn = {line.get_color(): float(np.nanmean(line.get_ydata())) for line in lines}
    assert drawn[plots.GHOST] > 0.3 > drawn[plots.INK]


# --- shape --------------------------------------------------------------------------------------


@every_activation
def test_moments_are_those_of_the_theory(name):
    f = activation(name)
    for scale in (0.3, 1.0, 2.5):
        found = activations.moments(f, scale)
        assert found.mean_square == pytest.approx(theory.mean_square(f, scale**2), rel=2e-3)
        expected = theory.mean_square_slope(f, scale**2)
        assert found.mean_square_slope == pytest.approx(expected, rel=2e-3)


@every_activation
def test_the_peak_is_where_the_slope_is_largest(name):
    f, at = activation(name), activations.find_peak(activation(name))
    z = np.linspace(-30, 30, 600_001)
    slopes = np.abs(f.derivative(z))
    assert slopes.max() == pytest.approx(f.max_slope, abs=1e-8)
    if isinstance(at, float):
        assert f.derivative(at) == pytest.approx(f.max_slope, abs=1e-7)
        assert z[slopes.argmax()] == pytest.approx(at, abs=1e-3)  # the figure's grid
    else:
        assert np.all(f.derivative(np.array([20.0, 25.0])) > f.max_slope - 1e-8)


def test_the_share_that_is_flat():
    for name, scale, shift in (("relu", 1.0, 0.0), ("tanh", 2.0, 0.5), ("gelu", 1.0, -1.0)):
        f = activation(name)
        z = np.random.default_rng(0).normal(shift, scale, size=400_000)
        found = activations.moments(f, scale, shift)
        assert found.flat == pytest.approx(np.mean(f.flat(z)), abs=4e-3)
        assert found.mean == pytest.approx(np.mean(f(z)), abs=1e-2)


@every_activation
def test_the_curves_are_f_and_its_slope(name):
    explorer = activations.shape(name)
    f, lines = activation(name), [x for x in explorer.axes[0].lines if isinstance(x, Curve)]
    z, y = lines[0].get_data()
    np.testing.assert_allclose(y, f(z))
    z, y = lines[1].get_data()
    seen = np.isfinite(z)
    np.testing.assert_allclose(y[seen], f.derivative(z[seen]))


# --- zigzag -------------------------------------------------------------------------------------


def test_positive_inputs_move_both_weights_the_same_way():
    assert activations.walk(0.0).same_sign < 0.7
    for shift in (1.0, 2.0, 3.0):
        assert activations.walk(shift).same_sign == 1


def test_the_larger_the_mean_the_longer_the_way():
    left = [activations.walk(shift).left for shift in (0.0, 1.0, 2.0, 3.0)]
    assert np.all(np.diff(left) > 0)
    assert left[0] < 0.01 < 0.5 < left[-1]


def test_the_rate_goes_by_the_mean_square_of_the_inputs():
    rates = [activations.walk(shift).rate for shift in (0.0, 3.0)]
    assert rates[0] / rates[1] == pytest.approx(28)


def test_each_step_is_gradient_descent():
    went = activations.walk(0.7)
    X = 0.7 + np.random.default_rng(11).uniform(-1, 1, size=(activations.STEPS, 2))
    steps = np.diff(went.w, axis=0)
    errors = np.sum(X * (went.w[:-1] - activations.GOAL), axis=1)
    rate = 0.15 / (0.7**2 + 1 / 3)
    np.testing.assert_allclose(steps, -rate * errors[:, None] * X)


@pytest.mark.parametrize("name", ["sigmoid", "relu", "tanh", "softplus"])
def test_curvature_of_inputs_with_a_mean(name):
    """Largest over smallest eigenvalue of E[a aᵀ] is 1 + d m²/s²."""
    a = activation(name)(np.random.default_rng(0).normal(size=(200_000, 20)))
    eigenvalues = np.linalg.eigvalsh(a.T @ a / len(a))
    m = activations.moments(activation(name))
    expected = 1 + 20 * m.mean**2 / (m.mean_square - m.mean**2)
    assert eigenvalues[-1] / eigenvalues[:-1].mean() == pytest.approx(expected, rel=0.02)


# --- deep ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "factor"), [("relu", 0.5**0.5), ("linear", 1.0), ("selu", 1.035)])
def test_the_error_changes_by_the_root_mean_square_slope(name, factor):
    found = deep.statistics_of(deep.probe_of(name, 50))
    assert found.factor == pytest.approx(factor, abs=0.02)


def test_sigmoid_layers_leave_a_quarter_at_most():
    error = deep.statistics_of(deep.probe_of("sigmoid", 20)).error
    assert np.all(error[:-1] / error[1:] < 0.3)
    assert deep.statistics_of(deep.probe_of("sigmoid", 20)).factor < 0.25


def test_sigmoid_layers_are_level_only_where_half_is_flat():
    at = {s: deep.statistics_of(deep.probe_of("sigmoid", 20, sigma_w=s)) for s in (8, 10, 12)}
    assert at[8].factor < 0.9 < 0.95 < at[10].factor < 1.02 < at[12].factor
    assert at[10].saturated[9] > 0.5


def test_loud_inputs_flatten_the_first_layer_alone():
    found = deep.statistics_of(deep.probe_of("tanh", 20, scale=100))
    assert found.saturated[0] > 0.9
    assert found.saturated[1:].max() < 0.1


def test_counts_are_shares_in_the_right_bins():
    a = [np.array([[0.0, 1.0], [1e9, -np.inf]], np.float32), np.full((2, 2), 1.0, np.float32)]
    found = deep.counts(a)
    assert found.shape == (deep.BINS, 2)
    np.testing.assert_allclose(found.sum(axis=0), 1)
    end = float(deep.place(deep.LARGEST))
    one = round((float(deep.place(1.0)) / end + 1) / 2 * (deep.BINS - 1))
    assert found[one].tolist() == [0.25, 1.0]
    assert found[deep.BINS // 2, 0] == found[0, 0] == found[-1, 0] == 0.25


def test_what_is_no_number_is_in_no_bin():
    found = deep.counts([np.full((2, 2), np.nan, np.float32), np.zeros((2, 2), np.float32)])
    assert found.sum(axis=0).tolist() == [0, 1]


def test_layers_without_numbers_have_no_shares():
    explorer = deep.gradients("selu", 100, 1.0, 12.0)
    assert "the last has no numbers" in explorer.text
    lost = ~np.isfinite(deep.statistics_of(deep.probe_of("selu", 100, sigma_w=12.0)).activation)
    shares = explorer.axes[2].lines
    assert all(np.array_equal(np.isnan(line.get_ydata()), lost) for line in shares)


def test_the_same_weights_whatever_is_moved():
    one, two = deep.network("relu", 5, 1.0), deep.network("tanh", 9, 2.0)
    for a, b in zip(one.layers[:5], two.layers[:5], strict=True):
        np.testing.assert_array_equal(2 * a.W.value, b.W.value)


# --- dying --------------------------------------------------------------------------------------


def test_the_longer_the_steps_the_more_units_die():
    dead = [dying.train_layer("relu", rate).dead[-1] for rate in (0.1, 1.0, 1.4, 3.0)]
    assert dead[0] <= 3
    assert sorted(dead) == dead
    assert dead[-1] >= 28


def test_inputs_of_mean_0_kill_no_unit():
    assert not dying.images(centred=True).mean(axis=0).round(12).any()
    for rate in dying.RATES:
        assert dying.train_layer("relu", rate, centred=True).dead.max() == 0


@pytest.mark.parametrize("rate", [1.0, 2.0, 5.0])
def test_a_dead_relu_stays_dead(rate):
    off = dying.train_layer("relu", rate).awake == 0
    assert np.all(off[1:] >= off[:-1])


def test_one_step_on_positive_inputs_lowers_z_for_all_examples():
    X = dying.images()
    rate, delta = 2.0, 0.1
    change = -rate * delta * (X[:1] @ X.T + 1)
    assert change.max() < 0
    centred = dying.images(centred=True)
    assert 0.3 < np.mean(centred @ centred.T < 0) < 0.7


def test_the_network_that_died_gives_one_answer():
    assert dying.train_layer("relu", 0.1).answers == 10
    assert dying.train_layer("relu", 3.0).answers == 1


def test_sliders_go_as_far_as_they_say():
    controls = deep.gradients().controls
    depth = controls["depth"]
    assert isinstance(depth, Slider)
    assert (depth.stops[0], depth.stops[-1]) == (1, 100)
    assert controls["activation"].options == tuple(ACTIVATIONS)


@pytest.mark.parametrize("rate", [0.01, 0.1, 1.0, 5.0])
def test_ten_layers_of_sigmoids_learn_at_no_rate(rate):
    setup = Setup(10, activation="sigmoid", init="lecun", gain=1.846, standardize=True, rate=rate)
    assert train_and_record(setup).outcome == "does not learn"


def test_three_layers_of_sigmoids_learn_at_a_large_rate():
    setup = Setup(3, activation="sigmoid", init="lecun", gain=1.846, standardize=True, rate=2.0)
    assert train_and_record(setup).outcome == "learns"
