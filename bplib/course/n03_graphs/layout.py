"""Where the nodes of a graph are drawn: columns by depth, few crossings, edges round the nodes.

The layered drawing of Sugiyama, Tagawa and Toda (1981), with its barycentre rule, for small graphs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

SWEEPS = 24
Edge = tuple[int, int]  # a consumer, and which of its sources


@dataclass(frozen=True)
class Layout:
    """places: (x, y) of each node, a column apart and at least a row apart; bends: of each edge."""

    places: np.ndarray
    bends: dict[Edge, np.ndarray]

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return int(self.places[:, 0].max()) + 1

    @property
    def rows(self) -> tuple[float, float]:
        """The lowest and the highest y, of nodes and of bends."""
        y = np.concatenate([self.places[:, 1], *(bend[:, 1] for bend in self.bends.values())])
        return float(y.min()), float(y.max())


def layout(sources: Sequence[Sequence[int]]) -> Layout:
    """A layout of a graph given as the places each node was made from, in topological order."""
    columns = depths(sources)
    links, chains = split_long_edges(sources, columns)
    near: list[list[int]] = [[] for _ in columns]
    for source, user in links:
        near[source].append(user)
        near[user].append(source)
    y = rows(columns, near)
    places = np.column_stack([columns, y]).astype(float)
    bends = {edge: places[chain] for edge, chain in chains.items()}
    part_parallel_edges(sources, bends)
    return Layout(places[: len(sources)], bends)


def depths(sources: Sequence[Sequence[int]]) -> list[int]:
    """The column of each node: after all it was made from; an input stands close to its use."""
    columns: list[int] = []
    for parts in sources:
        columns.append(1 + max((columns[part] for part in parts), default=-1))
    for node, parts in enumerate(sources):
        users = [columns[user] for user, taken in enumerate(sources) if node in taken]
        if not parts and users:
            columns[node] = min(users) - 1
    return columns


def split_long_edges(
    sources: Sequence[Sequence[int]], columns: list[int]
) -> tuple[set[tuple[int, int]], dict[Edge, list[int]]]:
    """Give every edge a stop in each column that it passes; `columns` grows by these stops."""
    links: set[tuple[int, int]] = set()
    chains: dict[Edge, list[int]] = {}
    for user, parts in enumerate(sources):
        for place, source in enumerate(parts):
            passed = range(columns[source] + 1, columns[user])
            stops = list(range(len(columns), len(columns) + len(passed)))
            columns.extend(passed)
            chains[user, place] = [source, *stops, user]
            links |= set(zip([source, *stops], [*stops, user], strict=True))
    return links, chains


def rows(columns: Sequence[int], near: Sequence[Sequence[int]]) -> np.ndarray:
    """The height of each node: near the mean of its neighbours, a row apart within a column."""
    members = [[n for n, c in enumerate(columns) if c == column] for column in set(columns)]
    y = np.zeros(len(columns))
    for column in members:
        y[column] = -spread(len(column))
    for sweep in range(SWEEPS):
        for column in members if sweep % 2 else members[::-1]:
            wish = np.array([np.mean(y[near[node]]) if near[node] else y[node] for node in column])
            order = np.argsort(-wish, kind="stable")
            y[np.array(column)[order]] = apart(wish[order])
    return y - (y.max() + y.min()) / 2


def spread(count: int) -> np.ndarray:
    """So many heights, a row apart, around 0."""
    return np.arange(count) - (count - 1) / 2


def apart(wish: np.ndarray) -> np.ndarray:
    """The heights closest to those wished for, from top to bottom, that are a row apart.

    Taking out the rows, it is the best fit that never rises: neighbours that clash share a mean.
    """
    steps = np.arange(len(wish))
    groups: list[list[float]] = []
    for value in wish + steps:
        groups.append([value])
        while len(groups) > 1 and np.mean(groups[-2]) < np.mean(groups[-1]):
            last = groups.pop()
            groups[-1] += last
    return np.concatenate([np.full(len(g), np.mean(g)) for g in groups]) - steps


def part_parallel_edges(
    sources: Sequence[Sequence[int]], bends: dict[Edge, np.ndarray], gap: float = 0.5
) -> None:
    """Bow apart the edges that join the same two nodes, as those of x * x."""
    for user, parts in enumerate(sources):
        for source in set(parts):
            edges = [place for place, part in enumerate(parts) if part == source]
            for place, shift in zip(edges, -gap * spread(len(edges)), strict=True):
                if len(edges) > 1:
                    a, b = bends[user, place][[0, -1]]
                    bends[user, place] = np.array([a, (a + b) / 2 + [0, shift], b])
