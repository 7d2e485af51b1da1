"""Grey copies of what moves, to compare with."""

from collections.abc import Callable
from typing import Any

from matplotlib.artist import Artist
from matplotlib.collections import PathCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from bplib.plots.style import GHOST

# Above a bar its old outline stays visible; everything else lies behind what moves.
OUTLINE, BEHIND = 0.05, -0.05


def _line(line: Line2D) -> Line2D:
    copy = Line2D(*line.get_data())
    copy.update_from(line)
    copy.set(color=GHOST, markerfacecolor=GHOST, markeredgecolor=GHOST)
    return copy


def _points(marks: PathCollection) -> PathCollection:
    copy = PathCollection(
        marks.get_paths(), marks.get_sizes(), offsets=marks.get_offsets(), color=GHOST
    )
    copy.set_offset_transform(marks.get_offset_transform())
    copy.set_transform(marks.get_transform())
    return copy


def _bar(bar: Rectangle) -> Rectangle:
    return Rectangle(
        bar.get_xy(), bar.get_width(), bar.get_height(), fill=False, edgecolor=GHOST, linewidth=2
    )


def ghost(artist: Artist) -> Artist | None:
    """A still, grey copy of a line, of points or of a bar, put into the same axes; else nothing."""
    makers: tuple[tuple[type, Callable[[Any], Artist], float], ...] = (
        (Line2D, _line, BEHIND),
        (PathCollection, _points, BEHIND),
        (Rectangle, _bar, OUTLINE),
    )
    for kind, make, shift in makers:
        if isinstance(artist, kind) and artist.axes is not None and artist.get_visible():
            copy = make(artist)
            copy.set(zorder=artist.get_zorder() + shift, animated=False)
            return artist.axes.add_artist(copy)
    return None
