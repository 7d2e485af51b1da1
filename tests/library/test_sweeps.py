"""A sweep gives the same anywhere, in order; what was found is kept whatever dies."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from bplib.sweeps import completed, sweep

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


def dies_at_five(x):
    """Kills its own process, once the other points before it have been answered."""
    if x == 5:
        time.sleep(0.3)
        os.kill(os.getpid(), KILL)
    return x * x


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


def test_it_runs_where_there_are_no_processes():
    code = "import sys; sys.modules['multiprocessing'] = None; from bplib.sweeps import sweep"
    subprocess.run([sys.executable, "-c", f"{code}; sweep(abs, [1, 2])"], check=True)


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


def test_ten_thousand_points_with_progress_are_looked_up_a_few_times_each():
    lookups = []

    class Point(int):
        def __hash__(self):
            lookups.append(self)
            return int(self)

    points, seen = [Point(number) for number in range(10_000)], []
    sweep(square, points, progress=lambda *counts: seen.append(counts), known={points[0]: 0})
    assert seen == [(done, 10_000) for done in range(2, 10_001)]
    assert len(lookups) < 10 * len(points)


@pytest.mark.parametrize("executor", [2, "processes", ProcessPoolExecutor])
def test_what_is_no_executor_is_said_to_be_none(executor):
    with pytest.raises(
        TypeError, match=r"ProcessPoolExecutor\(2\) or client.get_executor\(\); it got"
    ):
        sweep(square, [1, 2], executor=executor)


def test_a_function_that_cannot_be_sent_is_said_to_be_so(pool):
    with pytest.raises(
        RuntimeError, match=r"failed at 1, the first of 2 points .*<lambda>.*no lambda"
    ):
        sweep(lambda x: x, [1, 2], executor=pool)
    assert sweep(square, [1, 2], executor=pool) == [1, 4]


def test_an_executor_that_was_closed_says_so():
    with ThreadPoolExecutor(1) as executor:
        pass
    with pytest.raises(RuntimeError, match="cannot schedule new futures after shutdown"):
        sweep(square, [1, 2], executor=executor)


def test_a_killed_process_of_a_pool_is_an_error_and_what_was_finished_is_kept():
    known: dict[int, int] = {}
    with (
        ProcessPoolExecutor(2) as executor,
        pytest.raises(RuntimeError, match=r"the executor failed at .*BrokenProcessPool.*a new"),
    ):
        sweep(dies_at_five, range(40), executor=executor, known=known)
    assert set(range(5)) <= known.keys()
    assert 5 not in known
    with ProcessPoolExecutor(2) as executor:
        assert sweep(square, range(40), executor=executor, known=known) == [
            x * x for x in range(40)
        ]


class KilledWorker(Exception):
    """Called like the error that Dask reports for a point whose worker died too often."""


class Cluster(Executor):
    """An executor that fails as Dask does when workers die, and can be used again."""

    # The second is of Dask itself: a result that arrives as its worker dies is taken for an error.
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


def test_points_that_a_cluster_loses_are_submitted_again():
    cluster = Cluster()
    assert sweep(square, [1, 2, 3], executor=cluster) == [1, 4, 9]
    assert cluster.submitted == [1, 2, 3, 1, 2]


@pytest.fixture(scope="module")
def client():
    distributed = pytest.importorskip(
        "distributed", reason="needs the extra cluster: distributed is not installed"
    )
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": ":0"}
    with distributed.LocalCluster(**options) as cluster, distributed.Client(cluster) as client:
        yield client


def test_a_dask_cluster_gives_the_same(client):
    assert sweep(square, [3, 1, 2, 1], executor=client.get_executor()) == [9, 1, 4, 1]


def test_the_client_itself_is_no_executor(client):
    with pytest.raises(TypeError, match=r"client.get_executor\(\); it got executor=<Client"):
        sweep(square, [1, 2], executor=client)


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
