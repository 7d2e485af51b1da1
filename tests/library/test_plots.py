"""Pictures: what is drawn, what only moves, and what a notebook keeps of it."""

import gc
import io
from base64 import b64decode

import matplotlib
import numpy as np
import pytest
from matplotlib import font_manager
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from PIL import Image

from bplib import plots
from bplib.plots.canvas import Canvas
from bplib.plots.style import luminance
from tools.pictures import picture

X = np.linspace(0, 1, 50)


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def colour(name: str) -> np.ndarray:
    return np.array([round(255 * part) for part in matplotlib.colors.to_rgb(name)])


def shows(picture: np.ndarray, name: str) -> int:
    """How many pixels have nearly the colour."""
    return int((abs(picture.astype(int) - colour(name)).max(axis=-1) < 12).sum())


def moving_line(figure):
    ax = plots.axes(figure, xlabel="x", ylabel="y", xlim=(0, 1), ylim=(0, 2))
    plots.curve(ax, X, X, label="still")
    line = plots.curve(ax, [], [], color=plots.GRADIENT, label="moving")
    dots = plots.points(ax, [0], [0], color=plots.CLASSES[0])
    columns = plots.bars(ax, [0.2, 0.4], [1, 1], color=plots.CLASSES[1], width=0.1)
    words = plots.note(ax, 0.1, 0.9, "", within=True)

    def update(a=0.5, top=2.0):
        line.set_data(X, a * X)
        plots.move_points(dots, [0.5], [a])
        plots.move_bars(columns, [a, 1 - a])
        words.set_text(f"a = {a:.2f}")
        ax.set_ylim(0, top)
        return f"The slope is {a:.2f}."

    return update


def drawn_once():
    canvas = Canvas(moving_line)
    canvas.move()
    canvas.listings()
    return canvas


def test_only_what_moves_is_written_down_anew():
    canvas = drawn_once()
    _, background, marks = canvas.listings()
    canvas.move(a=0.1)
    _, later, moved = canvas.listings()
    assert later == background
    assert moved != marks
    assert sum(map(len, moved)) < len(background)
    canvas.move(a=0.5)
    assert canvas.listings()[1:] == (background, marks)


def test_the_background_is_drawn_once_and_again_only_for_new_limits(monkeypatch):
    canvas = drawn_once()
    ax = canvas.figure.axes[0]
    drawn = []
    draw = Figure.draw
    monkeypatch.setattr(Figure, "draw", lambda self, renderer: drawn.append(draw(self, renderer)))
    for a in (0.7, 0.1):
        canvas.move(a=a)
        canvas.listings()
    assert not drawn
    canvas.move(a=0.7, top=3.0)
    taller = canvas.listings()[1]
    assert len(drawn) == 1
    canvas.move(a=0.2, top=3.0)
    canvas.listings()
    assert len(drawn) == 1
    canvas.move(a=0.7, top=2.0)
    assert canvas.listings()[1] != taller
    assert len(drawn) == 2
    for change in (ax.set_xlabel, lambda text: ax.set_xticks([0.5], [text])):
        drawn.clear()
        change("other words")
        canvas.listings()
        assert len(drawn) == 1


def test_a_title_that_comes_later_is_seen():
    canvas = drawn_once()
    before = canvas.listings()
    canvas.figure.axes[0].set_title("other words")
    assert canvas.listings()[1:] != before[1:]
    canvas.figure.axes[0].set_title("")
    assert canvas.listings()[1:] == before[1:]


def test_a_stored_picture_in_between_changes_nothing():
    canvas = drawn_once()
    canvas.move(a=0.3)
    before = canvas.listings()
    assert pixels(canvas.png()).shape == (canvas.height, canvas.width, 3) == (450, 800, 3)
    assert pixels(canvas.png(2)).shape == (900, 1600, 3)
    assert canvas.listings() == before


def test_a_stored_picture_leaves_an_arrow_as_large_as_it_was():
    def draw(figure):
        plots.arrow(plots.blank(figure), (0.2, 0.2), (0.8, 0.8), head=40)
        return lambda: "An arrow."

    canvas = Canvas(draw)
    canvas.listings()
    (arrow,) = canvas.figure.axes[0].patches
    before = arrow.get_tightbbox(canvas.recorder).extents
    canvas.png(2)
    assert np.array_equal(arrow.get_tightbbox(canvas.recorder).extents, before)


def test_powers_of_ten_are_words_and_no_formulas():
    ax = plots.axes(Figure(), xlabel="x", ylabel="", xscale="log", xlim=(1e-12, 1e3))
    assert [ax.xaxis.get_major_formatter()(x) for x in (1e-12, 1, 10, 20)] == [
        "10⁻¹²", "10⁰", "10¹", "20",
    ]  # fmt: skip
    plots.axes(ax.figure, xlabel="", ylabel="", yscale="log", ylim=(0.01, 100))
    words = [tick.get_text() for each in ax.figure.axes for tick in each.get_yticklabels()]
    assert {"10⁻²", "10²"} < set(words)
    assert not [text for text in words if "$" in text]


