"""A task for attention: six keys, a value beside each, then one key alone. Which value was it?"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.figure import Figure

from bplib import plots
from bplib.autodiff import Tensor
from bplib.course.words import number
from bplib.functions import softmax
from bplib.training import adam
from bplib.widgets import Update, live, new_draw, slider

KEYS, VALUES, PAIRS, WIDTH = 8, 8, 6, 16
TOKENS = 1 + KEYS + VALUES  # token 0 is nothing
STEPS, EXAMPLES, TESTS = 200, 32, 500
SHOWN = 6  # examples whose attention is drawn


class Batch(NamedTuple):
    """Sequences of PAIRS + 1 places, the last of which holds the key that is asked for alone.

    keys, values: the tokens at each place, (n, PAIRS + 1). answer: 0 … VALUES − 1. asked: the place
    where the key stood.
    """

    keys: np.ndarray
    values: np.ndarray
    answer: np.ndarray
    asked: np.ndarray


def draw(n: int, rng: np.random.Generator) -> Batch:
    """Draw n sequences; no key stands in one of them twice, a value may."""
    keys = 1 + np.argsort(rng.random((n, KEYS)), axis=1)[:, :PAIRS]
    values = rng.integers(VALUES, size=(n, PAIRS))
    asked, every = rng.integers(PAIRS, size=n), np.arange(n)
    return Batch(
        np.column_stack([keys, keys[every, asked]]),
        np.column_stack([1 + KEYS + values, np.zeros(n, int)]),
        values[every, asked],
        asked,
    )


def start(rng: np.random.Generator, scale: float = 1.0) -> list[np.ndarray]:
    """E, WQ, WK, WV and U, by LeCun's variance; `scale` multiplies WQ, and so the first scores."""
    shapes = [(WIDTH, WIDTH)] * 3 + [(WIDTH, VALUES)]
    E = rng.normal(size=(TOKENS, WIDTH))
    E[0] = 0
    WQ, *others = (rng.normal(size=shape) / np.sqrt(WIDTH) for shape in shapes)
    return [E, scale * WQ, *others]


def attend(parameters: Sequence[Any], batch: Batch, softmax: Any = softmax) -> tuple[Any, Any]:
    """Attention weights (n, places, places), and the probabilities of the answers (n, VALUES)."""
    E, WQ, WK, WV, U = parameters
    X = E[batch.keys] + E[batch.values]
    A = softmax((X @ WQ) @ (X @ WK).mT / WIDTH**0.5)
    return A, softmax((A @ (X @ WV))[:, -1] @ U)


def cost(parameters: Sequence[Any], batch: Batch, softmax: Any = softmax, log: Any = np.log) -> Any:
    """The mean of −log p of the right answers; by the arrays, softmax and log of any library."""
    _, p = attend(parameters, batch, softmax)
    return -log(p[np.arange(len(batch.answer)), batch.answer]).mean()


def by_the_engine(parameters: Sequence[np.ndarray], batch: Batch) -> tuple[float, list[np.ndarray]]:
    """The cost and the gradients of all parameters; row 0 of E is nothing, and stays."""
    tensors = [Tensor(each) for each in parameters]
    C = cost(tensors, batch)
    C.backward()
    found = [each.grad for each in tensors]
    return C.item(), [found[0] * (np.arange(TOKENS) > 0)[:, None], *found[1:]]


Gradients = Callable[[Sequence[np.ndarray], Batch], tuple[float, Sequence[np.ndarray]]]


def training(
    gradients: Gradients, rate: float = 0.01, scale: float = 1.0, seed: int = 0
) -> Iterator[tuple[float, list[np.ndarray]]]:
    """STEPS steps of Adam on fresh batches: the cost before each, and the parameters after it."""
    rng, optimizer = np.random.default_rng(seed), adam(rate)
    parameters = [Tensor(each) for each in start(rng, scale)]
    for _ in range(STEPS):
        C, found = gradients([each.value for each in parameters], draw(EXAMPLES, rng))
        for parameter, gradient in zip(parameters, found, strict=True):
            parameter.grad = gradient
        optimizer(parameters)
        yield C, [each.value for each in parameters]


