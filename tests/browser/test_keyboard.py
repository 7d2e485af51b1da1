"""The keyboard with the focus on a control: its own keys move it, all others are JupyterLab's."""

import pytest
from playwright.sync_api import expect

from tests.browser.lab import Notebook

pytestmark = pytest.mark.browser
CELLS = ["from bplib.course.n01_slopes import figures", "figures.secant()", "1 + 1"]


@pytest.fixture(scope="module")
def notebook(notebook_of):
    with notebook_of("keys", CELLS, run=2) as opened:
        yield opened


def active(notebook: Notebook) -> int:
    return notebook.panel.evaluate("(panel) => panel.content.activeCellIndex")


def test_its_own_keys_move_a_control_and_nothing_else(notebook: Notebook) -> None:
    slider = notebook.page.get_by_label("x", exact=True)
    slider.focus()
    before, cell = slider.input_value(), active(notebook)
    for key in ("ArrowLeft", "ArrowDown", "Home"):
        slider.press(key)
        assert slider.input_value() != before
        before = slider.input_value()
    assert active(notebook) == cell


def test_running_saving_and_the_palette_work_with_the_focus_on_a_control(notebook) -> None:
    page = notebook.page
    slider = page.get_by_label("x", exact=True)
    slider.focus()
    notebook.panel.evaluate("(panel) => { panel.context.model.dirty = true; }")
    slider.press("Control+s")
    page.wait_for_function("(panel) => !panel.context.model.dirty", arg=notebook.panel)
    slider.focus()
    slider.press("Control+Shift+c")
    palette = page.locator("#modal-command-palette, .jp-ModalCommandPalette").first
    expect(palette).to_be_visible()
    page.keyboard.press("Escape")
    expect(palette).to_be_hidden()
    notebook.panel.evaluate("(panel) => { panel.content.activeCellIndex = 1; }")
    slider.focus()
    page.keyboard.press("Shift+Enter")
    page.wait_for_function("(panel) => panel.content.activeCellIndex === 2", arg=notebook.panel)


def test_full_screen_by_key_and_back(notebook: Notebook) -> None:
    page = notebook.page
    page.get_by_label("x", exact=True).press("f")
    page.wait_for_function(
        """() => document.fullscreenElement?.matches('.bplib-explorer')
        && document.fullscreenElement.querySelector('canvas').clientWidth > 800"""
    )
    page.get_by_label("x", exact=True).press("f")
    page.wait_for_function("() => !document.fullscreenElement")
