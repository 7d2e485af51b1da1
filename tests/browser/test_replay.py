"""A figure exported to one file plays in a plain page, without Python, server and network."""

import gzip
import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from matplotlib.figure import Figure
from playwright.sync_api import Browser, Locator, Page, expect

from bplib import plots
from bplib.course.n00_start.figures import taste
from bplib.course.n01_slopes.figures import secant
from bplib.course.n05_forward.figures import network
from bplib.course.n08_activations.deep import gradients
from bplib.plots.listing import DIGITS
from bplib.plots.style import CONTRAST
from bplib.widgets import Explorer, Update, export, live, player, slider
from bplib.widgets.explorer import FOLDER
from bplib.widgets.live import PAUSE, SLICE
from bplib.widgets.packing import images, names, packed
from bplib.widgets.replay import recorded
from tests.browser.test_room import contrast
from tests.library.figures import figure_with

pytestmark = pytest.mark.browser
SHOWN = "document.querySelector('canvas').dataset.shown"
PICTURE = "document.querySelector('canvas').toDataURL()"
CANVAS = "document.querySelector('canvas')"
RATIO = f"{CANVAS}.clientWidth / {CANVAS}.clientHeight"
FITS = f"{CANVAS}.parentElement.scrollWidth <= {CANVAS}.parentElement.clientWidth"
# Of an element: its ground and its words, as "#rrggbb".
COLOURS = """node => ['backgroundColor', 'color'].map(name => {
  const context = document.createElement('canvas').getContext('2d');
  context.fillStyle = getComputedStyle(node)[name];
  return context.fillStyle;
})"""
READY, FRAME = 500, 1000 / 60  # milliseconds
# Notes when the first picture is there.
WATCH = """new MutationObserver((_, watch) => {
  if (!document.querySelector('canvas[data-shown]')) return;
  watch.disconnect();
  window.ready = performance.now();
}).observe(document, { attributeFilter: ['data-shown'], subtree: true })"""
# Milliseconds of each of some moves of a slider, with its picture.
MOVES = """slider => Array.from({ length: 20 }, (_, k) => {
  const start = performance.now();
  slider.valueAsNumber = k;
  slider.dispatchEvent(new Event('input'));
  document.querySelector('canvas').getContext('2d').getImageData(0, 0, 1, 1);
  return performance.now() - start;
})"""


@pytest.fixture
def play(chromium: Browser, tmp_path: Path) -> Iterator[Callable[[str], Page]]:
    """Opens an exported page from a file, with the network off; no error may be left."""
    context = chromium.new_context(offline=True)
    context.add_init_script(WATCH)
    errors: list[str] = []

    def played(exported: str) -> Page:
        file = tmp_path / "figure.html"
        file.write_text(exported, encoding="utf-8")
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(file.as_uri())
        page.wait_for_function(f"{SHOWN} > 0")
        return page

    yield played
    context.close()
    assert errors == []


@pytest.fixture(scope="module")
def exported_taste() -> str:
    """A page of one slider and a pin."""
    return export(taste(), "scale")


def size(exported: str) -> float:
    """How many kilobytes a server sends."""
    return len(gzip.compress(exported.encode())) / 1000


def test_every_key_and_choice_shows_what_the_live_figure_shows(play) -> None:
    figure = secant()
    exported = export(figure, ("function", "x"), "both_sides")
    assert size(exported) < 200
    page = play(exported)
    words = page.locator(".bplib-readout")
    expect(words).to_have_text(figure.text)
    slider = page.get_by_label(figure.controls["x"].label, exact=True)
    stops, start = figure.controls["x"].stops, figure.settings

    def shows(**settings: object) -> None:
        figure.settings = {**start, **settings}
        expect(words).to_have_text(figure.text)
        assert page.evaluate(PICTURE) not in seen
        seen.append(page.evaluate(PICTURE))

    seen = [page.evaluate(PICTURE)]
    for key, stop in (("End", stops[-1]), ("ArrowLeft", stops[-2]), ("Home", stops[0])):
        slider.press(key)
        shows(x=stop)
    page.get_by_label(figure.controls["function"].label, exact=True).select_option(index=2)
    shows(x=stops[0], function=2)
    page.get_by_label(figure.controls["both_sides"].label).check()
    shows(both_sides=True)  # it is played by itself: the others went back
    assert float(slider.input_value()) == stops.index(start["x"])


