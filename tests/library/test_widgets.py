"""The binder and the questions: what a control moves, what a reader without a kernel gets."""

import io
import json
from base64 import b64decode

import numpy as np
import pytest
from PIL import Image

from bplib import plots
from bplib.widgets import (
    Explorer,
    choice,
    new_draw,
    player,
    predict,
    predict_number,
    slider,
    toggle,
)
from bplib.widgets.questions import Entry
from tests.library.figures import figure_with
from tools.pictures import picture

X = np.linspace(-1, 1, 50)
VIEW = "application/vnd.jupyter.widget-view+json"


def line_through(figure):
    ax = plots.axes(figure, xlabel="x", ylabel="y", xlim=(-1, 1), ylim=(-2, 2))
    line = plots.curve(ax, [], [], color=plots.GRADIENT)

    def update(slope, shape="line", seed=0, step=0, dashed=False):
        if slope > 1.5:
            raise ValueError("the line is\n   too steep")
        line.set_data(X, slope * X if shape == "line" else slope * X**2 + seed + step)
        line.set_linestyle("--" if dashed else "-")
        return f"A {shape} of slope {slope:.2f}, seed {seed}, step {step}."

    return update


def spelling(figure):
    note = plots.note(plots.blank(figure), 0.5, 0.5, "")

    def update(word):
        note.set_text(word)
        return f"The word is {word}."

    return update


def explorer(still=None, **options) -> Explorer:
    slope = slider(-2, 2, value=1, label="slope", still=still)
    return figure_with(line_through, slope=slope, **options)


def full_explorer() -> Explorer:
    return explorer(
        shape=choice(["line", "parabola"], label="shape"),
        seed=new_draw(),
        step=player(3),
        dashed=toggle("dashed"),
    )


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def test_a_moved_slider_changes_picture_and_sentence():
    figure = explorer()
    before = figure.png()
    figure.set(slope=-0.5)
    assert figure.text == repr(figure) == "A line of slope -0.50, seed 0, step 0."
    assert figure.values == {"slope": -0.5}
    assert not np.array_equal(pixels(before), pixels(figure.png()))


@pytest.mark.parametrize(
    "move",
    [{"shape": "parabola"}, {"seed": 1}, {"step": 2}, {"dashed": True}, {"slope": -2.0}],
    ids=str,
)
def test_every_kind_of_control_moves_the_picture(move):
    figure = full_explorer()
    figure.set(shape="parabola", step=1) if "shape" not in move else None
    before = figure.picture
    figure.set(**move)
    assert figure.picture != before
    assert figure.values.items() >= move.items()


def test_what_the_page_sends_arrives_as_the_values_of_update():
    figure = full_explorer()
    sent = json.loads(json.dumps(dict(figure.settings)))
    assert sent == {"slope": 1.0, "shape": 0, "seed": 0, "step": 0, "dashed": False}
    figure.set_state({"settings": {**sent, "slope": -1, "shape": 1, "seed": 2}})
    assert figure.text == "A parabola of slope -1.00, seed 2, step 0."
    assert isinstance(figure.values["slope"], float)


def test_an_error_is_one_readable_line_and_the_slider_goes_on_working():
    figure = explorer()
    figure.set(slope=0.5)
    good, text, png = figure.picture, figure.text, figure.png()
    figure.set(slope=1.9)
    assert figure.error == "ValueError: the line is too steep"
    assert (figure.picture, figure.text, figure.png()) == (good, text, png)
    figure.set(slope=-1)
    assert figure.error == ""
    assert figure.text.startswith("A line of slope -1.00")
    assert figure.picture != good


def test_an_explorer_that_fails_at_its_start_says_so_at_once():
    with pytest.raises(ValueError, match="too steep"):
        figure_with(line_through, slope=slider(0, 2, value=2))


