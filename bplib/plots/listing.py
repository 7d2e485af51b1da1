"""A picture written down for a page: the one description of its form.

A picture has these parts, each sent only when it has changed:

- letters: JSON, a list of shapes [codes, numbers] for a size of 100 pixels: the alphabet of the
  figure's first picture. added: in the same form, all that later pictures have added to it. An
  alphabet only grows, so that a letter keeps its number; those of `added` are counted on.
- background: a listing of what stands still.
- marks: a list of listings, one for each mark that moves, in the order in which they are painted.
  `moved` holds those that have become others since `marks` was sent: a mark's place in `marks`
  → its present listing.

A listing is JSON, a list of operations in their order:

    ["pen", fill, clip, stroke, width, cap, join, dashes]
    ["path", codes, numbers, whole]
    ["lines", widths, numbers]
    ["shape", codes, numbers]
    ["copies", whole, snapped, numbers, fills]
    ["words", x, y, size, letters, steps, angle]
    ["image", x, y, width, height, columns, colours, cells, smooth]

- What stands last in an operation and is null, 0 or false is left out.
- A pen holds for all that follows, until the next pen; so does a shape.
- Lengths are pixels of the page, y downwards. `numbers` are points x, y, x, y … in sixteenths of a
  pixel, each point as its distance to the one before: short to write, and like bytes to pack.
- `codes` say what the points are for: M move, L line, Q and C curves (with 1 and 2 control points),
  Z close, O a circle around 0, 0 through a point to the right of it; a number after a letter
  repeats it, as it does what stands in brackets. "ML3Z" is a quadrangle, "(ML)9" are nine lines.
- fill and stroke are "#rrggbb", with "aa" where they are not opaque, or null; clip is [x, y, width,
  height] or null, dashes [offset, on, off, …] or null. A cap that is null is "projecting", a join
  that is null "round".
- whole: a path of level and upright lines, which the page puts at whole pixels of the screen.
- lines: straight lines between two points each, of the pen's colour and each of its own width, in
  sixteenths; those that are level or upright are whole.
- copies: the shape at many places; snapped: the places are whole pixels, too. fills are the fills
  of one after the other (null: not filled), where they differ.
- words: letters of the alphabet, of a size in pixels. The first one's line of writing starts at
  x, y; steps are the sixteenths from each letter to the next.
- image: colours for cells from x, y on (width and height may be negative), row by row. `colours`
  are names, one after the other, `cells` their places among them, a digit of base64 each. smooth:
  the colours run into each other.
"""

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from typing import Any

import numpy as np
from matplotlib.path import Path
from numpy.typing import ArrayLike

PARTS = 16  # of a pixel
CAP, JOIN = "projecting", "round"  # of a pen that names none
STRAIGHT = 1e-4  # pixels; a line is level or upright that leaves its way by less
FARTHEST = 1e5  # pixels; beyond it nothing is seen
LETTERS = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C",
           Path.CLOSEPOLY: "Z"}  # fmt: skip
POINTS = {"Q": 2, "C": 3}
SINGLE = re.compile(r"(?:ML(?!\d)){3,}")  # lines from one point to another
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_DIGITS = np.frombuffer(DIGITS.encode(), np.uint8)

as_json = json.JSONEncoder(separators=(",", ":")).encode


def numbers(points: ArrayLike) -> list[int]:
    """Points (n, 2) in sixteenths of a pixel, each as its distance to the one before."""
    whole = np.asarray(points, float) * PARTS
    np.rint(whole, out=whole)
    farthest = FARTHEST * PARTS
    steps = np.minimum(np.maximum(whole, -farthest), farthest).astype(np.int64)
    steps[1:] -= steps[:-1].copy()
    return steps.ravel().tolist()


def sixteenths(length: float) -> int:
    """A length in sixteenths of a pixel; the same as `numbers`, of one."""
    farthest = FARTHEST * PARTS
    return int(min(max(round(length * PARTS), -farthest), farthest))


@lru_cache(maxsize=1000)
def coded(codes: bytes) -> tuple[str, np.ndarray | None]:
    """Codes of a path as they are written, and which of its points are (None: all)."""
    kinds = np.frombuffer(codes, np.uint8)
    kinds = kinds[kinds != Path.STOP]
    parts = []
    for kind, run in groupby(kinds.tolist()):
        letter = LETTERS[kind]
        count = sum(1 for _ in run) // POINTS.get(letter, 1)
        parts.append(letter if count == 1 else f"{letter}{count}")
    all_kinds = np.frombuffer(codes, np.uint8)
    needed = (all_kinds != Path.STOP) & (all_kinds != Path.CLOSEPOLY)
    text = SINGLE.sub(lambda run: f"(ML){len(run[0]) // 2}", "".join(parts))
    return text, None if needed.all() else needed


def written(path: Path) -> tuple[str, list[int]]:
    """The codes and the numbers of a path that has codes and no gaps."""
    text, needed = coded(np.asarray(path.codes, np.uint8).tobytes())
    points = np.asarray(path.vertices)
    return text, numbers(points if needed is None else points[needed])


def circle(radius: float) -> tuple[str, list[int]]:
    """A circle around 0, 0, as it is written."""
    return "O", [sixteenths(radius), 0]


