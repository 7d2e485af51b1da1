"""How fast the figures answer: the kernel's work on each move, and from key press to picture.

    python benchmarks/latency.py [--kernel-only] [--moves 60] [explorer …]

The kernel's side is measured on every explorer that is there, or on those named (`slopes.secant`);
the way through the browser needs Chromium and JupyterLab. Times are of one machine; the ratio to
the floor, a slider and an image widget with two ready pictures, is what can be compared.
"""

import argparse
import importlib
import inspect
import pkgutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path

import nbformat
import numpy as np

import bplib.course
from bplib.widgets import Explorer
from bplib.widgets.controls import Choice, NewDraw, Slider

ROOT = Path(__file__).parent.parent
KERNEL_GOAL, RATIO_GOAL = 16.0, 1.4  # milliseconds at the 95th percentile; times the floor
# Those that run deep networks, forward and backward, at each move.
DEEP_GOAL = 60.0
DEEP = ("deep.gradients", "signal.signal", "phase.diagram", "starts.race")
# What an explorer is called with that cannot be called without arguments, as source.
GIVEN = {
    "n03_graphs.figures.graph": '"sigmoid(u*x + v*y + b)", u=2.0, x=-1.0, v=-3.0, y=-2.0, b=-3.0'
}
REST, REPEAT = 500, 33  # milliseconds between single presses; between those of a key held down

FLOORS = {
    "floor: ipywidgets slider and image": """
import ipywidgets, numpy
from bplib.plots.canvas import encode_png
pictures = [encode_png(numpy.full((450, 800, 3), 254 + k, numpy.uint8)) for k in (0, 1)]
slider, image = ipywidgets.IntSlider(0, 0, 200), ipywidgets.Image(value=pictures[0], width=800)
slider.observe(lambda change: setattr(image, "value", pictures[change["new"] % 2]), "value")
ipywidgets.VBox([slider, image])""",
    "floor: the same in our widget": """
from bplib import plots
from bplib.widgets import explore, slider
from bplib.plots.canvas import encode_png
import numpy
pictures = [encode_png(numpy.full((450, 800, 3), 254 + k, numpy.uint8)) for k in (0, 1)]
empty = explore(lambda figure: ([], "{x}".format), x=slider(0, 200, value=0, step=1, integer=True))
empty._canvas.png = lambda scale=1: pictures[empty.values["x"] % 2]
empty""",
}
# An img element tells when it has loaded; our canvas counts what it has shown.
WATCH = """area => {
  const seen = area.latency = { keys: [], pictures: [] };
  area.addEventListener('keydown', event => seen.keys.push(event.timeStamp), true);
  area.addEventListener('load', () => seen.pictures.push(performance.now()), true);
  new MutationObserver(() => seen.pictures.push(performance.now())).observe(
    area, { attributeFilter: ['data-shown'], subtree: true });
}"""


def explorers(chosen: list[str]) -> Iterator[tuple[str, Callable[[], object]]]:
    """Every public function of `bplib.course` that can be called, as it stands or as GIVEN."""
    for info in pkgutil.walk_packages(bplib.course.__path__, "bplib.course."):
        module = importlib.import_module(info.name)
        for name, make in inspect.getmembers(module, inspect.isfunction):
            full = f"{info.name.removeprefix('bplib.course.')}.{name}"
            parameters = inspect.signature(make).parameters.values()
            needs = [p for p in parameters if p.default is p.empty and p.kind not in (2, 4)]
            if make.__module__ != module.__name__ or (needs and full not in GIVEN):
                continue
            if not chosen or full in chosen:
                yield full, lambda full=full, make=make: eval(called("make", full), {"make": make})


def called(function: str, name: str) -> str:
    """The source of a call of an explorer."""
    return f"{function}({GIVEN.get(name, '')})"


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


def kernel_times(figure: Explorer, moves: int) -> tuple[list[float], list[float]]:
    """Milliseconds for each move: of the sliders, and of what is switched or chosen."""
    slid: list[float] = []
    switched: list[float] = []
    for name, control in figure.controls.items():
        start = figure.values.get(name, False)
        values = sweep(control, moves)
        taken = slid if isinstance(control, Slider) else switched
        taken += [1000 * seconds for seconds in figure.latency(name, values)]
        if figure.error:
            raise RuntimeError(f"{name}: {figure.error}")
        figure.set(**{name: start})
    return slid, switched


def quantiles(taken: list[float]) -> str:
    """How many moves, their median and their 95th percentile, as three columns."""
    if not taken:
        return f"{'–':>6}{'':16}"
    half, most = np.percentile(taken, [50, 95])
    return f"{len(taken):>6}{half:8.1f}{most:8.1f}"