def test_an_axis_finds_its_ticks_once_for_a_picture(monkeypatch):
    canvas = drawn_once()
    found, ax = [], canvas.figure.axes[0]
    find = Axis._update_ticks
    monkeypatch.setattr(Axis, "_update_ticks", lambda self: found.append(self) or find(self))
    canvas.move(top=3.0)
    canvas.listings()
    assert found == [ax.xaxis, ax.yaxis]
    assert [tick.get_loc() for tick in ax.yaxis.get_major_ticks()][-1] == 3.0


def test_to_measure_a_picture_makes_no_ticks_in_the_readers_style():
    def draw(figure):
        plots.axes(figure, xlabel="x", ylabel="y", yscale="log", ylim=(1e-7, 1))
        return lambda: "An empty scale."

    canvas = Canvas(draw, size=(8, 3))
    canvas.listings()
    axis = canvas.figure.axes[0].yaxis
    before = len(axis.minorTicks)
    with matplotlib.rc_context({"ytick.labelsize": 5}):
        canvas.cuts()
        canvas.least()
    assert len(axis.minorTicks) == before


def test_a_stored_picture_keeps_no_sheet_of_pixels_alive():
    def sheets() -> set[int]:
        gc.collect()
        return {id(each) for each in gc.get_objects() if type(each) is RendererAgg}

    canvas = drawn_once()
    before = sheets()
    canvas.png(2)
    assert sheets() <= before


def test_the_readers_settings_change_nothing():
    with matplotlib.rc_context({"lines.linewidth": 9, "text.usetex": True, "axes.grid": True}):
        canvas = drawn_once()
        given, png = canvas.listings(), canvas.png()
        assert matplotlib.rcParams["text.usetex"]
    plain = drawn_once()
    assert given == plain.listings()
    assert png == plain.png()


def test_still_marks_above_stay_above_what_moves():
    def draw(figure):
        ax = plots.blank(figure)
        patch = ax.fill_between([0, 1], 0, 1, color=plots.GHOST, zorder=1)
        plots.bars(ax, [0.5], [1], color=plots.GRADIENT, zorder=2)

        def update():
            patch.set_color(plots.GHOST)  # it moves
            return "A grey sheet lies under an orange bar."

        return update

    canvas = Canvas(draw)
    canvas.move()
    assert shows(pixels(canvas.png()), plots.GRADIENT) > 10_000


def test_what_is_first_touched_later_moves_from_then_on():
    def draw(figure):
        ax = plots.axes(figure, xlabel="x", ylabel="y", xlim=(0, 1), ylim=(-1, 1))
        line = plots.curve(ax, X, X, color=plots.GRADIENT)
        level = plots.curve(ax, X, 0 * X, color=plots.CLASSES[0], linewidth=9)

        def update(a, height=0.0):
            line.set_data(X, a * X)
            if height:
                level.set_data(X, 0 * X + height)
            return f"The slope is {a}, the level {height}."

        return update

    moved, anew = Canvas(draw), Canvas(draw)
    moved.move(a=1)
    moved.listings()
    for height in (0.5, -0.5):
        moved.move(a=1, height=height)
        moved.listings()
    anew.move(a=1, height=-0.5)
    assert moved.listings()[2] == anew.listings()[2]


def test_a_drawing_may_find_its_own_size():
    def draw(figure):
        figure.set_size_inches(3.3333, 2)
        plots.blank(figure)
        return lambda: "A sheet."

    canvas = Canvas(draw)
    canvas.move()
    assert (canvas.width, canvas.height) == (333, 200)
    assert pixels(canvas.png()).shape == (200, 333, 3)


def test_what_is_released_is_drawn_anew_as_it_was():
    canvas = drawn_once()
    canvas.move(a=0.3)
    before = canvas.listings()
    canvas.release()
    assert not hasattr(canvas, "figure")
    assert canvas.listings() == before
    canvas.release()
    assert canvas.at(0.5, 0.5) is not None


def test_new_numbers_behind_colours_are_seen():
    def draw(figure):
        ax = plots.blank(figure)
        mesh = ax.pcolormesh([0, 1, 2], [0, 1], np.zeros((1, 2)), vmin=0, vmax=1)
        spots = ax.scatter([0, 1], [0, 1], c=[0, 0], vmin=0, vmax=1)

        def update(value=0.0):
            mesh.set_array(np.full((1, 2), value))
            spots.set_array(np.full(2, value))
            return f"The value is {value}."

        return update

    canvas = Canvas(draw)
    canvas.move()
    _, _, before = canvas.listings()
    canvas.move(value=1.0)
    assert canvas.listings()[2] != before


