"""Figures of notebook 01: secant and tangent, the V of the error, the slope in every direction."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import SubplotSpec
from numpy.typing import ArrayLike

from bplib import plots
from bplib.course.n01_slopes.curves import CURVES, SMOOTH, Curve
from bplib.course.n01_slopes.differences import (
    BOTH_SIDES,
    ONE_SIDE,
    best_nudge,
    measure_error,
    predict_error,
)
from bplib.course.words import number, power
from bplib.widgets import Update, choice, explorer, slider, toggle
from bplib.widgets.explorer import Points

LEFT, RIGHT = -3.7, 3.7
# Where both agree, the small circle lies on the triangle, so the triangles are drawn first.
METHODS: dict[str, dict[str, Any]] = {
    BOTH_SIDES: {"marker": "^", "size": 90, "color": plots.CLASSES[1]},
    ONE_SIDE: {"marker": "o", "size": 30, "color": plots.CLASSES[0]},
}
LOWEST, HIGHEST = 1e-14, 1e4
HALVINGS = np.arange(53)  # one more, and x + h is x
AT = 0.7  # between 1/2 and 1, x + h and x − h are exact for every small h = 2⁻ᵏ
ARROW = 0.45  # how long an arrow for a slope of 1 is drawn


@explorer()
def secant(figure: Figure) -> tuple[Update, Points]:
    """A curve, its tangent at x, and the secant from x to x + h, or from x − h to x + h."""
    xs = np.linspace(LEFT, RIGHT, 741)  # holds 0, where there may be a kink
    ax = plots.axes(figure, xlabel="x", ylabel="f(x)", xlim=(LEFT, RIGHT), ylim=(-3.8, 4.2))
    graph = plots.curve(ax, [], [], linewidth=3.5)
    tangent = plots.curve(ax, [], [], color=plots.GRADIENT)
    through = plots.curve(ax, [], [], color=plots.INK, linewidth=1.8)
    steps = plots.curve(ax, [], [], color=plots.INK, linewidth=1.5, linestyle=":")
    ends = plots.points(ax, [], [], color=plots.INK)
    at = plots.points(ax, [], [], color=plots.FORWARD, size=110)
    # The names stand over the picture, where no line can cross the words.
    plots.note(ax, 0.0, 1.03, "curve", color=plots.FORWARD, within=True)
    tangent_name = plots.note(ax, 0.15, 1.03, "", color=plots.GRADIENT, within=True)
    secant_name = plots.note(ax, 0.58, 1.03, "", within=True)

    def update(
        function: str = choice(list(CURVES), label="function"),
        x: float = slider(-2, 2, value=1.5, step=0.05, label="x"),
        h: float = slider(0.001, 1.5, value=1.5, label="nudge h", log=True),
        both_sides: bool = toggle("nudge to both sides"),
    ) -> str:
        curve, x0, x1 = CURVES[function], x - h if both_sides else x, x + h
        y, y0, y1 = curve.f(np.array([x, x0, x1]))
        slope, tangent_slope = (y1 - y0) / (x1 - x0), slope_of_tangent(curve, x)
        graph.set_data(xs, curve.f(xs))
        tangent.set_data(*line_through(x, y, tangent_slope))
        through.set_data(*line_through(x0, y0, slope))
        steps.set_data([x0, x1, x1], [y0, y0, y1])
        plots.move_points(ends, [x0, x1], [y0, y1])
        plots.move_points(at, [x], [y])
        smooth = not np.isnan(tangent_slope)
        said = f"slope {number(tangent_slope, 3)}" if smooth else "none at a kink"
        tangent_name.set_text(f"tangent: {said}")
        secant_name.set_text(f"secant: slope {number(slope, 3)}")
        return (
            f"At x = {number(x)}, nudged by h = {h:.3g}: from {number(x0, 3)} to {number(x1, 3)} f "
            f"moves by {power(y1 - y0, 4)}, so the secant's slope is {number(slope, 3)}. "
            f"The tangent: {said}."
        )

    return update, {ax: lambda x, y: {"x": x}}


def line_through(x: float, y: float, slope: float) -> tuple[np.ndarray, np.ndarray]:
    """A straight line as wide as the picture."""
    ends = np.array([LEFT, RIGHT])
    return ends, y + slope * (ends - x)


def slope_of_tangent(curve: Curve, x: float) -> float:
    """The slope at x; not a number at a kink, where there is no tangent."""
    return float("nan") if x == curve.kink else float(curve.slope(x))


@explorer(size=(8, 5))
def v_plot(figure: Figure) -> Update:
    """The error of both difference quotients at x = 0.7 for every h from 1 down to 2⁻⁵²."""
    h = 0.5**HALVINGS
    ax = plots.axes(
        figure, xlabel="nudge h", ylabel="error of the slope", xscale="log", yscale="log",
        xlim=(1e-16, 2), ylim=(LOWEST, HIGHEST),
    )  # fmt: skip
    here = plots.curve(ax, [], [], color=plots.INK, linewidth=1.2)
    marks, lines = {}, {}
    for method, style in METHODS.items():
        lines[method] = plots.curve(ax, [], [], color=style["color"])
        marks[method] = plots.points(ax, [], [], linewidth=0.5, **style)
    for left, sign, method in ((0.0, "●", ONE_SIDE), (0.3, "▲", BOTH_SIDES)):
        color = METHODS[method]["color"]
        plots.note(ax, left, 1.03, f"{sign} {method}", color=color, within=True)
    plots.note(ax, 0.62, 1.03, "lines: prediction", within=True)

    def update(
        function: str = choice(list(SMOOTH), label="function"),
        halvings: int = slider(0, 52, value=10, integer=True, label="halve h, times"),
    ) -> str:
        curve = SMOOTH[function]
        here.set_data([h[halvings]] * 2, [LOWEST, HIGHEST])
        told = f"{function} at x = {AT}, h = {power(h[halvings])}."
        for method in (ONE_SIDE, BOTH_SIDES):
            errors, line = measure_error(curve, AT, h, method), predict_error(curve, AT, h, method)
            seen = errors > 0  # a logarithmic axis has no place for 0
            plots.move_points(marks[method], h[seen], errors[seen])
            lines[method].set_data(h, line)
            told += (
                f" From {method} the error is {power(errors[halvings])} (predicted "
                f"{power(line[halvings])}; best near h = {power(best_nudge(curve, AT, method))})."
            )
        return told

    return update


def bowl(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """A valley that is steeper across than along."""
    return x**2 / 4 + y**2


def bowl_gradient(x: float, y: float) -> np.ndarray:
    """(∂f/∂x, ∂f/∂y) of the bowl."""
    return np.array([x / 2, 2 * y])


@explorer(size=(9.6, 4.4))
def directions(figure: Figure) -> tuple[Update, Points]:
    """A bowl from above with its gradient, and the slope in every direction."""
    grid, turn = figure.add_gridspec(1, 2, width_ratios=[1.15, 1]), np.arange(0, 361, 5)
    right = plots.axes(
        figure, grid[1], xlabel="direction, degrees", ylabel="slope", xlim=(0, 360),
        ylim=(-3.4, 3.4),
    )  # fmt: skip
    right.set_xticks(range(0, 361, 90))
    right.axhline(0, color=plots.GHOST, linewidth=1)
    left = draw_bowl(figure, grid[0])
    slopes = plots.curve(right, [], [], color=plots.GRADIENT)
    slope_here = plots.points(right, [], [], color=plots.INK, size=110)
    ahead = plots.arrow(left, (0, 0), (1, 0))
    uphill = plots.arrow(left, (0, 0), (1, 0), color=plots.GRADIENT, width=3, zorder=2.8)
    here = plots.points(left, [], [], color=plots.INK, size=60)

    def update(
        x: float = slider(-2, 2, value=1.6, step=0.1, label="x"),
        y: float = slider(-1.4, 1.4, value=0.8, step=0.1, label="y"),
        angle: int = slider(0, 360, value=30, step=5, integer=True, label="direction, degrees"),
    ) -> str:
        gradient, u = bowl_gradient(x, y), unit(angle)
        length, slope = float(np.hypot(*gradient)), float(u @ gradient)
        slopes.set_data(turn, unit(turn).T @ gradient)
        plots.move_points(slope_here, [angle], [slope])
        plots.move_points(here, [x], [y])
        ahead.set_positions((x, y), tuple(np.array([x, y]) + u))
        uphill.set_positions((x, y), tuple(np.array([x, y]) + ARROW * gradient))
        uphill.set_visible(length > 0)
        told = f"At ({number(x, 1)}, {number(y, 1)}) the gradient is "
        if length == 0:
            return f"{told}zero: the slope is 0 in every direction."
        steepest = np.degrees(np.arctan2(gradient[1], gradient[0])) % 360
        apart = abs((angle - steepest + 180) % 360 - 180)
        return (
            f"{told}({number(gradient[0])}, {number(gradient[1])}), {number(length)} long. In the "
            f"direction of {angle}° the slope is {number(slope)}. That direction is "
            f"{number(apart, 0)}° away from the gradient."
        )

    return update, {left: lambda x, y: {"x": x, "y": y}, right: lambda x, y: {"angle": x}}


def draw_bowl(figure: Figure, position: SubplotSpec) -> Axes:
    """The bowl from above: lines of equal height."""
    xs, ys = np.linspace(-3.5, 3.5, 120), np.linspace(-2.9, 2.9, 120)
    ax = plots.axes(figure, position, xlabel="x", ylabel="y", xlim=(-3.5, 3.5), ylim=(-2.9, 2.9))
    ax.set_aspect("equal")
    heights = bowl(*np.meshgrid(xs, ys))
    levels = [0.1, 0.5, 1, 2, 3, 4.5, 6, 8]
    ax.contour(xs, ys, heights, levels, colors=plots.FORWARD, linewidths=1.2, alpha=0.6)
    plots.note(ax, 0.0, 1.03, "lines of equal f", color=plots.FORWARD, within=True)
    plots.note(ax, 0.46, 1.03, "gradient", color=plots.GRADIENT, within=True)
    plots.note(ax, 0.74, 1.03, "direction", within=True)
    return ax


def unit(angle: ArrayLike) -> np.ndarray:
    """The direction at so many degrees from the x axis, an arrow of length 1."""
    turn = np.deg2rad(angle)
    return np.array([np.cos(turn), np.sin(turn)])
