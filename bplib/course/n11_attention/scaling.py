"""Why scores are divided by √d: how much of the softmax's slope is left, measured and predicted."""

from functools import cache
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from bplib import plots
from bplib.course.words import number
from bplib.functions import softmax
from bplib.theory import softmax_slope
from bplib.widgets import Update, choice, explorer, new_draw, slider

WIDEST = 1024
GROUPS, QUERIES = 50, 8  # so many sets of keys, and so many queries for each
DIVISORS = {"nothing": 0.0, "√d": 0.5, "d": 1.0}  # the power of d by which scores are divided
WIDTHS = 2 ** np.arange(11)  # from 1 to WIDEST
MEASURED = (4, 16, 64, 256, 1024)


def score_std(d: int, power: float) -> float:
    """The standard deviation of q·k / d^power, entries of q and k independent N(0, 1)."""
    return float(d ** (0.5 - power))


@cache
def draws(d: int, keys: int, seed: int) -> np.ndarray:
    """q·k for random queries and keys: (GROUPS · QUERIES, keys)."""
    rng = np.random.default_rng([seed, d, keys])
    Q = rng.standard_normal((GROUPS, QUERIES, d), np.float32)
    K = rng.standard_normal((GROUPS, keys, d), np.float32)
    return (Q @ K.mT).reshape(-1, keys).astype(float)


def measured_weights(d: int, keys: int, power: float, seed: int = 0) -> np.ndarray:
    """The attention weights of random queries on random keys, a row for each query."""
    return softmax(draws(d, keys, seed) / d**power)


def predicted_line(divisor: str, keys: int) -> list[float]:
    """The predicted slope at each of WIDTHS."""
    return [softmax_slope(score_std(int(d), DIVISORS[divisor]), keys) for d in WIDTHS]


def slope_left(weights: np.ndarray) -> float:
    """The mean over the queries of Σ a (1 − a), the slopes of the weights by their own scores."""
    return float(np.mean(1 - np.sum(weights**2, axis=-1)))


@explorer(size=(10, 4.6))
def scores(figure: Figure) -> Update:
    """The weights of one query, and the slope that is left, over the width d of the keys."""
    grid = figure.add_gridspec(1, 2, width_ratios=[1, 1.35])
    left = plots.axes(
        figure, grid[0], xlabel="place of the key by its weight", ylabel="weight of the key",
        title="six queries", xscale="log", xlim=(0.9, 72), ylim=(0, 1.05),
    )  # fmt: skip
    left.set_xticks([1, 2, 4, 8, 16, 32, 64], ["1", "2", "4", "8", "16", "32", "64"])
    left.minorticks_off()
    dots: dict[str, Any] = {"marker": "o", "markersize": 4, "linewidth": 1.2}
    lines = [plots.curve(left, [], [], color=plots.FORWARD, **dots) for _ in range(6)]
    right = plots.axes(
        figure, grid[1], xlabel="width d of queries and keys", xscale="log",
        ylabel="slope left, mean of Σ a(1 − a)", xlim=(0.9, 1200), ylim=(0, 1.12),
    )  # fmt: skip
    right.set_xticks([1, 10, 100, 1000], ["1", "10", "100", "1000"])
    curves = [plots.curve(right, [], [], color=plots.GHOST, linewidth=1.2) for _ in DIVISORS]
    chosen = plots.curve(right, [], [], color=plots.INK, linewidth=2.5)
    measured = plots.points(right, [], [], color=plots.GRADIENT, size=60)
    here = plots.points(right, [], [], color=plots.GRADIENT, marker="D", size=130)
    for x, y, words, color in (
        (0.02, 1.06, "— predicted", plots.INK), (0.4, 1.06, "● measured", plots.GRADIENT),
        (0.02, 1.0, "— other divisors", plots.GHOST), (0.4, 1.0, "◆ at your width", plots.GRADIENT),
    ):  # fmt: skip
        plots.note(right, x, y, words, color=color, within=True, va="top", fontsize=11)

    def update(
        d: int = slider(1, WIDEST, value=64, log=True, integer=True, step=0.30103, label="width d"),
        keys: int = slider(2, 64, value=16, log=True, integer=True, step=0.30103, label="keys"),
        divisor: str = choice(list(DIVISORS), value="nothing", label="scores divided by"),
        seed: int = new_draw(),
    ) -> str:
        power = DIVISORS[divisor]
        weights = measured_weights(d, keys, power, seed)
        for line, row in zip(lines, weights, strict=False):
            line.set_data(1 + np.arange(keys), np.sort(row)[::-1])
        for name, line in zip(DIVISORS, curves, strict=True):
            line.set_data(WIDTHS, predicted_line(name, keys))
        chosen.set_data(WIDTHS, predicted_line(divisor, keys))
        found = [slope_left(measured_weights(w, keys, power, seed)) for w in MEASURED]
        plots.move_points(measured, MEASURED, found)
        slope = slope_left(weights)
        plots.move_points(here, [d], [slope])
        expected = softmax_slope(score_std(d, power), keys)
        return (
            f"{keys} keys of width {d}, scores divided by {divisor}: their standard deviation is "
            f"{score_std(d, power):.3g}. The largest weight of a query is "
            f"{number(weights.max(axis=1).mean())} on average, and the slope that is left "
            f"{number(slope)} (predicted {number(expected)}; {number(1 - 1 / keys)} would be all)."
        )

    return update
