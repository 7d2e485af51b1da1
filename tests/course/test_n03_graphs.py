"""The graph explorer of notebook 03: expressions, what is told and drawn, known examples."""

import math
import re
from itertools import combinations

import numpy as np
import pytest

from bplib import Tensor
from bplib.course.n03_graphs import figures as graphs
from bplib.course.n03_graphs.drawing import BOX, Drawing, short
from bplib.course.n03_graphs.drill import random_graph
from bplib.course.n03_graphs.expressions import parse
from bplib.course.n03_graphs.layout import layout
from bplib.plots import Canvas
from bplib.widgets import slider

NEURON = {"w0": 2.0, "x0": -1.0, "w1": -3.0, "x1": -2.0, "b": -3.0}
EXAMPLES = {
    "(x + y) * z": {"x": -2.0, "y": 5.0, "z": -4.0},
    "1 / (1 + exp(-(w0*x0 + w1*x1 + b)))": NEURON,
    "sigmoid(w0*x0 + w1*x1 + b)": NEURON,
    "(2*x) * (3*(2*x))": {"x": 1.0},
    "x*x + sin(x)*max(x, y)": {"x": 2.0, "y": 1.0},
    "relu(w0*x0 + w1*x1 + b) * (w1*x1 + x0) / exp(w0*x0)": NEURON,
    "x": {"x": 3.0},
    "u = 2 * x; v = 3 * u; f = u * v": {"x": 1.0},
}
every_example = pytest.mark.parametrize(("text", "values"), EXAMPLES.items(), ids=list(EXAMPLES))


def gradients(text, **values):
    """The gradient of each name of an expression."""
    return {n.name: n.grad for n in parse(text, values) if not n.sources and not n.constant}


def test_the_product_of_a_sum():
    """Stanford CS231n, notes on backpropagation: f = (x + y) z at (−2, 5, −4)."""
    graph = parse("(x + y) * z", EXAMPLES["(x + y) * z"])
    assert [node.value for node in graph if node.sources] == [3, -12]
    assert gradients("(x + y) * z", x=-2, y=5, z=-4) == {"x": -4, "y": -4, "z": 3}


@pytest.mark.parametrize("text", [text for text in EXAMPLES if EXAMPLES[text] is NEURON][:2])
def test_the_sigmoid_neuron(text):
    """Stanford CS231n, notes on backpropagation: w = (2, −3, −3), x = (−1, −2)."""
    graph = parse(text, NEURON)
    assert round(graph[-1].value, 2) == 0.73
    rounded = {name: round(grad, 2) for name, grad in gradients(text, **NEURON).items()}
    assert rounded == {"w0": -0.20, "w1": -0.39, "b": 0.20, "x0": 0.39, "x1": -0.59}
    s = 1 / (1 + math.exp(-1))
    assert gradients(text, **NEURON)["x1"] == pytest.approx(-3 * s * (1 - s), rel=1e-14)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("x**3 - 2*x", 1.7), ("2**x", 0.4), ("x / (1 + square(x))", -0.8), ("sqrt(x)*log(x)", 2.5),
        ("cos(x) - +x", 0.3), ("abs(x) + minimum(x, 3) * maximum(x, -2)", -1.2),
        ("tanh(x)**2", 0.6),
        ("relu(x) * min(x, 1) * max(2, x)", 0.5), ("exp(-x*x)", 0.9),
    ],
)  # fmt: skip
def test_every_operation_agrees_with_central_differences(text, at):
    h = 1e-6
    up, down = (parse(text, {"x": at + step})[-1].value for step in (h, -h))
    assert gradients(text, x=at)["x"] == pytest.approx((up - down) / (2 * h), rel=1e-7)


@every_example
def test_what_arrives_at_each_node_is_its_gradient(text, values):
    graph = parse(text, values)
    steps = graphs.Steps(graph)
    for place in steps.varying:
        shares, total = steps.arrived(place, steps.last)
        assert len(shares) == total
        if place != len(graph) - 1:
            assert sum(shares) == pytest.approx(graph[place].grad, rel=1e-12)


