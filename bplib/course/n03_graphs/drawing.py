"""The drawing of a computational graph: boxes joined by arrows, what is known written on them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from bplib import plots
from bplib.course.n03_graphs.expressions import Graph
from bplib.course.n03_graphs.layout import layout

ROW, COLUMN = 0.98, 1.38  # inches from one place to the next
MARGIN = 0.7  # inches from the middle of the outermost boxes to the sheet's edge
BOX = 0.36  # a box's height, in inches
WIDTHS = (5.5, 12.0)  # the narrowest and the widest drawing, in inches
LETTER = {10: 0.083, 9: 0.075}  # the width of a digit at a size of type, in inches
FULL, ON_EDGES = 6, 4  # digits of full precision; on an edge there is less room
FRACTIONS = (0.5, 0.4, 0.6, 0.32, 0.68, 0.25, 0.75)  # where along an edge its slope may stand


def short(value: float, digits: int = 2) -> str:
    """A number with so many decimals, whole ones with none; extreme ones as a power of ten."""
    if not np.isfinite(value):
        return str(value)
    if digits > 3:
        return f"{value:.{digits}g}".replace("-", "−")
    if value != 0 and not 10.0**-digits / 2 <= abs(value) < 10000:
        return f"{value:.{digits - 1}e}".replace("e-0", "e-").replace("e+0", "e").replace("-", "−")
    text = f"{value:.0f}" if value == round(value) else f"{value:.{digits}f}"
    return ("0" if text == "-0" else text).replace("-", "−")


class Drawing:
    """A graph on a sheet, measured in inches; `show` writes what is known at some step."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        plan = layout([node.sources for node in graph])
        low, high = plan.rows
        width = float(np.clip((plan.columns + 0.1) * COLUMN, *WIDTHS))
        self.size = (width, ROW * (high - low + 1.15))
        across = (width - 2 * MARGIN) / max(plan.columns - 1, 1)
        corner = [MARGIN if plan.columns > 1 else width / 2, ROW * (0.58 - low)]

        def inches(points: np.ndarray) -> list[tuple[float, float]]:
            return [(x, y) for x, y in points * [across, ROW] + corner]

        self.places = inches(plan.places)
        self.labels = [f"{node.name} {node.label}".strip() for node in graph]
        self.half = [float(np.clip(0.047 * len(t) + 0.1, 0.27, 0.37 * across)) for t in self.labels]
        paths = [
            inches(plan.bends[user, i])
            for user, n in enumerate(graph)
            for i in range(len(n.sources))
        ]
        self.paths = [self.side_to_side(*each) for each in zip(paths, self.ends(), strict=True)]

    def draw(self, figure: Figure) -> None:
        """Draw everything that does not depend on the step, and a place for what does."""
        width, height = self.size
        ax = plots.blank(figure, [0, 0, 1, 1], xlim=(0, width), ylim=(0, height))
        for place, path in enumerate(self.paths):
            self.edge(ax, path, color=plots.GHOST, linewidth=1.6, zorder=1)
            self.head(ax, place)
        for place in range(len(self.graph)):
            self.box(ax, place)
        bold = {"color": plots.GRADIENT, "linewidth": 2.6, "zorder": 3.2}
        self.bright = [self.edge(ax, path, **bold) for path in self.paths]
        self.active = self.outline(ax, plots.INK)
        self.chosen = self.outline(ax, plots.GRADIENT)
        style: dict[str, Any] = {"ha": "center", "fontsize": 12, "zorder": 5}
        up = BOX / 2 + 0.03
        self.values = [
            plots.note(ax, x, y + up, "", color=plots.FORWARD, va="bottom", **style)
            for x, y in self.places
        ]
        self.grads = [
            plots.note(ax, x, y - up, "", color=plots.GRADIENT, va="top", **style)
            for x, y in self.places
        ]
        self.slopes = self.label_edges(ax)

    def side_to_side(
        self, path: list[tuple[float, float]], end: tuple[int, int, float]
    ) -> list[tuple[float, float]]:
        """A path from the middle of a box's right side to that of the next one's left."""
        (x0, y0), *inner, (x1, y1) = path
        return [(x0 + self.half[end[0]], y0), *inner, (x1 - self.half[end[1]] - 0.01, y1)]

    def ends(self) -> list[tuple[int, int, float]]:
        """For each edge: where it comes from, where it goes, its local derivative."""
        return [
            (source, place, slope)
            for place, node in enumerate(self.graph)
            for source, slope in zip(node.sources, node.slopes, strict=True)
        ]

    def edge(self, ax: Axes, path: Sequence[tuple[float, float]], **style: Any) -> plots.Curve:
        """The line of an edge."""
        return plots.curve(ax, *zip(*path, strict=True), **style)

    def head(self, ax: Axes, edge: int) -> None:
        """The tip of an edge, at the left side of the box that it leads into."""
        (x0, y0), (x1, y1) = self.paths[edge][-2:]
        start = (x1 - 0.1 * (x1 - x0), y1 - 0.1 * (y1 - y0))
        plots.arrow(ax, start, (x1, y1), color=plots.GHOST, width=0, head=11, zorder=1.5)

    def corners(self, place: int) -> np.ndarray:
        """The outline of a box, closed, as columns x and y."""
        square = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]])
        return square * [self.half[place], BOX / 2] + self.places[place]

    def box(self, ax: Axes, place: int) -> None:
        """A node: white for what is given, filled for what is computed; its name in it."""
        node = self.graph[place]
        face, edge = "#E8EEF3" if node.sources else plots.PAPER, plots.INK
        x, y = self.corners(place).T
        ax.fill(x, y, facecolor=face, edgecolor=plots.GHOST if node.constant else edge, zorder=3)
        size = 13 if len(self.labels[place]) < 5 else 11
        middle: dict[str, Any] = {"ha": "center", "va": "center", "zorder": 4, "fontsize": size}
        plots.note(ax, *self.places[place], self.labels[place], **middle)

    def outline(self, ax: Axes, color: str) -> plots.Curve:
        """A bold outline, for the node that a step is about or that is chosen."""
        return plots.curve(ax, [], [], color=color, linewidth=3.2, zorder=3.5)

    def label_edges(self, ax: Axes) -> list[Text]:
        """A place for the slope on each edge where it meets no node and no other label."""
        taken = [
            (x, y, half + 0.03, 0.42) for (x, y), half in zip(self.places, self.half, strict=True)
        ]
        notes = []
        for path, (_, _, slope) in zip(self.paths, self.ends(), strict=True):
            widest = max(len(short(slope)) * LETTER[10], len(short(slope, ON_EDGES)) * LETTER[9])
            wide, high = widest / 2 + 0.05, 0.11
            spots = [along(path, share) for share in FRACTIONS]
            x, y = min(spots, key=lambda s: overlap((*s, wide, high), taken))
            taken.append((x, y, wide, high))
            box = {"facecolor": plots.PAPER, "edgecolor": "none", "pad": 1.2}
            note = plots.note(ax, x, y, short(slope), color=plots.GRADIENT, fontsize=10)
            note.set(ha="center", va="center", zorder=4.5, bbox=box)
            notes.append(note)
        return notes

    def show(
        self,
        values: Mapping[int, float],
        grads: Mapping[int, str],
        slopes: set[int],
        active: int | None,
        chosen: int | None,
        digits: int,
    ) -> None:
        """Write values and gradients by node, the slopes of the edges into some nodes; light up
        the edges of the active node, or those on which the gradient of the chosen one comes."""
        for place, (value, grad) in enumerate(zip(self.values, self.grads, strict=True)):
            known = place in values and not self.graph[place].constant
            value.set_text(short(values[place], digits) if known else "")
            grad.set_text(grads.get(place, ""))
            value.set_fontsize(12 if digits < 3 else 10)
            grad.set_fontsize(10 if digits > 2 else 11 if "\n" in grad.get_text() else 12)
        self.active.set_data(*self.corners(active).T if active is not None else ([], []))
        self.chosen.set_data(*self.corners(chosen).T if chosen is not None else ([], []))
        lines = zip(self.bright, self.slopes, self.ends(), strict=True)
        for line, label, (source, place, slope) in lines:
            label.set(text=short(slope, min(digits, ON_EDGES)), fontsize=10 if digits < 3 else 9)
            shown = place in slopes and not self.graph[source].constant
            label.set_visible(shown)
            line.set_visible(shown and (place == active if chosen is None else source == chosen))

    def nearest(self, x: float, y: float) -> int | None:
        """The node at a point, if there is one."""
        for place, (across, up) in enumerate(self.places):
            if abs(x - across) < 0.4 and abs(y - up) < 0.42:
                return place
        return None


def along(path: Sequence[tuple[float, float]], share: float) -> tuple[float, float]:
    """The point at a share of the way, by x; of a long edge, on its last stretch."""
    if abs(path[-1][0] - path[0][0]) > 1.2 * COLUMN:
        path = path[-2:]
    x, y = zip(*path, strict=True)
    at = x[0] + share * (x[-1] - x[0])
    return at, float(np.interp(at, x, y))


def overlap(box: tuple[float, ...], taken: Sequence[tuple[float, ...]]) -> float:
    """The area that a box (middle, half width, half height) shares with others."""
    x, y, wide, high = box
    return sum(
        max(0.0, wide + w - abs(x - a)) * max(0.0, high + h - abs(y - b)) for a, b, w, h in taken
    )
