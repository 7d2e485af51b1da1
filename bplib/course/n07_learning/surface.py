"""A slice of the cost of a trained net over two of its weights, and the path of an optimizer."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import SubplotSpec

from bplib import Tensor, plots
from bplib.autodiff import sigmoid
from bplib.course.words import number, power
from bplib.data import two_moons
from bplib.nn import binary_cross_entropy, mlp
from bplib.training import adam, gradient_descent, momentum, train
from bplib.widgets import Update, choice, explorer, slider
from bplib.widgets.explorer import Points

HIDDEN, UNIT = 4, 2  # units of the net's hidden layer, and the one whose weights are moved
POINTS, STEPS = 200, 100
LEFT, RIGHT, LOW, HIGH = -2.5, 3.5, -8.0, 1.0  # where a path may start
EDGE = 0.3  # by so much more of the plane is drawn, all around
GRID = 81
FLOOR = 1e-6  # the smallest height above the lowest point that is drawn
OPTIMIZERS = {"gradient descent": gradient_descent, "momentum": momentum, "adam": adam}


@dataclass(frozen=True)
class Slice:
    """A net with one hidden tanh layer in which all is fixed but the two weights into one unit.

    X (n, 2) and labels (n,); bias and out: the unit's bias and the weight that leads out of it;
    rest (n,): what all the other units give for the logit.
    """

    X: np.ndarray
    labels: np.ndarray
    bias: float
    out: float
    rest: np.ndarray

    def cost(self, w: np.ndarray) -> np.ndarray:
        """The mean cost at each place w of shape (..., 2)."""
        logits = self.rest + self.out * np.tanh(w @ self.X.T + self.bias)
        return np.mean(np.logaddexp(0, logits) - self.labels * logits, axis=-1)

    def gradient(self, w: np.ndarray) -> np.ndarray:
        """The gradient of the cost at w: activations coming in × the error of the unit."""
        a = np.tanh(self.X @ w + self.bias)
        at_a = (sigmoid(self.rest + self.out * a) - self.labels) * self.out / len(self.X)
        return self.X.T @ (at_a * (1 - a**2))

    def path(self, optimizer: str, rate: float, start: tuple[float, float]) -> np.ndarray:
        """Where the two weights are before the first step and after each, shape (steps + 1, 2)."""
        w, update = Tensor(np.array(start, dtype=float)), OPTIMIZERS[optimizer](rate)
        places = [w.value]
        for _ in range(STEPS):
            w.grad = self.gradient(w.value)
            update([w])
            places.append(w.value)
        return np.array(places)


@cache
def trained_slice() -> Slice:
    """The slice through a net that has learnt the two moons."""
    rng = np.random.default_rng(3)
    X, labels = two_moons(POINTS, noise=0.2, rng=rng)
    net = mlp([2, HIDDEN, 1], "tanh", rng=rng)
    training = train(
        net, binary_cross_entropy, X, labels[:, None].astype(float), optimizer=adam(0.03),
        rng=rng, epochs=60, batch_size=20,
    )  # fmt: skip
    for _ in training:
        pass
    hidden, last = net.layers
    bias, out = float(hidden.b.value[UNIT]), float(last.W.value[UNIT, 0])
    alone = out * net.trace(X)[0].A.value[:, UNIT]
    return Slice(X, labels, bias, out, net(X).value[:, 0] - alone)


@cache
def landscape() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The cost over the part of the plane that is drawn: places along both axes, and heights."""
    across, up = (
        np.linspace(low - EDGE, high + EDGE, GRID) for low, high in ((LEFT, RIGHT), (LOW, HIGH))
    )
    places = np.stack(np.meshgrid(across, up), axis=-1)
    return across, up, trained_slice().cost(places)


@cache
def bottom() -> np.ndarray:
    """The place of the lowest cost, found by many steps downhill from the lowest drawn place."""
    across, up, heights = landscape()
    j, i = np.unravel_index(np.argmin(heights), heights.shape)
    w = np.array([across[i], up[j]])
    for _ in range(3000):
        w = w - 10 * trained_slice().gradient(w)
    return w


@explorer(size=(9.6, 4.8), pin=True)
def descent(figure: Figure) -> tuple[Update, Points]:
    """The path of an optimizer over the slice; a click sets where it starts."""
    cut, lowest = trained_slice(), float(trained_slice().cost(bottom()))
    grid = figure.add_gridspec(1, 2, width_ratios=[1.2, 1])
    plane = draw_plane(figure, grid[0], lowest)
    path = plots.curve(plane, [], [], color=plots.GRADIENT, marker="o", markersize=4, linewidth=1.5)
    ends = plots.points(plane, [0, 0], [0, 0], color=[plots.FORWARD, plots.GRADIENT], size=90)
    ax = plots.axes(
        figure, grid[1], xlabel="step", ylabel="cost above the lowest point", yscale="log",
        xlim=(0, STEPS), ylim=(FLOOR, 0.5),
    )  # fmt: skip
    line = plots.curve(ax, [], [])

    def update(
        optimizer: str = choice(list(OPTIMIZERS), label="optimizer"),
        rate: float = slider(0.01, 40, value=20.0, label="rate η", log=True),
        w1: float = slider(LEFT, RIGHT, value=2.5, label="start w₁"),
        w2: float = slider(LOW, HIGH, value=-5.0, label="start w₂"),
        steps: int = slider(0, STEPS, value=STEPS, label="steps", integer=True),
    ) -> str:
        places = cut.path(optimizer, rate, (w1, w2))[: steps + 1]
        above = cut.cost(places) - lowest
        path.set_data(*places.T)
        plots.move_points(ends, *places[[0, -1]].T)
        line.set_data(np.arange(steps + 1), np.maximum(above, FLOOR / 10))
        start, end = (f"({number(w[0], 1)}, {number(w[1], 1)})" for w in places[[0, -1]])
        height = power(above[-1]) if above[-1] > FLOOR else f"less than {power(FLOOR)}"
        return (
            f"{optimizer.capitalize()} at rate {rate:.3g}: {steps} steps lead from {start} to "
            f"{end}; there the cost is {height} above that of the lowest point."
        )

    return update, {plane: lambda x, y: {"w1": x, "w2": y}}


def draw_plane(figure: Figure, position: SubplotSpec, lowest: float) -> Axes:
    """The plane of the two weights with lines of equal cost and the lowest point."""
    ax = plots.axes(
        figure, position, xlabel="$w_1$", ylabel="$w_2$",
        xlim=(LEFT - EDGE, RIGHT + EDGE), ylim=(LOW - EDGE, HIGH + EDGE),
    )  # fmt: skip
    across, up, heights = landscape()
    levels = lowest + np.geomspace(0.002, heights.max() - lowest, 12)
    ax.contour(across, up, heights, levels=levels, colors=plots.GHOST, linewidths=1)
    x, y = bottom()
    plots.points(ax, [x], [y], color=plots.INK, marker="*", size=160)
    return ax
