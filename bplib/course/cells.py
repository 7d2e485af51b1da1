"""A table of numbers on shaded ground, as the figures of products draw it."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from bplib import plots
from bplib.course.words import number


class Cells:
    """A table of numbers, each on a ground that is the darker the larger it is."""

    def __init__(
        self, ax: Axes, left: float, top: float, shape: tuple[int, int], color: str
    ) -> None:
        height, width = shape
        self.ground = ax.imshow(
            np.ones((*shape, 3)),
            aspect="auto",
            zorder=0.5,
            extent=(left, left + width, top + height, top),
        )
        self.shades = LinearSegmentedColormap.from_list("", [plots.PAPER, color])
        for edge in range(height + 1):
            plots.curve(
                ax, [left, left + width], [top + edge] * 2, color=plots.GHOST, linewidth=0.8
            )
        for edge in range(width + 1):
            plots.curve(
                ax, [left + edge] * 2, [top, top + height], color=plots.GHOST, linewidth=0.8
            )
        style: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 12}
        self.words = [
            plots.note(ax, left + k + 0.5, top + j + 0.5, "", **style)
            for j in range(height)
            for k in range(width)
        ]

    def show(self, values: np.ndarray, decimals: int = 2) -> None:
        """Writes the values and shades their ground, fully at a size of 1 and above."""
        self.ground.set_data(self.shades(0.7 * np.minimum(abs(values), 1))[..., :3])
        for word, value in zip(self.words, values.ravel(), strict=True):
            word.set_text(number(value, decimals))
