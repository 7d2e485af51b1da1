"""An Agg canvas that keeps the words it has drawn, and puts them down again as a picture."""

from math import ceil
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure

MOST = 400  # stamps that are kept; beyond these it starts anew
MARGIN = 3  # pixels around the words, as strokes reach beyond their box


class StampingCanvas(FigureCanvasAgg):
    """An Agg canvas on which words that were drawn before cost little: most of them only move."""

    def __init__(self, figure: Figure) -> None:
        super().__init__(figure)
        self.stamps: dict[Any, Any] = {}
        self._key: Any = None

    def get_renderer(self) -> RendererAgg:
        """The renderer of the figure's present size."""
        key = (*self.get_width_height(physical=True), self.figure.dpi)
        if key != self._key:
            self._key, self.renderer = key, Stamping(*key, self.stamps)
        return self.renderer


class Stamping(RendererAgg):
    """Sets level words once, at whole pixels, and from then on puts down their picture.

    Words at an angle, or cut off by a clip, are set anew each time.
    """

    def __init__(self, width: int, height: int, dpi: float, stamps: dict[Any, Any]) -> None:
        super().__init__(width, height, dpi)
        self._stamps = stamps

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, ismath: Any = False,
        mtext: Any = None,
    ) -> None:  # fmt: skip
        if angle or gc.get_clip_rectangle() or gc.get_clip_path()[0]:
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
            return
        key = (s, prop, ismath, self.dpi, gc.get_rgb(), gc.get_alpha(), gc.get_antialiased())
        if key not in self._stamps:
            if len(self._stamps) >= MOST:
                self._stamps.clear()
            self._stamps[key] = self._stamp(gc, s, prop, ismath, mtext)
        pixels, baseline = self._stamps[key]
        bottom = self.height - round(y) + baseline - len(pixels)  # y counts from the top
        self.draw_image(gc, round(x) - MARGIN, bottom, pixels)

    def _stamp(self, gc: Any, s: str, prop: Any, ismath: Any, mtext: Any) -> tuple[np.ndarray, int]:
        """The words on a transparent sheet, bottom row first, and how far down their line lies."""
        width, height, descent = self.get_text_width_height_descent(s, prop, ismath)
        baseline = MARGIN + ceil(height - descent)
        size = ceil(width) + 2 * MARGIN, baseline + ceil(descent) + MARGIN
        sheet, pen = RendererAgg(*size, self.dpi), self.new_gc()
        pen.copy_properties(gc)
        sheet.draw_text(pen, MARGIN, baseline, s, prop, 0, ismath, mtext)
        return np.asarray(sheet.buffer_rgba())[::-1].copy(), baseline
