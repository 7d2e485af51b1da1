"""A table of numbers as several notebooks draw it: each on a ground that tells its size."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.lines import Line2D

from bplib import plots
from bplib.course.words import number

DARKEST = 0.5  # of the ground's colour: words on it stay legible, by night too


class Cells:
    """A table of numbers, each on a ground that is the darker the larger it is.

    side: of one cell. write: what stands in a cell, from its number.
    """

    def __init__(
        self, ax: Axes, left: float, top: float, shape: tuple[int, int], color: str, *,
        side: float = 1, write: Callable[[float], str] = number, fontsize: float = 12,
    ) -> None:  # fmt: skip
        height, width = shape
        self.ax, self.left, self.top, self.side, self.write = ax, left, top, side, write
        right, bottom = left + side * width, top + side * height
        self.ground = ax.imshow(
            np.full((*shape, 4), 255, np.uint8),
            aspect="auto",
            zorder=0.5,
            extent=(left, right, bottom, top),
        )
        self.shades = LinearSegmentedColormap.from_list("", [plots.PAPER, color])
        line: dict[str, Any] = {"color": plots.GHOST, "linewidth": 0.8}
        for edge in range(height + 1):
            plots.curve(ax, [left, right], [top + side * edge] * 2, **line)
        for edge in range(width + 1):
            plots.curve(ax, [left + side * edge] * 2, [top, bottom], **line)
        style: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": fontsize}
        self.words = [
            plots.note(ax, *self.middle(j, k), "", **style)
            for j in range(height)
            for k in range(width)
        ]

    def middle(self, row: int, column: int) -> tuple[float, float]:
        """The middle of a cell."""
        return self.left + self.side * (column + 0.5), self.top + self.side * (row + 0.5)

    def frame(self, **style: Any) -> Line2D:
        """A line to put around cells, with `around`."""
        options: dict[str, Any] = {"color": plots.INK, "linewidth": 2.5, "zorder": 2.5} | style
        return plots.curve(self.ax, [], [], **options)

    def around(self, frame: Line2D, row: int, column: int, height: int = 1, width: int = 1) -> None:
        """Put a line around `height` × `width` cells, the first of them at (row, column)."""
        left, top = self.left + self.side * column, self.top + self.side * row
        right, bottom = left + self.side * width, top + self.side * height
        frame.set_data([left, right, right, left, left], [top, top, bottom, bottom, top])

    def show(self, values: np.ndarray, lit: np.ndarray | bool = True) -> None:
        """Write the values and shade their ground, fully at a size of 1 and above.

        lit: where they count; elsewhere the ground is pale and the words are grey.
        """
        chosen = np.broadcast_to(np.asarray(lit), values.shape)
        shades = self.shades(DARKEST * np.minimum(abs(values), 1))[..., :3]
        pale = 0.2 * shades + 0.8 * np.array(to_rgb(plots.PAPER))
        ground = np.full((*values.shape, 4), 255, np.uint8)  # bytes are written as they are
        ground[..., :3] = 255 * np.where(chosen[..., None], shades, pale)
        self.ground.set_data(ground)
        for word, value, counts in zip(self.words, values.ravel(), chosen.ravel(), strict=True):
            word.set_text(self.write(value))
            if word.get_color() != (color := plots.INK if counts else plots.GHOST):
                word.set_color(color)  # even the same one would have the word drawn anew