def test_one_message_goes_out_for_each_move():
    figure = explorer()
    sent = []
    figure.send_state = lambda key: sent.append({key} if isinstance(key, str) else set(key))
    figure.set_state({"settings": {"slope": 0.25}})
    assert sent == [{"moved", "text", "work"}]
    figure.set_state({"settings": {"slope": 0.3}, "asked": 1})
    assert sent[1:] == [{"moved", "text", "work", "answered"}]
    figure.set_state({"settings": {"slope": 0.3}, "asked": 2})
    assert sent[2:] == [{"answered"}]


def test_new_letters_alone_are_sent_and_a_page_that_is_opened_later_gets_all():
    figure = figure_with(spelling, word=choice(["sum", "Σ", "Σ∂"], label="word"))
    first, sent = figure.letters, []
    figure.observe(lambda change: sent.append((change.name, change.new)), ["letters", "added"])
    for word in ("Σ", "Σ∂", "sum"):
        figure.set(word=word)
    assert [(name, len(json.loads(new))) for name, new in sent] == [("added", 1), ("added", 2)]
    state = figure.get_state(["letters", "added"])
    assert state["letters"] == first
    all_letters = [*json.loads(first), *json.loads(state["added"])]
    assert all_letters == json.loads(figure._canvas.listings()[0])


def test_a_pin_is_the_pages_and_moves_nothing():
    figure = explorer(pin=True)
    before = figure.picture
    figure.set(pin=True)
    assert figure.values == {"slope": 1.0}
    assert figure.picture == before


def test_a_click_answers_with_values_that_the_controls_have():
    seen = []

    def point(x, y):
        seen.append((x, y))
        return {"slope": y} if y > 0 else {}

    figure = explorer(point=point)
    assert not explorer().clickable
    ax = figure.axes[0]
    (left, top, right, bottom) = figure.clickable[0]
    corner = ax.figure.transFigure.transform((left, 1 - top))
    assert corner == pytest.approx([ax.bbox.x0, ax.bbox.y1])
    assert (right, bottom) > (left, top)
    x, y = ax.figure.transFigure.inverted().transform(ax.transData.transform((0.5, 0.7)))
    figure.pointed = [x, 1 - y, 1]
    assert figure.values == {"slope": 0.7}
    figure.pointed = [0.001, 0.001, 2]
    figure.pointed = [x, y, 3]
    assert figure.values == {"slope": 0.7}
    assert len(seen) == 2
    assert seen[0] == pytest.approx((0.5, 0.7))


def test_a_figure_whose_cell_ran_again_still_answers_a_click():
    figure = explorer(point=lambda x, y: {"slope": y})
    figure.forget()
    assert not figure.points
    figure.pointed = [0.5, 0.5, 1]
    assert figure.points
    assert figure.values["slope"] != 1.0


def test_a_click_that_fails_says_so_under_the_figure():
    figure = explorer(point=lambda x, y: {"slop": 1})
    figure.pointed = [0.5, 0.5, 1]
    assert figure.error == "ValueError: unknown control 'slop'; did you mean 'slope'?"


def test_without_a_kernel_there_is_a_sentence_and_a_sharp_picture():
    figure = explorer()
    data, metadata = figure._repr_mimebundle_()
    assert metadata.pop(VIEW) == {"complete": True}
    assert data["text/plain"] == figure.text
    assert not metadata
    assert pixels(b64decode(picture(data["text/html"]))).shape == (843, 1500, 3)
    assert f'alt="{figure.text}" width="800"' in data["text/html"]
    assert f">{figure.text}</figcaption>" in data["text/html"]
    assert data[VIEW]["model_id"] == figure.model_id


def test_the_stored_picture_may_show_other_values():
    figure = explorer(still=-1.0)
    before = figure.png()
    data, _ = figure._repr_mimebundle_()
    assert data["text/plain"] == "A line of slope -1.00, seed 0, step 0."
    assert figure.png() == before
    assert figure.text == "A line of slope 1.00, seed 0, step 0."


