"""Figures of notebook 05: a layer's shapes, a digit in a network, softmax shifted and stretched."""

from collections.abc import Callable, Sequence
from itertools import pairwise, zip_longest
from typing import Any, NamedTuple

import numpy as np
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.text import Text

from bplib import plots
from bplib.course.words import number, power
from bplib.data import digits
from bplib.functions import softmax
from bplib.plots.network import FILL, WIDEST, column, edges, largest
from bplib.widgets import Update, explorer, new_draw, slider
from bplib.widgets.explorer import Points

EXAMPLES = 20  # of the test set
BLOCKS, CLASSES = 16, 10  # inputs: the digit in blocks of 2×2 pixels
DEEPEST, WIDEST_LAYER = 4, 12
UNIT = 180.0  # a circle's area, in square points
THIN = 0.12  # of the widest line: what is thinner is left out
INPUT_AT, OUTPUT_AT = 0.04, 0.79  # where the first and the last column stand, of 1


class Pass(NamedTuple):
    """What one example makes of a network: its activations, input first, and the weights."""

    A: list[np.ndarray]
    W: list[np.ndarray]

    @property
    def sizes(self) -> list[int]:
        """How many units each layer has, input first."""
        return [a.size for a in self.A]

    @property
    def sent(self) -> list[np.ndarray]:
        """What goes along each line: activation × weight."""
        return [a[:, None] * W for a, W in zip(self.A, self.W, strict=False)]


def blocks(pixels: np.ndarray) -> np.ndarray:
    """A digit of 8×8 pixels as the 16 means of its blocks of 2×2."""
    return pixels.reshape(4, 2, 4, 2).mean(axis=(1, 3)).ravel()


def weights(sizes: list[int], seed: int) -> list[np.ndarray]:
    """Weights of standard deviation 1/√d_in; a wider net keeps those of a narrower one."""
    drawn = np.random.default_rng(seed).standard_normal((DEEPEST + 1, BLOCKS, BLOCKS))
    last = len(sizes) - 2  # the output has the last draw at any depth
    places = [*range(last), DEEPEST]
    return [
        drawn[place][:d_in, :d_out] / np.sqrt(d_in)
        for place, (d_in, d_out) in zip(places, pairwise(sizes), strict=True)
    ]


def forward(depth: int, width: int, example: int, seed: int) -> Pass:
    """One digit through `depth` tanh layers and a linear output; all biases are 0."""
    W = weights([BLOCKS, *[width] * depth, CLASSES], seed)
    A = [blocks(digits().X_test[example])]
    for layer in W[:-1]:
        A.append(np.tanh(A[-1] @ layer))
    return Pass([*A, A[-1] @ W[-1]], W)


@explorer(size=(8.6, 4.4))
def network(figure: Figure) -> Update:
    """A handwritten digit goes through a network whose weights are fresh from the generator."""
    show_digit = draw_digit(figure)
    ax = plots.blank(figure, [0.22, 0.02, 0.77, 0.96])
    lines = edges(ax, plots.FORWARD)
    units = plots.points(ax, [], [], size=UNIT, edgecolor=plots.INK, linewidth=1.5)
    counts = plots.note(ax, 0.44, 0.0, "", ha="center")
    here = plots.note(ax, OUTPUT_AT + 0.055, 0, "◀ largest", va="center")
    for digit, y in enumerate(column(CLASSES, BLOCKS)):
        plots.note(ax, OUTPUT_AT + 0.03, y, f"{digit}", va="center", zorder=0)
    drawn: list[int] = []

    def update(
        depth: int = slider(1, DEEPEST, value=2, label="hidden layers", integer=True),
        width: int = slider(1, WIDEST_LAYER, value=8, label="units in each", integer=True),
        example: int = slider(0, EXAMPLES - 1, value=3, label="example", integer=True),
        seed: int = new_draw("New weights"),
    ) -> str:
        made = forward(depth, width, example, seed)
        sizes = " → ".join(map(str, made.sizes))
        if drawn != made.sizes:
            drawn[:] = made.sizes
            lay_out(made.sizes, lines, units)
            counts.set_text(f"units: {sizes}")
        fill(units, np.concatenate(made.A))
        sent = np.concatenate([np.abs(each).ravel() for each in made.sent])
        lines.set_linewidth(
            list(WIDEST * np.where(sent < THIN * sent.max(), 0, sent) / largest([sent]))
        )
        show_digit(example)
        winner = made.A[-1].argmax()
        here.set_position((OUTPUT_AT + 0.055, column(CLASSES, BLOCKS)[winner]))
        parameters = sum(W.size + W.shape[1] for W in made.W)
        typical = ", ".join(number(np.sqrt(np.mean(a**2))) for a in made.A)
        return (
            f"Example {example}, a {digits().y_test[example]}, goes through {sizes} units; this "
            f"net has {parameters} parameters. Typical size of the activations, input first: "
            f"{typical}. The largest of the ten outputs is the one for {winner}."
        )

    return update


