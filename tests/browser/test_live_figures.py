"""Live figures in JupyterLab, in the order in which people use them; messages in either thread."""

import re
import time

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.lab import REACT, Notebook

pytestmark = pytest.mark.browser
STEPS = 100_000
STILL = 400  # milliseconds without a step
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
    with notebook_of(f"live-{request.param}", CELLS) as running:
        running.panel.evaluate(
            "(panel, how) => { panel.sessionContext.session.kernel.commsOverSubshells = how; }",
            request.param,
        )
        running.run_cell(0)
        yield running


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


def goes_on(shown: Locator) -> None:
    """Waits until a figure takes a step."""
    now = re.compile(f"step {count(shown)} of")
    expect(shown.locator(".bplib-run output")).not_to_have_text(now, timeout=REACT)


def rests(shown: Locator) -> None:
    """Waits until a figure takes no more steps."""
    deadline = time.monotonic() + REACT / 1000
    while time.monotonic() < deadline:
        before = count(shown)
        shown.page.wait_for_timeout(STILL)
        if count(shown) == before:
            return
    raise AssertionError("the figure goes on")


def button(shown: Locator, name: str) -> Locator:
    sign = {"Start": "▶", "Stop": "■"}[name]
    return shown.get_by_role("button", name=f"{sign} {name}")


def press(shown: Locator, name: str) -> None:
    button(shown, name).click()


def test_a_control_first_then_start_then_stop(notebook: Notebook) -> None:
    one = figure(notebook, 1)
    one.get_by_label("by").press("ArrowRight")
    press(one, "Start")
    goes_on(one)
    press(one, "Stop")
    rests(one)
    assert notebook.error_outputs() == []


def test_the_first_stop_stops_however_early_it_comes(notebook: Notebook) -> None:
    one = figure(notebook, 1)
    press(one, "Start")
    press(one, "Stop")
    rests(one)
    press(one, "Start")
    goes_on(one)
    press(one, "Stop")
    rests(one)


def test_two_run_at_once_and_a_control_moved_meanwhile_starts_anew(notebook: Notebook) -> None:
    one, two = figure(notebook, 1), figure(notebook, 2)
    press(one, "Start")
    press(two, "Start")
    goes_on(two)
    goes_on(one)
    bar = one.locator(".bplib-run progress").element_handle()
    notebook.page.wait_for_function("bar => bar.value > 1000", arg=bar)
    one.get_by_label("by").press("ArrowRight")
    notebook.page.wait_for_function("bar => bar.value < 1000", arg=bar)
    goes_on(one)
    assert notebook.error_outputs() == []


def test_an_interrupt_stops_them_all_and_they_start_again(notebook: Notebook) -> None:
    one, two = figure(notebook, 1), figure(notebook, 2)
    press(one, "Start")
    press(two, "Start")
    goes_on(one)
    goes_on(two)
    notebook.execute("interrupt-kernel")
    for each in (one, two):
        expect(button(each, "Start")).to_be_visible(timeout=REACT)
        rests(each)
    press(one, "Start")
    goes_on(one)


def test_a_cell_run_again_ends_what_it_replaces(notebook: Notebook) -> None:
    press(figure(notebook, 1), "Start")
    goes_on(figure(notebook, 1))
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
    goes_on(one)
    words = one.locator(".bplib-readout")
    with notebook.busy():
        expect(words).to_contain_text("No answer", timeout=REACT)
    expect(words).not_to_contain_text("No answer", timeout=REACT)
    notebook.panel.evaluate("(panel) => panel.sessionContext.session.kernel.restart()")
    for each in (one, two):
        expect(each.locator(".bplib-readout")).to_contain_text("No answer", timeout=REACT)
        expect(each).to_have_class("bplib-explorer bplib-silent")
    notebook.run_cell(0)
    notebook.run_cell(1)
    press(figure(notebook, 1), "Start")
    goes_on(figure(notebook, 1))
