"""Every figure plays in a page of its own along its first control, or says why not."""

import pytest

from bplib.course import all_figures
from bplib.plots.listing import joined
from bplib.widgets import export
from bplib.widgets.controls import NewDraw, sent_values
from bplib.widgets.replay import recorded

FIGURES = [maker for maker in all_figures() if hasattr(maker, "pin")]


@pytest.mark.parametrize("maker", FIGURES, ids=lambda each: each.name)
def test_states_of_its_first_control_are_recorded_as_they_are_live(maker) -> None:
    figure = maker(**maker.examples[0])
    if figure.total:
        with pytest.raises(ValueError, match="goes on by itself"):
            export(figure, next(iter(figure.values)))
        return
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
    _, marks, text = played["states"][0]
    shown = [joined(figure.picture[1:]), figure.text]
    assert [played["marks"][marks], played["texts"][text]] == shown
