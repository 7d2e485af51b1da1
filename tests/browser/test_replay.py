"""A figure exported to one file plays in a plain page, without Python, server and network."""

import gzip
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bplib.course.n01_slopes.figures import secant
from bplib.widgets import export

pytestmark = pytest.mark.browser
SHOWN = "document.querySelector('canvas').dataset.shown > 0"


@pytest.mark.parametrize(("controls", "kilobytes"), [(["x"], 50), (["function", "x"], 200)])
def test_an_exported_figure_answers_every_key_from_a_file(
    controls: list[str], kilobytes: int, chromium: Browser, tmp_path: Path
) -> None:
    figure = secant()
    page_of_figure = export(figure, *controls)
    assert len(gzip.compress(page_of_figure.encode())) < 1000 * kilobytes
    file = tmp_path / "figure.html"
    file.write_text(page_of_figure, encoding="utf-8")
    context = chromium.new_context(offline=True)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(file.as_uri())
    page.wait_for_function(SHOWN)
    words = page.locator(".bplib-readout")
    expect(words).to_have_text(figure.text)
    slider = page.get_by_label(figure.controls[controls[-1]].label, exact=True).first
    stops = figure.controls[controls[-1]].stops
    for key, stop in (("End", stops[-1]), ("ArrowLeft", stops[-2]), ("Home", stops[0])):
        shown = page.evaluate("document.querySelector('canvas').dataset.shown")
        slider.press(key)
        figure.set(**{controls[-1]: stop})
        expect(words).to_have_text(figure.text)
        assert page.evaluate("document.querySelector('canvas').dataset.shown") != shown
    assert errors == []
    context.close()
