"""Figures of notebook 07: the rate on a parabola, the noise of a minibatch, the digits missed."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from bplib import plots
from bplib.autodiff import sigmoid
from bplib.course.words import number
from bplib.data import two_moons
from bplib.widgets import Update, explorer, new_draw, picture, slider

STEPS, DRAWS = 12, 300
NEAR_FAR = (1e-4, 1e4)  # the distances that are drawn
COLUMNS = 6  # missed digits beside each other


@explorer(size=(9, 4.2), pin=True)
def rate(figure: Figure) -> Update:
    """Gradient descent on the parabola C = ½ c w², from w = 1."""
    left = plots.axes(
        figure, 121, xlabel="w", ylabel=r"$C = \frac{1}{2}\, c\, w^2$",
        xlim=(-2, 2), ylim=(-0.2, 6),
    )  # fmt: skip
    dots: dict[str, Any] = {"color": plots.GRADIENT, "marker": "o", "markersize": 6}
    parabola, path = plots.curve(left, [], []), plots.curve(left, [], [], linewidth=1.5, **dots)
    right = plots.axes(
        figure, 122, xlabel="step", ylabel="distance from the bottom |w|", yscale="log",
        xlim=(0, STEPS), ylim=NEAR_FAR,
    )  # fmt: skip
    plots.curve(right, [0, STEPS], [1, 1], color=plots.GHOST, linewidth=1)
    distance = plots.curve(right, [], [], **dots)
    w, steps = np.linspace(-2, 2, 201), np.arange(STEPS + 1)

    def update(
        rate: float = slider(0.01, 2.5, value=0.3, step=0.01, label="rate η"),
        curvature: float = slider(0.2, 5, value=2.0, step=0.1, label="curvature c"),
    ) -> str:
        factor = 1 - rate * curvature
        places = factor**steps
        parabola.set_data(w, curvature * w**2 / 2)
        path.set_data(places, curvature * places**2 / 2)
        distance.set_data(steps, np.maximum(abs(places), 1e-9))
        return (
            f"Rate {rate:.2f}, curvature {curvature:.1f}: each step multiplies w by 1 − ηc = "
            f"{number(factor, 3)}; {fate(round(factor, 10))}. The limit 2/c is {2 / curvature:.2f}."
        )

    return update


def fate(factor: float) -> str:
    """What becomes of a weight that each step multiplies by the factor."""
    if abs(factor) > 1:
        return "it lands further away than it started"
    if abs(factor) == 1:
        return "it jumps from side to side for ever"
    if factor < 0:
        return "it overshoots, but lands nearer"
    return "it comes nearer on the same side" if factor else "one step reaches the bottom"


def gradients_of_a_unit() -> np.ndarray:
    """For each of 200 points, the gradient of its cost: two weights of one sigmoid unit."""
    X, labels = two_moons(200, noise=0.15, rng=np.random.default_rng(0))
    return X * (sigmoid(X @ np.array([1.0, 0.5])) - labels)[:, None]


@explorer(size=(8, 4.8))
def noise(figure: Figure) -> Update:
    """The gradients of 300 minibatches, scattered around the gradient of all examples."""
    each = gradients_of_a_unit()
    full, spread = each.mean(axis=0), each.std(axis=0)
    ax = plots.axes(
        figure, xlabel=r"$\partial C/\partial w_1$", ylabel=r"$\partial C/\partial w_2$",
        xlim=(-0.7, 0.9), ylim=(-0.6, 0.8),
    )  # fmt: skip
    cloud = plots.points(ax, [], [], color=plots.GRADIENT, size=24, alpha=0.5, linewidth=0)
    ring = plots.curve(ax, [], [], color=plots.INK, linewidth=1.5)
    plots.curve(ax, *full[:, None], color=plots.INK, marker="+", markersize=15, zorder=4, mew=2.5)
    plots.note(ax, 0.98, 0.1, "+ gradient of all examples", within=True, ha="right")
    plots.note(ax, 0.98, 0.03, r"○ two times $\sigma/\sqrt{B}$", within=True, ha="right")
    turn = np.linspace(0, 2 * np.pi, 100)
    circle = np.stack([np.cos(turn), np.sin(turn)])

    def update(
        batch: int = slider(
            1, 200, value=4, step=0.1, label="batch size B", log=True, integer=True
        ),
        seed: int = new_draw(),
    ) -> str:
        rng = np.random.default_rng(seed)
        drawn = each[rng.integers(len(each), size=(DRAWS, batch))].mean(axis=1)
        measured, predicted = drawn.std(axis=0), spread / np.sqrt(batch)
        plots.move_points(cloud, *drawn.T)
        ring.set_data(*(full[:, None] + 2 * predicted[:, None] * circle))
        return (
            f"In batches of {batch} the gradients scatter around ({number(full[0])}, "
            f"{number(full[1])}), the gradient of all examples, by {measured[0]:.3f} across and "
            f"{measured[1]:.3f} up; σ/√B predicts {predicted[0]:.3f} and {predicted[1]:.3f}."
        )

    return update


EXAMPLE = {"X": np.eye(3, 64), "labels": np.array([8, 9, 3]), "said": np.array([8, 4, 5])}


@picture(size=(9.6, 1.9), examples=[EXAMPLE])
def missed(figure: Figure, X: np.ndarray, labels: np.ndarray, said: np.ndarray) -> str:
    """The digits that were read wrongly: images X (n, 64), true labels and what was said."""
    wrong = np.flatnonzero(labels != said)
    rows = max(1, -(-len(wrong) // COLUMNS))
    figure.set_figheight(rows * figure.get_figheight())
    for place, k in enumerate(wrong):
        ax = plots.blank(
            figure, (rows, COLUMNS, place + 1), xlim=(-0.5, 7.5), ylim=(7.5, -0.5), equal=True,
            title=f"{labels[k]}, read as {said[k]}",
        )  # fmt: skip
        ax.imshow(X[k].reshape(8, 8), cmap="gray_r", vmin=0, vmax=1)
    pairs = ", ".join(f"{labels[k]} read as {said[k]}" for k in wrong)
    return f"{len(wrong)} of {len(labels)} digits are missed: {pairs or 'none'}."
