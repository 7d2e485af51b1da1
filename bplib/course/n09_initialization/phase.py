"""Figures of notebook 09: order and chaos of a tanh net over σ_w and σ_b, measured by a sweep."""

from concurrent.futures import Executor
from contextlib import closing
from functools import cache
from itertools import chain

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from bplib import plots, theory
from bplib.course.n09_initialization.signal import (
    Panel,
    Plan,
    geometric_mean,
    measure,
    predict_sizes,
    size,
)
from bplib.sweeps import completed
from bplib.widgets import Update, explorer, new_draw, progress, slider
from bplib.widgets.explorer import Points

Point = tuple[float, float]

DEPTH, SKIPPED = 40, 10  # the first layers still have the input's length, not their own
SIGMA_W, SIGMA_B = np.linspace(0.5, 3, 26), np.linspace(0, 1, 17)
POINTS: list[Point] = [(float(w), float(b)) for b in SIGMA_B for w in SIGMA_W]
MOST = 0.5  # log10 of the largest factor per layer that has a colour of its own
COLOURS = LinearSegmentedColormap.from_list(
    "order and chaos", [plots.FORWARD, plots.PAPER, plots.GRADIENT]
)
# Where the gradient shrinks or grows e-fold in 3 or 10 layers, and where it does neither.
CONTOURS = (
    (np.exp(-1 / 3), "3", 1.0),
    (np.exp(-1 / 10), "10", 1.0),
    (1.0, "∞", 3.0),
    (np.exp(1 / 10), "10", 1.0),
    (np.exp(1 / 3), "3", 1.0),
)
NAME_W, NAME_B = r"$\sigma_w$", r"$\sigma_b$"
LENGTHS = np.geomspace(1e-4, 20, 600)  # the q* along a contour


def growth(point: Point) -> float:
    """By what factor the mean square of δ grows per layer backward, measured in one network."""
    sigma_w, sigma_b = point
    plan = Plan("LeCun", "tanh", sigma_w, DEPTH, 64, 0, sigma_b)
    error = np.log(geometric_mean(measure(plan, examples=16).error)[SKIPPED:])
    return float(np.exp((error[0] - error[-1]) / (len(error) - 1)))


@cache
def results() -> dict[Point, float]:
    """What the sweep has found so far; kept as long as the kernel runs."""
    return {}


def plane(executor: Executor | None = None) -> np.ndarray:
    """The growth at every point of the plane, a row for each σ_b; swept once, under a bar."""
    known = results()
    before = [(point, known[point]) for point in POINTS if point in known]
    with closing(completed(growth, POINTS, executor=executor, known=known)) as new:
        for point, found in progress(chain(before, new), len(POINTS), "Sweeping the plane"):
            known[point] = found
    return as_rows(known)


def as_rows(known: dict[Point, float]) -> np.ndarray:
    """The results in the form of the plane."""
    return np.array([known[point] for point in POINTS]).reshape(len(SIGMA_B), len(SIGMA_W))


def draw_plane(figure: Figure, found: np.ndarray) -> PathCollection:
    """The measured growth as colour, theory's contours on it; returns the spot that moves."""
    ax = plots.axes(figure, [0.07, 0.12, 0.39, 0.72], xlabel=NAME_W, ylabel=NAME_B)
    w, b = (0.5 * (axis[1] - axis[0]) for axis in (SIGMA_W, SIGMA_B))
    extent = (SIGMA_W[0] - w, SIGMA_W[-1] + w, SIGMA_B[0] - b, SIGMA_B[-1] + b)
    image = ax.imshow(
        np.log10(found), extent=extent, origin="lower", aspect="auto", cmap=COLOURS,
        vmin=-MOST, vmax=MOST, interpolation="bilinear", zorder=0,
    )  # fmt: skip
    ax.set(xlim=(0.5, 3), ylim=(-0.03, 1.0))
    factors = [0.4, 0.6, 1, 1.6, 2.5]
    bar = figure.colorbar(image, cax=figure.add_axes((0.48, 0.12, 0.015, 0.72)))
    bar.set_ticks(np.log10(factors).tolist(), labels=[f"× {factor:g}" for factor in factors])
    for chi, name, width in CONTOURS:
        w, b = theory.critical_line("tanh", LENGTHS, chi)
        plots.curve(ax, w, b, color=plots.INK, linewidth=width)
        at = np.interp(1.0, b[np.isfinite(b)], w[np.isfinite(b)])
        plots.note(ax, at, 1.01, name, ha="center", fontsize=11)
    words = "colour: δ² per layer, measured\nlines: depth scale in layers, predicted"
    plots.note(ax, 0, 1.06, words, within=True, fontsize=12)
    plots.note(ax, 0.02, 0.9, "order", within=True, fontsize=15, color=plots.PAPER)
    plots.note(ax, 0.97, 0.06, "chaos", within=True, fontsize=15, ha="right")
    return plots.points(ax, [1], [0], color=plots.INK, size=130, marker="X", clip_on=False)


@explorer(size=(10.5, 5.2))
def diagram(figure: Figure) -> tuple[Update, Points]:
    """The plane of σ_w and σ_b; click a point, or move the sliders, to see its network."""
    known = all(point in results() for point in POINTS)
    spot = draw_plane(figure, as_rows(results()) if known else plane())
    places = ([0.66, 0.59, 0.33, 0.33], [0.66, 0.12, 0.33, 0.33])
    panels = [Panel(figure, place, row, DEPTH) for row, place in enumerate(places)]
    panels[0].ax.set_xlabel("")

    def update(
        sigma_w: float = slider(0.5, 3, value=1.5, step=0.01, label="σ_w"),
        sigma_b: float = slider(0, 1, value=0.2, step=0.01, label="σ_b"),
        seed: int = new_draw(),
    ) -> str:
        plan = Plan("LeCun", "tanh", sigma_w, DEPTH, 128, seed, sigma_b)
        sizes, (expected, strays) = measure(plan), predict_sizes(plan._replace(seed=0))
        for panel, *arrays in zip(panels, sizes, expected, strays, strict=True):
            panel.show(*arrays)
        plots.move_points(spot, [sigma_w], [sigma_b])
        return in_words(sigma_w, sigma_b, geometric_mean(sizes.error))

    return update, {spot.axes: lambda x, y: {"sigma_w": x, "sigma_b": y}}


def in_words(sigma_w: float, sigma_b: float, error: np.ndarray) -> str:
    """The network at one point in words."""
    q = theory.fixed_length("tanh", sigma_w, sigma_b)
    chi = theory.gradient_factor("tanh", q, sigma_w)
    phase = "order" if chi < 0.99 else "chaos" if chi > 1.01 else "the edge"
    scale = theory.depth_scale(chi)
    lives = f"{scale:.1f} layers" if scale < 100 else "over 100 layers"
    return (
        f"σ_w = {sigma_w:.2f}, σ_b = {sigma_b:.2f}: {phase}; q* = {q:.2f}, χ₁ = {chi:.3f}, depth "
        f"scale {lives}. Measured over {DEPTH} layers, the mean square of the errors goes from "
        f"{size(error[-1])} back to {size(error[0])}."
    )
