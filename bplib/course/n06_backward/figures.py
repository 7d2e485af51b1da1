"""Figures of notebook 06: both passes on the drawing, the bug gallery, the price of a gradient."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from bplib import plots
from bplib.course.n06_backward.bugs import BUGS, NAMES, TOLERANCE, checked
from bplib.course.words import power
from bplib.nn import MLP, mlp, squared_error
from bplib.plots.network import Network
from bplib.widgets import Explorer, choice, explore, player, slider

FLOOR = 1e-13  # what a relative error of nothing is drawn as
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def played(sizes: Sequence[int] = (3, 4, 3, 2), seed: int = 4) -> Explorer:
    """One example goes forward through a small tanh net, then its error comes back."""
    net, A, delta = both_passes(sizes, seed)
    last = len(net.layers)

    def draw(figure: Any) -> Any:
        ax = plots.blank(figure, ylim=(0, 1.12))
        drawing = Network(ax, sizes)
        said = plots.note(ax, 0.5, 1.11, "", ha="center", va="top", fontsize=15)

        def update(step: int) -> str:
            seen = [layer <= step for layer in range(last + 1)]
            back = [layer > 2 * last - step for layer in range(last + 1)]
            ahead = [s and not b for s, b in zip(seen[1:], back[1:], strict=True)]
            drawing.show_activations(kept(A, seen), written=True)
            drawing.show_errors(kept(delta, back), written=True)
            drawing.show_weights(kept([d.W.value for d in net.layers], ahead))
            drawing.show_weights(kept([d.W.grad for d in net.layers], back[1:]), gradient=True)
            said.set_text(equation(step, last))
            return story(step, A, delta)

        return [drawing.moving, said], update

    return explore(draw, step=player(2 * last + 1, label="step", value=0), size=(8, 5))


def both_passes(sizes: Sequence[int], seed: int) -> tuple[MLP, list[Any], list[Any]]:
    """A random tanh net, and one example's activations and errors, input first."""
    rng = np.random.default_rng(seed)
    net = mlp(sizes, "tanh", output="tanh", rng=rng, bias_std=0.3)
    x, y = rng.normal(size=(1, sizes[0])), np.sign(rng.normal(size=(1, sizes[-1])))
    trace = net.trace(x)
    squared_error(trace[-1].A, y).mean().backward()
    A = [x, *(layer.A.value for layer in trace)]
    return net, A, [None, *(layer.Z.grad for layer in trace)]


def kept(arrays: Sequence[Any], wanted: Sequence[bool]) -> list[Any]:
    """The arrays with None in the place of those that are not wanted."""
    return [array if want else None for array, want in zip(arrays, wanted, strict=True)]


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


def story(step: int, A: Sequence[np.ndarray], delta: Sequence[Any]) -> str:
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
        f"Backward, layer {layer} of {last}: {start} comes the error {numbers(delta[layer])}. The "
        f"gradient of W{layer} is the activations coming in, {numbers(A[layer - 1])}, × this error."
    )


def numbers(row: np.ndarray) -> str:
    """A row of numbers as text."""
    return "(" + ", ".join(plots.network.short(float(value)) for value in np.ravel(row)) + ")"


def bugs(bug: str = "none") -> Explorer:
    """A gradient check of a three-layer net with a skip connection, and a switch for one bug."""

    def draw(figure: Any) -> Any:
        grid = figure.add_gridspec(1, 2, width_ratios=[1, 1.25])
        limit, agree, differ = entries(figure, grid[0])
        bars = parameters(figure, grid[1])

        def update(bug: str) -> str:
            check = checked(bug)
            x, y, wrong = check.entries
            plots.move_points(agree, x[~wrong], y[~wrong])
            plots.move_points(differ, x[wrong], np.clip(y[wrong], -limit, limit))
            plots.move_bars(bars, check.errors)
            for bar, error in zip(bars, check.errors, strict=True):
                bar.set_color(plots.GRADIENT if error > TOLERANCE else plots.GHOST)
            return check.sentence

        return [bars.patches, agree, differ], update

    return explore(draw, bug=choice(list(BUGS), value=bug, label="bug"), size=(9, 4.5))


