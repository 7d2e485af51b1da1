"""Figures of notebook 11, part 1, on gates: the path that adds, and a task of remembering."""

from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from bplib import plots
from bplib.course.n11_shared_weights.lstm import lstm_back, lstm_step
from bplib.course.n11_shared_weights.recurrent import BEYOND, LONGEST, SIGMA_IN, measure
from bplib.course.words import mean_square as size
from bplib.course.words import number
from bplib.functions import sigmoid
from bplib.widgets import Update, explorer, new_draw, slider

UNITS, EXAMPLES = 64, 16
SHOWN = (1e-15, 1e3)


@lru_cache(maxsize=4)
def drawn(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What the inputs add to z at every step, the recurrent weights, the gradient at the last c."""
    rng = np.random.default_rng([seed, UNITS])
    X = SIGMA_IN * rng.standard_normal((LONGEST, EXAMPLES, 4 * UNITS))
    W = rng.standard_normal((UNITS, 4 * UNITS)) / np.sqrt(UNITS)
    return X, W, rng.standard_normal((EXAMPLES, UNITS))


def memory_gradients(
    bias: float, gain: float, length: int, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Mean squares of the gradient at c, first step to last: all paths, and the additive alone.

    bias: of the forget gate. gain: σ_w of all four recurrent matrices. The cost hangs on the last
    memory alone.
    """
    X, W, last = drawn(seed)
    W = gain * W
    b = np.repeat([0.0, bias, 0.0, 0.0], UNITS)
    h = c = np.zeros((EXAMPLES, UNITS))
    kept = []
    for x in X[:length]:
        h, c, memory = lstm_step(x + h @ W + b, c)
        kept.append(memory)
    at_h, at_c, alone = np.zeros_like(h), last, last
    every, additive = [last], [last]
    for memory in kept[:0:-1]:
        delta, at_c = lstm_back(at_h, at_c, memory)
        at_h, alone = delta @ W.T, alone * memory.f
        every.append(at_c)
        additive.append(alone)
    return squares(every), squares(additive)


def squares(arrays: list[np.ndarray]) -> np.ndarray:
    """The mean square of each, the last of them first."""
    return np.array([np.mean(a**2) for a in arrays[::-1]])


@explorer(size=(10, 4.6))
def kept(figure: Figure) -> Update:
    """How much of a gradient comes back through time: a plain net, and an LSTM's memory."""
    ax = plots.axes(
        figure, xlabel="step t", ylabel="mean square of the gradient", yscale="log",
        xlim=(0, 1.5 * LONGEST), ylim=SHOWN,
    )  # fmt: skip
    ax.set_xticks(range(0, LONGEST + 1, 20))
    dots: dict[str, Any] = {"marker": "o", "markersize": 6, "linewidth": 0}
    plain = plots.curve(ax, [], [], color=plots.GHOST, **dots)
    every = plots.curve(ax, [], [], color=plots.GRADIENT, **dots)
    alone = plots.curve(ax, [], [], color=plots.INK, linewidth=1.5, zorder=4)
    off = [plots.OffScale(ax, color=color, size=18) for color in (plots.GHOST, plots.GRADIENT)]
    for y, text, color in (
        (1.0, "● LSTM, at the memory c", plots.GRADIENT),
        (1e-2, "— its additive path alone", plots.INK),
        (1e-6, "● plain tanh net, at z", plots.GHOST),
    ):
        plots.note(ax, 1.03 * LONGEST, y, text, color=color, va="center")
    words = plots.note(ax, 1.03 * LONGEST, 1e-3, "", va="top")

    def update(
        bias: float = slider(-2, 8, value=3.0, step=0.5, label="bias of the forget gate"),
        gain: float = slider(0, 1.5, value=0.6, step=0.1, label="recurrent gain σ_w"),
        length: int = slider(2, LONGEST, value=60, integer=True, step=1, label="length"),
        seed: int = new_draw(),
    ) -> str:
        steps = np.arange(1, length + 1)
        gradients, additive = memory_gradients(bias, gain, length, seed)
        other = measure("tanh", gain, length, seed=seed).error
        for line, marks, found in zip((plain, every), off, (other, gradients), strict=True):
            line.set_data(steps, marks.mark(steps, found))
        alone.set_data(steps, np.clip(additive, *BEYOND))
        gate = float(sigmoid(np.float64(bias)))
        words.set_text(f"    σ({number(bias, 1)}) = {number(gate, 3)}")
        return (
            f"Forget gates near {number(gate, 3)}, σ_w = {gain:.1f}, {length} steps: back at step "
            f"1 the mean square of the gradient at the memory is {size(gradients[0])}; the "
            f"additive path alone would give {size(additive[0])}. In a plain net that of the "
            f"errors is {size(other[0])}."
        )

    return update