def draw_digit(figure: Figure) -> Callable[[int], None]:
    """The digit, with the borders of its blocks; returns what shows another example."""
    ax = plots.axes(figure, [0.02, 0.32, 0.19, 0.38], xlabel="", ylabel="", title="the digit")
    ax.set(xticks=[], yticks=[], aspect="equal", xlim=(-0.5, 7.5), ylim=(7.5, -0.5))
    ax.spines[:].set_visible(False)  # the pixels are painted over them
    edges_of_pixels = np.arange(9) - 0.5
    shown = ax.pcolormesh(  # drawn ten times as quickly as an image
        edges_of_pixels, edges_of_pixels, np.zeros((8, 8)), cmap=FILL, vmin=0, vmax=1
    )
    for border in (-0.5, 1.5, 3.5, 5.5, 7.5):
        ax.axhline(border, color=plots.GHOST, linewidth=1, clip_on=False)
        ax.axvline(border, color=plots.GHOST, linewidth=1, clip_on=False)

    def show(example: int) -> None:
        image = digits().X_test[example].reshape(8, 8)
        if not np.array_equal(image, np.asarray(shown.get_array())):
            shown.set(array=image)  # `set_array` alone would not mark it as touched

    return show


def lay_out(sizes: list[int], lines: LineCollection, units: PathCollection) -> None:
    """Put units and lines where the layers of these sizes have them."""
    across = np.linspace(INPUT_AT, OUTPUT_AT, len(sizes))
    places = [
        np.column_stack([np.full(size, x), column(size, BLOCKS)])
        for x, size in zip(across, sizes, strict=True)
    ]
    units.set_offsets(np.concatenate(places))
    ends = [
        np.stack(np.broadcast_arrays(left[:, None], right[None]), axis=2).reshape(-1, 2, 2)
        for left, right in pairwise(places)
    ]
    lines.set_segments(list(np.concatenate(ends)))


def fill(units: PathCollection, values: np.ndarray) -> None:
    """Fill the circles with activations: the larger, the darker; a dashed ring is negative."""
    units.set_facecolor(FILL(0.85 * np.abs(values) / max(1.0, np.abs(values).max())))
    units.set_linestyle(["--" if value < 0 else "-" for value in values])


SLOT, GAP = 6, 1.5  # a matrix has at most so many rows and columns; between two stands a sign
NAMES = (r"$A_\mathrm{in}$", "$W$", "$b$", "$Z$")


class Product(NamedTuple):
    """A layer on small numbers: a batch, its weights and biases, and what comes out."""

    A_in: np.ndarray
    W: np.ndarray
    b: np.ndarray
    Z: np.ndarray


def layer(n: int, d_in: int, d_out: int) -> Product:
    """A layer of these sizes; a larger one keeps the numbers of a smaller one."""
    drawn = np.random.default_rng(46).integers(-3, 4, size=(3, SLOT, SLOT)).astype(float)
    A_in, W, b = drawn[0, :n, :d_in], drawn[1, :d_in, :d_out] / 2, drawn[2, 0, :d_out]
    return Product(A_in, W, b, A_in @ W + b)


def cells(slot: int, rows: int, columns: int) -> np.ndarray:
    """The corners of a matrix's cells in the middle of its slot, shape (rows, columns, 4, 2)."""
    left = slot * (SLOT + GAP) + (SLOT - columns) / 2
    top = (SLOT + rows) / 2
    corner = np.stack(np.meshgrid(left + np.arange(columns), top - np.arange(rows)), axis=-1)
    return corner[:, :, None] + [[0, 0], [1, 0], [1, -1], [0, -1]]


