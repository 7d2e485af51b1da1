"""A figure written down for the page: every kind of mark; what it does not paint is an error."""

import json
import re

import numpy as np
import pytest
from matplotlib.backend_bases import RendererBase
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.patches import Circle, Rectangle
from matplotlib.path import Path

from bplib import plots
from bplib.plots.canvas import Canvas
from bplib.plots.letters import SETTER, font
from bplib.plots.listing import DIGITS, FARTHEST, few_colours, numbers, written
from bplib.plots.recorder import Recorder, Unpainted

PEN = ("fill", "clip", "stroke", "width", "cap", "join", "dashes")


def listed(draw, size=(4, 3)):
    """The letters, and what a figure draws on axes from 0 to 1: operations, each with its pen."""

    def drawn(figure):
        ax = plots.blank(figure, [0, 0, 1, 1])
        draw(ax)
        return lambda: "A picture."

    canvas = Canvas(drawn, size=size)
    canvas.move()
    letters, background, _ = canvas.listings()
    pen, marks = None, []
    for kind, *given in json.loads(background):
        if kind == "pen":
            pen = dict(zip(PEN, [*given, *[None] * len(PEN)], strict=False))
        else:
            marks.append((kind, pen, *given))
    return json.loads(letters), marks[1:]  # the first is the paper


def absolute(numbers):
    return np.cumsum(np.reshape(numbers, (-1, 2)), axis=0) / 16


def test_points_are_written_as_their_distances_in_sixteenths_of_a_pixel():
    places = [(1, 2), (1.5, 2), (-3, 2.25)]
    assert numbers(places) == [16, 32, 8, 0, -72, 4]
    assert np.array_equal(absolute(numbers(places)), places)
    assert abs(absolute(numbers([(1e30, np.inf)]))).max() == FARTHEST


def test_codes_are_counted():
    codes = [1, 2, 2, 2, 79, 1, 3, 3, 4, 4, 4, 4, 4, 4, 0]
    text, points = written(Path(np.arange(30).reshape(15, 2), codes))
    assert text == "ML3ZMQC2"
    assert len(points) == 2 * 13


def test_a_line_lies_where_it_is_with_its_colour_width_dashes_and_clip():
    _, (mark,) = listed(
        lambda ax: plots.curve(
            ax, [0, 0.5, 1], [0, 1, 0.5], color=plots.GRADIENT, linestyle=(0, (4, 2)), linewidth=3.6
        )
    )
    kind, pen, codes, points = mark  # and not whole
    assert (kind, codes) == ("path", "ML2")
    assert np.allclose(absolute(points), [(0, 300), (200, 0), (400, 150)], atol=1 / 16)
    assert (pen["stroke"], pen["width"], pen["fill"]) == ("#d55e00", 5, None)
    assert pen["dashes"] == [0, 20, 10]
    assert pen["clip"] == [0, 0, 400, 300]


def test_level_and_upright_lines_lie_at_whole_pixels_and_others_do_not():
    def draw(ax):
        plots.curve(ax, [0, 1, 1], [0.3, 0.3, 0.7])
        ax.add_patch(Rectangle((0.1, 0.1), 0.2, 0.3, facecolor="#010203"))
        plots.curve(ax, [0, 1], [0, 1])
        ax.add_patch(Circle((0.5, 0.5), 0.1))

    _, marks = listed(draw)
    found = {m[2]: bool(m[4:]) for m in marks}
    assert found == {"MC8Z": False, "ML": False, "ML2": True, "ML3Z": True}


def test_lines_between_two_points_each_are_counted():
    across = [0, 1, np.nan] * 3 + [0, 1, 0]
    _, (mark,) = listed(lambda ax: plots.curve(ax, across, [0.5] * 12))
    assert mark[2] == "(ML)3ML2"
    assert len(mark[3]) == 2 * 9


