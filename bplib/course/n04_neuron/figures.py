"""Figures of notebook 04: the factors of one gradient, two costs from one start, the two stalls."""

import math
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from matplotlib.figure import Figure

from bplib import plots
from bplib.activations import Activation, activation
from bplib.course.words import number, power
from bplib.widgets import Update, choice, explorer, slider
from bplib.widgets.explorer import Points

Pair = tuple[float, float]


class Cost(NamedTuple):
    """A cost C(a, t) of an output a and a target t, and its slope ∂C/∂a."""

    name: str
    value: Callable[[float, float], float]
    slope: Callable[[float, float], float]


SQUARED = Cost("squared error", lambda a, t: 0.5 * (a - t) ** 2, lambda a, t: a - t)
CROSS_ENTROPY = Cost(
    "cross-entropy",
    lambda a, t: -t * math.log(a) - (1 - t) * math.log(1 - a),
    lambda a, t: (a - t) / (a * (1 - a)),
)


class Unit(NamedTuple):
    """An activation, a cost that fits it, and the range of a that is drawn."""

    activation: Activation
    cost: Cost
    limits: Pair


UNITS = {
    f"{name}, {cost.name}": Unit(activation(name), cost, limits)
    for name, cost, limits in (
        ("sigmoid", SQUARED, (-0.2, 1.2)),
        ("sigmoid", CROSS_ENTROPY, (-0.2, 1.2)),
        ("tanh", SQUARED, (-1.2, 1.2)),
        ("relu", SQUARED, (-1.2, 6.4)),
        ("linear", SQUARED, (-6.4, 6.4)),
    )
}
FURTHEST = 6.4
LOW, HIGH = 1e-6, 1e4  # of the axis on which the factors multiply
DIGITS = 3  # beside the bars; the sentence below has one more
ROWS = (
    (r"$\partial C/\partial a$", plots.GRADIENT),
    (r"$f'(z)$", plots.INK),
    ("$x$", plots.FORWARD),
    (r"$\partial C/\partial w$", plots.GRADIENT),
)


class Factors(NamedTuple):
    """One unit on its way forward, z, a and C, and the three factors on the way back."""

    z: float
    a: float
    C: float
    at_a: float
    slope: float
    x: float

    @property
    def delta(self) -> float:
        """The error at the weighted input, ∂C/∂z."""
        return self.at_a * self.slope

    @property
    def gradient(self) -> float:
        """∂C/∂w: the error × the activation coming in."""
        return self.delta * self.x


def factors_of(unit: str, w: float, b: float, x: float, target: float) -> Factors:
    """The factors of ∂C/∂w for one unit of `UNITS`."""
    f, cost, _ = UNITS[unit]
    z = w * x + b
    a = float(f(np.float64(z)))
    slope = float(f.derivative(np.float64(z)))
    return Factors(z, a, cost.value(a, target), cost.slope(a, target), slope, x)


@explorer(size=(10, 4.6), pin=True)
def factors(figure: Figure) -> tuple[Update, Points]:
    """One unit, and the factors of its gradient as bars that multiply on a logarithmic axis."""
    move_unit, move_bars = draw_unit(figure), draw_bars(figure)
    from_input = [0.0]  # w · x at present

    def update(
        unit: str = choice(list(UNITS), label="unit, cost"),
        w: float = slider(-3, 3, value=2.0, label="weight w"),
        b: float = slider(-3, 3, value=2.0, label="bias b"),
        x: float = slider(-1, 1, value=1.0, step=0.01, label="input x"),
        target: float = slider(0, 1, value=0.0, step=0.05, label="target t"),
    ) -> str:
        made = factors_of(unit, w, b, x, target)
        from_input[0] = w * x
        move_unit(UNITS[unit], made, target)
        move_bars(made)
        back = (made.at_a, made.slope, made.delta, made.x, made.gradient)
        at_a, slope, delta, x_in, gradient = (power(value, DIGITS + 1) for value in back)
        return (
            f"{unit}: z = {number(made.z)}, a = {number(made.a, 3)}, C = {power(made.C, 3)}. "
            f"Slope of the cost {at_a} × slope of the activation {slope} = error δ = {delta}; "
            f"× activation coming in {x_in} = gradient of the weight {gradient}. "
            "Gradient of the bias: δ."
        )

    # The unit's point moves along z by its bias.
    unit_axes = figure.axes[0]
    return update, {unit_axes: lambda z, a: {"b": z - from_input[0]}}


