"""A computational graph of numbers: from an expression that somebody typed, or from a Tensor."""

import ast
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np

from bplib.autodiff import Tensor, pull_back, relu, sigmoid, youngest_first
from bplib.messages import unknown

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "exp": np.exp, "log": np.log, "sin": np.sin, "cos": np.cos, "tanh": np.tanh,
    "sigmoid": sigmoid, "relu": relu, "sqrt": np.sqrt, "square": np.square, "abs": np.abs,
    "maximum": np.maximum, "max": np.maximum, "minimum": np.minimum, "min": np.minimum,
}  # fmt: skip
OF_TWO = {"maximum", "max", "minimum", "min"}
OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: np.add, ast.Sub: np.subtract, ast.Mult: np.multiply,
    ast.Div: np.divide, ast.Pow: np.power,
}  # fmt: skip
SYMBOLS = {
    "add": "+", "subtract": "−", "multiply": "×", "divide": "÷", "power": "^", "negative": "neg",
    "maximum": "max", "minimum": "min", "absolute": "abs",
}  # fmt: skip
ALLOWED = "names, numbers, + - * / **, and " + ", ".join(sorted(FUNCTIONS))
MOST_NODES = 40
LONGEST = 60  # characters of an expression that a sentence repeats


@dataclass(frozen=True)
class Node:
    """One number of a graph: what made it, its value, its gradient, the edges that lead into it.

    name: as in "x"; of a constant its digits. label: the function that made it, "" of a leaf.
    sources: the places of the numbers it was made from; slopes: its derivative with respect to
    each of them.
    """

    name: str
    label: str
    value: float
    grad: float
    sources: tuple[int, ...]
    slopes: tuple[float, ...]
    constant: bool = False


class Graph(list[Node]):
    """The nodes in a topological order; the result is the last one."""

    def uses(self, place: int) -> list[tuple[int, float]]:
        """Who takes in a node: (place of the consumer, its local slope), once for each use."""
        return [
            (user, slope)
            for user, node in enumerate(self)
            for source, slope in zip(node.sources, node.slopes, strict=True)
            if source == place
        ]

    def name(self, place: int) -> str:
        """A node as the sentences call it: x for a leaf, q (+) for what was computed."""
        node = self[place]
        return f"{node.name} ({node.label})" if node.sources else node.name


def graph_of(result: Tensor, names: Mapping[int, str] | None = None) -> Graph:
    """The graph behind a Tensor that holds one number; `names` maps ids of Tensors to names.

    What has no name is called x1, x2 … if it was given, v1, v2 … if it was computed.
    """
    if not isinstance(result, Tensor):
        raise TypeError(f"a graph is drawn from a Tensor; this is {type(result).__name__}.")
    order = youngest_first(result)[::-1]
    for tensor in order:
        if tensor.size != 1:
            raise ValueError(
                "the graph explorer draws numbers; a Tensor in this graph has shape "
                f"{tensor.shape}. Take a smaller example, number by number."
            )
    names = dict(names or {})
    taken = set(names.values())
    spare = {"x": unused_names("x", taken), "v": unused_names("v", taken)}
    for tensor in order:
        if id(tensor) not in names:
            names[id(tensor)] = next(spare["v" if tensor.op else "x"])
    with np.errstate(all="ignore"):
        result.backward()
        found = Graph()
        places: dict[int, int] = {}
        for tensor in order:
            add_node(found, places, tensor, names[id(tensor)])
    if len(found) > MOST_NODES:
        raise ValueError(f"this graph has {len(found)} nodes; at most {MOST_NODES} can be drawn.")
    return found


def unused_names(letter: str, taken: Container[str]) -> Iterator[str]:
    """x1, x2 …, those left out that stand for something already."""
    return (name for name in map(f"{letter}{{}}".format, count(1)) if name not in taken)


def add_node(graph: Graph, places: dict[int, int], tensor: Tensor, name: str) -> None:
    """Put a tensor into the graph, after the constants that it was made with."""
    sources, slopes = [], []
    for place, value in enumerate(tensor.arguments):
        if isinstance(value, Tensor):
            sources.append(places[id(value)])
            slopes.append(slope(tensor, place))
        elif isinstance(value, (int, float, np.number, np.ndarray)):
            number = float(value)
            graph.append(Node(f"{number:g}", "", number, 0.0, (), (), constant=True))
            sources.append(len(graph) - 1)
            slopes.append(0.0)
    places[id(tensor)] = len(graph)
    label = SYMBOLS.get(tensor.op.name, tensor.op.name) if tensor.op else ""
    value, grad = tensor.item(), tensor.grad.item()
    graph.append(Node(name, label, value, grad, tuple(sources), tuple(slopes)))


def slope(tensor: Tensor, place: int) -> float:
    """The local derivative with respect to one of the arguments, from the engine's table."""
    return float(pull_back(tensor, place, np.ones(tensor.shape)).sum())


def parse(expression: str, values: Mapping[str, Any]) -> Graph:
    """The graph of an expression such as "(x + y) * z" at the given values of its names.

    A piece may have a name of its own, as in "q = x + y; f = q * z".
    """
    quoted = repr(shortened(expression))
    known: dict[str, Any] = {name: leaf(name, value) for name, value in values.items()}
    try:
        pieces = syntax(expression)
        check_names(quoted, pieces, values)
        seen: dict[str, Any] = {}
        with np.errstate(all="ignore"):
            for name, tree in pieces:
                known[name] = evaluate(tree, known, seen)
        result = known[name]
        if not isinstance(result, Tensor):
            raise ValueError(f"{quoted} has no variable; use a name, such as x, and give x=2.0.")
        # Of two names for one thing, as after q = x, the first stays.
        graph = graph_of(result, {id(each): name for name, each in reversed(known.items()) if name})
    except (RecursionError, MemoryError):
        raise ValueError(f"{quoted} is nested too deeply to be drawn; take it apart.") from None
    check_finite(graph, quoted)
    return graph


