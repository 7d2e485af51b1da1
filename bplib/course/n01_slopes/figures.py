"""Figures of notebook 01: secant and tangent, the V of the error, the slope in every direction."""

from typing import Any

import numpy as np

from bplib import plots
from bplib.course.n01_slopes.curves import CURVES, SMOOTH, Curve
from bplib.course.n01_slopes.differences import (
    BOTH_SIDES,
    ONE_SIDE,
    best_nudge,
    measured,
    predicted,
)
from bplib.course.words import number, power
from bplib.widgets import Explorer, choice, explore, slider, toggle

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


def secant(
    function: str = "x³/8 − x/2", x: float = 1.0, h: float = 1.5, both_sides: bool = False
) -> Explorer:
    """A curve, its tangent at x, and the secant from x to x + h, or from x − h to x + h."""
    return explore(
        draw_secant,
        function=choice(list(CURVES), value=function, label="function"),
        x=slider(-2, 2, value=x, step=0.05, label="x"),
        h=slider(0.001, 1.5, value=h, label="nudge h", log=True),
        both_sides=toggle("nudge to both sides", both_sides),
    )


def draw_secant(figure: Any) -> Any:
    """The picture of `secant`."""
    xs = np.linspace(LEFT, RIGHT, 741)  # holds 0, where there may be a kink
    ax = plots.axes(figure, xlabel="x", ylabel="f(x)", xlim=(LEFT, RIGHT), ylim=(-3.8, 4.2))
    graph = plots.curve(ax, [], [], linewidth=3.5)
    tangent = plots.curve(ax, [], [], color=plots.GRADIENT)
    through = plots.curve(ax, [], [], color=plots.INK, linewidth=1.8)
    steps = plots.curve(ax, [], [], color=plots.INK, linewidth=1.5, linestyle=":")
    ends = plots.points(ax, [], [], color=plots.INK)
    at = plots.points(ax, [], [], color=plots.FORWARD, size=110)
    said, said_too = secant_names(ax)

    def update(function: str, x: float, h: float, both_sides: bool) -> str:
        curve, x0, x1 = CURVES[function], x - h if both_sides else x, x + h
        y, y0, y1 = curve.f(np.array([x, x0, x1]))
        slope = (y1 - y0) / (x1 - x0)
        graph.set_data(xs, curve.f(xs))
        tangent.set_data(*line_through(x, y, tangent_slope(curve, x)))
        through.set_data(*line_through(x0, y0, slope))
        steps.set_data([x0, x1, x1], [y0, y0, y1])
        plots.move_points(ends, [x0, x1], [y0, y1])
        plots.move_points(at, [x], [y])
        said.set_text(f"tangent: {slope_text(curve, x)}")
        said_too.set_text(f"secant: slope {number(slope, 3)}")
        return secant_story(curve, x, h, both_sides)

    return [graph, tangent, through, steps, ends, at, said, said_too], update


def secant_names(ax: Any) -> tuple[Any, Any]:
    """What the lines are called, over the picture, where no line can cross the words."""
    plots.note(ax, 0.0, 1.03, "curve", color=plots.FORWARD, within=True)
    tangent = plots.note(ax, 0.15, 1.03, "", color=plots.GRADIENT, within=True)
    return tangent, plots.note(ax, 0.58, 1.03, "", within=True)


def line_through(x: float, y: float, slope: float) -> tuple[np.ndarray, np.ndarray]:
    """A straight line as wide as the picture."""
    ends = np.array([LEFT, RIGHT])
    return ends, y + slope * (ends - x)


def tangent_slope(curve: Curve, x: float) -> float:
    """The slope at x; not a number at a kink, where there is no tangent."""
    return float("nan") if x == curve.kink else float(curve.slope(x))


def slope_text(curve: Curve, x: float) -> str:
    """The slope of the tangent in words."""
    slope = tangent_slope(curve, x)
    return "none at a kink" if np.isnan(slope) else f"slope {number(slope, 3)}"


def secant_story(curve: Curve, x: float, h: float, both_sides: bool) -> str:
    """The picture of `secant` in words."""
    start, end = (x - h if both_sides else x), x + h
    moved = float(curve.f(end) - curve.f(start))
    return (
        f"At x = {number(x)}, nudged by h = {h:.3g}: from {number(start, 3)} to {number(end, 3)} f "
        f"moves by {power(moved, 4)}, so the secant's slope is "
        f"{number(moved / (end - start), 3)}. The tangent: {slope_text(curve, x)}."
    )


def v_plot(function: str = "1/(1 + x²)", halvings: int = 10) -> Explorer:
    """The error of both difference quotients at x = 0.7 for every h from 1 down to 2⁻⁵²."""
    return explore(
        draw_v,
        size=(8, 5),
        function=choice(list(SMOOTH), value=function, label="function"),
        halvings=slider(0, 52, value=halvings, integer=True, label="halve h, times"),
    )


