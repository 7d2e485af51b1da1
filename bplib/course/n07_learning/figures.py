"""Figures of notebook 07: the rate on a parabola, the noise of a minibatch, the digits missed."""

from typing import Any

import numpy as np

from bplib import plots
from bplib.autodiff import sigmoid
from bplib.course.words import number
from bplib.data import two_moons
from bplib.plots import Still
from bplib.widgets import Explorer, explore, new_draw, slider

STEPS, DRAWS = 12, 300
NEAR_FAR = (1e-4, 1e4)  # the distances that are drawn


def rate(rate: float = 0.3, curvature: float = 2.0) -> Explorer:
    """Gradient descent on the parabola C = ½ c w², from w = 1."""
    w, steps = np.linspace(-2, 2, 201), np.arange(STEPS + 1)

    def draw(figure: Any) -> Any:
        parabola, path = draw_parabola(figure)
        line = draw_distance(figure)

        def update(rate: float, curvature: float) -> str:
            places = (1 - rate * curvature) ** steps
            parabola.set_data(w, curvature * w**2 / 2)
            path.set_data(places, curvature * places**2 / 2)
            line.set_data(steps, np.maximum(abs(places), 1e-9))
            return told(rate, curvature)

        return [parabola, path, line], update

    return explore(
        draw, size=(9, 4.2), pin=True,
        rate=slider(0.01, 2.5, value=rate, step=0.01, label="rate η"),
        curvature=slider(0.2, 5, value=curvature, step=0.1, label="curvature c"),
    )  # fmt: skip


def draw_parabola(figure: Any) -> tuple[Any, Any]:
    """The left half of `rate`: the parabola and the path on it."""
    ax = plots.axes(
        figure, 121, xlabel="w", ylabel=r"$C = \frac{1}{2}\, c\, w^2$",
        xlim=(-2, 2), ylim=(-0.2, 6),
    )  # fmt: skip
    style: dict[str, Any] = {
        "color": plots.GRADIENT,
        "marker": "o",
        "markersize": 6,
        "linewidth": 1.5,
    }
    return plots.curve(ax, [], []), plots.curve(ax, [], [], **style)


def draw_distance(figure: Any) -> Any:
    """The right half of `rate`: how far from the bottom each step ends."""
    ax = plots.axes(
        figure, 122, xlabel="step", ylabel="distance from the bottom |w|", yscale="log",
        xlim=(0, STEPS), ylim=NEAR_FAR,
    )  # fmt: skip
    plots.curve(ax, [0, STEPS], [1, 1], color=plots.GHOST, linewidth=1)
    return plots.curve(ax, [], [], color=plots.GRADIENT, marker="o", markersize=6)


def told(rate: float, curvature: float) -> str:
    """What one step does on the parabola, in words."""
    factor = round(1 - rate * curvature, 10)
    if abs(factor) > 1:
        fate = "it lands further away than it started"
    elif abs(factor) == 1:
        fate = "it jumps from side to side for ever"
    elif factor < 0:
        fate = "it overshoots, but lands nearer"
    elif factor == 0:
        fate = "one step reaches the bottom"
    else:
        fate = "it comes nearer on the same side"
    return (
        f"Rate {rate:.2f}, curvature {curvature:.1f}: each step multiplies w by 1 − ηc = "
        f"{number(factor, 3)}; {fate}. The limit 2/c is {2 / curvature:.2f}."
    )


def gradients_of_a_unit() -> np.ndarray:
    """For each of 200 points, the gradient of its cost by the two weights of one sigmoid unit."""
    X, labels = two_moons(200, noise=0.15, rng=np.random.default_rng(0))
    return X * (sigmoid(X @ np.array([1.0, 0.5])) - labels)[:, None]


def noise(batch: int = 4, seed: int = 0) -> Explorer:
    """The gradients of 300 minibatches, scattered around the gradient of all examples."""
    each = gradients_of_a_unit()
    full, spread = each.mean(axis=0), each.std(axis=0)
    turn = np.linspace(0, 2 * np.pi, 100)
    circle = np.stack([np.cos(turn), np.sin(turn)])

    def draw(figure: Any) -> Any:
        cloud, ring = draw_gradients(figure, full)

        def update(batch: int, seed: int) -> str:
            rng = np.random.default_rng(seed)
            drawn = each[rng.integers(len(each), size=(DRAWS, batch))].mean(axis=1)
            plots.move_points(cloud, *drawn.T)
            predicted = spread / np.sqrt(batch)
            ring.set_data(*(full[:, None] + 2 * predicted[:, None] * circle))
            return scattered(batch, full, drawn.std(axis=0), predicted)

        return [cloud, ring], update

    return explore(
        draw, size=(8, 4.8),
        batch=slider(1, 200, value=batch, label="batch size B", log=True, integer=True),
        seed=new_draw(value=seed),
    )  # fmt: skip


def draw_gradients(figure: Any, full: np.ndarray) -> tuple[Any, Any]:
    """The plane of gradients with that of all examples; returns the cloud and the ring."""
    ax = plots.axes(
        figure, xlabel=r"$\partial C/\partial w_1$", ylabel=r"$\partial C/\partial w_2$",
        xlim=(-0.7, 0.9), ylim=(-0.6, 0.8),
    )  # fmt: skip
    cloud = plots.points(ax, [], [], color=plots.GRADIENT, size=24, alpha=0.5, linewidth=0)
    ring = plots.curve(ax, [], [], color=plots.INK, linewidth=1.5)
    plots.curve(ax, *full[:, None], color=plots.INK, marker="+", markersize=15, zorder=4, mew=2.5)
    plots.note(ax, 0.98, 0.1, "+ gradient of all examples", within=True, ha="right")
    plots.note(ax, 0.98, 0.03, r"○ two times $\sigma/\sqrt{B}$", within=True, ha="right")
    return cloud, ring


def scattered(batch: int, full: np.ndarray, measured: np.ndarray, predicted: np.ndarray) -> str:
    """The cloud of minibatch gradients in words."""
    return (
        f"In batches of {batch} the gradients scatter around ({number(full[0])}, "
        f"{number(full[1])}), the gradient of all examples, by {measured[0]:.3f} across and "
        f"{measured[1]:.3f} up; σ/√B predicts {predicted[0]:.3f} and {predicted[1]:.3f}."
    )


def missed(X: np.ndarray, labels: np.ndarray, said: np.ndarray, columns: int = 6) -> Still:
    """The digits that were read wrongly: images X (n, 64), true labels and what was said."""
    wrong = np.flatnonzero(labels != said)
    rows = max(1, -(-len(wrong) // columns))

    def draw(figure: Any) -> Any:
        for place, k in enumerate(wrong):
            ax = plots.blank(
                figure, (rows, columns, place + 1), xlim=(-0.5, 7.5), ylim=(7.5, -0.5), equal=True,
                title=f"{labels[k]}, read as {said[k]}",
            )  # fmt: skip
            ax.imshow(X[k].reshape(8, 8), cmap="gray_r", vmin=0, vmax=1)

        def update() -> str:
            pairs = ", ".join(f"{labels[k]} read as {said[k]}" for k in wrong)
            return f"{len(wrong)} of {len(labels)} digits are missed: {pairs or 'none'}."

        return [], update

    return plots.show(draw, size=(9.6, 1.9 * rows))
