"""Every notebook in a real JupyterLab: stored pictures show, the first figure answers the keyboard.

What all the cells do is another test's; here the whole of 00 is run, as a newcomer runs it, and
the others up to their first figure with controls.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import BrowserContext

from tests.browser.lab import REACT, Notebook
from tests.notebook_runs import NOTEBOOKS, code_cells

pytestmark = pytest.mark.browser
PICTURE = "<img "
WITHOUT_CONTROLS = {"12_capstone", "cheat_sheet"}  # no figure there answers a hand


@pytest.fixture(scope="module")
def open_notebook(
    place: tuple[str, Path], context: BrowserContext
) -> Iterator[Callable[[str], Notebook]]:
    """Opens a notebook of the copy by its name, always in the same page."""
    page = context.new_page()
    opened: list[Notebook] = []

    def open_next(name: str) -> Notebook:
        for each in opened:
            each.close()
        opened[:] = [Notebook(page, f"notebooks/{name}", None if opened else place[0])]
        return opened[0]

    yield open_next
    page.close()


def pictures_of(cell: nbformat.NotebookNode) -> int:
    """How many stored pictures a cell has."""
    outputs = cell.get("outputs", [])
    return sum(PICTURE in output.get("data", {}).get("text/html", "") for output in outputs)


def run_to_the_first_figure(notebook: Notebook, path: Path) -> bool:
    """Runs cells until one shows a figure with controls; tells whether there is one."""
    for number, cell in enumerate(nbformat.read(path, 4).cells):
        if cell.cell_type == "code":
            notebook.run_cell(number)
            if pictures_of(cell) and notebook.answers(number):
                return True
    return False


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_stored_pictures_show_and_the_first_figure_answers(path: Path, open_notebook) -> None:
    notebook = open_notebook(path.name)
    stored = sum(map(pictures_of, nbformat.read(path, 4).cells))
    pictures = notebook.page.locator(".jp-OutputArea-output img")
    if stored:  # a long notebook's cells are drawn one after the other
        pictures.nth(stored - 1).wait_for(state="attached", timeout=3 * REACT)
    assert pictures.count() == stored
    assert notebook.error_outputs() == []

    if path == NOTEBOOKS[0]:
        notebook.run_all()
        assert notebook.executed() == len(code_cells(path))
    answers = path == NOTEBOOKS[0] or run_to_the_first_figure(notebook, path)
    assert answers or path.stem in WITHOUT_CONTROLS
    if answers:
        control = notebook.first_control()
        output = notebook.output_of(control)
        for keys in [("ArrowDown", "ArrowUp"), ("End", "Home"), ("Home", "End")]:
            before = notebook.picture(output)
            assert notebook.press(control, *keys), f"{keys} did not move the control"
            notebook.wait_for_change(output, before)
    assert notebook.error_outputs() == []
    assert notebook.errors == []
