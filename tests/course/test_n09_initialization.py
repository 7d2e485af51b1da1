"""Notebook 09's figures: what is measured, what is predicted, and both ends of every slider."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest

from bplib import theory
from bplib.course.clinic import Setup, best_of_rates
from bplib.course.n09_initialization import maps, phase, starts
from bplib.course.n09_initialization.finite_width import spread
from bplib.course.n09_initialization.signal import (
    RECIPES,
    Plan,
    band,
    geometric_mean,
    measure,
    predict_sizes,
    signal,
)
from bplib.course.words import power
from bplib.initializers import initializer
from bplib.sweeps import sweep

# --- prediction and measurement -------------------------------------------------------------


@pytest.mark.parametrize("recipe", RECIPES)
def test_sigma_w_is_what_the_initializer_draws(recipe):
    name, own = RECIPES[recipe]
    W = initializer(name)(np.random.default_rng(0), 400, 400, gain=own)
    assert np.std(W) * np.sqrt(400) == pytest.approx(Plan(recipe, width=400).sigma_w, rel=0.02)


@pytest.mark.parametrize(
    ("recipe", "activation", "gain", "sigma_b"),
    [
        ("He", "relu", 1.0, 0.0),
        ("Glorot", "tanh", 1.0, 0.0),
        ("LeCun", "tanh", 1.5925, 0.2),
        ("LeCun", "linear", 1.0, 0.3),
        ("LeCun", "leaky_relu", 1.4, 0.0),
        ("LeCun", "elu", 1.2452, 0.0),
        ("LeCun", "silu", 1.4, 0.0),
        ("LeCun", "selu", 1.0, 0.0),
        ("LeCun", "sigmoid", 2.0, 0.5),
        ("LeCun", "gelu", 1.2, 0.0),
        ("LeCun", "softplus", 0.9, 0.0),
        ("orthogonal", "relu", 1.4142, 0.0),
        ("orthogonal", "tanh", 1.0, 0.0),
    ],
)
def test_measured_lies_where_theory_says(recipe, activation, gain, sigma_b):
    plan = Plan(recipe, activation, gain, depth=12, width=256, sigma_b=sigma_b)
    expected, strays = predict_sizes(plan)
    drawn = [measure(plan._replace(seed=k)) for k in range(8)]
    for which in range(2):
        logs = [geometric_mean(each[which]) for each in drawn]
        off = np.mean(np.log(logs), axis=0) - np.log(expected[which])
        # The mean of eight draws, each with the spread of one example, lower by half the variance;
        # a little more for what is of second order in 1/width.
        assert np.all(np.abs(off + strays[which] ** 2 / 2) < strays[which] + 0.05)


def test_he_keeps_the_mean_square_and_glorot_halves_it():
    for recipe, factor in (("He", 1.0), ("Glorot", 0.5)):
        (activation, error), _ = predict_sizes(Plan(recipe, "relu", depth=20))
        assert activation[1:] / activation[:-1] == pytest.approx(factor)
        assert error[:-1] / error[1:] == pytest.approx(factor)


def test_the_variance_taken_for_the_mean_square_would_be_seen():
    """The wrong theory for ReLU, a factor of 1 − 1/π per layer, is far from what is measured."""
    plan = Plan("He", "relu", depth=40, width=256)
    logs = [np.log(measure(plan._replace(seed=k)).activation.mean(axis=1)) for k in range(6)]
    slope = np.mean([log[-1] - log[0] for log in logs]) / 39
    assert abs(slope) < 0.05 < abs(slope - np.log(1 - 1 / np.pi))


@pytest.mark.parametrize(
    ("activation", "orthogonal", "kappa"),
    [("relu", False, 5), ("linear", False, 2), ("relu", True, 3), ("linear", True, 0)],
)
def test_spread_grows_with_depth_over_width(activation, orthogonal, kappa):
    found = spread(activation, np.ones(51), 128, orthogonal=orthogonal).activation ** 2
    assert (found[-1] - found[0]) / 50 == pytest.approx(kappa / 128, abs=1e-3)


def test_spread_is_that_of_many_draws():
    plan = Plan("He", "relu", depth=20, width=64)
    _, strays = predict_sizes(plan)
    logs = [
        np.log(np.array(measure(plan._replace(seed=k), examples=1))[:, :, 0]) for k in range(150)
    ]
    found = np.std(logs, axis=0)
    assert found[0, -1] == pytest.approx(strays.activation[-1], rel=0.2)
    assert found[1, 0] == pytest.approx(strays.error[0], rel=0.2)


def test_most_examples_lie_in_the_band():
    plan = Plan("He", "relu", depth=30)
    expected, strays = predict_sizes(plan)
    inside = []
    for seed in range(10):
        found = measure(plan._replace(seed=seed), examples=8)
        for one, line, width in zip(found, expected, strays, strict=True):
            low, high = band(line, width)
            inside.append(np.mean((one > low[:, None]) & (one < high[:, None])))
    assert 0.85 < np.mean(inside) < 1


def test_the_same_draw_whatever_else_moves():
    small = measure(Plan(depth=5)).activation
    assert np.array_equal(small, measure(Plan(depth=9)).activation[:5])
    assert not np.array_equal(small, measure(Plan(depth=5, seed=1)).activation)


def test_what_float32_cannot_hold_is_said():
    explorer = signal("std 1", "relu", gain=4.0, depth=60)
    assert "more than float32 holds" in explorer.text
    explorer.set(recipe="std 0.01", gain=0.25)
    assert "in layer 1 to less than float32 holds in layer 60" in explorer.text


def test_the_dots_are_the_measured_ones():
    explorer = signal("Glorot", "tanh", depth=20)
    forward, backward = explorer.axes[:2]
    found = measure(Plan("Glorot", "tanh", depth=20))
    for ax, sizes in ((forward, found.activation), (backward, found.error)):
        dots = next(line for line in ax.lines if line.get_marker() == "o")
        assert dots.get_ydata() == pytest.approx(geometric_mean(sizes))


def test_what_lies_off_the_scale_is_no_dot_on_its_edge():
    explorer = signal("std 0.01", "tanh", depth=20)
    found = geometric_mean(measure(Plan("std 0.01", "tanh", depth=20)).activation)
    ax = explorer.axes[0]
    dots = next(line for line in ax.lines if line.get_marker() == "o")
    low = ax.get_ylim()[0]
    assert np.array_equal(np.isnan(dots.get_ydata()), found < low)
    above, below = (marks.get_offsets() for marks in ax.collections[-2:])
    assert len(above) == 0
    assert below[:, 0].tolist() == (1 + np.flatnonzero(found < low)).tolist()


# --- maps -----------------------------------------------------------------------------------


def test_the_length_map_is_read_out():
    explorer = maps.lengths("relu", sigma_w=1.0, sigma_b=0.0, start=2.0)
    assert f"comes to {power(2 / 2**10)} after 10 layers" in explorer.text
    explorer.set(sigma_b=1.0)
    assert "2 after 30; there χ = 0.5" in explorer.text


def test_the_staircase_goes_up_to_the_curve_and_across_to_the_diagonal():
    x, y = maps.staircase([2.0, 1.0, 0.5])
    assert list(zip(x, y, strict=True)) == [(2, 2), (2, 1), (1, 1), (1, 1), (1, 0.5), (0.5, 0.5)]


def test_two_inputs_become_what_theory_says():
    found = np.mean([maps.correlations("tanh", 2.5, 0.3, 0.9, seed) for seed in range(4)], axis=0)
    assert found[0] == pytest.approx((2.5**2 * 0.9 + 0.3**2) / (2.5**2 + 0.3**2), abs=0.02)
    assert found[-1] == pytest.approx(theory.fixed_correlation("tanh", 2.5, 0.3), abs=0.08)


def test_equal_inputs_stay_equal():
    assert maps.correlations("relu", 1.4, 0.1, 1.0, 0) == pytest.approx(1)


# --- the plane ------------------------------------------------------------------------------


def test_the_plane_is_measured_and_agrees_with_theory():
    plane = phase.plane()
    assert plane.shape == (len(phase.SIGMA_B), len(phase.SIGMA_W))
    for point in ((0.8, 0.5), (1.5, 0.25), (2.5, 0.0)):
        row = np.argmin(abs(phase.SIGMA_B - point[1]))
        column = np.argmin(abs(phase.SIGMA_W - point[0]))
        w, b = phase.SIGMA_W[column], phase.SIGMA_B[row]
        chi = theory.gradient_factor("tanh", theory.fixed_length("tanh", w, b), w)
        assert plane[row, column] == pytest.approx(chi, rel=0.07)


def test_the_plane_is_swept_once(monkeypatch):
    first = phase.plane()
    monkeypatch.setattr(phase, "growth", None)  # would fail if it were called
    assert np.array_equal(phase.plane(), first)


def test_the_plane_may_be_swept_by_other_processes():
    points = [(0.8, 0.2), (2.0, 0.2)]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        found = sweep(phase.growth, points, executor=executor)
    assert found == pytest.approx([phase.growth(point) for point in points])


def test_a_click_moves_both_sliders():
    explorer = phase.diagram(1.0, 0.0)
    plane = explorer.axes[0]
    assert list(explorer.points) == [plane]
    to_page = plane.transData + plane.figure.transFigure.inverted()
    x, y = to_page.transform((2.004, 0.4999))
    explorer.pointed = [x, 1 - y, 1]
    assert (explorer.values["sigma_w"], explorer.values["sigma_b"]) == (2.0, 0.5)
    assert explorer.text.startswith("σ_w = 2.00, σ_b = 0.50: chaos")


@pytest.mark.parametrize(
    ("sigma_w", "sigma_b", "words"),
    [(0.8, 0.0, "order; q* = 0.00, χ₁ = 0.640, depth scale 2.2"), (1.0, 0.0, "the edge")],
)
def test_the_phase_is_read_out(sigma_w, sigma_b, words):
    assert words in phase.diagram(sigma_w, sigma_b).text


# --- starts ---------------------------------------------------------------------------------


def test_units_that_start_alike_stay_alike():
    for start, count in (("zeros", 1), ("constant", 1), ("glorot", starts.HIDDEN)):
        weights, costs = starts.train_units(start)
        assert {starts.places(step) for step in weights} == {count}
        assert len(weights) == len(costs) == starts.STEPS + 1
    assert starts.train_units("glorot").costs[-1] < 0.5 * starts.train_units("constant").costs[-1]
    assert starts.train_units("zeros").costs[-1] == pytest.approx(np.log(2), abs=1e-3)


def test_the_race():
    race = starts.race()
    race.done = starts.RACE
    assert race.text == (
        "After 240 steps: zeros is at guessing, std 0.01 is at guessing, std 0.5 has broken down, "
        "Glorot is learning, He has learnt, orthogonal × √2 has learnt."
    )
    race.set(activation="tanh", rate=0.05)
    race.done = starts.RACE
    assert "std 0.5 is learning, Glorot has learnt, He has learnt" in race.text
    for rate in (0.005, 0.5):
        race.set(rate=rate)
        race.done = 40
        assert not race.error
        assert race.text.startswith("After 40 steps: zeros is at guessing")


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (np.nan, "has broken down"),
        (9.0, "is far worse than guessing"),
        (3.0, "is worse than guessing"),
        (2.3, "is at guessing"),
        (1.0, "is learning"),
        (0.1, "has learnt"),
    ],
)
def test_verdicts(last, words):
    assert starts.verdict(np.array([2.3, last])) == words


def test_before_the_race_the_costs_are_told():
    assert starts.race().text.startswith("Costs before the first step: zeros 2.3, ")


@pytest.mark.parametrize(
    ("costs", "step"), [([9.0, 8.0], 0), ([2.0, 9.0, 3.0], 3), ([2.0, 9.0, np.nan], 1)]
)
def test_a_triangle_stands_where_a_curve_leaves_the_picture(costs, step):
    assert starts.leaves(np.array(costs)) == step


@pytest.mark.parametrize("seed", [0, 1, 10])
def test_thirty_layers_of_tanh_learn_best_a_little_inside_chaos(seed):
    tanh = Setup(layers=30, standardize=True, seed=seed)
    glorot, inside, pytorch = (
        best_of_rates(tanh._replace(gain=gain), (0.01, 0.03))[1].last_cost
        for gain in (1.0, 1.3, 5 / 3)
    )
    assert inside < 0.7 * min(glorot, pytorch)
