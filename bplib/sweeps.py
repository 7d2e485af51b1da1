"""One function at many points: in this process, on a pool of processes, or on a cluster."""

from collections.abc import Callable, Generator, Hashable, Iterable, MutableMapping, Sequence
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    as_completed,
)
from contextlib import ExitStack, closing
from typing import Any, TypeVar

Point = TypeVar("Point", bound=Hashable)
Result = TypeVar("Result")

# So often in a row may the workers fail without a single new result.
PATIENCE = 3

# By this note an error of the function is told from one of the workers.
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

    executor: None for this process, a ProcessPoolExecutor, or `client.get_executor()` of a Dask
        client; with either of these the function and its results must be picklable.
    progress: called with (points done, points in all) after each.
    known: results from before, by point; new ones are added as they arrive, so that a sweep that
        was interrupted goes on where it was.
    """
    points, results = list(points), {} if known is None else known
    every = set(points)
    with closing(completed(function, points, executor=executor, known=results)) as found:
        for point, result in found:
            results[point] = result
            if progress is not None:
                progress(len(every & results.keys()), len(every))
    return [results[point] for point in points]


def completed(
    function: Callable[[Point], Result],
    points: Iterable[Point],
    *,
    executor: Executor | None = None,
    known: MutableMapping[Point, Result] | None = None,
) -> Generator[tuple[Point, Result], None, None]:
    """Yield (point, result) as they are ready; each point once, what is `known` not again.

    The points of a worker that dies are given to another one. An error of the function itself is
    raised, with a note that names the point.
    """
    left = [point for point in dict.fromkeys(points) if point not in (known or {})]
    if executor is None:
        yield from ((point, called(function, point)) for point in left)
        return
    failures = 0
    with ExitStack() as ours:
        while left:
            done, reason = set(), None
            futures = ours.enter_context(closing(ended(executor, function, left)))
            for point, future in futures:
                if loss := lost(future):
                    reason = loss
                else:
                    done.add(point)
                    yield point, future.result()
            left = [point for point in left if point not in done]
            failures = 0 if done else failures + 1
            if failures == PATIENCE:
                raise RuntimeError(
                    f"the workers failed {PATIENCE} times without a result; {len(left)} points are "
                    f"left, among them {left[0]!r}. The last time: {reason!r}. Try that point with "
                    "executor=None."
                ) from reason
            if left:
                executor = renewed(executor, ours)


def ended(
    executor: Executor, function: Callable[[Point], Result], points: Sequence[Point]
) -> Generator[tuple[Point, Future[Result]], None, None]:
    """Yield (point, future) as they end, well or not; the rest is cancelled if this is closed."""
    futures = {submitted(executor, function, point): point for point in points}
    try:
        for future in as_completed(futures):
            yield futures[future], future
    finally:
        for future in futures:
            future.cancel()


def submitted(
    executor: Executor, function: Callable[[Point], Result], point: Point
) -> Future[Result]:
    """The future of one point; that of an executor which broke while it was filled says so."""
    try:
        return executor.submit(called, function, point)
    except BrokenExecutor as error:
        future: Future[Result] = Future()
        future.set_exception(error)
        return future


def called(function: Callable[[Point], Result], point: Point) -> Result:
    """The function's result; its error says at which point."""
    try:
        return function(point)
    except Exception as error:
        error.add_note(f"{NOTE} {point!r}")
        raise


def lost(future: "Future[Any]") -> BaseException | None:
    """Why a point has no result though its function made no error; None if all is well.

    An error of the function carries the note of `called`. Any other comes from what lies between:
    a broken pool, a killed worker, a closed connection, a cluster confused by either.
    """
    error = CancelledError() if future.cancelled() else future.exception()
    ours = any(note.startswith(NOTE) for note in getattr(error, "__notes__", ()))
    return None if ours else error


def renewed(executor: Executor, ours: ExitStack) -> Executor:
    """An executor that works: a pool of processes that lost one of them takes no more work."""
    if not isinstance(executor, ProcessPoolExecutor):
        return executor
    size, context = getattr(executor, "_max_workers", None), getattr(executor, "_mp_context", None)
    return ours.enter_context(ProcessPoolExecutor(size, mp_context=context))
