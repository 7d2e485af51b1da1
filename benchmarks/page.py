"""From a hand to the picture, in a real JupyterLab: one key, a held key, a drag; near and far."""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from playwright.sync_api import TimeoutError

from benchmarks.line import Line, slow_line
from bplib.widgets import Maker
from bplib.widgets.ahead import REST
from tests.browser.lab import Notebook, browser, lab_server

WAIT, PAUSE = 3000, 50  # milliseconds: for a picture, before a press
AT_REST, AT_MOST = 300, 8000  # milliseconds: until nothing more is sent ahead
REPEAT, HELD, DRAGGED = 33, 24, 30  # milliseconds between moves; moves
NO_PICTURE = float("nan")

FLOOR = """
import io, ipywidgets, numpy
from PIL import Image
pictures = []
for shade in (254, 255):
    pixels = numpy.full((450, 800, 3), shade, numpy.uint8)
    Image.fromarray(pixels).save(file := io.BytesIO(), "PNG")
    pictures.append(file.getvalue())
slider, image = ipywidgets.IntSlider(0, 0, 200), ipywidgets.Image(value=pictures[0], width=800)
slider.observe(lambda change: setattr(image, "value", pictures[change["new"] % 2]), "value")
ipywidgets.VBox([slider, image])"""
# Nothing is sent ahead, and every picture is asked for; or all is as it is.
UNFORESEEN = "from bplib.widgets import ahead; ahead.REST = 3600\n"
FORESEEN = f"from bplib.widgets import ahead; ahead.REST = {REST}\n"
FIGURE = "from {module} import {name}\n{name}(**{example!r})"

# An img element tells when it has loaded; our canvas counts what it has shown.
WATCH = """area => {
  const seen = area.seen = { moves: [], pictures: [], frames: 0 };
  let drawn = false;
  const shown = () => { drawn = true; seen.pictures.push(performance.now()); };
  area.addEventListener('keydown', event => seen.moves.push(event.timeStamp), true);
  area.addEventListener('input', event => seen.moves.push(event.timeStamp), true);
  area.addEventListener('load', shown, true);
  new MutationObserver(shown).observe(area, { attributeFilter: ['data-shown'], subtree: true });
  const count = () => { seen.frames += drawn; drawn = false; requestAnimationFrame(count); };
  count();
}"""
CLEAR = """area => {
  area.seen.moves.length = area.seen.pictures.length = area.seen.frames = 0;
  window.asked.most = window.asked.open.size;
}"""
# Messages to widgets that the kernel has not dealt with, and the time of the last one from it.
LISTEN = """(panel) => {
  const asked = window.asked = { open: new Set(), most: 0, last: 0 };
  panel.sessionContext.session.kernel.anyMessage.connect((_, args) => {
    const { msg, direction } = args;
    const { msg_type, msg_id } = msg.header;
    if (direction === 'send' && msg_type === 'comm_msg') asked.open.add(msg_id);
    if (direction === 'recv') asked.last = performance.now();
    if (msg.content.execution_state === 'idle') asked.open.delete(msg.parent_header.msg_id);
    asked.most = Math.max(asked.most, asked.open.size);
  });
}"""
QUIET = f"() => performance.now() - window.asked.last > {AT_REST} && !window.asked.open.size"
SOURCE = "(panel, source) => panel.content.model.cells.get(1).sharedModel.setSource(source)"


