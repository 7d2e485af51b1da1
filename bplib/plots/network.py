"""A network as a drawing: a column of units per layer, a line per weight."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import Collection, LineCollection, PathCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.transforms import ScaledTranslation

from bplib.plots.artists import note, points
from bplib.plots.style import FORWARD, GHOST, GRADIENT, INK, PAPER

FILL = LinearSegmentedColormap.from_list("forward", [PAPER, FORWARD])
WIDEST = 3.5
HIDDEN = np.zeros((0, 2, 2))
BACKED = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.5}


def shown(size: int, most: int) -> np.ndarray:
    """The units of a layer that are drawn: all of them, or the first and last ones of many."""
    if size <= most:
        return np.arange(size)
    first = (most - 1) // 2
    return np.concatenate([np.arange(first), np.arange(size - (most - 1 - first), size)])


def column(size: int, most: int) -> np.ndarray:
    """The heights of a layer's units in 0…1, top first, with a gap where units are left out."""
    places = min(size, most)
    y = 0.53 + 0.92 * (np.arange(places)[::-1] - (places - 1) / 2) / most
    return y if size <= most else np.delete(y, (most - 1) // 2)


class Network:
    """A drawing of layers of the given sizes, input first, on axes that go from 0 to 1.

    A unit's fill is the size of its activation (a dashed ring: negative); the orange dot beside it
    is the size of the error there. A line is a weight, drawn as wide as it is large. At most `most`
    units of a layer are drawn.
    """

    def __init__(self, ax: Axes, sizes: Sequence[int], *, most: int = 12) -> None:
        if len(sizes) < 2 or min(sizes) < 1:
            raise ValueError(f"a network has an input and a layer, each ≥ 1 unit; got {sizes}.")
        most = min(most, max(sizes))
        self.units = [shown(size, most) for size in sizes]
        x = np.linspace(0.06, 0.9, len(sizes))
        self.places = [
            np.column_stack([np.full(len(units), at), column(size, most)])
            for at, size, units in zip(x, sizes, self.units, strict=True)
        ]
        self._looks: dict[Collection, Any] = {}
        self.size = min(1400.0, 20000.0 / most**1.6)  # in square points, as for plots.points
        self.edges = [edges(ax, FORWARD), edges(ax, GRADIENT)]
        self.fills = [self._units(ax, place) for place in self.places]
        self.dots = [self._dots(ax, place) for place in self.places]
        self.numbers = [self._numbers(ax, place, (0, 0), INK, ha="center") for place in self.places]
        self.written_errors = [
            self._numbers(ax, place, (1.6, -1.0), GRADIENT, ha="left", bbox=BACKED)
            for place in self.places
        ]
        for at, size, place in zip(x, sizes, self.places, strict=True):
            if size > most:
                middle = (place[(most - 1) // 2 - 1, 1] + place[(most - 1) // 2, 1]) / 2
                note(ax, at, middle, "⋮", ha="center", va="center", fontsize=20)
            note(ax, at, place[-1, 1] - 0.6 / most, f"{size}", ha="center", va="top", fontsize=12)

    def _units(self, ax: Axes, place: np.ndarray) -> PathCollection:
        return points(ax, *place.T, color=PAPER, size=self.size, edgecolor=INK, linewidth=1.5)

    def _dots(self, ax: Axes, place: np.ndarray) -> PathCollection:
        dots = points(ax, *place.T, color=GRADIENT, size=0, zorder=4, linewidth=1)
        dots.set_offset_transform(self._beside(ax, 0.95, -0.95))
        return dots

    def _beside(self, ax: Axes, right: float, up: float) -> Any:
        """Places in units of a circle's radius from its centre, whatever the size of the figure."""
        radius = self.size**0.5 / 2 / 72
        return ax.transData + ScaledTranslation(
            right * radius, up * radius, ax.figure.dpi_scale_trans
        )

    def _numbers(
        self, ax: Axes, place: np.ndarray, at: tuple[float, float], ink: str, **style: Any
    ) -> list[Any]:
        where = {"transform": self._beside(ax, *at), "va": "center", "zorder": 5, "fontsize": 10.5}
        return [note(ax, x, y, "", color=ink, **where, **style) for x, y in place]

    def show_activations(
        self, layers: Sequence[np.ndarray | None], *, written: bool = False
    ) -> None:
        """Fill the units with one example's activations, input first; None leaves a layer empty."""
        for units, marks, texts, a in zip(
            self.units, self.fills, self.numbers, layers, strict=True
        ):
            values = np.zeros(len(units)) if a is None else np.ravel(a)[units]
            for text, value in zip(texts, values, strict=True):
                text.set_text(short(value) if written and a is not None else "")
            if self._is_shown(marks, values, a is None):
                continue
            strength = np.abs(values) / max(1.0, np.abs(values).max(initial=0))
            marks.set_facecolor(FILL(0.5 * strength))  # the numbers on it stay legible
            marks.set_linestyle(["--" if v < 0 else "-" for v in values])
            marks.set_edgecolor(GHOST if a is None else INK)

    def show_errors(self, layers: Sequence[np.ndarray | None], *, written: bool = False) -> None:
        """Put a dot on each unit, its area the size of δ against the largest; None leaves none."""
        top = largest(layers)
        for units, dots, texts, delta in zip(
            self.units, self.dots, self.written_errors, layers, strict=True
        ):
            errors = np.zeros(len(units)) if delta is None else np.ravel(delta)[units]
            sizes = 0.3 * self.size * np.abs(errors) / top
            if not self._is_shown(dots, sizes):
                dots.set_sizes(sizes)
            for text, error in zip(texts, errors, strict=True):
                text.set_text(short(error) if written and delta is not None else "")

    def _is_shown(self, marks: Collection, *look: Any) -> bool:
        """Whether marks have the look already, which then need not be drawn anew."""
        new = tuple(np.asarray(part).tobytes() for part in look)
        shown, self._looks[marks] = self._looks.get(marks), new
        return shown == new

    def show_weights(
        self,
        matrices: Sequence[np.ndarray | None],
        *,
        gradient: bool = False,
        limit: float | None = None,
    ) -> None:
        """Draw a line per weight, or per weight gradient, as wide as it is large."""
        lines, top = self.edges[int(gradient)], limit or largest(matrices)
        if self._is_shown(lines, top, *(HIDDEN if W is None else W for W in matrices)):
            return
        segments, widths = [HIDDEN], [np.zeros(0)]
        between = zip(pairwise(self.places), pairwise(self.units), matrices, strict=True)
        for (left, right), (rows, columns), W in between:
            if W is not None:
                pairs = np.broadcast_arrays(left[:, None], right[None, :])
                segments.append(np.stack(pairs, axis=2).reshape(-1, 2, 2))
                widths.append(np.ravel(np.abs(W[np.ix_(rows, columns)])) / top * WIDEST)
        lines.set_segments(list(np.concatenate(segments)))
        lines.set_linewidth(list(np.concatenate(widths)))

    def nearest(self, x: float, y: float) -> tuple[int, int]:
        """The layer and the unit drawn closest to a point of the axes."""
        distances = [np.hypot(*(place - [x, y]).T) for place in self.places]
        layer = min(range(len(distances)), key=lambda i: float(distances[i].min()))
        return layer, int(self.units[layer][distances[layer].argmin()])


def edges(ax: Axes, color: str) -> LineCollection:
    """An empty bundle of lines behind the units."""
    lines = LineCollection([], colors=color, zorder=1.5, alpha=0.7)
    ax.add_collection(lines)
    return lines


def short(number: float) -> str:
    """Two decimals, with a minus sign as wide as a plus."""
    return f"{number:.2f}".replace("-", "−")


def largest(arrays: Sequence[np.ndarray | None]) -> float:
    """The largest size of any entry, or 1 where there is none but zeros."""
    return max((float(np.abs(a).max(initial=0)) for a in arrays if a is not None), default=0) or 1.0
