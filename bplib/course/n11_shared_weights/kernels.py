"""Figures of notebook 11, part 1, on convolution: what a kernel entry touches, and the way back.

The kernel is called k, its entry u (in two dimensions u, v); a place is one of its positions.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure
from numpy.lib.stride_tricks import sliding_window_view

from bplib import plots
from bplib.course.cells import Cells
from bplib.course.words import number
from bplib.data import digits
from bplib.widgets import Update, explorer, slider

SIZE = 3  # of the kernel
EDGE = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]]) / 4  # dark to light


def short(value: float) -> str:
    """A number of one decimal; a zero is left out."""
    return number(value, 1) if value else ""


def sign(value: float) -> str:
    """What a map says of a number that its shade does not: a minus."""
    return "−" if value < -0.02 else ""


@explorer(size=(9.6, 4.8))
def diagonals(figure: Figure) -> Update:
    """A kernel of three numbers as a matrix, and the gradient of one as the sum of a diagonal."""
    a, k, delta = line()
    places = np.arange(len(a))[:, None] - np.arange(len(delta))  # p − i: which entry stands there
    inside = (places >= 0) & (places < SIZE)
    M = np.where(inside, k[np.clip(places, 0, SIZE - 1)], 0)
    table = np.outer(a, delta)
    rows, columns = M.shape
    ax = plots.blank(figure, xlim=(-0.1, 2 * columns + 3.4), ylim=(rows + 1.1, -2.4))
    plots.seam(ax, columns + 0.55)
    matrix = Cells(ax, 0, 0, M.shape, plots.GHOST, write=short, fontsize=13)
    inputs = Cells(ax, columns + 1.1, 0, (rows, 1), plots.FORWARD, write=short, fontsize=13)
    errors = Cells(ax, columns + 2.4, -1.3, (1, columns), plots.GRADIENT, write=short, fontsize=13)
    products = Cells(ax, columns + 2.4, 0, M.shape, plots.GRADIENT, fontsize=13)
    inputs.show(a[:, None])
    errors.show(delta[None])
    plots.note(ax, columns / 2, -0.35, "the matrix: $z = a\\,M$", ha="center", fontsize=14)
    plots.note(ax, columns + 1.6, -0.2, "$a$", color=plots.FORWARD, ha="center", fontsize=15)
    plots.note(ax, columns + 2.1, -0.65, "δ", color=plots.GRADIENT, ha="center", fontsize=15)
    plots.note(ax, columns * 1.5 + 2.4, -1.6, "input × error", color=plots.GRADIENT, ha="center",
               fontsize=14)  # fmt: skip
    total = plots.note(ax, columns * 1.5 + 2.4, rows + 0.75, "", ha="center", fontsize=14)

    def update(
        entry: int = slider(0, SIZE - 1, value=1, integer=True, label="kernel entry u"),
    ) -> str:
        lit = places == entry
        matrix.show(M, lit)
        products.show(table, lit)
        name = "∂C/∂k" + "₀₁₂"[entry]
        total.set_text(f"{name} = sum of the diagonal = {number(table[lit].sum())}")
        return (
            f"Entry {entry} of the kernel, {number(k[entry])}, stands in {lit.sum()} of the "
            f"{M.size} cells of the matrix, on one diagonal. The products input × error on that "
            f"diagonal are {', '.join(number(each) for each in table[lit])}; their sum, the "
            f"gradient of the entry, is {number(table[lit].sum())}."
        )

    return update


@cache
def line() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Eight inputs, a kernel of three, six errors, all with one decimal."""
    rng = np.random.default_rng(31)
    a, k, delta = (rng.normal(0, 0.8, size=n).round(1) for n in (8, SIZE, 6))
    return a, k, delta


class Scene(NamedTuple):
    """One digit (8, 8), the errors (6, 6) that come back from a cost, and the kernel (3, 3)."""

    image: np.ndarray
    delta: np.ndarray
    kernel: np.ndarray


@cache
def scene() -> Scene:
    """A four, seen by a kernel that answers to upright edges; the cost asks for it flipped."""
    image = digits().X_train[np.flatnonzero(digits().y_train == 4)[0]].reshape(8, 8)
    z = np.einsum("ijuv,uv->ij", sliding_window_view(image, EDGE.shape), EDGE)
    a = np.tanh(z)
    return Scene(image, (a - np.tanh(z[:, ::-1])) * (1 - a**2) / 2, EDGE)


