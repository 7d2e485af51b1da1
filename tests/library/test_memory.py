"""A cell that runs again frees what it has shown."""

import gc
import tracemalloc

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
