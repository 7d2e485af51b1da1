"""Saved, closed and opened again: pictures in place of what has no kernel; with it, all goes on."""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from playwright.sync_api import expect

from tests.browser.lab import REACT, STARTUP, Notebook

pytestmark = pytest.mark.browser
VIEW = "application/vnd.jupyter.widget-view+json"
# The first cell, then each kind of thing that lives while a kernel runs: its live and stored form.
CELLS = {
    "from bplib.course import n01_slopes, n03_graphs\n"
    "from bplib.course.n01_slopes import figures\n"
    "from bplib.course.n03_graphs import drill\n"
    "from bplib.course.n07_learning import boundary\n"
    "from bplib.widgets import predict_number, progress": ("", ""),
    "figures.secant()": (".bplib-explorer canvas", "img"),
    "boundary.trained()": (".bplib-run button >> nth=0", "img"),
    "drill.drill()": ("button:has-text('Check')", "img"),
    "predict_number('How much?', 1.0, why='So.')": ("input[type=text]", "summary"),
    "for _ in progress(range(3), 3): pass": (".widget-hprogress", "text=Training: 3 steps"),
}


@pytest.fixture(scope="module")
def opened(notebook_of):
    with notebook_of("tomorrow", list(CELLS)) as notebook:
        yield notebook


@pytest.fixture
def open_anew(opened: Notebook, place: tuple[str, Path]):
    """Loads the page anew; nothing else changes."""
    return lambda: opened.open(place[0])


def shows(notebook: Notebook, which: int) -> None:
    """Every cell shows its live (0) or its stored (1) form."""
    cells = notebook.page.locator(".jp-Notebook .jp-CodeCell")
    for number, forms in enumerate(CELLS.values()):
        if forms[which]:
            output = cells.nth(number).locator(".jp-OutputArea-output")
            expect(output.locator(forms[which]).first).to_be_visible(timeout=STARTUP)
    assert notebook.error_outputs() == []


def test_run_saved_reloaded_shut_down_reopened_run_again(
    opened: Notebook, open_anew: Callable[[], None], place: tuple[str, Path]
) -> None:
    page, file = opened.page, place[1] / "tomorrow.ipynb"
    opened.run_all()
    shows(opened, 0)
    opened.save()
    outputs = [o for cell in nbformat.read(file, 4).cells for o in cell.outputs]
    assert len(outputs) == len(CELLS) - 1
    assert not [o for o in outputs if VIEW in o["data"]]
    assert all(o["data"]["text/plain"] for o in outputs)
    drawn = [o["data"] for o in outputs if "<img" in o["data"].get("text/html", "")]
    sentences = [data["text/plain"] for data in drawn]
    assert len(sentences) == len([live for live, kept in CELLS.values() if kept == "img"])

    open_anew()  # the page alone is loaded anew
    shows(opened, 0)
    slider = opened.first_control()
    output = opened.output_of(slider)
    before = opened.picture(output)
    assert opened.press(slider, "ArrowRight", "ArrowLeft")
    opened.wait_for_change(output, before)

    opened.save()
    opened.shut_down()
    open_anew()
    shows(opened, 1)
    assert opened.errors == []
    for number, said in enumerate(sentences):
        stored = page.locator(".jp-OutputArea-output figure").nth(number)
        assert stored.locator("figcaption").inner_text() == said
        assert stored.locator("img").get_attribute("alt") == said
    exported, _ = HTMLExporter().from_filename(str(file))
    soup = BeautifulSoup(exported, "html.parser")
    assert [img["alt"] for img in soup.select("figure img")] == sentences
    assert [caption.text for caption in soup.select("figure figcaption")] == sentences
    assert "No description" not in exported
    assert "not found" not in exported

    opened.run_all()
    shows(opened, 0)


def test_a_kernel_that_does_not_answer_is_said_and_one_that_does_again_too(
    opened: Notebook, open_anew: Callable[[], None]
) -> None:
    open_anew()
    page = opened.page
    opened.run_cell(0)
    opened.run_cell(1)
    figure = page.locator(".bplib-explorer").first
    slider, words = figure.locator("input[type=range]").first, figure.locator(".bplib-readout")
    said = words.inner_text()
    with opened.busy():
        slider.press("ArrowRight")
        expect(words).to_contain_text("No answer from the kernel", timeout=REACT)
        expect(figure).to_have_class("bplib-explorer bplib-silent")
    expect(words).not_to_contain_text("No answer", timeout=STARTUP)
    assert words.inner_text() != said
