"""Exercises of notebook 03: forks, gates, an order, the backward sweep, and the other direction."""

import math

from bplib.checking import Exercise, mistakes
from bplib.course.n03_graphs.expressions import parse

# --- fork_gradients -------------------------------------------------------------------------


def fork_gradients(x, y):
    """The gradients of f = x * sin(x * y) as a dict with the keys "x" and "y"."""
    v = x * y
    return {"x": math.sin(v) + x * math.cos(v) * y, "y": x * math.cos(v) * x}


def fork_cases(rng):
    """Small numbers, zeros, negatives, random ones."""
    fixed = [(2.0, 3.0), (1.0, 0.0), (-1.0, 4.0), (0.5, -2.0)]
    return fixed + [tuple(float(n) for n in rng.normal(size=2).round(2)) for _ in range(3)]


NO_INNER = (
    "The link from x*y into sin is missing. The slope of x*y with respect to one of its inputs is "
    "the other input: one more factor on that path."
)
AS_DICT = 'The numbers are right; return them as a dict, `{"x": …, "y": …}`.'
FORK_GRADIENTS = Exercise(
    reference=fork_gradients,
    cases=fork_cases,
    tolerance=1e-12,
    misconceptions=mistakes(
        fork_gradients,
        {
            "+ x * math.cos(v) * y → + math.cos(v) * y": "On the second path the factor x that "
            "stands before the sine is missing: it is the slope of the product there.",
            "math.sin(v) + x * math.cos(v) * y → math.sin(v)":
                "You forgot the second path: x also reaches the result through x*y and sin.",
            "math.sin(v) + x * math.cos(v) * y → x * math.cos(v) * y":
                "You forgot the first path: x is also a factor itself, beside the sine.",
            "math.sin(v) + x * math.cos(v) * y → math.sin(v) * x * math.cos(v) * y":
                "You multiplied over the paths. Slopes multiply along a path and add over paths.",
            "x * math.cos(v) * y → x * math.cos(v); x * math.cos(v) * x → x * math.cos(v)":
                NO_INNER,
            "x * math.cos(v) * y → math.cos(v) * y; x * math.cos(v) * x → math.cos(v) * x":
                "The outer product is missing on the path through the sine: x multiplies the "
                "sine, so it multiplies what comes back to it.",
            "x * math.cos(v) * x → x * math.cos(v)": NO_INNER,
            "x * math.cos(v) * y → x * math.cos(v)": NO_INNER,
            "math.cos(v) * x → math.cos(v) * b; math.cos(v) * y → math.cos(v) * x; * b → * y":
                "Multiply swaps: the slope of x*y with respect to x is y.",
            "+ x * math.cos → - x * math.cos; x * math.cos(v) * x → -x * math.cos(v) * x":
                "The derivative of sin is cos, with a plus; that of cos has the minus.",
            'v = x * y\nreturn {"x": math.sin(v) + x * math.sin(v) * y, "y": x * math.sin(v) * x}':
                "You left the sine as it is on the way back. Its local slope is cos, at the same "
                "x*y.",
            'v = x * y\nreturn {"x": math.sin(v) + x * math.cos(x) * y, "y": x * math.cos(x) * x}':
                "The slope of a sine is the cosine of the same number: of x*y, not of x.",
            'v = x * y\nreturn {"x": math.sin(v) + x * math.cos(x) * y, "y": x * math.cos(y) * x}':
                "The slope of a sine is the cosine of the same number: of x*y, not of one factor.",
            'v = x * y\nreturn {"x": math.sin(v) + x * math.cos(v) * y, '
            '"y": math.sin(v) + x * math.cos(v) * x}':
                "y reaches the result only through x*y. The term sin(x*y) belongs to x alone.",
            'both = fork_gradients(x, y)\nreturn {"x": both["y"], "y": both["x"]}':
                "The two keys are exchanged.",
            "return tuple(fork_gradients(x, y).values())": AS_DICT,
            'return {"x": 1.0 + y * math.cos(x * y), "y": x * math.cos(x * y)}':
                "That is the gradient of x + sin(x*y). Here x multiplies the sine: a product "
                "hands each input the other one.",
        },
    ),
    hints=[
        "Draw the graph: v = x*y, s = sin(v), f = x*s. Which boxes does x go into, and y?",
        "f hands s to x and x to s. Then sin hands x·cos(v) to v, and v hands y times that to x "
        "and x times that to y.",
        "x gets sin(v) from f and x·cos(v)·y from v; at the fork they add. y gets x·cos(v)·x.",
    ],
)  # fmt: skip

