"""Notebook 04: the factors against nudges, both learning curves, both stalls."""

import numpy as np
import pytest

from bplib import plots
from bplib.course.n04_neuron import figures as neuron
from bplib.course.n04_neuron.exercises import train_neuron

PLACES = [(1.5, -0.5, 0.8, 0.3), (-2.0, 1.0, 1.0, 1.0), (0.7, 0.4, -0.6, 0.0)]


@pytest.mark.parametrize("unit", neuron.UNITS)
@pytest.mark.parametrize("place", PLACES)
def test_the_three_factors_multiply_to_the_slope_of_the_cost(unit, place):
    w, b, x, t = place
    nudge = 1e-6
    above, below = (neuron.factors_of(unit, w + h, b, x, t).C for h in (nudge, -nudge))
    made = neuron.factors_of(unit, w, b, x, t)
    assert made.gradient == pytest.approx((above - below) / (2 * nudge), abs=1e-8)
    assert made.gradient == made.at_a * made.slope * made.x
    above, below = (neuron.factors_of(unit, w, b + h, x, t).C for h in (nudge, -nudge))
    assert made.delta == pytest.approx((above - below) / (2 * nudge), abs=1e-8)


def test_cross_entropy_cancels_the_slope_of_the_sigmoid():
    for w, b, x, t in PLACES:
        made = neuron.factors_of("sigmoid, cross-entropy", w, b, x, t)
        assert made.delta == pytest.approx(made.a - t)


def bars_of(figure):
    """Where each bar of `factors` starts and ends, in powers of ten, from left to right."""
    bars = figure.axes[1].patches
    return [np.log10([bar.get_x(), bar.get_x() + bar.get_width()]) for bar in bars]


def test_the_bars_are_a_walk_that_ends_at_the_gradient():
    figure = neuron.factors(w=1.0, b=0.0, x=0.1, target=1.0)
    made = neuron.factors_of("sigmoid, squared error", 1.0, 0.0, 0.1, 1.0)
    at_a, slope, x, gradient = bars_of(figure)
    assert at_a[1] == gradient[1] == 0
    assert at_a[0] == pytest.approx(slope[1])
    assert slope[0] == pytest.approx(x[1]) == pytest.approx(np.log10(-made.delta))
    assert x[0] == pytest.approx(gradient[0]) == pytest.approx(np.log10(-made.gradient))
    lengths = [end - start for start, end in (at_a, slope, x, gradient)]
    assert sum(lengths[:3]) == pytest.approx(lengths[3])


def test_a_negative_factor_is_hollow_and_two_make_a_solid_product():
    def hollow(figure):
        paper = (1.0, 1.0, 1.0, 1.0)
        return [bar.get_facecolor() == paper for bar in figure.axes[1].patches]

    assert plots.PAPER == "#FFFFFF"
    figure = neuron.factors(w=0.0, b=0.0, x=0.5, target=1.0)
    assert hollow(figure) == [True, False, False, True]
    figure.set(x=-0.5)
    assert hollow(figure) == [True, False, True, False]


@pytest.mark.parametrize(
    ("unit", "values"),
    [("relu, squared error", {"w": -3.0}), ("linear, squared error", {"x": 0.0})],
)
def test_a_factor_of_0_leaves_no_gradient_and_stays_in_the_picture(unit, values):
    figure = neuron.factors(unit, b=0.0, target=1.0)
    figure.set(**values)
    assert "gradient of the weight 0." in figure.text
    assert bars_of(figure)[3][0] == np.log10(neuron.LOW)


def test_no_slider_position_leaves_the_axis_unless_a_factor_is_0_or_next_to_it():
    for unit in neuron.UNITS:
        for w, b, target in np.ndindex(3, 3, 2):
            made = neuron.factors_of(unit, 3.0 * w - 3, 3.0 * b - 3, 1.0, float(target))
            sizes = np.abs([made.at_a, made.delta, made.gradient])
            assert sizes.max() <= neuron.HIGH
            assert all(size == 0 or size > neuron.LOW for size in sizes) or "tanh" in unit


def test_the_published_starts_end_where_they_should():
    """Nielsen 2015, chapter 3: from 0.6, 0.9 the output ends at 0.09, from 2, 2 at 0.20."""
    for start, end in (((0.6, 0.9), 0.09), ((2.0, 2.0), 0.20)):
        path = neuron.descend(neuron.SQUARED, *start, rate=0.15)
        assert round(path.a[-1], 2) == end


def test_descent_is_gradient_descent():
    path = neuron.descend(neuron.SQUARED, 1.0, 0.5, rate=0.7, steps=20)
    w, b = train_neuron(1.0, 0.5, 1.0, 0.0, 0.7, 20)
    assert path.a[-1] == pytest.approx(1 / (1 + np.exp(-w - b)))


@pytest.mark.parametrize("cost", neuron.COSTS, ids=lambda cost: cost.name)
def test_the_error_of_the_path_is_the_slope_of_its_cost(cost):
    z, h = 1.3, 1e-6
    here, above, below = (neuron.descend(cost, z + d, 0.0, 0.1, 0) for d in (0.0, h, -h))
    assert here.delta[0] == pytest.approx((above.C[0] - below.C[0]) / (2 * h), rel=1e-6)
    assert here.C[0] == pytest.approx(cost.value(here.a[0], 0.0))


def test_squared_error_lies_flat_and_cross_entropy_starts_with_its_steepest_part():
    flat = neuron.descend(neuron.SQUARED, 2.0, 2.0, 0.15).C
    steep = neuron.descend(neuron.CROSS_ENTROPY, 2.0, 2.0, 0.15).C
    assert flat[100] > 0.95 * flat[0]
    assert np.argmax(-np.diff(flat)) > 150
    assert np.argmax(-np.diff(steep)) == 0


def trained_on_two(e, steps, rate=0.5):
    """Weight and bias after gradient descent on (e, 1) and (−e, 0), cross-entropy, mean cost."""
    w = b = 0.0
    for _ in range(steps):
        above = 1 / (1 + np.exp(-(w * e + b))) - 1
        below = 1 / (1 + np.exp(w * e - b))
        w, b = w - rate * e * (above - below) / 2, b - rate * (above + below) / 2
    return w, b


@pytest.mark.parametrize(("e", "steps"), [(1.0, 20), (0.1, 2039)])
def test_a_tiny_input_costs_the_steps_that_the_integral_says(e, steps):
    path = neuron.learn_from_tiny_inputs(e)
    assert len(path) - 1 == steps
    assert steps == pytest.approx((np.log(9) + 8) / (0.5 * e**2), abs=1)
    w, b = trained_on_two(e, len(path) - 1)
    assert b == pytest.approx(0, abs=1e-12)
    assert path[-1] == pytest.approx(1 / (1 + np.exp(-w * e)), rel=1e-9)


def test_a_saturated_start_is_descent_on_one_neuron():
    path = neuron.learn_from_saturation(4.0)
    a = neuron.descend(neuron.SQUARED, 2.0, 2.0, 0.15, len(path) - 1).a
    np.testing.assert_allclose(path, 1 - a, rtol=1e-9)


def test_the_stalls_are_drawn_to_their_last_step():
    figure = neuron.stalls(x=0.1, z0=4.0)
    for ax, path in zip(
        figure.axes,
        (neuron.learn_from_tiny_inputs(0.1), neuron.learn_from_saturation(4.0)),
        strict=True,
    ):
        x, y = ax.lines[-1].get_data()
        np.testing.assert_array_equal(y, path[x])
        assert x[-1] == len(path) - 1
        assert f"{len(path) - 1:,} steps" in figure.text
