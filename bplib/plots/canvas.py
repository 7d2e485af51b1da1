"""A figure whose background is drawn once and of which only what moves is drawn again."""

import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from struct import pack
from typing import Any

import matplotlib
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.spines import Spine
from matplotlib.text import Text

from bplib.plots.artists import Curve
from bplib.plots.ghosts import ghost
from bplib.plots.stamps import StampingCanvas
from bplib.plots.style import DPI, STYLE

Update = Callable[..., str]
Draw = Callable[[Figure], Any]  # returns an Update
Size = tuple[float, float]


def marks_of(figure: Figure) -> Iterator[Artist]:
    """Every single mark of a figure: no axes, no scales, no frames."""
    parents: list[Figure | Axes] = [figure, *figure.axes]
    for parent in parents:
        for artist in parent.get_children():
            if not isinstance(artist, (Axes, Axis, Spine)) and artist is not parent.patch:
                yield artist


def encode_png(pixels: np.ndarray) -> bytes:
    """Opaque pixels (height, width, ≥3) as a PNG file.

    Each row is stored as its difference to the row above. On drawings that is nearly all zeros, for
    which the simplest compression (runs) is the quickest and no larger than the others.
    """
    height, width = pixels.shape[:2]
    rows = np.empty((height, 1 + 3 * width), np.uint8)
    rows[:, 0] = 2
    change = pixels.copy()
    np.subtract(pixels[1:], pixels[:-1], out=change[1:])
    for k in range(3):  # one colour after the other: five times as quick as all at once
        rows[:, 1 + k :: 3] = change[..., k]
    pack_rows = zlib.compressobj(1, zlib.DEFLATED, 15, 9, zlib.Z_RLE)
    header = pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = pack_rows.compress(rows.data) + pack_rows.flush()
    chunks = ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chain(*map(_chunk, *zip(*chunks, strict=True))))


def _chunk(kind: bytes, data: bytes) -> tuple[bytes, ...]:
    return pack(">I", len(data)), kind, data, pack(">I", zlib.crc32(data, zlib.crc32(kind)))


def _update_of(answer: Any) -> Update:
    if isinstance(answer, tuple) and len(answer) == 2:
        answer = answer[1]
    if callable(answer):
        return answer
    raise TypeError(
        f"draw(figure) returned {type(answer).__name__}; expected its function `update`,"
        " which moves the marks and returns the sentence that reads the picture out."
    )


