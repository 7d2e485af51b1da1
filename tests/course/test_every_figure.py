"""Every figure: every control to both ends, every option, every button, and all of it twice.

And what a page that plays it gets: the states of its first control, or its run.
"""

import json
import re
from collections.abc import Callable, Iterator
from html import escape
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from matplotlib.artist import Artist

from bplib.course import all_figures
from bplib.plots import Still
from bplib.plots.listing import joined
from bplib.plots.plain import write
from bplib.plots.recorder import Recorder
from bplib.plots.style import course_style
from bplib.widgets import Explorer
from bplib.widgets.controls import Choice, Control, NewDraw, Slider, sent_values
from bplib.widgets.explorer import PIN
from bplib.widgets.replay import DONE, PHONE, place_of, put, recorded, steps_shown

FIGURES = [
    pytest.param((maker, example), id=f"{maker.name}-{number}" if number else maker.name)
    for maker in all_figures()
    for number, example in enumerate(maker.examples)
]
MOST = 13  # options of one choice that are tried
STEPS = 10  # of a live figure, after each move
LONGEST = 5000  # bytes of a slider's message, median
MOST_DRAWN = 40  # marks that are drawn anew for it, median
EMPTY = "[]"  # the listing of a mark that shows nothing
PICTURE = ["letters", "added", "background", "marks", "moved", "text"]


