"""Figures of notebook 03: a computational graph, its values forward and its gradients backward."""

import inspect
from collections.abc import Mapping
from typing import Any

from matplotlib.figure import Figure

from bplib.autodiff import Tensor
from bplib.course.n03_graphs.drawing import FULL, Drawing, short
from bplib.course.n03_graphs.expressions import Graph, graph_of, parse
from bplib.widgets import Update, choice, explorer, player, slider, toggle
from bplib.widgets.controls import Slider
from bplib.widgets.explorer import Points

FOLLOW = "as the steps go"
LONGEST_SUM = 12  # characters that have room under a node


@explorer(
    examples=[
        {"expression": "max(a * b, c) + sin(a)", "a": 3.0, "b": 2.0, "c": -1.0},
        {"expression": "q = x + y; f = q * z", "x": slider(-5, 5, value=-2), "y": 5, "z": -4},
    ]
)
def graph(
    figure: Figure,
    expression: str | Tensor,
    *,
    node: str | None = None,
    step: int | None = None,
    **values: Any,
) -> tuple[Update, Points]:
    """An expression such as "(x + y) * z", or a Tensor, as a graph: forward, then backward.

    values: a number for each name of the expression, or a slider; of a Tensor, which Tensors the
    names stand for, as in graph(y, w=w, x=x). A piece of an expression that occurs twice is one
    node. node, step: what is chosen at first; the stored picture shows the last step.
    """
    sliders = {name: value for name, value in values.items() if isinstance(value, Slider)}
    starts = {name: control.value for name, control in sliders.items()}
    made = read(expression, {**values, **starts})
    steps, drawing = Steps(made), Drawing(made)
    figure.set_size_inches(drawing.size)
    drawing.draw(figure)
    names = [FOLLOW, *(made.name(place) for place in steps.varying)]
    last = steps.last

    def update(
        step: int = player(last + 1, value=last if step is None else step, still=last),
        node: str = choice(names, value=node or FOLLOW),
        full: bool = toggle("full precision"),
        **moved: float,
    ) -> str:
        if moved:
            steps.graph = drawing.graph = read(expression, {**values, **moved})
        chosen = None if node == FOLLOW else steps.varying[names.index(node) - 1]
        steps.show(drawing, step, chosen, full)
        return steps.tell(step, full) if chosen is None else steps.explain(step, chosen, full)

    def choose(x: float, y: float) -> dict[str, str]:
        place = drawing.nearest(x, y)
        return {"node": FOLLOW if place not in steps.varying else made.name(place)}

    return with_controls(update, sliders), {figure.axes[0]: choose}


def with_controls(update: Update, controls: Mapping[str, Any]) -> Update:
    """The update, which takes further values by name, with these controls for them."""
    signature = inspect.signature(update)
    own = [each for each in signature.parameters.values() if each.kind is not each.VAR_KEYWORD]
    more = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=control)
        for name, control in controls.items()
    ]
    vars(update)["__signature__"] = signature.replace(parameters=[*own, *more])
    return update


def read(expression: str | Tensor, values: Mapping[str, Any]) -> Graph:
    """The graph of what was given to `graph`."""
    if isinstance(expression, str):
        return parse(expression, values)
    if not isinstance(expression, Tensor):
        kind = type(expression).__name__
        raise TypeError(f"graph got {kind}; expected an expression such as 'x * y', or a Tensor.")
    for name, tensor in values.items():
        if not isinstance(tensor, Tensor):
            raise TypeError(f"{name} is {tensor!r}; beside a Tensor, names stand for its Tensors.")
    return graph_of(expression, {id(tensor): name for name, tensor in values.items()})


