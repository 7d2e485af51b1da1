"""How fast the figures answer: the kernel's work on each move, and from key press to picture.

    python -m benchmarks.latency [--kernel-only] [--moves 24] [figure …]

Every figure with controls is measured, or those whose names have the given words in them
(`secant`). The way through the browser needs Chromium and JupyterLab. Times are of one machine;
what can be compared is a figure's work beside its own mathematics, and the ratio to the floor: a
slider and an image widget with two ready pictures.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import nbformat
import numpy as np

from bplib.course import all_figures
from bplib.widgets import Explorer, Maker
from bplib.widgets.controls import Choice, NewDraw, Slider

MEDIAN_GOAL, MOST_GOAL = 2.0, 5.0  # milliseconds over and above a figure's own mathematics
SIZE_GOAL = 5.0  # kB of a move's message, median
RATIO_GOAL = 1.0  # times the floor
# Those that run deep networks, forward and backward, at each move.
DEEP_RATIO = 1.5
DEEP = ("deep.gradients", "signal.signal", "phase.diagram", "starts.race", "dying.units")
PICTURE = ["letters", "background", "marks", "moved", "text"]  # what a move may send
WAIT, PAUSE, REPEAT = 3000, 60, 33  # milliseconds: for a picture, before a press, of a held key

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
# An img element tells when it has loaded; our canvas counts what it has shown.
WATCH = """area => {
  const seen = area.latency = { keys: [], pictures: [] };
  area.addEventListener('keydown', event => seen.keys.push(event.timeStamp), true);
  area.addEventListener('load', () => seen.pictures.push(performance.now()), true);
  new MutationObserver(() => seen.pictures.push(performance.now())).observe(
    area, { attributeFilter: ['data-shown'], subtree: true });
}"""
CLEAR = "area => { area.latency.keys.length = area.latency.pictures.length = 0; }"


def answering(chosen: list[str]) -> Iterator[Maker]:
    """The figures that have controls, of those that are meant."""
    for maker in all_figures():
        meant = not chosen or any(words in maker.name for words in chosen)
        if meant and isinstance(maker(**maker.examples[0]), Explorer):
            yield maker


def sweep(control: object, moves: int) -> list:
    """Values that lead through a control's range, each differing from the one before.

    A slider with few stops goes there and back until it has made its moves, as players do.
    """
    if isinstance(control, Slider):
        last = len(control.stops) - 1
        spread = np.linspace(0, last, min(moves, last + 1)).round().astype(int)
        there_and_back = [*spread, *spread[-2:0:-1]]
        return [control.stops[k] for k in islice(cycle(there_and_back), moves)]
    if isinstance(control, Choice):
        return [control.options[k % len(control.options)] for k in range(min(moves, 12))]
    if isinstance(control, NewDraw):
        return list(range(1, 6))
    return [not control.value, control.value]


def kernel_times(figure: Explorer, moves: int) -> tuple[list[float], list[float], list[float]]:
    """Of each move: milliseconds of the sliders and of choices beside `update`; message's kB."""
    own: list[float] = []
    update = figure._canvas.update

    def timed(**values: object) -> str:
        start = time.process_time()
        text = update(**values)
        own.append(time.process_time() - start)
        return text

    figure._canvas.update = timed
    slid: list[float] = []
    switched: list[float] = []
    sizes: list[float] = []
    sent: dict[str, object] = {}
    figure.observe(lambda change: sent.update({change.name: change.new}), PICTURE)
    for name, control in figure.controls.items():
        if name not in figure.values:
            continue  # a pin is the page's
        start = figure.values[name]
        values = sweep(control, moves)
        taken = slid if isinstance(control, Slider) else switched
        for value in values:
            own.clear()
            sent.clear()
            begun = time.process_time()
            figure.set(**{name: value})
            whole = time.process_time() - begun
            if own:  # it was not there already
                taken.append(1000 * (whole - own[0]))
                sizes.append(len(json.dumps(sent, ensure_ascii=False)) / 1000)
        if figure.error:
            raise RuntimeError(f"{name}: {figure.error}")
        figure.set(**{name: start})
    return slid, switched, sizes


def quantiles(taken: list[float]) -> str:
    """How many moves, their median and their 95th percentile, as three columns."""
    if not taken:
        return f"{'–':>6}{'':16}"
    half, most = np.percentile(taken, [50, 95])
    return f"{len(taken):>6}{half:8.1f}{most:8.1f}"


def kernel_table(chosen: list[str], moves: int) -> bool:
    """Prints the kernel's times; returns whether all sliders keep to the goals.

    A choice may change the axes, and then all is drawn anew; nobody holds that key down.
    """
    print(f"{'beside the mathematics, ms':38}{'sliders':>14}{'':16}{'choices, switches':>22}")
    heads = f"{'moves':>6}{'p50':>8}{'p95':>8}"
    goals = f"goals: p50 {MEDIAN_GOAL:g}, p95 {MOST_GOAL:g}, {SIZE_GOAL:g} kB"
    print(f"{'':38}{heads}{'':8}{heads}{'kB':>8}   {goals}")
    good = True
    for maker in answering(chosen):
        slid, switched, sizes = kernel_times(maker(**maker.examples[0]), moves)
        half, most = np.percentile(slid or [0], [50, 95])
        size = float(np.median(sizes or [0]))
        kept = half <= MEDIAN_GOAL and most <= MOST_GOAL and size <= SIZE_GOAL
        good &= bool(kept)
        row = f"{quantiles(slid)}{'':8}{quantiles(switched)}{size:8.1f}"
        print(f"{maker.name:38}{row}   {'' if kept else 'over'}", flush=True)
    return good