def entries(figure: Any, place: Any) -> tuple[float, Any, Any]:
    """Axes for every entry of the gradients, the diagonal on which the right ones lie, marks."""
    limit = 1.25 * max(float(np.abs(d).max()) for d in checked("none").expected)
    ax = plots.axes(
        figure,
        place,
        xlabel="central difference",
        ylabel="backward pass",
        title="every entry",
        xlim=(-limit, limit),
        ylim=(-limit, limit),
    )
    plots.curve(ax, [-limit, limit], [-limit, limit], color=plots.GHOST, linewidth=1)
    agree = plots.points(ax, [], [], color=plots.GHOST, size=60)
    return limit, agree, plots.points(ax, [], [], color=plots.GRADIENT, marker="^", size=70)


def parameters(figure: Any, place: Any) -> Any:
    """A bar for each parameter's largest relative error, on a logarithmic axis."""
    ax = plots.axes(
        figure,
        place,
        xlabel="parameter",
        ylabel="largest relative error",
        yscale="log",
        xlim=(-0.6, 7.6),
        ylim=(FLOOR, 30),
        title="every parameter",
    )
    plots.curve(ax, [-0.6, 5.6], [TOLERANCE] * 2, color=plots.INK, linestyle="--", linewidth=1)
    plots.note(ax, 5.7, TOLERANCE, "tolerance", va="center")
    ax.set_xticks(range(6), [f"${name[0]}^{name[1]}$" for name in NAMES])
    return plots.bars(ax, range(6), np.zeros(6), bottom=FLOOR)


WAYS = (
    "central differences,\ntwo passes per weight",
    "forward mode,\none pass per weight",
    "backward pass",
)


def products(width: int, depth: int) -> tuple[int, int, int]:
    """Multiplications for all gradients of one example, in each of `WAYS`."""
    weights = depth * width**2  # as many as one forward pass multiplies
    return 2 * weights * weights, weights + weights * weights, 3 * weights - width**2


def price(width: int = 16, depth: int = 3) -> Explorer:
    """How many multiplications one gradient of all weights costs, in three ways."""

    def draw(figure: Any) -> Any:
        what = "multiplications for all gradients of one example"
        limits: dict[str, Any] = {"xlim": (1, 1e16), "ylim": (-0.6, 2.6)}
        ax = plots.axes(figure, xlabel=what, ylabel="", xscale="log", **limits)
        ax.set_yticks(range(3), WAYS)
        colors = [plots.GHOST, plots.GHOST, plots.GRADIENT]
        bars = plots.bars(ax, range(3), [1, 1, 1], color=colors, horizontal=True)
        labels = [plots.note(ax, 1, y, "", va="center") for y in range(3)]

        def update(width: int, depth: int) -> str:
            counts = products(width, depth)
            plots.move_bars(bars, counts)
            for y, (label, count) in enumerate(zip(labels, counts, strict=True)):
                label.set(position=(1.4 * count, y), text=readable(count))
            return (
                f"A net of {depth} layers of width {width} has {readable(depth * width**2)} "
                f"weights. The backward pass, with its forward pass, costs {readable(counts[2])} "
                f"multiplications; one pass of forward mode per weight costs "
                f"{readable(counts[1])}, central differences {readable(counts[0])}."
            )

        return [bars.patches, labels], update

    widths = slider(1, 256, value=width, label="width", integer=True)
    depths = slider(1, 20, value=depth, label="layers", integer=True)
    return explore(draw, size=(8, 3.2), width=widths, depth=depths)


def readable(count: int) -> str:
    """A count with its digits in threes, or as a power of ten where it is long."""
    return f"{count:,}".replace(",", "\u2009") if count < 10**7 else power(count)
