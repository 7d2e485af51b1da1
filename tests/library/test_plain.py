"""Marks written down at once: the listing is matplotlib's; what is not plain draws itself."""

import json

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Polygon, Rectangle
from matplotlib.patheffects import withStroke

from bplib import plots
from bplib.plots import plain
from bplib.plots.canvas import Canvas
from bplib.plots.recorder import Unpainted
from bplib.plots.style import course_style

LONG = np.linspace(0, 1, 400)
CELLS = np.array([[0.0, 1.0, 0.5], [0.2, 0.3, 0.4]])
BYTES = np.dstack([np.arange(CELLS.size, dtype=np.uint8).reshape(CELLS.shape)] * 4)
WORDS = [
    *({"ha": ha, "va": va} for ha in ("left", "center", "right")
      for va in ("top", "center", "bottom", "baseline", "center_baseline")),
    {"fontsize": 9.5, "alpha": 0.5}, {"weight": "bold"}, {"within": True}, {"text": "difference"},
    {"text": "two lines:\nA ghost", "ha": "center"}, {"text": "a\nb\nc", "va": "center"},
    {"text": "two\nlines", "linespacing": 2}, {"color": plots.PAPER},
]  # fmt: skip
LINES = [
    {}, {"linewidth": 1.3, "alpha": 0.5}, {"linestyle": "--", "marker": "o"}, {"linestyle": ":"},
    {"linestyle": "none", "marker": "s", "markersize": 4}, {"marker": "o", "markerfacecolor": "w"},
    {"solid_capstyle": "butt", "solid_joinstyle": "miter", "clip_on": False}, {"linewidth": 0},
]  # fmt: skip
PLACES = [
    ([0, 0.5, 1], [0, 1, 0.5]), ([0.2, 0.2], [0.1, 0.9]), ([0.1, 0.4, 0.4], [0.3, 0.3, 0.8]),
    ([0, 0.5, 1], [0.3, np.nan, 0.5]), ([0, 0.5, 1], [0.3, 40.0, -8.0]), (LONG, LONG**2),
    (LONG, np.sin(60 * LONG)), ([0.5], [0.5]), ([], []), ([0, 1], [0.5, 0.5]), ((0, 1), (1, 2)),
]  # fmt: skip
AREAS = [
    lambda **look: Rectangle((0.1, 0.2), 0.3, -0.1, **look),
    lambda **look: Rectangle((0.1, 0.2), 0, 0.5, **look),
    lambda **look: Rectangle((-1e9, 0.2), 2e9, 0.5, **look),
    lambda **look: Rectangle((0.1, 0.2), 0.3, 0.5, snap=False, **look),
    lambda **look: Polygon([(0.1, 0.1), (0.5, 0.2), (0.4, 0.9)], **look),
    lambda **look: Polygon([(0.1, 0.1), (0.5, 0.1), (0.5, 0.9), (0.1, 0.9)], **look),
]
POINTS = [
    {}, {"color": plots.GRADIENT, "marker": "^", "size": 20}, {"alpha": 0.4, "clip_on": False},
    {"linewidth": 0},
]  # fmt: skip
ODD = {
    "a formula": lambda ax: plots.note(ax, 0.5, 0.5, "$x^2$"),
    "turned words": lambda ax: plots.note(ax, 0.5, 0.5, "x", rotation=30),
    "framed words": lambda ax: plots.note(ax, 0.5, 0.5, "x", bbox={"facecolor": "w"}),
    "an empty line": lambda ax: plots.note(ax, 0.5, 0.5, "x\n\ny"),
    "words with lines at another side": lambda ax: plots.note(ax, 0, 0, "xx\ny", ma="right"),
    "words cut off": lambda ax: plots.note(ax, 0.5, 0.5, "x", clip_on=True),
    "words beside a pole": lambda ax: plots.note(ax, np.nan, 0.5, "x"),
    "some of the markers": lambda ax: plots.curve(ax, [0, 1], [0, 1], marker="o", markevery=2),
    "markers in two halves": lambda ax: plots.curve(
        ax, [0, 1], [0, 1], marker="o", fillstyle="left"
    ),
    "steps": lambda ax: plots.curve(ax, [0, 1], [0, 1], drawstyle="steps"),
    "more points than are seen": lambda ax: plots.curve(ax, np.arange(2000.0), np.zeros(2000)),
    "coloured gaps": lambda ax: plots.curve(
        ax, [0, 1], [0, 1], linestyle="--", gapcolor=plots.GRADIENT
    ),
    "a dashed edge": lambda ax: ax.add_patch(Rectangle((0, 0), 0.5, 0.5, linestyle="--")),
    "a turned rectangle": lambda ax: ax.add_patch(Rectangle((0, 0), 0.5, 0.5, angle=20)),
    "a line of corners": lambda ax: ax.add_patch(Polygon([(0, 0), (1, 1), (1, 0)], closed=False)),
    "points of two colours": lambda ax: plots.points(ax, [0, 1], [0, 1], color=["r", "b"]),
    "points without edges": lambda ax: plots.points(ax, [0, 1], [0, 1], edgecolor="none"),
    "an image beyond its axes": lambda ax: ax.imshow(CELLS, extent=(0, 2, 0, 1)),
    "a mark with effects": lambda ax: plots.note(
        ax, 0.5, 0.5, "x", path_effects=[withStroke(linewidth=3)]
    ),
}  # fmt: skip


