"""Figures of notebook 06: both passes on the drawing, the bug gallery, the price of a gradient."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from bplib import plots
from bplib.course.n06_backward.bugs import BUGS, NAMES, TOLERANCE, checked
from bplib.course.words import power
from bplib.nn import MLP, mlp, squared_error
from bplib.plots.network import Network
from bplib.widgets import Update, choice, explorer, player, slider

FLOOR = 1e-13  # what a relative error of nothing is drawn as
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@explorer(size=(8, 5))
def played(figure: Figure, sizes: Sequence[int] = (3, 4, 3, 2), seed: int = 4) -> Update:
    """One example goes forward through a small tanh net, then its error comes back."""
    net, A, delta = both_passes(sizes, seed)
    last = len(net.layers)
    ax = plots.blank(figure, ylim=(0, 1.12))
    drawing = Network(ax, sizes)
    formula = plots.note(ax, 0.5, 1.11, "", ha="center", va="top", fontsize=15)

    def update(step: int = player(2 * last + 1, label="step")) -> str:
        seen = [layer <= step for layer in range(last + 1)]
        back = [layer > 2 * last - step for layer in range(last + 1)]
        ahead = [s and not b for s, b in zip(seen[1:], back[1:], strict=True)]
        drawing.show_activations(where(seen, A), written=True)
        drawing.show_errors([None, *where(back[1:], delta)], written=True)
        drawing.show_weights(where(ahead, [layer.W.value for layer in net.layers]))
        drawing.show_weights(where(back[1:], [layer.W.grad for layer in net.layers]), gradient=True)
        formula.set_text(equation(step, last))
        return in_words(step, A, delta)

    return update


def both_passes(sizes: Sequence[int], seed: int) -> tuple[MLP, list[np.ndarray], list[np.ndarray]]:
    """A random tanh net, one example's activations, input first, and the errors of the layers."""
    rng = np.random.default_rng(seed)
    net = mlp(sizes, "tanh", output="tanh", rng=rng, bias_std=0.3)
    x, y = rng.normal(size=(1, sizes[0])), np.sign(rng.normal(size=(1, sizes[-1])))
    trace = net.trace(x)
    squared_error(trace[-1].A, y).mean().backward()
    return net, [x, *(layer.A.value for layer in trace)], [layer.Z.grad for layer in trace]


def where(wanted: Sequence[bool], arrays: Sequence[np.ndarray | None]) -> list[np.ndarray | None]:
    """The arrays with None in the place of those that are not wanted."""
    return [array if want else None for want, array in zip(wanted, arrays, strict=True)]


def equation(step: int, last: int) -> str:
    """The equation of one step of `played`, in plain characters: a formula takes 8 ms to set."""
    if step == 0:
        return "A⁰ = X"
    layer = step if step <= last else 2 * last + 1 - step
    this, before, after = (str(layer + k).translate(RAISED) for k in (0, -1, 1))
    if step <= last:
        return f"Z{this} = A{before} W{this} + b{this},   A{this} = f(Z{this})"
    at_a = f"∂C/∂A{this}" if layer == last else f"(Δ{after} (W{after})ᵀ)"
    return f"Δ{this} = {at_a} ⊙ f′(Z{this}),   ∂C/∂W{this} = (A{before})ᵀ Δ{this}"


def in_words(step: int, A: Sequence[np.ndarray], delta: Sequence[np.ndarray]) -> str:
    """One step of `played` in words."""
    last = len(A) - 1
    if step == 0:
        return f"The input: {numbers(A[0])}. Nothing else is known yet."
    if step <= last:
        return (
            f"Forward, layer {step} of {last}: the activations {numbers(A[step - 1])} become "
            f"{numbers(A[step])}."
        )
    layer = 2 * last + 1 - step
    start = "from the cost" if layer == last else f"back through W{layer + 1}"
    return (
        f"Backward, layer {layer} of {last}: {start} comes the error {numbers(delta[layer - 1])}. "
        f"The gradient of W{layer} is the activations coming in, {numbers(A[layer - 1])}, × this "
        "error."
    )


