"""The multiplications that a recursion over paths takes, counted on the learner's own function."""

from collections.abc import Callable, Mapping
from functools import cache
from types import FunctionType

from bplib.checking.judge import judge
from bplib.course.n02_chain.exercises import GRAPH, Edges

MOST = 100_000  # multiplications, of which there is no end in sight


class TooManyError(Exception):
    """More multiplications than are waited for."""


class Graph(dict[tuple[str, str], float]):
    """Edges with their slopes, to be told apart by identity: what is kept is looked up by them."""

    __hash__ = object.__hash__  # type: ignore[assignment]


class Slope(float):
    """A number that says so when it is multiplied."""

    count: Callable[[], None]

    def __mul__(self, other: float) -> float:
        self.count()
        return float(self) * float(other)

    __rmul__ = __mul__


class Counter:
    """Counts, and stops where there is no end in sight."""

    def __init__(self) -> None:
        self.total = 0

    def __call__(self) -> None:
        self.total += 1
        if self.total > MOST:
            raise TooManyError


def count_products(
    function: Callable[[Edges, str, str], float],
    edges: Mapping[tuple[str, str], float],
    start: str,
    end: str,
    *,
    keep: bool = False,
) -> str:
    """What a `sum_over_paths` answers, and how many multiplications by a slope it took, in words.

    keep: put `functools.cache` on the function, also where it calls itself. A function that does
    not pass its check gives way to the solution.
    """
    counter = Counter()
    graph = Graph()
    for edge, slope in edges.items():
        graph[edge] = counted = Slope(slope)
        counted.count = counter
    right = function if judge(GRAPH, function).passed else GRAPH.reference
    try:
        answer = (with_cache(right) if keep else right)(graph, start, end)
    except TooManyError:
        return f"given up after {MOST:,} multiplications"
    return f"{answer:.6f} after {counter.total:,} multiplications"


def with_cache(function: Callable[..., float]) -> Callable[..., float]:
    """`functools.cache` on a copy of the function that calls itself by its name."""
    if not isinstance(function, FunctionType):
        return cache(function)
    names = dict(function.__globals__)
    copy = FunctionType(
        function.__code__, names, function.__name__, function.__defaults__, function.__closure__
    )
    names[function.__name__] = kept = cache(copy)
    return kept