class Canvas:
    """A picture made by `draw(figure)`, which returns the function that moves it.

    What moves is found by watching: a mark that an update has touched says so itself (matplotlib's
    `stale`). One that is first touched later costs one new background.
    """

    def __init__(self, draw: Draw, *, size: Size = (8, 4.5)) -> None:
        self._moving: list[Artist] = []
        self._settled = False
        self._backgrounds: dict[float, Any] = {}
        self._frames: list[Any] = []
        self._ghosts: list[Artist] = []
        with matplotlib.rc_context(STYLE):
            self.figure = Figure(figsize=size, dpi=DPI)
            self._agg = StampingCanvas(self.figure)
            self.update = _update_of(draw(self.figure))
        self._still = list(marks_of(self.figure))
        for mark in self._still:
            mark.stale = False

    @property
    def width(self) -> int:
        """How many pixels of a page the picture is wide."""
        return round(self.figure.get_figwidth() * DPI)

    @property
    def height(self) -> int:
        """How many pixels of a page the picture is high."""
        return round(self.figure.get_figheight() * DPI)

    def move(self, **values: Any) -> str:
        """Moves the artists to the values; returns the sentence that reads the picture out."""
        text = self.update(**values)
        if not isinstance(text, str) or not text.strip():
            raise TypeError(
                f"update returned {text!r}; expected the sentence that reads the picture out."
            )
        self._watch()
        return text

    def _watch(self) -> None:
        """Finds the marks that an update has touched for the first time, with their names."""
        touched = [mark for mark in self._still if mark.stale]
        if not touched:
            return
        named = {mark.name for mark in touched if isinstance(mark, Curve)}
        self._moving += [mark for mark in self._still if mark.stale or mark in named]
        self._still = [mark for mark in self._still if mark not in self._moving]
        if self._settled:
            self.figure.stale = True
            self._set_apart()

    def png(self, scale: float = 1) -> bytes:
        """The picture as a PNG file, with `scale` pixels for each pixel of the page."""
        if not self._settled:
            self._settle()
        return encode_png(self._pixels(scale))

    def pin(self, on: bool) -> None:
        """Leaves a grey copy of what moves behind, or takes the copy away."""
        for old in self._ghosts:
            old.remove()
        self._ghosts = [copy for artist in self._moving if (copy := ghost(artist))] if on else []
        self._set_apart()

    @property
    def pinned(self) -> bool:
        """Whether a grey copy stands behind the picture."""
        return bool(self._ghosts)

    def at(self, x: float, y: float) -> tuple[Axes, float, float] | None:
        """The axes and its coordinates at a point, given as shares from the picture's top left."""
        point = self.figure.transFigure.transform((x, 1 - y))
        for ax in reversed(self.figure.axes):
            if ax.get_visible() and ax.bbox.contains(*point):
                across, up = ax.transData.inverted().transform(point)
                return ax, float(across), float(up)
        return None

    def _settle(self) -> None:
        """Finds room for all labels, once, so that nothing jumps later."""
        self._settled = True
        self._lay_out()
        for ax in self.figure.axes:
            # Limits set anew to what they were need no new background; `_frame` compares them.
            ax.xaxis.stale_callback = ax.yaxis.stale_callback = None
        self._set_apart()

    def _set_apart(self) -> None:
        """Takes what moves, and the still marks over it, out of the background."""
        self._drawn = _in_order(self._moving)
        for artist in self._drawn:
            artist.set_animated(True)

    def _lay_out(self) -> None:
        if not any(ax.get_subplotspec() for ax in self.figure.axes):
            return  # every axes was put in its place by hand
        with matplotlib.rc_context(STYLE):
            ConstrainedLayoutEngine(w_pad=0.08, h_pad=0.08).execute(self.figure)

    def _pixels(self, scale: float) -> np.ndarray:
        if scale > 1 and self._cut_off():
            self._lay_out()
        frames = [_frame(ax) for ax in self.figure.axes]
        # What moves does not make the figure stale; a title, a new mark and the like do.
        if self.figure.stale or frames != self._frames:
            self._backgrounds.clear()
            self._frames = frames
        if scale == 1:
            return self._drawn_at(scale)
        self.figure.set_dpi(DPI * scale)
        try:
            return self._drawn_at(scale)
        finally:
            self.figure.set_dpi(DPI)
            self.figure.stale = False  # only its size has changed, there and back

    def _drawn_at(self, scale: float) -> np.ndarray:
        self._draw_background(scale)
        renderer = self._agg.get_renderer()
        for artist in self._drawn:
            artist.draw(renderer)
        return np.asarray(self._agg.buffer_rgba())

    def _draw_background(self, scale: float) -> None:
        if scale in self._backgrounds:
            self._agg.get_renderer()  # of the present size
            self._agg.restore_region(self._backgrounds[scale])
            return
        with matplotlib.rc_context(STYLE):
            self._agg.draw()
        self._backgrounds[scale] = self._agg.copy_from_bbox(self.figure.bbox)

    def _cut_off(self) -> bool:
        """Whether new limits have pushed a label over the edge of the picture."""
        stale = self.figure.stale
        box = self.figure.get_tightbbox(self._agg.get_renderer())
        self.figure.stale = stale  # to measure is not to change
        width, height = self.figure.get_size_inches()
        return box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height


def _frame(ax: Axes) -> tuple[Any, ...]:
    """What an axes' two scales look like: limits, ticks, labels."""
    scales = (
        (a.get_scale(), a.label.get_text(), a.get_tick_params(), a.major.locator, a.major.formatter)
        for a in (ax.xaxis, ax.yaxis)
    )
    return (*ax.viewLim.extents, *scales)


def _in_order(moving: list[Artist]) -> list[Artist]:
    """What is drawn on each move, from bottom to top, with the still marks that lie over it."""
    over = []
    for ax in {artist.axes for artist in moving if artist.axes is not None}:
        here = [artist for artist in moving if artist.axes is ax]
        # A thin line over still words leaves them legible; to draw words takes long.
        floor = _lowest(here)
        solid = _lowest(a for a in here if not isinstance(a, (Line2D, Text)))
        marks = chain(ax.lines, ax.collections, ax.patches, ax.images)
        over += [m for m in marks if m.get_zorder() > floor and m not in moving]
        over += [t for t in ax.texts if t.get_zorder() > solid and t not in moving]
    return sorted([*moving, *over], key=lambda artist: artist.get_zorder())


def _lowest(artists: Iterable[Artist]) -> float:
    return min((artist.get_zorder() for artist in artists), default=np.inf)
