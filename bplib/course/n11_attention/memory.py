"""Memory against recomputation: what is kept on the way forward, what is computed again."""

import tracemalloc
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from matplotlib.figure import Figure

from bplib import plots
from bplib.widgets import Update, explorer, slider

DEEPEST = 400


def segments(layers: int, checkpoints: int) -> list[tuple[int, int]]:
    """The stretches of layers (first, past the last), one for each checkpoint, of like lengths."""
    edges = [layers * k // checkpoints for k in range(checkpoints + 1)]
    return list(pairwise(edges))


def schedule(layers: int, checkpoints: int) -> Iterator[tuple[str, int]]:
    """Every operation of a forward and a backward pass, and how many layers' inputs are then held.

    "forward" computes a layer's output, "again" does so once more, "back" takes an error through a
    layer, whose input is then let go.
    """
    parts, held = segments(layers, checkpoints), 0
    for start, stop in parts:
        held += 1
        yield from [("forward", held)] * (stop - start)
    for start, stop in reversed(parts):
        for _ in range(start + 1, stop):
            held += 1
            yield "again", held
        for _ in range(start, stop):
            yield "back", held
            held -= 1


def counted(layers: int, checkpoints: int) -> tuple[int, int]:
    """The most inputs that are held at once, and how many layers are computed again."""
    done = list(schedule(layers, checkpoints))
    return max(held for _, held in done), sum(what == "again" for what, _ in done)


def predicted(layers: int, checkpoints: int) -> tuple[int, int]:
    """The same from the formulas: k + ⌈L/k⌉ − 1 and L − k."""
    return checkpoints + -(-layers // checkpoints) - 1, layers - checkpoints


def measured(layers: int, checkpoints: int, width: int = 16, examples: int = 2048) -> float:
    """The most bytes that a pass of tanh layers holds at once, as a multiple of one activation."""
    rng = np.random.default_rng(0)
    weights = rng.normal(size=(layers, width, width)) / np.sqrt(width)
    X, gradients = rng.normal(size=(examples, width)), np.zeros_like(weights)
    tracemalloc.start()
    try:
        both_passes(X, weights, checkpoints, gradients)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return most / X.nbytes


def both_passes(
    X: np.ndarray, weights: np.ndarray, checkpoints: int, gradients: np.ndarray
) -> None:
    """The gradients of the sum of all outputs of a chain of tanh layers, with checkpoints."""
    parts, inputs, A = segments(len(weights), checkpoints), {}, X
    for start, stop in parts:
        inputs[start] = A
        for layer in range(start, stop):
            A = np.tanh(A @ weights[layer])
    g = np.ones_like(A)
    for start, stop in reversed(parts):
        for layer in range(start + 1, stop):
            inputs[layer] = np.tanh(inputs[layer - 1] @ weights[layer - 1])
        for layer in reversed(range(start, stop)):
            A_in = inputs.pop(layer)
            Delta = g * (1 - np.tanh(A_in @ weights[layer]) ** 2)
            gradients[layer] = A_in.T @ Delta
            g = Delta @ weights[layer].T


@explorer(size=(10, 4.6))
def checkpoints(figure: Figure) -> Update:
    """Inputs held through both passes, and the most of them over the number of checkpoints."""
    grid = figure.add_gridspec(1, 2, width_ratios=[1.25, 1])
    left = plots.axes(
        figure, grid[0], xlabel="operation, as a share of all without checkpoints",
        ylabel="layers' inputs held", xlim=(0, 1.55), ylim=(0, 1.05),
    )  # fmt: skip
    left.set_xticks([0, 0.5, 1, 1.5], ["0", "½", "1", "1½"])
    heights = plots.scale_numbers(left.yaxis, (0.5, 1))  # the scale grows with L
    left.yaxis.labelpad = 34
    plain = plots.curve(left, [], [], color=plots.GHOST, linewidth=1.5)
    held = plots.curve(left, [], [], color=plots.FORWARD, linewidth=1.8)
    peak = plots.note(left, 0.98, 0.98, "", within=True, ha="right", va="top", fontsize=12)
    plots.note(left, 0.02, 1.03, "grey: every input kept", within=True, fontsize=12)
    right = plots.axes(
        figure, grid[1], xlabel="checkpoints k", ylabel="layers", xscale="log", yscale="log",
        xlim=(0.9, 1.1 * DEEPEST), ylim=(0.9, 1.6 * DEEPEST),
    )  # fmt: skip
    most = plots.curve(
        right,
        [],
        [],
        color=plots.FORWARD,
    )
    again = plots.curve(
        right,
        [],
        [],
        color=plots.GRADIENT,
    )
    dots = [
        plots.points(right, [], [], color=color, size=90)
        for color in (plots.FORWARD, plots.GRADIENT)
    ]
    for at, words, color in (
        (0.0, "held at once", plots.FORWARD),
        (0.35, "computed again", plots.GRADIENT),
        (0.76, "k = √L", plots.GHOST),
    ):
        plots.note(right, at, 1.03, words, color=color, within=True, fontsize=12)
    root = plots.curve(right, [], [], color=plots.GHOST, linewidth=1, linestyle="--")

    def update(
        layers: int = slider(16, DEEPEST, value=100, log=True, integer=True, label="layers L"),
        k: int = slider(1, DEEPEST, value=10, log=True, integer=True, label="checkpoints k"),
    ) -> str:
        kept = min(k, layers)
        counts = np.array([each for _, each in schedule(layers, kept)])
        every = np.array([each for _, each in schedule(layers, layers)])
        for note, share in zip(heights, (0.5, 1), strict=True):
            note.set_text(f"{share * layers:g}")
        held.set_data(np.arange(1, counts.size + 1) / every.size, counts / layers)
        plain.set_data(np.arange(1, every.size + 1) / every.size, every / layers)
        ks = range(1, layers + 1)
        found = np.array([predicted(layers, each) for each in ks]).T
        most.set_data(ks, found[0])
        again.set_data(ks[:-1], found[1][:-1])
        root.set_data([layers**0.5] * 2, [0.9, 1.6 * DEEPEST])
        now = counted(layers, kept)
        for dot, count in zip(dots, now, strict=True):
            plots.move_points(dot, [kept], [count])
        peak.set_text(f"at most {now[0]} held")
        return (
            f"{layers} layers, {kept} checkpoint{'s' * (kept > 1)}: at most {now[0]} inputs are "
            f"held at once in place of {layers}, and {now[1]} layers are computed again, "
            f"{now[1] / layers:.0%} of a forward pass. The least that any number of checkpoints "
            f"holds is {found[0].min()}, at k = {1 + found[0].argmin()}."
        )

    return update
