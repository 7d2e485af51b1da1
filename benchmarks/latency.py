"""How fast the figures answer: the kernel's work on each move, and from key press to picture.

    python -m benchmarks.latency [--kernel-only] [--moves 24] [figure …]

Every figure with controls is measured, or those whose names have the given words in them
(`secant`). The way through the browser needs Chromium and JupyterLab. Times are of one machine;
what can be compared is a figure's work beside its own mathematics, and the ratio to the floor: a
slider and an image widget with two ready pictures. A picture is asked of the kernel, or was sent
ahead; the first keeps to its goal or not. Moved fast, a slider is followed near and far: on a line
of 100 ms there and back and 5 Mbit/s.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

import numpy as np

from bplib.course import all_figures
from bplib.widgets import Explorer, Maker
from bplib.widgets.controls import Choice, NewDraw, Slider

MEDIAN_GOAL, MOST_GOAL = 2.0, 5.0  # milliseconds over and above a figure's own mathematics
SIZE_GOAL = 5.0  # kB of a move's message, median
REPEATS = 3
RATIO_GOAL = 1.0  # times the floor
# Those that run deep networks, forward and backward, at each move.
DEEP_RATIO = 1.5
DEEP = ("deep.gradients", "signal.signal", "phase.diagram", "starts.race", "dying.units")
PICTURE = ["letters", "added", "background", "marks", "moved", "text"]  # what a move may send
FAR = 0.05, 5e6 / 8  # seconds each way, bytes a second
FAR_GOAL = 150  # milliseconds from a hand that rests to the newest picture, on that line


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


def quickest(maker: Maker, moves: int) -> tuple[list[float], list[float], list[float]]:
    """As `kernel_times`, of figures made anew: each move's least time, as others work here too."""
    runs = [kernel_times(maker(**maker.examples[0]), moves) for _ in range(REPEATS)]
    slid, switched, sizes = (np.min(each, axis=0).tolist() for each in zip(*runs, strict=True))
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
        slid, switched, sizes = quickest(maker, moves)
        half, most = np.percentile(slid or [0], [50, 95])
        size = float(np.median(sizes or [0]))
        kept = half <= MEDIAN_GOAL and most <= MOST_GOAL and size <= SIZE_GOAL
        good &= bool(kept)
        row = f"{quantiles(slid)}{'':8}{quantiles(switched)}{size:8.1f}"
        print(f"{maker.name:38}{row}   {'' if kept else 'over'}", flush=True)
    return good


def browser_table(chosen: list[str], presses: int) -> bool:
    """Prints the times from key press to picture; returns whether all keep to the goal."""
    from benchmarks.page import bench
    from tests.browser.lab import chromium

    if chromium() is None:
        print("No Chromium on this machine: the way through the browser is not measured.")
        return True
    print(f"\n{'':38}{'one key, ms, to its picture':60}several: pictures a second,", end="")
    print(f" ms to the newest, questions on the way\n{'':38}", end="")
    print(
        f"{'slider':>14}{'floor':>8}{'asked':>8}{'p95':>8}{'ratio':>8}{'ahead':>8}{'ratio':>8}",
        end="",
    )
    print(f"   asked: held, dragged, far | ahead: the same (far: goal {FAR_GOAL} ms)")
    with bench() as made:
        rows = [browser_row(made, maker, presses) for maker in answering(chosen)]
    return all(rows)


def browser_row(made: Any, maker: Maker, presses: int) -> bool:
    """Measures a figure, its pictures asked for and sent ahead; whether it keeps to the goals."""
    from benchmarks.page import FORESEEN, UNFORESEEN, middle_and_most

    shown = made.show(maker, UNFORESEEN)
    if shown is None:
        return True  # it has no slider
    floors, asked = made.in_turn(shown, presses)
    floor, (half, most) = middle_and_most(floors)[0], middle_and_most(asked)
    far = moved(made, shown)
    shown = made.show(maker, FORESEEN)
    shown.press("ArrowRight")
    made.wait_until_quiet()
    near_floors, known = made.in_turn(shown, presses // 2)
    ahead = middle_and_most(known)[0]
    print(
        f"{maker.name:38}{shown.name:>14}{floor:8.1f}{half:8.1f}{most:8.1f}{half / floor:8.2f}",
        end="",
    )
    print(f"{ahead:8.1f}{ahead / middle_and_most(near_floors)[0]:8.2f}   ", end="")
    print(far, moved(made, shown), sep=" | ", flush=True)
    return half / floor <= (DEEP_RATIO if maker.name.endswith(DEEP) else RATIO_GOAL)


def moved(made: Any, shown: Any) -> str:
    """Under a held key, a drag, and a drag far away: rate, lag and questions on the way."""
    near = shown.hold(), shown.drag()
    with made.line.slowed(*FAR):
        far = shown.drag()
    return ", ".join(f"{rate:3.0f} {lag:4.0f} {most}" for rate, lag, most in (*near, far))


def main() -> int:
    """Prints both tables; answers 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "figures", nargs="*", help="words of their names, such as secant; all when none is given"
    )
    parser.add_argument("--kernel-only", action="store_true")
    parser.add_argument("--moves", type=int, default=24, help="per slider, on the kernel's side")
    parser.add_argument("--presses", type=int, default=10, help="per figure, in the browser")
    given = parser.parse_args()
    good = kernel_table(given.figures, given.moves)
    if not given.kernel_only:
        good &= browser_table(given.figures, given.presses)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
