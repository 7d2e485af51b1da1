"""Live figures in JupyterLab, in the order in which people use them; messages in either thread."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.lab import REACT, Notebook

pytestmark = pytest.mark.browser
STEPS = 100_000
FIGURE = f"""
import time
from bplib import plots
from bplib.widgets import live, slider

def counted(by: float = slider(1, 9, value=2, step=1, label="by")):
    yield 0
    for step in range(1, {STEPS} + 1):
        time.sleep(0.001)
        yield step * by

@live(steps=counted, total={STEPS}, size=(4, 2))
def counting(figure):
    ax = plots.axes(figure, xlabel="", ylabel="", xlim=(0, 1), ylim=(0, {STEPS}))
    line = plots.curve(ax, [0, 1], [0, 0])

    def update(count):
        line.set_ydata([count, count])
        return f"The count is {{count}}."

    return update
"""
CELLS = [FIGURE, "one = counting()\none", "two = counting()\ntwo", "one.running, two.running"]


@pytest.fixture(scope="module", params=["disabled", "perCommTarget"], ids="subshells {}".format)
def opened(request: pytest.FixtureRequest, notebook_of):
    """A page that sends messages of widgets to the kernel's main thread, or to another one."""
    running = notebook_of(f"live-{request.param}", CELLS)
    running.page.evaluate(
        """how => { jupyterapp.shell.currentWidget.sessionContext.session.kernel.commsOverSubshells
        = how; }""",
        request.param,
    )
    running.run_cell(0)
    yield running
    running.page.close()


@pytest.fixture
def notebook(opened: Notebook) -> Notebook:
    """The notebook with two new figures."""
    for number in (1, 2):
        opened.run_cell(number)
        figure(opened, number).wait_for()
    return opened


def figure(notebook: Notebook, number: int) -> Locator:
    """The figure below one of the cells."""
    return notebook.page.locator(".jp-Notebook .jp-CodeCell").nth(number).locator(".bplib-explorer")


def count(shown: Locator) -> int:
    """At which step a figure says it is."""
    return int(re.search(r"step (\d+)", shown.locator(".bplib-run output").inner_text())[1])


def goes_on(notebook: Notebook, shown: Locator) -> bool:
    """Whether a figure takes steps now."""
    before = count(shown)
    notebook.page.wait_for_timeout(400)
    return count(shown) > before


def button(shown: Locator, name: str) -> Locator:
    sign = {"Start": "▶", "Stop": "■"}[name]
    return shown.get_by_role("button", name=f"{sign} {name}")


def press(shown: Locator, name: str) -> None:
    button(shown, name).click()


def until_it_goes(shown: Locator) -> None:
    expect(shown.locator(".bplib-run output")).not_to_have_text(
        re.compile("step 0 of"), timeout=REACT
    )


def test_a_control_first_then_start_then_stop(notebook: Notebook) -> None:
    one = figure(notebook, 1)
    one.get_by_label("by").press("ArrowRight")
    press(one, "Start")
    until_it_goes(one)
    press(one, "Stop")
    notebook.page.wait_for_timeout(300)
    assert not goes_on(notebook, one)
    assert notebook.error_outputs() == []


def test_the_first_stop_stops_however_early_it_comes(notebook: Notebook) -> None:
    one = figure(notebook, 1)
    press(one, "Start")
    press(one, "Stop")
    notebook.page.wait_for_timeout(500)
    assert not goes_on(notebook, one)
    press(one, "Start")
    until_it_goes(one)
    assert goes_on(notebook, one)
    press(one, "Stop")
    notebook.page.wait_for_timeout(300)
    assert not goes_on(notebook, one)


def test_two_run_at_once_and_a_control_moved_meanwhile_starts_anew(notebook: Notebook) -> None:
    one, two = figure(notebook, 1), figure(notebook, 2)
    press(one, "Start")
    press(two, "Start")
    until_it_goes(two)
    assert goes_on(notebook, one)
    assert goes_on(notebook, two)
    notebook.page.wait_for_timeout(500)
    high = count(one)
    one.get_by_label("by").press("ArrowRight")
    bar = one.locator(".bplib-run progress").element_handle()
    notebook.page.wait_for_function("([bar, high]) => bar.value < high", arg=[bar, high])
    assert goes_on(notebook, one)
    assert notebook.error_outputs() == []


def test_an_interrupt_stops_them_all_and_they_start_again(notebook: Notebook) -> None:
    one, two = figure(notebook, 1), figure(notebook, 2)
    press(one, "Start")
    press(two, "Start")
    until_it_goes(one)
    until_it_goes(two)
    notebook.page.evaluate("jupyterapp.commands.execute('notebook:interrupt-kernel')")
    for each in (one, two):
        expect(button(each, "Start")).to_be_visible()
        assert not goes_on(notebook, each)
    press(one, "Start")
    notebook.page.wait_for_timeout(500)
    assert goes_on(notebook, one)


def test_a_cell_run_again_ends_what_it_replaces(notebook: Notebook) -> None:
    press(figure(notebook, 1), "Start")
    until_it_goes(figure(notebook, 1))
    notebook.run_cell(1)
    expect(figure(notebook, 1).locator(".bplib-run output")).to_contain_text("step 0 of")
    assert notebook.run_cell(3) == "(False, False)"
    updates = "import gc\n[f.running for f in gc.get_objects() if type(f).__name__ == 'Explorer']"
    assert "True" not in notebook.run_source(updates)


def test_a_kernel_that_has_gone_is_said_at_once_and_what_runs_again_is_live(
    notebook: Notebook,
) -> None:
    one, two = figure(notebook, 1), figure(notebook, 2)
    press(one, "Start")
    until_it_goes(one)
    kernel = "jupyterapp.shell.currentWidget.sessionContext.session.kernel"
    notebook.page.evaluate(f"{kernel}.requestExecute({{ code: 'import time; time.sleep(4)' }})")
    expect(one.locator(".bplib-readout")).to_contain_text("No answer", timeout=4000)
    expect(one.locator(".bplib-readout")).not_to_contain_text("No answer")  # it was busy
    notebook.page.evaluate(f"{kernel}.restart()")
    for each in (one, two):
        expect(each.locator(".bplib-readout")).to_contain_text("No answer", timeout=4000)
        expect(each).to_have_class("bplib-explorer bplib-silent")
    notebook.run_cell(0)
    notebook.run_cell(1)
    press(figure(notebook, 1), "Start")
    until_it_goes(figure(notebook, 1))
