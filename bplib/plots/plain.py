"""Plain marks written down at once: the listing that matplotlib makes, in a fifth of the time.

What is not plain draws itself.
"""

from collections.abc import Callable
from functools import lru_cache
from math import isfinite
from numbers import Real
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgba
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Polygon, Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, IdentityTransform
from numpy.typing import ArrayLike

from bplib.plots.artists import Curve
from bplib.plots.listing import colour_name
from bplib.plots.paths import LONGEST_EXACT, stamp
from bplib.plots.recorder import CELLS, FILL, STROKE, Recorder

SHARES = {"left": 0.0, "center": 0.5, "right": 1.0}  # of words' width, left of their place
SOLID = ("-", "solid")
LONGEST = 1000  # points of a line; of a longer one matplotlib draws those within the axes
EDGE = 0.01  # pixels; an image that leaves its axes by less lies within


def write(mark: Artist, recorder: Recorder) -> None:
    """Writes a mark down."""
    at_once = AT_ONCE.get(type(mark))
    if at_once is None or not (is_seen(mark) and at_once(mark, recorder)):
        mark.draw(recorder)


def is_seen(mark: Artist) -> bool:
    """Whether a mark is seen, as it is: without filters and effects, not cut out along a path."""
    odd = mark.get_path_effects(), mark.get_agg_filter(), mark.get_sketch_params()
    cut = mark.get_clip_on() and mark.get_clip_path() is not None
    return mark.get_visible() and not (any(odd) or cut)


def clip_of(mark: Artist, recorder: Recorder) -> tuple | None:
    """Where a mark ends."""
    return recorder.clip(mark.get_clip_box()) if mark.get_clip_on() else None


def name_of(color: Any, alpha: float | None = None) -> str | None:
    """A colour as it is written; None where it leaves no trace."""
    return _name_of(color if isinstance(color, str) else tuple(color), alpha)


@lru_cache(maxsize=1000)
def _name_of(color: Any, alpha: float | None) -> str | None:
    ink = to_rgba(color, alpha)
    return colour_name(ink) if ink[3] else None


def line(mark: Line2D, recorder: Recorder) -> bool:
    """Writes a line and its markers down if all of its points are meant; whether they are."""
    across, up = mark.get_data()
    if not (
        np.size(across) == np.size(up) <= LONGEST
        and mark.get_drawstyle() == "default"
        and mark.get_gapcolor() is None
        and mark.get_markevery() is None
        and not (np.ma.isMaskedArray(across) or np.ma.isMaskedArray(up))
    ):
        return False
    marker: Any = vars(mark)["_marker"]
    if marker and not has_one_look(mark, marker):
        return False
    if not np.size(across):
        return True
    points, clip = recorder.on_page(mark.get_transform(), across, up), clip_of(mark, recorder)
    if mark.get_linestyle() != "None":
        pen = recorder.pen(
            None, clip, name_of(mark.get_color(), mark.get_alpha()), mark.get_linewidth(),
            *ends_of(mark), dashes=vars(mark)["_dash_pattern"],
        )  # fmt: skip
        recorder.straight(pen, points, mark.get_snap())
    if marker and mark.get_markersize() > 0:
        markers(mark, marker, points, recorder)
    return True


def ends_of(mark: Line2D) -> tuple[str, str]:
    """How a line ends and how it turns corners."""
    if mark.is_dashed():
        return mark.get_dash_capstyle(), mark.get_dash_joinstyle()
    return mark.get_solid_capstyle(), mark.get_solid_joinstyle()


def has_one_look(mark: Line2D, marker: Any) -> bool:
    """Whether a line's markers are of one shape, as opaque at their edges as within."""
    ink, face = to_rgba(mark.get_markeredgecolor()), to_rgba(mark.get_markerfacecolor())
    return not marker.get_alt_path() and marker.get_marker() != "," and ink[3] == face[3]


def markers(mark: Line2D, marker: Any, points: np.ndarray, recorder: Recorder) -> None:
    """Writes the markers of a line down."""
    alpha, width = mark.get_alpha(), recorder.points_to_pixels(mark.get_markersize())
    fill, ink = mark.get_markerfacecolor(), mark.get_markeredgecolor()
    pen = recorder.pen(
        name_of(fill, alpha), clip_of(mark, recorder), name_of(ink, alpha),
        mark.get_markeredgewidth(), marker.get_capstyle(), marker.get_joinstyle(),
    )  # fmt: skip
    snap = marker.get_snap_threshold()
    if isinstance(snap, Real):
        snap = width >= snap
    shape = stamp(marker.get_path(), marker.get_transform().scale(width), snap)
    recorder.copies(pen, shape, points, True, [pen[FILL]])


def curve(mark: Curve, recorder: Recorder) -> bool:
    """Writes a line down whose name goes along."""
    mark.place_name()
    return line(mark, recorder)


def bar(mark: Rectangle, recorder: Recorder) -> bool:
    """Writes an upright rectangle down; whether it is one."""
    if mark.get_angle():
        return False
    x, y = mark.get_xy()
    right, top = x + mark.get_width(), y + mark.get_height()
    transform = mark.get_data_transform()
    matrix = recorder.matrix(transform)
    if matrix is None or any(matrix[1:3]):  # it may be no rectangle on the page
        return area(mark, recorder, [x, right, right, x], [y, y, top, top])
    corners = *recorder.spot(transform, x, y), *recorder.spot(transform, right, top)
    if is_odd(mark) or not all(map(isfinite, corners)):
        return False
    recorder.box(edge(mark, recorder), corners, mark.get_snap())
    return True


