"""One JupyterLab and one browser for all tests here; closed before others need an event loop."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import nbformat
import pytest

pytest.importorskip("playwright", reason="playwright is not installed")

from playwright.sync_api import Browser, Page

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
def lab_page(place: tuple[str, Path], chromium: Browser) -> Iterator[Page]:
    """A page in which JupyterLab is loaded, with all cells of a notebook in view."""
    page = chromium.new_page(viewport={"width": 1280, "height": 1600})
    page.set_default_timeout(lab.STARTUP)
    page.goto(f"{place[0]}/lab?reset")
    page.wait_for_function("globalThis.jupyterapp")
    yield page
    page.close()


@pytest.fixture(scope="package")
def open_notebook(lab_page: Page) -> NotebookOf:
    """Opens a notebook of the folder by its path; closes it and its kernel afterwards."""

    @contextmanager
    def opened(path: str) -> Iterator[lab.Notebook]:
        notebook = lab.Notebook(lab_page, path)
        try:
            yield notebook
        finally:
            notebook.close()

    return opened


@pytest.fixture(scope="package")
def notebook_of(place: tuple[str, Path], open_notebook: NotebookOf) -> NotebookOf:
    """Writes a notebook of the given cells, opens it and runs the first ones."""

    @contextmanager
    def opened(name: str, cells: list[str], run: int = 0) -> Iterator[lab.Notebook]:
        written = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
        written.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(written, place[1] / f"{name}.ipynb")
        with open_notebook(f"{name}.ipynb") as notebook:
            for number in range(run):
                notebook.run_cell(number)
            yield notebook

    return opened
