"""The few marks that the course draws: axes with names, curves, points, bars, arrows, notes."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis, XAxis
from matplotlib.collections import PathCollection
from matplotlib.container import BarContainer
from matplotlib.figure import Figure, SubFigure
from matplotlib.gridspec import SubplotSpec
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch
from matplotlib.path import Path
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox
from numpy.typing import ArrayLike

from bplib.plots.style import FORWARD, INK, PAPER, legible
from bplib.plots.ticks import power_of_ten

Position = int | tuple[int, int, int] | SubplotSpec | Sequence[float]
Limits = tuple[float, float] | None


def _place(figure: Figure | SubFigure, position: Position) -> Axes:
    if isinstance(position, list):
        left, bottom, width, height = position
        return figure.add_axes((left, bottom, width, height))
    where = position if isinstance(position, tuple) else (position,)
    return figure.add_subplot(*where)


def axes(
    figure: Figure | SubFigure,
    position: Position = 111,
    *,
    xlabel: str,
    ylabel: str,
    xlim: Limits = None,
    ylim: Limits = None,
    xscale: str = "linear",
    yscale: str = "linear",
    title: str = "",
) -> Axes:
    """A coordinate system whose two axes are named.

    `position` is 111, (rows, columns, index), a cell of a grid, or a list [left, bottom, width,
    height] in shares of the figure.
    """
    ax = _place(figure, position)
    ax.set(xlabel=xlabel, ylabel=ylabel, xscale=xscale, yscale=yscale, title=title)
    for axis in (ax.xaxis, ax.yaxis):
        if axis.get_scale() == "log":
            axis.set_major_formatter(power_of_ten)
    if xlim is not None:
        ax.set_xlim(xlim)
    if ylim is not None:
        ax.set_ylim(ylim)
    return ax


def blank(
    figure: Figure | SubFigure,
    position: Position = 111,
    *,
    xlim: tuple[float, float] = (0, 1),
    ylim: tuple[float, float] = (0, 1),
    equal: bool = False,
    title: str = "",
) -> Axes:
    """A sheet without axes, for a drawing; `equal` makes circles round."""
    ax = _place(figure, position)
    ax.set(xlim=xlim, ylim=ylim, title=title, aspect="equal" if equal else "auto")
    ax.set_axis_off()
    return ax


class Curve(Line2D):
    """A line that carries its name at its end, or at the x given by `name_at`."""

    name: Annotation | None = None
    name_at: float | None = None

    def set_xdata(self, x: ArrayLike) -> None:
        if not is_there(self, x, self.get_xdata()):
            super().set_xdata(x)

    def set_ydata(self, y: ArrayLike) -> None:
        if not is_there(self, y, self.get_ydata()):
            super().set_ydata(y)
        self.place_name()

    def draw(self, renderer: Any) -> None:
        self.place_name()
        super().draw(renderer)

    def place_name(self) -> None:
        """Puts the name where the line is seen; hides it where the line is not."""
        if self.name is None or not isinstance(self.axes, Axes):
            return
        x, y = (np.ravel(np.asarray(part, float)) for part in self.get_data())
        # Between set_xdata and set_ydata the two may differ in length.
        seen = np.flatnonzero(_inside(self.axes, x, y)) if x.size == y.size else x[:0].astype(int)
        self.name.set_visible(bool(seen.size) and self.get_visible())
        if not seen.size:
            return
        at = int(seen[-1] if self.name_at is None else seen[np.argmin(abs(x[seen] - self.name_at))])
        if self.name.xy != (x[at], y[at]):
            self.name.xy = (x[at], y[at])
            self.name.stale = True  # matplotlib does not say so itself
        if self.name_at is not None:
            _lean(self.name, self.axes, x, y, at)


def _inside(ax: Axes, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    (left, right), (low, high) = sorted(ax.get_xlim()), sorted(ax.get_ylim())
    return (left <= x) & (x <= right) & (low <= y) & (y <= high)


def _lean(name: Annotation, ax: Axes, x: np.ndarray, y: np.ndarray, at: int) -> None:
    """Puts a name beside a line, towards the middle of the axes, where a slope leaves room."""
    ends = np.array([max(at - 1, 0), min(at + 1, x.size - 1)])
    (left, low), (_, high) = ax.transData.transform(np.column_stack([x[ends], y[ends]]))
    slope = float(np.clip((high - low) / 2, -1, 1))
    right = left < (ax.bbox.x0 + ax.bbox.x1) / 2
    above = (slope > 0) != right
    name.set(ha="left" if right else "right", va="bottom" if above else "top")
    name.set_position((6 * abs(slope) * (1 if right else -1), 5 if above else -5))


def curve(
    ax: Axes,
    x: ArrayLike,
    y: ArrayLike,
    *,
    color: str = FORWARD,
    label: str | None = None,
    label_at: float | None = None,
    **style: Any,
) -> Curve:
    """A line through the points, named in its own colour at its end or at x = `label_at`.

    Move it with `set_data`; its name goes along.
    """
    line = Curve(np.asarray(x), np.asarray(y), color=color, **style)
    ax.add_line(line)
    ax.autoscale_view()
    if label is not None:
        line.name = ax.annotate(
            label, (0, 0), (6, 0), textcoords="offset points", color=legible(color), va="center"
        )
        line.name_at = label_at
        line.place_name()
    return line


def points(
    ax: Axes,
    x: ArrayLike,
    y: ArrayLike,
    *,
    color: Any = FORWARD,
    marker: str = "o",
    size: float = 70,
    **style: Any,
) -> PathCollection:
    """Marks at the points; move them with `move_points`."""
    options: dict[str, Any] = {"zorder": 3, "edgecolor": PAPER, "linewidth": 1} | style
    marks = ax.scatter(x, y, s=size, c=color, marker=marker, **options)
    marks.set_paths([Stamp(path.vertices, path.codes) for path in marks.get_paths()])
    return marks


class Stamp(Path):
    """The shape of a mark. How large it is, it says by the points that hold its curves.

    matplotlib asks that of each mark that it draws, and would look for where the curves turn.
    """

    def get_extents(self, transform: Any = None, **_: Any) -> Bbox:
        points = np.asarray(self.vertices)
        corners = points if transform is None else transform.transform(points)
        return Bbox([corners.min(axis=0), corners.max(axis=0)])


def move_points(marks: PathCollection, x: ArrayLike, y: ArrayLike) -> None:
    """Puts the marks at new points."""
    places = np.column_stack([np.ravel(x), np.ravel(y)]).astype(float)
    if not is_there(marks, places, marks.get_offsets()):
        marks.set_offsets(places)


def is_there(mark: Artist, new: ArrayLike, old: ArrayLike) -> bool:
    """Whether a mark that is known to move (see `Canvas`) has these numbers already, bit by bit."""
    new, old = np.asarray(new), np.asarray(old)
    same = new.dtype == old.dtype and new.shape == old.shape and new.tobytes() == old.tobytes()
    return same and mark.get_animated()


class OffScale:
    """Hollow triangles at the edges of the axes, above or below which a value lies.

    inset: how far from the edge they stand, as a share of the axes' height.
    """

    def __init__(self, ax: Axes, *, color: str = FORWARD, size: float = 36, inset: float = 0.02):
        style: dict[str, Any] = {"color": PAPER, "edgecolor": color, "linewidth": 1.3, "size": size}
        style |= {"transform": ax.get_xaxis_transform(), "clip_on": False}
        self.ax = ax
        self.sides = [(1 - inset, points(ax, [], [], marker="^", **style)),
                      (inset, points(ax, [], [], marker="v", **style))]  # fmt: skip

    def mark(self, x: ArrayLike, y: ArrayLike) -> np.ndarray:
        """Mark the values off the scale; returns the others, with NaN in the place of those."""
        x, y = np.asarray(x), np.asarray(y, dtype=float)
        low, high = sorted(self.ax.get_ylim())
        for (height, marks), off in zip(self.sides, (y > high, y < low), strict=True):
            move_points(marks, x[off], np.full(off.sum(), height))
        return np.where((y > high) | (y < low), np.nan, y)


def bars(
    ax: Axes,
    x: ArrayLike | Sequence[str],
    lengths: ArrayLike,
    *,
    color: Any = FORWARD,
    width: float = 0.8,
    horizontal: bool = False,
    **style: Any,
) -> BarContainer:
    """Bars of the given lengths; move them with `move_bars`."""
    if horizontal:
        return ax.barh(x, lengths, height=width, color=color, **style)
    return ax.bar(x, lengths, width=width, color=color, **style)


def move_bars(container: BarContainer, lengths: ArrayLike) -> None:
    """Gives the bars new lengths; one that is not a number has length 0."""
    upright = container.orientation != "horizontal"
    for bar, length in zip(container.patches, np.nan_to_num(np.ravel(lengths)), strict=True):
        if not is_there(bar, length, bar.get_height() if upright else bar.get_width()):
            (bar.set_height if upright else bar.set_width)(length)


def arrow(
    ax: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    *,
    color: str = INK,
    width: float = 2,
    head: float = 16,
    **style: Any,
) -> FancyArrowPatch:
    """An arrow from start to end; move it with `set_positions(start, end)`."""
    options: dict[str, Any] = {
        "arrowstyle": "-|>",
        "shrinkA": 0,
        "shrinkB": 0,
        "zorder": 2.6,
    } | style
    patch = FancyArrowPatch(
        start, end, color=color, linewidth=width, mutation_scale=head, **options
    )
    ax.add_patch(patch)
    return patch


def note(
    ax: Axes,
    x: float,
    y: float,
    text: str,
    *,
    color: str = INK,
    within: bool = False,
    **style: Any,
) -> Text:
    """Words at a point of the axes; `within` counts x and y from 0 to 1 over the axes' box.

    Move it with `set_position((x, y))` and `set_text`. A formula between dollar signs takes some
    8 ms to set, so in words that change with a slider write δ, ∂C/∂w as plain characters.
    """
    place = {"transform": ax.transAxes} if within else {}
    return ax.text(x, y, text, color=legible(color), **(place | style))


def scale_numbers(axis: Axis, places: Sequence[float]) -> list[Text]:
    """Words for the numbers of a scale from 0 that a slider changes: to move ticks takes 30 ms.

    The axis itself keeps to fixed places; what is drawn on it are shares of the scale. Set the
    words with `set_text`; an upright axis needs room for them (`labelpad`).
    """
    axis.set_ticks([0, *places], ["0", *[""] * len(places)])
    look, level = axis.get_major_ticks()[0].label1, isinstance(axis, XAxis)
    style: dict[str, Any] = {
        "transform": look.get_transform(), "fontsize": look.get_fontsize(),
        "ha": look.get_horizontalalignment(), "va": look.get_verticalalignment(),
    }  # fmt: skip
    spots = [(place, 0.0) if level else (0.0, place) for place in places]
    return [note(axis.axes, x, y, "", **style) for x, y in spots]