def numbers(row: np.ndarray) -> str:
    """A row of numbers as text."""
    return "(" + ", ".join(plots.network.short(float(value)) for value in np.ravel(row)) + ")"


@explorer(size=(9, 4.5))
def bugs(figure: Figure) -> Update:
    """A gradient check of a three-layer net with a skip connection, and a switch for one bug."""
    grid = figure.add_gridspec(1, 2, width_ratios=[1, 1.25])
    limit = 1.25 * max(float(np.abs(each).max()) for each in checked("none").expected)
    ax = plots.axes(
        figure, grid[0], xlabel="central difference", ylabel="backward pass", title="every entry",
        xlim=(-limit, limit), ylim=(-limit, limit),
    )  # fmt: skip
    plots.curve(ax, [-limit, limit], [-limit, limit], color=plots.GHOST, linewidth=1)
    agree = plots.points(ax, [], [], color=plots.GHOST, size=60)
    differ = plots.points(ax, [], [], color=plots.GRADIENT, marker="^", size=70)
    ax = plots.axes(
        figure, grid[1], xlabel="parameter", ylabel="largest relative error", yscale="log",
        title="every parameter", xlim=(-0.6, 7.6), ylim=(FLOOR, 30),
    )  # fmt: skip
    plots.curve(ax, [-0.6, 5.6], [TOLERANCE] * 2, color=plots.INK, linestyle="--", linewidth=1)
    plots.note(ax, 5.7, TOLERANCE, "tolerance", va="center")
    ax.set_xticks(range(6), [f"${name[0]}^{name[1]}$" for name in NAMES])
    bars = plots.bars(ax, range(6), np.zeros(6), bottom=FLOOR)

    def update(bug: str = choice(list(BUGS), label="bug")) -> str:
        check = checked(bug)
        x, y, wrong = check.entries
        plots.move_points(agree, x[~wrong], y[~wrong])
        plots.move_points(differ, x[wrong], np.clip(y[wrong], -limit, limit))
        plots.move_bars(bars, check.errors)
        for bar, error in zip(bars, check.errors, strict=True):
            bar.set_color(plots.GRADIENT if error > TOLERANCE else plots.GHOST)
        return check.sentence

    return update


WAYS = (
    "central differences,\ntwo passes per weight",
    "forward mode,\none pass per weight",
    "backward pass",
)


def count_products(width: int, depth: int) -> tuple[int, int, int]:
    """Multiplications for all gradients of one example, in each of `WAYS`."""
    weights = depth * width**2  # as many as one forward pass multiplies
    return 2 * weights * weights, weights + weights * weights, 3 * weights - width**2


@explorer(size=(8, 3.2))
def price(figure: Figure) -> Update:
    """How many multiplications one gradient of all weights costs, in three ways."""
    what = "multiplications for all gradients of one example"
    ax = plots.axes(figure, xlabel=what, ylabel="", xscale="log", xlim=(1, 1e16), ylim=(-0.6, 2.6))
    ax.set_yticks(range(3), WAYS)
    colors = [plots.GHOST, plots.GHOST, plots.GRADIENT]
    bars = plots.bars(ax, range(3), [1, 1, 1], color=colors, horizontal=True)
    labels = [plots.note(ax, 1, y, "", va="center") for y in range(3)]

    def update(
        width: int = slider(1, 256, value=16, integer=True, label="width"),
        depth: int = slider(1, 20, value=3, integer=True, label="layers"),
    ) -> str:
        counts = count_products(width, depth)
        plots.move_bars(bars, counts)
        for y, (label, count) in enumerate(zip(labels, counts, strict=True)):
            label.set(position=(1.4 * count, y), text=readable(count))
        return (
            f"A net of {depth} layers of width {width} has {readable(depth * width**2)} "
            f"weights. The backward pass, with its forward pass, costs {readable(counts[2])} "
            f"multiplications; one pass of forward mode per weight costs "
            f"{readable(counts[1])}, central differences {readable(counts[0])}."
        )

    return update


def readable(count: int) -> str:
    """A count with its digits in threes, or as a power of ten where it is long."""
    return f"{count:,}".replace(",", "\u2009") if count < 10**7 else power(count)