def notebook(cells: list[str], path: Path) -> None:
    """Writes a notebook of the given code cells."""
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(made, path)


def focused(cell) -> object:
    """The output of a cell, its first slider with the focus."""
    cell.locator("[role=slider], input[type=range]").first.focus()
    return cell.locator(".jp-OutputArea").first


def press(page, area, key: str) -> float:
    """Milliseconds from one press to the first picture after it."""
    page.wait_for_timeout(PAUSE)
    area.evaluate(CLEAR)
    page.keyboard.press(key)
    shown = "area => area.latency.pictures.length > 0"
    page.wait_for_function(shown, arg=area.element_handle(), timeout=WAIT)
    seen = area.evaluate("area => area.latency")
    return seen["pictures"][0] - seen["keys"][0]


def in_turn(page, cells: list, presses: int) -> list[list[float]]:
    """Times of single presses, taken in turn so that a busy machine slows all alike."""
    for cell in cells:
        focused(cell).evaluate(WATCH)
    page.wait_for_timeout(1000)
    taken: list[list[float]] = [[] for _ in cells]
    for k in range(presses):
        for times, cell in zip(taken, cells, strict=True):
            area = focused(cell)
            times.append(press(page, area, "ArrowRight" if k % 20 < 10 else "ArrowLeft"))
    return taken


def held_key(page, cell, presses: int) -> tuple[float, float]:
    """Pictures per second under a key held down, and milliseconds from its release to the last."""
    area = focused(cell)
    page.keyboard.press("Home")
    page.wait_for_timeout(WAIT / 6)
    area.evaluate(CLEAR)
    start = time.perf_counter()
    for k in range(presses):
        page.keyboard.down("ArrowRight")
        page.wait_for_timeout(max(0, start + (k + 1) * REPEAT / 1000 - time.perf_counter()) * 1000)
    page.keyboard.up("ArrowRight")
    page.wait_for_timeout(WAIT / 6)
    seen = area.evaluate("area => area.latency")
    first, last = seen["keys"][0], seen["keys"][-1]
    within = [t for t in seen["pictures"] if t <= last]
    return 1000 * len(within) / max(1, last - first), max(seen["pictures"], default=0) - last


def browser_table(chosen: list[str], presses: int) -> bool:
    """Prints the times from key press to picture; returns whether all keep to the goal."""
    from tests.browser.lab import Notebook, browser, chromium, lab_server

    if chromium() is None:
        print("No Chromium on this machine: the way through the browser is not measured.")
        return True
    makers = list(answering(chosen))
    cells = [
        f"from {maker.__module__} import {maker.__name__}\n"
        f"{maker.__name__}(**{maker.examples[0]!r})"
        for maker in makers
    ]
    with tempfile.TemporaryDirectory() as folder:
        root, home = Path(folder) / "root", Path(folder) / "home"
        root.mkdir()
        home.mkdir()
        notebook([FLOOR, *cells], root / "latency.ipynb")
        with lab_server(root, home) as address, browser() as running:
            page = running.new_page(viewport={"width": 1280, "height": 800})
            opened = Notebook(page, address, "latency.ipynb")
            opened.run_all()
            return browser_rows(page, [maker.name for maker in makers], presses)


def browser_rows(page, names: list[str], presses: int) -> bool:
    """Measures each figure in turn with the floor."""
    print(f"\n{'key press to picture, ms':38}{'floor':>8}{'p50':>8}{'p95':>8}{'ratio':>8}", end="")
    print(f"{'held/s':>8}{'lag':>6}   goal {RATIO_GOAL:g}, {DEEP_RATIO:g} with a deep network")
    cells = page.locator(".jp-Notebook .jp-CodeCell")
    good = True
    for number, name in enumerate(names, 1):
        if not cells.nth(number).locator("input[type=range]").count():
            continue
        floor, taken = in_turn(page, [cells.nth(0), cells.nth(number)], presses)
        ratio = np.median(taken) / np.median(floor)
        rate, lag = held_key(page, cells.nth(number), 40)
        good &= bool(ratio <= (DEEP_RATIO if name.endswith(DEEP) else RATIO_GOAL))
        half, most = np.percentile(taken, [50, 95])
        print(f"{name:38}{np.median(floor):8.1f}{half:8.1f}{most:8.1f}{ratio:8.2f}", end="")
        print(f"{rate:8.1f}{lag:6.0f}", flush=True)
    return good


def main() -> int:
    """Prints both tables; answers 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "figures", nargs="*", help="words of their names, such as secant; all when none is given"
    )
    parser.add_argument("--kernel-only", action="store_true")
    parser.add_argument("--moves", type=int, default=24, help="per slider, on the kernel's side")
    parser.add_argument("--presses", type=int, default=12, help="per figure, in the browser")
    given = parser.parse_args()
    good = kernel_table(given.figures, given.moves)
    if not given.kernel_only:
        good &= browser_table(given.figures, given.presses)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