# --- gate_gradients -------------------------------------------------------------------------


def gate_gradients(gate, a, b, upstream):
    """The gradients of the two inputs of a gate "add", "multiply", "divide" or "max"."""
    if gate == "add":
        slopes = 1.0, 1.0
    elif gate == "multiply":
        slopes = b, a
    elif gate == "divide":
        slopes = 1 / b, -a / b**2
    elif a == b:
        slopes = 0.5, 0.5
    else:
        slopes = int(a > b), int(b > a)
    return upstream * slopes[0], upstream * slopes[1]


def gate_cases(rng):
    """Each gate by hand, with an upstream that is not 1; a tie; zeros; random ones."""
    cases = [
        ("add", 2.0, 3.0, 5.0),
        ("multiply", 2.0, 3.0, 5.0),
        ("divide", 3.0, 2.0, 8.0),
        ("max", 2.0, 3.0, 5.0),
        ("max", 3.0, -4.0, 5.0),
        ("multiply", 0.0, 3.0, -1.0),
        ("divide", 0.0, -0.5, 1.0),
        ("max", 2.0, 2.0, 6.0),
        ("max", -1.5, -1.5, -3.0),
    ]
    for gate in ("add", "multiply", "divide", "max"):
        a, b, upstream = (float(each) for each in rng.normal(size=3).round(2))
        cases.append((gate, a, b, upstream))
    return cases


TIE = (
    "At a tie neither input is the larger. In this course the two share the gradient: half for "
    "each."
)
LOCAL = "Those are the local slopes. Multiply each by the gradient that comes from upstream."
WINNERS_VALUE = "The slope of max with respect to its larger input is 1, not the value of it."
QUOTIENT = (
    "The slope of a / b with respect to b is −a / b²: with a minus, and with b squared, as the "
    "power rule says of a · b⁻¹."
)
GATE_GRADIENTS = Exercise(
    reference=gate_gradients,
    cases=gate_cases,
    misconceptions=mistakes(
        gate_gradients,
        {
            "return upstream * slopes[0], upstream * slopes[1] → return slopes": LOCAL,
            "slopes = b, a → slopes = a, b":
                "The slope of a · b with respect to a is b, not a: a multiply gate swaps its "
                "inputs.",
            "slopes = b, a → slopes = a * b, a * b":
                "You handed the product back to both. The slope of a · b with respect to a is b "
                "alone.",
            "slopes = b, a → slopes = 1, 1":
                "A multiply gate does not pass the gradient on as it is: its slopes are b and a.",
            "slopes = 1.0, 1.0 → slopes = 0.5, 0.5":
                "An add gate does not split the gradient: both slopes are 1, so each input gets "
                "all of it.",
            "slopes = 1.0, 1.0 → slopes = a, b":
                "The slope of a + b with respect to a is 1, whatever a is.",
            "0.5, 0.5 → 1, 1; int(a > b), int(b > a) → 1, 1":
                "Only the larger input of max matters for a small nudge. The other one gets 0.",
            "int(a > b), int(b > a) → int(a > b) * a, int(b > a) * b": WINNERS_VALUE,
            "0.5, 0.5 → 0, b; int(a > b), int(b > a) → int(a > b) * a, int(b > a) * b":
                WINNERS_VALUE,
            "int(a > b), int(b > a) → int(a < b), int(b < a)":
                "max passes its larger input on, so that one gets all.",
            "slopes = 0.5, 0.5 → slopes = 1, 0": TIE,
            "slopes = 0.5, 0.5 → slopes = 0, 1": TIE,
            "slopes = 0.5, 0.5 → slopes = 1, 1": TIE,
            "slopes = 0.5, 0.5 → slopes = 0, 0": TIE,
            "-a / b**2 → a / b**2": QUOTIENT,
            "-a / b**2 → -a / b": QUOTIENT,
            "-a / b**2 → -1 / b**2": QUOTIENT,
            "-a / b**2 → 1 / a": QUOTIENT,
            "1 / b, -a / b**2 → -a / b**2, 1 / b":
                "The two inputs of the quotient are exchanged: a stands above the line, b below "
                "it.",
        },
    ),
    hints=[
        "Write the two local slopes of each gate down first: of a + b, a · b, a / b, max(a, b).",
        "They are (1, 1), (b, a), (1/b, −a/b²), and (1, 0) or (0, 1), whichever input is larger. "
        "At a tie: a half each.",
        "Multiply each by upstream and return the pair.",
    ],
)  # fmt: skip

