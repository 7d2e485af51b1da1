"""Plain marks written down at once: the listing that matplotlib makes, in a fifth of the time.

What is not plain draws itself.
"""

from collections.abc import Callable
from math import isfinite
from typing import Any

from matplotlib.artist import Artist
from matplotlib.colors import to_rgba
from matplotlib.image import AxesImage
from matplotlib.text import Text

from bplib.plots.listing import colour_name
from bplib.plots.recorder import CELLS, Recorder

SHARES = {"left": 0.0, "center": 0.5, "right": 1.0}  # of words' width, left of their place
EDGE = 0.01  # pixels; an image that leaves its axes by less lies within


def write(mark: Artist, recorder: Recorder) -> None:
    """Writes a mark down."""
    at_once = AT_ONCE.get(type(mark))
    if at_once is None or not (is_seen(mark) and at_once(mark, recorder)):
        mark.draw(recorder)


def is_seen(mark: Artist) -> bool:
    """Whether a mark is seen, as it is, without filters and effects."""
    return mark.get_visible() and not mark.get_path_effects() and mark.get_agg_filter() is None


def words(mark: Text, recorder: Recorder) -> bool:
    """Writes words down if they are plain; whether they are.

    How high words stand is learnt from matplotlib, which draws the first ones of a font, a height
    and a depth.
    """
    x, y = mark.get_transform().transform(mark.get_unitless_position()).tolist()
    if not (is_line(mark) and isfinite(x) and isfinite(y)):
        return False
    text, look = mark.get_text(), mark.get_fontproperties()
    font = recorder.alphabet.font(look)
    width, *heights = font.box(text)
    kind = (mark.get_verticalalignment(), vars(mark).get("_linespacing"), *heights)
    if kind not in font.rises:
        mark.draw(recorder)
        font.rises[kind] = recorder.height - recorder.started - y
        return True
    ink, alpha = to_rgba(mark.get_color()), mark.get_alpha()
    fill = ink if alpha is None else (*ink[:3], alpha)
    if fill[3]:
        (run,) = recorder.alphabet.setting(text, look, False).runs
        x -= width * SHARES[mark.get_horizontalalignment()]
        y = recorder.height - (y + font.rises[kind])
        pen = (colour_name(fill), None)
        recorder.listing.words(pen, x, y, run.size, run.letters, run.steps, 0.0)
    return True


def is_line(words: Text) -> bool:
    """Whether words are one level line without formula and frame."""
    text = words.get_text()
    return (
        bool(text)
        and "\n" not in text
        and "$" not in text
        and not words.get_rotation()
        and words.get_rotation_mode() == "default"
        and words.get_bbox_patch() is None
        and not words.get_clip_on()
        and not words.get_wrap()
        and not words.get_usetex()
    )


def image(mark: AxesImage, recorder: Recorder) -> bool:
    """Writes an image down if its cells lie within its axes; whether they do."""
    box = mark.get_clip_box()
    if box is None or not mark.get_clip_on() or mark.get_clip_path() is not None:
        return False
    left, right, *rows = mark.get_extent()
    first, last = reversed(rows) if mark.origin == "upper" else rows
    corners = mark.get_transform().transform([(left, first), (right, last)]).tolist()
    within = box.padded(EDGE)
    values: Any = mark.get_array()
    if not (
        all(within.contains(*corner) for corner in corners)
        and mark.get_transform().is_affine
        and mark.get_alpha() is None
        and values.size
    ):
        return False
    (x, y), (end, top) = corners
    place = x, recorder.height - y, end - x, y - top
    cells = mark.to_rgba(values, bytes=True, norm=values.ndim == 2)
    recorder.listing.image((None, recorder.clip(box)), place, cells, mark.get_gid() not in CELLS)
    return True


AT_ONCE: dict[type[Artist], Callable[..., bool]] = {Text: words, AxesImage: image}