def share_right(parameters: Sequence[np.ndarray]) -> float:
    """The share of TESTS new sequences that are answered rightly."""
    batch = draw(TESTS, np.random.default_rng(1_000_000))
    _, p = attend(parameters, batch)
    return float(np.mean(p.argmax(axis=-1) == batch.answer))


def trained(gradients: Gradients, rate: float = 0.01, scale: float = 1.0, seed: int = 0) -> float:
    """The share of new sequences that are answered rightly after training."""
    *_, (_, parameters) = training(gradients, rate, scale, seed)
    return share_right(parameters)


class Learning(NamedTuple):
    """The costs so far, and the parameters."""

    costs: list[float]
    parameters: list[np.ndarray]


def learn(
    scale: float = slider(1, 64, value=1.0, log=True, step=0.30103, label="first scores ×"),
    rate: float = slider(0.001, 0.1, value=0.01, log=True, label="rate η"),
    seed: int = new_draw(),
) -> Iterator[Learning]:
    """The model before the first step, then after each step of Adam."""
    state = Learning([], start(np.random.default_rng(seed), scale))
    yield state
    for C, parameters in training(by_the_engine, rate, scale, seed):
        state = Learning([*state.costs, C], parameters)
        yield state


@live(steps=learn, total=STEPS, pace=5, still=STEPS, size=(9.6, 4.6), pin=True)
def learning(figure: Figure) -> Update:
    """Start it: where the last place looks, and the cost, while one layer of attention learns."""
    batch = draw(SHOWN, np.random.default_rng(5))
    grid = figure.add_gridspec(1, 2, width_ratios=[1, 1.2])
    left = plots.axes(
        figure, grid[0], xlabel="place (ring: where the key stood)", ylabel="sequence",
        title="attention of the last place",
        xlim=(-0.5, PAIRS + 0.5), ylim=(SHOWN - 0.5, -0.5),
    )  # fmt: skip
    names = [*map(str, range(1, PAIRS + 1)), "itself"]
    left.set_xticks(range(PAIRS + 1), names)
    left.set_yticks(range(SHOWN), [str(n + 1) for n in range(SHOWN)])
    ground = left.imshow(
        np.ones((SHOWN, PAIRS + 1, 3)), aspect="auto", zorder=0.5,
        extent=(-0.5, PAIRS + 0.5, SHOWN - 0.5, -0.5),
    )  # fmt: skip
    plots.points(
        left, batch.asked, np.arange(SHOWN), color="none", size=260, edgecolor=plots.GRADIENT,
        linewidth=2,
    )  # fmt: skip
    right = plots.axes(
        figure, grid[1], xlabel="step of Adam", ylabel="cost of the batch", yscale="log",
        xlim=(0, STEPS), ylim=(3e-4, 60),
    )  # fmt: skip
    plots.curve(right, [0, STEPS], [np.log(VALUES)] * 2, color=plots.GHOST, linewidth=1)
    plots.note(right, STEPS, 1.1 * np.log(VALUES), "guessing", color=plots.GHOST, ha="right")
    line = plots.curve(right, [], [], color=plots.FORWARD, linewidth=1.6)

    def update(state: Learning) -> str:
        A, _ = attend(state.parameters, batch)
        ground.set_data(shade(A[:, -1]))
        line.set_data(np.arange(len(state.costs)), state.costs)
        return in_words(state, A[np.arange(SHOWN), -1, batch.asked])

    return update


def shade(weights: np.ndarray) -> np.ndarray:
    """Weights from 0 to 1 as colours from paper to blue."""
    paper, blue = (
        np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
        for color in (plots.PAPER, plots.FORWARD)
    )
    return paper + weights[..., None] * (blue - paper)


def in_words(state: Learning, seen: np.ndarray) -> str:
    """The state in words."""
    right = f"{share_right(state.parameters):.0%} of {TESTS} new sequences are answered rightly"
    looks = f"of the six drawn, the place asked for has the weights {listed(seen)}"
    if not state.costs:
        return f"Before the first step {right}; {looks}."
    last = float(np.mean(state.costs[-20:]))
    return (
        f"After {len(state.costs)} steps the mean cost of the last 20 is {number(last)}; {right}; "
        f"{looks}."
    )


def listed(values: np.ndarray) -> str:
    """Numbers with two decimals, in a row."""
    return ", ".join(number(each) for each in values)
