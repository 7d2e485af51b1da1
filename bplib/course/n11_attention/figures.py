"""Figures of notebook 11, second part: rows of a table picked, and rows mixed by attention."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from bplib import plots
from bplib.course.cells import Cells
from bplib.course.words import number
from bplib.functions import softmax
from bplib.widgets import Update, explorer, player, slider

WORDS = ("the", "cat", "sat", "on", "mat")
SENTENCE = (0, 1, 2, 3, 0, 4)  # the cat sat on the mat
FEATURES = 3


@explorer(size=(9.6, 4.6))
def rows(figure: Figure) -> Update:
    """A sentence picks rows of a table: the gradient of the table, place by place."""
    errors = errors_of_the_sentence()
    count = len(WORDS)
    ax = plots.blank(figure, xlim=(-3.6, 2 * FEATURES + 2.4), ylim=(count + 0.6, -2.8))
    plots.seam(ax, FEATURES + 0.75)
    picked = Cells(ax, -1.4, 0, (count, 1), plots.FORWARD, write=whole)
    row = Cells(ax, 0, -1.4, (1, FEATURES), plots.GRADIENT)
    one = Cells(ax, 0, 0, (count, FEATURES), plots.GRADIENT)
    total = Cells(ax, FEATURES + 2, 0, (count, FEATURES), plots.GRADIENT)
    for at, word in enumerate(WORDS):
        plots.note(ax, -1.6, at + 0.5, word, ha="right", va="center")
        plots.note(ax, FEATURES + 1.85, at + 0.5, word, ha="right", va="center")
    plots.note(ax, -0.9, -0.2, "picked", color=plots.FORWARD, ha="center")
    plots.note(ax, -0.2, -0.9, "error δ", color=plots.GRADIENT, ha="right", va="center")
    title = plots.note(ax, FEATURES / 2, -1.75, "", ha="center")
    summed = plots.note(ax, FEATURES * 1.5 + 2, -0.3, "", ha="center")

    def update(
        place: int = player(len(SENTENCE) + 1, label="place", still=len(SENTENCE)),
    ) -> str:
        onehots = np.eye(count)[list(SENTENCE)]
        so_far = onehots[:place].T @ errors[:place]
        total.show(so_far)
        summed.set_text("sum of none yet" if place == 0 else f"sum of places 1 to {place}")
        if place == 0:
            picked.show(np.zeros((count, 1)))
            row.show(np.zeros((1, FEATURES)))
            one.show(np.zeros((count, FEATURES)))
            title.set_text("nothing picked yet")
            return f"The sentence is “{' '.join(WORDS[at] for at in SENTENCE)}”. Nothing is picked."
        hot, error = onehots[place - 1], errors[place - 1]
        picked.show(hot[:, None])
        row.show(error[None])
        one.show(np.outer(hot, error))
        title.set_text(f"place {place}, “{WORDS[SENTENCE[place - 1]]}”: picked × δ")
        return picked_in_words(place, error, so_far)

    return update


def picked_in_words(place: int, error: np.ndarray, so_far: np.ndarray) -> str:
    """One place of `rows` in words."""
    filled = [f"“{word}”" for word, each in zip(WORDS, so_far, strict=True) if each.any()]
    twice = ", the sum of two places" if place > SENTENCE.index(0, 1) else ""
    return (
        f"Place {place} of the sentence picks the row of “{WORDS[SENTENCE[place - 1]]}”: the input "
        f"is 1 there, 0 elsewhere. Times the error {listed(error)} this fills that row alone. In "
        f"the sum of places 1 to {place} the rows filled are {', '.join(filled)}; that of “the” is "
        f"{listed(so_far[0])}{twice}."
    )


def listed(values: np.ndarray) -> str:
    """Numbers in brackets."""
    return f"({', '.join(number(each) for each in values)})"


def whole(value: float) -> str:
    """A number without decimals."""
    return number(value, 0)


def errors_of_the_sentence() -> np.ndarray:
    """The error at each place of the sentence, (places, features), with two decimals."""
    return np.random.default_rng(3).normal(0, 0.4, size=(len(SENTENCE), FEATURES)).round(2)


ANGLES = (20, 75, 140, 200, 260, 320)  # of the keys, in degrees
VALUES = np.array([3.0, 1.0, -2.0, 2.0, -1.0, 0.0])


def looked_up(angle: float, scale: float) -> tuple[np.ndarray, float, np.ndarray]:
    """Weights of the keys, the mixed value y, and ∂y/∂score for each key: a (v − y)."""
    weights = softmax(scale * np.cos(np.deg2rad(angle - np.array(ANGLES))))
    mixed = float(weights @ VALUES)
    return weights, mixed, weights * (VALUES - mixed)


@explorer(size=(9.6, 4.6))
def lookup(figure: Figure) -> Update:
    """One query, six keys: how much of each value is taken, and what each score could change."""
    grid = figure.add_gridspec(1, 2, width_ratios=[1, 1.5])
    ax = plots.blank(figure, grid[0], xlim=(-1.75, 1.75), ylim=(-1.6, 1.7), equal=True)
    ends = np.array([np.cos(np.deg2rad(ANGLES)), np.sin(np.deg2rad(ANGLES))]).T
    for at, end in enumerate(ends):
        plots.arrow(ax, (0, 0), tuple(end), color=plots.GHOST, width=1.5)
        across, up = 1.45 * end
        plots.note(ax, across, up, f"key {at + 1}", ha="center", va="center")
    marks = plots.points(ax, *(1.06 * ends.T), color=plots.FORWARD, size=1)
    query = plots.arrow(ax, (0, 0), (1, 0), color=plots.INK, width=3, head=20)
    plots.note(ax, -1.75, 1.5, "thick: the query", fontsize=12)
    places = np.arange(len(ANGLES))
    right = plots.axes(
        figure, grid[1], xlabel="key, and the value that it gives", ylabel="weight; ∂y/∂score",
        xlim=(-0.6, 5.6), ylim=(-1.3, 1.3),
    )  # fmt: skip
    right.set_xticks(places, [f"{at + 1}: {number(v, 0)}" for at, v in enumerate(VALUES)])
    right.axhline(0, color=plots.GHOST, linewidth=0.8)
    taken = plots.bars(right, places - 0.2, np.zeros(6), width=0.36)
    slopes = plots.bars(right, places + 0.2, np.zeros(6), width=0.36, color=plots.GRADIENT)
    said: dict[str, Any] = {"within": True, "va": "top", "fontsize": 13}
    plots.note(right, 0.02, 1.0, "weight $a$", color=plots.FORWARD, **said)
    plots.note(right, 0.24, 1.0, "∂y/∂score = $a\\,(v - y)$", color=plots.GRADIENT, **said)
    mixed = plots.note(right, 0.98, 1.0, "", ha="right", **said)

    def update(
        angle: int = slider(0, 360, value=60, integer=True, label="angle of the query"),
        scale: float = slider(0.1, 100, value=3.0, log=True, label="scale of the scores"),
    ) -> str:
        weights, y, slope = looked_up(angle, scale)
        turned = np.deg2rad(angle)
        query.set_positions((0, 0), (0.8 * np.cos(turned), 0.8 * np.sin(turned)))
        marks.set_sizes(20 + 500 * weights)
        plots.move_bars(taken, weights)
        plots.move_bars(slopes, slope)
        mixed.set_text(f"mix y = {number(y)}")
        most = int(weights.argmax())
        return (
            f"The query at {angle}°, scores times {scale:.3g}: most of all it takes key "
            f"{most + 1}, with the weight {number(weights[most])}; the mix of the values is "
            f"y = {number(y)}. The largest slope of y with respect to a score is "
            f"{number(abs(slope).max(), 3)} in size."
        )

    return update
