"""States drawn ahead are those that would have been asked for; they cost nothing while one asks."""

import asyncio
import json

import pytest

from bplib import plots
from bplib.widgets import choice, explorer, slider
from bplib.widgets.ahead import REST
from bplib.widgets.controls import new_draw, next_values, toggle


@explorer(size=(4, 2), pin=True)
def made(figure):
    ax = plots.axes(figure, xlabel="x", ylabel="y", xlim=(0, 1), ylim=(0, 10))
    line = plots.curve(ax, [0, 1], [0, 0])

    def update(
        height: float = slider(0, 9, value=3, step=1, label="height"),
        name: str = choice(["one", "two"], label="name"),
    ) -> str:
        if height == 5:
            raise ValueError("not 5")
        line.set_ydata([height, height])
        return f"{name} at {height}"

    return update


def sent_while(act, seconds=REST + 0.6, made=made):
    """What a figure sends ahead, in a kernel's loop, while something is done with it."""

    async def run():
        figure = made()
        messages = []
        figure.send = lambda message: messages.append(message["ahead"])
        act(figure)
        await asyncio.sleep(seconds)
        return figure, messages

    return asyncio.run(run())


def states(messages):
    return [
        (settings, [message["listings"][k] for k in (background, *marks)], text)
        for message in filter(None, messages)
        for settings, background, marks, text in message["states"]
    ]


@pytest.mark.parametrize(
    "act", [lambda f: f.set(height=4.0), lambda f: setattr(f, "reached", ["height", 0])]
)
def test_the_neighbours_of_a_control_that_is_reached_or_moved_are_sent_the_nearest_first(act):
    figure, messages = sent_while(act)
    now = figure.values["height"]
    found = states(messages)
    heights = [settings["height"] for settings, *_ in found]
    assert set(heights) == {0, 1, 2, 3, 4, 6, 7, 8, 9}, "5 is left to be asked for"
    assert [abs(h - now) for h in heights] == sorted(abs(h - now) for h in heights)
    assert not figure.error
    for settings, *parts in found:
        figure.settings = settings
        assert parts == [figure.picture, figure.text]


def test_the_figure_itself_stays_where_it_is():
    figure, _ = sent_while(lambda f: setattr(f, "reached", ["height", 0]))
    assert figure.values == {"height": 3.0, "name": "one"}
    assert list(figure.axes[0].lines[0].get_ydata()) == [3, 3]


def test_what_was_sent_is_not_sent_again_unless_the_page_has_lost_it():
    async def again(figure, count):
        figure.reached = ["height", count]
        await asyncio.sleep(REST + 0.6)

    async def run():
        figure, messages = made(), []
        figure.send = lambda message: messages.append(message["ahead"])
        counts = []
        for count in (0, 9, 0):
            figure.reached = []
            await again(figure, count)
            counts.append(len(states(messages)))
        return counts

    assert asyncio.run(run()) == [9, 9, 18]


def test_letters_that_the_first_picture_does_not_have_come_along():
    @explorer(size=(4, 2))
    def spelled(figure):
        note = plots.note(plots.blank(figure), 0.5, 0.5, "")

        def update(word: str = choice(["sum", "Σ"], label="word")) -> str:
            note.set_text(word)
            return f"The word is {word}."

        return update

    _, messages = sent_while(lambda f: setattr(f, "reached", ["word", 0]), made=spelled)
    (message,) = filter(None, messages)
    assert len(json.loads(message["added"])) == 1


def test_it_waits_until_the_figure_is_at_rest():
    _, messages = sent_while(lambda f: f.set(height=4.0), seconds=REST / 2)
    assert messages == []


def test_next_values():
    assert next_values(slider(0, 4, value=1, step=1), 3.0) == [3, 2, 4, 1, 0]
    assert next_values(choice(["a", "b", "c"]), 2) == [2, 1, 0]
    assert next_values(toggle("on"), True) == [True, False]
    assert next_values(new_draw(), 5) == [5, 6, 7]
