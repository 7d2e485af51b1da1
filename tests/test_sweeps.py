"""A sweep gives the same anywhere, in order, and survives the death of its workers."""

import os
import signal
import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial

import pytest

from bplib.sweeps import PATIENCE, completed, sweep

KILL = getattr(signal, "SIGKILL", signal.SIGTERM)


def square(x):
    return x * x


def slow_at_first(x):
    time.sleep(0.1 if x == 0 else 0)
    return x * x


def refuses_three(x):
    if x == 3:
        raise ValueError("three is refused")
    return x


def dies_once(mark, x):
    """Kills its own process at 5, the first time; a file remembers that it did."""
    if x == 5 and not mark.exists():
        mark.write_text("died")
        os.kill(os.getpid(), KILL)
    return x * x


def dies_always(x):
    os.kill(os.getpid(), KILL)


def slowly(x):
    time.sleep(0.05)
    return x * x


@pytest.fixture(scope="module")
def pool():
    with ProcessPoolExecutor(2) as executor:
        yield executor


def test_in_this_process_and_in_the_order_of_the_points():
    assert sweep(square, [3, 1, 2, 1]) == [9, 1, 4, 1]
    assert sweep(square, []) == []


def test_a_pool_of_processes_keeps_the_order(pool):
    assert sweep(slow_at_first, range(8), executor=pool) == [x * x for x in range(8)]


@pytest.mark.parametrize("workers", [None, 3])
def test_progress_counts_to_the_total(workers):
    executor = workers and ThreadPoolExecutor(workers)
    seen = []
    sweep(square, [4, 5, 6, 4], executor=executor, progress=lambda *counts: seen.append(counts))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_what_is_known_is_not_computed_again():
    known = {2: "from before"}
    assert sweep(square, [1, 2, 3], known=known) == [1, "from before", 9]
    assert known == {1: 1, 2: "from before", 3: 9}


def test_an_interrupted_sweep_goes_on_where_it_was():
    known: dict[int, int] = {}

    def interrupt(done, total):
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(square, range(6), progress=interrupt, known=known)
    assert known == {0: 0, 1: 1, 2: 4, 3: 9}
    assert [point for point, _ in completed(square, range(6), known=known)] == [4, 5]


@pytest.mark.parametrize("workers", [None, ThreadPoolExecutor, ProcessPoolExecutor])
def test_an_error_of_the_function_names_its_point(workers):
    executor = workers and workers(2)
    with pytest.raises(ValueError, match="three is refused") as caught:
        sweep(refuses_three, range(5), executor=executor)
    assert any("at the point 3" in note for note in caught.value.__notes__)


def test_after_an_error_nothing_more_is_begun():
    begun = []

    def refuses(x):
        begun.append(x)
        time.sleep(0.01)
        return refuses_three(x)

    with ThreadPoolExecutor(1) as executor:
        with pytest.raises(ValueError, match="three is refused") as caught:
            sweep(refuses, range(1000), executor=executor)
        executor.submit(square, 1).result()
    assert caught.traceback
    assert len(begun) < 50


def test_a_function_that_cannot_be_sent_is_said_to_be_so(pool):
    with pytest.raises(RuntimeError, match=r"<lambda>.*executor=None"):
        sweep(lambda x: x, [1, 2], executor=pool)


def test_a_worker_that_dies_loses_nothing(tmp_path):
    mark = tmp_path / "mark"
    known: dict[int, int] = {}
    with ProcessPoolExecutor(2) as executor:
        found = sweep(partial(dies_once, mark), range(40), executor=executor, known=known)
    assert mark.exists()
    assert found == [x * x for x in range(40)]
    assert known == {x: x * x for x in range(40)}


def test_a_pool_that_was_broken_before_is_replaced(tmp_path):
    with ProcessPoolExecutor(1) as executor:
        assert executor.submit(dies_always, 0).exception() is not None
        assert sweep(square, [1, 2], executor=executor) == [1, 4]


def test_a_point_that_always_kills_its_worker_is_named_in_the_end():
    known = {1: 1}
    with (
        ProcessPoolExecutor(1) as executor,
        pytest.raises(
            RuntimeError, match=rf"failed {PATIENCE} times .* 1 points .* 7.*BrokenProcessPool"
        ),
    ):
        sweep(dies_always, [1, 7], executor=executor, known=known)
    assert known == {1: 1}


class KilledWorker(Exception):
    """Called like the error that Dask reports for a point whose worker died too often."""


class Cluster(Executor):
    """An executor that fails as Dask does when workers die, and can be used again."""

    # The second is of Dask itself: it takes a result that was lost and computed anew for an error.
    failures = (KilledWorker("worker 1 marked as failed"), TypeError("cannot unpack an int"))

    def __init__(self):
        self.submitted = []

    def submit(self, function, /, *arguments, **options):
        future: Future = Future()
        if len(self.submitted) < len(self.failures):
            future.set_exception(self.failures[len(self.submitted)])
        else:
            future.set_result(function(*arguments, **options))
        self.submitted.append(arguments[-1])
        return future


def test_points_of_killed_workers_are_submitted_again():
    cluster = Cluster()
    assert sweep(square, [1, 2, 3], executor=cluster) == [1, 4, 9]
    assert cluster.submitted == [1, 2, 3, 1, 2]


@pytest.fixture(scope="module")
def client():
    distributed = pytest.importorskip(
        "distributed", reason="needs the extra bplib[cluster]: distributed is not installed"
    )
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with distributed.LocalCluster(**options) as cluster, distributed.Client(cluster) as client:
        yield client


def test_a_dask_cluster_gives_the_same(client):
    assert sweep(square, [3, 1, 2, 1], executor=client.get_executor()) == [9, 1, 4, 1]


def test_an_error_on_a_dask_cluster_names_its_point(client):
    with pytest.raises(ValueError, match="three is refused") as caught:
        sweep(refuses_three, range(5), executor=client.get_executor())
    assert any("at the point 3" in note for note in caught.value.__notes__)


def test_a_dask_worker_killed_in_the_middle_loses_nothing(client):
    killed = []

    def kill(done, total):
        if done == 5:
            killed.extend(client.run(os.getpid).values())
            os.kill(killed[0], KILL)

    found = sweep(slowly, range(40), executor=client.get_executor(), progress=kill)
    assert found == [x * x for x in range(40)]
    assert killed
    assert killed[0] not in client.run(os.getpid, on_error="ignore").values()
