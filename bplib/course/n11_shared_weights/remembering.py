"""A task of remembering, and a plain net and an LSTM that train on it by hand-written gradients.

The first step shows +1 or −1 on a channel of its own; then noise follows on two other channels;
after the last step the net says what it saw. All draws and rates of a net are trained side by side,
along a first axis of every array.
"""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from matplotlib.figure import Figure

from bplib import plots
from bplib.course.n11_shared_weights.lstm import lstm_back, lstm_step
from bplib.functions import binary_cross_entropy, sigmoid
from bplib.widgets import picture

UNITS, EXAMPLES, CHANNELS, NOISE = 10, 32, 3, 0.5
DRAWS, RATES, STEPS, LATE = 5, (0.005, 0.01, 0.02), 120, 20
FORGET_BIAS, LONGEST_GRADIENT = 4.0, 1.0
GUESSING = float(np.log(2))
NO_BETTER = 0.95 * GUESSING  # from here up a late cost is that of guessing

Arrays = dict[str, np.ndarray]


class Outcome(NamedTuple):
    """The costs (steps, draws) of a net at its best rate, and that rate."""

    costs: np.ndarray
    rate: float

    @property
    def late(self) -> np.ndarray:
        """The mean cost of the last steps, for each draw."""
        return self.costs[-LATE:].mean(axis=0)

    @property
    def learnt(self) -> int:
        """For how many draws the late cost is under a quarter of that of guessing."""
        return int((self.late < GUESSING / 4).sum())


def task(rng: np.random.Generator, length: int) -> tuple[np.ndarray, np.ndarray]:
    """A batch for every draw: inputs (length, DRAWS, EXAMPLES, CHANNELS), targets 0 or 1."""
    seen = rng.integers(0, 2, (DRAWS, EXAMPLES, 1)).astype(float)
    X = NOISE * rng.standard_normal((length, DRAWS, EXAMPLES, CHANNELS))
    X[..., :1] = 0
    X[0, ..., :1] = 2 * seen - 1
    return X, seen


def start(cell: str, gain: float, rng: np.random.Generator) -> Arrays:
    """The weights of DRAWS nets: gains 1 for the inputs, `gain` for what recurs, biases 0.

    The forget gates of an LSTM have a bias of their own.
    """
    width = 4 * UNITS if cell == "LSTM" else UNITS
    b = np.zeros((DRAWS, 1, width))
    if cell == "LSTM":
        b[..., UNITS : 2 * UNITS] = FORGET_BIAS
    return {
        "U": rng.standard_normal((DRAWS, CHANNELS, width)),
        "W": gain * rng.standard_normal((DRAWS, UNITS, width)) / np.sqrt(UNITS),
        "b": b,
        "v": rng.standard_normal((DRAWS, UNITS, 1)) / np.sqrt(UNITS),
        "d": np.zeros((DRAWS, 1, 1)),
    }


def gradients(cell: str, p: Arrays, X: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, Arrays]:
    """The mean cost of each net, and the gradients of its weights: there and back through time."""
    h = c = np.zeros((*X.shape[1:3], p["W"].shape[1]))
    H: list[np.ndarray] = [h]
    kept: list[Any] = []
    for x in X:
        z = x @ p["U"] + h @ p["W"] + p["b"]
        h, c, memory = lstm_step(z, c) if cell == "LSTM" else (np.tanh(z), c, None)
        H.append(h)
        kept.append(memory)
    z = h @ p["v"] + p["d"]
    error = (sigmoid(z) - y) / X.shape[2]
    found = {name: np.zeros_like(array) for name, array in p.items()}
    found["v"], found["d"] = h.mT @ error, error.sum(axis=1, keepdims=True)
    at_h, at_c = error @ p["v"].mT, np.zeros_like(c)
    for t in range(len(X) - 1, -1, -1):
        if cell == "LSTM":
            delta, at_c = lstm_back(at_h, at_c, kept[t])
        else:
            delta = at_h * (1 - H[t + 1] ** 2)
        found["U"] += X[t].mT @ delta
        found["W"] += H[t].mT @ delta
        found["b"] += delta.sum(axis=1, keepdims=True)
        at_h = delta @ p["W"].mT
    return binary_cross_entropy(z, np.broadcast_to(y, z.shape)).mean(axis=(1, 2)), found


