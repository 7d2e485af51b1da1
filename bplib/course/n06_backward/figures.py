"""Figures of notebook 06: both passes, one example's gradient, the bug gallery, the price."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.figure import Figure

from bplib import plots
from bplib.course.cells import Cells
from bplib.course.n06_backward.bugs import BUGS, TOLERANCE, Checked, check_pass, checked
from bplib.course.n06_backward.exercises import repaired
from bplib.course.words import number, power
from bplib.nn import MLP, mlp, squared_error
from bplib.plots.network import Network
from bplib.widgets import Update, choice, explorer, picture, player, slider

FLOOR = 1e-13  # what a relative error of nothing is drawn as


@explorer(size=(8, 5), narrowest=0.56)
def played(figure: Figure, sizes: Sequence[int] = (3, 4, 3, 2), seed: int = 4) -> Update:
    """One example goes forward through a small tanh net, then its error comes back."""
    net, A, y, delta = both_passes(sizes, seed)
    last = len(net.layers)
    ax = plots.blank(figure, xlim=(0, 1.06), ylim=(0, 1.12))
    drawing = Network(ax, sizes)
    formula = plots.note(ax, 0.5, 1.11, "", ha="center", va="top", fontsize=15)
    for (across, up), target in zip(drawing.places[-1], y.ravel(), strict=True):
        word = f"target {number(target, 0)}"
        plots.note(ax, across, up + 0.085, word, color=plots.INK, ha="center", fontsize=12)

    def update(step: int = player(2 * last + 1, label="step", still=2 * last)) -> str:
        seen = [layer <= step for layer in range(last + 1)]
        back = [layer > 2 * last - step for layer in range(last + 1)]
        ahead = [s and not b for s, b in zip(seen[1:], back[1:], strict=True)]
        drawing.show_activations(where(seen, A), written=True)
        drawing.show_errors([None, *where(back[1:], delta)], written=True)
        drawing.show_weights(where(ahead, [layer.W.value for layer in net.layers]))
        drawing.show_weights(where(back[1:], [layer.W.grad for layer in net.layers]), gradient=True)
        formula.set_text(equation(step, last))
        return in_words(step, A, y, delta)

    return update


def both_passes(
    sizes: Sequence[int], seed: int
) -> tuple[MLP, list[np.ndarray], np.ndarray, list[np.ndarray]]:
    """A random tanh net; one example's activations, input first, targets, errors of the layers."""
    rng = np.random.default_rng(seed)
    net = mlp(sizes, "tanh", output="tanh", rng=rng, bias_std=0.3)
    x, y = rng.normal(size=(1, sizes[0])), np.sign(rng.normal(size=(1, sizes[-1])))
    trace = net.trace(x)
    squared_error(trace[-1].A, y).mean().backward()
    A, delta = [x, *(layer.A.value for layer in trace)], [layer.Z.grad for layer in trace]
    return net, A, y, delta


def where(wanted: Sequence[bool], arrays: Sequence[np.ndarray | None]) -> list[np.ndarray | None]:
    """The arrays with None in the place of those that are not wanted."""
    return [array if want else None for want, array in zip(wanted, arrays, strict=True)]


def equation(step: int, last: int) -> str:
    """The equation of one step of `played`, in plain characters: a formula takes 8 ms to set."""
    if step == 0:
        return "A⁰ = X"
    layer = step if step <= last else 2 * last + 1 - step
    this, before, after = (plots.raised(layer + k) for k in (0, -1, 1))
    if step <= last:
        return f"Z{this} = A{before} W{this} + b{this},   A{this} = f(Z{this})"
    at_a = f"∂C/∂A{this}" if layer == last else f"(Δ{after} (W{after})ᵀ)"
    return f"Δ{this} = {at_a} ⊙ f′(Z{this}),   ∂C/∂W{this} = (A{before})ᵀ Δ{this}"