def test_a_click_finds_its_axes_and_coordinates():
    canvas = Canvas(moving_line)
    canvas.move()
    canvas.png()
    ax = canvas.figure.axes[0]
    x, y = canvas.figure.transFigure.inverted().transform(ax.transData.transform((0.25, 1.5)))
    where, *found = canvas.at(x, 1 - y)
    assert where is ax
    assert np.allclose(found, (0.25, 1.5))
    assert canvas.at(0.001, 0.001) is None


def test_a_curves_name_follows_its_end():
    figure = Figure()
    ax = plots.axes(figure, xlabel="x", ylabel="y", xlim=(0, 1), ylim=(0, 1))
    line = plots.curve(ax, X, X, label="f")
    assert line.name.xy == (1, 1)
    line.set_data(X, 2 * X)
    assert line.name.xy[1] <= 1  # where it leaves the axes
    line.set_data([], [])
    assert not line.name.get_visible()
    line.set_data([0.2, 0.4, np.nan], [0.3, 0.6, 0.7])
    assert line.name.xy == (0.4, 0.6)
    beside = plots.curve(ax, X, X, label="g", label_at=0.5)
    assert beside.name.xy[0] == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("slope", [-3, -1, 0, 1, 3])
@pytest.mark.parametrize("at", [-0.6, -0.2, 0.2, 0.6])
def test_a_name_beside_a_straight_line_does_not_touch_it(slope, at):
    def draw(figure):
        ax = plots.axes(figure, xlabel="x", ylabel="y", xlim=(-1, 1), ylim=(-2, 2))
        x = np.linspace(-1, 1, 400)
        plots.curve(ax, x, slope * x, label="tangent", label_at=at)
        return lambda: "A line."

    canvas = Canvas(draw)
    canvas.move()
    canvas.png()
    ax = canvas.figure.axes[0]
    line = ax.transData.transform(ax.lines[0].get_xydata())
    box = ax.texts[0].get_window_extent()
    assert not any(box.contains(*point) for point in line)
    assert ax.bbox.x0 <= box.x0 < box.x1 <= ax.bbox.x1


def test_a_long_name_at_the_end_of_a_curve_finds_room():
    def draw(figure):
        ax = plots.axes(figure, xlabel="x", ylabel="y", xlim=(0, 1), ylim=(0, 1))
        plots.curve(ax, X, X, label="the gradient of a weight")
        return lambda: "A line."

    canvas = Canvas(draw)
    canvas.move()
    canvas.png()
    assert not canvas._cut_off()


def test_labels_that_grow_are_not_cut_off():
    canvas = drawn_once()
    canvas.move(top=2e7)
    canvas.figure.axes[0].yaxis.set_major_formatter("{x:,.4f}")
    assert canvas._cut_off()
    canvas.listings()
    assert not canvas._cut_off()


@pytest.mark.parametrize(
    "place", [lambda figure: None, lambda figure: plots.blank(figure, [0, 0, 1, 1])]
)
def test_a_figure_whose_axes_have_their_place_is_left_as_it_is(place):
    def draw(figure):
        place(figure)
        return lambda: "Nothing moves."

    assert pixels(plots.show(draw, size=(2, 1)).png).shape == (200, 400, 3)


def test_bars_lie_or_stand_and_refuse_another_number_of_lengths():
    ax = plots.axes(Figure(), xlabel="x", ylabel="y")
    lying = plots.bars(ax, ["a", "b"], [1, 2], horizontal=True)
    plots.move_bars(lying, [3, np.nan])
    assert [bar.get_width() for bar in lying] == [3, 0]
    with pytest.raises(ValueError, match="shorter"):
        plots.move_bars(lying, [1])


def test_a_still_keeps_the_sentence_and_a_sharp_picture_with_alternative_text():
    still = plots.show(moving_line, size=(6, 3))
    data, _ = still._repr_mimebundle_()
    assert repr(still) == data["text/plain"] == "The slope is 0.50."
    assert 'alt="The slope is 0.50." width="600"' in data["text/html"]
    assert ">The slope is 0.50.</figcaption>" in data["text/html"]
    assert pixels(b64decode(picture(data["text/html"]))).shape == (600, 1200, 3)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (None, "returned NoneType; expected its function `update`"),
        ("no function", "returned str; expected its function"),
        (lambda: None, "update returned None; expected the sentence"),
        (lambda: " ", "expected the sentence"),
    ],
)
def test_a_draw_function_that_returns_something_else_is_told_so(answer, words):
    with pytest.raises(TypeError, match=words):
        plots.show(lambda figure: answer)


