"""Figures of notebook 08: an activation over its inputs, and what all-positive inputs do."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from matplotlib.figure import Figure

from bplib import plots, theory
from bplib.activations import ACTIVATIONS, Activation
from bplib.course.words import number
from bplib.widgets import Update, choice, explorer, slider

FURTHEST = 6.0
HALF = 301  # points on either side of 0, where f′ may jump
GRID = np.concatenate([np.linspace(-FURTHEST, 0, HALF), np.linspace(1e-9, FURTHEST, HALF)])
KEY = (
    (0, 1.09, "f(z)", plots.FORWARD),
    (0.38, 1.09, "slope f′(z), with its largest value", plots.GRADIENT),
    (0, 1.02, "where the inputs lie", plots.GHOST),
    (0.38, 1.02, "where f is flat", plots.INK),
)


class Moments(NamedTuple):
    """What becomes of inputs z that are N(shift, scale²)."""

    mean: float
    mean_square: float
    mean_square_slope: float
    flat: float


def moments(f: Activation, scale: float = 1.0, shift: float = 0.0) -> Moments:
    """E[f(z)], E[f(z)²], E[f′(z)²] and the share of z at which f is flat, to three digits."""
    Z = np.linspace(-6, 6, 6001)  # fine, since f′ may jump and the share always does
    weights = theory.density(Z) / theory.density(Z).sum()
    z = shift + scale * Z
    a, slope = f(z), f.derivative(z)
    columns = np.stack([a, a**2, slope**2, np.abs(slope) < 0.05 * f.max_slope])
    return Moments(*(float(value) for value in columns @ weights))


@cache
def find_peak(f: Activation) -> float | str:
    """Where |f′| is largest: the z if there is one such place, else in words."""
    z = np.linspace(-FURTHEST, FURTHEST, 12_001)
    slope = np.abs(f.derivative(z))
    largest = slope > f.max_slope - 1e-6
    if largest.all():
        return "everywhere"
    if largest[z > 0].all():
        return "for every z > 0"
    return float(z[slope.argmax()]) if largest.any() else "only in the limit of large z"


@explorer(size=(9, 4.8), pin=True)
def shape(figure: Figure) -> Update:
    """f and f′, and the inputs as a density whose dark part lies where f is flat."""
    ax = plots.axes(
        figure, xlabel="weighted input z", ylabel="", xlim=(-FURTHEST, FURTHEST), ylim=(-2, 3.2)
    )
    ax.axhline(0, color=plots.INK, linewidth=0.8, zorder=0.5)
    style: dict[str, Any] = {"linewidth": 0, "zorder": 1}
    (inputs,) = ax.fill([], [], color=plots.GHOST, alpha=0.3, **style)
    (dark,) = ax.fill([], [], color=plots.INK, alpha=0.55, **style)
    f_line = plots.curve(ax, [], [], color=plots.FORWARD, linewidth=3)
    slope_line = plots.curve(ax, [], [], color=plots.GRADIENT, linewidth=3)
    peak = plots.points(ax, [], [], color=plots.GRADIENT, size=90)
    for x, y, words, color in KEY:
        plots.note(ax, x, y, words, color=color, within=True)

    def update(
        activation: str = choice(list(ACTIVATIONS), value="sigmoid", label="activation"),
        scale: float = slider(0.1, 5, value=1.0, log=True, label="input scale"),
        shift: float = slider(-4, 4, value=0.0, step=0.1, label="input shift"),
    ) -> str:
        f = ACTIVATIONS[activation]
        slope = f.derivative(GRID)
        f_line.set_data(GRID, f(GRID))
        slope_line.set_data(*np.insert([GRID, slope], HALF, np.nan, axis=1))  # a gap for the jump
        hill = 0.8 * np.exp(-(((GRID - shift) / scale) ** 2) / 2)  # as high as fits
        for patch, height in ((inputs, hill), (dark, hill * f.flat(GRID))):
            patch.set_xy(np.column_stack([[*GRID, FURTHEST, -FURTHEST], [*height, 0, 0]]))
        at, found = find_peak(f), moments(f, scale, shift)
        plots.move_points(peak, *([[], []] if isinstance(at, str) else [[at], [f.max_slope]]))
        where = at if isinstance(at, str) else f"at z = {number(at)}"
        return (
            f"{f.name}: |f′| is at most {number(f.max_slope, 3)}, {where}. Inputs with mean "
            f"{number(shift, 1)} and standard deviation {scale:.3g}: E[f] = {number(found.mean)}, "
            f"E[f²] = {number(found.mean_square)}, E[f′²] = {number(found.mean_square_slope, 3)}, "
            f"flat for {found.flat:.0%} of them."
        )

    return update


# --- inputs with a mean ------------------------------------------------------------------------

STEPS = 60
START, GOAL = np.array([-1.0, 1.0]), np.array([1.0, -1.0])


class Walk(NamedTuple):
    """The weights before each step and after the last, (STEPS + 1, 2), and the learning rate."""

    w: np.ndarray
    rate: float

    @property
    def same_sign(self) -> float:
        """The share of the steps in which both weights went the same way, up or down."""
        step = np.diff(self.w, axis=0)
        return float(np.mean(step[:, 0] * step[:, 1] > 0))

    @property
    def left(self) -> float:
        """The distance to the goal at the end, as a share of that at the start."""
        return float(np.linalg.norm(self.w[-1] - GOAL) / np.linalg.norm(START - GOAL))


def walk(shift: float, seed: int = 11) -> Walk:
    """One linear unit with two inputs, uniform in shift ± 1, that learns from one example a step.

    The targets are those of the weights `GOAL`. A step mends 0.3 of a typical example's mistake.
    """
    X = shift + np.random.default_rng(seed).uniform(-1, 1, size=(STEPS, 2))
    rate = 0.3 / (2 * (shift**2 + 1 / 3))  # over the mean square length of an input
    w = [START]
    for x in X:
        w.append(w[-1] - rate * x * (x @ (w[-1] - GOAL)))
    return Walk(np.array(w), rate)


@explorer(size=(8, 5.2), pin=True)
def zigzag(figure: Figure) -> Update:
    """The path of two weights to their goal, for inputs that are centred or not."""
    ax = plots.axes(
        figure, xlabel="weight $w_1$", ylabel="weight $w_2$", xlim=(-1.8, 1.8), ylim=(-1.3, 1.3)
    )
    ax.set_aspect("equal")
    path = plots.curve(ax, [], [], color=plots.GRADIENT, linewidth=1.5)
    dots = plots.points(ax, [], [], color=plots.GRADIENT, size=22)
    for at, name, place, side in ((START, "start", "right", -0.12), (GOAL, "goal", "left", 0.12)):
        plots.points(ax, [at[0]], [at[1]], color=plots.INK, size=110, zorder=4)
        plots.note(ax, at[0] + side, at[1], name, ha=place, va="center")

    def update(
        shift: float = slider(0, 3, value=1.0, step=0.05, label="mean of the inputs"),
    ) -> str:
        went = walk(shift)
        path.set_data(*went.w.T)
        plots.move_points(dots, *went.w.T)
        return (
            f"Inputs between {number(shift - 1)} and {number(shift + 1)}, rate {went.rate:.2g}: in "
            f"{went.same_sign:.0%} of the {STEPS} steps both weights go the same way, up or down. "
            f"At the end {went.left:.0%} of the distance to the goal is left."
        )

    return update
