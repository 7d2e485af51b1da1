"""Figure of notebook 08: the units of a layer while a network learns, and how many of them die."""

from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from bplib import plots
from bplib.course.words import number, power
from bplib.data import digits, read_only
from bplib.nn import MLP, cross_entropy, mlp
from bplib.training import gradient_descent, train
from bplib.widgets import Update, choice, explorer, toggle

UNITS, STEPS, BATCH = 32, 60, 64
RATES = (0.01, 0.03, 0.1, 0.3, 0.5, 0.7, 1.0, 1.4, 2.0, 3.0, 5.0)
OFFERED = ("relu", "leaky_relu", "elu", "selu", "gelu", "silu", "softplus", "tanh", "sigmoid")
GUESSING = float(np.log(10))
LOWEST, HIGHEST = 3e-2, 1e3
SHADES = LinearSegmentedColormap.from_list("awake", ["#DCE9F2", plots.FORWARD]).with_extremes(
    under=plots.INK
)


class Run(NamedTuple):
    """A training run.

    awake: (STEPS + 1, UNITS), for how many of all examples a unit has a slope, as a share, before
    each step and after the last. costs: of each step's batch. answers: how many different digits
    the network gives in the end, over all examples.
    """

    awake: np.ndarray
    costs: np.ndarray
    answers: int

    @property
    def dead(self) -> np.ndarray:
        """How many units have no slope for any example, before each step and after the last."""
        return np.sum(self.awake == 0, axis=1)


@lru_cache(maxsize=64)
def train_layer(name: str, rate: float, centred: bool = False) -> Run:
    """Train one hidden layer of 32 units on the digits, always from the same start."""
    X, y = images(centred), digits().y_train
    net = mlp([64, UNITS, 10], name, init="he", rng=np.random.default_rng(0))
    awake, costs = [share_awake(net, X)], []
    with np.errstate(all="ignore"):
        steps = train(
            net, cross_entropy, X, y, optimizer=gradient_descent(rate),
            rng=np.random.default_rng(1), epochs=3, batch_size=BATCH,
        )  # fmt: skip
        for step in islice(steps, STEPS):
            costs.append(step.cost)
            awake.append(share_awake(net, X))
        answers = len(np.unique(net(X).value.argmax(axis=1)))
    return Run(np.array(awake), np.array(costs), answers)


@cache
def images(centred: bool = False) -> np.ndarray:
    """The digits with pixels from 0 to 1; or each pixel with mean 0, all with mean square 1."""
    X = digits().X_train
    if not centred:
        return X
    X = X - X.mean(axis=0)
    return read_only(X / X.std())


def share_awake(net: MLP, X: np.ndarray) -> np.ndarray:
    """For each unit of the first layer the share of the examples for which it is not flat."""
    dense = net.layers[0]
    Z = X @ dense.W.value + dense.b.value
    return 1 - dense.activation.flat(Z).mean(axis=0)


def sort_units(found: Run) -> np.ndarray:
    """The units, those that die first at the bottom, the others by how often they are awake."""
    alive = np.sum(found.awake > 0, axis=0)
    return np.lexsort([found.awake[-1], alive])


@explorer(size=(10.5, 4.6))
def units(figure: Figure) -> Update:
    """A row for each unit, from the first step to the last, and where it is dead."""
    ax = plots.axes(
        figure, 121, xlabel="step", ylabel="unit",
        xlim=(-0.5, STEPS + 0.5), ylim=(-0.5, UNITS - 0.5),
    )  # fmt: skip
    plots.note(ax, 0, 1.03, "■ dead", within=True)
    key = "■ has a slope, fuller: for more"
    plots.note(ax, 0.3, 1.03, key, within=True, color=plots.FORWARD)
    rows = ax.imshow(
        np.ones((UNITS, STEPS + 1)), cmap=SHADES, vmin=1e-9, vmax=1, aspect="auto", origin="lower",
        interpolation="nearest",
    )  # fmt: skip
    right = plots.axes(
        figure, 122, xlabel="step", ylabel="cost of the batch", yscale="log",
        xlim=(0, STEPS), ylim=(LOWEST, HIGHEST),
    )  # fmt: skip
    right.axhline(GUESSING, color=plots.GHOST, linewidth=1, zorder=1)
    plots.note(right, 0, 1.03, "— guessing", color=plots.GHOST, within=True)
    costs = plots.curve(right, [], [], color=plots.INK, linewidth=1.8)
    said = plots.note(right, 1, 1.03, "", within=True, ha="right", fontsize=15)

    def update(
        rate: str = choice(
            [str(each) for each in RATES], value="1.0", still="3.0", label="learning rate"
        ),
        activation: str = choice(list(OFFERED), value="relu", label="activation"),
        centred: bool = toggle("every pixel with mean 0"),
    ) -> str:
        found = train_layer(activation, float(rate), centred)
        rows.set_data(found.awake[:, sort_units(found)].T)
        costs.set_data(np.arange(STEPS), np.clip(found.costs, LOWEST, HIGHEST))
        said.set_text(f"{found.dead[-1]} of {UNITS} dead")
        last = float(np.mean(found.costs[-5:]))
        start = "mean 0" if centred else "values from 0 to 1"
        cost = power(last) if np.isfinite(last) else "not a number"
        same = found.answers == 1
        few = "the same digit for all images" if same else f"{found.answers} digits"
        return (
            f"{activation}, learning rate {rate}, pixels with {start}: without a slope for any "
            f"image are {found.dead[0]} of {UNITS} units before the first step and "
            f"{found.dead[-1]} after {STEPS}. Cost of the last batches {cost}, of guessing "
            f"{number(GUESSING, 1)}. It answers {few}."
        )

    return update
