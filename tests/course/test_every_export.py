"""Every figure plays in a page of its own: along its first control, or its run."""

import pytest

from bplib.course import all_figures
from bplib.plots.listing import joined
from bplib.widgets.controls import NewDraw, sent_values
from bplib.widgets.figure import LiveMaker, RunningMaker
from bplib.widgets.replay import DONE, recorded, steps_shown

ANSWERING = [maker for maker in all_figures() if isinstance(maker, LiveMaker)]
RUNNING = [maker for maker in all_figures() if isinstance(maker, RunningMaker)]


@pytest.mark.parametrize("maker", ANSWERING, ids=lambda each: each.name)
def test_states_of_its_first_control_are_recorded_as_they_are_live(maker) -> None:
    figure = maker(**maker.examples[0])
    names = [name for name in figure.values if not isinstance(figure.controls[name], NewDraw)]
    values = sent_values(figure.controls[names[0]])
    few = [values[0], values[-1]]
    before = figure.settings
    along = [names[:1]]
    recorded(figure, along, {names[0]: few[-1:]})  # what moves is known once it has moved
    played = recorded(figure, along, {names[0]: few})
    assert figure.settings == before
    assert len(played["states"]) == len(few)
    figure.settings = {**before, names[0]: few[0]}
    _, marks, text, _ = played["states"][0]
    shown = [joined(figure.picture[1:]), figure.text]
    assert [played["marks"][marks], played["texts"][text]] == shown


@pytest.mark.parametrize("maker", RUNNING, ids=lambda each: each.name)
def test_a_run_is_recorded_as_it_goes_live(maker) -> None:
    figure = maker(**maker.examples[0])
    steps = steps_shown(figure)
    recorded(figure, [[DONE]], {DONE: steps[:2]})  # what moves is known once it has moved
    played = recorded(figure, [[DONE]], {DONE: steps})
    assert figure.done == 0
    assert len(played["states"]) == len(steps) <= 62
    for step, (background, marks, text, done) in zip(steps, played["states"], strict=True):
        figure.done = step
        assert done == figure.done == step
        shown = [figure.background, joined(figure.picture[1:]), figure.text]
        parts = [played["backgrounds"][background], played["marks"][marks], played["texts"][text]]
        assert parts == shown
    assert steps[-1] == figure.total