def polygon(mark: Polygon, recorder: Recorder) -> bool:
    """Writes a polygon down that has few corners; whether it is one."""
    corners = mark.get_xy()
    few = 2 < len(corners) <= LONGEST_EXACT and mark.get_closed()
    return few and area(mark, recorder, *corners[:-1].T)


def area(mark: Patch, recorder: Recorder, x: ArrayLike, y: ArrayLike) -> bool:
    """Writes an area down by its corners if it is plain; whether it is."""
    corners = recorder.on_page(mark.get_data_transform(), x, y)
    if is_odd(mark) or not np.isfinite(corners).all():
        return False
    recorder.straight(edge(mark, recorder), corners, mark.get_snap(), closed=True)
    return True


def is_odd(mark: Patch) -> bool:
    """Whether an area is hatched, or its edge dashed."""
    return bool(mark.get_hatch()) or mark.get_linestyle() not in SOLID


def edge(mark: Patch, recorder: Recorder) -> tuple:
    """The pen of an area and its edge."""
    return recorder.pen(
        name_of(mark.get_facecolor()), clip_of(mark, recorder), name_of(mark.get_edgecolor()),
        mark.get_linewidth(), mark.get_capstyle(), mark.get_joinstyle(),
    )  # fmt: skip


def points(mark: PathCollection, recorder: Recorder) -> bool:
    """Writes marks of one look down; whether they are."""
    looks: list[Any] = [
        mark.get_paths(), mark.get_sizes(), mark.get_facecolor(), mark.get_edgecolor(),
        mark.get_linewidth(), mark.get_linestyle(),
    ]  # fmt: skip
    shapes, sizes, faces, inks, widths, dashes = looks
    if (
        any(len(each) != 1 for each in looks)
        or dashes[0][1] is not None
        or mark.get_array() is not None
        or mark.get_hatch()
        or not isinstance(mark.get_transform(), IdentityTransform)
    ):
        return False
    places = np.ma.filled(mark.get_offsets(), np.nan)
    fill = name_of(faces[0])
    pen = recorder.pen(
        fill, clip_of(mark, recorder), name_of(inks[0]), widths[0],
        mark.get_capstyle() or "butt", mark.get_joinstyle() or "round",
    )  # fmt: skip
    if fill is not None or pen[STROKE] is not None:
        size = Affine2D().scale(np.sqrt(sizes[0]) * recorder.dpi / 72)
        shape = stamp(shapes[0], size, mark.get_snap())
        spots = recorder.on_page(mark.get_offset_transform(), *places.T)
        recorder.copies(pen, shape, spots, True, [fill])
    return True


def words(mark: Text, recorder: Recorder) -> bool:
    """Writes words down if they are plain; whether they are.

    How high their lines stand is learnt from matplotlib, which draws the first ones of a font, of
    such heights and depths.
    """
    text, look = mark.get_text(), mark.get_fontproperties()
    if not text:
        return True
    place = mark.get_position()
    if not all(isinstance(each, (float, int)) for each in place):
        place = mark.get_unitless_position()
    x, y = recorder.spot(mark.get_transform(), *place)
    if not (are_plain(mark) and isfinite(x) and isfinite(y)):
        return False
    font, lines = recorder.alphabet.font(look), text.split("\n")
    boxes = [font.box(each) for each in lines]
    kind = (
        mark.get_verticalalignment(), vars(mark).get("_linespacing"), *(box[1:] for box in boxes)
    )  # fmt: skip
    if kind not in font.rises:
        before = len(recorder.started)
        mark.draw(recorder)
        font.rises[kind] = [recorder.height - down - y for down in recorder.started[before:]]
        return True
    ink, alpha = mark.get_color(), mark.get_alpha()
    fill = name_of(ink if alpha is None else (*to_rgba(ink)[:3], alpha))
    if fill is None:
        return True
    share = SHARES[mark.get_horizontalalignment()]
    for each, box, rise in zip(lines, boxes, font.rises[kind], strict=True):
        run = recorder.alphabet.line(each, font)
        start, level = x - box[0] * share, recorder.height - (y + rise)
        recorder.listing.words((fill, None), start, level, run.size, run.letters, run.steps, 0.0)
    return True


def are_plain(words: Text) -> bool:
    """Whether words are level lines without formula and frame."""
    text, side = words.get_text(), words.get_horizontalalignment()
    return (
        "$" not in text
        and "" not in text.split("\n")
        and vars(words).get("_multialignment") in (None, side)
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
    if box is None or not mark.get_clip_on():
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
    cells = as_bytes(mark, values)
    recorder.listing.image((None, recorder.clip(box)), place, cells, mark.get_gid() not in CELLS)
    return True


def as_bytes(mark: AxesImage, values: Any) -> np.ndarray:
    """The colours of an image's cells, four bytes each."""
    if values.dtype == np.uint8 and values.shape[2:] == (4,) and not np.ma.is_masked(values):
        return np.asarray(values)
    return mark.to_rgba(values, bytes=True, norm=values.ndim == 2)


AT_ONCE: dict[type[Artist], Callable[..., bool]] = {
    Text: words,
    AxesImage: image,
    Curve: curve,
    Line2D: line,
    Rectangle: bar,
    Polygon: polygon,
    PathCollection: points,
}
