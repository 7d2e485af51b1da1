"""Words as single letters, so that a page paints them without having the font."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise
from typing import Any

from matplotlib.font_manager import findfont, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.path import Path
from matplotlib.textpath import TextToPath
from matplotlib.transforms import Affine2D

from bplib.plots.listing import PARTS, as_json, written

MOST = 1000  # words that are remembered; beyond these it starts anew
LIKELY = "0123456789.,+-−×=e ()abcdefghijklmnopqrstuvwxyz"  # what a number or a word may need next
DOWN = Affine2D().scale(1, -1)

SETTER = TextToPath()  # it keeps nothing of what it sets

Box = tuple[float, float, float]  # width, height, depth under the line of writing
Glyph = tuple[str, float, float, float]  # a letter's name, place x, y and share of the size


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

    def __init__(self, file: Any, size: float, dpi: float) -> None:
        self.file, self.size, self._dpi = file, size, dpi
        self.shapes: dict[str, Any] = {}  # outlines by name
        # How far over their place words start, by how they are aligned, their height and depth.
        self.rises: dict[Any, list[float]] = {}
        self._names: dict[str, str] = {}
        self._letters: dict[str, Box] = {}
        self._pairs: dict[str, float | None] = {}
        self._boxes: dict[str, Box] = {}

    @cached_property
    def line(self) -> tuple[float, float, float]:
        """What a line of writing takes, in pixels: over it, under it, and from one to the next.

        As matplotlib's `Text` has it, which reads the font's tables anew for each word.
        """
        face = self._face()
        table = face.get_sfnt_table("OS/2")
        unit = self.size * self._dpi / 72 / face.get_sfnt_table("head")["unitsPerEm"]
        over, under, gap = (table[f"sTypo{name}"] for name in ("Ascender", "Descender", "LineGap"))
        return unit * over, -unit * under, unit * gap

    def _face(self) -> Any:
        face = get_font(self.file)
        face.set_size(self.size, self._dpi)
        return face

    def _set(self, words: str) -> list[Glyph]:
        return SETTER.get_glyphs_with_font(self._face(), words, self.shapes)[0]

    def _measure(self, words: str) -> Box:
        """What words measure, in pixels; as matplotlib's renderers do it."""
        face = self._face()
        face.set_text(words, 0.0, flags=LoadFlags.NO_HINTING)
        width, height = face.get_width_height()
        return width / 64, height / 64, face.get_descent() / 64

    def _letter(self, letter: str) -> Box:
        if letter not in self._letters:
            self._letters[letter] = self._measure(letter)
        return self._letters[letter]

    def _meet(self, words: str) -> None:
        """Learns the letters' names and the steps from each to the next."""
        glyphs = self._set(words)
        if len(glyphs) == len(words):
            self._names.update(zip(words, (name for name, *_ in glyphs), strict=True))
            steps = (after[1] - before[1] for before, after in pairwise(glyphs))
            self._pairs.update(zip(pairs_of(words), steps, strict=True))
        elif len(words) == 2:
            self._pairs[words] = None
        else:
            for pair in pairs_of(words):
                self._meet(pair)

    def _steps(self, words: str) -> list[float] | None:
        pairs = pairs_of(words)
        new = [k for k, pair in enumerate(pairs) if pair not in self._pairs]
        if new:
            self._meet(words[new[0] : new[-1] + 2])
        elif len(words) == 1 and words not in self._names:
            self._meet(words)
        steps = [self._pairs[pair] for pair in pairs]
        return None if None in steps else steps  # type: ignore[return-value]

    def box(self, words: str) -> Box:
        """Width, height and depth of words, in pixels; remembered."""
        if words not in self._boxes:
            if len(self._boxes) >= MOST:
                self._boxes.clear()
            self._boxes[words] = self._box(words)
        return self._boxes[words]

    def _box(self, words: str) -> Box:
        steps = self._steps(words)
        if steps is None:
            return self._measure(words)
        boxes = [self._letter(letter) for letter in words]
        depth = max(box[2] for box in boxes)
        height = max(box[1] - box[2] for box in boxes) + depth
        return sum(steps) + boxes[-1][0], height, depth

    def glyphs(self, words: str) -> list[Glyph]:
        """Name, place x, y and share of the size of each letter."""
        steps = self._steps(words)
        if steps is None:
            return self._set(words)
        places = accumulate(steps, initial=0.0)
        return [(self._names[a], x, 0.0, 1.0) for a, x in zip(words, places, strict=True)]


def pairs_of(words: str) -> list[str]:
    """Each letter and the next."""
    return [a + b for a, b in pairwise(words)]


@lru_cache(maxsize=100)
def font(file: Any, size: float, dpi: float) -> Font:
    """A font's file at a size; what it has measured serves all figures."""
    return Font(file, size, dpi)


@dataclass
class Alphabet:
    """The letters of one figure, in the order in which they were first used."""

    dpi: float
    names: dict[str, int] = field(default_factory=dict)
    shapes: list[str] = field(default_factory=list)  # as JSON
    fonts: dict[int, Font] = field(default_factory=dict)
    known: dict[Any, Any] = field(default_factory=dict)  # what was set: runs and formulas

    def text(self, first: int = 0) -> str:
        """The shapes of the letters from a number on, as JSON."""
        return f"[{','.join(self.shapes[first:])}]"

    def font(self, look: Any) -> Font:
        """A font by matplotlib's properties, which may be changed."""
        key = hash(look)
        if key not in self.fonts:
            self.fonts[key] = font(findfont(look), look.get_size_in_points(), self.dpi)
        return self.fonts[key]

    def setting(self, words: str, look: Any, math: bool) -> Setting:
        """Words or a formula in a font; a formula is remembered."""
        if not math:
            return Setting([self.line(words, self.font(look))], [])
        return self._kept((words, hash(look)), lambda: self._formula(words, look))

    def line(self, words: str, face: Font) -> Run:
        """Words without a formula, in a font; remembered."""
        return self._kept((words, face), lambda: self._plain(words, face))

    def _kept(self, key: Any, make: Callable[[], Any]) -> Any:
        if key not in self.known:
            if len(self.known) >= MOST:
                self.known.clear()
            self.known[key] = make()
        return self.known[key]

    def _plain(self, words: str, face: Font) -> Run:
        (run,) = self._runs(self._glyphs(words, face), face.size * self.dpi / 72)
        return run

    def _formula(self, words: str, look: Any) -> Setting:
        size = look.get_size_in_points() * self.dpi / 72
        unit = size / SETTER.FONT_SCALE
        letters, found, boxes = SETTER.get_glyphs_mathtext(look, words, {})
        self._learn(found)
        place = Affine2D().scale(unit, -unit)
        bars = [Path(vertices, codes).transformed(place) for vertices, codes in boxes]
        return Setting(self._runs(letters, size), bars)

    def _glyphs(self, words: str, face: Font) -> list[Glyph]:
        drawn = font(face.file, SETTER.FONT_SCALE, SETTER.DPI)
        for needed in (words,) if self.names else (LIKELY, words):
            glyphs = drawn.glyphs(needed)
            self._learn({name: drawn.shapes[name] for name, *_ in glyphs})
        return glyphs

    def _runs(self, letters: Sequence[Glyph], size: float) -> list[Run]:
        unit = size / SETTER.FONT_SCALE
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
                self.shapes.append(as_json(written(path)))
