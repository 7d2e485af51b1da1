"""A slider that moves asks for pictures, a few at a time, and what has come is painted once."""

import pytest
from playwright.sync_api import Browser

from bplib.course.n01_slopes.figures import secant
from tests.browser.alone import opened

pytestmark = pytest.mark.browser
AT_ONCE, PACE = 4, 25  # as in explorer.js
DRAG = """async ([slider, moves, pause]) => {
  for (let k = 0; k < moves; k++) {
    slider.valueAsNumber = k;
    slider.dispatchEvent(new Event('input'));
    await new Promise((done) => setTimeout(done, pause));
  }
}"""
VALUES = "asked.filter((each) => each.settings).map((each) => each.settings.x)"


def test_a_drag_leaves_a_few_questions_and_the_newest_comes_as_soon_as_one_is_answered(
    chromium: Browser,
) -> None:
    figure = secant()
    stops = figure.controls["x"].stops
    page = opened(chromium, figure, width=900)
    page.evaluate("globalThis.late = true")
    slider = page.get_by_label("x", exact=True).element_handle()
    page.evaluate(DRAG, [slider, 20, PACE])
    assert len(page.evaluate(VALUES)) == AT_ONCE
    page.evaluate("answer(asked[0].asked)")
    page.wait_for_function(f"{VALUES}.length > {AT_ONCE}")
    *_, last = page.evaluate(VALUES)
    assert last == stops[19]
    page.evaluate("answer(asked.at(-1).asked)")
    page.wait_for_timeout(4 * PACE)
    assert len(page.evaluate(VALUES)) == AT_ONCE + 1, "nothing is left to ask"
    page.close()


def test_moves_that_come_faster_than_pictures_are_left_out(chromium: Browser) -> None:
    page = opened(chromium, secant(), width=900)
    slider = page.get_by_label("x", exact=True).element_handle()
    page.evaluate(DRAG, [slider, 30, 0])
    last = secant().controls["x"].stops[29]
    page.wait_for_function(f"last => {VALUES}.at(-1) === last", arg=last)
    values = page.evaluate(VALUES)
    page.close()
    assert len(values) < 30


def test_a_picture_is_painted_when_it_changes_and_only_then(chromium: Browser) -> None:
    page = opened(chromium, secant(), width=900)
    canvas, slider = page.locator("canvas"), page.get_by_label("x", exact=True)
    by_day, shown = canvas.evaluate("node => [node.toDataURL(), node.dataset.shown]")
    slider.press("ArrowLeft")
    assert canvas.get_attribute("data-shown") == shown, "the kernel has sent nothing new"
    page.add_style_tag(content="@media (prefers-color-scheme: dark) { body { background: #111 } }")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        "shown => document.querySelector('canvas').dataset.shown !== shown", arg=shown
    )
    assert canvas.evaluate("node => node.toDataURL()") != by_day
    page.close()