def test_on_a_phone_it_is_drawn_for_a_phone_and_on_a_wide_page_as_it_was(play) -> None:
    page = play(export(secant(), "x"))
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_function("document.querySelector('.bplib-frame').clientWidth < 390")
    page.wait_for_function(f"{FITS} && document.querySelector('canvas').clientWidth < 390")
    page.locator("input[type=range]").press("End")
    narrow = page.evaluate(RATIO)
    assert page.evaluate(FITS)
    page.set_viewport_size({"width": 900, "height": 800})
    page.wait_for_function("document.querySelector('canvas').clientWidth === 800")
    page.wait_for_function(f"{RATIO} > {1.2 * narrow}")
    assert page.evaluate(FITS)


def test_choices_and_buttons_can_be_read_on_a_dark_page(play) -> None:
    page = play(export(secant(), "function"))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        ground, words = page.locator("select").evaluate(COLOURS)
        assert contrast(ground, words) >= CONTRAST, scheme


def test_what_is_taken_off_the_page_comes_back(play, exported_taste: str) -> None:
    page = play(exported_taste)
    page.evaluate("""async () => {
      const frame = () => new Promise(requestAnimationFrame);
      const body = document.querySelector('.bplib-explorer');
      body.remove();
      for (let k = 0; k < 3; k++) await frame();
      document.getElementById('figure').append(body);
    }""")
    before = page.evaluate(PICTURE)
    page.locator("input[type=range]").press("End")
    assert page.evaluate(PICTURE) != before


def test_a_pin_keeps_the_present_picture_in_grey(play, exported_taste: str) -> None:
    page = play(exported_taste)
    slider, pin = page.locator("input[type=range]"), page.get_by_label("pin")
    slider.press("Home")
    pin.check()
    slider.press("End")
    both = page.evaluate(PICTURE)
    pin.uncheck()
    alone = page.evaluate(PICTURE)
    slider.press("Home")
    slider.press("End")
    assert page.evaluate(PICTURE) == alone != both


def level(figure: Figure) -> Update:
    ax = plots.axes(figure, xlabel="x", ylabel="y", xlim=(0, 1), ylim=(0, 9))
    line = plots.curve(ax, [0, 1], [0, 0])

    def update(step: int) -> str:
        line.set_ydata([step, step])
        return f"At {step}."

    return update


def test_a_player_steps_and_plays_to_its_end(play) -> None:
    figure = figure_with(level, step=player(4))
    page = play(export(figure))
    readout = page.locator(".bplib-player output")
    last = len(figure.controls["step"].stops) - 1
    page.locator("input[type=range]").press("Home")
    page.get_by_label("one step forward").click()
    expect(readout).to_have_text("1")
    page.get_by_label("one step back").click()
    expect(readout).to_have_text("0")
    page.locator("input[type=range]").fill(str(last - 1))
    page.get_by_label("play", exact=True).click()
    expect(readout).to_have_text(str(last))
    expect(page.get_by_label("play", exact=True)).to_be_visible()


def counting(total: int = 500, ends: int = 10**9) -> Explorer:
    """A figure that counts by itself."""

    def steps(by: int = slider(1, 3, value=2, integer=True, label="by")) -> Iterator[int]:
        yield from range(0, by * min(ends, total) + 1, by)

    def draw(figure: Figure) -> Update:
        move = level(figure)
        return lambda count: move(count / total)

    return live(steps=steps, total=total, pace=5, size=(4, 2), pin=True)(draw)()


def button(page: Page, name: str) -> Locator:
    return page.locator(".bplib-run").get_by_role("button", name=name)


def step(page: Page) -> int:
    """After how many steps a page says that it is."""
    return int(page.locator(".bplib-run output").inner_text().split()[1])


def until_it_goes(page: Page) -> None:
    expect(page.locator(".bplib-run output")).not_to_have_text(re.compile("step 0 of"))