def ends(control: Control) -> list[Any]:
    """The values to which a control is moved, the one where it stands last."""
    if isinstance(control, Slider):
        middle = control.stops[len(control.stops) // 3]
        return [control.stops[0], control.stops[-1], middle, control.value]
    if isinstance(control, Choice):
        return [*control.texts[:MOST], control.texts[control.encode(control.value)]]
    if isinstance(control, NewDraw):
        return [1, 2, control.value]
    return [not control.value, control.value]


def said(text: str) -> str:
    """The sentence, after a look that it is one."""
    assert len(text.split()) > 3, text
    assert not re.search(r"\b(nan|inf|None)\b|\de[+-]?\d", text), text
    assert "  " not in text, text
    return text


class Costs:
    """Of each move of a figure's sliders: bytes of its message, marks that were drawn for it."""

    def __init__(self, figure: Explorer, patch: pytest.MonkeyPatch) -> None:
        self.figure, self.found = figure, list[tuple[int, int]]()
        self._sent: dict[str, Any] = {}
        self._drawn = 0
        figure.observe(lambda change: self._sent.update({change.name: change.new}), PICTURE)
        taken = Recorder.taken

        def counted(recorder: Recorder) -> str:
            text = taken(recorder)
            self._drawn += text != EMPTY
            return text

        patch.setattr(Recorder, "taken", counted)

    def begin(self) -> None:
        """A control is about to be moved."""
        self._sent.clear()
        self._drawn = 0

    def end(self, name: str) -> None:
        """The control has been moved."""
        if isinstance(self.figure.controls[name], Slider) and self._sent:
            size = len(json.dumps(self._sent, ensure_ascii=False).encode())
            self.found.append((size, self._drawn))


def states(figure: Explorer, costs: Costs) -> Iterator[tuple[str, str, list[str]]]:
    """Name of the control that was moved, sentence and picture, at every value of every control."""
    costs.found.clear()
    for name, control in figure.controls.items():
        for value in ends(control):
            costs.begin()
            figure.set(**{name: value})
            costs.end(name)
            if figure.total:  # a live figure begins anew, and at its start all values look alike
                figure.done = STEPS
            assert not figure.error, f"{name} = {value!r}: {figure.error}"
            yield name, said(figure.text), figure.picture


@pytest.fixture(scope="module", params=FIGURES)
def figure(request: pytest.FixtureRequest) -> Explorer | Still:
    """A figure of the course, made once for what is looked at below, one after the other."""
    maker, example = request.param
    assert maker.__doc__, "a figure says in its docstring what it shows"
    return maker(**example)


def test_every_control_moves_the_picture_and_back(
    figure: Explorer | Still, monkeypatch: pytest.MonkeyPatch
) -> None:
    if isinstance(figure, Still):
        said(figure.text)
        return
    if figure.total:
        figure.done = STEPS
    start = figure.text
    costs = Costs(figure, monkeypatch)
    once, twice = list(states(figure, costs)), list(states(figure, costs))
    if once != twice:  # a label that grew has made room for itself, for good
        once, twice = twice, list(states(figure, costs))
    assert once == twice, "the same values give another picture the second time"
    for name in figure.controls.keys() - {PIN}:  # a copy in grey may lie under what it copies
        pictures = {(text, *picture) for moved, text, picture in once if moved == name}
        assert len(pictures) > 1, f"{name} changes nothing"
    assert figure.text == start
    if costs.found:
        size, drawn = np.median(costs.found, axis=0)
        assert size <= LONGEST
        assert drawn <= MOST_DRAWN


def test_marks_written_at_once_are_as_matplotlib_draws_them(figure: Explorer | Still) -> None:
    if isinstance(figure, Still):
        return
    canvas, recorder = figure._canvas, figure._canvas.recorder
    for name, control in figure.controls.items():
        for value in ends(control):
            figure.set(**{name: value})
            if figure.total:
                figure.done = STEPS
            with course_style():
                written = [listed(recorder, write, mark) for mark in canvas._drawn]
                drawn = [listed(recorder, type(mark).draw, mark) for mark in canvas._drawn]
            assert written == drawn


def listed(recorder: Recorder, draw: Callable[..., Any], mark: Artist) -> str:
    """The listing of one mark."""
    draw(mark, recorder)
    return recorder.taken()


def test_it_has_words_for_those_who_do_not_see_it_and_fits_a_phone(
    figure: Explorer | Still,
) -> None:
    data, _ = figure._repr_mimebundle_()
    words = escape(said(data["text/plain"]))
    assert f' alt="{words}" ' in data["text/html"]
    assert f">{words}</figcaption>" in data["text/html"]
    if isinstance(figure, Explorer):
        room = int(PHONE / figure.least)
        figure.room = room
        edges = [0, *figure.cuts, figure.width]
        assert max(right - left for left, right in pairwise(edges)) <= room, "a phone cuts it off"
        for name, control in figure.controls.items():
            for value in ends(control):
                figure.set(**{name: value})
                if figure.total:
                    figure.done = STEPS
                assert cut_off(figure) == []


def cut_off(figure: Explorer) -> list[str]:
    """The words that reach over the edge of the picture."""
    recorder = figure._canvas.recorder
    words = [text for ax in figure.axes for text in ax.texts if text.get_text()]
    boxes = {text.get_text(): text.get_window_extent(recorder) for text in words}
    return [words for words, box in boxes.items() if box.x0 < -1 or box.x1 > figure.width + 1]


def played_values(figure: Explorer) -> tuple[str, list[Any]]:
    """Along what a page plays a figure, and a few values: the ends of a control, or a run."""
    if figure.total:
        return DONE, steps_shown(figure)
    name = next(n for n in figure.values if not isinstance(figure.controls[n], NewDraw))
    values = sent_values(figure.controls[name])
    return name, [values[0], values[-1]]


def test_a_page_that_plays_it_gets_what_it_shows_live(figure: Explorer | Still) -> None:
    if isinstance(figure, Still):
        return
    figure.done = 0
    before = place_of(figure)
    name, values = played_values(figure)
    recorded(figure, [[name]], {name: values[:2]})  # what moves is known once it has moved
    played = recorded(figure, [[name]], {name: values})
    assert place_of(figure) == before
    wide, *narrow = played["layouts"]
    room = PHONE / figure.least
    for each in narrow or [wide]:
        edges = [0, *each["cuts"], each["width"]]
        assert max(right - left for left, right in pairwise(edges)) <= room, "a phone cuts it off"
    assert len(wide["states"]) == len(values) <= 62
    for value, (background, marks, text, done) in zip(values, wide["states"], strict=True):
        put(figure, {**before, name: value})
        assert figure.done == done
        shown = [figure.background, joined(figure.picture[1:]), figure.text]
        parts = [played["backgrounds"][background], played["marks"][marks], played["texts"][text]]
        assert parts == shown
    put(figure, before)


def test_a_figure_is_known_once() -> None:
    names = [maker.name for maker in all_figures()]
    assert len(names) == len(set(names)) > 20
