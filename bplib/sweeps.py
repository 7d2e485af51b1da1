"""One function at many points: in this process, on a pool of processes, or on a cluster."""

from collections.abc import Callable, Generator, Hashable, Iterable, Iterator, MutableMapping
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor, as_completed
from contextlib import closing, contextmanager
from typing import Any, TypeVar

Point = TypeVar("Point", bound=Hashable)
Result = TypeVar("Result")

# By this note an error of the function is told from one of the executor.
NOTE = "in a sweep, at the point"


def sweep(
    function: Callable[[Point], Result],
    points: Iterable[Point],
    *,
    executor: Executor | None = None,
    progress: Callable[[int, int], Any] | None = None,
    known: MutableMapping[Point, Result] | None = None,
) -> list[Result]:
    """Return `function` at each of the points, in their order.

    executor: None for this process, `threads(2)`, an executor of `concurrent.futures`, or
        `client.get_executor()` of a Dask client. What goes to another process must be picklable:
        the function, the points, the results.
    progress: called with (points done, points in all) after each.
    known: results from before, by point; new ones are added as they arrive, so that a sweep that
        came to no end goes on where it was.
    """
    points, results = list(points), {} if known is None else known
    every = set(points)
    before = sum(point in results for point in every)
    with closing(completed(function, points, executor=executor, known=results)) as new:
        for done, (point, result) in enumerate(new, before + 1):
            results[point] = result
            if progress is not None:
                progress(done, len(every))
    return [results[point] for point in points]


@contextmanager
def threads(count: int) -> Iterator[Executor | None]:
    """So many threads for a sweep; None where no thread can be started, as in a browser."""
    pool = ThreadPoolExecutor(count)
    try:
        pool.submit(int)
    except RuntimeError:
        yield None
        return
    with pool:
        yield pool


def completed(
    function: Callable[[Point], Result],
    points: Iterable[Point],
    *,
    executor: Executor | None = None,
    known: MutableMapping[Point, Result] | None = None,
) -> Generator[tuple[Point, Result], None, None]:
    """Yield (point, result) as they are ready; each point once, what is `known` not again.

    An error of the function is raised with a note that names the point. What the executor loses
    is given to it once more, since Dask takes some results that arrive while a worker dies for
    errors; what is lost again, as all is by a broken pool, is a RuntimeError.
    """
    left = [point for point in dict.fromkeys(points) if point not in (known or {})]
    if executor is None:
        yield from ((point, call(function, point)) for point in left)
        return
    if not isinstance(executor, Executor):
        raise TypeError(
            f"a sweep runs on executor=None, ProcessPoolExecutor(2) or client.get_executor(); "
            f"it got executor={executor!r}."
        )
    for _ in range(2):
        futures = {submit(executor, function, point): point for point in left}
        lost: dict[Point, BaseException] = {}
        try:
            for future in as_completed(futures):
                if reason := loss_of(future):
                    lost[futures[future]] = reason
                else:
                    yield futures[future], future.result()
        finally:
            for future in futures:
                future.cancel()
        left = [point for point in left if point in lost]
    if left:
        raise failure(left, lost[left[0]]) from lost[left[0]]


def failure(left: list[Point], reason: BaseException) -> RuntimeError:
    """What to say of points that have no result though the function made no error."""
    return RuntimeError(
        f"the executor failed at {left[0]!r}, the first of {len(left)} points without a result: "
        f"{reason!r}. All others are in `known`, if you gave one. If a worker died, go on with a "
        "new executor. What goes to another process must be picklable, the function one of a "
        "module, no lambda. executor=None needs no other process."
    )


def submit(executor: Executor, function: Callable[[Point], Result], point: Point) -> Future[Result]:
    """The future of one point; one that has failed if the executor takes nothing."""
    try:
        return executor.submit(call, function, point)
    except RuntimeError as error:  # it is broken, or closed, or no thread can be started
        future: Future[Result] = Future()
        future.set_exception(error)
        return future


def call(function: Callable[[Point], Result], point: Point) -> Result:
    """The function's result; its error says at which point."""
    try:
        return function(point)
    except Exception as error:
        error.add_note(f"{NOTE} {point!r}")
        raise


def loss_of(future: "Future[Any]") -> BaseException | None:
    """Why a point has no result though its function made no error; None if all is well."""
    error = CancelledError() if future.cancelled() else future.exception()
    ours = any(note.startswith(NOTE) for note in getattr(error, "__notes__", ()))
    return None if ours else error
