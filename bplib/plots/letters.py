"""Words as single letters, so that a page paints them without having the font."""

import json
from dataclasses import dataclass, field
from typing import Any

from matplotlib.font_manager import findfont, get_font
from matplotlib.path import Path
from matplotlib.textpath import TextToPath
from matplotlib.transforms import Affine2D

from bplib.plots.listing import numbers, written

MOST = 1000  # words that are remembered; beyond these it starts anew
LIKELY = "0123456789.,+-−×=e ()abcdefghijklmnopqrstuvwxyz"  # what a number or a word may need next
DOWN = Affine2D().scale(1, -1)


@dataclass(frozen=True)
class Setting:
    """Words set in a line: for each size the letters' numbers and places; bars, as paths."""

    runs: list[tuple[float, list[int], list[int]]]
    bars: list[Path]


@dataclass
class Alphabet:
    """The letters of one figure, in the order in which they were first used."""

    setter: TextToPath = field(default_factory=TextToPath)
    names: dict[str, int] = field(default_factory=dict)
    shapes: list[tuple[str, list[int]]] = field(default_factory=list)
    known: dict[Any, Setting] = field(default_factory=dict)
    _told: tuple[int, str] = (0, "[]")

    def text(self) -> str:
        """The shapes of all letters as JSON, written anew only when there are new ones."""
        if self._told[0] != len(self.shapes):
            self._told = len(self.shapes), json.dumps(self.shapes, separators=(",", ":"))
        return self._told[1]

    def setting(self, words: str, font: Any, scale: float, math: bool) -> Setting:
        """Words in a font, whose points are `scale` pixels; remembered."""
        key = (words, font, scale, math)
        if key not in self.known:
            if len(self.known) >= MOST:
                self.known.clear()
            self.known[key] = self._set(words, font, scale * font.get_size_in_points(), math)
        return self.known[key]

    def _set(self, words: str, font: Any, size: float, math: bool) -> Setting:
        found: dict[str, Any] = {}
        if math:
            letters, found, boxes = self.setter.get_glyphs_mathtext(font, words, found)
        else:
            face = get_font(findfont(font))
            face.set_size(self.setter.FONT_SCALE, self.setter.DPI)
            if not self.names:
                self._learn(self.setter.get_glyphs_with_font(face, LIKELY)[1])
            letters, found, boxes = self.setter.get_glyphs_with_font(face, words, found)
        self._learn(found)
        unit = size / self.setter.FONT_SCALE
        runs = []
        for share in sorted({letter[3] for letter in letters}):
            same = [letter for letter in letters if letter[3] == share]
            places = numbers([(unit * x, -unit * y) for _, x, y, _ in same])
            runs.append((round(share * size, 3), [self.names[name] for name, *_ in same], places))
        bars = [
            Path(vertices, codes).transformed(Affine2D().scale(unit, -unit))
            for vertices, codes in boxes
        ]
        return Setting(runs, bars)

    def _learn(self, shapes: dict[str, Any]) -> None:
        for name, shape in shapes.items():
            if name not in self.names:
                self.names[name] = len(self.shapes)
                path = Path(*shape).cleaned(DOWN, curves=True)
                self.shapes.append(written(path))