def in_words(step: int, A: Sequence[np.ndarray], y: np.ndarray, delta: Sequence[np.ndarray]) -> str:
    """One step of `played` in words."""
    last = len(A) - 1
    if step == 0:
        return f"The input: {numbers(A[0])}; the targets: {numbers(y)}. Nothing else is known yet."
    if step <= last:
        return (
            f"Forward, layer {step} of {last}: the activations {numbers(A[step - 1])} become "
            f"{numbers(A[step])}."
        )
    layer = 2 * last + 1 - step
    start = f"from the targets {numbers(y)}" if layer == last else f"back through W{layer + 1}"
    return (
        f"Backward, layer {layer} of {last}: {start} comes the error {numbers(delta[layer - 1])}. "
        f"The gradient of W{layer} is the activations coming in, {numbers(A[layer - 1])}, × this "
        "error."
    )


def numbers(row: np.ndarray) -> str:
    """A row of numbers as text."""
    return "(" + ", ".join(number(value) for value in np.ravel(row)) + ")"


@explorer(size=(9.6, 4.6))
def outer(figure: Figure) -> Update:
    """The gradient of a layer's weights from one example, and the sum over the examples so far."""
    A_in, A, Delta = batch_of_a_layer()
    each = A_in[:, :, None] * Delta[:, None, :]
    n, inputs, units = each.shape
    ax = plots.blank(figure, xlim=(-1.9, 2 * units + 2.4), ylim=(inputs + 0.8, -2.8))
    plots.seam(ax, units + 1.2)
    column = Cells(ax, -1.4, 0, (inputs, 1), plots.FORWARD)
    row = Cells(ax, 0, -1.4, (1, units), plots.GRADIENT)
    one = Cells(ax, 0, 0, (inputs, units), plots.GRADIENT)
    total = Cells(ax, units + 2, 0, (inputs, units), plots.GRADIENT)
    plots.note(ax, -0.9, -0.2, "inputs a", color=plots.FORWARD, ha="center")
    plots.note(ax, units / 2, -1.65, "errors δ", color=plots.GRADIENT, ha="center")
    title = plots.note(ax, units / 2, -2.4, "", ha="center")
    summed = plots.note(ax, units * 1.5 + 2, -0.3, "", ha="center")
    rows = [
        plots.note(ax, units + 0.15, j + 0.5, "", va="center", fontsize=12) for j in range(inputs)
    ]
    columns = [
        plots.note(ax, k + 0.5, inputs + 0.5, "", ha="center", fontsize=12) for k in range(units)
    ]

    def update(example: int = slider(1, n, value=2, integer=True, label="example")) -> str:
        m = example - 1
        so_far = each[:example].sum(axis=0)
        column.show(A_in[m][:, None])
        row.show(Delta[m][None])
        one.show(each[m])
        total.show(so_far)
        title.set_text(f"example {example}: a × δ")
        summed.set_text(f"sum of examples 1 to {example}" if m else "sum: example 1 alone")
        empty = A_in[m] == 0, abs(Delta[m]) < EMPTY
        for words, places, stall in zip((rows, columns), empty, (1, 2), strict=True):
            for word, is_empty in zip(words, places, strict=True):
                word.set_text(f"stall {stall}" if is_empty else "")
        never = (so_far == 0).all(axis=1), (abs(so_far) < EMPTY).all(axis=0)
        summed_up = f"the sum of examples 1 to {example}" if m else "example 1 alone"
        return (
            f"Example {example} of {n}: the inputs {numbers(A_in[m])} times the errors "
            f"{numbers(Delta[m])}. Empty are {listed('row', empty[0])}, where the input is 0 "
            f"(stall 1), and {listed('column', empty[1])}, where the unit is saturated, with "
            f"a = {numbers(A[m][empty[1]])} (stall 2). In {summed_up} "
            f"{listed('row', never[0])} and {listed('column', never[1])} are still empty."
        )

    return update


EMPTY = 0.005  # what two decimals show as 0


