"""One function at many points: in this process, on a pool of processes, or on a cluster."""

from collections.abc import Callable, Hashable, Iterable, Iterator, MutableMapping, Sequence
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    as_completed,
)
from contextlib import ExitStack
from typing import Any, TypeVar

Point = TypeVar("Point", bound=Hashable)
Result = TypeVar("Result")

# So often in a row may the workers die without a single new result.
PATIENCE = 3


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
    for point, result in completed(function, points, executor=executor, known=results):
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
) -> Iterator[tuple[Point, Result]]:
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
            done = set()
            for point, result in survivors(executor, function, left):
                done.add(point)
                yield point, result
            left = [point for point in left if point not in done]
            failures = 0 if done else failures + 1
            if failures == PATIENCE:
                raise RuntimeError(
                    f"the workers died {PATIENCE} times without a result; {len(left)} points are "
                    f"left, among them {left[0]!r}. Try that one with executor=None."
                )
            if left:
                executor = renewed(executor, ours)


def survivors(
    executor: Executor, function: Callable[[Point], Result], points: Sequence[Point]
) -> Iterator[tuple[Point, Result]]:
    """Yield (point, result) of all points whose worker lived to the end."""
    futures: dict[Future[Result], Point] = {}
    try:
        for point in points:
            futures[executor.submit(called, function, point)] = point
    except BrokenExecutor:
        pass  # it broke while it was being filled; what is not in it is tried again
    try:
        for future in as_completed(futures):
            if not lost(future):
                yield futures[future], future.result()
    finally:
        for future in futures:
            future.cancel()


def called(function: Callable[[Point], Result], point: Point) -> Result:
    """The function's result; its error says at which point."""
    try:
        return function(point)
    except Exception as error:
        error.add_note(f"in a sweep, at the point {point!r}")
        raise


def lost(future: "Future[Any]") -> bool:
    """Whether a point has no result because of its worker, not because of the function."""
    if future.cancelled():
        return True
    error = future.exception()
    # Dask's is known by its name: this module does without Dask.
    workers = isinstance(error, (BrokenExecutor, CancelledError))
    return workers or type(error).__name__ == "KilledWorker"


def renewed(executor: Executor, ours: ExitStack) -> Executor:
    """An executor that works: a pool of processes that lost one of them takes no more work."""
    if not isinstance(executor, ProcessPoolExecutor):
        return executor
    size, context = getattr(executor, "_max_workers", None), getattr(executor, "_mp_context", None)
    return ours.enter_context(ProcessPoolExecutor(size, mp_context=context))
