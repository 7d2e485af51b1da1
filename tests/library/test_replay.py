"""What is exported: every state of the named controls, each picture once, and no more."""

import pytest

from bplib import plots
from bplib.widgets import export, live, new_draw, player, slider
from bplib.widgets.replay import all_values, recorded
from tests.library.figures import figure_with


def line(figure):
    ax = plots.axes(figure, xlabel="x", ylabel="y", xlim=(0, 1), ylim=(0, 9))
    level = plots.curve(ax, [0, 1], [0, 0])

    def update(height, step, seed):
        level.set_ydata([height + step, height + step])
        return f"At {height + step}. </script>"

    return update


@pytest.fixture
def figure():
    return figure_with(line, height=slider(0, 3, value=1, step=1), step=player(2), seed=new_draw())


def recorded_along(figure, *groups):
    return recorded(
        figure, groups, {name: all_values(figure, name) for group in groups for name in group}
    )


def test_every_state_is_there_and_each_text_once(figure):
    played = recorded_along(figure, ["height", "step"])
    assert len(played["states"]) == 4 * 2
    said = [played["texts"][text] for *_, text in played["states"]]
    assert said == [f"At {float(h + s)}. </script>" for h in range(4) for s in range(2)]
    assert [len(played[part]) for part in ("backgrounds", "marks", "texts")] == [1, 5, 5]
    assert figure.text == "At 1.0. </script>"


def test_controls_are_played_each_by_itself_or_together(figure):
    played = recorded_along(figure, ["step"], ["height"], ["step", "height"])
    said = [float(played["texts"][text].split(". ")[0][3:]) for *_, text in played["states"]]
    assert said == [1, 2, 0, 1, 2, 3, 0, 1, 2, 3, 1, 2, 3, 4]


def test_all_states_have_the_layout_that_the_widest_label_needs():
    def growing(figure):
        ax = plots.axes(figure, xlabel="x", ylabel="y", xlim=(0, 1), ylim=(0, 1))
        level = plots.curve(ax, [0, 1], [0, 0])

        def update(power):
            ax.set_ylim(0, 10**power)
            level.set_ydata([10**power / 2] * 2)
            return f"Up to 10 to the power of {power}."

        return update

    figure = figure_with(growing, power=slider(0, 3, value=0, step=1))
    grown = figure.form
    played = recorded_along(figure, ["power"])
    assert figure.form != grown
    assert played["backgrounds"][played["states"][0][0]] == figure.background


def test_without_a_name_all_that_can_be_played_is(figure):
    assert export(figure) == export(figure, "height", "step")
    assert '"label":"New draw"' not in export(figure)


def test_no_text_of_a_figure_ends_the_page_early(figure):
    page = export(figure, "height")
    assert page.count("</script>") == 2
    assert "<!--" not in page.split("<style>")[0]
    assert '"label":"step"' not in page


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["hight"], "did you mean 'height'"),
        (["seed"], "has no end of values"),
        ([("height", "seed")], "has no end of values"),
    ],
)
def test_what_cannot_be_played_is_said(figure, names, words):
    with pytest.raises(ValueError, match=words):
        export(figure, *names)


def test_too_many_states_and_figures_that_go_on_by_themselves_are_refused(figure):
    many = {name: slider(0, 100, step=1) for name in ("height", "step")}
    with pytest.raises(ValueError, match="height × step have 10201 states; at most 2000"):
        export(figure_with(line, **many, seed=new_draw()), ("height", "step"))

    def steps(by: float = slider(0, 1)):
        yield by

    going = live(steps=steps, total=3)(lambda figure: lambda state: f"At {state}.")()
    with pytest.raises(ValueError, match="goes on by itself"):
        export(going, "by")
