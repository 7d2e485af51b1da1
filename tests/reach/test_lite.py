"""The course in a browser, nothing installed: built, visited, and visited again without a network.

What is compiled, as NumPy, cannot be had everywhere: what needs it is skipped there. LITE names
pages that are built already.
"""

import json
import os
import shutil
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from packaging.requirements import Requirement

pytest.importorskip("playwright", reason="playwright is not installed")
pytest.importorskip("jupyterlite_pyodide_kernel", reason="the extra `lite` is not installed")

from jupyterlite_pyodide_kernel.constants import (
    PYODIDE_CDN_URL,
    PYODIDE_LOCK,
    PYODIDE_LOCK_DEFAULT_URL,
)
from playwright.sync_api import BrowserContext, Page, sync_playwright

from bplib.course import check
from bplib.course.n00_start import figures
from bplib.widgets.controls import sent_values
from bplib.widgets.explorer import FOLDER, Explorer, front_end
from tests.browser import lab
from tests.notebook_runs import NOTEBOOKS
from tests.reach.folders import served
from tests.test_versions import PROJECT
from tools import lite
from tools.pyodide import digest

OFFERED = "00_start_here.ipynb"
ANSWERED = ("marks", "moved", "text")
# A kernel without NumPy: the figure's front end as it is, its pictures from a list.
STAND_IN = """
import json, anywidget, traitlets
given = json.loads({given!r})
traits = {{name: traitlets.Any(value).tag(sync=True) for name, value in given["traits"].items()}}
figure = type("StandIn", (anywidget.AnyWidget,), given["page"] | traits)()

def show(change):
    nearest = min(given["states"], key=lambda each: abs(float(each) - figure.settings["scale"]))
    with figure.hold_sync():
        for name, value in given["states"][nearest].items():
            setattr(figure, name, value)
        figure.answered = figure.asked

figure.observe(show, "settings")
figure.on_msg(lambda _, content, buffers: figure.set_state(content["ask"]))
figure
"""


def stand_in() -> str:
    """A cell that shows notebook 00's figure at some of its stops."""
    figure = figures.taste()
    states = {}
    for scale in sent_values(figure.controls["scale"])[::4]:
        figure.settings = {**figure.settings, "scale": scale}
        states[str(scale)] = {name: getattr(figure, name) for name in ANSWERED}
    page = {"_esm": front_end(), "_css": (FOLDER / "explorer.css").read_text(encoding="utf-8")}
    traits = {name: getattr(figure, name) for name in Explorer.class_own_traits(sync=True)}
    given = {"page": page, "traits": traits, "states": states}
    return STAND_IN.format(given=json.dumps(given))


WRONG = "def central_difference(f, x, h): return (f(x + h) - f(x)) / h"
RIGHT = "def central_difference(f, x, h): return (f(x + h) - f(x - h)) / (2 * h)"
JUDGED = "check.central_difference(central_difference)"


def verdict(answer: str) -> str:
    """What the check says of an answer here."""
    names: dict = {"check": check}
    exec(answer, names)
    return repr(eval(JUDGED, names))