def both_ways(draw, scale="linear"):
    """A mark's listing, written at once and drawn; the former is None where it is not plain."""

    def drawn(figure: Figure):
        ax = plots.axes(figure, [0.1, 0.1, 0.8, 0.8], xlabel="", ylabel="", yscale=scale)
        found.append(draw(ax))
        ax.set(xlim=(0.01, 1), ylim=(0.01, 1))
        return lambda: "A picture."

    found: list = []
    canvas = Canvas(drawn, size=(4, 3))
    canvas.move()
    canvas.listings()
    (mark,), recorder = found, canvas.recorder
    recorder.taken()
    with course_style():
        for _ in range(2):  # how high words stand is learnt at the first time
            seen = plain.is_seen(mark) and type(mark) in plain.AT_ONCE
            plainly = seen and plain.AT_ONCE[type(mark)](mark, recorder)
            at_once = recorder.taken()
        plain.write(mark, recorder)
        written = recorder.taken()
        mark.draw(recorder)
        own = recorder.taken()
    assert written == own
    return json.loads(at_once) if plainly else None, json.loads(own)


@pytest.mark.parametrize("style", WORDS)
def test_words_are_written_as_they_are_drawn(style):
    style = {"text": "−0.25 g"} | style
    at_once, own = both_ways(lambda ax: plots.note(ax, 0.5, 0.5, **style))
    assert at_once == own != []


@pytest.mark.parametrize("scale", ["linear", "log"])
@pytest.mark.parametrize("style", LINES)
@pytest.mark.parametrize("points", PLACES)
def test_lines_are_written_as_they_are_drawn(points, style, scale):
    at_once, own = both_ways(lambda ax: plots.curve(ax, *points, **style), scale)
    assert at_once == own


@pytest.mark.parametrize(
    "look", [{}, {"facecolor": "none"}, {"edgecolor": "r", "alpha": 0.3}, {"linewidth": 0}]
)
@pytest.mark.parametrize("area", AREAS)
def test_areas_are_written_as_they_are_drawn(area, look):
    at_once, own = both_ways(lambda ax: ax.add_patch(area(**look)))
    assert at_once == own


@pytest.mark.parametrize("style", POINTS)
@pytest.mark.parametrize("points", PLACES[:5])
def test_points_are_written_as_they_are_drawn(points, style):
    at_once, own = both_ways(lambda ax: plots.points(ax, *points, **style))
    assert at_once == own != []


@pytest.mark.parametrize("origin", ["lower", "upper"])
@pytest.mark.parametrize("cells", [CELLS, np.dstack([CELLS] * 3), BYTES])
def test_images_are_written_as_they_are_drawn(cells, origin):
    at_once, own = both_ways(
        lambda ax: ax.imshow(cells, origin=origin, extent=(0.1, 0.9, 0.2, 0.8), aspect="auto")
    )
    assert at_once == own != []


@pytest.mark.parametrize("draw", ODD.values(), ids=ODD)
def test_what_is_not_plain_draws_itself(draw):
    at_once, _ = both_ways(draw)
    assert at_once is None


@pytest.mark.parametrize("name", ["text", "line", "patch"])
def test_what_the_page_does_not_paint_is_an_error_here_too(name):
    marks = {
        "text": lambda ax: plots.note(ax, 0, 0, "x", usetex=True),
        "line": lambda ax: plots.curve(ax, [0, 1], [0, 1], sketch_params=3),
        "patch": lambda ax: ax.add_patch(Circle((0.5, 0.5), 0.2, hatch="/")),
    }
    with pytest.raises(Unpainted):
        both_ways(marks[name])