class Listing:
    """Collects what is painted."""

    def __init__(self) -> None:
        self.operations: list[list[Any]] = []
        self._pen: tuple | None = None
        self._shape: Any = None

    def _add(self, *operation: Any) -> None:
        end = len(operation)
        while not operation[end - 1] and operation[end - 1] != []:
            end -= 1
        self.operations.append(list(operation[:end]))

    def _take(self, pen: tuple) -> None:
        if pen != self._pen:
            self._add("pen", *pen)
            self._pen = pen

    def path(self, pen: tuple, whole: bool, path: Path) -> None:
        """A line or an area."""
        self._path(pen, whole, *written(path))

    def straight(self, pen: tuple, whole: bool, points: np.ndarray, closed: bool) -> None:
        """Straight lines from point to point (n, 2), and back to the first if it is closed."""
        count = "" if len(points) == 2 else len(points) - 1
        self._path(pen, whole, f"ML{count}Z" if closed else f"ML{count}", numbers(points))

    def box(
        self, pen: tuple, whole: bool, left: float, top: float, right: float, bottom: float
    ) -> None:
        """An upright rectangle, from its first corner on along x."""
        x, y, end, low = (sixteenths(each) for each in (left, top, right, bottom))
        self._path(pen, whole, "ML3Z", [x, y, end - x, 0, 0, low - y, x - end, 0])

    def _path(self, pen: tuple, whole: bool, codes: str, places: list[int]) -> None:
        point = not any(places[2:])  # which leaves no trace but that of its ends
        if codes and not (point and (pen[2] is None or pen[4] == "butt")):
            self._take(pen)
            self._add("path", codes, places, int(whole))

    def lines(self, pen: tuple, widths: list[int], ends: np.ndarray) -> None:
        """Straight lines between two points each (n, 2, 2), of so many sixteenths of a pixel."""
        self._take(pen)
        self._add("lines", widths, numbers(ends.reshape(-1, 2)))

    def copies(
        self, pen: tuple, shape: tuple[str, list[int]], whole: bool, snapped: bool,
        places: ArrayLike, fills: list[str | None] | None = None,
    ) -> None:  # fmt: skip
        """One shape, as it is written, at many places."""
        self._take(pen)
        if shape != self._shape:
            self._shape = shape
            self._add("shape", *shape)
        self._add("copies", int(whole), int(snapped), numbers(places), fills)

    def words(
        self, pen: tuple, x: float, y: float, size: float, letters: list[int], steps: list[int],
        angle: float,
    ) -> None:  # fmt: skip
        """Letters of the alphabet, set on a line."""
        self._take(pen)
        self._add("words", round(x, 2), round(y, 2), size, letters, steps, angle)

    def image(
        self, pen: tuple, box: tuple[float, float, float, float], cells: np.ndarray, smooth: bool
    ) -> None:
        """Colours (rows, columns, 4) of 8 bits, from the box's corner on."""
        self._take(pen)
        place = [round(float(each), 2) for each in box]
        names = _names_of_cells(cells.tobytes())
        self._add("image", *place, cells.shape[1], *names, int(smooth))

    def text(self) -> str:
        """The listing as JSON."""
        return as_json(self.operations)


def joined(texts: Iterable[str]) -> str:
    """Several listings as one."""
    return f"[{','.join(text[1:-1] for text in texts if len(text) > 2)}]"


@lru_cache(maxsize=100)
def _names_of_cells(cells: bytes) -> tuple[str, str]:
    """The names of the colours of cells (four bytes each), and a digit for each cell."""
    colours, found = few_colours(np.frombuffer(cells, np.uint8).reshape(-1, 4))
    names = (f"#{each.hex()[: 6 if each[3] == 255 else 8]}" for each in map(bytes, colours))
    return "".join(names), _DIGITS[found].tobytes().decode()


def colour_name(rgba: ArrayLike) -> str:
    """A colour of numbers from 0 to 1 as "#rrggbb", or "#rrggbbaa" if it is not opaque."""
    return _named(tuple(rgba if isinstance(rgba, tuple) else np.ravel(rgba).tolist()))


@lru_cache(maxsize=5000)
def _named(rgba: tuple[float, ...]) -> str:
    parts = [round(255 * float(part)) for part in rgba]
    name = "".join(f"{part:02x}" for part in parts[: 3 if parts[3:] in ([], [255]) else 4])
    return f"#{name}"


def few_colours(cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """At most 64 colours (n, 4) that will do for the cells, and the number of each cell's."""
    each, found = np.unique(_as_one(cells.reshape(-1, 4)), return_inverse=True)
    exact = each.view(np.uint8).reshape(-1, 4)
    colours, place = exact, np.arange(len(exact))
    lost = 0  # bits of each colour that are given up
    while len(colours) > len(DIGITS):
        lost += 1
        alike, place = np.unique(_as_one(exact & np.uint8(256 - 2**lost)), return_inverse=True)
        colours = np.empty((len(alike), 4), np.uint8)
        for channel, of_exact in enumerate(exact.T):
            sums = np.bincount(place, of_exact)
            colours[:, channel] = np.rint(sums / np.bincount(place))
    return colours, place[found]


def _as_one(colours: np.ndarray) -> np.ndarray:
    """Colours (n, 4) of 8 bits as one number each."""
    return np.ascontiguousarray(colours).view(np.uint32).ravel()