def reachable() -> bool:
    """Whether what Pyodide compiles can be had here."""
    try:
        urllib.request.urlopen(PYODIDE_LOCK_DEFAULT_URL, timeout=5).close()
    except OSError:
        return False
    return True


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the pages."""
    if "LITE" in os.environ:
        return Path(os.environ["LITE"])
    if shutil.which("npm") is None:
        pytest.skip("no npm, which brings Python for the browser")
    folder = tmp_path_factory.mktemp("lite") / "pages"
    lite.build(folder, compiled=reachable())
    return folder


@pytest.fixture(scope="module")
def lock(pages: Path) -> dict[str, dict]:
    """What Python in the browser can load."""
    return json.loads((pages / "static" / "pyodide" / PYODIDE_LOCK).read_text())["packages"]


@contextmanager
def visit(profile: Path, asked: list[str]) -> Iterator[BrowserContext]:
    """A browser that remembers what it kept in `profile`; notes what it asks a server for."""
    options = lab.launching()
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(profile, **options)
        context.on("request", lambda request: asked.append(request.url))
        try:
            yield context
        finally:
            context.close()


def opened(page: Page) -> lab.Notebook:
    """The offered notebook, as soon as JupyterLite has opened it and forgotten that it should.

    On a second visit it is open before that: whoever closed it then would have it back.
    """
    page.wait_for_url("**/lab/index.html", timeout=lab.STARTUP)
    return lab.Notebook(page, OFFERED)


def test_every_notebook_is_there_with_the_browsers_kernel(pages: Path) -> None:
    found = {path.name: nbformat.read(path, 4) for path in (pages / "files").glob("*.ipynb")}
    assert found.keys() == {path.name for path in NOTEBOOKS}
    assert {each.metadata.kernelspec.name for each in found.values()} == {"python"}


def test_what_import_loads_fits_what_the_project_asks_for(lock: dict[str, dict]) -> None:
    assert lock[PROJECT["name"]]["imports"] == ["bplib"]
    for wanted in map(Requirement, PROJECT["dependencies"]):
        assert wanted.specifier.contains(lock[wanted.name]["version"]), wanted
        assert wanted.name in lock[PROJECT["name"]]["depends"]


def test_what_is_listed_lies_beside_the_pages_or_where_pyodide_keeps_it(
    pages: Path, lock: dict[str, dict]
) -> None:
    beside = [each for each in lock.values() if not each["file_name"].startswith(PYODIDE_CDN_URL)]
    for each in beside:
        assert digest(pages / "static" / "pyodide" / each["file_name"]) == each["sha256"], each
    assert {PROJECT["name"], "ipython", "ipywidgets", "anywidget"} <= {e["name"] for e in beside}


def test_a_visit_and_one_without_a_network(pages: Path, tmp_path: Path) -> None:
    asked: list[str] = []
    with served(pages) as address:
        with visit(tmp_path, asked) as context:
            page = context.pages[0]
            page.goto(address)
            page.get_by_role("link", name="Start").click()
            first = opened(page)
            first.run_source(stand_in())
            moves(first, page.locator(".bplib-explorer").last)
            assert not page.locator(".jp-Dialog").count()
            assert not first.error_outputs()
            first.save()
        assert lab.elsewhere(asked, address) == []
    with visit(tmp_path, []) as context:
        page = context.pages[0]
        page.goto(f"{address}/?path={OFFERED}")
        again = opened(page)
        assert "StandIn" in again.panel.evaluate(
            "(panel) => panel.content.model.sharedModel.cells.at(-1).source"
        )
        again.close()
        another = lab.Notebook(page, "04_one_neuron.ipynb")
        assert another.run_source("import anywidget; 6 * 7") == "42"


def moves(notebook: lab.Notebook, figure: lab.Locator) -> None:
    """A key moves the figure's slider, its picture and its sentence."""
    slider = figure.locator("input[type=range]").first
    slider.scroll_into_view_if_needed()
    words = figure.locator(".bplib-readout").inner_text()
    picture = notebook.picture(figure)
    assert notebook.press(slider, "PageUp", "PageDown")
    notebook.wait_for_change(figure, picture)
    assert figure.locator(".bplib-readout").inner_text() != words


def test_a_real_figure_moves_and_an_exercise_is_judged(
    pages: Path, lock: dict[str, dict], tmp_path: Path
) -> None:
    if lock["numpy"]["file_name"].startswith(PYODIDE_CDN_URL) and "LITE" not in os.environ:
        pytest.skip("what Pyodide compiles cannot be had here: no NumPy in the browser")
    asked: list[str] = []
    with served(pages) as address, visit(tmp_path, asked) as context:
        page = context.pages[0]
        page.goto(f"{address}/?path={OFFERED}")
        start = opened(page)
        for number in range(4):
            start.run_cell(number)
        moves(start, page.locator(".bplib-explorer").first)
        start.close()
        slopes = lab.Notebook(page, "01_nudges_and_slopes.ipynb")
        slopes.run_source("from bplib.course import check")
        assert slopes.run_source(f"{WRONG}\n{JUDGED}") == verdict(WRONG)
        assert slopes.run_source(f"{RIGHT}\n{JUDGED}") == verdict(RIGHT)
    assert lab.elsewhere(asked, address) == []
