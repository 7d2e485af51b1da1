"""Figure of notebook 08: errors, activations and flat units in every layer of a deep network."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from bplib import plots
from bplib.activations import ACTIVATIONS, activation
from bplib.autodiff import Tensor
from bplib.course.nets import standardized_digits
from bplib.course.words import mean_square as size
from bplib.nn import MLP, Dense, cross_entropy
from bplib.probes import Probe, probe, root_mean_square
from bplib.widgets import Update, choice, explorer, slider

WIDTH, DEEPEST = 128, 100
BATCH, MANY = 128, 50  # examples; half of them for more layers than that, to answer in time
LOW, HIGH = 1e-20, 1e5
ENDS = (10, 30, DEEPEST)  # of the scale of layers: it changes only now and then
MARKED, WIDEST = (0.5, 1.0), 1.05  # shares of it: its numbers, and where the axes end
# Activations are counted on a scale that is even near 0 and logarithmic further out.
BINS, STRETCH, LARGEST = 81, 4.0, 100.0
TICKS = (-100, -10, -1, 0, 1, 10, 100)
SHADES = LinearSegmentedColormap.from_list("activations", [plots.PAPER, plots.FORWARD, "#003050"])
COUNTED = 32  # examples of which the activations are counted


class Statistics(NamedTuple):
    """What each hidden layer did: root mean squares, shares, and counts (BINS, depth)."""

    activation: np.ndarray
    error: np.ndarray
    gradient: np.ndarray
    saturated: np.ndarray
    dead: np.ndarray
    counts: np.ndarray

    @property
    def factor(self) -> float:
        """By what a layer multiplies the error, on average; NaN if it has none to pass on."""
        first, last = self.error[0], self.error[-1]
        steps = len(self.error) - 1
        return float((first / last) ** (1 / steps)) if steps and last > 0 < first else np.nan


@cache
def unit_weights(layer: int) -> np.ndarray:
    """The weights of hidden layer 1, 2, … at σ_w = 1, those of the output as layer 0; float32."""
    shape = (WIDTH, 10) if layer == 0 else (64 if layer == 1 else WIDTH, WIDTH)
    W = np.random.default_rng([8, layer]).standard_normal(shape) / np.sqrt(shape[0])
    return W.astype(np.float32)


@cache
def batch() -> tuple[np.ndarray, np.ndarray]:
    """Digits with mean 0 and mean square 1 over all pixels, in float32, and their labels."""
    X, y, _, _ = standardized_digits()
    return X[:BATCH].astype(np.float32), y[:BATCH]


def network(name: str, depth: int, sigma_w: float) -> MLP:
    """`depth` hidden layers of one activation and a linear output; always the same draw."""
    order, zeros = [*range(1, depth + 1), 0], np.zeros(WIDTH, np.float32)
    layers = []
    for layer in order:
        W = np.float32(sigma_w) * unit_weights(layer)
        f = activation(name if layer else "linear")
        layers.append(Dense(Tensor(W), Tensor(zeros[: W.shape[1]]), f))
    return MLP(tuple(layers))


def probe_of(name: str, depth: int, scale: float = 1.0, sigma_w: float = 1.0) -> Probe:
    """One forward and one backward pass of digits, multiplied by `scale`, in float32."""
    X, y = (array[: BATCH if depth <= MANY else BATCH // 2] for array in batch())
    with np.errstate(all="ignore"):  # what overflows is shown as such
        return probe(network(name, depth, sigma_w), cross_entropy, np.float32(scale) * X, y)


def statistics_of(p: Probe) -> Statistics:
    """What the figure shows of a pass; the error is that of one example, not of their mean."""
    hidden = slice(None, -1)
    with np.errstate(all="ignore"):
        return Statistics(
            activation=p.of(root_mean_square, "A")[hidden],
            error=len(p.Z[0]) * p.of(root_mean_square, "delta")[hidden],
            gradient=p.of(root_mean_square, "weight_gradients")[hidden],
            saturated=p.saturated[hidden],
            dead=p.dead[hidden],
            counts=counts([A[:COUNTED] for A in p.A[hidden]]),
        )


def place(a: np.ndarray | float | Sequence[float]) -> np.ndarray:
    """Where an activation stands on the stretched axis."""
    return np.asarray(np.arcsinh(STRETCH * np.asarray(a)))


def counts(activations: list[np.ndarray]) -> np.ndarray:
    """The share of each layer's activations in each bin, (BINS, depth); NaN is in none."""
    end, depth = float(place(LARGEST)), len(activations)
    stretched = place(np.array(activations)).reshape(depth, -1)
    numbers = ~np.isnan(stretched)
    share = (np.clip(np.nan_to_num(stretched, posinf=end, neginf=-end), -end, end) / end + 1) / 2
    bins = (share * (BINS - 1) + 0.5).astype(int) + BINS * np.arange(depth)[:, None]
    found = np.bincount(bins[numbers], minlength=BINS * depth).reshape(depth, BINS)
    return found.T / bins.shape[1]


