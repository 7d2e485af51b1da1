"""The endless drill of notebook 03: values and gradients by hand, on graphs of growing size."""

import math
from collections.abc import Iterator
from functools import partial

import numpy as np
from matplotlib.figure import Figure

from bplib.autodiff import Tensor
from bplib.course.n03_graphs.drawing import Drawing, short
from bplib.course.n03_graphs.expressions import SYMBOLS, Graph, graph_of
from bplib.plots import Canvas
from bplib.widgets import Update
from bplib.widgets.form import Form, Page

GATES = (np.add, np.subtract, np.multiply, np.maximum)
NAMES = "xyz"
LARGEST = 60  # of the numbers to be worked out, values and gradients alike
MOST_GATES = 8
NO_NUMBER = "“{}” is not a number; type one such as −3 or 0.5."


def drill(seed: int = 0) -> Form:
    """Graphs without end: first their values, then their gradients; each entry is answered."""

    def page(number: int) -> Page:
        level, gradients = divmod(number, 2)
        rng = np.random.default_rng([seed, level])
        graph = random_graph(rng, min(2 + level, MOST_GATES))
        return page_of(graph, level, bool(gradients))

    return Form(page)


def random_graph(rng: np.random.Generator, gates: int) -> Graph:
    """A graph of so many gates on small whole numbers, with a product and a fork, without ties."""
    while True:
        result, leaves = grow(rng, gates)
        graph = graph_of(result, leaves)
        numbers = [abs(n) for node in graph for n in (node.value, node.grad)]
        ties = any(0.5 in map(abs, node.slopes) for node in graph)
        forked = any(len(graph.uses(place)) > 1 for place in range(len(graph)))
        whole = len(graph) == gates + len(leaves)
        labels = [node.label for node in graph]
        varied = "×" in labels and labels.count("max") <= 1 + gates // 4
        if varied and whole and forked and not ties and max(numbers) <= LARGEST:
            return graph


def grow(rng: np.random.Generator, gates: int) -> tuple[Tensor, dict[int, str]]:
    """A random result of gates, each of which takes in something that is not used yet."""
    count = 2 if gates < 4 else 3
    values = rng.choice([-3.0, -2.0, -1.0, 2.0, 3.0, 4.0], size=count, replace=False)
    nodes = [Tensor(value) for value in values]
    names = {id(node): name for node, name in zip(nodes, NAMES, strict=False)}
    unused = list(range(count))
    for _ in range(gates):
        first = unused.pop(int(rng.integers(len(unused))))
        second = int(rng.choice([place for place in range(len(nodes)) if place != first]))
        unused = [place for place in unused if place != second] + [len(nodes)]
        pair = [nodes[place] for place in rng.permutation([first, second])]
        nodes.append(GATES[int(rng.integers(len(GATES)))](*pair))
    return nodes[-1], names


def page_of(graph: Graph, level: int, gradients: bool) -> Page:
    """The page that asks for a graph's values, or for its gradients."""
    last = len(graph) - 1
    asked = [p for p, node in enumerate(graph) if (p != last if gradients else node.sources)]
    places = {graph.name(place): place for place in asked}
    judge_one = gradient_trouble if gradients else value_trouble

    def judge(name: str, typed: str) -> str:
        number = read(typed)
        if number is None:
            return NO_NUMBER.format(typed)
        return judge_one(graph, places[name], number)

    drawing = Drawing(graph)
    canvas = Canvas(partial(draw, drawing), size=drawing.size)

    def show(right: set[str]) -> bytes:
        canvas.move(right={places[name] for name in right}, gradients=gradients)
        return canvas.png(2)

    what = "the **gradient** of each box" if gradients else "the **value** of each box"
    prompt = f"Graph {level + 1}: {described(graph)} Type {what}, then Enter."
    return Page(prompt, tuple(places), judge, show, canvas.width, described(graph))


def draw(drawing: Drawing, figure: Figure) -> Update:
    """The graph with what is given and what was found so far."""
    graph = drawing.graph
    drawing.draw(figure)

    def update(right: set[int], gradients: bool) -> str:
        known = range(len(graph)) if gradients else right
        values = {p: node.value for p, node in enumerate(graph) if not node.sources or p in known}
        grads = {p: short(graph[p].grad) for p in right} | {len(graph) - 1: "1"}
        drawing.show(values, grads if gradients else {}, set(), None, None, 2)
        return described(graph)

    return update


def described(graph: Graph) -> str:
    """The graph in words."""
    given = [f"{node.name} = {short(node.value)}" for node in graph if not node.sources]
    made = []
    for node in graph:
        if node.sources:
            one, other = (graph[source].name for source in node.sources)
            symbol = node.label
            apart = f"max({one}, {other})" if symbol == "max" else f"{one} {symbol} {other}"
            made.append(f"{node.name} = {apart}")
    return ", ".join(given + made) + "."


def read(typed: str) -> float | None:
    """A typed number, or None."""
    try:
        number = float(typed.strip().replace("−", "-").replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def same(one: float, other: float) -> bool:
    """Equal but for rounding."""
    return abs(one - other) < 1e-6


def value_trouble(graph: Graph, place: int, number: float) -> str:
    """What is wrong with a value, "" if it is right."""
    node = graph[place]
    if same(number, node.value):
        return ""
    a, b = (graph[source].value for source in node.sources)
    tempting = {"+": (a * b, "×"), "×": (a + b, "+"), "max": (min(a, b), "min")}
    if node.label == SYMBOLS["subtract"] and same(number, b - a):
        one, other = (graph[source].name for source in node.sources)
        return f"The other way round: it is {one} − {other}."
    if node.label in tempting and same(number, tempting[node.label][0]):
        return f"That is {tempting[node.label][1]}; this box is {node.label}."
    if same(number, -node.value):
        return "Look at the sign again."
    one, other = (graph.name(source) for source in node.sources)
    return f"This box is {node.label}, of {one} and {other}."


def gradient_trouble(graph: Graph, place: int, number: float) -> str:
    """What is wrong with a gradient, "" if it is right."""
    if same(number, graph[place].grad):
        return ""
    for wrong, words in mistakes(graph, place):
        if same(number, wrong):
            return words
    users = " and ".join(graph.name(user) for user, _ in graph.uses(place))
    return f"Used by {users}: upstream × local for each use, then add."


def mistakes(graph: Graph, place: int) -> Iterator[tuple[float, str]]:
    """Wrong gradients that come from a misconception, with what to say about each."""
    uses = graph.uses(place)
    shares = [graph[user].grad * slope for user, slope in uses]
    if len(uses) > 1:
        yield from (
            (share, "You forgot to add the second path: this box is a fork.") for share in shares
        )
        yield math.prod(shares), "Multiply along a path; over the paths, add."
        yield sum(shares) / len(shares), "At a fork the contributions add; they are not averaged."
    if any(graph[user].label == "−" and slope < 0 for user, slope in uses):
        yield -sum(shares), "Look at the sign: the second input of − has the local slope −1."
    slopes = sum(slope for _, slope in uses)
    yield slopes, "That is the local derivative; multiply it by the upstream gradient."
    own = sum(
        graph[user].grad * (graph[place].value if graph[user].label == "×" else slope)
        for user, slope in uses
    )
    yield own, "Multiply swaps: the local slope is the value of the other input."
    upstream = sum(graph[user].grad for user, _ in uses)
    yield upstream, "That is the upstream gradient; multiply it by the local derivative."
    yield -sum(shares), "Look at the sign."
    yield graph[place].value, "That is the value of the box. How far does the result move with it?"
