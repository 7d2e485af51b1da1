"""What the page paints is matplotlib's picture: every figure, at several states and densities."""

import io
import json
import shutil
import subprocess
import time
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.text import Text
from PIL import Image
from playwright.sync_api import Browser, Page

from bplib.course import all_figures
from bplib.course.n01_slopes.figures import secant
from bplib.course.n02_chain.figures import diamond
from bplib.course.n05_forward.figures import network
from bplib.course.n07_learning import surface
from bplib.plots.plain import AT_ONCE
from bplib.plots.style import DPI, course_style
from bplib.widgets import Explorer
from bplib.widgets.controls import Choice, Slider, Toggle
from bplib.widgets.explorer import front_end
from tests.browser.lab import STARTUP

pytestmark = pytest.mark.browser
FAR = 40  # of 255: so much another shade of an edge is not
MOST = 0.01  # share of pixels that may be off by more, without words
REACH = 3  # pixels by which words may lie elsewhere
ASTRAY = 0.001  # share of their ink that may do so
COMPARING = Path(__file__).with_name("painting.js").read_text(encoding="utf-8")
PAINTER = front_end().replace("export default", "void") + COMPARING
IN_FIREFOX = [secant, diamond, network, surface.descent]
ANSWERING = [
    pytest.param((maker, given), id=f"{maker.name}-{number}")
    for maker in all_figures()
    if hasattr(maker, "pin")
    for number, given in enumerate(maker.examples)
]


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """An empty page with the painter."""
    opened = chromium.new_page()
    opened.set_content(f"<script>{PAINTER}</script>")
    yield opened
    opened.close()


@pytest.fixture(scope="module", params=ANSWERING)
def figure(request: pytest.FixtureRequest) -> Explorer:
    maker, given = request.param
    return maker(**given)


def taken(figure: Explorer, density: int = 1) -> dict[str, Any]:
    """A figure as it is now: its listings, and matplotlib's picture of it."""
    canvas, file = figure._canvas, io.BytesIO()
    canvas._frames = []  # what stands still, too, is to be written down anew
    letters, background, marks = canvas.listings()
    with course_style():
        canvas.figure.savefig(file, format="rgba", dpi=DPI * density)
    size = {"width": figure.width, "height": figure.height, "density": density}
    drawn = b64encode(zlib.compress(file.getvalue(), 1)).decode()
    return {**size, "letters": letters, "lists": [background, *marks], "pixels": drawn}


@contextmanager
def no_words() -> Iterator[None]:
    """Neither painter gets words to draw; they keep their room."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Text, "draw", lambda *_: None)
        patch.setitem(AT_ONCE, Text, lambda *_: True)
        yield


def end(control, place: int):
    """The first or the last value of a control."""
    if isinstance(control, Slider):
        return control.stops[place]
    if isinstance(control, Choice):
        return control.options[place]
    return bool(place) if isinstance(control, Toggle) else control.value


def states(figure: Explorer) -> Iterator[str]:
    """As it starts, and with all controls at either end."""
    yield "start"
    for place in (0, -1):
        figure.set(**{name: end(figure.controls[name], place) for name in figure.values})
        assert not figure.error
        yield f"end {place}"


def off(page: Page, seen: dict[str, Any]) -> float:
    """The share of pixels that the page paints otherwise than matplotlib."""
    return page.evaluate(f"(seen) => off(seen, {FAR})", seen)


def astray(page: Page, bare: dict[str, Any], written: dict[str, Any]) -> float:
    """The share of the words' ink that lies elsewhere."""
    return page.evaluate(f"(both) => astray(...both, {FAR}, {REACH})", [bare, written])


def test_the_page_paints_what_matplotlib_draws(page: Page, figure: Explorer) -> None:
    for density, state in enumerate(states(figure), 1):
        with no_words():
            seen = taken(figure, density)
        assert off(page, seen) <= MOST, f"{state}, density {density}"
        if density == 1:
            assert astray(page, seen, taken(figure)) <= ASTRAY


def test_a_dark_page_has_dark_pictures_with_the_same_contrasts(page, figure: Explorer) -> None:
    letters, background, marks = figure._canvas.listings()
    size = {"width": figure.width, "height": figure.height, "density": 0.5}
    given = {**size, "letters": letters, "lists": [background, *marks]}
    light, dark = (
        pixels(page.evaluate(f"(seen) => painted(seen, {colour}).canvas.toDataURL()", given))
        for colour in ("(name) => name", "nightly")
    )
    assert np.median(light) > 250
    assert np.median(dark) < 30
    assert np.ptp(dark) > 0.7 * np.ptp(light)
    assert np.corrcoef(light.ravel(), dark.ravel())[0, 1] < -0.6


def pixels(address: str) -> np.ndarray:
    """How bright the pixels of a picture are that stands in its address."""
    png = b64decode(address.split(",")[1])
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).mean(axis=-1)


def test_firefox_paints_it_too(tmp_path: Path) -> None:
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    if program is None:
        pytest.skip("no Firefox found")
    seen = []
    for maker in IN_FIREFOX:
        with no_words():
            seen.append(taken(maker(), 2))
    code = f"""
    const shares = await Promise.all({json.dumps(seen)}.map((each) => off(each, {FAR})));
    await fetch("/", {{ method: "POST", body: JSON.stringify(shares) }});"""
    page = f'<script>{PAINTER}</script><script type="module">{code}</script>'
    shares = posted(page, [program, "--headless", "--profile", str(tmp_path)])
    assert len(shares) == len(seen)
    assert max(shares) <= MOST


def posted(page: str, browser: list[str]) -> Any:
    """What a page, opened in a browser, sends back to where it came from."""
    answers: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())

        def do_POST(self) -> None:
            answers.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.timeout = STARTUP / 1000
    running = subprocess.Popen([*browser, f"http://127.0.0.1:{server.server_port}/"])
    try:
        until = time.monotonic() + server.timeout
        while not answers and time.monotonic() < until:
            server.handle_request()
    finally:
        running.terminate()
        running.wait()
        server.server_close()
    assert answers, "the page has sent nothing"
    return answers[0]


def test_a_missing_mark_and_words_at_another_place_are_seen(page: Page) -> None:
    figure = secant()
    with no_words():
        bare = taken(figure, 1)
        figure.axes[0].lines[0].set_visible(False)
        assert off(page, taken(figure) | {"pixels": bare["pixels"]}) > MOST / 4
        figure.axes[0].lines[0].set_visible(True)
    written = taken(figure)
    words = next(each for each in figure.axes[0].texts if each.get_text())
    assert astray(page, bare, written) == 0
    words.set_position(np.add(words.get_position(), (0.3, 0)))
    moved = written | {"pixels": taken(figure)["pixels"]}
    assert astray(page, bare, moved) > ASTRAY