def draw_unit(figure: Figure) -> Callable[[Unit, Factors, float], None]:
    """The activation function with the unit's point, its tangent, and the target."""
    ax = plots.axes(
        figure,
        [0.085, 0.15, 0.29, 0.73],
        xlabel="weighted input z",
        ylabel="activation a",
        xlim=(-FURTHEST, FURTHEST),
    )
    ax.set_xticks([-6, -3, 0, 3, 6])
    zs = np.linspace(-FURTHEST, FURTHEST, 257)
    graph = plots.curve(ax, [], [])
    wanted = plots.curve(ax, [], [], color=plots.INK, linewidth=1.5, linestyle="--")
    tangent = plots.curve(ax, [], [], color=plots.INK, linewidth=4)
    off = plots.curve(ax, [], [], color=plots.GHOST, linewidth=3)
    at = plots.points(ax, [], [], size=110)
    plots.note(ax, 0, 1.03, "f(z)", color=plots.FORWARD, within=True)
    plots.note(ax, 0.17, 1.03, "slope", within=True)
    plots.note(ax, 0.39, 1.03, "- - target", within=True)
    plots.note(ax, 0.74, 1.03, "a − t", color=plots.GHOST, within=True)

    def move(unit: Unit, made: Factors, target: float) -> None:
        if ax.get_ylim() != unit.limits:
            ax.set_ylim(unit.limits)
        graph.set_data(zs, unit.activation(zs))
        wanted.set_data([-FURTHEST, FURTHEST], [target, target])
        across = np.array([-1.2, 1.2])
        tangent.set_data(made.z + across, made.a + made.slope * across)
        off.set_data([made.z, made.z], [made.a, target])
        plots.move_points(at, [made.z], [made.a])

    return move


def draw_bars(figure: Figure) -> Callable[[Factors], None]:
    """Each factor starts where the one above it ended; the last bar is the whole way."""
    ax = plots.axes(
        figure,
        [0.475, 0.15, 0.305, 0.73],
        xlabel="size: equal lengths, equal factors",
        ylabel="",
        xscale="log",
        xlim=(LOW, HIGH),
        ylim=(3.6, -0.6),
    )
    ax.set_yticks(range(4), [symbol for symbol, _ in ROWS], fontsize=15)
    ax.set_xticks([1e-6, 1e-4, 1e-2, 1, 1e2, 1e4])
    ax.axvline(1, color=plots.INK, linewidth=1, zorder=0.5)
    plots.note(ax, 0, 1.03, "hollow: a negative factor", within=True, zorder=0)
    bars = plots.bars(ax, range(4), np.ones(4), horizontal=True, width=0.55, linewidth=2.5).patches
    links = plots.curve(ax, [], [], color=plots.INK, linewidth=1.2, linestyle=":")
    beyond = plots.points(ax, [], [], color=plots.INK, marker="<", size=70, clip_on=False)
    texts = [
        plots.note(ax, 1.03, 0.857 - 0.238 * row, "", within=True, va="center", fontsize=12)
        for row in range(4)
    ]

    def move(made: Factors) -> None:
        sizes = np.abs([1, made.at_a, made.delta, made.gradient])
        reached = np.clip(sizes, LOW, HIGH)
        values = (made.at_a, made.slope, made.x, made.gradient)
        ways = [*pairwise(reached), (1.0, reached[-1])]
        for bar, (start, end), value, (_, color) in zip(bars, ways, values, ROWS, strict=True):
            bar.set(x=min(start, end), width=abs(end - start), edgecolor=color)
            bar.set_facecolor(plots.PAPER if value < 0 else color)
        # Where the walk goes on beyond the axis.
        off = [row for row, size in enumerate([*sizes[1:], sizes[-1]]) if size < LOW]
        plots.move_points(beyond, np.full(len(off), LOW), off)
        links.set_data(np.repeat(reached[1:], 3), [0, 1, np.nan, 1, 2, np.nan, 2, 3, np.nan])
        at_a, slope, delta, x, gradient = (
            power(value, DIGITS)
            for value in (made.at_a, made.slope, made.delta, made.x, made.gradient)
        )
        words = (at_a, f"× {slope}\n= δ = {delta}", f"× {x}", f"= {gradient}")
        for text, word in zip(texts, words, strict=True):
            text.set_text(word)

    return move


