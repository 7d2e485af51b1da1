"""Sick networks as data: how each is set up, what its training does, and what ails it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from bplib.data import digits, read_only
from bplib.examine import Look
from bplib.examine.own_probe import look
from bplib.messages import unknown
from bplib.nn import accuracy, cross_entropy, mlp
from bplib.normalization import Normalized
from bplib.probes import Probe, probe, root_mean_square
from bplib.training import gradient_descent, train, warm_up

EXAMPLES, BATCH, STEPS = 512, 32, 160
LOOKED_AT = 128  # examples of the pass that is written down
DRAWN = "drawn"  # of biases


class Setup(NamedTuple):
    """All that decides how a network for the digits trains; a treatment changes one entry.

    pixels: what the pixels, 0…1, are multiplied with; standardize: mean 0, variance 1 instead.
    init: an initializer's name, or "torch": uniform within ±1/√fan_in, as torch.nn.Linear draws.
    bias: what every bias of a hidden layer starts from, or "drawn", within the same bounds, as
    torch.nn.Linear draws its biases too. Zero for clip and warm-up means none.
    seed: of the draw of the weights. steps: of training; full batches of an epoch.
    """

    layers: int = 4
    width: int = 32
    activation: str = "tanh"
    init: str = "glorot"
    gain: float | None = None
    bias: float | str = 0.0
    pixels: float = 1.0
    standardize: bool = False
    rate: float = 0.1
    warm_up: int = 0
    clip: float = 0.0
    residual: bool = False
    normalization: str = "none"
    seed: int = 10
    steps: int = STEPS


@dataclass(frozen=True)
class Record:
    """One training run: the cost of every step, and each hidden layer at one moment of it.

    activation, preactivation, error, gradient: root mean squares of A, Z, δ (of one example's
    cost), ∂C/∂W. update: the true step, W after − W before, relative to W before, as root mean
    squares. flat: share of entries with |f′| under 5 % of its most; dead: of units so for every
    example. alike: the mean cosine between the activations of two examples, 1 where all are 0.
    accuracy: on the test set, after the last step.
    """

    costs: np.ndarray
    activation: np.ndarray
    preactivation: np.ndarray
    error: np.ndarray
    gradient: np.ndarray
    update: np.ndarray
    flat: np.ndarray
    dead: np.ndarray
    alike: np.ndarray
    accuracy: float

    @property
    def breaks_at(self) -> int | None:
        """The first step whose cost is no number, or none."""
        broken = np.flatnonzero(~np.isfinite(self.costs))
        return int(broken[0]) if broken.size else None

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


def like_torch(rng: np.random.Generator, fan_in: int, fan_out: int, gain: float = 1.0) -> Any:
    """Uniform within ±gain/√fan_in: a variance of gain²/(3 fan_in)."""
    return gain / np.sqrt(fan_in) * rng.uniform(-1, 1, (fan_in, fan_out))


def network(setup: Setup) -> Normalized:
    """Build the network of a setup."""
    sizes = [64, *[setup.width] * setup.layers, 10]
    rng = np.random.default_rng(setup.seed)
    init = like_torch if setup.init == "torch" else setup.init
    net = mlp(sizes, setup.activation, init=init, gain=setup.gain, rng=rng)
    for dense in net.layers if setup.bias == DRAWN else net.layers[:-1]:
        fan_in, fan_out = dense.W.shape
        drawn = setup.bias == DRAWN
        dense.b.value = like_torch(rng, fan_in, fan_out)[0] if drawn else dense.b.value + setup.bias
    return Normalized(net, setup.normalization, setup.residual)


def inputs(setup: Setup) -> tuple[np.ndarray, np.ndarray]:
    """The pixels as the setup feeds them, for training and for the test."""
    train_pixels, test_pixels = digits().X_train[:EXAMPLES], digits().X_test
    if not setup.standardize:
        return read_only(train_pixels * setup.pixels), read_only(test_pixels * setup.pixels)
    mean, std = train_pixels.mean(axis=0), train_pixels.std(axis=0) + 1e-2  # some pixels are blank
    return read_only((train_pixels - mean) / std), read_only((test_pixels - mean) / std)


@cache
def train_and_record(setup: Setup, after: int = 0) -> Record:
    """Train a network and write down what it did; the same setup is trained once.

    after: how many steps it has made when its layers are looked at.
    """
    if not 0 <= after < setup.steps:
        raise ValueError(f"after is a number of steps from 0 to {setup.steps - 1}; got {after}.")
    net, labels = network(setup), digits().y_train[:EXAMPLES]
    X, X_test = inputs(setup)
    steps = train(
        net,
        cross_entropy,
        X,
        labels,
        optimizer=gradient_descent(
            warm_up(setup.rate, setup.warm_up) if setup.warm_up else setup.rate
        ),
        rng=np.random.default_rng(0),
        epochs=-(-setup.steps * BATCH // EXAMPLES),
        batch_size=BATCH,
        clip=setup.clip or None,
    )
    with np.errstate(all="ignore"):  # a net that breaks down is what we came to see
        costs = [step.cost for step in islice(steps, after)]
        seen = probe(net, cross_entropy, X[:LOOKED_AT], labels[:LOOKED_AT])
        costs += [step.cost for step in islice(steps, 1)]
        stepped = look(seen, X[:LOOKED_AT], after=[dense.W.value for dense in net.layers])
        costs += [step.cost for step in islice(steps, setup.steps - after - 1)]
        return record_of(seen, stepped, np.array(costs), accuracy(net(X_test), digits().y_test))


def record_of(seen: Probe, stepped: Look, costs: np.ndarray, right: float) -> Record:
    """The record of a run from the probe of a pass and the look at it, true step included."""
    hidden = slice(None, -1)
    return Record(
        costs=costs,
        activation=stepped.of("activation")[1:],  # what a hidden layer gives, the next one gets
        preactivation=seen.of(root_mean_square, "Z")[hidden],
        error=LOOKED_AT * stepped.of("error")[hidden],
        gradient=stepped.of("gradient")[hidden],
        update=stepped.of("step")[hidden],
        flat=stepped.of("flat")[hidden],
        dead=stepped.of("dead")[hidden],
        alike=seen.of(alike, "A")[hidden],
        accuracy=right,
    )


def alike(A: np.ndarray) -> float:
    """The mean cosine between two different rows of A; 1 where all of A is 0."""
    if not A.any():
        return 1.0
    length = np.linalg.norm(A, axis=1, keepdims=True)
    directions = A / np.where(length > 0, length, 1)
    n = len(A)
    return float((np.sum(directions.sum(axis=0) ** 2) - np.sum(length > 0)) / (n * (n - 1)))


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
        "Leaky ReLU net. The first cost was in the hundreds, then it was NaN.",
        Setup(activation="leaky_relu", init="he", gain=4.0, rate=0.2),
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
        "Leaky ReLU net. It starts well, and after some steps the cost is NaN.",
        Setup(layers=5, activation="leaky_relu", init="he", rate=2.0, seed=0),
    ),
    "sixty layers": Case(
        "Sixty tanh layers, weights a little small. Deeper must be better, we thought.",
        Setup(layers=60, gain=0.8),
    ),
    "as it came": Case(
        "ReLU net of ten layers, built as PyTorch builds it. In no layer are all units dead, yet "
        "every picture gets the same answer.",
        Setup(layers=10, activation="relu", init="torch", bias=DRAWN),
    ),
    "nobody": Case(
        "No letter came with it.",
        Setup(activation="leaky_relu", init="he", pixels=255.0),
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