@every_example
def test_all_steps_and_nodes_are_drawn_and_told(text, values):
    figure = graphs.graph(text, **values)
    steps, nodes = (figure.controls[name] for name in ("step", "node"))
    for step in steps.stops:
        figure.set(step=step)
        assert not figure.error
    for full in (True, False):
        for node in nodes.options:
            for step in (steps.stops[0], steps.stops[len(steps.stops) // 2], steps.stops[-1]):
                figure.set(node=node, step=step, full=full)
                assert not figure.error


def test_the_steps_tell_the_chain_rule():
    figure = graphs.graph("x * y + exp(x)", x=1.0, y=2.0, step=0)
    said = []
    for step in figure.controls["step"].stops:
        figure.set(step=step)
        said.append(figure.text)
    assert said[0].startswith("The inputs: x = 1, y = 2")
    assert said[1] == "Forward: v1 (×) takes in x = 1 and y = 2 and gives 2."
    assert said[4] == "Backward starts at the result v3 (+): its gradient by itself is 1."
    assert "x is a fork: 1 of 2 contributions" in said[6]
    assert said[7].endswith("At the fork x they add: 2.72 + 2 = 4.72.")


def test_full_precision_multiplies():
    figure = graphs.graph("sigmoid(w0*x0 + w1*x1 + b)", **NEURON, node="x0")
    assert "0.20 × 2 from v1 (×) = 0.39" in figure.text
    figure.set(full=True)
    digits = r"([\d.]+)"
    found = re.search(rf"{digits} × {digits} from v1 \(×\) = {digits}\.", figure.text)
    upstream, local, downstream = (float(each) for each in found.groups())
    assert len(found[1]) > 15
    assert upstream * local == pytest.approx(downstream, rel=1e-15)


def test_a_slider_for_a_value_moves_values_and_gradients():
    figure = graphs.graph("q = x + y; f = q * z", x=slider(-5, 5, value=-2.0), y=5.0, z=-4.0)
    assert list(figure.controls) == ["step", "node", "full", "x"]
    figure.set(node="z", x=1.0)
    assert figure.text.endswith("1 × 6 from f (×) = 6.")
    figure.set(node="q (+)", full=True)
    assert figure.text.startswith("q (+) has the value 6.0. Its gradient is upstream × local")
    numbers = [text.get_text() for text in figure.axes[0].texts]
    assert {"6", "−24"} <= set(numbers)


def test_a_value_at_which_nothing_is_finite_is_said_and_the_figure_goes_on():
    figure = graphs.graph("1 / x", x=slider(-1, 1, value=0.5, step=0.5))
    figure.set(x=0.0)
    assert "÷ of 1 and 0 gives inf" in figure.error
    figure.set(x=-1.0, node="x")
    assert not figure.error
    assert figure.text.startswith("x has the value −1.")


def test_a_click_chooses_a_node_and_beside_the_nodes_none():
    figure = graphs.graph("(x + y) * z", x=-2.0, y=5.0, z=-4.0)
    drawing = Drawing(parse("(x + y) * z", EXAMPLES["(x + y) * z"]))
    (choose,) = figure.points.values()
    assert choose(*drawing.places[3]) == {"node": "v1 (+)"}
    assert choose(-5.0, -5.0) == {"node": graphs.FOLLOW}


def test_a_tensor_is_drawn_as_it_was_made():
    w, x = Tensor(0.5), Tensor(2.0)
    figure = graphs.graph(np.tanh(w * x + 1.0), w=w)
    assert figure.controls["node"].options[1:3] == ("w", "x1")
    assert "v3 (tanh)" in figure.controls["node"].options
    assert "upstream" in figure.text


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        ("sigmod(x)", {"x": 1}, "unknown function 'sigmod'; did you mean 'sigmoid'?"),
        ("x + weigth", {"x": 1, "weight": 2}, "unknown name 'weigth'; did you mean 'weight'?"),
        ("x + y", {"x": 1}, "'y' has no value; add it"),
        ("x", {"x": 1, "y": 2}, "'y' does not occur"),
        ("x +", {"x": 1}, "is not an expression"),
        ("x.real", {"x": 1}, "'x.real' cannot be drawn"),
        ("__import__('os')", {}, "unknown function '__import__'|cannot be drawn"),
        ("[x for x in (1, 2)]", {"x": 1}, "cannot be drawn"),
        ("max(x)", {"x": 1}, "max got 1 argument; it takes 2"),
        ("  ", {"x": 1}, "the expression is empty; expected one such as"),
        ("2x", {"x": 1}, "'2x' is not an expression: invalid decimal literal. Write it as"),
        ("-" * 2000 + "x", {"x": 1}, "^'-{59}…' is nested too deeply to be drawn; take it apart.$"),
        ("x" * 9000, {"x": 1}, "^unknown name 'x{59}…'; there are: x.$"),
        ("exp", {"x": 1}, "'exp' is a function; say of what, as in exp"),
        ("x * 1e400", {"x": 1}, "^a number is inf in 'x "),
        ("x / 0", {"x": 1}, "÷ of 1 and 0 gives inf in .x / 0"),
        ("1 / 0 * x", {"x": 1}, "^a number is inf in .1 / 0"),
        ("sqrt(x)", {"x": 0}, "^the slope of sqrt of 0 is inf in 'sqrt"),
        ("x", {"x": 10**400}, "^x is 10{58}…; expected one number"),
        ("log(x)", {"x": -1}, "log of -1 gives nan"),
        ("1 / x", {"x": 0}, "gives inf"),
        ("2 + 3", {}, "has no variable"),
        ("x", {"x": "two"}, "expected one number"),
        ("q = x; q = x * q", {"x": 1}, "'q' has two values in"),
        ("q = x * x; q + x", {"x": 1, "q": 2}, "'q' has two values in"),
        ("f = q * x; q = x", {"x": 1}, "'q' has no value|'q' has two values"),
        ("x + 1; x * x", {"x": 1}, "'x . 1' cannot be drawn; name the pieces, as in"),
        ("import os", {"x": 1}, "'import os' cannot be drawn"),
        ("+".join(f"x**{n}" for n in range(2, 40)), {"x": 1}, "at most 40"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_one_sentence(text, values, said):
    with pytest.raises(ValueError, match=said.replace("?", r"\?")):
        parse(text, values)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("q = x + y; f = q * z", "x y q z f"),
        ("v1 = x + y; v1 * z * z", "x y v1 z v2 v3"),
        ("q = x; f = q * y * z", "x y v1 z f"),
        ("u = x * y\nu * z", "x y u z v1"),
    ],
)
def test_pieces_are_called_as_they_were_named(text, names):
    graph = parse(text, {"x": 1.0, "y": 2.0, "z": 3.0})
    assert sorted(node.name for node in graph) == sorted(names.split())


def test_inner_tensors_have_the_names_that_are_given():
    x = Tensor(1.0)
    u = 2 * x
    v = 3 * u
    f = u * v
    figure = graphs.graph(f, x=x, u=u, v=v, f=f, node="u (×)")
    assert figure.controls["node"].options[1:] == ("x", "u (×)", "v (×)", "f (×)")
    assert "6 × 1" not in figure.text
    assert "from v (×)" in figure.text
    assert "from f (×)" in figure.text


def test_what_is_no_expression_or_no_number():
    with pytest.raises(TypeError, match="expected an expression"):
        graphs.graph(3)
    with pytest.raises(TypeError, match="w is 2"):
        graphs.graph(Tensor(1.0) * 2, w=2)
    with pytest.raises(ValueError, match="draws numbers"):
        graphs.graph(Tensor([1.0, 2.0]).sum())


@every_example
def test_no_node_lies_on_another_and_none_on_a_slope(text, values):
    drawing = Drawing(parse(text, values))
    for (x, y), (a, b) in combinations(drawing.places, 2):
        assert abs(x - a) > 0.7 or abs(y - b) > BOX + 0.4
    width, height = drawing.size
    assert all(0.3 < x < width - 0.3 and 0.4 < y < height - 0.4 for x, y in drawing.places)


def texts(graph, full, chosen=None):
    """Where each text of a graph's drawing stands, at the last step: boxes in pixels."""
    drawing, steps = Drawing(graph), graphs.Steps(graph)

    def draw(figure):
        drawing.draw(figure)
        return lambda: steps.show(drawing, steps.last, chosen, full) or "Drawn."

    canvas = Canvas(draw, size=drawing.size)
    canvas.move()
    canvas.listings()
    shown = [t for t in canvas.figure.axes[0].texts if t.get_text() and t.get_visible()]
    return [t.get_window_extent() for t in shown]


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("graph", [
    *(parse(text, values) for text, values in EXAMPLES.items()),
    *(random_graph(np.random.default_rng(seed), 8) for seed in range(4)),
])  # fmt: skip
def test_no_text_lies_on_another(graph, full):
    forks = [place for place in range(len(graph)) if len(graph.uses(place)) > 1]
    for one, other in (
        pair for chosen in (None, *forks) for pair in combinations(texts(graph, full, chosen), 2)
    ):
        wide = min(one.x1, other.x1) - max(one.x0, other.x0)
        high = min(one.y1, other.y1) - max(one.y0, other.y0)
        assert wide < 3 or high < 3


def test_sources_stand_to_the_left():
    graph = parse("relu(w0*x0 + w1*x1 + b) * (w1*x1 + x0)", NEURON)
    plan = layout([node.sources for node in graph])
    for place, node in enumerate(graph):
        assert all(plan.places[s][0] < plan.places[place][0] for s in node.sources)


def test_short_numbers():
    assert [short(v) for v in (-4, 0.196, -0.0, 1e6, 3e-5, 2.5)] == [
        "−4", "0.20", "0", "1.0e6", "3.0e−5", "2.50"
    ]  # fmt: skip
