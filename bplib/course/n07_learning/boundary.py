"""The live figure of notebook 07: a small net learns to part two classes while you look."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from contourpy import contour_generator
from matplotlib.figure import Figure

from bplib import plots
from bplib.autodiff import sigmoid
from bplib.data import spirals, two_moons
from bplib.nn import MLP, binary_cross_entropy, mlp
from bplib.training import adam, gradient_descent, momentum, train
from bplib.widgets import Update, choice, live, new_draw, slider

POINTS, STEPS, STILL = 200, 3000, 1500
REACH, GRID = 2.0, 61  # the picture goes from −reach to reach, with so many places along a side
TINTS = 65  # shades from one class to the other
COSTS = (1e-3, 10.0)  # what the right-hand axis shows
OPTIMIZERS = {"gradient descent": gradient_descent, "momentum": momentum, "adam": adam}
DATA = {
    "two moons": lambda rng: two_moons(POINTS, noise=0.12, rng=rng),
    "spirals": lambda rng: wide(*spirals(POINTS, turns=1.25, noise=0.02, rng=rng)),
}


def wide(X: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The points on a larger scale, about that of the two moons."""
    return 1.7 * X, labels


@dataclass
class Learning:
    """A net on its way: its points, what it says all over the plane, its costs so far."""

    net: MLP
    X: np.ndarray
    labels: np.ndarray
    batch: int
    costs: list[float] = field(default_factory=list)

    def logits(self, X: np.ndarray) -> np.ndarray:
        """What the net says of each point: above 0 it is of class 1."""
        return self.net(X).value[:, 0]

    @property
    def right(self) -> int:
        """How many points lie on their side of the boundary."""
        return int(np.sum((self.logits(self.X) > 0) == self.labels))

    @property
    def smooth(self) -> np.ndarray:
        """After each step, the mean cost of as many batches before it as make up an epoch."""
        sums = np.cumsum([0.0, *self.costs])
        last = np.arange(1, sums.size)
        first = np.maximum(last - math.ceil(len(self.X) / self.batch), 0)
        return (sums[last] - sums[first]) / (last - first)

    def __str__(self) -> str:
        """The state in words."""
        points = f"{self.right} of {len(self.X)} points lie on their side of the boundary"
        if not self.costs:
            return f"Before the first step {points}."
        cost = f"the cost, a mean over the last epoch, is {self.smooth[-1]:.2g}"
        return f"After {len(self.costs)} steps in batches of {self.batch} {cost}; {points}."


def learn(
    data: str = choice(list(DATA), label="data"),
    optimizer: str = choice(list(OPTIMIZERS), value="gradient descent", label="optimizer"),
    rate: float = slider(0.001, 3, value=0.1, label="rate η", log=True),
    batch: int = slider(1, POINTS, value=16, label="batch size", log=True, integer=True),
    width: int = slider(1, 32, value=16, label="width", integer=True),
    seed: int = new_draw(),
) -> Iterator[Learning]:
    """The net before the first step, then after each; two hidden tanh layers of `width` units."""
    rng = np.random.default_rng(seed)
    X, labels = DATA[data](rng)
    state = Learning(mlp([2, width, width, 1], "tanh", rng=rng), X, labels, batch)
    yield state
    training = train(
        state.net, binary_cross_entropy, X, labels[:, None].astype(float),
        optimizer=OPTIMIZERS[optimizer](rate), rng=rng, epochs=STEPS, batch_size=batch,
    )  # fmt: skip
    for step in training:
        state.costs.append(step.cost)
        yield state


def tints() -> np.ndarray:
    """Colours from a tint of one class over white to a tint of the other, shape (TINTS, 3)."""
    ends = np.array([[int(color[i : i + 2], 16) for i in (1, 3, 5)] for color in plots.CLASSES])
    share = np.linspace(-1, 1, TINTS)[:, None]  # 0 is white, at either end the tint is full
    colors = np.where(share < 0, ends[0], ends[1])
    return (255 - 0.45 * abs(share) * (255 - colors)).round().astype(np.uint8)


class Plane:
    """The points, and under them what the net says everywhere."""

    def __init__(self, figure: Any, position: Any) -> None:
        reach = (-REACH, REACH)
        ax = plots.axes(figure, position, xlabel="$x_1$", ylabel="$x_2$", xlim=reach, ylim=reach)
        ax.set_aspect("equal")
        self.side = np.linspace(*reach, GRID)
        self.places = np.stack(np.meshgrid(self.side, self.side), axis=-1).reshape(-1, 2)
        self.tints = tints()
        self.field = ax.imshow(
            np.zeros((GRID, GRID, 3)), extent=(*reach, *reach), origin="lower",
            interpolation="bilinear", zorder=0,
        )  # fmt: skip
        self.boundary = plots.curve(ax, [], [], color=plots.INK, linewidth=2)
        self.marks = [
            plots.points(ax, [], [], color=color, marker=marker, size=36, linewidth=0.6)
            for color, marker in zip(plots.CLASSES, plots.MARKERS, strict=True)
        ]

    def show(self, state: Learning) -> None:
        """Moves all of it to the state."""
        logits = state.logits(self.places).reshape(GRID, GRID)
        self.field.set_data(self.tints[(sigmoid(logits) * (TINTS - 1)).round().astype(int)])
        lines = contour_generator(self.side, self.side, logits).lines(0.0)
        gap = np.full((1, 2), np.nan)  # between two pieces of the boundary
        joined = np.concatenate([part for line in lines for part in (line, gap)] or [gap])
        self.boundary.set_data(*joined.T)
        for k, marks in enumerate(self.marks):
            plots.move_points(marks, *state.X[state.labels == k].T)


@live(steps=learn, total=STEPS, still=STILL, size=(9.6, 4.6), pin=True)
def trained(figure: Figure) -> Update:
    """Start it: the boundary moves as the net learns, and the cost of each batch falls."""
    grid = figure.add_gridspec(1, 2, width_ratios=[1, 1.1])
    plane = Plane(figure, grid[0])
    ax = plots.axes(
        figure, grid[1], xlabel="step", ylabel="cost", yscale="log", xlim=(0, STEPS), ylim=COSTS
    )
    every = plots.curve(ax, [], [], color=plots.GHOST, linewidth=0.5, alpha=0.5)
    line = plots.curve(ax, [], [], color=plots.FORWARD, linewidth=1.8)

    def update(state: Learning) -> str:
        plane.show(state)
        for each, costs in ((every, np.array(state.costs)), (line, state.smooth)):
            each.set_data(np.arange(1, costs.size + 1), costs)
        return str(state)

    return update
