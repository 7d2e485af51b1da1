"""Figures of notebook 09: hidden units that start alike, and six starts of the same training."""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from matplotlib.figure import Figure

from bplib import plots
from bplib.course.nets import standardized_digits
from bplib.course.words import power
from bplib.data import two_moons
from bplib.nn import MLP, binary_cross_entropy, cross_entropy, mlp
from bplib.training import gradient_descent, train
from bplib.widgets import Update, choice, explorer, live, slider

HIDDEN, STEPS = 6, 400
STARTS: dict[str, dict[str, Any]] = {"zeros": {}, "constant": {"gain": 0.5}, "glorot": {}}


class Run(NamedTuple):
    """Each hidden unit's two weights, (steps + 1, 2, HIDDEN), and the cost before each step."""

    weights: np.ndarray
    costs: np.ndarray


@cache
def train_units(start: str) -> Run:
    """Train a net with six hidden units on the two moons, all examples at each step."""
    X, labels = two_moons(200, noise=0.15, rng=np.random.default_rng(0))
    net = mlp([2, HIDDEN, 1], "tanh", init=start, rng=np.random.default_rng(3), **STARTS[start])
    weights, costs = [net.layers[0].W.value], []
    steps = train(
        net, binary_cross_entropy, X, labels[:, None].astype(float), batch_size=len(X),
        optimizer=gradient_descent(2.0), rng=np.random.default_rng(0), epochs=STEPS,
    )  # fmt: skip
    for step in steps:
        weights.append(net.layers[0].W.value)
        costs.append(step.cost)
    final = binary_cross_entropy(net(X).value, labels[:, None]).mean()
    return Run(np.array(weights), np.array([*costs, final]))


def places(weights: np.ndarray) -> int:
    """How many different columns a weight matrix has, up to rounding."""
    return len(np.unique(weights.round(9), axis=1).T)


@explorer(size=(9.6, 4.2))
def units(figure: Figure) -> Update:
    """Six hidden units as six places in the plane of their two weights, while they learn."""
    plane = plots.axes(
        figure, 121, xlabel="weight of input 1", ylabel="weight of input 2",
        xlim=(-4.5, 4.5), ylim=(-4.5, 4.5), title="six hidden units",
    )  # fmt: skip
    for line in (plane.axhline, plane.axvline):
        line(0, color=plots.GHOST, linewidth=0.8, zorder=1)
    falling = plots.axes(
        figure, 122, xlabel="step", ylabel="cost", xlim=(0, STEPS + 8), ylim=(0, 0.8), title="cost"
    )
    paths = [plots.curve(plane, [], [], linewidth=1.2, alpha=0.7) for _ in range(HIDDEN)]
    dots = plots.points(plane, [], [], size=110, alpha=0.8)
    cost = plots.curve(falling, [], [], color=plots.INK, linewidth=1.5)
    mark = plots.curve(falling, [], [], color=plots.INK, marker="o")

    def update(
        start: str = choice(list(STARTS), value="constant", label="start"),
        step: int = slider(0, STEPS, value=STEPS, step=4, integer=True, label="step"),
    ) -> str:
        weights, costs = train_units(start)
        for k, path in enumerate(paths):
            path.set_data(*weights[: step + 1, :, k].T)
        plots.move_points(dots, *weights[step])
        cost.set_data(np.arange(len(costs)), costs)
        mark.set_data([step], [costs[step]])
        count = places(weights[step])
        where = "1 place" if count == 1 else f"{count} places"
        return (
            f"Start {start}, after {step} steps: the {HIDDEN} units stand at {where}; "
            f"the cost is {costs[step]:.2f}."
        )

    return update


LAYERS, WIDTH, BATCH, RACE = 10, 64, 32, 240
# Name in the picture, initializer, gain (None: its own).
RUNNERS: dict[str, tuple[str, float | None]] = {
    "zeros": ("zeros", None),
    "std 0.01": ("normal", 0.01),
    "std 0.5": ("normal", 0.5),
    "Glorot": ("glorot", None),
    "He": ("he", None),
    "orthogonal × √2": ("orthogonal", np.sqrt(2)),
}
SHADES = ("#000000", "#56B4E9", "#D55E00", "#009E73", "#0072B2", "#CC79A7")
DASHES = (":", "--", "-", "--", "-", "-.")
SMOOTH = 0.9
VERDICTS = (  # up to so many times the cost of guessing
    (0.2, "has learnt"),
    (0.9, "is learning"),
    (1.1, "is at guessing"),
    (1.5, "is worse than guessing"),
)
MOST = 4.0  # of the costs in the picture; a triangle stands where a curve leaves it


