"""The keyboard with the focus on a control: its own keys move it, all others are JupyterLab's."""

import nbformat
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.lab import STARTUP, Notebook, lab_server

pytestmark = pytest.mark.browser
CELLS = ["from bplib.course.n01_slopes import figures", "figures.secant()", "1 + 1"]


@pytest.fixture(scope="module")
def notebook(chromium: Browser, tmp_path_factory):
    root, home = tmp_path_factory.mktemp("root"), tmp_path_factory.mktemp("home")
    written = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(each) for each in CELLS])
    written.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(written, root / "keys.ipynb")
    with lab_server(root, home) as address:
        page = chromium.new_page(viewport={"width": 1280, "height": 1600})
        page.set_default_timeout(STARTUP)
        opened = Notebook(page, address, "keys.ipynb")
        opened.run_cell(0)
        opened.run_cell(1)
        yield opened
        page.close()


def active(notebook: Notebook) -> int:
    return notebook.page.evaluate("jupyterapp.shell.currentWidget.content.activeCellIndex")


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
    dirty = "jupyterapp.shell.currentWidget.context.model.dirty"
    page.evaluate(f"() => {{ {dirty} = true; }}")
    slider.press("Control+s")
    page.wait_for_function(f"() => !{dirty}")
    slider.focus()
    slider.press("Control+Shift+c")
    expect(page.locator("#modal-command-palette, .jp-ModalCommandPalette").first).to_be_visible()
    page.keyboard.press("Escape")
    page.evaluate("() => { jupyterapp.shell.currentWidget.content.activeCellIndex = 1; }")
    page.get_by_label("x", exact=True).focus()
    page.keyboard.press("Shift+Enter")
    page.wait_for_function("() => jupyterapp.shell.currentWidget.content.activeCellIndex === 2")


def test_full_screen_by_key_and_back(notebook: Notebook) -> None:
    page = notebook.page
    page.get_by_label("x", exact=True).press("f")
    page.wait_for_function("() => document.fullscreenElement?.matches('.bplib-explorer')")
    canvas = page.locator("canvas.bplib-picture").first.bounding_box()
    assert canvas["width"] > 800
    page.get_by_label("x", exact=True).press("f")
    page.wait_for_function("() => !document.fullscreenElement")