def frame(part: np.ndarray) -> np.ndarray:
    """The corners of the rectangle round some cells."""
    (x0, y0), (x1, y1) = part.reshape(-1, 2).min(axis=0), part.reshape(-1, 2).max(axis=0)
    return np.array([[x0, y1], [x1, y1], [x1, y0], [x0, y0]])


def cell_at(parts: Sequence[np.ndarray], x: float, y: float) -> tuple[int, int, int]:
    """The matrix, the row and the column that lie nearest to a point."""
    slot = min(max(int((x + GAP / 2) // (SLOT + GAP)), 0), len(parts) - 1)
    rows, columns = parts[slot].shape[:2]
    left, top = parts[slot][0, 0, 0]
    row, column = np.clip([int(top - y), int(x - left)], 0, [rows - 1, columns - 1])
    return slot, int(row), int(column)


def entry_in_words(made: Product, i: int, k: int) -> str:
    """How one entry of Z comes about."""
    pairs = zip(made.A_in[i], made.W[:, k], strict=True)
    terms = " + ".join(f"({a:g})({w:g})" for a, w in pairs)
    shapes = f"{made.A_in.shape} @ {made.W.shape} + {made.b.shape} → {made.Z.shape}"
    return (
        f"{shapes}: the inner {len(made.W)} is summed away. Z[{i}, {k}] = row {i} of A_in times "
        f"column {k} of W, plus b[{k}]: {terms} + ({made.b[k]:g}) = {made.Z[i, k]:g}."
    ).replace("-", "−")


def write(
    words: Sequence[Text], places: np.ndarray, values: Sequence[float], *, dark: float
) -> None:
    """Put numbers into cells, white where these are dark; words that are left over say nothing."""
    for word, place, value in zip_longest(words, places, values):
        if value is None:
            word.set_text("")
        else:
            word.set(text=f"{value:g}".replace("-", "−"), position=place)
            word.set_color(plots.PAPER if abs(value) > dark else plots.INK)


@explorer(size=(10, 3.3))
def shapes(figure: Figure) -> tuple[Update, Points]:
    """A_in @ W + b as cells: the row and the column that meet in one entry of Z."""
    width = 4 * SLOT + 3 * GAP
    ax = plots.blank(figure, [0, 0, 1, 1], xlim=(-0.5, width + 0.5), ylim=(-1.6, SLOT + 1.4))
    ax.set_aspect("equal")
    for slot, name in enumerate(NAMES):
        middle = slot * (SLOT + GAP) + SLOT / 2
        plots.note(ax, middle, SLOT + 0.3, name, ha="center", fontsize=15)
        if slot:
            sign = "@+="[slot - 1]
            plots.note(ax, middle - (SLOT + GAP) / 2, SLOT / 2, sign, ha="center", va="center")
            plots.seam(ax, middle - SLOT / 2 - GAP / 4)
    below = [
        plots.note(ax, slot * (SLOT + GAP) + SLOT / 2, -0.4, "", ha="center", va="top")
        for slot in range(4)
    ]
    laid = PolyCollection([], facecolor="none", edgecolor=plots.GHOST, linestyle=":")
    all_cells = PolyCollection([], edgecolor=plots.GHOST, linewidth=0.8)
    chosen = PolyCollection([], facecolor="none", edgecolor=plots.INK, linewidth=2.5)
    for each in (laid, all_cells, chosen):
        ax.add_collection(each)
    words = [
        plots.note(ax, 0, 0, "", ha="center", va="center", fontsize=9) for _ in range(2 * SLOT + 2)
    ]
    drawn: list[np.ndarray] = []

    def update(
        n: int = slider(1, SLOT, value=5, label="examples n", integer=True),
        d_in: int = slider(1, SLOT, value=4, label="inputs d_in", integer=True),
        d_out: int = slider(1, SLOT, value=3, label="units d_out", integer=True),
        example: int = slider(0, SLOT - 1, value=1, label="row of Z", integer=True),
        unit: int = slider(0, SLOT - 1, value=2, label="column of Z", integer=True),
    ) -> str:
        i, k = min(example, n - 1), min(unit, d_out - 1)
        made = layer(n, d_in, d_out)
        parts = [cells(0, n, d_in), cells(1, d_in, d_out), cells(2, n, d_out), cells(3, n, d_out)]
        drawn[:] = parts
        full = [parts[0], parts[1], parts[2][[i]], parts[3]]
        all_cells.set_verts([corners for part in full for corners in part.reshape(-1, 4, 2)])
        values = np.concatenate([each.ravel() for each in made])
        all_cells.set_facecolor(FILL(0.85 * np.abs(values) / np.abs(values).max(initial=1)))
        laid.set_verts(list(parts[2].reshape(-1, 4, 2)))
        lit = [parts[0][i], parts[1][:, k], parts[2][i, k], parts[3][i, k]]
        chosen.set_verts([frame(each) for each in lit])
        places = np.concatenate([each.reshape(-1, 4, 2).mean(axis=1) for each in lit])
        written = [*made.A_in[i], *made.W[:, k], made.b[k], made.Z[i, k]]
        write(words, places, written, dark=0.6 * np.abs(values).max(initial=1))
        for text, shape in zip(below, (each.shape for each in made), strict=True):
            text.set_text(str(shape))
        return entry_in_words(made, i, k)

    def choose(x: float, y: float) -> dict[str, int]:
        slot, row, column = cell_at(drawn, x, y)
        example, unit = {"example": row}, {"unit": column}
        return [example, unit, example | unit, example | unit][slot]

    return update, {ax: choose}


LOGITS = np.array([2.0, 1.0, 0.0, -1.0])
EXP_OVERFLOWS, EXP_IS_0 = 709.8, -745.1  # of float64
REACH = 1050.0


def naive(z: np.ndarray) -> np.ndarray:
    """Softmax as the formula says, not a number where that overflows."""
    with np.errstate(all="ignore"):
        return np.exp(z) / np.sum(np.exp(z))


@explorer(size=(9.6, 4))
def shifted(figure: Figure) -> Update:
    """Four logits, shifted and stretched: softmax by the formula and softmax done safely."""
    rows: dict[str, Any] = {"ylabel": "", "ylim": (3.6, -0.6)}
    left = plots.axes(
        figure, [0.05, 0.17, 0.42, 0.7], xlabel="logit z", xlim=(-REACH, REACH), **rows
    )
    left.set_xticks([-1000, -500, 0, 500, 1000])
    left.axvspan(EXP_OVERFLOWS, REACH, color=plots.GHOST, alpha=0.35, linewidth=0)
    left.axvspan(-REACH, EXP_IS_0, color=plots.GHOST, alpha=0.35, linewidth=0)
    plots.note(left, 0, 1.03, "exp is 0", within=True)
    plots.note(left, 1, 1.03, "exp is inf", within=True, ha="right")
    right = plots.axes(figure, [0.56, 0.17, 0.42, 0.7], xlabel="softmax", xlim=(0, 1.05), **rows)
    for ax in (left, right):
        ax.set_yticks(range(4), [f"$z_{k + 1}$" for k in range(4)])
    at = plots.points(left, LOGITS, range(4), size=90)
    bars = plots.bars(right, range(4), np.zeros(4), horizontal=True, width=0.55)
    circles = plots.points(
        right, [], [], color=plots.PAPER, edgecolor=plots.INK, linewidth=2, clip_on=False
    )
    plots.note(right, 0, 1.03, "safe", color=plots.FORWARD, within=True)
    legend = plots.note(right, 0.2, 1.03, "", within=True)

    def update(
        shift: float = slider(
            -900, 900, value=0.0, step=10, label="shift all logits by", still=800.0
        ),
        scale: float = slider(0.1, 50, value=1.0, label="stretch them by", log=True),
    ) -> str:
        z = scale * LOGITS + shift
        p, safe = naive(z), softmax(z)
        fine = np.isfinite(p)
        plots.move_points(at, z, range(4))
        plots.move_bars(bars, safe)
        plots.move_points(circles, p[fine], np.arange(4)[fine])
        legend.set_text("○ by the formula" if fine.all() else "by the formula: nan")
        logits = ", ".join(number(v, 1) for v in z)
        formula = ", ".join("no number" if np.isnan(v) else power(v) for v in p)
        return (
            f"Logits {logits}. Softmax, safe: {', '.join(power(v) for v in safe)}. "
            f"By the formula: {formula}."
        )

    return update
