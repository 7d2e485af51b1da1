"""What is exported: every state of the named controls and of runs, each picture once, no more."""

import pytest

from bplib import plots
from bplib.widgets import export, live, new_draw, player, slider
from bplib.widgets.replay import DONE, all_values, every, recorded, steps_shown
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
    assert len(played["layouts"][0]["states"]) == 4 * 2
    said = [played["texts"][text] for *_, text, _ in played["layouts"][0]["states"]]
    assert said == [f"At {float(h + s)}. </script>" for h in range(4) for s in range(2)]
    different = [len(played[part]) for part in ("backgrounds", "marks", "texts")]
    assert different == [2, 10, 5]  # wide and for a phone
    assert figure.text == "At 1.0. </script>"


def test_controls_are_played_each_by_itself_or_together(figure):
    played = recorded_along(figure, ["step"], ["height"], ["step", "height"])
    said = [
        float(played["texts"][text].split(". ")[0][3:])
        for *_, text, _ in played["layouts"][0]["states"]
    ]
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
    assert played["backgrounds"][played["layouts"][0]["states"][0][0]] == figure.background


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


def test_too_many_states_are_refused():
    many = {name: slider(0, 100, step=1) for name in ("height", "step")}
    with pytest.raises(ValueError, match="height × step have 10201 states; at most 2000"):
        export(figure_with(line, **many, seed=new_draw()), ("height", "step"))
    with pytest.raises(ValueError, match="by × steps done have 2091 states; at most 2000"):
        export(going(total=3000), "by")


def going(total=400, pace=20, ends=10**9, fails=10**9):
    """A figure that counts by itself."""

    def steps(by: int = slider(1, 41, value=2, integer=True), seed: int = new_draw()):
        for step in range(ends + 1):
            if step == fails:
                raise ZeroDivisionError("no further")
            yield step * by

    def draw(figure):
        ax = plots.axes(figure, xlabel="x", ylabel="y", xlim=(0, 1), ylim=(0, 400))
        level = plots.curve(ax, [0, 1], [0, 0])

        def update(count):
            level.set_ydata([count, count])
            return f"The count is {count}."

        return update

    return live(steps=steps, total=total, pace=pace, pin=True)(draw)()


def recorded_run(figure, *names, **values):
    return recorded(figure, [[*names, DONE]], {**values, DONE: steps_shown(figure)})


@pytest.mark.parametrize(
    ("total", "pace", "first", "count", "milliseconds"),
    [
        (400, 20, [0, 20, 40], 21, 40),
        (390, 20, [0, 20, 40], 21, 40),
        (3000, 20, [0, 60, 120], 51, 120),
        (100_000, 20, [0, 1680, 3360], 61, 200),
        (3, 20, [0, 3], 2, 40),
    ],
)
def test_pictures_of_a_run_are_evenly_spaced_and_not_too_many(
    total, pace, first, count, milliseconds
):
    figure = going(total, pace)
    steps = steps_shown(figure)
    assert steps[: len(first)] == first
    assert (len(steps), steps[-1]) == (count, total)
    assert every(figure) == pytest.approx(milliseconds)


def test_each_value_of_a_named_control_has_its_run_and_the_figure_stays_where_it_is():
    figure = going()
    figure.done = 30
    played = recorded_run(figure, "by", by=[1, 5])
    expected = [step * by for by in (1, 5) for step in (0, 20, 30, *range(40, 401, 20))]
    said = [played["texts"][text] for *_, text, _ in played["layouts"][0]["states"]]
    assert said == [f"The count is {count}." for count in expected]
    assert (figure.done, figure.text) == (30, "The count is 60.")
    assert played["settings"] == {"by": 2, "seed": 0, "pin": False, DONE: 30}


def test_without_a_name_the_run_alone_is_played():
    page = export(going())
    assert [f'"label":"{label}"' in page for label in ("by", "New draw")] == [False, False]
    assert '"groups":[["steps done"]]' in page


def test_a_run_that_ends_early_ends_there():
    played = recorded_run(going(ends=70))
    assert [done for *_, done in played["layouts"][0]["states"]][:6] == [0, 20, 40, 60, 70, 70]


def test_a_step_that_fails_is_named():
    with pytest.raises(RuntimeError, match="at {'steps done': 60}: ZeroDivisionError: no further"):
        export(going(fails=50))


def test_the_steps_of_a_run_are_no_control():
    with pytest.raises(ValueError, match="unknown control 'steps done'"):
        export(going(), DONE)
