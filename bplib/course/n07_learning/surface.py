"""A slice of the cost of a trained net over two of its weights, and the path of an optimizer."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from bplib import Tensor, plots
from bplib.autodiff import sigmoid
from bplib.course.words import number, power
from bplib.data import two_moons
from bplib.nn import binary_cross_entropy, mlp
from bplib.training import adam, gradient_descent, momentum, train
from bplib.widgets import Explorer, choice, explore, slider

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
    """The slice through a net that has learned the two moons."""
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


def descent(
    optimizer: str = "gradient descent",
    rate: float = 20.0,
    w1: float = 2.5,
    w2: float = -5.0,
    steps: int = 100,
) -> Explorer:
    """The path of an optimizer over the slice; a click sets where it starts."""
    cut, lowest = trained_slice(), float(trained_slice().cost(bottom()))

    def draw(figure: Any) -> Any:
        grid = figure.add_gridspec(1, 2, width_ratios=[1.2, 1])
        path, ends = draw_plane(figure, grid[0], lowest)
        line = draw_costs(figure, grid[1])

        def update(optimizer: str, rate: float, w1: float, w2: float, steps: int) -> str:
            places = cut.path(optimizer, rate, (w1, w2))[: steps + 1]
            costs = cut.cost(places)
            path.set_data(*places.T)
            plots.move_points(ends, *places[[0, -1]].T)
            line.set_data(np.arange(steps + 1), np.maximum(costs - lowest, FLOOR / 10))
            return told(optimizer, rate, places, float(costs[-1]) - lowest)

        return [path, ends, line], update

    def start_here(ax: Any, x: float, y: float) -> dict[str, float] | None:
        if ax.get_xlabel() != "$w_1$":
            return None
        return {"w1": float(np.clip(x, LEFT, RIGHT)), "w2": float(np.clip(y, LOW, HIGH))}

    return explore(
        draw, size=(9.6, 4.8), pin=True, on_click=start_here,
        optimizer=choice(list(OPTIMIZERS), value=optimizer, label="optimizer"),
        rate=slider(0.01, 40, value=rate, label="rate η", log=True),
        w1=slider(LEFT, RIGHT, value=w1, label="start w₁"),
        w2=slider(LOW, HIGH, value=w2, label="start w₂"),
        steps=slider(0, STEPS, value=steps, label="steps", integer=True),
    )  # fmt: skip


def told(optimizer: str, rate: float, places: np.ndarray, above: float) -> str:
    """A path and how high above the lowest point it ends, in words."""
    (start1, start2), (end1, end2) = places[[0, -1]]
    height = power(above) if above > FLOOR else f"less than {power(FLOOR)}"
    return (
        f"{optimizer.capitalize()} at rate {rate:.3g}: {len(places) - 1} steps lead from "
        f"({number(start1, 1)}, {number(start2, 1)}) to ({number(end1, 1)}, {number(end2, 1)}); "
        f"there the cost is {height} above that of the lowest point."
    )


def draw_plane(figure: Any, position: Any, lowest: float) -> tuple[Any, Any]:
    """Lines of equal cost and the lowest point; returns the path and its ends, which move."""
    ax = plots.axes(
        figure, position, xlabel="$w_1$", ylabel="$w_2$",
        xlim=(LEFT - EDGE, RIGHT + EDGE), ylim=(LOW - EDGE, HIGH + EDGE),
    )  # fmt: skip
    across, up, heights = landscape()
    levels = lowest + np.geomspace(0.002, heights.max() - lowest, 12)
    ax.contour(across, up, heights, levels=levels, colors=plots.GHOST, linewidths=1)
    x, y = bottom()
    plots.points(ax, [x], [y], color=plots.INK, marker="*", size=160)
    path = plots.curve(ax, [], [], color=plots.GRADIENT, marker="o", markersize=4, linewidth=1.5)
    ends = plots.points(ax, [0, 0], [0, 0], color=[plots.FORWARD, plots.GRADIENT], size=90)
    return path, ends


def draw_costs(figure: Any, position: Any) -> Any:
    """The axes of cost against step; returns the curve, which moves."""
    ax = plots.axes(
        figure, position, xlabel="step", ylabel="cost above the lowest point", yscale="log",
        xlim=(0, STEPS), ylim=(FLOOR, 0.5),
    )  # fmt: skip
    return plots.curve(ax, [], [])