# --- topological_order ----------------------------------------------------------------------


def topological_order(parents):
    """The nodes of a graph in an order in which each stands after all of its parents."""
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in parents[node]:
                visit(parent)
            order.append(node)

    for node in parents:
        visit(node)
    return order


def order_cases(rng):
    """A chain, chains not written in order, a node used twice, graphs in pieces, random ones."""
    cases = [
        {"x": [], "y": ["x"]},
        {"b": ["a"], "a": ["x"], "x": [], "c": ["x"]},
        {"C": ["b", "a"], "b": ["a", "x"], "a": ["x"], "x": []},
        {"x": [], "u": ["x"], "v": ["u", "x"], "f": ["x", "v"]},
        {"s": ["x", "x"], "x": [], "t": ["s", "x"]},
        {"z": [], "only": []},
    ]
    for size in (6, 9):
        names = [f"v{i}" for i in range(size)]
        graph = {
            name: [names[j] for j in rng.choice(i, size=min(i, 2), replace=False)]
            for i, name in enumerate(names)
        }
        cases.append({names[i]: graph[names[i]] for i in rng.permutation(size)})
    return [(case,) for case in cases]


def first_too_early(order, parents):
    """A node that stands before one of its parents, with that parent; None in a right order."""
    place = {node: i for i, node in enumerate(order)}
    pairs = ((node, parent) for node in order for parent in parents[node])
    return next((pair for pair in pairs if place[pair[0]] < place[pair[1]]), None)


def order_problem(came, expected, parents):
    """What is wrong with an order; any topological order is right."""
    if not isinstance(came, (list, tuple)):
        return "returns no list of names"
    came = [str(name) for name in came]
    if sorted(came) != sorted(parents):
        missing, extra = set(parents) - set(came), set(came) - set(parents)
        if missing:
            return f"leaves out {', '.join(sorted(missing))}"
        return f"names {', '.join(sorted(extra))}" if extra else "lists a node more than once"
    pair = first_too_early(came, parents)
    if pair is None:
        return None
    if first_too_early(came[::-1], parents) is None:
        return (
            f"puts {pair[0]} before its parent {pair[1]}: results first, as a backward pass goes. "
            "Asked for is the order turned round, parents first"
        )
    return f"puts {pair[0]} before its parent {pair[1]}"


ON_REACH = (
    "You put a node into the list when you reach it, before you have been to all of its parents. "
    "Visit the parents first, then append the node."
)
ONCE = (
    "A node that is used twice is met once per path, but stands in the order once. Skip a node "
    "that is there already."
)
ONE_ROUND = (
    "One round through the nodes is not enough: a node that is written before its parents has to "
    "wait for a later round, or its parents must be visited first."
)
DISTANCE = (
    "You sorted by a number that can put a node before a parent: how many parents it has, or its "
    "shortest way from an input. What counts is the longest way."
)
TOPOLOGICAL_ORDER = Exercise(
    reference=topological_order,
    cases=order_cases,
    compare=order_problem,
    misconceptions=mistakes(
        topological_order,
        {
            "return list(parents)":
                "You returned the nodes as they are written. A node may be written before its "
                "parents.",
            "return sorted(parents)":
                "You sorted by name. The order is decided by the edges alone.",
            "return sorted(parents, key=lambda node: len(parents[node]))": DISTANCE,
            """
            def distance(node):
                return 1 + min(map(distance, parents[node])) if parents[node] else 0
            return sorted(parents, key=distance)
            """: DISTANCE,
            """
            order, seen = [], set()

            def visit(node):
                if node not in seen:
                    seen.add(node)
                    order.append(node)
                    for parent in parents[node]:
                        visit(parent)

            for node in parents:
                visit(node)
            return order
            """: ON_REACH,
            "if node not in seen: → if True:": ONCE,
            "return [node for node in parents if not parents[node]]":
                "Those are the nodes without parents. They come first; the others follow.",
            """
            order = []
            for node in parents:
                if all(parent in order for parent in parents[node]):
                    order.append(node)
            return order
            """: ONE_ROUND,
            """
            order = []
            for node in parents:
                for parent in parents[node]:
                    if parent not in order:
                        order.append(parent)
                if node not in order:
                    order.append(node)
            return order
            """:
                "You put the parents before the node, but not the parents of these parents before "
                "them. The same question waits at each parent.",
            """
            order = [node for node in parents if not parents[node]]
            while len(order) < len(parents):
                for node in parents:
                    if node not in order and any(parent in order for parent in parents[node]):
                        order.append(node)
            return order
            """:
                "A node has to wait for all of its parents; you wait for one of them: `all`, not "
                "`any`.",
        },
    ),
    hints=[
        "Which nodes may come first? Those without parents. And then?",
        "A node may be appended as soon as all of its parents are in the list. So before you "
        "append one, go to its parents and do the same for them.",
        "A function `visit(node)`: if the node was not seen, note it as seen, visit its parents, "
        "then append it. Call it for every node.",
    ],
)  # fmt: skip

