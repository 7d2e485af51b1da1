"""Exercises of notebook 03: a topological order, and what gates hand back."""

import math

from bplib.checking import Exercise, Misconception

# --- topological_order ----------------------------------------------------------------------


def topological_order(parents):
    """The nodes of a graph in an order in which each stands after all of its parents."""
    order = []
    while len(order) < len(parents):
        for node in parents:
            if node not in order and all(p in order for p in parents[node]):
                order.append(node)
    return order


def order_cases(rng):
    """A chain, the four-node graph, a chain written backwards, a node used twice, random ones."""
    cases = [
        {"x": [], "y": ["x"]},
        {"y": ["x"], "x": []},
        {"C": ["b", "a"], "b": ["a", "x"], "a": ["x"], "x": []},
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
    for node in came:
        for parent in parents[node]:
            if came.index(parent) > came.index(node):
                return f"puts {node} before its parent {parent}"
    return None


def as_written(parents):
    return list(parents)


def results_first(parents):
    return topological_order(parents)[::-1]


def by_name(parents):
    return sorted(parents)


def preorder(parents):
    order = []

    def visit(node):
        if node not in order:
            order.append(node)
            for parent in parents[node]:
                visit(parent)

    for node in parents:
        visit(node)
    return order[::-1]


def each_time_it_is_met(parents):
    order = []

    def visit(node):
        for parent in parents[node]:
            visit(parent)
        order.append(node)

    for node in parents:
        visit(node)
    return order


TOPOLOGICAL_ORDER = Exercise(
    name="topological_order",
    reference=topological_order,
    cases=order_cases,
    compare=order_problem,
    misconceptions=[
        Misconception(
            as_written,
            "You returned the nodes as they are written. A node may be written before its parents.",
        ),
        Misconception(
            results_first,
            "The order is turned round: results come first. That is the order of the backward "
            "pass; asked for is parents first.",
        ),
        Misconception(by_name, "You sorted by name. The order is decided by the edges alone."),
        Misconception(
            preorder,
            "You put a node into the list when you reach it, before you have been to all of its "
            "parents. Visit the parents first, then append the node.",
        ),
        Misconception(
            each_time_it_is_met,
            "A fork is met once per path, but stands in the order once. Skip a node that is "
            "there already.",
        ),
    ],
    hints=[
        "Which nodes may come first? Those without parents. And then?",
        "A node may be appended as soon as all of its parents are in the list: "
        "all(p in order for p in parents[node]).",
        "Go through the nodes again and again, appending each that may be appended and is not "
        "there yet, until all are in the list.",
    ],
)

# --- gate_gradients -------------------------------------------------------------------------


def gate_gradients(gate, a, b, upstream):
    """The gradients of the two inputs of a gate "add", "multiply" or "max"."""
    if gate == "add":
        return upstream, upstream
    if gate == "multiply":
        return upstream * b, upstream * a
    if a == b:
        return upstream / 2, upstream / 2
    return (upstream, 0.0) if a > b else (0.0, upstream)


def gate_cases(rng):
    """Each gate by hand, with an upstream that is not 1; a tie; zeros; random ones."""
    cases = [
        ("add", 2.0, 3.0, 5.0),
        ("multiply", 2.0, 3.0, 5.0),
        ("max", 2.0, 3.0, 5.0),
        ("max", 3.0, -4.0, 5.0),
        ("multiply", 0.0, 3.0, -1.0),
        ("max", 2.0, 2.0, 6.0),
    ]
    for gate in ("add", "multiply", "max"):
        a, b, upstream = (float(each) for each in rng.normal(size=3).round(2))
        cases.append((gate, a, b, upstream))
    return cases


def no_upstream(gate, a, b, upstream):
    return gate_gradients(gate, a, b, 1.0)


def not_swapped(gate, a, b, upstream):
    return (
        (upstream * a, upstream * b) if gate == "multiply" else gate_gradients(gate, a, b, upstream)
    )


def shared_by_add(gate, a, b, upstream):
    return (upstream / 2, upstream / 2) if gate == "add" else gate_gradients(gate, a, b, upstream)


def max_to_both(gate, a, b, upstream):
    return (upstream, upstream) if gate == "max" else gate_gradients(gate, a, b, upstream)


def max_gives_value(gate, a, b, upstream):
    if gate != "max":
        return gate_gradients(gate, a, b, upstream)
    return (upstream * a, 0.0) if a > b else (0.0, upstream * b)


def max_to_the_smaller(gate, a, b, upstream):
    return gate_gradients(gate, -a, -b, upstream) if gate == "max" else gate_gradients(
        gate, a, b, upstream
    )  # fmt: skip


def tie_to_first(gate, a, b, upstream):
    tie = gate == "max" and a == b
    return (upstream, 0.0) if tie else gate_gradients(gate, a, b, upstream)


def tie_to_second(gate, a, b, upstream):
    return tie_to_first(gate, b, a, upstream)[::-1]


TIE = (
    "At a tie neither input is the larger. In this course the two share the gradient: half for "
    "each."
)
GATE_GRADIENTS = Exercise(
    name="gate_gradients",
    reference=gate_gradients,
    cases=gate_cases,
    misconceptions=[
        Misconception(
            no_upstream,
            "Those are the local derivatives. Multiply each by the gradient that comes from "
            "upstream.",
        ),
        Misconception(
            not_swapped,
            "The slope of a · b by a is b, not a: a multiply gate swaps its inputs.",
        ),
        Misconception(
            shared_by_add,
            "An add gate does not split the gradient: both slopes are 1, so each input gets all "
            "of it.",
        ),
        Misconception(
            max_to_both,
            "Only the larger input of max matters for a small nudge. The other one gets 0.",
        ),
        Misconception(
            max_gives_value,
            "The slope of max by its larger input is 1, not the value of that input.",
        ),
        Misconception(max_to_the_smaller, "max passes its larger input on, so that one gets all."),
        Misconception(tie_to_first, TIE),
        Misconception(tie_to_second, TIE),
    ],
    hints=[
        "Write the two local derivatives of each gate down first: of a + b, a · b, max(a, b).",
        "They are (1, 1), (b, a), and (1, 0) or (0, 1), whichever input is larger. At a tie: a "
        "half each.",
        "Multiply each by upstream and return the pair.",
    ],
)


# --- fork_gradients -------------------------------------------------------------------------


def fork_gradients(x, y):
    """The gradients of f = x*y + exp(x) as a dict with the keys "x" and "y"."""
    return {"x": y + math.exp(x), "y": x}


def fork_cases(rng):
    """Small numbers, zeros, negatives, random ones."""
    fixed = [(2.0, 3.0), (0.0, 0.0), (-1.0, 4.0), (1.0, -2.0)]
    return fixed + [tuple(float(n) for n in rng.normal(size=2).round(2)) for _ in range(3)]


def only_the_product(x, y):
    return {"x": y, "y": x}


def only_the_exponential(x, y):
    return {"x": math.exp(x), "y": x}


def product_not_swapped(x, y):
    return {"x": x + math.exp(x), "y": y}


def paths_multiplied(x, y):
    return {"x": y * math.exp(x), "y": x}


def power_rule(x, y):
    return {"x": y + x * math.exp(x - 1), "y": x}


def exp_for_both(x, y):
    return {"x": y + math.exp(x), "y": x + math.exp(x)}


FORK_GRADIENTS = Exercise(
    name="fork_gradients",
    reference=fork_gradients,
    cases=fork_cases,
    misconceptions=[
        Misconception(
            only_the_product,
            "You forgot to add the second path: x also goes into exp.",
        ),
        Misconception(
            only_the_exponential,
            "You forgot to add the first path: x also goes into the product x*y.",
        ),
        Misconception(product_not_swapped, "The slope of x*y by x is y: multiply swaps."),
        Misconception(
            paths_multiplied,
            "You multiplied over the paths. Slopes multiply along a path and add over paths.",
        ),
        Misconception(
            power_rule,
            "exp is no power: its derivative is exp(x) itself, its own output.",
        ),
        Misconception(exp_for_both, "y does not reach the result through exp, only through x*y."),
    ],
    hints=[
        "Draw the graph: x goes into two nodes, y into one. The result is an add gate.",
        "Both inputs of the add gate get the gradient 1. What does × hand to x and to y? And exp?",
        "x gets y from × and exp(x) from exp; at a fork they add. y gets x.",
    ],
)

# --- dual_multiply --------------------------------------------------------------------------


def dual_multiply(a, b):
    """The product of two dual numbers, each a pair (value, slope)."""
    return a[0] * b[0], a[1] * b[0] + a[0] * b[1]


def dual_cases(rng):
    """A constant factor, x times x, zeros, negatives, random ones."""
    fixed = [((3.0, 1.0), (2.0, 0.0)), ((3.0, 1.0), (3.0, 1.0)), ((0.0, 1.0), (5.0, -2.0))]
    drawn = [rng.normal(size=4).round(2) for _ in range(3)]
    return fixed + [((float(a), float(b)), (float(c), float(d))) for a, b, c, d in drawn]


def slopes_multiplied(a, b):
    return a[0] * b[0], a[1] * b[1]


def slopes_added(a, b):
    return a[0] * b[0], a[1] + b[1]


def own_slopes(a, b):
    return a[0] * b[0], a[0] * a[1] + b[0] * b[1]


def with_minus(a, b):
    return a[0] * b[0], a[1] * b[0] - a[0] * b[1]


def with_squared_nudge(a, b):
    return a[0] * b[0], a[1] * b[0] + a[0] * b[1] + a[1] * b[1]


def first_slope_only(a, b):
    return a[0] * b[0], a[1] * b[0]


DUAL_MULTIPLY = Exercise(
    name="dual_multiply",
    reference=dual_multiply,
    cases=dual_cases,
    misconceptions=[
        Misconception(
            slopes_multiplied,
            "The slope of a product is not the product of the slopes; take the product rule.",
        ),
        Misconception(slopes_added, "Adding the slopes is right for a sum; this is a product."),
        Misconception(
            own_slopes,
            "Multiply each slope by the value of the other factor, not by its own.",
        ),
        Misconception(
            with_minus, "The minus belongs to the quotient; in a product both are added."
        ),
        Misconception(
            with_squared_nudge,
            "The term slope · slope carries ε², which is dropped: (a + a′ε)(b + b′ε) keeps the "
            "terms with ε alone.",
        ),
        Misconception(
            first_slope_only,
            "Both factors may move. Add the path through the second factor.",
        ),
    ],
    hints=[
        "Multiply out (a + a′ε)(b + b′ε) and drop ε². What stands before ε?",
        "The value is a·b, the slope a′·b + a·b′.",
        "With pairs: a[0] * b[0] and a[1] * b[0] + a[0] * b[1].",
    ],
)


EXERCISES = [TOPOLOGICAL_ORDER, GATE_GRADIENTS, FORK_GRADIENTS, DUAL_MULTIPLY]
