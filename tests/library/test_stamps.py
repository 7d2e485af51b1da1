"""Words put down as a stamp look as if they were set anew."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from bplib.plots.stamps import MOST, Stamping, StampingCanvas

WIDTH, HEIGHT, DPI = 300, 120, 100
WORDS = ["Δ² = (Δ³ (W³)ᵀ) ⊙ f′(Z²)", r"$\frac{\partial C}{\partial w}$", "gjÅ −0.25", "a\u0302"]


def pen(renderer, *, alpha=1.0, clip=None):
    gc = renderer.new_gc()
    gc.set_foreground((0.2, 0.4, 0.7))
    gc.set_alpha(alpha)
    gc.set_clip_rectangle(clip)
    return gc


def written(renderer, words, size, *, alpha=1.0, clipped=False, angle=0):
    """The words on coloured paper: inside, over the left edge, over the lower right corner."""
    box = Affine2D().scale(WIDTH, HEIGHT)
    renderer.draw_path(renderer.new_gc(), Path.unit_rectangle(), box, (1, 1, 0.9))
    clip = Figure(figsize=(1, 0.6), dpi=DPI).bbox if clipped else None
    for x, y in [(30, 60), (-20, 20), (WIDTH - 20, HEIGHT - 5)]:
        gc = pen(renderer, alpha=alpha, clip=clip)
        font = FontProperties(size=size)
        renderer.draw_text(gc, x, y, words, font, angle, words.startswith("$"))
    return np.array(renderer.buffer_rgba()).astype(int)


@pytest.mark.parametrize("size", [8, 20])
@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("how", [{}, {"alpha": 0.5}, {"clipped": True}, {"angle": 30}])
def test_a_stamp_looks_like_the_words(words, size, how):
    plain = written(RendererAgg(WIDTH, HEIGHT, DPI), words, size, **how)
    stamped = written(Stamping(WIDTH, HEIGHT, DPI, {}), words, size, **how)
    assert np.ptp(plain[..., 0]) > 50
    assert np.abs(plain - stamped).max() <= 1


def figure_with_words():
    figure = Figure(figsize=(3, 2), dpi=DPI)
    canvas = StampingCanvas(figure)
    return canvas, figure.text(0.2, 0.5, "one")


def test_words_are_set_once_however_they_move(monkeypatch):
    canvas, words = figure_with_words()
    drawn = []
    draw_text = RendererAgg.draw_text
    monkeypatch.setattr(
        RendererAgg, "draw_text", lambda *a, **k: (drawn.append(a[4]), draw_text(*a, **k))
    )
    for place in (0.2, 0.3, 0.401):
        words.set_position((place, place))
        canvas.draw()
    assert drawn == ["one"]
    words.set_text("two")
    words.set_color("red")
    canvas.draw()
    words.set_text("one")
    canvas.draw()
    assert drawn == ["one", "two", "one"], "red ones are others"


def test_words_in_another_size_or_colour_are_others():
    canvas, words = figure_with_words()
    seen = set()
    for change in ({}, {"color": "red"}, {"size": 20}, {"weight": "bold"}, {"alpha": 0.5}):
        words.set(**change)
        canvas.draw()
        seen.add(bytes(canvas.buffer_rgba()))
    canvas.figure.set_dpi(2 * DPI)
    canvas.draw()
    seen.add(bytes(canvas.buffer_rgba()))
    assert len(seen) == 6


def test_there_is_an_end_to_what_is_kept():
    canvas, words = figure_with_words()
    for number in range(MOST + 50):
        words.set_text(str(number))
        canvas.draw()
    assert len(canvas.stamps) <= MOST