class Watched:
    """A cell with a slider: moves it and tells when pictures came."""

    def __init__(self, page: Any, number: int) -> None:
        self.page = page
        cell = page.locator(".jp-Notebook .jp-CodeCell").nth(number)
        self.slider = cell.locator("[role=slider], input[type=range]").first
        self.area = cell.locator(".jp-OutputArea").first.element_handle()
        self.slider.wait_for()
        self.name = self.slider.get_attribute("aria-label") or ""
        self.area.evaluate(WATCH)
        if last := self.slider.get_attribute("max"):
            self.slider.fill(str(int(last) // 2))

    def press(self, key: str) -> float:
        """Milliseconds from one press to the first picture after it."""
        self.slider.focus()
        self.page.wait_for_timeout(PAUSE)
        self.area.evaluate(CLEAR)
        self.page.keyboard.press(key)
        try:
            self.page.wait_for_function(
                "area => area.seen.pictures.length", arg=self.area, timeout=WAIT
            )
        except TimeoutError:
            return NO_PICTURE
        seen = self.area.evaluate("area => area.seen")
        return seen["pictures"][0] - seen["moves"][0]

    def hold(self) -> tuple[float, float, int]:
        """Under a key that is held: pictures a second, milliseconds until the last, queue."""
        self.slider.focus()
        self.page.keyboard.press("Home")
        return self._moved(HELD, lambda k: self.page.keyboard.down("ArrowRight"), self._key_up)

    def drag(self) -> tuple[float, float, int]:
        """The same of a pointer that drags along the slider and is let go."""
        box = self.slider.bounding_box()
        left, middle, width = box["x"] + 8, box["y"] + box["height"] / 2, box["width"] - 16
        self.page.mouse.move(left, middle)
        self.page.mouse.down()
        along = lambda k: self.page.mouse.move(left + width * (k + 1) / DRAGGED, middle)  # noqa: E731
        return self._moved(DRAGGED, along, self.page.mouse.up)

    def _key_up(self) -> None:
        self.page.keyboard.up("ArrowRight")

    def _moved(
        self, moves: int, move: Callable[[int], None], end: Callable[[], None]
    ) -> tuple[float, float, int]:
        wait_until_quiet(self.page)
        self.area.evaluate(CLEAR)
        start = time.perf_counter()
        for k in range(moves):
            move(k)
            left = start + (k + 1) * REPEAT / 1000 - time.perf_counter()
            self.page.wait_for_timeout(max(0, left) * 1000)
        frames = self.area.evaluate("area => area.seen.frames")
        end()
        wait_until_quiet(self.page)
        seen = self.area.evaluate("area => area.seen")
        first, last = seen["moves"][0], seen["moves"][-1]
        lag = max(seen["pictures"], default=NO_PICTURE) - last
        return 1000 * frames / (last - first), lag, self.page.evaluate("window.asked.most")


def wait_until_quiet(page: Any) -> None:
    """Returns when the kernel has nothing more to say, or talks on all the same."""
    until = time.perf_counter() + AT_MOST / 1000
    while not page.evaluate(QUIET) and time.perf_counter() < until:
        page.wait_for_timeout(PAUSE)


class Bench:
    """A notebook with the floor in its first cell and one figure after the other in its second."""

    def __init__(self, notebook: Notebook, line: Line) -> None:
        self.notebook, self.page, self.line = notebook, notebook.page, line
        notebook.panel.evaluate(LISTEN)
        notebook.run_cell(0)
        self.floor = Watched(self.page, 0)

    def show(self, maker: Maker, before: str) -> Watched | None:
        """Runs a figure's cell; None where it has no slider."""
        example = maker.examples[0]
        source = FIGURE.format(module=maker.__module__, name=maker.__name__, example=example)
        self.notebook.panel.evaluate(SOURCE, before + source)
        self.notebook.run_cell(1)
        cell = self.page.locator(".jp-Notebook .jp-CodeCell").nth(1)
        cell.locator(".bplib-controls").wait_for()
        return Watched(self.page, 1) if cell.locator("input[type=range]").count() else None

    def wait_until_quiet(self) -> None:
        """Returns when the kernel has sent ahead what it can."""
        wait_until_quiet(self.page)

    def in_turn(self, shown: Watched, presses: int) -> tuple[list[float], list[float]]:
        """Times of single presses of the floor and a figure, so that load slows both alike."""
        taken: tuple[list[float], list[float]] = [], []
        for k in range(presses):
            key = "ArrowRight" if k % 4 < 2 else "ArrowLeft"
            for times, watched in zip(taken, (self.floor, shown), strict=True):
                times.append(watched.press(key))
        return taken


@contextmanager
def bench() -> Iterator[Bench]:
    """One JupyterLab and one browser for all figures, on a line that can be slowed."""
    with tempfile.TemporaryDirectory() as folder:
        root, home = Path(folder) / "root", Path(folder) / "home"
        root.mkdir()
        home.mkdir()
        made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in (FLOOR, "")])
        made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(made, root / "latency.ipynb")
        with lab_server(root, home) as address, slow_line(address) as line, browser() as running:
            page = running.new_page(viewport={"width": 1280, "height": 1600})
            yield Bench(Notebook(page, "latency.ipynb", line.address), line)


def middle_and_most(times: Sequence[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    half, most = np.nanpercentile(times, [50, 95])
    return float(half), float(most)
