"""Figures of notebook 08: an activation over its inputs, and what all-positive inputs do."""

from typing import Any, NamedTuple

import numpy as np

from bplib import plots, theory
from bplib.activations import ACTIVATIONS, Activation
from bplib.course.words import number
from bplib.widgets import Explorer, choice, explore, slider

FURTHEST = 6.0
HALF = 301  # points on either side of 0, where f′ may jump
GRID = np.concatenate([np.linspace(-FURTHEST, 0, HALF), np.linspace(1e-9, FURTHEST, HALF)])
# Where |f′| is largest: at one z, or in words.
PEAKS: dict[str, float | str] = {
    "linear": "everywhere",
    "sigmoid": 0.0,
    "tanh": 0.0,
    "relu": "for every z > 0",
    "leaky_relu": "for every z > 0",
    "elu": "for every z > 0",
    "selu": 0.0,
    "gelu": float(np.sqrt(2)),
    "silu": 2.3993572805,
    "softplus": "only in the limit of large z",
}

KEY = (
    (0, "f(z)", plots.FORWARD),
    (0.09, "slope f′(z), with its largest value", plots.GRADIENT),
    (0.55, "where the inputs lie", plots.GHOST),
    (0.82, "where f is flat", plots.INK),
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


def shape(activation: str = "sigmoid", scale: float = 1.0, shift: float = 0.0) -> Explorer:
    """f and f′, and the inputs as a density whose dark part lies where f is flat."""
    return explore(
        draw_shape, size=(9, 4.8), pin=True,
        activation=choice(list(ACTIVATIONS), value=activation, label="activation"),
        scale=slider(0.1, 5, value=scale, log=True, label="input scale"),
        shift=slider(-4, 4, value=shift, step=0.1, label="input shift"),
    )  # fmt: skip


def draw_shape(figure: Any) -> Any:
    """The picture of `shape`."""
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
    for x, words, color in KEY:
        plots.note(ax, x, 1.03, words, color=color, within=True)

    def update(activation: str, scale: float, shift: float) -> str:
        f = ACTIVATIONS[activation]
        slope = f.derivative(GRID)
        f_line.set_data(GRID, f(GRID))
        slope_line.set_data(*np.insert([GRID, slope], HALF, np.nan, axis=1))  # a gap for the jump
        fill(inputs, dark, np.abs(slope) < 0.05 * f.max_slope, scale, shift)
        at = PEAKS[activation]
        plots.move_points(peak, *([[], []] if isinstance(at, str) else [[at], [f.max_slope]]))
        return shape_story(f, scale, shift)

    return [inputs, dark, f_line, slope_line, peak], update


def fill(inputs: Any, dark: Any, flat: np.ndarray, scale: float, shift: float) -> None:
    """Draw the density of the inputs, as high as fits, and again where f is flat."""
    height = 0.8 * np.exp(-(((GRID - shift) / scale) ** 2) / 2)
    for patch, h in ((inputs, height), (dark, height * flat)):
        patch.set_xy(np.column_stack([[*GRID, FURTHEST, -FURTHEST], [*h, 0, 0]]))


def shape_story(f: Activation, scale: float, shift: float) -> str:
    """The picture of `shape` in words."""
    found, at = moments(f, scale, shift), PEAKS[f.name]
    where = at if isinstance(at, str) else f"at z = {number(at)}"
    return (
        f"{f.name}: |f′| is at most {number(f.max_slope, 3)}, {where}. Inputs with mean "
        f"{number(shift, 1)} and standard deviation {scale:.3g}: E[f] = {number(found.mean)}, "
        f"E[f²] = {number(found.mean_square)}, E[f′²] = {number(found.mean_square_slope, 3)}, "
        f"flat for {found.flat:.0%} of them."
    )


# --- inputs with a mean ------------------------------------------------------------------------

STEPS = 60
START, GOAL = np.array([-1.0, 1.0]), np.array([1.0, -1.0])


class Walk(NamedTuple):
    """The weights before each step and after the last, (STEPS + 1, 2)."""

    w: np.ndarray

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
    return Walk(np.array(w))


def zigzag(shift: float = 1.0, seed: int = 11) -> Explorer:
    """The path of two weights to their goal, for inputs that are centred or not."""

    def draw(figure: Any) -> Any:
        ax = plots.axes(
            figure, xlabel="weight $w_1$", ylabel="weight $w_2$", xlim=(-1.8, 1.8), ylim=(-1.3, 1.3)
        )
        ax.set_aspect("equal")
        path = plots.curve(ax, [], [], color=plots.GRADIENT, linewidth=1.5)
        dots = plots.points(ax, [], [], color=plots.GRADIENT, size=22)
        for at, name, place in ((START, "start", "right"), (GOAL, "goal", "left")):
            plots.points(ax, [at[0]], [at[1]], color=plots.INK, size=110, zorder=4)
            side = -0.12 if place == "right" else 0.12
            plots.note(ax, at[0] + side, at[1], name, ha=place, va="center")

        def update(shift: float) -> str:
            went = walk(shift, seed)
            path.set_data(*went.w.T)
            plots.move_points(dots, *went.w.T)
            return walk_story(shift, went)

        return [path, dots], update

    return explore(
        draw, size=(8, 5.2), pin=True,
        shift=slider(0, 3, value=shift, step=0.05, label="mean of the inputs"),
    )  # fmt: skip


def walk_story(shift: float, went: Walk) -> str:
    """The picture of `zigzag` in words."""
    return (
        f"Inputs between {number(shift - 1)} and {number(shift + 1)}: in {went.same_sign:.0%} of "
        f"the {STEPS} steps both weights go the same way, up or down. At the end "
        f"{went.left:.0%} of the distance to the goal is left."
    )
