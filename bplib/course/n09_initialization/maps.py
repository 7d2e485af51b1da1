"""Figures of notebook 09: the length of one input and the correlation of two, layer after layer."""

from functools import lru_cache
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bplib import plots, theory
from bplib.course.n09_initialization.signal import Plan, network
from bplib.course.words import number, power
from bplib.plots.artists import Curve
from bplib.widgets import Update, choice, explorer, new_draw, slider

LAYERS = 30
MOST = 4.0  # of the lengths that are drawn
WIDTH, PAIRS = 200, 10
NAMES = ("tanh", "relu", "linear", "selu", "gelu", "sigmoid")
CORRELATIONS = np.sin(np.linspace(0, np.pi / 2, 23))  # closer where the map bends, near 1
REACH = (1e-6, 1e6)  # where a length that goes to 0 or to infinity counts as settled


@explorer(size=(9.6, 4.3), pin=True)
def lengths(figure: Figure) -> Update:
    """The length map q → q′ and its staircase; beside it the length in each layer."""
    q = np.linspace(0, MOST, 121)
    curve, stairs = draw_map(figure, MOST, "length q of a layer", "length q′ of the next")
    _, falling = draw_layers(figure, "length q", (0, MOST))

    def update(
        activation: str = choice(NAMES, value="tanh", label="activation"),
        sigma_w: float = slider(0.2, 2, value=1.0, step=0.02, label="σ_w"),
        sigma_b: float = slider(0, 1, value=0.0, step=0.02, label="σ_b"),
        start: float = slider(0.02, MOST, value=2.0, step=0.02, label="first length"),
    ) -> str:
        curve.set_data(q, theory.length_map(activation, q, sigma_w, sigma_b))
        walk = [start]
        for _ in range(LAYERS):
            walk.append(theory.length_map(activation, walk[-1], sigma_w, sigma_b))
        stairs.set_data(*staircase(walk))
        falling.set_data(np.arange(LAYERS + 1), np.minimum(walk, 2 * MOST))
        chi = theory.gradient_factor(activation, walk[-1], sigma_w)
        return (
            f"{activation}, σ_w = {sigma_w:.2f}, σ_b = {sigma_b:.2f}: from {start:.2f} the "
            f"length comes to {power(walk[10])} after 10 layers and {power(walk[-1])} after "
            f"{LAYERS}; there χ = {power(chi, 3)}."
        )

    return update


def staircase(walk: list[float]) -> tuple[np.ndarray, np.ndarray]:
    """Up to the curve, across to the diagonal, and again."""
    steps = [((q, q), (q, after), (after, after)) for q, after in pairwise(walk)]
    x, y = np.array(steps).reshape(-1, 2).clip(-99, 99).T
    return x, y


def draw_map(figure: Figure, most: float, xlabel: str, ylabel: str) -> tuple[Curve, Curve]:
    """The left panel: a map with the diagonal; returns its curve and its staircase."""
    ax = plots.axes(figure, 121, xlabel=xlabel, ylabel=ylabel, xlim=(0, most), ylim=(0, most))
    plots.curve(ax, [0, most], [0, most], color=plots.GHOST, linewidth=1)
    curve = plots.curve(ax, [], [], color=plots.INK, linewidth=2)
    return curve, plots.curve(ax, [], [], linewidth=1.2)


def draw_layers(figure: Figure, ylabel: str, ylim: tuple[float, float]) -> tuple[Axes, Curve]:
    """The right panel: a number in each layer; returns its axes and its dots."""
    ax = plots.axes(
        figure, 122, xlabel="layer", ylabel=ylabel, xlim=(-0.5, LAYERS + 0.5), ylim=ylim
    )
    return ax, plots.curve(ax, [], [], marker="o", markersize=4.5, linewidth=1)


def correlations(
    activation: str, sigma_w: float, sigma_b: float, start: float, seed: int
) -> np.ndarray:
    """The mean cosine between the Z of PAIRS pairs of inputs, in each layer of one network."""
    net = network(Plan("LeCun", activation, sigma_w, LAYERS, WIDTH, seed, sigma_b))
    one, other = np.random.default_rng([seed, WIDTH]).standard_normal((2, PAIRS, WIDTH))
    other = start * one + np.sqrt(1 - start**2) * other
    X = np.concatenate([one, other]).astype(np.float32)
    return np.array([cosines(Z.value.astype(float)).mean() for Z, _ in net.trace(X)])


def cosines(Z: np.ndarray) -> np.ndarray:
    """The cosine of each row of the upper half with its partner in the lower half."""
    unit = Z / np.sqrt(np.einsum("nj,nj->n", Z, Z))[:, None]
    return np.einsum("nj,nj->n", *np.split(unit, 2))


@lru_cache(maxsize=8)
def next_correlations(activation: str, sigma_w: float, sigma_b: float) -> np.ndarray:
    """The correlation map at CORRELATIONS, for inputs of the length that the map leads to."""
    q = np.clip(theory.fixed_length(activation, sigma_w, sigma_b), *REACH)
    return theory.correlation_map(activation, CORRELATIONS, q, sigma_w, sigma_b)


def iterate_map(start: float, after: np.ndarray) -> list[float]:
    """The correlation in each layer, by a map that is known at CORRELATIONS."""
    walk = [start]
    for _ in range(LAYERS - 1):
        walk.append(float(np.interp(walk[-1], CORRELATIONS, after)))
    return walk


@explorer(size=(9.6, 4.3))
def two_inputs(figure: Figure) -> Update:
    """How alike two inputs become from layer to layer: the map c → c′, and one network."""
    curve, stairs = draw_map(figure, 1.0, "correlation c of two inputs", "c′ in the next layer")
    right, dots = draw_layers(figure, "c, ● measured, — predicted", (-0.4, 1.05))
    line = plots.curve(right, [], [], color=plots.INK, linewidth=1.5)

    def update(
        activation: str = choice(("tanh", "relu"), label="activation"),
        sigma_w: float = slider(0.5, 3, value=2.5, step=0.02, label="σ_w"),
        sigma_b: float = slider(0, 1, value=0.3, step=0.02, label="σ_b"),
        start: float = slider(0, 1, value=0.9, step=0.02, label="correlation of the inputs"),
        seed: int = new_draw(),
    ) -> str:
        after = next_correlations(activation, sigma_w, sigma_b)
        found = correlations(activation, sigma_w, sigma_b, start, seed)
        walk = iterate_map(float(np.clip(found[0], 0, 1)), after)
        curve.set_data(CORRELATIONS, after)
        stairs.set_data(*staircase(walk))
        dots.set_data(np.arange(1, LAYERS + 1), found)
        line.set_data(np.arange(1, LAYERS + 1), walk)
        return (
            f"{activation}, σ_w = {sigma_w:.2f}, σ_b = {sigma_b:.2f}: from layer 1 to layer "
            f"{LAYERS} the correlation of two inputs goes from {number(found[0])} to "
            f"{number(found[-1])}; predicted is {number(walk[-1])}."
        )

    return update
