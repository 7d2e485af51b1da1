"""Every notebook in a real JupyterLab: stored pictures show, the first figure answers the keyboard.

What all the cells do is another test's; here the whole of 00 is run, as a newcomer runs it, and
the others up to their first figure with controls, or up to their first picture.
"""

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from tests.browser.conftest import NotebookOf
from tests.browser.lab import REACT, Notebook
from tests.notebook_runs import NOTEBOOKS, code_cells

pytestmark = pytest.mark.browser
PICTURE = "<img "
WITHOUT_CONTROLS = {"12_capstone", "cheat_sheet"}  # no figure there answers a hand


@pytest.fixture
def notebook(path: Path, open_notebook: NotebookOf) -> Iterator[Notebook]:
    """A notebook of the copy."""
    with open_notebook(f"notebooks/{path.name}") as opened:
        yield opened


def pictures_of(cell: nbformat.NotebookNode) -> int:
    """How many stored pictures a cell has."""
    outputs = cell.get("outputs", [])
    return sum(PICTURE in output.get("data", {}).get("text/html", "") for output in outputs)


def run_to_the_first_figure(notebook: Notebook, path: Path) -> bool:
    """Runs cells until one shows a figure with controls, or a picture where none has them.

    Tells whether there is one that answers.
    """
    first = 0
    for number, cell in enumerate(nbformat.read(path, 4).cells):
        if pictures_of(cell):
            notebook.run_cells(first, number)
            answers = notebook.answers(number)
            if answers or path.stem in WITHOUT_CONTROLS:
                return answers
            first = number + 1
    return False


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_stored_pictures_show_and_the_first_figure_answers(path: Path, notebook: Notebook) -> None:
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
