"""Figures of notebook 12: how the cost falls, and a patient from layer to layer."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from bplib import plots
from bplib.course.n12_capstone.exercises import READER, patient
from bplib.course.words import number, power
from bplib.data import digits
from bplib.widgets import picture

SMALLEST = 1e-3  # of what is drawn on the logarithmic axis
Arrays = Sequence[tuple[np.ndarray, np.ndarray]]


def handed_over() -> tuple[list[tuple[np.ndarray, np.ndarray]], np.ndarray]:
    """The patient: pairs (W, b) of arrays and the pixels that its owner feeds it, 0 to 255."""
    ills = {2: "too small", 3: "dead"}
    return patient(np.random.default_rng(7), READER, ills)[0], 255 * digits().X_train


@picture(size=(8, 3.6), examples=[{"costs": [2.3, 1.9, 1.1, 0.6, 0.4, 0.3]}])
def falling(figure: Figure, costs: Sequence[float]) -> str:
    """The cost of every step beside that of guessing."""
    steps, shown = np.arange(1, len(costs) + 1), np.asarray(costs, dtype=float)
    top = max(3.0, float(np.nanmax(shown, initial=0.0)) * 1.05)
    ax = plots.axes(
        figure, xlabel="step", ylabel="cost", xlim=(0, max(len(costs), 2)), ylim=(0, top)
    )
    guessing = float(np.log(10))
    plots.curve(ax, [0, len(costs)], [guessing] * 2, color=plots.GHOST)
    plots.note(ax, len(costs), guessing, "guessing: ln 10", ha="right", va="bottom")
    plots.curve(ax, steps, shown, color=plots.INK, linewidth=1.5)
    last = shown[-20:].mean()
    return (
        f"The cost over {len(costs)} steps: it begins at {number(shown[0])}, and the mean of the "
        f"last {len(costs[-20:])} is {number(last)}. Guessing costs {number(guessing)}."
    )


EXAMPLE = {"parameters": handed_over()[0], "X": handed_over()[1][:40]}


@picture(size=(8, 3.6), examples=[EXAMPLE])
def sizes(figure: Figure, parameters: Arrays, X: np.ndarray) -> str:
    """Root mean squares on the way forward: the inputs, then z of each layer."""
    found, A = [float(np.sqrt(np.mean(X**2)))], X
    for W, b in parameters:
        Z = A @ W + b
        found.append(float(np.sqrt(np.mean(Z**2))))
        A = np.maximum(Z, 0)
    places, shown = np.arange(len(found)), np.clip(found, SMALLEST, None)
    ax = plots.axes(
        figure, xlabel="place: 0 for the inputs, then the layers", ylabel="root mean square",
        xlim=(-0.4, len(found) - 0.6), ylim=(SMALLEST / 2, 2e4), yscale="log",
    )  # fmt: skip
    ax.set_xticks(places)
    plots.curve(ax, places, np.ones(len(found)), color=plots.GHOST)
    plots.curve(ax, places, shown, color=plots.FORWARD, marker="o", markersize=9)
    for place, at, value in zip(places.tolist(), shown, found, strict=True):
        falls = place > 0 and at < shown[place - 1]
        plots.note(
            ax, place, at / 2 if falls else at * 2, power(value), color=plots.FORWARD,
            ha="center", va="top" if falls else "bottom",
        )  # fmt: skip
    listed = ", ".join(power(value) for value in found[1:])
    return (
        f"Root mean squares on the way forward: the inputs {power(found[0])}; the weighted inputs "
        f"of the layers, first to last, {listed}."
    )