# --- backward -------------------------------------------------------------------------------


UNTOUCHED = float("0")  # a zero of its own, so that one that was written can be told from it


class Value:
    """A number that remembers how it was made, as the notebook's own `Value`."""

    def __init__(self, value, parents, slopes):
        self.value, self.parents, self.slopes = value, parents, slopes
        self.grad = UNTOUCHED


def boxes_of(text, values):
    """The boxes of an expression in a topological order, by name; without constants."""
    graph, boxes = parse(text, values), []
    for node in graph:
        edges = [
            (boxes[source], slope)
            for source, slope in zip(node.sources, node.slopes, strict=True)
            if not graph[source].constant
        ]
        boxes.append(Value(node.value, [box for box, _ in edges], [slope for _, slope in edges]))
    return {node.name: box for node, box in zip(graph, boxes, strict=True) if not node.constant}


def backward(order):
    """Set the .grad of every box of order, which has parents first and the result last."""
    for node in order:
        node.grad = 0.0
    order[-1].grad = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.slopes):
            parent.grad += node.grad * slope


def sweep_cases(rng):
    """Gates by hand, a fork, the notebook's four boxes, a second call, larger graphs."""
    w, x, b = (float(n) for n in rng.normal(size=3).round(2))
    return [
        ("f = x + y", {"x": 2.0, "y": 5.0}, 1),
        ("f = x * y", {"x": 2.0, "y": 5.0}, 1),
        ("f = x * x", {"x": 3.0}, 1),
        ("u = 2*x; v = 3*u; f = u * v", {"x": 1.0}, 1),
        ("u = 2*x; f = u * u", {"x": 3.0}, 2),
        ("z = w*x + b; a = tanh(z); C = a*a + w", {"w": w, "x": x, "b": b}, 1),
        ("p = x*y; q = sin(p) + x; r = p*q; f = r*x - q", {"x": 0.7, "y": -1.3}, 1),
        ("p = x + y; q = p * p; f = q*x + p", {"x": 0.5, "y": 2.0}, 3),
    ]


def gradients_after(sweep, text, values, times):
    """The gradients that a sweep leaves in the boxes; what it returned where it wrote none."""
    boxes = boxes_of(text, values)
    for _ in range(times):
        returned = sweep(list(boxes.values()))
    if all(box.grad is UNTOUCHED for box in boxes.values()):
        return returned
    return {name: box.grad for name, box in boxes.items()}


def sweep_problem(came, expected, text, values, times):
    """The first gradient that is not what it should be."""
    if not isinstance(came, dict) or came.keys() != expected.keys():
        return "returns something, and sets no `.grad`: write the gradients into the boxes"
    for name in reversed(came):
        if not math.isclose(float(came[name]), float(expected[name]), rel_tol=1e-9, abs_tol=1e-12):
            return f"leaves {name}.grad = {float(came[name]):.7g}; expected {expected[name]:.7g}"
    return None


def described_sweep(text, values, times):
    """A case in words."""
    at = ", ".join(f"{name} = {value:g}" for name, value in values.items())
    often = ["", "", ", called twice", ", called three times"][times]
    return f"{text} at {at}{often}"


