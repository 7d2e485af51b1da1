"""A picture written down for a page: the one description of its form.

A listing is JSON text of four tables and what is to be painted, in order:

    {"clips": [[x, y, width, height], …],
     "styles": [[stroke, width, fill, dashes, cap, join, clip], …],
     "shapes": [[codes, numbers], …],
     "marks": [["path", style, whole, codes, numbers],
               ["copies", style, whole, snapped, shape, numbers],
               ["words", style, size, angle, x, y, letters, numbers],
               ["image", style, x, y, width, height, columns, colours, cells, smooth], …]}

- Lengths are pixels of the page, y downwards. `numbers` are points x, y, x, y … in sixteenths of a
  pixel, each point as its distance to the one before: short to write, and like bytes to pack.
- `codes` say what the points are for: M move, L line, Q and C curves (with 1 and 2 control points),
  Z close; a number after a letter repeats it. "ML3Z" is a quadrangle.
- stroke and fill are "#rrggbb", with "aa" where they are not opaque, or null. dashes are [offset,
  on, off, …] or null, clip the number of a clip or null.
- whole: a path of level and upright lines, which the page puts at whole pixels of the screen.
- copies: one shape at many places; snapped: the places are whole pixels, too.
- words: letters of the figure's alphabet, a list of shapes [codes, numbers] for a size of 100
  pixels; x and y are where the line of writing starts, the numbers where each letter does. The
  alphabet of a figure only grows, so that a letter keeps its number.
- image: colours for cells from x, y on (width and height may be negative), row by row; `cells` are
  their places in `colours`, a byte each in base64. smooth: the colours run into each other.
"""

import json
from base64 import b64encode
from itertools import groupby
from typing import Any

import numpy as np
from matplotlib.path import Path
from numpy.typing import ArrayLike

PARTS = 16  # of a pixel
STRAIGHT = 1e-4  # pixels; a line is level or upright that leaves its way by less
FARTHEST = 1e5  # pixels; beyond it nothing is seen
LETTERS = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C",
           Path.CLOSEPOLY: "Z"}  # fmt: skip
POINTS = {"Q": 2, "C": 3}
MOST_COLOURS = 256


def numbers(points: ArrayLike) -> list[int]:
    """Points (n, 2) in sixteenths of a pixel, each as its distance to the one before."""
    whole = np.rint(np.clip(points, -FARTHEST, FARTHEST) * PARTS).astype(np.int64)
    return np.diff(whole, axis=0, prepend=0).ravel().tolist()


def parts_of(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """The codes (n,) and the points (n, 2) of a path that has codes, without its end."""
    codes = np.asarray(path.codes)
    kept = codes != Path.STOP
    return codes[kept], np.asarray(path.vertices)[kept]


def written(path: Path) -> tuple[str, list[int]]:
    """The codes and the numbers of a path that has codes and no gaps."""
    kinds, points = parts_of(path)
    points = points[kinds != Path.CLOSEPOLY]
    parts = []
    for kind, run in groupby(kinds.tolist()):
        letter = LETTERS[kind]
        count = sum(1 for _ in run) // POINTS.get(letter, 1)
        parts.append(letter if count == 1 else f"{letter}{count}")
    return "".join(parts), numbers(points)


class Table(dict[Any, int]):
    """Things by number, each kept once."""

    def number(self, thing: Any) -> int:
        """The number of a thing, which is a tuple as JSON writes it."""
        return self.setdefault(thing, len(self))


class Listing:
    """Collects what is painted."""

    def __init__(self) -> None:
        self.clips, self.styles, self.shapes = Table(), Table(), Table()
        self.marks: list[list[Any]] = []

    def _style(self, style: tuple) -> int:
        """The number of a style; its clip, the last part, becomes a number, too."""
        *look, clip = style
        return self.styles.number((*look, None if clip is None else self.clips.number(clip)))

    def path(self, style: tuple, whole: bool, path: Path) -> None:
        """A line or an area."""
        codes, places = written(path)
        if codes and (style[0] or any(places[2:])):  # a point that is filled only leaves no trace
            self.marks.append(["path", self._style(style), whole, codes, places])

    def line(self, style: tuple, ends: np.ndarray) -> None:
        """A straight line between two points (2, 2)."""
        whole = bool(np.abs(ends[1] - ends[0]).min() < STRAIGHT)
        self.marks.append(["path", self._style(style), whole, "ML", numbers(ends)])

    def copies(
        self, style: tuple, whole: bool, snapped: bool, shape: Path, places: ArrayLike
    ) -> None:
        """One shape at many places; those that follow with the same look become one entry."""
        codes, points = written(shape)
        number = self.shapes.number((codes, tuple(points)))
        self.marks.append(["copies", self._style(style), whole, snapped, number, numbers(places)])

    def words(
        self, style: tuple, size: float, angle: float, x: float, y: float,
        letters: list[int], places: list[int],
    ) -> None:  # fmt: skip
        """Letters of the alphabet, set on a line."""
        start = round(x, 2), round(y, 2)
        self.marks.append(["words", self._style(style), size, angle, *start, letters, places])

    def image(
        self, style: tuple, box: tuple[float, float, float, float], cells: np.ndarray, smooth: bool
    ) -> None:
        """Colours (rows, columns, 4) of 8 bits, from the box's corner on."""
        colours, found = few_colours(cells)
        names = [colour_name(each / 255) for each in colours]
        text = b64encode(found.astype(np.uint8).tobytes()).decode()
        place = [round(each, 2) for each in box]
        self.marks.append(
            ["image", self._style(style), *place, cells.shape[1], names, text, smooth]
        )

    def text(self) -> str:
        """The listing as JSON."""
        tables = {"clips": self.clips, "styles": self.styles, "shapes": self.shapes}
        lists = {name: list(table) for name, table in tables.items()}
        return json.dumps({**lists, "marks": self.marks}, separators=(",", ":"))


def colour_name(rgba: ArrayLike) -> str:
    """A colour of numbers from 0 to 1 as "#rrggbb", or "#rrggbbaa" if it is not opaque."""
    parts = [round(255 * float(part)) for part in np.ravel(rgba)]
    name = "".join(f"{part:02x}" for part in parts[: 3 if parts[3:] in ([], [255]) else 4])
    return f"#{name}"


def few_colours(cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """At most 256 colours (n, 4) that will do for the cells, and the number of each cell's."""
    for lost in range(8):  # bits of each colour that are given up
        kept = cells.reshape(-1, 4) & np.uint8(256 - 2**lost)
        whole = np.ascontiguousarray(kept).view(np.uint32).ravel()
        colours, found = np.unique(whole, return_inverse=True)
        if len(colours) <= MOST_COLOURS:
            break
    return colours.view(np.uint8).reshape(-1, 4), found