def test_every_control_has_a_name_and_texts_for_its_values():
    by_name = {entry["name"]: entry for entry in full_explorer().spec}
    assert [entry["kind"] for entry in by_name.values()] == [
        "slider", "choice", "draw", "player", "toggle",
    ]  # fmt: skip
    assert all(entry["label"] for entry in by_name.values())
    assert len(by_name["slope"]["texts"]) == len(by_name["slope"]["stops"])
    assert figure_with(line_through, slope=slider(0, 1)).spec[0]["label"] == "slope"


def test_latency_times_each_move():
    figure = explorer()
    assert len(figure.latency("slope", [0.1, 0.2, 0.3])) == 3
    assert all(0 < seconds < 5 for seconds in figure.latency("slope", [0.4, 0.5]))
    assert figure.values == {"slope": 0.5}


def test_making_an_explorer_leaves_no_figure_open():
    pyplot = pytest.importorskip("matplotlib.pyplot")
    explorer()
    assert pyplot.get_fignums() == []


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"slop": 1}, "unknown control 'slop'; did you mean 'slope'"),
        ({"slope": 3}, "'slope' is 3; expected a number from -2 to 2"),
        ({"slope": float("nan")}, "expected a number"),
        ({"slope": "1"}, "expected a number"),
        ({"slope": None}, "expected a number"),
        ({"shape": "circle"}, "unknown value of 'shape' 'circle'; there are: line, parabola"),
        ({"seed": -1}, "expected a seed"),
        ({"step": 3}, "expected a number from 0 to 2"),
        ({"step": 0.5}, "expected a whole number"),
        ({"dashed": "yes"}, "expected True or False"),
    ],
    ids=str,
)
def test_set_refuses_what_a_control_cannot_show(values, words):
    figure = full_explorer()
    with pytest.raises(ValueError, match=words):
        figure.set(**values)
    assert figure.values == full_explorer().values


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: slider(2, 1), "expected two numbers, the lower first"),
        (lambda: slider(0, float("inf")), "expected two numbers"),
        (lambda: slider(0, 1, value=2), "slider value 2 lies outside 0 to 1"),
        (lambda: slider(0, 1, log=True), "a logarithmic one needs a number above 0"),
        (lambda: slider(0, 1, step=0), "slider step is 0"),
        (lambda: choice([]), "choice got no options"),
        (lambda: choice(["a", "bee"], value="be"), "did you mean 'bee'"),
        (lambda: player(0), "player got 0 steps"),
        (lambda: new_draw(value=0.5), "expected a seed"),
        (
            lambda: figure_with(line_through, slope=1),
            "has the default 1; expected slider",
        ),
    ],
)
def test_controls_that_make_no_sense_are_refused(make, words):
    with pytest.raises((ValueError, TypeError), match=words):
        make()


def test_slider_stops_are_round_numbers_from_end_to_end():
    plain = slider(-2, 2, value=0.5)
    assert (plain.stops[0], plain.stops[-1], plain.value) == (-2.0, 2.0, 0.5)
    assert 100 <= len(plain.stops) <= 300
    assert "0.50" in plain.texts
    assert "−1.00" in plain.texts
    assert "−0.00" not in plain.texts
    assert slider(0, 1, value=1 / 3).stops.count(1 / 3) == 1
    assert slider(0, 1, step=0.25).stops == (0, 0.25, 0.5, 0.75, 1)
    assert slider(0, 1, step=0.3).stops == (0, 0.3, 0.6, 0.9, 1)  # its end is the last stop
    assert slider(1, 10, integer=True).stops == tuple(range(1, 11))
    assert all(isinstance(stop, int) for stop in slider(1, 1000, integer=True, log=True).stops)


def test_logarithmic_stops_grow_by_a_constant_factor():
    grown = slider(1e-3, 10, log=True, step=0.5)
    ratios = np.diff(np.log10(grown.stops))
    assert np.allclose(ratios, 0.5, atol=0.003)
    assert (grown.stops[0], grown.stops[-1]) == (1e-3, 10)
    assert grown.texts[-1] == "10.0"


