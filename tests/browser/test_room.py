"""In the room there is: words large enough, panels under each other, points that can be taken."""

import json

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from playwright.sync_api import Browser

from bplib import plots
from bplib.course.cells import Cells
from bplib.course.n00_start.figures import taste
from bplib.course.n01_slopes.figures import directions, secant
from bplib.course.n02_chain.figures import number_lines
from bplib.course.n07_learning.figures import noise
from bplib.plots.style import CONTRAST, legible, luminance
from bplib.widgets import Explorer, Update, explorer, slider
from bplib.widgets.explorer import front_end
from tests.browser.alone import opened

pytestmark = pytest.mark.browser
LEGIBLE = 11  # pixels
LEAST_ON_GROUND = 4  # contrast of words on a coloured ground by night
LAID_OUT = """() => [...document.querySelectorAll('.bplib-frame')].map((frame) => {
  const canvas = frame.firstChild;
  return { box: frame.clientWidth, inside: frame.scrollWidth, height: canvas.clientHeight,
           lines: Number(canvas.dataset.lines), page: document.documentElement.scrollWidth };
})"""
POINTS = "asked.filter((each) => each.pointed).map((each) => each.pointed)"
PANELS = {1920: [1, 1, 1, 1], 640: [2, 2, 1, 1], 390: [3, 2, 1, 1]}


def smallest_words(figure: Explorer) -> float:
    """The size of the smallest words but for exponents, in pixels of the picture."""
    marks = [mark for listing in figure.picture for mark in json.loads(listing)]
    sizes = {round(mark[3], 1) for mark in marks if mark[0] == "words"}
    return min(size for size in sizes if round(size / 0.7, 1) not in sizes)


@pytest.mark.parametrize("width", PANELS)
def test_words_stay_large_and_panels_stand_under_each_other(chromium: Browser, width: int) -> None:
    figures = [taste(), directions(), secant(), number_lines()]
    page = opened(chromium, *figures, width=width)
    found = page.evaluate(LAID_OUT)
    page.close()
    assert [each["lines"] for each in found] == PANELS[width]
    for figure, each in zip(figures, found, strict=True):
        scale = each["height"] / each["lines"] / figure.height
        assert scale * smallest_words(figure) >= LEGIBLE - 0.2
        assert each["page"] <= width, "nothing is wider than the page"
        assert each["inside"] <= each["box"] or not figure.cuts, "panels fit"


def test_one_panel_is_drawn_narrower_where_there_is_little_room(chromium: Browser) -> None:
    figure = secant()
    page = opened(chromium, figure, width=390)
    page.wait_for_function("asked.length")
    (changes,) = page.evaluate("asked")
    page.close()
    figure.room = changes["room"]
    assert figure.width < figure.native == 800
    page = opened(chromium, figure, width=390)
    (found,) = page.evaluate(LAID_OUT)
    page.close()
    assert found["inside"] <= found["box"]
    figure.room = 2000
    assert figure.width == 800


def test_a_point_is_taken_in_its_panel_and_stays_there(chromium: Browser) -> None:
    figure = directions()
    page = opened(chromium, figure, width=640)
    box = page.locator("canvas").bounding_box()
    # The second panel stands below: its middle, then far over its right edge.
    left, top, right, bottom = figure.clickable[1]
    scale = box["height"] / 2 / figure.height
    x = box["x"] + ((left + right) / 2 * figure.width - figure.cuts[0]) * scale
    y = box["y"] + box["height"] * (1 + (top + bottom) / 2) / 2
    page.mouse.move(x, y)
    assert "bplib-clickable" in page.locator("canvas").get_attribute("class")
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] + 50, y)
    page.mouse.up()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + 2)
    assert "bplib-clickable" not in page.locator("canvas").get_attribute("class")
    page.wait_for_function(f"{POINTS}.length > 1")
    first, *_, last = page.evaluate(POINTS)
    page.close()
    figure.pointed = first
    assert figure.values["angle"] == 180
    figure.pointed = last
    assert figure.values["angle"] == 360


def test_new_draws_lead_back_to_the_first(chromium: Browser) -> None:
    page = opened(chromium, noise(), width=800)
    new, first = (page.get_by_role("button", name=f"{which} draw") for which in ("New", "first"))
    assert first.is_disabled()
    for button in (new, new, first):
        button.click()
    asked = page.evaluate("asked")
    page.close()
    seeds = [each["settings"]["seed"] for each in asked if "settings" in each]
    assert seeds == [1, 2, 0]


def contrast(one: str, other: str) -> float:
    """By WCAG 2.2."""
    low, high = sorted(luminance(np.array(to_rgb(each[:7]))) for each in (one, other))
    return (high + 0.05) / (low + 0.05)


def by_night(chromium: Browser, colours: list[str]) -> list[str]:
    """What these are on a dark page."""
    page = chromium.new_page()
    page.set_content(f"<script>{front_end().replace('export default', 'void')}</script>")
    night = page.evaluate("(names) => names.map(nightly)", colours)
    page.close()
    return night


def test_coloured_words_stand_out_by_day_and_by_night(chromium: Browser) -> None:
    palette = [plots.FORWARD, plots.GRADIENT, plots.GHOST, plots.INK, *plots.CLASSES]
    words = [legible(color) for color in palette]
    night = by_night(chromium, [plots.PAPER.lower(), *words])
    for paper, colours in ((plots.PAPER, words), (night[0], night[1:])):
        assert all(contrast(paper, each) >= CONTRAST for each in colours), (paper, colours)


@pytest.mark.parametrize("colour", [plots.FORWARD, plots.GRADIENT, plots.GHOST])
def test_numbers_stand_out_on_the_darkest_cell_by_day_and_by_night(
    chromium: Browser, colour: str
) -> None:
    def draw(figure: Figure) -> Update:
        cells = Cells(plots.blank(figure, xlim=(0, 1), ylim=(1, 0)), 0, 0, (1, 1), colour)

        def update(size: float = slider(0, 1, value=1)) -> str:
            cells.show(np.array([[size]]))
            return f"One cell with {size}."

        return update

    marks = [mark for listing in explorer()(draw)().picture for mark in json.loads(listing)]
    (ground,) = {mark[6] for mark in marks if mark[0] == "image"}
    night = by_night(chromium, [plots.INK, ground])
    assert contrast(plots.INK, ground) >= CONTRAST
    assert contrast(*night) >= LEAST_ON_GROUND
