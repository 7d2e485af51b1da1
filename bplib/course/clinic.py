"""Sick networks as data: how each is set up, what its training does, and what ails it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from bplib.data import digits, read_only
from bplib.messages import unknown
from bplib.nn import accuracy, cross_entropy, mlp
from bplib.normalization import Normalized
from bplib.probes import Probe, probe, root_mean_square
from bplib.training import gradient_descent, train, warm_up

EXAMPLES, BATCH, STEPS = 512, 32, 160


class Setup(NamedTuple):
    """All that decides how a network for the digits trains; a treatment changes one entry.

    pixels: what the pixels, 0…1, are multiplied with; standardize: mean 0, variance 1 instead.
    bias: what every bias of a hidden layer starts from. Zero for clip and warm-up means none.
    seed: of the draw of the weights.
    """

    layers: int = 4
    width: int = 32
    activation: str = "tanh"
    init: str = "glorot"
    gain: float | None = None
    bias: float = 0.0
    pixels: float = 1.0
    standardize: bool = False
    rate: float = 0.1
    warm_up: int = 0
    clip: float = 0.0
    residual: bool = False
    normalization: str = "none"
    seed: int = 10


@dataclass(frozen=True)
class Record:
    """One training run: the cost of every step, and each hidden layer before the first step.

    gradient, update: root mean square of ∂C/∂W, and of the first step relative to that of W.
    flat: share of entries with |f′| under 5 % of its most; dead: of units so for every example.
    """

    costs: np.ndarray
    activation: np.ndarray
    preactivation: np.ndarray
    gradient: np.ndarray
    update: np.ndarray
    flat: np.ndarray
    dead: np.ndarray
    accuracy: float

    @property
    def last_cost(self) -> float:
        """The mean cost of the last twenty steps; infinite where there is no number."""
        last = float(np.mean(self.costs[-20:]))
        return last if np.isfinite(last) else np.inf

    @property
    def outcome(self) -> str:
        """What became of it, in words: by the mean cost of the last twenty steps."""
        last = self.last_cost
        if not np.isfinite(last):
            return "breaks down"
        guessing = float(np.log(10))  # the cost of giving all ten digits the same probability
        for limit, words in ((0.25, "learns"), (0.75, "learns slowly")):
            if last < limit * guessing:
                return words
        return "does not learn"


def network(setup: Setup) -> Normalized:
    """Build the network of a setup."""
    sizes = [64, *[setup.width] * setup.layers, 10]
    rng = np.random.default_rng(setup.seed)
    net = mlp(sizes, setup.activation, init=setup.init, gain=setup.gain, rng=rng)
    for dense in net.layers[:-1]:
        dense.b.value = dense.b.value + setup.bias
    return Normalized(net, setup.normalization, setup.residual)


def inputs(setup: Setup) -> tuple[np.ndarray, np.ndarray]:
    """The pixels as the setup feeds them, for training and for the test."""
    train_pixels, test_pixels = digits().X_train[:EXAMPLES], digits().X_test
    if not setup.standardize:
        return read_only(train_pixels * setup.pixels), read_only(test_pixels * setup.pixels)
    mean, std = train_pixels.mean(axis=0), train_pixels.std(axis=0) + 1e-2  # some pixels are blank
    return read_only((train_pixels - mean) / std), read_only((test_pixels - mean) / std)


@cache
def train_and_record(setup: Setup) -> Record:
    """Train a network and write down what it did; the same setup is trained once."""
    net, labels = network(setup), digits().y_train[:EXAMPLES]
    X, X_test = inputs(setup)
    with np.errstate(all="ignore"):  # a net that breaks down is what we came to see
        first = probe(net, cross_entropy, X[:128], labels[:128])
        rate = warm_up(setup.rate, setup.warm_up) if setup.warm_up else setup.rate
        steps = train(
            net,
            cross_entropy,
            X,
            labels,
            optimizer=gradient_descent(rate),
            rng=np.random.default_rng(0),
            epochs=STEPS * BATCH // EXAMPLES,
            batch_size=BATCH,
            clip=setup.clip or None,
        )
        costs = np.array([step.cost for step in steps])
        right = accuracy(net(X_test), digits().y_test)
    return record_of(first, costs, right, setup)


def record_of(first: Probe, costs: np.ndarray, right: float, setup: Setup) -> Record:
    """The record of a run from the probe of its first pass."""
    hidden = slice(None, -1)
    return Record(
        costs=costs,
        activation=first.of(root_mean_square, "A")[hidden],
        preactivation=first.of(root_mean_square, "Z")[hidden],
        gradient=first.of(root_mean_square, "weight_gradients")[hidden],
        update=first.update_ratio(setup.rate)[hidden],
        flat=first.saturated[hidden],
        dead=first.dead[hidden],
        accuracy=right,
    )


def best_of_rates(setup: Setup, rates: Sequence[float]) -> tuple[float, Record]:
    """The rate at which the cost ends lowest, and what came of it."""
    records = ((rate, train_and_record(setup._replace(rate=rate))) for rate in rates)
    return min(records, key=lambda each: each[1].last_cost)


class Case(NamedTuple):
    """A sick network: what its owner says, and its setup; the diagnosis is left to the reader."""

    complaint: str
    setup: Setup


HEALTHY = Case("It learns. Look at it first, to know what health looks like.", Setup())
CASES = {
    "healthy": HEALTHY,
    "stuck": Case(
        "Tanh net, Glorot weights, a textbook learning rate. It stays at guessing.",
        Setup(pixels=255.0),
    ),
    "overconfident": Case(
        "Sigmoid net. The cost started far over guessing, and there it stays.",
        Setup(layers=2, activation="sigmoid", init="lecun", gain=100.0),
    ),
    "blank": Case(
        "Tanh net. To be neutral we started all weights at 0.",
        Setup(init="zeros"),
    ),
    "loud": Case(
        "ReLU net. The first cost was in the hundreds, then it was NaN.",
        Setup(activation="relu", init="he", gain=4.0, rate=0.2),
    ),
    "silent": Case(
        "ReLU net. It gives the same answer for every picture.",
        Setup(layers=2, activation="relu", init="he", bias=-1.0),
    ),
    "timid": Case(
        "Everything in the chart looks healthy, yet the cost does not move.",
        Setup(rate=1e-4),
    ),
    "bold": Case(
        "ReLU net. It starts well, and after some steps the cost is NaN.",
        Setup(layers=5, activation="relu", init="he", rate=2.0),
    ),
    "sixty layers": Case(
        "Sixty tanh layers, weights a little small. Deeper must be better, we thought.",
        Setup(layers=60, gain=0.8),
    ),
}


def case(name: str) -> Case:
    """Return the case of that name."""
    if name not in CASES:
        raise ValueError(unknown("case", name, CASES))
    return CASES[name]


def treated(setup: Setup, **treatment: Any) -> Setup:
    """The setup with some entries changed; an initializer comes with its own gain."""
    for name in treatment:
        if name not in Setup._fields:
            raise ValueError(unknown("treatment", name, Setup._fields))
    if "init" in treatment:
        treatment = {"gain": None} | treatment
    return setup._replace(**treatment)