def batch_of_a_layer() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Inputs (6, 5), activations and errors (6, 4) of tanh units, for the sum of ½ (a − y)².

    Input 4 is 0 in every example, and unit 3 is saturated in every one.
    """
    rng = np.random.default_rng(2)
    A_in = np.clip(rng.normal(0.5, 0.8, size=(6, 5)), 0, 1)
    A_in[:, 3] = 0
    A = np.tanh(A_in @ rng.normal(0, 1.2, size=(5, 4)) + [0, 0, 5, 0])
    return A_in, A, (A - rng.choice([-0.5, 0.5], size=A.shape)) * (1 - A**2)


def listed(what: str, chosen: np.ndarray) -> str:
    """The rows or columns that are chosen, counted from 1."""
    places = [str(place + 1) for place in np.flatnonzero(chosen)]
    if not places:
        return f"no {what}"
    *others, last = places
    return f"{what}s {', '.join(others)} and {last}" if others else f"{what} {last}"


@explorer(size=(9, 4.5))
def bugs(figure: Figure) -> Update:
    """A gradient check of a three-layer net with a skip connection, and a switch for one bug."""
    farthest = max(float(np.abs(checked(bug).entries[1]).max()) for bug in BUGS)
    show = draw_check(figure, checked("none"), 1.05 * farthest)

    def update(bug: str = choice(list(BUGS), label="bug")) -> str:
        show(checked(bug))
        return f"Bug: {bug}; {checked(bug)}. {BUGS[bug]}"

    return update


@picture(size=(9, 4.5), examples=[{"gradients": repaired}])
def chart(figure: Figure, gradients: Callable[..., Sequence[np.ndarray]]) -> str:
    """The gradient check of your own pass, gradients(W1, W2, W3, X, Y) -> (dW1, dW2, dW3)."""
    check = check_pass(gradients)
    draw_check(figure, check, 1.05 * float(np.abs(check.entries[:2]).max()))(check)
    return f"Gradient check of {getattr(gradients, '__name__', 'a pass')}: {check}."


def draw_check(figure: Figure, check: Checked, highest: float) -> Callable[[Checked], None]:
    """Two panels for a gradient check, every entry and every parameter; returns what fills them."""
    grid = figure.add_gridspec(1, 2, width_ratios=[1, 1.25])
    far, count = 1.25 * float(np.abs(check.entries[0]).max()), len(check.names)
    ax = plots.axes(
        figure, grid[0], xlabel="central difference", ylabel="backward pass", title="every entry",
        xlim=(-far, far), ylim=(-highest, highest),
    )  # fmt: skip
    plots.curve(ax, [-far, far], [-far, far], color=plots.GHOST, linewidth=1)
    agree = plots.points(ax, [], [], color=plots.GHOST, size=60)
    differ = plots.points(ax, [], [], color=plots.GRADIENT, marker="^", size=70)
    end = count - 0.4
    ax = plots.axes(
        figure, grid[1], xlabel="parameter", ylabel="largest relative error", yscale="log",
        title="every parameter", xlim=(-0.6, 1.28 * count), ylim=(FLOOR, 30),
    )  # fmt: skip
    plots.curve(ax, [-0.6, end], [TOLERANCE] * 2, color=plots.INK, linestyle="--", linewidth=1)
    plots.note(ax, end + 0.1, TOLERANCE, "tolerance", va="center")
    ax.set_xticks(range(count), [f"${name[0]}^{name[1]}$" for name in check.names])
    bars = plots.bars(ax, range(count), np.zeros(count), bottom=FLOOR)

    def show(check: Checked) -> None:
        x, y, wrong = check.entries
        plots.move_points(agree, x[~wrong], y[~wrong])
        plots.move_points(differ, x[wrong], y[wrong])
        plots.move_bars(bars, check.errors)
        for bar, error in zip(bars, check.errors, strict=True):
            bar.set_color(plots.GRADIENT if error > TOLERANCE else plots.GHOST)

    return show


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
    ax.xaxis.label.set(x=1, ha="right")  # the words are wider than a narrow scale
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
