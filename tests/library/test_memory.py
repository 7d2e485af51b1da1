"""A cell that runs again frees what it has shown."""

import gc
import json
import tracemalloc

from bplib.course.n01_slopes.figures import secant
from tests.notebook_runs import session

WARM, RUNS = 2, 3
MOST = 0.3e6  # bytes a run: 30 MB for a hundred
CELL = "figures.secant()"


def test_running_a_figures_cell_again_and_again_leaves_little() -> None:
    with session() as running:
        running.shell.get_parent = lambda: {"metadata": {"cellId": "a"}}  # as a kernel's shell does
        running.run("from bplib.course.n01_slopes import figures")

        def run(times: int) -> int:
            for _ in range(times):
                running.shell.run_cell(CELL, store_history=True, cell_id="a")
                running.shell.display_pub.outputs.clear()
            gc.collect()
            return tracemalloc.get_traced_memory()[0]

        tracemalloc.start()
        try:
            before = run(WARM)
            grown = run(RUNS) - before
        finally:
            tracemalloc.stop()
    assert 0 < grown < MOST * RUNS


def test_a_few_figures_stay_awake_and_one_that_sleeps_answers_as_before() -> None:
    one, *others = [secant() for _ in range(7)]
    drawn = [each for each in (one, *others) if hasattr(each._canvas, "figure")]
    assert drawn == others[-4:]
    letters, awake = json.loads(one.letters), secant()
    one.set(x=2.0)
    awake.set(x=2.0)
    assert one.text == awake.text
    assert [*letters, *json.loads(one.added)] == json.loads(one._canvas.listings()[0])
    assert len(one.marks) == len(awake.marks)
