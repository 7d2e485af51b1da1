"""Notebook 01: derivatives in the tables, predictions against measurements, what is drawn."""

import numpy as np
import pytest

from bplib.course.n01_slopes import figures as slopes
from bplib.course.n01_slopes.curves import CURVES, SMOOTH
from bplib.course.n01_slopes.differences import (
    BOTH_SIDES,
    EPSILON,
    ONE_SIDE,
    best_nudge,
    measure_error,
    predict_error,
)

METHODS = (ONE_SIDE, BOTH_SIDES)


def quotient(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


@pytest.mark.parametrize("name", CURVES)
def test_slopes_of_the_curves(name):
    curve, x = CURVES[name], np.array([-2.0, -0.7, 0.3, 1.9])
    np.testing.assert_allclose(curve.slope(x), quotient(curve.f, x), atol=1e-9)


@pytest.mark.parametrize("name", SMOOTH)
def test_derivatives_of_the_smooth_functions(name):
    curve, x = SMOOTH[name], np.array([-1.3, 0.2, slopes.AT])
    for f, derivative in (
        (curve.f, curve.first),
        (curve.first, curve.second),
        (curve.second, curve.third),
    ):
        np.testing.assert_allclose(derivative(x), quotient(f, x), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", SMOOTH)
def test_truncation_is_predicted_closely_and_rounding_bounded(name, method):
    curve, h = SMOOTH[name], 0.5**slopes.HALVINGS
    best = best_nudge(curve, slopes.AT, method)
    errors = measure_error(curve, slopes.AT, h, method)
    lines = predict_error(curve, slopes.AT, h, method)
    right = (h > 30 * best) & (h < 0.02)
    np.testing.assert_allclose(errors[right], lines[right], rtol=0.05)
    # Each of the two values is rounded a few times, not once.
    assert np.all(errors[h < best] <= 3 * lines[h < best])


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", SMOOTH)
def test_best_nudge_is_the_bottom_of_the_prediction(name, method):
    curve = SMOOTH[name]
    h = best_nudge(curve, slopes.AT, method)
    around = predict_error(curve, slopes.AT, h * np.array([0.9, 1.0, 1.1]), method)
    assert around.argmin() == 1
    flat = quotient(lambda t: predict_error(curve, slopes.AT, h * t, method), 1.0)
    assert abs(flat) < 1e-6 * around[1]
    if method == ONE_SIDE:  # what the notebook says remains
        least = np.sqrt(2 * EPSILON * abs(curve.f(slopes.AT) * curve.second(slopes.AT)))
        assert around[1] == pytest.approx(least)


def test_every_nudge_of_the_v_is_exact():
    x, h = slopes.AT, 0.5 ** slopes.HALVINGS[2:]
    np.testing.assert_array_equal((x + h) - x, h)
    np.testing.assert_array_equal(x - (x - h), h)


@pytest.mark.parametrize("both_sides", [False, True])
@pytest.mark.parametrize("function", CURVES)
def test_the_lines_drawn_have_the_slopes_that_are_told(function, both_sides):
    x, h, curve = 0.7, 0.4, CURVES[function]
    figure = slopes.secant(function, x=x, h=h, both_sides=both_sides)
    _, tangent, secant, *_ = figure.axes[0].lines
    start = x - h if both_sides else x
    wanted = (quotient(curve.f, x), (curve.f(x + h) - curve.f(start)) / (x + h - start))
    for line, slope in zip((tangent, secant), wanted, strict=True):
        across, up = (np.ptp(part) * np.sign(part[-1] - part[0]) for part in line.get_data())
        assert up / across == pytest.approx(slope, abs=1e-9)


def test_secant_reads_out_its_slope():
    explorer = slopes.secant("x²/4", x=1.0, h=1.0)
    assert "moves by 0.75," in explorer.text
    assert "secant's slope is 0.750. The tangent: slope 0.500." in explorer.text
    explorer.set(both_sides=True)
    assert "secant's slope is 0.500." in explorer.text


def test_no_tangent_at_a_kink():
    explorer = slopes.secant("relu(x)", x=0.0, h=0.5, both_sides=True)
    assert explorer.text.endswith("slope is 0.500. The tangent: none at a kink.")
    explorer.set(x=0.05)
    assert explorer.text.endswith("The tangent: slope 1.000.")


def test_where_the_tangent_is_horizontal_a_slider_can_stand():
    assert "The tangent: slope 0.000" in slopes.secant(x=1.0).text


def test_gradient_of_the_bowl():
    x, y = 1.3, -0.4
    expected = [quotient(lambda t: slopes.bowl(t, y), x), quotient(lambda t: slopes.bowl(x, t), y)]
    np.testing.assert_allclose(slopes.bowl_gradient(x, y), expected, atol=1e-8)


def test_slope_in_a_direction():
    explorer = slopes.directions(x=2.0, y=0.5, angle=45)  # the gradient is (1, 1)
    assert "slope is 1.41. That direction is 0° away from" in explorer.text
    explorer.set(angle=135)
    assert "slope is 0.00. That direction is 90° away from" in explorer.text
    explorer.set(angle=225)
    assert "slope is −1.41. That direction is 180° away from" in explorer.text
    explorer.set(x=0.0, y=0.0)
    assert explorer.text.endswith("the slope is 0 in every direction.")


@pytest.mark.parametrize("x", [-2.0, 0.4, 2.0])
@pytest.mark.parametrize("y", [-1.4, 1.4])
def test_the_arrow_points_along_the_gradient_within_the_picture(x, y):
    _, left = slopes.directions(x=x, y=y, angle=0).axes
    _, uphill = left.patches
    start, _, tip = uphill.get_path().vertices[:3]
    np.testing.assert_allclose(start, (x, y), atol=1e-9)
    along = (tip - start) / np.hypot(*(tip - start))
    gradient = slopes.bowl_gradient(x, y)
    np.testing.assert_allclose(along, gradient / np.hypot(*gradient), atol=1e-6)
    for reach, end in ((left.get_xlim(), tip[0]), (left.get_ylim(), tip[1])):
        assert reach[0] < end < reach[1]