def test_axes_must_be_named_and_can_be_placed():
    with pytest.raises(TypeError, match="xlabel"):
        plots.axes(Figure(), ylabel="y")
    figure = Figure()
    given = {"xlabel": "a", "ylabel": "b"}
    assert plots.axes(figure, (2, 1, 1), **given).get_subplotspec().get_geometry()[:2] == (2, 1)
    free = plots.axes(figure, [0.1, 0.2, 0.3, 0.4], **given, xscale="log", xlim=(1, 10))
    assert np.allclose(free.get_position().bounds, (0.1, 0.2, 0.3, 0.4))
    assert (free.get_xscale(), free.get_xlim()) == ("log", (1, 10))


@pytest.mark.parametrize("name", ["x", "y"])
def test_numbers_of_a_scale_stand_where_matplotlibs_would(name):
    with plots.canvas.course_style():
        figure = Figure()
        ax, other = (
            plots.axes(figure, (1, 2, k), xlabel="x", ylabel="y", xlim=(0, 2), ylim=(0, 2))
            for k in (1, 2)
        )
        axis, usual = getattr(ax, f"{name}axis"), getattr(other, f"{name}axis")
        for word, number in zip(plots.scale_numbers(axis, (1, 2)), ("50", "100"), strict=True):
            word.set_text(number)
        usual.set_ticks([0, 1, 2], ["0", "50", "100"])
        figure.canvas.draw()
        off = other.bbox.x0 - ax.bbox.x0
        for word, tick in zip(ax.texts, usual.get_majorticklabels()[1:], strict=True):
            moved = word.get_window_extent().translated(off, 0)
            np.testing.assert_allclose(moved.extents, tick.get_window_extent().extents)


def test_no_figure_stays_open_and_no_global_style_changes():
    before = dict(matplotlib.rcParams)
    plots.show(moving_line)
    assert dict(matplotlib.rcParams) == before
    pyplot = __import__("sys").modules.get("matplotlib.pyplot")
    assert pyplot is None or not pyplot.get_fignums()


def test_letters_are_large_enough_and_have_glyphs():
    sizes = [value for key, value in plots.STYLE.items() if key.endswith("size")]
    assert min(value for value in sizes if value != 9) >= 11
    path = font_manager.findfont(plots.STYLE["font.family"][0])
    glyphs = font_manager.get_font(path).get_charmap()
    assert all(ord(letter) in glyphs for letter in "δΔ∂σ∇Σ→←⊙′ᵀ⁰¹²³ˡ√∞≈≤≥×·−")


@pytest.mark.parametrize("name", [plots.FORWARD, plots.GRADIENT, plots.GHOST, *plots.CLASSES, "C1"])
def test_words_stand_out_from_the_paper_in_every_colour(name):
    ax = plots.blank(Figure())
    for words in (plots.note(ax, 0, 0, "words", color=name),
                  plots.curve(ax, X, X, color=name, label="words").name):  # fmt: skip
        shade = np.array(matplotlib.colors.to_rgb(words.get_color()))
        assert 1.05 / (luminance(shade) + 0.05) >= 4.5
        assert np.argmax(shade) == np.argmax(matplotlib.colors.to_rgb(name))
    assert plots.note(ax, 0, 0, "words", color=plots.PAPER).get_color() == plots.PAPER.lower()


def test_the_palette_is_told_apart_without_colour_vision():
    # Viénot, Brettel & Mollon (1999): the linear-light projection of a deuteranope.
    deutan = np.array([[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]])
    names = (plots.FORWARD, plots.GRADIENT, plots.GHOST, plots.INK)
    for palette in (names, plots.CLASSES):
        seen = [deutan @ (np.array(matplotlib.colors.to_rgb(name)) ** 2.2) for name in palette]
        gaps = [np.linalg.norm(a - b) for i, a in enumerate(seen) for b in seen[:i]]
        assert min(gaps) > 0.1


def test_values_off_the_scale_are_marked_at_its_edges_and_left_out():
    ax = plots.axes(Figure(), xlabel="x", ylabel="y", xlim=(0, 6), ylim=(1e-3, 10), yscale="log")
    off_scale = plots.OffScale(ax)
    kept = off_scale.mark([1, 2, 3, 4, 5], [0.5, 0.0, np.inf, np.nan, 20])
    np.testing.assert_array_equal(kept, [0.5, np.nan, np.nan, np.nan, np.nan])
    above, below = (marks.get_offsets() for _, marks in off_scale.sides)
    assert above[:, 0].tolist() == [3, 5]
    assert below[:, 0].tolist() == [2]
    assert below[0, 1] < 0.1 < 0.9 < above[0, 1]  # shares of the axes' height