LOCAL_ALONE = (
    "Upstream is missing: what a box hands to a parent is its own gradient times the local slope."
)
AT_ONCE = (
    "You hand on from a box as soon as something has reached it. A box that is used twice then "
    "speaks before it has heard everything. Go through the order from its end instead."
)
NO_SEED = (
    "Everything is 0: nothing was there to be handed on. After all gradients are set to 0, the "
    "result gets 1."
)
BACKWARD = Exercise(
    reference=backward,
    cases=sweep_cases,
    call=gradients_after,
    compare=sweep_problem,
    describe=described_sweep,
    misconceptions=mistakes(
        backward,
        {
            "parent.grad += → parent.grad =":
                "You overwrite: of a box that is used twice only the contribution that came last "
                "is left. At a fork they add: `+=`.",
            """
            order[-1].grad = 1.0
            for node in reversed(order):
                for parent, slope in zip(node.parents, node.slopes):
                    parent.grad += node.grad * slope
            """:
                "The second call adds to what the first one left. Set every gradient to 0 before "
                "the sweep.",
            """
            for node in order:
                if not node.parents:
                    node.grad = 0.0
            order[-1].grad = 1.0
            for node in reversed(order):
                for parent, slope in zip(node.parents, node.slopes):
                    parent.grad += node.grad * slope
            """:
                "You reset the inputs alone. The boxes between keep their old gradients and hand "
                "them on once more: set every one to 0.",
            "reversed(order) → order":
                "Only the result has handed something on. Go through the order from its end, "
                "`reversed(order)`: then each box has heard from all its users before its turn.",
            "order[-1].grad = 1.0 → pass": NO_SEED,
            "order[-1].grad = 1.0 → order[0].grad = 1.0":
                "You gave the 1 to the first box. It belongs to the result, the last one.",
            "order[-1].grad = 1.0 → order[-1].grad = order[-1].value":
                "The result starts with its value. The slope of the result with respect to itself "
                "is 1.",
            "node.grad * slope → slope": LOCAL_ALONE,
            "node.grad * slope → node.grad":
                "The local slope is missing: upstream × local goes to the parent.",
            "node.grad * slope → node.value * slope":
                "You multiplied the value of the box with the local slope. What it hands back is "
                "its gradient times the local slope.",
            "node.grad * slope → node.grad * parent.value":
                "You multiplied by the value of the parent. The local slope stands in "
                "`node.slopes`; a product, for one, has the other factor there.",
            "parent.grad += node.grad * slope → node.grad += parent.grad * slope":
                "You collect from the parents. Backward, a box hands to its parents: `parent.grad "
                "+= node.grad * slope`.",
            "zip(node.parents, node.slopes) → list(zip(node.parents, node.slopes))[:1]":
                "Only the first parent of each box gets something. Go through all of them.",
            "zip(node.parents, node.slopes) → dict(zip(node.parents, node.slopes)).items()":
                "In x*x the box x is a parent twice, and both contributions count. A dict or a "
                "set of parents keeps one of them.",
            """
            for node in order:
                node.grad = 0.0
            order[-1].grad = 1.0

            def hand_back(node):
                for parent, slope in zip(node.parents, node.slopes):
                    parent.grad += node.grad * slope
                    hand_back(parent)

            hand_back(order[-1])
            """: AT_ONCE,
            """
            for node in order:
                node.grad = 0.0
            order[-1].grad = 1.0
            seen = set()

            def hand_back(node):
                for parent, slope in zip(node.parents, node.slopes):
                    parent.grad += node.grad * slope
                    if parent not in seen:
                        seen.add(parent)
                        hand_back(parent)

            hand_back(order[-1])
            """: AT_ONCE,
        },
    ),
    hints=[
        "Three parts: set every gradient to 0; give the result, `order[-1]`, its 1; then go "
        "through the order from its end.",
        "At each box, for each of its parents and the local slope that belongs to it: upstream × "
        "local, added to what the parent has.",
        "The last two lines: `for parent, slope in zip(node.parents, node.slopes):` and in it "
        "`parent.grad += node.grad * slope`.",
    ],
)  # fmt: skip

# --- dual_divide ----------------------------------------------------------------------------


def dual_divide(a, b):
    """The quotient a / b of two dual numbers, each a pair (value, slope)."""
    return a[0] / b[0], (a[1] * b[0] - a[0] * b[1]) / b[0] ** 2


def dual_cases(rng):
    """A constant divisor, 1/x, x/x, negatives, random ones."""
    fixed = [((6.0, 1.0), (2.0, 0.0)), ((1.0, 0.0), (4.0, 1.0)), ((3.0, 1.0), (3.0, 1.0))]
    fixed.append(((0.0, 1.0), (-5.0, -2.0)))
    drawn = [rng.normal(size=4).round(2) for _ in range(3)]
    return fixed + [((float(a), float(b)), (float(c), float(d))) for a, b, c, d in drawn]


