"""One JupyterLab and one browser for all tests here; closed before others need an event loop."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import nbformat
import pytest

pytest.importorskip("playwright", reason="playwright is not installed")

from playwright.sync_api import Browser, BrowserContext

from tests.browser import lab

NotebookOf = Callable[..., AbstractContextManager[lab.Notebook]]
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.fixture(scope="package")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a JupyterLab, and its folder, with a copy of the notebooks."""
    root, home = tmp_path_factory.mktemp("root"), tmp_path_factory.mktemp("home")
    shutil.copytree(NOTEBOOKS, root / "notebooks")
    with lab.lab_server(root, home) as address:
        yield address, root


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """A headless Chromium."""
    with lab.browser() as running:
        yield running


@pytest.fixture(scope="package", autouse=True)
def no_kernel() -> Iterator[None]:
    """Playwright's loop is no kernel's: a figure that is made here draws nothing ahead on it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bplib.widgets.ahead.running_loop", lambda: None)
        yield


@pytest.fixture(scope="package")
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A window in which all cells are in view, and which keeps what it has loaded once."""
    made = chromium.new_context(viewport={"width": 1280, "height": 1600})
    made.set_default_timeout(lab.STARTUP)
    yield made
    made.close()


@pytest.fixture(scope="package")
def notebook_of(place: tuple[str, Path], context: BrowserContext) -> NotebookOf:
    """Writes a notebook of the given cells, opens it and runs the first ones."""
    address, root = place

    @contextmanager
    def opened(name: str, cells: list[str], run: int = 0) -> Iterator[lab.Notebook]:
        written = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
        written.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(written, root / f"{name}.ipynb")
        notebook = lab.Notebook(context.new_page(), f"{name}.ipynb", address)
        for number in range(run):
            notebook.run_cell(number)
        yield notebook
        notebook.page.close()

    return opened