def kernel_table(chosen: list[str], moves: int) -> bool:
    """Prints the kernel's times; returns whether all sliders keep to the goal.

    A choice may change the axes, and then all is drawn anew; nobody holds that key down.
    """
    print(f"{'':32}{'sliders':>14}{'':16}{'choices, switches':>22}")
    heads = f"{'moves':>6}{'p50':>8}{'p95':>8}"
    goals = f"goal {KERNEL_GOAL:g} for sliders, {DEEP_GOAL:g} with a deep network"
    print(f"{'kernel side, ms':32}{heads}{'':8}{heads}   {goals}")
    good = True
    for name, make in explorers(chosen):
        figure = make()
        if not isinstance(figure, Explorer):
            continue
        slid, switched = kernel_times(figure, moves)
        goal = DEEP_GOAL if name.partition(".")[2] in DEEP else KERNEL_GOAL
        kept = not slid or np.percentile(slid, 95) <= goal
        good &= bool(kept)
        row = f"{quantiles(slid)}{'':8}{quantiles(switched)}"
        print(f"{name:32}{row}   {'' if kept else 'over'}", flush=True)
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
    area.evaluate("area => { area.latency.keys.length = area.latency.pictures.length = 0; }")
    page.keyboard.press(key)
    page.wait_for_timeout(REST)
    seen = area.evaluate("area => area.latency")
    return min((t - seen["keys"][0] for t in seen["pictures"]), default=float("nan"))


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
    page.wait_for_timeout(REST)
    area.evaluate("area => { area.latency.keys.length = area.latency.pictures.length = 0; }")
    start = time.perf_counter()
    for k in range(presses):
        page.keyboard.down("ArrowRight")
        page.wait_for_timeout(max(0, start + (k + 1) * REPEAT / 1000 - time.perf_counter()) * 1000)
    page.keyboard.up("ArrowRight")
    page.wait_for_timeout(180)  # the sharp picture of the figure at rest is not waited for
    seen = area.evaluate("area => area.latency")
    first, last = seen["keys"][0], seen["keys"][-1]
    within = [t for t in seen["pictures"] if t <= last]
    return 1000 * len(within) / max(1, last - first), max(seen["pictures"], default=0) - last


def browser_table(chosen: list[str], presses: int) -> bool:
    """Prints the times from key press to picture; returns whether all keep to the goal."""
    sys.path.insert(0, str(ROOT / "tests" / "browser"))
    from lab import Notebook, browser, chromium, lab_server

    if chromium() is None:
        print("No Chromium on this machine: the way through the browser is not measured.")
        return True
    named = [(name, make) for name, make in explorers(chosen) if isinstance(make(), Explorer)]
    code = {
        n: f"import bplib.course.{n.rpartition('.')[0]}\n{called(f'bplib.course.{n}', n)}"
        for n, _ in named
    }
    cells = FLOORS | code
    with tempfile.TemporaryDirectory() as folder:
        root, home = Path(folder) / "root", Path(folder) / "home"
        root.mkdir()
        home.mkdir()
        notebook(list(cells.values()), root / "latency.ipynb")
        with lab_server(root, home) as address, browser() as running:
            page = running.new_page(viewport={"width": 1280, "height": 800})
            opened = Notebook(page, address, "latency.ipynb")
            opened.run_all()
            return browser_rows(page, list(cells), presses)


def browser_rows(page, names: list[str], presses: int) -> bool:
    """Measures each explorer in turn with the floors; its ratio is to the lower of the two."""
    print(f"\n{'key press to picture, ms':44}{'floor':>8}{'p50':>8}{'p95':>8}{'ratio':>8}", end="")
    print(f"{'held/s':>8}{'lag':>6}   goal {RATIO_GOAL}")
    cells = page.locator(".jp-Notebook .jp-CodeCell")
    good, floors = True, [cells.nth(k) for k in range(len(FLOORS))]
    for number, name in enumerate(names[len(FLOORS) :], len(FLOORS)):
        if not cells.nth(number).locator("[role=slider], input[type=range]").count():
            continue
        *empty, taken = in_turn(page, [*floors, cells.nth(number)], presses)
        floor = min(np.nanmedian(times) for times in empty)
        half, most = np.nanpercentile(taken, [50, 95])
        rate, lag = held_key(page, cells.nth(number), 40)
        good &= half / floor <= RATIO_GOAL
        print(f"{name:44}{floor:8.1f}{half:8.1f}{most:8.1f}{half / floor:8.2f}", end="")
        print(f"{rate:8.1f}{lag:6.0f}", flush=True)
    return good


def main() -> int:
    """Prints both tables; answers 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "explorers", nargs="*", help="such as slopes.secant; all when none is given"
    )
    parser.add_argument("--kernel-only", action="store_true")
    parser.add_argument("--moves", type=int, default=60, help="per slider, on the kernel's side")
    parser.add_argument("--presses", type=int, default=20, help="per explorer, in the browser")
    given = parser.parse_args()
    good = kernel_table(given.explorers, given.moves)
    if not given.kernel_only:
        good &= browser_table(given.explorers, given.presses)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