def test_options_may_have_names():
    control = choice({"hyperbolic tangent": np.tanh, "sine": np.sin}, value=np.sin)
    assert control.texts == ("hyperbolic tangent", "sine")
    assert control.decode(control.encode("hyperbolic tangent")) is np.tanh
    assert control.encode(np.sin) == 1
    assert choice([2, 4, 8], value=4).encode(8) == 2


QUESTION = {
    "question": "What is $f'$ of `x**2` where x < 3?",
    "options": {"$2x$": "The power rule.", "$x$": "The factor 2 is missing."},
    "answer": "$2x$",
}


def test_every_option_of_a_question_answers_in_words():
    question = predict(**QUESTION)
    assert question.feedback("$2x$") == "✓ Right. The power rule."
    assert question.feedback("$x$") == "✗ Not so. The factor 2 is missing."
    with pytest.raises(ValueError, match="unknown option"):
        question.feedback("x")


def test_a_question_reads_without_a_kernel_and_hides_its_answers():
    data = predict(**QUESTION)._repr_mimebundle_()
    assert data["text/plain"] == "What is $f'$ of `x**2` where x < 3?\n○ $2x$\n○ $x$"
    html = data["text/html"]
    assert html.count("<details") == html.count("<summary") == html.count("</details>") == 2
    assert "<code>x**2</code> where x &lt; 3" in html
    assert " open" not in html
    for feedback in QUESTION["options"].values():
        assert feedback not in data["text/plain"]
        assert feedback in html


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"options": {"$2x$": "Yes."}}, "got 1 options"),
        ({"options": {"$2x$": "Yes.", "$x$": " "}}, r"option '\$x\$' has no feedback"),
        ({"answer": "2x"}, "unknown answer '2x'"),
    ],
)
def test_a_question_without_feedback_or_answer_is_refused(change, words):
    with pytest.raises(ValueError, match=words):
        predict(**(QUESTION | change))


def number_question():
    return predict_number(
        "How much?", -0.5, tolerance=0.01, feedback={0.5: "The sign is wrong."}, why="By hand."
    )


@pytest.mark.parametrize(
    ("typed", "reply"),
    [
        ("-0.5", "✓ Right. By hand."),
        (" −0,505 ", "✓ Right. By hand."),
        ("−1/2", "✓ Right. By hand."),
        ("1/0", "“1/0” is not a number; type one such as 0.25."),
        ("0.5", "✗ Not so. The sign is wrong."),
        ("7", "✗ Not so: 7 is too large. Try again."),
        ("-7", "✗ Not so: -7 is too small. Try again."),
        ("half", "“half” is not a number; type one such as 0.25."),
        ("nan", "“nan” is not a number; type one such as 0.25."),
    ],
)
def test_a_typed_number_gets_its_feedback(typed, reply):
    entry = Entry(number_question())
    assert entry.box.description
    entry.box.value = typed
    assert entry.reply.value == reply
    assert entry.keeper.said == reply.removeprefix("✗ ").removeprefix("✓ ")


def test_a_number_question_reads_without_a_kernel():
    question = number_question()
    data, metadata = question._repr_mimebundle_()
    assert metadata == {VIEW: {"complete": True}}
    assert data["text/plain"] == repr(question) == "How much?"
    assert "<summary>Answer</summary><p>-0.5. By hand.</p>" in data["text/html"]
    assert VIEW in data


def test_a_wrong_number_may_not_lie_among_the_right_ones():
    with pytest.raises(ValueError, match="it is not wrong"):
        predict_number("How much?", 1, tolerance=0.1, feedback={1.05: "No."}, why="So.")
    with pytest.raises(ValueError, match="expected finite"):
        predict_number("How much?", float("nan"), why="So.")