NUMERATOR = "(a[1] * b[0] - a[0] * b[1])"
DUAL_DIVIDE = Exercise(
    reference=dual_divide,
    cases=dual_cases,
    misconceptions=mistakes(
        dual_divide,
        {
            "return a[0] / b[0], a[1] / b[1]":
                "The slope of a quotient is not the quotient of the slopes. Multiply (q + q′ε)(b "
                "+ b′ε) out and ask that it be a + a′ε.",
            "return a[0] / b[0], a[1] - b[1]":
                "Subtracting the slopes is right for a difference; this is a quotient.",
            f"{NUMERATOR} → (a[0] * b[1] - a[1] * b[0])":
                "The sign is turned round: a larger a makes the quotient larger, so a′ has the "
                "plus.",
            f"{NUMERATOR} → (a[1] * b[0] + a[0] * b[1])":
                "The plus is that of the product. When b grows the quotient shrinks: a minus "
                "before the path through b.",
            f"{NUMERATOR} / b[0] ** 2 → {NUMERATOR} / b[0]":
                "The denominator is b squared: one b from each of the two divisions.",
            f"{NUMERATOR} / b[0] ** 2 → {NUMERATOR}": "The division by b² is missing.",
            f"{NUMERATOR} / b[0] ** 2 → a[1] / b[0]":
                "Both may move. Add the path through b, with −a b′ / b².",
            f"{NUMERATOR} / b[0] ** 2 → a[1] / b[0] - a[0] * b[1]":
                "The slope of 1/b with respect to b is −1/b²: divide the second term by b squared.",
            f"{NUMERATOR} / b[0] ** 2 → a[1] / b[0] - a[0] * b[1] / b[0]":
                "The slope of 1/b with respect to b is −1/b²: square the b in the second term.",
            f"{NUMERATOR} / b[0] ** 2 → a[1] / b[0] - a[0] / b[0] ** 2":
                "The path through b lacks b′, how much b itself moves.",
            f"{NUMERATOR} → (a[0] * a[1] - b[0] * b[1])":
                "Multiply each slope by the value of the other number, not by its own.",
            f"{NUMERATOR} / b[0] ** 2 → {NUMERATOR} / b[1] ** 2":
                "Divide by the square of b's value; b[1] is its slope.",
            f"{NUMERATOR} / b[0] ** 2 → {NUMERATOR} / a[0] ** 2":
                "What stands below the line is squared: b, not a.",
            "return a[0] * b[0], a[1] * b[0] + a[0] * b[1]":
                "That is the product of the two. Asked for is the quotient a / b.",
        },
    ),
    hints=[
        "Call the quotient q + q′ε. Then (q + q′ε)(b + b′ε) = a + a′ε. Multiply out and compare.",
        "q b = a, and q′b + q b′ = a′. Solve the second for q′ and put in q = a/b.",
        "The slope is (a′b − a b′)/b²; with pairs, a′ is a[1] and b is b[0].",
    ],
)  # fmt: skip

# --- forward_sweep --------------------------------------------------------------------------


def forward_sweep(order, x):
    """The slope of every box of order with respect to the box x, as a list in that order."""
    slopes = {}
    for node in order:
        pairs = zip(node.parents, node.slopes)
        through_parents = sum(slopes[parent] * slope for parent, slope in pairs)
        slopes[node] = 1.0 if node is x else through_parents
    return list(slopes.values())


def forward_cases(rng):
    """Chains, a fork, an input that others do not meet, a box in the middle, a larger graph."""
    w, x, b = (float(n) for n in rng.normal(size=3).round(2))
    return [
        ("u = 2*x; f = 3*u", {"x": 1.0}, "x"),
        ("u = x*y; f = u + y", {"x": 2.0, "y": 5.0}, "x"),
        ("u = x*y; f = u + y", {"x": 2.0, "y": 5.0}, "y"),
        ("f = x * x", {"x": 3.0}, "x"),
        ("u = 2*x; v = 3*u; f = u * v", {"x": 1.0}, "x"),
        ("u = 2*x; v = 3*u; f = u * v", {"x": 1.0}, "u"),
        ("z = w*x + b; a = tanh(z); C = a*a + w", {"w": w, "x": x, "b": b}, "w"),
        ("p = x*y; q = sin(p) + x; r = p*q; f = r*x - q", {"x": 0.7, "y": -1.3}, "x"),
    ]


