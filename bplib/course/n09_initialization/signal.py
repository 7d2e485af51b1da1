"""The signal through a deep net of notebook 09: measured in one net, predicted for its kind."""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from matplotlib.figure import Figure

from bplib import plots, theory
from bplib.activations import ACTIVATIONS, activation
from bplib.autodiff import Tensor
from bplib.course.n09_initialization.finite_width import Spread, spread
from bplib.course.words import mean_square as size
from bplib.initializers import initializer
from bplib.nn import MLP, Dense
from bplib.widgets import Update, choice, explorer, new_draw, slider

BATCH = 128
DEEPEST = 60
SHOWN = (1e-9, 1e9)
BEYOND = (1e-60, 1e60)  # off the scale, and yet numbers that can be drawn
TAILS = (BATCH // 20, BATCH - 1 - BATCH // 20)  # between these lie nine of ten examples
KEY = """● measured, geometric mean and 90 % of 128 examples
▽ △ off the scale   — predicted   grey: ± 2 std, one example"""
# What is offered, and the initializer and gain that it stands for.
RECIPES = {
    "LeCun": ("lecun", 1.0),
    "Glorot": ("glorot", 1.0),
    "He": ("he", 1.0),
    "orthogonal": ("orthogonal", 1.0),
    "std 0.01": ("normal", 0.01),
    "std 1": ("normal", 1.0),
}


class Plan(NamedTuple):
    """A deep net of layers that are all alike.

    gain multiplies what the recipe draws; sigma_b is the standard deviation of the biases.
    """

    recipe: str = "He"
    activation: str = "relu"
    gain: float = 1.0
    depth: int = 50
    width: int = 128
    seed: int = 0
    sigma_b: float = 0.0

    @property
    def sigma_w(self) -> float:
        """The standard deviation of a weight times √fan_in, for layers as wide as their inputs."""
        name, own = RECIPES[self.recipe]
        by_width = {"normal": np.sqrt(self.width), "he": np.sqrt(2)}
        return float(self.gain * own * by_width.get(name, 1.0))


class Sizes(NamedTuple):
    """Mean squares of each layer's activations and errors, first layer to last."""

    activation: np.ndarray
    error: np.ndarray


@lru_cache(maxsize=DEEPEST)  # one net; at the greatest width it takes 25 MB
def unit_weights(name: str, width: int, layer: int, seed: int) -> np.ndarray:
    """One layer's weights at gain 1, in float32: the same draw whatever else is moved."""
    rng = np.random.default_rng([seed, layer, width])
    return initializer(name)(rng, width, width, gain=1.0).astype(np.float32)


@lru_cache(maxsize=256)
def unit_biases(width: int, layer: int, seed: int) -> np.ndarray:
    """One layer's biases at σ_b = 1, in float32."""
    return np.random.default_rng([seed, layer, width, 1]).standard_normal(width, np.float32)


@lru_cache(maxsize=16)
def batch(width: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Inputs and errors at the output, (BATCH, width), of mean square 1, in float32."""
    rng = np.random.default_rng([seed, DEEPEST + 1, width])
    X, G = rng.standard_normal((2, BATCH, width))
    return X.astype(np.float32), G.astype(np.float32)


def network(plan: Plan) -> MLP:
    """The network of a plan, in float32."""
    name, own = RECIPES[plan.recipe]
    scale, sigma_b = np.float32(plan.gain * own), np.float32(plan.sigma_b)
    f, layers = activation(plan.activation), []
    for layer in range(plan.depth):
        W = scale * unit_weights(name, plan.width, layer, plan.seed)
        b = sigma_b * unit_biases(plan.width, layer, plan.seed)
        layers.append(Dense(Tensor(W), Tensor(b), f))
    return MLP(tuple(layers))


def measure(plan: Plan, examples: int = BATCH) -> Sizes:
    """One pass forward and one backward; a row for each layer, a column for each example."""
    X, G = (array[:examples] for array in batch(plan.width, plan.seed))
    with np.errstate(all="ignore"):  # what overflows is shown at the edge
        trace = network(plan).trace(X)
        trace[-1].A.backward(seed=G)
        pairs = [[per_example(A.value), per_example(Z.grad)] for Z, A in trace]
    activation, error = np.array(pairs).transpose(1, 0, 2)
    if not np.isfinite(activation).all():
        error[:] = np.nan  # no error comes back from where there is no number
    return Sizes(activation, error)


def per_example(a: np.ndarray) -> np.ndarray:
    """The mean square of each row; in float64, since squares underflow at half the exponent."""
    exact = a.astype(float)
    return np.einsum("nj,nj->n", exact, exact) / a.shape[1]


@lru_cache(maxsize=64)
def predict_sizes(plan: Plan) -> tuple[Sizes, Spread]:
    """The mean squares that theory gives, and how far one example may stray from them."""
    f, sigma_w = plan.activation, plan.sigma_w
    lengths = [sigma_w**2 + plan.sigma_b**2]
    for _ in range(plan.depth - 1):
        lengths.append(theory.length_map(f, lengths[-1], sigma_w, plan.sigma_b))
    squares, slopes = theory.mean_square(f, lengths), theory.mean_square_slope(f, lengths)
    back = np.cumprod([slopes[-1], *(sigma_w**2 * slopes[-2::-1])])[::-1]
    strays = spread(
        f, np.array(lengths), plan.width,
        sigma_b=plan.sigma_b, orthogonal=plan.recipe == "orthogonal",
    )  # fmt: skip
    return Sizes(squares, back), strays


class Panel:
    """Mean squares over the layers: a dot with its examples' range, over line and band."""

    def __init__(self, figure: Figure, place: Any, column: int, deepest: int = DEEPEST) -> None:
        self.color = (plots.FORWARD, plots.GRADIENT)[column]
        title = ("activations, forward →", "errors, ← backward")[column]
        ylabel = ("mean square of a", "mean square of δ")[column]
        self.ax = plots.axes(
            figure, place, xlabel="layer", ylabel=ylabel, yscale="log",
            xlim=(0, deepest + 1), ylim=SHOWN,
        )  # fmt: skip
        name = plots.note(self.ax, 0.02, 1.03, title, color=self.color, within=True, fontsize=14)
        name.set_zorder(1)  # under the band, so that it need not be drawn on each move
        self.ax.axhline(1, color=plots.GHOST, linewidth=0.8, zorder=1)
        (self.band,) = self.ax.fill([], [], color=plots.GHOST, alpha=0.35, linewidth=0, zorder=1.5)
        self.ranges = plots.curve(self.ax, [], [], color=self.color, linewidth=1, alpha=0.6)
        self.line = plots.curve(self.ax, [], [], color=plots.INK, linewidth=1.5)
        dots: dict[str, Any] = {"marker": "o", "markersize": 4.5, "linewidth": 0}
        self.dots = plots.curve(self.ax, [], [], color=self.color, **dots)
        self.off_scale = plots.OffScale(self.ax, color=self.color, size=18)

    def show(self, measured: np.ndarray, predicted: np.ndarray, spread: np.ndarray) -> None:
        """Draw one net: measured (layers, examples), predicted and spread (layers)."""
        layers = np.arange(1, len(predicted) + 1)
        self.line.set_data(layers, np.clip(predicted, *BEYOND))
        low, high = (np.clip(side, *BEYOND) for side in band(predicted, spread))
        self.band.set_xy(np.column_stack([[*layers, *layers[::-1]], [*low, *high[::-1]]]))
        self.dots.set_data(layers, self.off_scale.mark(layers, geometric_mean(measured)))
        ends = np.clip(np.partition(measured, TAILS, axis=1)[:, TAILS], *BEYOND)
        gaps = np.full((len(layers), 1), np.nan)
        self.ranges.set_data(np.repeat(layers, 3), np.hstack([ends, gaps]).ravel())


def band(predicted: np.ndarray, spread: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Two standard deviations of the log, around its mean, which is lower by half the variance."""
    centre = np.log(predicted) - spread**2 / 2
    with np.errstate(over="ignore"):
        return np.exp(centre - 2 * spread), np.exp(centre + 2 * spread)


def geometric_mean(measured: np.ndarray) -> np.ndarray:
    """One number per layer for mean squares (layers, examples) that differ by orders."""
    with np.errstate(divide="ignore"):
        return np.exp(np.log(measured).mean(axis=1))


@explorer(size=(10, 4.4), pin=True)
def signal(figure: Figure) -> Update:
    """Theory drawn over measurement: the signal forward and backward through a deep net."""
    panels = [Panel(figure, (1, 2, column + 1), column) for column in range(2)]
    figure.supxlabel(KEY, x=0.01, ha="left", fontsize=11)  # below the first panel

    def update(
        recipe: str = choice(list(RECIPES), value="He", label="initializer"),
        activation: str = choice(list(ACTIVATIONS), value="relu", label="activation"),
        gain: float = slider(0.25, 4, value=1.0, log=True, label="gain"),
        depth: int = slider(2, DEEPEST, value=50, integer=True, step=1, label="depth"),
        width: int = slider(
            16, 256, value=128, log=True, integer=True, step=0.30103, label="width"
        ),
        seed: int = new_draw(),
    ) -> str:
        plan = Plan(recipe, activation, gain, depth, width, seed)
        found, (expected, strays) = measure(plan), predict_sizes(plan._replace(seed=0))
        for panel, *arrays in zip(panels, found, expected, strays, strict=True):
            panel.show(*arrays)
        return in_words(plan, found, expected, strays)

    return update


def in_words(plan: Plan, found: Sizes, expected: Sizes, strays: Spread) -> str:
    """The two panels in words."""
    low, high = band(np.concatenate(expected), np.concatenate(strays))
    all_found = np.concatenate(found)
    inside = np.mean((all_found > low[:, None]) & (all_found < high[:, None]))
    a, d = geometric_mean(found.activation), geometric_mean(found.error)
    return (
        f"{plan.recipe} with {plan.activation}, gain {plan.gain:.3g}, {plan.depth} layers of "
        f"{plan.width}: the mean square of the activations goes from {size(a[0])} in layer 1 to "
        f"{size(a[-1])} in layer {plan.depth} (predicted {size(expected.activation[-1])}), that of "
        f"the errors from {size(d[-1])} in layer {plan.depth} back to {size(d[0])} in layer 1 "
        f"(predicted {size(expected.error[0])}). In the grey bands lie {inside:.0%} of all."
    )
