"""In a browser Python starts no thread and no process; cells that ask for some run all the same."""

import sys
import threading

import pytest

from bplib.sweeps import sweep, threads
from tests.notebook_runs import NOTEBOOKS, code_cells, session


def refuse(*arguments, **options):
    raise RuntimeError("can't start new thread")


def cells(name, first, last):
    """The import cell of a notebook, and its cells from `first` to `last`, texts that they hold."""
    (path,) = (each for each in NOTEBOOKS if each.stem == name)
    imports, *others = (cell.source for cell in code_cells(path))
    start, end = ([found in each for each in others].index(True) for found in (first, last))
    return [imports, *others[start : end + 1]]


@pytest.mark.parametrize(
    ("name", "first", "last", "printed"),
    [
        ("09_initialization", "threads(2)", "grows:", "[False, False, True, True]"),
        ("11_beyond_2_attention", "gradient_of =", "machines.cluster", "one by one"),
    ],
)
def test_cells_that_ask_for_threads_or_processes_run_without(
    name, first, last, printed, monkeypatch
):
    with session() as running:
        monkeypatch.setattr(threading.Thread, "start", refuse)
        monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", refuse)
        monkeypatch.setitem(sys.modules, "distributed", None)
        runs = [running.run(source) for source in cells(name, first, last)]
    assert not [run.error for run in runs if run.error]
    assert printed in " ".join(words for run in runs for _, words in run.text)


def test_a_sweep_has_threads_where_there_are_some():
    with threads(2) as executor:
        assert executor is not None
        assert sweep(abs, [-1, 2], executor=executor) == [1, 2]