def slopes_after(sweep, text, values, name):
    """What a forward sweep returns for the boxes of an expression; a dict by box is as good."""
    boxes = boxes_of(text, values)
    came = sweep(list(boxes.values()), boxes[name])
    if isinstance(came, dict) and came.keys() == set(boxes.values()):
        return [came[box] for box in boxes.values()]
    return came


def described_forward(text, values, name):
    """A case in words."""
    at = ", ".join(f"{each} = {value:g}" for each, value in values.items())
    return f"{text} at {at}, slopes with respect to {name}"


REVERSE = (
    "Those are the slopes of the result with respect to each box. Asked for are the slopes of each "
    "box with respect to x: the other direction."
)
ALL_INPUTS = "Only x is nudged. The other inputs stay where they are: their slope is 0."
FORWARD_SWEEP = Exercise(
    reference=forward_sweep,
    cases=forward_cases,
    call=slopes_after,
    describe=described_forward,
    misconceptions=mistakes(
        forward_sweep,
        {
            """
            backward(order)
            return [node.grad for node in order]
            """: REVERSE,
            """
            slopes = dict.fromkeys(order, 0.0)
            slopes[x] = 1.0
            for node in reversed(order):
                for parent, slope in zip(node.parents, node.slopes):
                    slopes[parent] += slopes[node] * slope
            return list(slopes.values())
            """:
                "Forward mode starts at x and goes with the order, from the parents to the box. "
                "You go through it from its end.",
            "sum(slopes[parent] * slope for parent, slope in pairs) → "
            "sum(slope for _parent, slope in pairs)":
                "The slopes of the parents are missing: a nudge of x reaches a box through its "
                "parents, so multiply each local slope by the slope of that parent.",
            "sum(slopes[parent] * slope for parent, slope in pairs) → "
            "sum(slopes[parent] for parent, _ in pairs)":
                "The local slopes are missing: slope of the parent × local slope, added up.",
            "sum(slopes[parent] * slope for parent, slope in pairs) → "
            "sum([slopes[parent] * slope for parent, slope in pairs][-1:])":
                "Where a box takes in two moving parents both contributions count. You keep the "
                "last.",
            "sum(slopes[parent] * slope for parent, slope in pairs) → "
            "sum([slopes[parent] * slope for parent, slope in pairs][:1])":
                "Where a box takes in two moving parents both contributions count. You keep the "
                "first.",
            "sum(slopes[parent] * slope for parent, slope in pairs) → "
            "math.prod(slopes[parent] * slope for parent, slope in pairs)":
                "Over the parents the contributions add; you multiplied them.",
            "1.0 if node is x else through_parents → through_parents":
                "x itself needs its start: its slope with respect to itself is 1.",
            "1.0 if node is x else through_parents → through_parents if node.parents else 1.0":
                ALL_INPUTS,
            "if node is x → if node is x and not node.parents":
                "x may be a box in the middle. Its slope with respect to itself is 1 there too, "
                "whatever its parents say.",
            "1.0 if node is x else through_parents → x.value if node is x else through_parents":
                "x starts with its value. Its slope with respect to itself is 1.",
            "return list(slopes.values()) → return list(slopes.values())[-1]":
                "You returned the slope of the result alone. Asked for is a list, one slope for "
                "each box.",
            "return list(slopes.values()) → return list(slopes.values())[::-1]":
                "The list stands in the reverse order: the first box of `order` comes first.",
            "slopes[parent] * slope for → parent.value * slope for":
                "You multiplied by the parent's value. It is the parent's slope that is handed on.",
        },
    ),
    hints=[
        "Read the formula of the backward sweep from the other side: a box gets slope × local "
        "slope from each of its parents, and adds.",
        "Keep a dict from each box to its slope. x has 1, every other input 0; parents come first "
        "in `order`, so their slopes are there when they are needed.",
        "For each box: `sum(slopes[p] * s for p, s in zip(node.parents, node.slopes))`, and 1 "
        "where `node is x`.",
    ],
)  # fmt: skip


EXERCISES = [
    FORK_GRADIENTS,
    GATE_GRADIENTS,
    TOPOLOGICAL_ORDER,
    BACKWARD,
    DUAL_DIVIDE,
    FORWARD_SWEEP,
]
