"""A figure written down in two parts: what stands still, and what an update moves."""

import io
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain, pairwise
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import Collection
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch
from matplotlib.spines import Spine
from matplotlib.text import Text

from bplib.plots import room
from bplib.plots.artists import Curve
from bplib.plots.awake import Awake
from bplib.plots.letters import Alphabet
from bplib.plots.listing import joined
from bplib.plots.plain import write
from bplib.plots.recorder import Recorder, Sheet
from bplib.plots.style import DPI, course_style
from bplib.plots.ticks import ticks_once

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


def _update_of(answer: Any) -> Update:
    if callable(answer):
        return answer
    raise TypeError(
        f"draw(figure) returned {type(answer).__name__}; expected its function `update`,"
        " which moves the marks and returns the sentence that reads the picture out."
    )


AWAKE = Awake(4)
# What a figure that is released still knows.
KEPT = [
    "_draw", "_size", "_values", "_alphabet", "_share", "_narrowest", "_panel", "on_release",
    "native", "width", "height",
]  # fmt: skip


class Canvas:
    """A picture made by `draw(figure)`, which returns the function that moves it.

    `width` and `height` are pixels of the page. What moves is found by watching: a mark that an
    update has touched says so itself (matplotlib's `stale`). One that is first touched later is
    taken out of the background.
    """

    def __init__(
        self, draw: Draw, *, size: Size = (8, 4.5), narrowest: float | None = None
    ) -> None:
        self._draw, self._size = draw, size
        self._values: dict[str, Any] = {}
        self._alphabet = Alphabet(DPI)  # a page knows its letters: they outlive what is drawn anew
        self._share = 1.0
        self.on_release: Callable[[], None] = lambda: None
        self._make()
        self.native = self.width
        self._narrowest = room.narrowest(self.figure) if narrowest is None else narrowest
        self._panel = 0  # the widest, as the figure was made

    def _make(self) -> None:
        self._settled = False
        self.layouts = 0
        self._layers: list[tuple[Artist | None, str]] = []
        self._background = ""
        self._frames: list[Any] = []
        self._written: dict[Artist, str] = {}
        with course_style():
            wide, high = self._size
            given = wide * self._share, high
            self.figure = Figure(figsize=given, dpi=DPI)
            self._sheet = Sheet(self.figure)
            self.recorder.alphabet = self._alphabet
            self.update = _update_of(self._draw(self.figure))
            if self._share < 1:
                room.with_small_words(self.figure)
            wide, high = self.figure.get_size_inches()
            if (wide, high) != given:  # a drawing that has found its own size knows no share
                wide *= self._share
            self.width, self.height = round(wide * DPI), round(high * DPI)  # whole pixels
            self.figure.set_size_inches(self.width / DPI, self.height / DPI)
        marks = list(marks_of(self.figure))
        self._moving = [mark for mark in marks if _is_empty(mark)]
        self._still = [mark for mark in marks if mark not in self._moving]
        # New numbers behind colours do not make a mark stale.
        self._arrays = {m: m.get_array() for m in self._still if isinstance(m, Collection)}
        for mark in self._still:
            mark.stale = False

    def release(self) -> None:
        """Frees the memory of a figure that nobody asks; asked again, it is drawn anew."""
        if hasattr(self, "figure"):
            self.on_release()
            self.figure.clear()
            self.__dict__ = {name: self.__dict__[name] for name in KEPT}

    def wake(self) -> None:
        """Draws a figure that was released, as it was last."""
        AWAKE.use(self)
        if not hasattr(self, "figure"):
            self._make()
            self.move(**self._values)

    @property
    def recorder(self) -> Recorder:
        """What writes the figure down."""
        return self._sheet.get_renderer()

    def move(self, **values: Any) -> str:
        """Moves the artists to the values; returns the sentence that reads the picture out."""
        self.wake()
        with course_style():
            text = self.update(**values)
        if not isinstance(text, str) or not text.strip():
            raise TypeError(
                f"update returned {text!r}; expected the sentence that reads the picture out."
            )
        self._values = values
        self._watch()
        return text

    def _watch(self) -> None:
        """Finds the marks that an update has touched for the first time, with their names."""
        touched = [mark for mark in self._still if self._is_touched(mark)]
        if not touched:
            return
        named = {mark.name for mark in touched if isinstance(mark, Curve)}
        self._moving += [mark for mark in self._still if mark in touched or mark in named]
        self._still = [mark for mark in self._still if mark not in self._moving]
        if self._settled:
            self._set_apart()

    def _is_touched(self, mark: Artist) -> bool:
        colours = isinstance(mark, Collection) and mark.get_array() is not self._arrays[mark]
        return bool(mark.stale) or colours

    def listings(self) -> tuple[str, str, list[str]]:
        """The letters, the background and what moves, as a page reads them (`plots.listing`).

        What no update has touched is as it was last. Raises `Unpainted` where the figure draws what
        a page does not paint.
        """
        self.wake()
        with course_style():
            if not self._settled:
                self._name_images()
                self._settle()
            frames = [_frame(ax) for ax in self.figure.axes]
            # What moves does not make the figure stale; a title, a new mark and the like do.
            if self.figure.stale or frames != self._frames:
                self._name_images()
                with ticks_once(self.figure):
                    if self._frames and self._cut_off():
                        self._lay_out()
                    self._frames = frames
                    self._draw_layers()
                self._written.clear()
            self.recorder.forget_places()
            marks = [self._listing(artist) for artist in self._drawn]
        return self.recorder.alphabet.text(), self._background, marks

    def _draw_layers(self) -> None:
        """Draws all that stands still, keeping each mark by itself."""
        self.recorder.taken()
        self._layers = []

        def draw(mark: Artist, renderer: Recorder) -> None:
            self._layers.append((None, self.recorder.taken()))
            type(mark).draw(mark, renderer)
            self._layers.append((mark, self.recorder.taken()))

        for mark in self._still:
            mark.draw = partial(draw, mark)  # type: ignore[method-assign]
        self.figure.draw(self.recorder)
        for mark in self._still:
            del mark.draw
        self._layers.append((None, self.recorder.taken()))
        self._put_together()

    def _put_together(self) -> None:
        self._layers = [layer for layer in self._layers if layer[0] not in self._drawn]
        self._background = joined(text for _, text in self._layers)

    def _listing(self, mark: Artist) -> str:
        text = self._written.get(mark)
        if text is None or self._is_touched(mark):
            write(mark, self.recorder)
            mark.stale = False  # one that is hidden leaves this to us
            if isinstance(mark, Collection):
                self._arrays[mark] = mark.get_array()
            text = self._written[mark] = self.recorder.taken()
        return text

    def png(self, scale: float = 1) -> bytes:
        """The picture as a PNG file by matplotlib, with `scale` pixels for each of the page."""
        return self.file("png", scale)

    def file(self, kind: str, scale: float = 1) -> bytes:
        """The picture as a file of that kind, such as "svg"."""
        file = io.BytesIO()
        self.wake()
        with course_style():
            self._name_images()
            if not self._settled:
                self._settle()
            stale = self.figure.stale
            for ax in self.figure.axes:
                for image in ax.images:
                    self._smooth(image, str(image.get_gid()))
            with ticks_once(self.figure):
                self.figure.savefig(file, format=kind, dpi=DPI * scale)
            self._name_images()
            self._forget_the_sheet()
            self._written.clear()  # nothing is stale now
            self.figure.stale = stale
        return file.getvalue()

    def _forget_the_sheet(self) -> None:
        """Frees the sheet of pixels of a file: words remember it, and arrows its scale."""
        mark: Any
        for mark in self.figure.findobj(Text):
            mark._renderer = self.recorder
        for mark in self.figure.findobj(FancyArrowPatch):
            mark._dpi_cor = self.recorder.points_to_pixels(1)

    def at(self, x: float, y: float) -> tuple[Axes, float, float] | None:
        """The axes and its coordinates at a point, given as shares from the picture's top left."""
        self.wake()
        point = self.figure.transFigure.transform((x, 1 - y))
        for ax in reversed(self.figure.axes):
            if ax.get_visible() and ax.bbox.contains(*point):
                across, up = ax.transData.inverted().transform(point)
                return ax, float(across), float(up)
        return None

    def least(self) -> float:
        """Down to what share of its size it can be read."""
        with course_style():  # it asks for ticks, which come to be in the style of the moment
            return room.least(self.figure)

    def fit(self, width: float) -> None:
        """Draws panels no wider than so many pixels, as far as the figure can be drawn narrower."""
        self.wake()
        self._panel = self._panel or self._widest()
        self._draw_at(width / self._panel)
        if self._widest() > width:  # margins do not shrink
            self._draw_at(0.98 * self._share * width / self._widest())

    def _draw_at(self, share: float) -> None:
        """Draws the figure anew, at a share of the width that it was made for."""
        share = min(1.0, max(self._narrowest, share))
        if round(share * self.native) != round(self._share * self.native):
            self._share = share
            self._make()
            self.move(**self._values)

    def _widest(self) -> int:
        """How wide the widest panel is."""
        return max(right - left for left, right in pairwise([0, *self.cuts(), self.width]))

    def places(self, axes: Iterable[Axes]) -> list[list[float]]:
        """Left, top, right and bottom of axes, as shares of the picture."""
        inverse = self.figure.transFigure.inverted()
        boxes = [inverse.transform_bbox(ax.bbox) for ax in axes]
        return [[float(each) for each in (b.x0, 1 - b.y1, b.x1, 1 - b.y0)] for b in boxes]

    def cuts(self) -> list[int]:
        """Where the picture may be cut from top to bottom, in pixels from the left."""
        with course_style():
            if not self._settled:
                self._settle()
            stale = self.figure.stale
            with ticks_once(self.figure):
                found = room.cuts(self.figure, self.recorder)
        self.figure.stale = stale  # to measure is not to change
        return found

    def _name_images(self) -> None:
        """Has images written down cell by cell; their `gid` says how they are smoothed."""
        for image in chain.from_iterable(ax.images for ax in self.figure.axes):
            if image.get_gid() is None:
                image.set_gid(image.get_interpolation())
            self._smooth(image, "none")

    def _smooth(self, image: AxesImage, how: str) -> None:
        if image.get_interpolation() != how:  # to set it anew has the whole figure drawn anew
            stale = image.stale
            image.set_interpolation(how)
            image.stale = stale

    def _settle(self) -> None:
        """Finds room for all labels, once, so that nothing jumps later."""
        self._settled = True
        with ticks_once(self.figure):
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
        self._put_together()

    def _lay_out(self) -> None:
        self.layouts += 1
        if any(ax.get_subplotspec() for ax in self.figure.axes):  # not put in its place by hand
            ConstrainedLayoutEngine(w_pad=0.08, h_pad=0.08).execute(self.figure)

    def _cut_off(self) -> bool:
        """Whether new limits have pushed a label over the edge of the picture."""
        stale = self.figure.stale
        box = self.figure.get_tightbbox(self.recorder)
        self.figure.stale = stale  # to measure is not to change
        width, height = self.figure.get_size_inches()
        return box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height


def _is_empty(mark: Artist) -> bool:
    """Whether a mark shows nothing yet: it waits for an update."""
    if isinstance(mark, Text):
        return not mark.get_text()
    if isinstance(mark, Line2D):
        return not np.size(mark.get_xdata())
    return not mark.get_visible()


def _frame(ax: Axes) -> tuple[Any, ...]:
    """What an axes' two scales look like: limits, ticks, labels."""
    scales = (
        # `get_tick_params` would put the names of its settings into other words, at each move.
        (a.get_scale(), a.label.get_text(), *vars(a.major).values(), {**vars(a)["_major_tick_kw"]})
        for a in (ax.xaxis, ax.yaxis)
    )
    return (*ax.viewLim.extents, *scales)


def _in_order(moving: list[Artist]) -> list[Artist]:
    """What is drawn on each move, from bottom to top, with the still marks that lie over it."""
    over = []
    for ax in dict.fromkeys(artist.axes for artist in moving if artist.axes is not None):
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