def test_marks_of_a_line_and_points_are_one_shape_at_many_places():
    places = np.array([(0.1, 0.2), (0.5, 0.5), (0.9, 0.1)])

    def draw(ax):
        plots.curve(ax, *places.T, marker="s", linewidth=0)
        plots.points(ax, *places.T, color="#010203")

    _, marks = listed(draw)
    (snapped, free) = sorted((m for m in marks if m[0] == "copies"), key=lambda m: not m[3])
    assert {m[2] for m in marks if m[0] == "shape"} == {"ML3Z", "O"}
    for mark, whole in ((snapped, True), (free, False)):
        assert mark[2] == whole
        assert np.allclose(absolute(mark[4]), places * (400, -300) + (0, 300), atol=1 / 16)
    assert free[1]["fill"] == "#010203"


def test_points_of_several_colours_and_sizes_all_arrive():
    _, marks = listed(
        lambda ax: ax.scatter([0.1, 0.2, 0.3], [0.5] * 3, s=[10, 20, 30], c=["r", "g", "b"])
    )
    fills = {m[1]["fill"] for m in marks}
    assert {"#ff0000", "#008000", "#0000ff"} <= fills


@pytest.mark.parametrize("widths", [1.0, [1.0, 2.0, 0.0]])
def test_a_bundle_of_lines_is_written_as_its_lines_would_be_one_by_one(widths):
    ends = np.array([[(0, 0), (1, 1)], [(0.1, 0.5), (0.9, 0.5)], [(0.2, 0), (0.4, 1)]])

    def bundle(ax):
        ax.add_collection(LineCollection(list(ends), linewidths=widths, colors="r", alpha=0.5))

    def single(ax):
        for line, width in zip(ends, np.resize(widths, 3), strict=True):
            ax.plot(*line.T, color="r", alpha=0.5, linewidth=width, solid_capstyle="butt")

    (_, ((kind, pen, wide, points),)), (_, singly) = listed(bundle), listed(single)
    assert kind == "lines"
    assert wide == [16 * mark[1]["width"] for mark in singly]
    found = absolute(points).reshape(-1, 2, 2)
    assert np.array_equal(found, [absolute(mark[3]) for mark in singly])
    for mark in singly:
        assert (pen["stroke"], pen["cap"]) == (mark[1]["stroke"], mark[1]["cap"])
        level = bool((np.diff(absolute(mark[3]), axis=0) == 0).any())
        assert level == bool(mark[4:])


@pytest.mark.parametrize(("words", "count"), [("0.25 x", 6), (r"$\frac{a}{b}$", 2)])
def test_words_are_letters_of_an_alphabet_with_their_places(words, count):
    letters, marks = listed(lambda ax: plots.note(ax, 0.5, 0.5, words))
    runs = [m for m in marks if m[0] == "words"]
    assert sum(len(m[5]) for m in runs) == count
    assert max(max(m[5]) for m in runs) < len(letters)
    assert all(len(m[6]) == len(m[5]) - 1 for m in runs)
    assert all(m[2:4] == pytest.approx([200, 150], abs=12) for m in runs)
    bars = [m for m in marks if m[0] == "path"]
    assert len(bars) == (1 if "frac" in words else 0)


@pytest.mark.parametrize("size", [10.5, 13])
@pytest.mark.parametrize("words", ["−0.25", "VAT x", "difference", "fifty. ", "g"])
def test_words_measure_what_matplotlib_says(words, size):
    recorder, look = Recorder(Figure(dpi=100)), FontProperties(size=size)
    own = recorder.get_text_width_height_descent(words, look, False)
    assert own == pytest.approx(
        RendererBase.get_text_width_height_descent(recorder, words, look, False), abs=1e-9
    )
    glyphs = font(findfont(look), SETTER.FONT_SCALE, SETTER.DPI).glyphs(words)
    theirs, *_ = SETTER.get_glyphs_with_font(SETTER._get_font(look), words, {})
    assert [each[0] for each in glyphs] == [each[0] for each in theirs]
    assert np.allclose([each[1] for each in glyphs], [each[1] for each in theirs], atol=0.02)