def clipped(found: Arrays) -> Arrays:
    """Each net's gradient, no longer than a limit."""
    length = np.sqrt(sum((g**2).sum(axis=(1, 2), keepdims=True) for g in found.values()))
    share = np.minimum(1, LONGEST_GRADIENT / np.maximum(length, 1e-30))
    return {name: g * share for name, g in found.items()}


@cache
def best_of_rates(cell: str, length: int, gain: float = 1.0) -> Outcome:
    """Train a net ("plain" or "LSTM") with Adam from every draw at every rate; the best rate.

    The best rate is that of the lowest mean late cost; where all guess, the smallest.
    """
    rng = np.random.default_rng(7)
    p = {name: np.tile(a, (len(RATES), 1, 1)) for name, a in start(cell, gain, rng).items()}
    rates = np.repeat(RATES, DRAWS)[:, None, None]
    mean = {name: np.zeros_like(a) for name, a in p.items()}
    square = {name: np.zeros_like(a) for name, a in p.items()}
    costs = []
    for step in range(1, STEPS + 1):
        X, y = task(rng, length)
        for_all = np.tile(X, (1, len(RATES), 1, 1)), np.tile(y, (len(RATES), 1, 1))
        cost, found = gradients(cell, p, *for_all)
        for name, g in clipped(found).items():
            mean[name] = 0.9 * mean[name] + 0.1 * g
            square[name] = 0.999 * square[name] + 0.001 * g * g
            root = np.sqrt(square[name] / (1 - 0.999**step)) + 1e-8
            p[name] = p[name] - rates * (mean[name] / (1 - 0.9**step)) / root
        costs.append(cost)
    by_rate = np.array(costs).reshape(STEPS, len(RATES), DRAWS)
    late = by_rate[-LATE:].mean(axis=(0, 2))
    best = int(np.minimum(late, NO_BETTER).argmin())
    return Outcome(by_rate[:, best], RATES[best])


@picture(size=(9, 4.2))
def remembered(figure: Figure, length: int = 70) -> str:
    """The cost of a plain net and of an LSTM that learn to remember, each at its best rate."""
    ax = plots.axes(
        figure, xlabel="step of Adam", ylabel="cost", xlim=(0, 1.3 * STEPS), ylim=(0, 1.0)
    )
    ax.set_xticks(range(0, STEPS + 1, 20))
    ax.axhline(GUESSING, color=plots.GHOST, linewidth=1, linestyle="--")
    plots.note(ax, 1.03 * STEPS, GUESSING + 0.03, "guessing, ln 2", color=plots.GHOST)
    said = []
    for cell, color, height in (("plain", plots.INK, 0.55), ("LSTM", plots.GRADIENT, 0.1)):
        outcome = best_of_rates(cell, length)
        for costs in outcome.costs.T:
            plots.curve(ax, range(STEPS), costs, color=color, linewidth=1.3, alpha=0.8)
        name = f"{'plain net' if cell == 'plain' else cell}:\n{outcome.learnt} of {DRAWS} learn"
        plots.note(ax, 1.03 * STEPS, height, name, color=color, va="center")
        rate = outcome.rate if outcome.learnt else "any"  # where none learns, none is the best
        said.append(f"{cell} at rate {rate}: {outcome.learnt}")
    return (
        f"Remembering over {length} steps, {DRAWS} draws each, {STEPS} steps of Adam at the best "
        f"of {len(RATES)} rates. Draws that end below a quarter of the cost of guessing: "
        f"{'; '.join(said)}."
    )