def test_a_run_starts_stops_goes_to_its_end_and_runs_again(play) -> None:
    figure = counting()
    page = play(export(figure))
    words, first = page.locator(".bplib-readout"), page.evaluate(PICTURE)
    expect(words).to_have_text(figure.text)
    page.wait_for_timeout(300)
    assert step(page) == 0  # it waits to be started
    expect(button(page, "Start over")).to_be_disabled()
    button(page, "▶ Start").click()
    until_it_goes(page)
    button(page, "Stop").click()
    stopped, picture = step(page), page.evaluate(PICTURE)
    assert 0 < stopped < figure.total
    assert picture != first
    page.wait_for_timeout(300)
    assert (step(page), page.evaluate(PICTURE)) == (stopped, picture)
    figure.done = stopped
    expect(words).to_have_text(figure.text)
    button(page, "▶ Start").click()
    expect(button(page, "Run again")).to_be_visible()
    figure.done = figure.total
    expect(words).to_have_text(figure.text)
    assert step(page) == figure.total
    assert page.evaluate(PICTURE) not in (first, picture)
    button(page, "Run again").click()
    assert step(page) < figure.total
    expect(button(page, "Stop")).to_be_visible()
    button(page, "Start over").click()
    button(page, "Stop").click()
    assert step(page) < figure.total


def test_a_run_takes_the_time_that_its_pace_says(play) -> None:
    page = play(export(counting(400)))
    button(page, "▶ Start").focus()
    begun = time.perf_counter()
    page.keyboard.press("Space")
    expect(button(page, "Run again")).to_be_visible()
    assert time.perf_counter() - begun > 0.9 * 400 / 5 * (SLICE + PAUSE)
    assert int(page.evaluate(SHOWN)) <= 41


def test_a_control_moved_meanwhile_begins_its_own_run_and_goes_on(play) -> None:
    figure = counting(1000)
    page = play(export(figure, "by"))
    button(page, "▶ Start").click()
    page.wait_for_function("document.querySelector('progress').value > 200")
    page.get_by_label("by", exact=True).press("End")
    assert step(page) <= 100
    until_it_goes(page)
    button(page, "Stop").click()
    page.get_by_label("pin").check()
    figure.set(by=3)
    figure.done = step(page)
    assert figure.done > 0
    expect(page.locator(".bplib-readout")).to_have_text(figure.text)


def test_a_run_that_ends_early_stops_there(play) -> None:
    page = play(export(counting(ends=33)))
    button(page, "▶ Start").click()
    expect(button(page, "▶ Start")).to_be_visible()
    assert step(page) == 33
    page.wait_for_timeout(300)
    expect(page.locator(".bplib-readout")).to_have_text("At 0.132.")


def test_it_is_small_soon_there_and_answers_within_a_frame(play, exported_taste: str) -> None:
    assert size(exported_taste) < 50
    page = play(exported_taste)
    times = []
    for _ in range(3):
        page.reload()
        page.wait_for_function(f"{SHOWN} > 0")
        times.append(page.evaluate("window.ready"))
    assert min(times) < READY
    assert min(page.locator("input[type=range]").evaluate(MOVES)) < FRAME


def with_colours(text: str) -> list:
    """A listing whose images name the colour of each cell."""
    read = json.loads(text)
    for image in images(read):
        image[6:8] = [[names(image)[DIGITS.index(cell)] for cell in image[7]]]
    return read


@pytest.mark.parametrize("maker", [network, gradients])
def test_what_was_packed_is_unpacked_as_it_was(maker, chromium: Browser) -> None:
    figure = maker()
    name, control = next((n, c) for n, c in figure.controls.items() if hasattr(c, "stops"))
    played = recorded(figure, [[name]], {name: [*control.stops[:2], *control.stops[-2:]]})
    parts = ("painter.js", "unpacking.js")
    script = "\n".join((FOLDER / part).read_text(encoding="utf-8") for part in parts)
    unpack = "const text = unpacking(packed); return packed.rows.map((_, k) => text(k));"
    page = chromium.new_page()
    for part in ("backgrounds", "marks"):
        found = page.evaluate(f"packed => {{ {script}; {unpack} }}", packed(played[part]))
        assert [*map(with_colours, found)] == [*map(with_colours, played[part])]
    page.close()