def build_runner(name: str, activation: str) -> MLP:
    """The ten-layer net at one of the six starts."""
    init, gain = RUNNERS[name]
    sizes = [64, *[WIDTH] * (LAYERS - 1), 10]
    return mlp(sizes, activation, init=init, gain=gain, rng=np.random.default_rng(9))


def smooth_costs(
    name: str, activation: str, rate: float, X: np.ndarray, y: np.ndarray
) -> Iterator[float]:
    """The smoothed cost after each step; one that breaks down stays where it is."""
    steps = train(
        build_runner(name, activation), cross_entropy, X, y, optimizer=gradient_descent(rate),
        rng=np.random.default_rng(1), epochs=1 + RACE * BATCH // len(X), batch_size=BATCH,
    )  # fmt: skip
    smooth = None
    for step in steps:
        smooth = step.cost if smooth is None else SMOOTH * smooth + (1 - SMOOTH) * step.cost
        yield smooth


def learn(
    activation: str = choice(["relu", "tanh"], label="activation"),
    rate: float = slider(0.005, 0.5, value=0.05, log=True, label="learning rate"),
) -> Iterator[np.ndarray]:
    """The smoothed costs of all six up to the present step, shape (6, steps + 1)."""
    X, y, _, _ = standardized_digits()
    each = (smooth_costs(name, activation, rate, X, y) for name in RUNNERS)
    together = zip(*each, strict=True)
    history = np.full((len(RUNNERS), RACE + 1), np.nan)
    for number in range(RACE + 1):
        with np.errstate(all="ignore"):  # what breaks down is named in the text
            history[:, number] = next(together)
        yield history[:, : number + 1]


@live(steps=learn, total=RACE, pace=3, still=RACE, size=(9.6, 4.4), narrowest=0.5)
def race(figure: Figure) -> Update:
    """The same net, data and order of examples from six starts; watch them learn."""
    scale, names = 0.86 / figure.get_figwidth(), 2.4 / figure.get_figwidth()  # room at the sides
    ax = plots.axes(
        figure, [scale, 0.15, 1 - scale - names, 0.8], xlabel="step", ylabel="cost (running mean)",
        xlim=(0, RACE), ylim=(0, MOST),
    )  # fmt: skip
    ax.axhline(np.log(10), color=plots.GHOST, linewidth=1, zorder=1)
    lines, marks = [], []
    for k, (name, shade, dash) in enumerate(zip(RUNNERS, SHADES, DASHES, strict=True)):
        lines.append(plots.curve(ax, [], [], color=shade, linestyle=dash, linewidth=2))
        lines[-1].set_zorder(3 - k / 10)  # the first, which others cover, on top
        marks.append(plots.OffScale(ax, color=shade, size=60))
        height = 0.95 - 0.11 * k
        key = ax.plot([1.03, 1.1], [height] * 2, color=shade, linestyle=dash, linewidth=2,
                      transform=ax.transAxes, clip_on=False)  # fmt: skip
        key[0].set_zorder(1)
        plots.note(ax, 1.12, height, name, color=shade, within=True, va="center")
    plots.note(ax, 1.03, np.log(10) / MOST - 0.32, "grey: guessing", color=plots.GHOST, within=True)

    def update(history: np.ndarray) -> str:
        for line, mark, costs in zip(lines, marks, history, strict=True):
            line.set_data(np.arange(len(costs)), np.where(costs <= MOST, costs, np.nan))
            left = leaves(costs)
            mark.mark([left], [np.inf if left < len(costs) else np.nan])
        return in_words(history)

    return update


def leaves(costs: np.ndarray) -> int:
    """The step from which on the cost is off the scale, or no number at all."""
    inside = np.flatnonzero(costs <= MOST)
    return int(inside[-1]) + 1 if inside.size else 0


def in_words(history: np.ndarray) -> str:
    """Where each start is; while they train, in coarse words that hold on every machine."""
    if history.shape[1] == 1:
        first = [f"{name} {power(cost)}" for name, cost in zip(RUNNERS, history[:, 0], strict=True)]
        return f"Costs before the first step: {', '.join(first)}; guessing {np.log(10):.1f}."
    told = [f"{name} {verdict(costs)}" for name, costs in zip(RUNNERS, history, strict=True)]
    return f"After {history.shape[1] - 1} steps: {', '.join(told)}."


def verdict(costs: np.ndarray) -> str:
    """What has become of one start."""
    last, guessing = costs[-1], np.log(10)
    if not np.isfinite(last):
        return "has broken down"
    for limit, words in VERDICTS:
        if last < limit * guessing:
            return words
    return "is far worse than guessing"
