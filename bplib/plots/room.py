"""How a picture fits a narrow page: where it may be cut, how narrow it may be drawn."""

from collections.abc import Iterator
from itertools import pairwise

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from bplib.plots.style import DPI

PANEL, LEGIBLE = 120, 11  # pixels of the page: a panel's least width, the least size of words
# Shares of its width down to which a figure is drawn: laid out by matplotlib, or by hand.
LAID_OUT, BY_HAND = 0.5, 0.75
WORDS = 12  # points: the largest words of a figure that is drawn narrower


class Seam(Line2D):
    """A line that nobody sees: there a narrow page may cut a drawing."""


def seam(ax: Axes, x: float) -> None:
    """Says that nothing is lost if the drawing is cut from top to bottom at x."""
    ax.add_artist(Seam([x, x], [0, 1], transform=ax.get_xaxis_transform(), visible=False))


def least(figure: Figure) -> float:
    """Down to what share of its size a figure can be read: there its words have 11 pixels."""
    sizes = [float(each.get_fontsize()) for each in figure.findobj(Text)]
    return LEGIBLE / (min(sizes, default=12) * DPI / 72)


def narrowest(figure: Figure) -> float:
    """Down to what share of its width a figure can be drawn, if it does not say so itself.

    In a drawing without axes, or in what is laid out by hand, words stand where they were put.
    """
    by_hand = not all(ax.axison and ax.get_subplotspec() for ax in figure.axes)
    return BY_HAND if by_hand else LAID_OUT


def with_small_words(figure: Figure) -> None:
    """Makes large words smaller, where a figure is drawn narrower."""
    for words in figure.findobj(Text):
        words.set_fontsize(min(words.get_fontsize(), WORDS))


def cuts(figure: Figure, renderer: RendererBase) -> list[int]:
    """Where nothing is lost if a figure is cut from top to bottom: between panels, and at seams.

    In pixels from the left. A panel is at least `PANEL` wide; a scale of colours is none.
    """
    drawn = [*figure.axes, *figure.texts]
    found, end, begun = [], 0.0, 0.0
    for left, right in sorted(side for each in drawn for side in _sides(each, renderer)):
        if end and left > end and end - begun > PANEL and right - left > PANEL:
            found.append(round((left + end) / 2))
            begun = left
        end = max(end, right)
    return found


def _sides(artist: Artist, renderer: RendererBase) -> Iterator[tuple[float, float]]:
    """Left and right of what is drawn; of a drawing with seams those of each of its parts."""
    box = artist.get_tightbbox(renderer)
    if box is None:
        return
    at = sorted(
        float(each.get_transform().transform(each.get_xydata())[0, 0])
        for each in artist.findobj(Seam)
    )
    for left, right in pairwise([box.x0, *at, box.x1]):
        yield left, right - 1
