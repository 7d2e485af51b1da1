"""Words as single letters, so that a page paints them without having the font."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any

from matplotlib.font_manager import findfont, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.path import Path
from matplotlib.textpath import TextToPath
from matplotlib.transforms import Affine2D

from bplib.plots.listing import PARTS, written

MOST = 1000  # words that are remembered; beyond these it starts anew
LIKELY = "0123456789.,+-−×=e ()abcdefghijklmnopqrstuvwxyz"  # what a number or a word may need next
DOWN = Affine2D().scale(1, -1)

Box = tuple[float, float, float]  # width, height, depth under the line of writing


@dataclass(frozen=True)
class Run:
    """Letters of one size on one line: how far it is over the words' own, where each one starts."""

    size: float
    up: float
    letters: list[int]
    places: list[float]

    @cached_property
    def steps(self) -> list[int]:
        """From each letter to the next, in sixteenths of a pixel."""
        whole = [round(place * PARTS) for place in self.places]
        return [after - before for before, after in pairwise(whole)]


@dataclass(frozen=True)
class Setting:
    """Words set in a line: letters, size by size and line by line; bars, as paths."""

    runs: list[Run]
    bars: list[Path]


class Font:
    """A font at one size: what letters and pairs of letters measure, each asked for once.

    Words are as wide as their letters, each drawn near by the one before. Two letters that are set
    as one (fi) are left to matplotlib.
    """

    def __init__(self, measure: Any, glyphs: Any, line: tuple[float, float, float]) -> None:
        self._measure, self._glyphs, self.line = measure, glyphs, line
        self._letters: dict[str, tuple[Box, Any]] = {}
        self._pairs: dict[str, tuple[float, float] | None] = {}

    def letter(self, letter: str) -> tuple[Box, Any]:
        """Its box, in pixels, and its name."""
        if letter not in self._letters:
            ((name, *_),) = self._glyphs(letter)
            self._letters[letter] = self._measure(letter), name
        return self._letters[letter]

    def step(self, pair: str) -> tuple[float, float] | None:
        """From the first letter to the second: in pixels, and at the alphabet's size."""
        if pair not in self._pairs:
            glyphs = self._glyphs(pair)
            after = self.letter(pair[1])[0][0]
            found = (self._measure(pair)[0] - after, glyphs[1][1]) if len(glyphs) == 2 else None
            self._pairs[pair] = found
        return self._pairs[pair]

    def _steps(self, words: str) -> list[tuple[float, float]] | None:
        steps = [self.step(a + b) for a, b in pairwise(words)]
        return None if None in steps else steps  # type: ignore[return-value]

    def box(self, words: str) -> Box:
        """Width, height and depth of words, in pixels."""
        steps = self._steps(words)
        if steps is None:
            return self._measure(words)
        boxes = [self.letter(letter)[0] for letter in words]
        depth = max(box[2] for box in boxes)
        height = max(box[1] - box[2] for box in boxes) + depth
        return sum(step[0] for step in steps) + boxes[-1][0], height, depth

    def glyphs(self, words: str) -> list[tuple[Any, float, float, float]]:
        """Name, place x, y and share of the size of each letter, at the alphabet's size."""
        steps = self._steps(words)
        if steps is None:
            return self._glyphs(words)
        places = accumulate((step[1] for step in steps), initial=0.0)
        names = [self.letter(letter)[1] for letter in words]
        return [(name, x, 0.0, 1.0) for name, x in zip(names, places, strict=True)]


@dataclass
class Alphabet:
    """The letters of one figure, in the order in which they were first used."""

    dpi: float
    setter: TextToPath = field(default_factory=TextToPath)
    names: dict[str, int] = field(default_factory=dict)
    shapes: list[tuple[str, list[int]]] = field(default_factory=list)
    fonts: dict[Any, Font] = field(default_factory=dict)
    known: dict[Any, Setting] = field(default_factory=dict)
    _told: tuple[int, str] = (0, "[]")

    def text(self) -> str:
        """The shapes of all letters as JSON, written anew only when there are new ones."""
        if self._told[0] != len(self.shapes):
            self._told = len(self.shapes), json.dumps(self.shapes, separators=(",", ":"))
        return self._told[1]

    def font(self, look: Any) -> Font:
        """A font by matplotlib's properties."""
        if look not in self.fonts:
            look = look.copy()  # the properties are hashed and may be changed
            self.fonts[look] = Font(
                lambda words: measured(words, look, self.dpi),
                lambda words: self._glyphs(words, look),
                line_of(look, self.dpi),
            )
        return self.fonts[look]

    def _glyphs(self, words: str, look: Any) -> list[tuple[Any, float, float, float]]:
        face = get_font(findfont(look))
        face.set_size(self.setter.FONT_SCALE, self.setter.DPI)
        if not self.names:
            self._learn(self.setter.get_glyphs_with_font(face, LIKELY)[1])
        letters, found, _ = self.setter.get_glyphs_with_font(face, words, {})
        self._learn(found)
        return letters

    def setting(self, words: str, look: Any, math: bool) -> Setting:
        """Words in a font; remembered."""
        key = (words, look, math)
        if key not in self.known:
            if len(self.known) >= MOST:
                self.known.clear()
            self.known[words, look.copy(), math] = self._set(words, look, math)
        return self.known[key]

    def _set(self, words: str, look: Any, math: bool) -> Setting:
        size = look.get_size_in_points() * self.dpi / 72
        unit = size / self.setter.FONT_SCALE
        if not math:
            return Setting(self._runs(self.font(look).glyphs(words), size), [])
        letters, found, boxes = self.setter.get_glyphs_mathtext(look, words, {})
        self._learn(found)
        place = Affine2D().scale(unit, -unit)
        bars = [Path(vertices, codes).transformed(place) for vertices, codes in boxes]
        return Setting(self._runs(letters, size), bars)

    def _runs(self, letters: Sequence[tuple[Any, float, float, float]], size: float) -> list[Run]:
        unit = size / self.setter.FONT_SCALE
        runs: dict[tuple[float, float], Run] = {}
        for name, x, y, share in letters:
            run = runs.setdefault((share, y), Run(round(share * size, 3), unit * y, [], []))
            run.letters.append(self.names[name])
            run.places.append(unit * x)
        return list(runs.values())

    def _learn(self, shapes: dict[str, Any]) -> None:
        for name, shape in shapes.items():
            if name not in self.names:
                self.names[name] = len(self.shapes)
                path = Path(*shape).cleaned(DOWN, curves=True)
                self.shapes.append(written(path))


def measured(words: str, look: Any, dpi: float) -> Box:
    """What words measure, in pixels; as matplotlib's renderers do it."""
    face = get_font(findfont(look))
    face.set_size(look.get_size_in_points(), dpi)
    face.set_text(words, 0.0, flags=LoadFlags.NO_HINTING)
    width, height = face.get_width_height()
    return width / 64, height / 64, face.get_descent() / 64


def line_of(look: Any, dpi: float) -> tuple[float, float, float]:
    """What a line of writing takes, in pixels: over it, under it, and from one to the next.

    As matplotlib's `Text` has it, which reads the font's tables anew for each word.
    """
    face: Any = get_font(findfont(look))
    table = face.get_sfnt_table("OS/2")
    unit = look.get_size_in_points() * dpi / 72 / face.get_sfnt_table("head")["unitsPerEm"]
    over, under, gap = (table[f"sTypo{name}"] for name in ("Ascender", "Descender", "LineGap"))
    return unit * over, -unit * under, unit * gap
