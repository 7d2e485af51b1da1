"""Notebook 07's figures: what their sentences say is what the formulas and the nets do."""

from itertools import islice

import numpy as np
import pytest

from bplib.course.n07_learning import boundary, surface
from bplib.course.n07_learning import figures as learning
from bplib.data import digits
from bplib.gradcheck import central_differences, relative_error


@pytest.mark.parametrize(
    ("rate", "curvature", "words"),
    [
        (0.3, 2.0, "1 − ηc = 0.400; it comes nearer on the same side. The limit 2/c is 1.00"),
        (0.5, 2.0, "1 − ηc = 0.000; one step reaches the bottom"),
        (0.9, 2.0, "1 − ηc = −0.800; it overshoots, but lands nearer"),
        (1.0, 2.0, "1 − ηc = −1.000; it jumps from side to side for ever"),
        (1.1, 2.0, "1 − ηc = −1.200; it lands further away than it started"),
        (2.5, 5.0, "1 − ηc = −11.500; it lands further away"),
    ],
)
def test_the_rate_on_a_parabola(rate, curvature, words):
    assert words in learning.rate(rate, curvature).text


@pytest.mark.parametrize(("rate", "arrives"), [(0.99, True), (1.01, False)])
def test_it_converges_below_two_over_the_curvature(rate, arrives):
    w = 1.0
    for _ in range(1000):
        w -= rate * 2.0 * w
    assert (abs(w) < 1e-3) is arrives
    assert ("nearer" in learning.rate(rate, 2.0).text) is arrives


def test_the_path_is_that_of_gradient_descent():
    figure = learning.rate(0.3, 2.0)
    path = next(line for line in figure.axes[0].lines if line.get_marker() == "o")
    w, expected = 1.0, []
    for _ in range(learning.STEPS + 1):
        expected.append(w)
        w -= 0.3 * 2.0 * w
    assert np.allclose(path.get_xdata(), expected)


def test_minibatch_noise_is_what_the_square_root_predicts():
    each = learning.gradients_of_a_unit()
    drawn = each[np.random.default_rng(3).integers(len(each), size=(4000, 9))].mean(axis=1)
    assert drawn.mean(axis=0) == pytest.approx(each.mean(axis=0), abs=0.005)
    assert drawn.std(axis=0) == pytest.approx(each.std(axis=0) / 3, rel=0.05)
    figure = learning.noise(batch=9)
    across, up = each.std(axis=0) / 3
    assert f"σ/√B predicts {across:.3f} and {up:.3f}." in figure.text


def test_a_new_draw_moves_the_cloud():
    figure = learning.noise()
    before = figure.text
    figure.set(seed=1)
    assert figure.text != before


def test_missed_digits_are_shown_and_told():
    data = digits()
    said = data.y_test.copy()
    said[[3, 10]] = (said[[3, 10]] + 1) % 10
    still = learning.missed(data.X_test, data.y_test, said)
    pairs = ", ".join(f"{data.y_test[k]} read as {said[k]}" for k in (3, 10))
    assert repr(still) == f"2 of 360 digits are missed: {pairs}."
    assert "0 of 360" in repr(learning.missed(data.X_test, data.y_test, data.y_test))


# --- the slice ------------------------------------------------------------------------------


def test_the_gradient_on_the_slice_is_that_of_its_cost():
    cut = surface.trained_slice()
    for w in np.random.default_rng(0).uniform(-3, 3, size=(5, 2)):
        (expected,) = central_differences(lambda w: float(cut.cost(w)), w)
        assert relative_error(cut.gradient(w), expected) < 1e-6


def test_the_lowest_point_is_flat_and_below_the_landscape():
    cut, w = surface.trained_slice(), surface.bottom()
    assert np.abs(cut.gradient(w)).max() < 1e-9
    assert cut.cost(w) <= surface.landscape()[2].min()