def draw_v(figure: Any) -> Any:
    """The picture of `v_plot`."""
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
    v_names(ax)

    def update(function: str, halvings: int) -> str:
        curve = SMOOTH[function]
        here.set_data([h[halvings]] * 2, [LOWEST, HIGHEST])
        for method in METHODS:
            errors = measured(curve, AT, h, method)
            seen = errors > 0  # a logarithmic axis has no place for 0
            plots.move_points(marks[method], h[seen], errors[seen])
            lines[method].set_data(h, predicted(curve, AT, h, method))
        return v_story(function, halvings)

    return [here, list(lines.values()), list(marks.values())], update


def v_names(ax: Any) -> None:
    """Which mark is which, over the picture."""
    for left, sign, method in ((0.0, "●", ONE_SIDE), (0.3, "▲", BOTH_SIDES)):
        color = METHODS[method]["color"]
        plots.note(ax, left, 1.03, f"{sign} {method}", color=color, within=True)
    plots.note(ax, 0.62, 1.03, "lines: prediction", within=True)


def v_story(function: str, halvings: int) -> str:
    """The picture of `v_plot` in words."""
    curve, h = SMOOTH[function], 0.5 ** np.array([halvings])
    said = [
        f"From {method} the error is {power(measured(curve, AT, h, method)[0])} (predicted "
        f"{power(predicted(curve, AT, h, method)[0])}; best near h = "
        f"{power(best_nudge(curve, AT, method))})."
        for method in (ONE_SIDE, BOTH_SIDES)
    ]
    return f"{function} at x = {AT}, h = {power(h[0])}. {' '.join(said)}"


def bowl(x: Any, y: Any) -> Any:
    """A valley that is steeper across than along."""
    return x**2 / 4 + y**2


def bowl_gradient(x: float, y: float) -> np.ndarray:
    """(∂f/∂x, ∂f/∂y) of the bowl."""
    return np.array([x / 2, 2 * y])


def directions(x: float = 1.6, y: float = 0.8, angle: int = 30) -> Explorer:
    """A bowl from above with its gradient, and the slope in every direction."""
    return explore(
        draw_directions,
        size=(9.6, 4.4),
        x=slider(-2, 2, value=x, step=0.1, label="x"),
        y=slider(-1.4, 1.4, value=y, step=0.1, label="y"),
        angle=slider(0, 360, value=angle, step=5, integer=True, label="direction, degrees"),
    )


def draw_directions(figure: Any) -> Any:
    """The picture of `directions`."""
    grid, turn = figure.add_gridspec(1, 2, width_ratios=[1.15, 1]), np.arange(0, 361, 5)
    right = slope_axes(figure, grid[1])
    left = bowl_axes(figure, grid[0])
    slopes = plots.curve(right, [], [], color=plots.GRADIENT)
    slope_here = plots.points(right, [], [], color=plots.INK, size=110)
    ahead = plots.arrow(left, (0, 0), (1, 0))
    uphill = plots.arrow(left, (0, 0), (1, 0), color=plots.GRADIENT, width=3, zorder=2.8)
    here = plots.points(left, [], [], color=plots.INK, size=60)

    def update(x: float, y: float, angle: int) -> str:
        gradient, u = bowl_gradient(x, y), unit(angle)
        slopes.set_data(turn, unit(turn).T @ gradient)
        plots.move_points(slope_here, [angle], [u @ gradient])
        plots.move_points(here, [x], [y])
        ahead.set_positions((x, y), tuple(np.array([x, y]) + u))
        uphill.set_positions((x, y), tuple(np.array([x, y]) + ARROW * gradient))
        uphill.set_visible(bool(gradient.any()))
        return directions_story(x, y, angle)

    return [slopes, slope_here, ahead, uphill, here], update


def bowl_axes(figure: Any, position: Any) -> Any:
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


def slope_axes(figure: Any, position: Any) -> Any:
    """The slope against the direction."""
    ax = plots.axes(
        figure,
        position,
        xlabel="direction, degrees",
        ylabel="slope",
        xlim=(0, 360),
        ylim=(-3.4, 3.4),
    )
    ax.set_xticks(range(0, 361, 90))
    ax.axhline(0, color=plots.GHOST, linewidth=1)
    return ax


def unit(angle: Any) -> np.ndarray:
    """The direction at so many degrees from the x axis, an arrow of length 1."""
    turn = np.deg2rad(angle)
    return np.array([np.cos(turn), np.sin(turn)])


def directions_story(x: float, y: float, angle: int) -> str:
    """The picture of `directions` in words."""
    gradient = bowl_gradient(x, y)
    length, slope = float(np.hypot(*gradient)), float(unit(angle) @ gradient)
    start = f"At ({number(x, 1)}, {number(y, 1)}) the gradient is "
    if length == 0:
        return f"{start}zero: the slope is 0 in every direction."
    steepest = np.degrees(np.arctan2(gradient[1], gradient[0])) % 360
    apart = abs((angle - steepest + 180) % 360 - 180)
    return (
        f"{start}({number(gradient[0])}, {number(gradient[1])}), {number(length)} long. In the "
        f"direction of {angle}° the slope is {number(slope)}. That direction is "
        f"{number(apart, 0)}° away from the gradient."
    )
