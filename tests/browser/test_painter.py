"""What the page paints is matplotlib's picture: every figure, at several states and densities."""

import io
from base64 import b64decode
from collections.abc import Iterator

import numpy as np
import pytest
from matplotlib.text import Text
from PIL import Image
from playwright.sync_api import Browser, Page

from bplib.course import all_figures
from bplib.widgets import Explorer, Maker
from bplib.widgets.controls import Choice, Slider, Toggle
from bplib.widgets.explorer import front_end

pytestmark = pytest.mark.browser
FAR, MOST = 40, 0.015  # of 255; the share of pixels so far off, at the edges of words and lines
PAINT = """([letters, background, marks, width, height, density, theme]) => {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: width * density, height: height * density });
  const colour = theme === 'dark' ? nightly : (name) => name;
  const screen = { density, letters: unpackLetters(letters), colour };
  for (const text of [background, marks]) paint(canvas.getContext('2d'), unpack(text), screen);
  return canvas.toDataURL();
}"""
MADE = [(maker, given) for maker in all_figures() for given in maker.examples]
ANSWERING = [(maker, given) for maker, given in MADE if hasattr(maker, "pin")]


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """An empty page with the painter."""
    opened = chromium.new_page()
    opened.set_content(f"<script>{front_end().replace('export default', 'void')}</script>")
    yield opened
    opened.close()


def painted(page: Page, figure: Explorer, density: int, theme: str = "light") -> np.ndarray:
    """The pixels that the page paints."""
    lists = figure._canvas.listings()
    size = [figure.width, figure.height, density, theme]
    return pixels(b64decode(page.evaluate(PAINT, [*lists, *size]).split(",")[1]))


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def off(one: np.ndarray, other: np.ndarray) -> float:
    """The share of pixels that differ much."""
    return float((np.abs(one - other).max(axis=-1) > FAR).mean())


def end(control, place: int):
    """The first or the last value of a control."""
    if isinstance(control, Slider):
        return control.stops[place]
    if isinstance(control, Choice):
        return control.options[place]
    return bool(place) if isinstance(control, Toggle) else control.value


def states(figure: Explorer) -> Iterator[str]:
    """As it starts, and with all controls at their ends."""
    yield "start"
    for place in (0, -1):
        for name, control in figure.controls.items():
            if name != "pin":
                figure.set(**{name: end(control, place)})
        assert not figure.error
        yield f"end {place}"


@pytest.mark.parametrize(("maker", "given"), ANSWERING, ids=lambda each: getattr(each, "name", ""))
def test_the_page_paints_what_matplotlib_draws(page: Page, maker: Maker, given: dict) -> None:
    figure = maker(**given)
    for state in states(figure):
        for density in (1, 2, 3):
            drawn, shown = pixels(figure.png(density)), painted(page, figure, density)
            assert drawn.shape == shown.shape
            assert off(drawn, shown) <= MOST, f"{state}, density {density}"


def test_a_missing_mark_or_words_at_another_place_are_seen(page: Page) -> None:
    figure = next(maker for maker, _ in ANSWERING if maker.name.endswith("secant"))()
    whole = pixels(figure.png(2))
    words = [each for each in figure._canvas.figure.findobj(Text) if each.get_text()]
    for change in (
        lambda: figure.axes[0].lines[0].set_visible(False),
        lambda: [each.set_visible(False) for each in words],
    ):
        change()
        figure._canvas.figure.stale = True
        assert off(whole, painted(page, figure, 2)) > MOST / 4


@pytest.mark.parametrize(("maker", "given"), ANSWERING, ids=lambda each: getattr(each, "name", ""))
def test_a_dark_page_has_dark_pictures_with_the_same_contrasts(page, maker, given) -> None:
    figure = maker(**given)
    light, dark = (painted(page, figure, 1, theme).mean(axis=-1) for theme in ("light", "dark"))
    assert np.median(light) > 250
    assert np.median(dark) < 30
    assert np.ptp(dark) > 0.7 * np.ptp(light)
    assert np.corrcoef(light.ravel(), dark.ravel())[0, 1] < -0.6