def test_gradient_descent_on_the_slice_goes_against_the_gradient():
    cut = surface.trained_slice()
    places = cut.path("gradient descent", 5.0, (1.0, -1.0))
    assert np.allclose(places[1] - places[0], -5.0 * cut.gradient(places[0]))
    assert cut.cost(places[-1]) < cut.cost(places[0])


def test_momentum_and_adam_get_lower_than_gradient_descent():
    cut = surface.trained_slice()
    lowest = cut.cost(surface.bottom())
    rates = {"gradient descent": 20.0, "momentum": 8.0, "adam": 0.5}
    above = {o: cut.cost(cut.path(o, r, (2.5, -5.0))[-1]) - lowest for o, r in rates.items()}
    assert above["momentum"] < above["gradient descent"] / 50
    assert above["adam"] < above["gradient descent"] / 50


def test_beyond_the_limit_it_does_not_settle():
    cut = surface.trained_slice()
    places = cut.path("gradient descent", 40.0, (2.5, -5.0))
    assert cut.cost(places[-1]) > cut.cost(places[30])
    assert np.linalg.norm(places[-1] - places[-2]) > 0.3


def test_a_click_sets_the_start():
    figure = surface.descent()
    ax = figure.axes[0]
    x, y = ax.figure.transFigure.inverted().transform(ax.transData.transform((1.234, -2.0)))
    figure.pointed = [x, 1 - y, 1]
    start = figure.values
    assert (start["w1"], start["w2"]) == pytest.approx((1.234, -2.0), abs=0.06)
    assert {start["w1"], start["w2"]} <= {
        *figure.controls["w1"].stops,
        *figure.controls["w2"].stops,
    }
    ax = figure.axes[1]
    x, y = ax.figure.transFigure.inverted().transform(ax.transData.transform((50, 0.01)))
    figure.pointed = [x, 1 - y, 2]
    assert figure.values == start
    assert figure.error == ""


# --- the boundary ---------------------------------------------------------------------------


def after(steps: int, **values) -> boundary.Learning:
    """The state of the live figure's net after so many steps."""
    start = {
        "data": "two moons", "optimizer": "gradient descent", "rate": 0.1, "batch": 16,
        "width": 16, "seed": 0,
    }  # fmt: skip
    return next(islice(boundary.learn(**(start | values)), steps, None))


def test_the_state_counts_steps_and_says_so():
    figure = boundary.trained()
    assert figure.text.startswith("Before the first step")
    figure.done = 26
    state = after(26)
    assert figure.text == str(state)
    assert len(state.costs) == 26
    assert state.smooth[-1] == pytest.approx(np.mean(state.costs[-13:]))
    assert state.smooth[2] == pytest.approx(np.mean(state.costs[:3]))


@pytest.mark.parametrize(
    ("values", "right"),
    [
        ({}, 190),
        ({"data": "spirals", "optimizer": "momentum"}, 195),
        ({"optimizer": "adam", "rate": 0.02}, 190),
        ({"width": 4, "rate": 0.3}, 195),
    ],
)
def test_it_learns(values, right):
    assert after(2000, **values).right >= right


def test_one_unit_in_each_layer_draws_a_straight_line():
    figure = boundary.trained(width=1)
    figure.done = 400
    line = next(line for line in figure.axes[0].lines if line.get_linewidth() == 2)
    x, y = (values[np.isfinite(values)] for values in line.get_data())
    slope, height = np.polyfit(x, y, 1)
    assert y == pytest.approx(slope * x + height, abs=0.02)


def test_the_boundary_is_where_both_classes_are_equally_likely():
    figure = boundary.trained()
    figure.done = 300
    line = next(line for line in figure.axes[0].lines if line.get_linewidth() == 2)
    places = np.column_stack(line.get_data())
    logits = after(300).logits(places[np.isfinite(places).all(axis=1)])
    assert np.abs(logits).max() < 0.05 * np.abs(after(300).logits(after(300).X)).max()


def test_same_seed_same_numbers_another_seed_other_points():
    assert after(50).costs == after(50).costs
    assert not np.array_equal(after(0).X, after(0, seed=1).X)