def test_points_that_differ_in_their_fill_alone_and_cells_alike_are_one_entry():
    _, marks = listed(
        lambda ax: plots.points(ax, [0.1, 0.2, 0.3], [0.5] * 3, color=["r", "g", "r"])
    )
    (copies,) = [m for m in marks if m[0] == "copies"]
    assert copies[5] == ["#ff0000", "#008000", "#ff0000"]

    corners = np.array([[(x, 0.1), (x + 0.1, 0.1), (x + 0.1, 0.3)] for x in (0.1, 0.4)])
    _, marks = listed(lambda ax: ax.add_collection(PolyCollection(corners, facecolors=["r", "g"])))
    (copies,) = [m for m in marks if m[0] == "copies"]
    assert np.allclose(absolute(copies[4]), [(40, 270), (160, 270)], atol=1 / 16)
    assert copies[5] == ["#ff0000", "#008000"]


@pytest.mark.parametrize(("interpolation", "smooth"), [("nearest", False), ("bilinear", True)])
@pytest.mark.parametrize("origin", ["lower", "upper"])
def test_an_image_is_its_cells_and_their_colours(interpolation, smooth, origin):
    cells = np.array([[0.0, 1.0, 0.0], [1.0, 1.0, 0.0]])
    _, marks = listed(
        lambda ax: ax.imshow(
            cells, cmap="gray", interpolation=interpolation, origin=origin, aspect="auto",
            extent=(0, 1, 0, 1),
        )
    )  # fmt: skip
    (image,) = [m for m in marks if m[0] == "image"]
    x, y, width, height, columns, colours, text, *is_smooth = image[2:]
    names = np.array(re.findall("#[^#]+", colours))[
        [DIGITS.index(digit) for digit in text]
    ].reshape(-1, columns)
    shown = names == "#ffffff"
    assert (columns, bool(is_smooth)) == (3, smooth)
    assert abs(width) == 400
    assert abs(height) == 300
    upright = shown if height > 0 else shown[::-1]
    assert np.array_equal(upright, cells if origin == "upper" else cells[::-1])
    assert min(y, y + height) == 0
    assert min(x, x + width) == 0


def test_an_even_mesh_is_an_image():
    values = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    _, marks = listed(lambda ax: ax.pcolormesh([0, 0.5, 1], np.linspace(0, 1, 4), values))
    (image,) = [m for m in marks if m[0] == "image"]
    assert image[6] == 2
    assert len(image[8]) == 6


def test_there_are_never_more_colours_than_digits():
    cells = np.random.default_rng(0).integers(0, 256, (60, 60, 4), dtype=np.uint8)
    colours, found = few_colours(cells)
    assert 10 < len(colours) <= len(DIGITS)
    gap = np.abs(colours[found].reshape(cells.shape).astype(int) - cells)
    assert gap.max() < 128
    few = cells[:4, :4]
    colours, found = few_colours(few)
    assert np.array_equal(colours[found].reshape(few.shape), few)


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (lambda ax: ax.bar([0.5], [0.5], hatch="/"), "hatching"),
        (lambda ax: ax.plot([0, 1], [0, 1], sketch_params=3), "as if by hand"),
        (lambda ax: ax.pcolormesh([0, 0.1, 1], [0, 1], [[0, 1]]), "cells are not all alike"),
        (lambda ax: ax.tripcolor([0, 1, 0], [0, 0, 1], [0, 1, 2], shading="gouraud"), "triangles"),
        (
            lambda ax: ax.plot([0, 1], [0, 1])[0].set_clip_path(Circle((0.5, 0.5), 0.2)),
            "along a path",
        ),
        (lambda ax: ax.text(0.5, 0.5, "x", usetex=True), "TeX"),
    ],
)
def test_what_the_page_does_not_paint_is_an_error_when_the_figure_is_made(draw, words):
    with pytest.raises(Unpainted, match=words):
        listed(draw)
