"""Every notebook in a real JupyterLab: run all, move a slider by keyboard, see it answer."""

from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser

from tests.browser.lab import REACT, Notebook
from tests.notebook_runs import NOTEBOOKS, code_cells

pytestmark = pytest.mark.browser
REQUIRED = {"00", "03"}  # those that must be there, and must have a slider


@pytest.fixture
def open_notebook(address: str, chromium: Browser):
    """Opens a notebook of the copy by its name."""
    pages = []

    def opened(name: str) -> Notebook:
        pages.append(chromium.new_page(viewport={"width": 1280, "height": 800}))
        pages[-1].set_default_timeout(60_000)
        return Notebook(pages[-1], address, f"notebooks/{name}")

    yield opened
    for page in pages:
        page.close()


def test_the_required_notebooks_are_there() -> None:
    assert {path.stem[:2] for path in NOTEBOOKS} >= REQUIRED


def test_four_times_shift_enter_end_with_slider_and_picture_on_a_small_screen(
    open_notebook,
) -> None:
    page = open_notebook("00_start_here.ipynb").page
    page.locator(".jp-Notebook .jp-Cell").first.click()
    for _ in range(4):
        page.keyboard.press("Shift+Enter")
    canvas = page.locator(".bplib-explorer canvas[data-shown]")
    canvas.wait_for()
    page.wait_for_timeout(1000)  # what asks about news has asked by then
    slider = page.locator(".bplib-explorer input[type=range]").bounding_box()
    picture, panel = (each.bounding_box() for each in (canvas, page.locator(".jp-NotebookPanel")))
    assert panel["y"] < slider["y"] < picture["y"]
    assert picture["y"] + picture["height"] <= panel["y"] + panel["height"]
    for x, y in ((0.5, 0.5), (0.98, 0.9), (0.98, 0.1)):
        at = [picture["x"] + x * picture["width"], picture["y"] + y * picture["height"]]
        assert page.evaluate("([x, y]) => document.elementFromPoint(x, y).tagName", at) == "CANVAS"
    assert page.locator(".Toastify__toast").count() == 0


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_and_answers_the_keyboard(path: Path, open_notebook) -> None:
    notebook = open_notebook(path.name)
    notebook.run_all()
    assert notebook.executed() == len(code_cells(path))
    assert notebook.error_outputs() == []
    slider = notebook.first_slider(wait=path.stem[:2] in REQUIRED)
    if slider:
        output = notebook.output_of(slider)
        for keys in [("ArrowRight", "ArrowLeft"), ("End", "Home"), ("Home", "End")]:
            before = notebook.picture(output)
            assert notebook.press(slider, *keys), f"{keys} did not move the slider"
            notebook.wait_for_change(output, before)
    assert notebook.error_outputs() == []
    assert notebook.errors == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_stored_pictures_show_before_anything_is_run(path: Path, open_notebook) -> None:
    stored = [
        output
        for cell in nbformat.read(path, 4).cells
        for output in cell.get("outputs", [])
        if "<img " in output.get("data", {}).get("text/html", "")
    ]
    notebook = open_notebook(path.name)
    pictures = notebook.page.locator(".jp-OutputArea-output img")
    if stored:  # a long notebook's cells are drawn one after the other
        pictures.nth(len(stored) - 1).wait_for(state="attached", timeout=3 * REACT)
    assert pictures.count() == len(stored)
    assert notebook.error_outputs() == []