@explorer(size=(10.4, 4.4))
def touched(figure: Figure) -> Update:
    """One entry of a kernel: all pixels that it met, the errors there, and the sum of products."""
    image, delta, _ = scene()
    rows, columns = delta.shape
    windows = sliding_window_view(image, delta.shape)  # [u, v]: the pixels that entry u, v meets
    gradient, largest = np.einsum("uvij,ij->uv", windows, delta), abs(delta).max()
    ax = plots.blank(figure, xlim=(-0.2, 29.6), ylim=(8.899, -2.0), equal=True)  # off half pixels
    for between in (8.5, 15.2, 22.6):
        plots.seam(ax, between)
    pixels = Cells(ax, 0, 0, image.shape, plots.FORWARD, write=lambda _: "")
    errors = Cells(ax, 9, 1, delta.shape, plots.GRADIENT, write=sign)
    products = Cells(ax, 16, 1, delta.shape, plots.GRADIENT, write=sign)
    entries = Cells(ax, 23, 1, gradient.shape, plots.GRADIENT, side=2, fontsize=13)
    for x, words, color in (
        (4, "the pixels it met", plots.FORWARD), (12, "the errors", plots.GRADIENT),
        (19, "pixel × error", plots.GRADIENT), (26, "∂C/∂k", plots.GRADIENT),
    ):  # fmt: skip
        plots.note(ax, x, -0.7, words, color=color, ha="center", fontsize=14)
    total = plots.note(ax, 19, 8.1, "", ha="center")
    frames = [each.frame() for each in (pixels, errors, products)]
    met = pixels.frame(color=plots.FORWARD, linestyle="--", linewidth=2)
    chosen = entries.frame()

    def update(
        entry: int = slider(1, SIZE**2, value=6, integer=True, label="kernel entry"),
        place: int = slider(1, rows * columns, value=rows * columns, integer=True, label="place"),
    ) -> str:
        u, v = divmod(entry - 1, SIZE)
        i, j = divmod(place - 1, columns)
        so_far = np.arange(rows * columns).reshape(delta.shape) < place
        product = windows[u, v] * delta
        sum_so_far = product[so_far].sum()
        met_now = np.zeros(image.shape, dtype=bool)
        met_now[u : u + rows, v : v + columns] = so_far
        pixels.show(image, met_now)
        errors.show(delta / largest, so_far)
        products.show(product / largest, so_far)
        entries.show(gradient, np.arange(SIZE**2).reshape(SIZE, SIZE) == entry - 1)
        pixels.around(met, u, v, rows, columns)
        pixels.around(frames[0], u + i, v + j)
        for cells, frame in zip((errors, products), frames[1:], strict=True):
            cells.around(frame, i, j)
        entries.around(chosen, u, v)
        total.set_text(f"sum of places 1 to {place}: {number(sum_so_far)}")
        return (
            f"Kernel entry ({u}, {v}) met {rows * columns} pixels, the dashed frame. At place "
            f"{place}, ({i}, {j}), the pixel {number(image[u + i, v + j])} times the error "
            f"{number(delta[i, j])} is {number(product[i, j])}; places 1 to {place} sum to "
            f"{number(sum_so_far)}, all {rows * columns} to {number(gradient[u, v])}."
        )

    return update


@explorer(size=(10.4, 4.6))
def turned(figure: Figure) -> Update:
    """The gradient at one pixel: the errors around it, times the kernel turned round."""
    image, delta, kernel = scene()
    around = SIZE - 1
    padded = np.pad(delta, around)
    windows = sliding_window_view(padded, kernel.shape)
    back = kernel[::-1, ::-1]
    gradient = np.einsum("ijuv,uv->ij", windows, back)
    inside = np.pad(np.ones_like(delta, dtype=bool), around)
    ax = plots.blank(figure, xlim=(-0.2, 29.6), ylim=(10.6, -2.0), equal=True)
    plots.seam(ax, 11)
    plots.seam(ax, 19.2)
    errors = Cells(ax, 0, 0, padded.shape, plots.GRADIENT, write=sign)
    entries = Cells(ax, 12, 2, kernel.shape, plots.INK, side=2, fontsize=13)
    pixels = Cells(ax, 20.4, 1, image.shape, plots.GRADIENT, write=sign)
    for x, words, color in (
        (5, "the errors, zeros around them", plots.GRADIENT),
        (15, "the kernel,\nturned round", plots.INK), (24.4, "∂C/∂a, pixel by pixel",
                                                       plots.GRADIENT),
    ):  # fmt: skip
        plots.note(ax, x, -0.5, words, color=color, ha="center", fontsize=14)
    sums = plots.note(ax, 24.4, 10.1, "", ha="center", fontsize=14)
    window, pixel = errors.frame(), pixels.frame()
    entries.show(back)

    def update(
        row: int = slider(0, 7, value=3, integer=True, label="pixel's row"),
        column: int = slider(0, 7, value=5, integer=True, label="column"),
    ) -> str:
        near = np.zeros(padded.shape, dtype=bool)
        near[row : row + SIZE, column : column + SIZE] = True
        errors.show(padded / abs(delta).max(), near)
        pixels.show(gradient / abs(gradient).max())
        errors.around(window, row, column, SIZE, SIZE)
        pixels.around(pixel, row, column)
        count = int(inside[row : row + SIZE, column : column + SIZE].sum())
        sums.set_text(f"at ({row}, {column}): {number(gradient[row, column], 3)}")
        places = "1 place. Its error" if count == 1 else f"{count} places. Their errors"
        return (
            f"Pixel ({row}, {column}) was used in {places}, times the kernel turned "
            f"round, entry by entry, {'is' if count == 1 else 'sum to'} its gradient, "
            f"{number(gradient[row, column], 3)}."
        )

    return update