def shortened(text: str) -> str:
    """A text as a sentence may repeat it."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def syntax(expression: str) -> list[tuple[str, ast.expr]]:
    """The pieces of an expression with their names, or an error that says what is wrong with it.

    The last piece may go without a name: it has "".
    """
    if not expression.strip():
        raise ValueError("the expression is empty; expected one such as 'x * y'.")
    try:
        *first, last = ast.parse(expression.strip()).body
    except (SyntaxError, ValueError) as error:
        raise ValueError(
            f"{shortened(expression)!r} is not an expression: {shortened(str(error.args[0]))}. "
            "Write it as in Python, such as '2 * x + exp(y)'."
        ) from None
    return [piece(each) for each in first] + [piece(last, may_go_without_name=True)]


def piece(statement: ast.stmt, may_go_without_name: bool = False) -> tuple[str, ast.expr]:
    """A named piece of an expression, as "q = x + y"."""
    match statement:
        case ast.Assign([ast.Name(id=name)], tree):
            return name, tree
        case ast.Expr(tree) if may_go_without_name:
            return "", tree
    text = shortened(ast.unparse(statement))
    raise ValueError(f"{text!r} cannot be drawn; name the pieces, as in 'q = x + y; q * z'.")


def names_in(tree: ast.expr) -> set[str]:
    """The names that stand for numbers, which is all but those of functions that are called."""
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    return {node.id for node in names if id(node) not in called}


def check_names(
    quoted: str, pieces: Sequence[tuple[str, ast.expr]], given: Mapping[str, Any]
) -> None:
    """An error for a name without a value, with two, or with one that is not used."""
    wanted: set[str] = set()
    made: set[str] = set()
    for name, tree in pieces:
        wanted |= names_in(tree) - made
        if name in wanted or name in made or name in given:
            raise ValueError(f"{name!r} has two values in {quoted}; choose another name for one.")
        made.add(name)
    for name in sorted(wanted - given.keys()):
        if name in FUNCTIONS:
            raise ValueError(f"{name!r} is a function; say of what, as in {name}(x).")
        unused = sorted(given.keys() - wanted)
        if unused:
            raise ValueError(unknown("name", shortened(name), unused))
        name = shortened(name)
        raise ValueError(f"{name!r} has no value; add it, as in graph(…, {name}=2.0).")
    for name in sorted(given.keys() - wanted):
        raise ValueError(f"{name!r} does not occur in {quoted}; leave its value out.")


def leaf(name: str, value: Any) -> Tensor:
    """A value that somebody gave to a name, as a Tensor."""
    try:
        number = float(value.item() if isinstance(value, Tensor) else value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(
            f"{name} is {shortened(repr(value))}; expected one number, such as 2.0."
        ) from None
    return Tensor(number)


def check_finite(graph: Graph, quoted: str) -> None:
    """An error that names the first node whose value, slope or gradient is no finite number."""
    advice = f"in {quoted}; choose values at which everything is a finite number."
    made = [
        f"{node.label} of {' and '.join(f'{graph[s].value:g}' for s in node.sources)}"
        if node.sources
        else "a number"
        for node in graph
    ]
    for node, name in zip(graph, made, strict=True):
        if not np.isfinite(node.value):
            raise ValueError(f"{name} {'gives' if node.sources else 'is'} {node.value} {advice}")
    for node, name in zip(graph, made, strict=True):
        for slope in node.slopes:
            if not np.isfinite(slope):
                raise ValueError(f"the slope of {name} is {slope} {advice}")
    if not np.isfinite([node.grad for node in graph]).all():
        raise ValueError(f"a gradient grows too large {advice}")


def evaluate(tree: ast.expr, known: Mapping[str, Any], seen: dict[str, Any]) -> Any:
    """The value of a piece of an expression; a piece that occurs twice is one node, a fork."""
    key = ast.dump(tree)
    if key not in seen:
        seen[key] = compute(tree, lambda part: evaluate(part, known, seen), known)
    return seen[key]


def compute(tree: ast.expr, of: Callable[[ast.expr], Any], known: Mapping[str, Any]) -> Any:
    """One step: a name, a number, an operator or a function of pieces."""
    match tree:
        case ast.Name(id=name) if name in known:
            return known[name]
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return np.float64(number)
        case ast.BinOp(left, op, right) if type(op) in OPERATORS:
            return OPERATORS[type(op)](of(left), of(right))
        case ast.UnaryOp(ast.USub(), part):
            return -of(part)
        case ast.UnaryOp(ast.UAdd(), part):
            return of(part)
        case ast.Call(ast.Name(id=name), parts, []):
            return call(name, [of(part) for part in parts])
    text = shortened(ast.unparse(tree))
    raise ValueError(f"{text!r} cannot be drawn; an expression has {ALLOWED}.")


def call(name: str, arguments: list[Any]) -> Any:
    """A function by its name, of one argument or of two."""
    if name not in FUNCTIONS:
        raise ValueError(unknown("function", name, FUNCTIONS))
    expected = 2 if name in OF_TWO else 1
    if len(arguments) != expected:
        counted = "1 argument" if len(arguments) == 1 else f"{len(arguments)} arguments"
        raise ValueError(f"{name} got {counted}; it takes {expected}.")
    return FUNCTIONS[name](*arguments)