COSTS = {  # with the colour and the kind of its line
    SQUARED: (plots.CLASSES[1], "-"),
    CROSS_ENTROPY: (plots.CLASSES[0], "--"),
}
STEPS = 300


class Path(NamedTuple):
    """Outputs, costs and errors before each step of gradient descent, and after the last."""

    a: np.ndarray
    C: np.ndarray
    delta: np.ndarray


def descend(cost: Cost, w: float, b: float, rate: float, steps: int = STEPS) -> Path:
    """Gradient descent on one sigmoid unit with the input 1 and the target 0."""
    a, C, delta = np.zeros((3, steps + 1))
    for step in range(steps + 1):
        z = w + b
        a[step] = 1 / (1 + math.exp(-z))
        # From the logit, as 1 − a and log a lose their digits where the unit saturates.
        C[step] = 0.5 * a[step] ** 2 if cost is SQUARED else np.logaddexp(0, z)
        delta[step] = a[step] ** 2 * (1 - a[step]) if cost is SQUARED else a[step]
        w, b = w - rate * delta[step], b - rate * delta[step]
    return Path(a, C, delta)


@explorer(size=(9.6, 4.4), pin=True)
def descent(figure: Figure) -> Update:
    """Two costs, one start: how the cost falls, and the error that drives it."""
    step: dict[str, Any] = {"xlabel": "step", "xlim": (0, STEPS), "ylim": (0, 1.05)}
    left = plots.axes(figure, 121, ylabel="cost, as a share of its start", **step)
    right = plots.axes(figure, 122, ylabel="error δ", **step)
    lines = {}
    for place, sign, (cost, (color, style)) in zip((0, 0.55), "—╌", COSTS.items(), strict=True):
        plots.note(left, place, 1.04, f"{sign} {cost.name}", color=color, within=True)
        line: dict[str, Any] = {"color": color, "linestyle": style, "linewidth": 3}
        lines[cost] = [plots.curve(ax, [], [], **line) for ax in (left, right)]

    def update(
        w: float = slider(-1, 4, value=2.0, label="start: weight w"),
        b: float = slider(-1, 4, value=2.0, label="start: bias b"),
        rate: float = slider(0.01, 3, value=0.15, label="rate", log=True),
    ) -> str:
        start = descend(SQUARED, w, b, rate, 0).a[0]
        parts = [
            f"Start w = {number(w)}, b = {number(b)}, rate {rate:.3g}, input 1, target 0: "
            f"the output is {number(start, 3)}."
        ]
        for cost, (falling, error) in lines.items():
            path = descend(cost, w, b, rate)
            falling.set_data(range(STEPS + 1), path.C / path.C[0])
            error.set_data(range(STEPS + 1), path.delta)
            parts.append(
                f"With {cost.name} δ starts at {power(path.delta[0])}, {halved(path.C)}, and the "
                f"output after {STEPS} steps is {number(path.a[-1], 3)}."
            )
        return " ".join(parts)

    return update


def halved(costs: np.ndarray) -> str:
    """When a cost has fallen to half of its start."""
    below = np.flatnonzero(costs <= costs[0] / 2)
    return f"the cost is halved by step {below[0]}" if below.size else "the cost is not halved"