class Steps:
    """What is known at each step: 0 the inputs; then a value each; the 1; then a share-out each."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.inner = [place for place, node in enumerate(graph) if node.sources]
        self.varying = [place for place, node in enumerate(graph) if not node.constant]
        self.turn = len(self.inner) + 1  # the step at which the result gets its 1
        self.last = 2 * len(self.inner) + 1

    def done(self, step: int) -> list[int]:
        """The nodes that have handed their gradient back, in the order of doing so."""
        return self.inner[::-1][: max(step - self.turn, 0)]

    def active(self, step: int) -> int | None:
        """The node that the step is about."""
        if step == 0:
            return None
        if step < self.turn:
            return self.inner[step - 1]
        return len(self.graph) - 1 if step == self.turn else self.done(step)[-1]

    def known(self, step: int) -> dict[int, float]:
        """The values that are known."""
        computed = self.inner[:step]
        return {
            place: node.value
            for place, node in enumerate(self.graph)
            if not node.sources or place in computed
        }

    def arrived(self, place: int, step: int) -> tuple[list[float], int]:
        """The contributions to a node's gradient so far, the latest last; how many will come."""
        uses = dict.fromkeys(user for user, _ in self.graph.uses(place))
        done = self.done(step)
        here = [u for u in done if u in uses]
        shares = [
            self.graph[user].grad * slope
            for now in here
            for user, slope in self.graph.uses(place)
            if user == now
        ]
        return shares, len(self.graph.uses(place))

    def show(self, drawing: Drawing, step: int, chosen: int | None, full: bool) -> None:
        """Bring the drawing to a step."""
        digits = FULL if full else 2
        active, grads = self.active(step), {}
        taken_in = self.graph[active].sources if active is not None and step > self.turn else ()
        summed = taken_in if chosen is None else (chosen,)
        for place in self.varying:
            shares, total = self.arrived(place, step)
            if place == len(self.graph) - 1 and step >= self.turn:
                grads[place] = "1"
            elif shares:
                grads[place] = gradient(shares, total, digits, place in summed)
        drawing.show(self.known(step), grads, set(self.done(step)), active, chosen, digits)

    def tell(self, step: int, full: bool) -> str:
        """The step in words."""
        graph, active = self.graph, self.active(step)
        if active is None:
            given = [f"{n.name} = {said(n.value, full)}" for n in graph if not n.sources]
            return f"The inputs: {', '.join(given)}. Nothing is computed yet."
        node, name = graph[active], graph.name(active)
        if step < self.turn:
            into = " and ".join(self.operand(s, full) for s in node.sources)
            return f"Forward: {name} takes in {into} and gives {said(node.value, full)}."
        if step == self.turn:
            return f"Backward starts at the result {name}: its gradient by itself is 1."
        return f"Backward through {name}: " + self.handed_back(active, step, full)

    def handed_back(self, place: int, step: int, full: bool) -> str:
        """What a node gives to each of its sources: upstream × local = downstream."""
        node, parts = self.graph[place], []
        for source, slope in zip(node.sources, node.slopes, strict=True):
            if self.graph[source].constant:
                continue
            product = f"{said(node.grad, full)} × {said(slope, full)}"
            parts.append(
                f"upstream × local = {product} = {said(node.grad * slope, full)} "
                f"goes to {self.graph.name(source)}"
            )
        sums = [self.sum_so_far(s, step, full) for s in dict.fromkeys(node.sources)]
        return "; ".join(parts) + "." + "".join(f" {text}" for text in sums if text)

    def sum_so_far(self, place: int, step: int, full: bool) -> str:
        """The sum at a fork in words; nothing where there is no fork."""
        shares, total = self.arrived(place, step)
        if total < 2 or not shares or self.graph[place].constant:
            return ""
        name = self.graph.name(place)
        if len(shares) < total:
            return f"{name} is a fork: {len(shares)} of {total} contributions have arrived."
        added = " + ".join(bracketed(share, full) for share in shares)
        return f"At the fork {name} they add: {added} = {said(sum(shares), full)}."

    def explain(self, step: int, place: int, full: bool) -> str:
        """A chosen node in words: its value, where its gradient comes from, where it goes."""
        node, name = self.graph[place], self.graph.name(place)
        if place not in self.known(step):
            return f"{name}: no value yet. Step forward."
        text = f"{name} has the value {said(node.value, full)}. "
        if place == len(self.graph) - 1 and step >= self.turn:
            text += "It is the result, so its gradient is 1. "
        else:
            shares, total = self.arrived(place, step)
            if len(shares) < total or not shares:
                return text + f"Of {total} contributions to its gradient {len(shares)} arrived."
            text += self.origin(place, full)
        if node.sources and place in self.done(step):
            text += "It hands back: " + self.handed_back(place, -1, full)
        return text.strip()

    def origin(self, place: int, full: bool) -> str:
        """The gradient of a node as the sum of upstream × local over its consumers."""
        graph = self.graph
        terms = [
            f"{said(graph[user].grad, full)} × {bracketed(slope, full)} from {graph.name(user)}"
            for user, slope in graph.uses(place)
        ]
        sums = [" + ".join(terms)]
        if len(terms) > 1:
            shares = (graph[user].grad * slope for user, slope in graph.uses(place))
            sums.append(" + ".join(bracketed(share, full) for share in shares))
        sums.append(said(graph[place].grad, full))
        return f"Its gradient is upstream × local = {' = '.join(sums)}. "

    def operand(self, place: int, full: bool) -> str:
        """A node that is taken in, with its value."""
        node = self.graph[place]
        value = said(node.value, full)
        return value if node.constant else f"{self.graph.name(place)} = {value}"


def gradient(shares: list[float], total: int, digits: int, summed: bool) -> str:
    """What stands under a node: its gradient so far; where asked for, the sum that it is."""
    so_far = short(sum(shares), digits)
    if len(shares) < total:
        return f"{so_far} + …"
    if total < 2 or not summed:
        return so_far
    terms = " + ".join(short(share, digits) for share in shares).replace("+ −", "− ")
    return f"{terms if len(terms) <= LONGEST_SUM else f'sum of {total}'}\n= {so_far}"


def said(value: float, full: bool) -> str:
    """A number in a sentence: two decimals, or all digits that there are."""
    return repr(float(value)).replace("-", "−") if full else short(value)


def bracketed(value: float, full: bool) -> str:
    """A number after a plus or times sign."""
    return f"({said(value, full)})" if value < 0 else said(value, full)