class Panels:
    """Three panels over the layers: errors, activations, flat entries and units."""

    def __init__(self, figure: Figure) -> None:
        errors = plots.axes(
            figure, 131, xlabel="hidden layer", ylabel="root mean square", yscale="log",
            ylim=(LOW, HIGH),
        )  # fmt: skip
        histogram = plots.axes(figure, 132, xlabel="hidden layer", ylabel="")
        shares = plots.axes(figure, 133, xlabel="hidden layer", ylabel="share", ylim=(-0.03, 1.03))
        self.layers = [plots.scale_numbers(ax.xaxis, MARKED) for ax in (errors, histogram, shares)]
        heads = (
            (errors, 1.1, "● error δ, ← backward", plots.GRADIENT),
            (errors, 1.025, "○ weight gradient", plots.GRADIENT),
            (histogram, 1.025, "activations, forward →", plots.FORWARD),
            (shares, 1.1, "● entries without a slope", plots.GHOST),
            (shares, 1.025, "● units without any", plots.INK),
        )
        for ax, height, words, color in heads:
            plots.note(ax, 0, height, words, color=color, within=True)
        self.picture = self._image(histogram)
        dots: dict[str, Any] = {"marker": "o", "markersize": 5, "linewidth": 1.2}
        ring = dots | {"markerfacecolor": plots.PAPER}
        self.gradient = plots.curve(errors, [], [], color=plots.GRADIENT, **ring)
        self.error = plots.curve(errors, [], [], color=plots.GRADIENT, **dots)
        self.error_off = plots.OffScale(errors, color=plots.GRADIENT)
        self.gradient_off = plots.OffScale(errors, color=plots.GRADIENT, inset=0.06)
        self.saturated = plots.curve(shares, [], [], color=plots.GHOST, **dots)
        self.dead = plots.curve(shares, [], [], color=plots.INK, **dots)
        for ax in (errors, histogram, shares):
            ax.set_xlim(0, WIDEST)

    def _image(self, ax: Axes) -> AxesImage:
        end = float(place(LARGEST))
        image = ax.imshow(
            np.zeros((BINS, 1)), cmap=SHADES, vmin=0, vmax=1, aspect="auto", origin="lower",
            interpolation="nearest", extent=(0.5, 1.5, -end, end),
        )  # fmt: skip
        ax.set_autoscale_on(False)
        ax.set_yticks(place(TICKS), [str(tick).replace("-", "−") for tick in TICKS])
        ax.set_ylim(-end, end)
        return image

    def show(self, found: Statistics) -> None:
        """Draw one pass; a triangle marks what lies off the axis of sizes."""
        depth = len(found.error)
        end = next(end for end in ENDS if end >= depth)
        for words in self.layers:
            for word, share in zip(words, MARKED, strict=True):
                word.set_text(f"{share * end:g}")
        along = np.arange(1, depth + 1) / end
        for line, off_scale, sizes in (
            (self.error, self.error_off, found.error),
            (self.gradient, self.gradient_off, found.gradient),
        ):
            line.set_data(along, off_scale.mark(along, sizes))
        lost = ~np.isfinite(found.activation)  # no numbers, so no share of them
        self.saturated.set_data(along, np.where(lost, np.nan, found.saturated))
        self.dead.set_data(along, np.where(lost, np.nan, found.dead))
        self.picture.set_data(np.sqrt(found.counts))  # so that a tenth of them is well seen
        low, high = self.picture.get_extent()[2:]
        self.picture.set_extent((0.5 / end, (depth + 0.5) / end, low, high))


@explorer(size=(11.5, 4.4), pin=True)
def gradients(figure: Figure) -> Update:
    """Errors, activations and flat units in each layer, over activation, depth and scales."""
    panels = Panels(figure)

    def update(
        activation: str = choice(list(ACTIVATIONS), value="sigmoid", label="activation"),
        depth: int = slider(1, DEEPEST, value=20, integer=True, step=1, label="depth"),
        scale: float = slider(0.01, 100, value=1.0, log=True, label="input scale"),
        sigma_w: float = slider(0.5, 12, value=1.0, log=True, label="weights σ_w"),
    ) -> str:
        found = statistics_of(probe_of(activation, depth, scale, sigma_w))
        panels.show(found)
        return f"{activation}, inputs × {scale:.3g}, σ_w = {sigma_w:.3g}: {in_words(found)}"

    return update


def in_words(found: Statistics) -> str:
    """The three panels in words."""
    depth = len(found.error)
    first, last = found.error[0], found.error[-1]
    a_layer = f", × {found.factor:.2f} a layer" if np.isfinite(found.factor) else ""
    squares = found.activation
    share = f"{found.saturated[0]:.0%} of the entries of the first, "
    if np.isfinite(squares[-1]):
        share += f"{found.saturated[-1]:.0%} of the last; {found.dead[0]:.0%} and "
        share += f"{found.dead[-1]:.0%} of the units for all examples."
    else:
        share += f"{found.dead[0]:.0%} of its units for all examples; the last has no numbers."
    return (
        f"{depth} layers of {WIDTH}. Error δ: {size(last)} in the last hidden layer, {size(first)} "
        f"in the first{a_layer}. Activations: {size(squares[0])} in the first, {size(squares[-1])} "
        f"in the last. Without a slope: {share}"
    )