RIGHT = 0.9  # the probability of the right answer at which a neuron counts as having learnt
SHOWN = 400  # steps of a path that are drawn, evenly on the logarithmic axis
TINY_RATE, SATURATED_RATE = 0.5, 0.15


def learn(z: float, move: Callable[[float], float]) -> np.ndarray:
    """The probability of the right answer before each step, until it is `RIGHT`.

    z: the logit of the right answer at the start; move: how far a step takes it, from the
    probability.
    """
    path = [1 / (1 + math.exp(-z))]
    while path[-1] < RIGHT:
        z += move(path[-1])
        path.append(1 / (1 + math.exp(-z)))
    return np.array(path)


@lru_cache(256)
def thinned(kind: str, at: float) -> tuple[np.ndarray, np.ndarray]:
    """Steps and probabilities of one stall, as many as are drawn; the last step is kept."""
    path = learn_from_tiny_inputs(at) if kind == "tiny" else learn_from_saturation(at)
    kept = np.unique(np.geomspace(1, len(path), SHOWN).astype(int)) - 1
    return kept, path[kept]


def learn_from_tiny_inputs(x: float) -> np.ndarray:
    """Two examples ±x with the targets 1 and 0, cross-entropy, from w = b = 0.

    The errors of the two are opposite, so b stays 0 and z = w x alone moves.
    """
    return learn(0.0, lambda p: TINY_RATE * x**2 * (1 - p))


def learn_from_saturation(z: float) -> np.ndarray:
    """One example with input 1 and target 0, squared error, from w = b = z / 2."""
    return learn(-z, lambda p: 2 * SATURATED_RATE * (1 - p) ** 2 * p)


@explorer(size=(9.6, 4.2), pin=True)
def stalls(figure: Figure) -> Update:
    """The two stalls side by side: how a tiny input and a saturated start delay the learning."""
    scales: dict[str, Any] = {"xlabel": "step", "xscale": "log", "xlim": (1, 1e6), "ylim": (0, 1)}
    left = plots.axes(figure, 121, ylabel="probability of the right answer", **scales)
    right = plots.axes(figure, 122, ylabel="", **scales)
    sides = []
    for ax, kind, words, least in (
        (left, "tiny", "stall 1: inputs ±x        grey: x = 1", 1.0),
        (right, "saturated", "stall 2: start at z₀        grey: z₀ = 0", 0.0),
    ):
        ax.axhline(RIGHT, color=plots.INK, linewidth=1, linestyle=":")
        steps, path = thinned(kind, least)
        plots.curve(ax, steps, path, color=plots.GHOST, linewidth=1.5)
        plots.note(ax, 0, 1.03, words, within=True)
        line = plots.curve(ax, [], [], color=plots.FORWARD, linewidth=3)
        dot = plots.points(ax, [], [], color=plots.FORWARD, size=80, zorder=4)
        sides.append((kind, line, dot, plots.note(ax, 0.04, 0.92, "", within=True, va="bottom")))

    def update(
        x: float = slider(0.01, 1, value=0.1, label="stall 1: input x", log=True),
        z0: float = slider(0, 8, value=4.0, step=0.1, label="stall 2: start z₀"),
    ) -> str:
        taken = []
        for (kind, line, dot, note), at in zip(sides, (x, z0), strict=True):
            steps, path = thinned(kind, at)
            line.set_data(steps, path)
            plots.move_points(dot, steps[-1:], path[-1:])
            taken.append(f"{steps[-1]:,} steps")
            note.set_text(taken[-1])
        return (
            f"Until the right answer has the probability {RIGHT:g}. Stall 1, two inputs ±{x:.3g} "
            f"with targets 1 and 0, cross-entropy, rate {TINY_RATE:g}: {taken[0]}. Stall 2, "
            f"squared error from z₀ = {number(z0, 1)}, rate {SATURATED_RATE:g}: {taken[1]}."
        )

    return update
