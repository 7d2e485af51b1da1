"""Exercises of notebook 02: along a chain slopes multiply, over two paths they add."""

import itertools
import math

from bplib.checking import Exercise, Misconception, Named

# --- chain_slope ----------------------------------------------------------------------------


def chain_slope(links, x):
    """The slope at x of a chain of functions, given as pairs (f, derivative), first to last."""
    slope = 1.0
    for f, derivative in links:
        slope = slope * derivative(x)
        x = f(x)
    return slope


DOUBLE = (Named("2*x", lambda x: 2 * x), Named("2", lambda x: 2.0))
SQUARE = (Named("x**2", lambda x: x**2), Named("2*x", lambda x: 2 * x))
ADD_ONE = (Named("x + 1", lambda x: x + 1), Named("1", lambda x: 1.0))
SINE = (Named("sin(x)", math.sin), Named("cos(x)", math.cos))
EXP = (Named("exp(x)", math.exp), Named("exp(x)", math.exp))
FLAT = (Named("5", lambda x: 5.0), Named("0", lambda x: 0.0))


def chain_cases(rng):
    """One link, two in both orders, longer ones, a flat one, a long one, none."""
    return [
        ([SQUARE], 3.0),
        ([ADD_ONE, SQUARE], 2.0),
        ([SQUARE, ADD_ONE], 2.0),
        ([SQUARE, SINE], 1.5),
        ([SINE, EXP, SQUARE], 0.5),
        ([SQUARE, SQUARE, SQUARE], -1.1),
        ([SINE, FLAT, EXP], 1.0),
        ([DOUBLE, SINE] * 10, round(float(rng.uniform(0.2, 0.4)), 3)),
        ([], 4.0),
    ]


def all_at_the_start(links, x):
    return math.prod((derivative(x) for _, derivative in links), start=1.0)


def one_link_late(links, x):
    slope = 1.0
    for f, derivative in links:
        x = f(x)
        slope = slope * derivative(x)
    return slope


def slopes_added(links, x):
    total = 0.0
    for f, derivative in links:
        total, x = total + derivative(x), f(x)
    return total


def last_link_first(links, x):
    return chain_slope(links[::-1], x)


def last_link_only(links, x):
    slope = 1.0
    for f, derivative in links:
        slope, x = derivative(x), f(x)
    return slope


def first_link_only(links, x):
    return links[0][1](x) if links else 1.0


def starts_at_zero(links, x):
    return 0.0


def value_of_the_chain(links, x):
    for f, _ in links:
        x = f(x)
    return x


CHAIN = Exercise(
    name="chain_slope",
    reference=chain_slope,
    cases=chain_cases,
    misconceptions=[
        Misconception(
            all_at_the_start,
            "You took every derivative at x. Each link has its own input: the derivative of a link "
            "is taken at what the links before it hand on.",
        ),
        Misconception(
            one_link_late,
            "You took each derivative at the link's output. Take it at the link's input: first the "
            "derivative at x, then x = f(x).",
        ),
        Misconception(
            slopes_added,
            "You added the slopes. A nudge is stretched by one link and then by the next: "
            "along a chain slopes multiply.",
        ),
        Misconception(
            last_link_first,
            "You went through the chain from its last link. The first pair in the list is the "
            "first function that x meets.",
        ),
        Misconception(
            last_link_only,
            "That is the slope of the last link alone. Multiply the slope so far by each new one.",
        ),
        Misconception(
            first_link_only,
            "That is the slope of the first link alone. The later links stretch the nudge again.",
        ),
        Misconception(
            starts_at_zero,
            "Your slope is 0 for every chain. Does the product start at 0? A product starts at 1.",
        ),
        Misconception(
            value_of_the_chain,
            "That is where the chain ends, its value. Its slope is the product of the derivatives.",
        ),
    ],
    hints=[
        "Walk along the chain and keep two numbers: where you are, and the slope so far.",
        "At each link multiply the slope by the derivative at the place where you are.",
        "`for f, derivative in links:` first the slope, with `derivative(x)`, then `x = f(x)`.",
    ],
    describe=lambda links, x: (
        f"links = [{', '.join(f'({f}, {derivative})' for f, derivative in links)}], x = {x}"
    ),
)

# --- two_paths ------------------------------------------------------------------------------


def two_paths(du_dx, dv_dx, dy_du, dy_dv):
    """The slope dy/dx when x reaches y through u and through v."""
    return du_dx * dy_du + dv_dx * dy_dv


def path_cases(rng):
    """Small whole numbers, a closed path, paths that cancel, numbers of any size."""
    return [
        (2.0, 3.0, 5.0, 7.0),
        (1.0, 1.0, 4.0, -1.0),
        (2.0, 0.0, 3.0, 5.0),
        (0.0, 4.0, 3.0, 0.5),
        (2.0, -3.0, 6.0, 4.0),
        tuple(rng.normal(size=4).round(2).tolist()),
        (0.01, 200.0, -50.0, 0.003),
    ]


def paths_multiplied(du_dx, dv_dx, dy_du, dy_dv):
    return (du_dx * dy_du) * (dv_dx * dy_dv)


def only_through_u(du_dx, dv_dx, dy_du, dy_dv):
    return du_dx * dy_du


def only_through_v(du_dx, dv_dx, dy_du, dy_dv):
    return dv_dx * dy_dv


def paths_crossed(du_dx, dv_dx, dy_du, dy_dv):
    return du_dx * dy_dv + dv_dx * dy_du


def sums_multiplied(du_dx, dv_dx, dy_du, dy_dv):
    return (du_dx + dv_dx) * (dy_du + dy_dv)


def added_along(du_dx, dv_dx, dy_du, dy_dv):
    return (du_dx + dy_du) * (dv_dx + dy_dv)


def mean_of_paths(du_dx, dv_dx, dy_du, dy_dv):
    return (du_dx * dy_du + dv_dx * dy_dv) / 2


def all_added(du_dx, dv_dx, dy_du, dy_dv):
    return du_dx + dv_dx + dy_du + dy_dv


PATHS = Exercise(
    name="two_paths",
    reference=two_paths,
    cases=path_cases,
    misconceptions=[
        Misconception(
            paths_multiplied,
            "You multiplied the two paths. Each path moves y by an amount of its own; these add.",
        ),
        Misconception(
            only_through_u,
            "That is the path through u alone. The nudge of x also reaches y through v.",
        ),
        Misconception(
            only_through_v,
            "That is the path through v alone. The nudge of x also reaches y through u.",
        ),
        Misconception(
            paths_crossed,
            "You joined half of one path to half of the other. From x to u, then from u to y: "
            "`du_dx` belongs to `dy_du`.",
        ),
        Misconception(
            sums_multiplied,
            "You added first and multiplied then. That also counts paths that are not there, such "
            "as from x to u and on from v to y.",
        ),
        Misconception(
            added_along,
            "You added along each path and multiplied the paths. It is the other way round: "
            "multiply along a path, add over the paths.",
        ),
        Misconception(
            mean_of_paths,
            "You took the mean of the paths. Both nudges arrive in full: add them.",
        ),
        Misconception(
            all_added, "You added all four. Along one path the slopes multiply; only the paths add."
        ),
    ],
    hints=[
        "Nudge x by a little. How far does u move, and how far does that move y?",
        "Do the same for v. y feels both.",
        "Multiply along a path, add over the paths.",
    ],
)


# --- sum_over_paths -------------------------------------------------------------------------


def sum_over_paths(edges, start, end):
    """The derivative of end by start: over all paths, the sum of the products of the slopes."""
    if start == end:
        return 1.0
    return sum(
        slope * sum_over_paths(edges, target, end)
        for (source, target), slope in edges.items()
        if source == start
    )


def diamonds(count):
    """Diamonds in a row: two ways through each, so 2**count paths."""
    edges: dict[tuple[str, str], float] = {}
    for i in range(count):
        edges |= {(f"n{i}", f"u{i}"): 0.5, (f"n{i}", f"v{i}"): -1.0}
        edges |= {(f"u{i}", f"n{i + 1}"): 3.0, (f"v{i}", f"n{i + 1}"): 0.25}
    return edges


def graph_cases(rng):
    """An edge, a chain, a diamond, a shortcut, dead ends, a shared node, no path, many paths."""
    diamond = {("x", "u"): 2.0, ("x", "v"): 3.0, ("u", "y"): 5.0, ("v", "y"): 7.0}
    dense = {(f"n{i}", f"n{j}"): round(float(rng.normal()), 2) for j in range(5) for i in range(j)}
    return [
        ({("x", "y"): 4.0}, "x", "y"),
        ({("x", "u"): 2.0, ("u", "y"): 3.0}, "x", "y"),
        (diamond, "x", "y"),
        ({("x", "u"): 2.0, ("u", "y"): 3.0, ("x", "y"): -10.0}, "x", "y"),
        (diamond | {("u", "w"): 11.0, ("b", "v"): 13.0}, "x", "y"),
        (diamond | {("y", "z"): 0.5, ("u", "z"): 4.0}, "x", "z"),
        (diamond, "u", "v"),
        (diamond, "u", "u"),
        (dense, "n0", "n4"),
        (diamonds(6), "n0", "n6"),
    ]


def first_path_only(edges, start, end):
    return next(iter(path_products(edges, start, end)), 0.0)


def all_edges_multiplied(edges, start, end):
    return math.prod(edges.values())


def paths_times_paths(edges, start, end):
    products = list(path_products(edges, start, end))
    return math.prod(products) if products else 0.0


def slopes_added_along(edges, start, end):
    if start == end:
        return 0.0
    steps = ((target, slope) for (source, target), slope in edges.items() if source == start)
    return sum(
        slope + slopes_added_along(edges, target, end)
        for target, slope in steps
        if target == end or list(path_products(edges, target, end))
    )


def paths_counted(edges, start, end):
    return sum(1.0 for _ in path_products(edges, start, end))


def each_node_once(edges, start, end):
    return visit_once(edges, start, end, set())


def visit_once(edges, start, end, seen):
    """The sum over paths, but nothing from a node other than the end that was visited before."""
    if start == end:
        return 1.0
    if start in seen:
        return 0.0
    seen.add(start)
    steps = ((target, slope) for (source, target), slope in edges.items() if source == start)
    return sum(slope * visit_once(edges, target, end, seen) for target, slope in steps)


def dead_ends_counted(edges, start, end):
    steps = [(target, slope) for (source, target), slope in edges.items() if source == start]
    if start == end or not steps:
        return 1.0
    return sum(slope * dead_ends_counted(edges, target, end) for target, slope in steps)


def last_edges_only(edges, start, end):
    return edges.get((start, end), 0.0) if start != end else 1.0


def path_products(edges, start, end):
    """The product of the slopes of each path."""
    if start == end:
        yield 1.0
        return
    for (source, target), slope in edges.items():
        if source == start:
            for rest in path_products(edges, target, end):
                yield slope * rest


GRAPH = Exercise(
    name="sum_over_paths",
    reference=sum_over_paths,
    cases=graph_cases,
    misconceptions=[
        Misconception(
            first_path_only,
            "You stopped at the first path. Every path from start to end brings its share.",
        ),
        Misconception(
            last_edges_only,
            "You looked only for an edge that joins start and end directly. Paths may go through "
            "other nodes: go on from where each edge leads.",
        ),
        Misconception(
            all_edges_multiplied,
            "You multiplied all edges of the graph. Multiply along one path; then add the paths.",
        ),
        Misconception(
            paths_times_paths, "You multiplied the paths with each other. Over the paths you add."
        ),
        Misconception(
            slopes_added_along, "You added the slopes along a path. Along a path they multiply."
        ),
        Misconception(
            paths_counted,
            "You counted the paths. Each path counts with the product of its slopes.",
        ),
        Misconception(
            each_node_once,
            "A node that was reached on one path is skipped on the next. Two paths may share a "
            "node, and both count.",
        ),
        Misconception(
            dead_ends_counted,
            "You also counted paths that end elsewhere. A path counts only if it arrives at `end`; "
            "one that cannot go on brings 0.",
        ),
        Misconception(
            lambda edges, start, end: 0.0,
            "All sums come to 0. Where `start` is `end`, one path has arrived: there return 1.",
        ),
    ],
    hints=[
        "From `start`, every edge leads nearer to `end`. Suppose the answer there is known.",
        (
            "The derivative from `start` is the sum, over the edges that leave it, of the slope "
            "times the derivative from where the edge leads."
        ),
        (
            "The function may call itself: `slope * sum_over_paths(edges, target, end)`. "
            "It stops where `start == end`, with 1."
        ),
        "`for (source, target), slope in edges.items()`: keep those with `source == start`.",
    ],
)

# --- cost_of_order --------------------------------------------------------------------------


def cost_of_order(shapes):
    """The multiplications that a product of matrices takes: (left to right, right to left)."""
    rows, columns = shapes[0][0], shapes[-1][1]
    left_to_right = sum(rows * m * n for m, n in shapes[1:])
    right_to_left = sum(m * n * columns for m, n in shapes[:-1])
    return left_to_right, right_to_left


def order_cases(rng):
    """Two matrices, three, a row first, a column last, a network's widths, a single matrix."""
    widths = [int(n) for n in rng.integers(2, 30, size=7)]
    return [
        ([(2, 3), (3, 4)],),
        ([(2, 3), (3, 4), (4, 5)],),
        ([(1, 10), (10, 20), (20, 30)],),
        ([(30, 20), (20, 10), (10, 1)],),
        ([(1, 10), (10, 128), (128, 128), (128, 784)],),
        ([(3, 3)] * 5,),
        (list(itertools.pairwise(widths)),),
        ([(4, 7)],),
    ]


def sides_swapped(shapes):
    return cost_of_order(shapes)[::-1]


def neighbours_only(shapes):
    pairs = list(itertools.pairwise(shapes))
    cost = sum(a * b * c for (a, b), (_, c) in pairs)
    return cost, cost


def additions_counted(shapes):
    rows, columns = shapes[0][0], shapes[-1][1]
    left = sum(rows * (m - 1) * n for m, n in shapes[1:])
    return left, sum(m * (n - 1) * columns for m, n in shapes[:-1])


def entries_counted(shapes):
    rows, columns = shapes[0][0], shapes[-1][1]
    return sum(rows * n for _, n in shapes[1:]), sum(m * columns for m, _ in shapes[:-1])


def sizes_added(shapes):
    rows, columns = shapes[0][0], shapes[-1][1]
    left = sum(rows + m + n for m, n in shapes[1:])
    return left, sum(m + n + columns for m, n in shapes[:-1])


def one_product_too_many(shapes):
    rows, columns = shapes[0][0], shapes[-1][1]
    return sum(rows * m * n for m, n in shapes), sum(m * n * columns for m, n in shapes)


def costs_multiplied(shapes):
    rows, columns = shapes[0][0], shapes[-1][1]
    left = math.prod(rows * m * n for m, n in shapes[1:])
    right = math.prod(m * n * columns for m, n in shapes[:-1])
    return (left, right) if len(shapes) > 1 else (0, 0)


def one_side_twice(shapes):
    return (cost_of_order(shapes)[0],) * 2


COST = Exercise(
    name="cost_of_order",
    reference=cost_of_order,
    cases=order_cases,
    misconceptions=[
        Misconception(
            sides_swapped,
            "Your two numbers are swapped: first the cost from left to right, ((A B) C), then from "
            "right to left, (A (B C)).",
        ),
        Misconception(
            neighbours_only,
            "You multiplied each matrix with its neighbour. The second product takes the result of "
            "the first: from the left that always has as many rows as the first matrix.",
        ),
        Misconception(
            additions_counted,
            "You counted additions. An entry of (a, b) times (b, c) takes b multiplications "
            "and b - 1 additions.",
        ),
        Misconception(
            entries_counted,
            "You counted the entries of the results. Each entry takes as many multiplications as "
            "the inner dimension.",
        ),
        Misconception(
            sizes_added,
            "You added the three dimensions. There are a·c entries with b multiplications each: "
            "a·b·c.",
        ),
        Misconception(
            one_product_too_many,
            "You counted one product too many. The first matrix is multiplied with nothing before "
            "it: n matrices take n - 1 products.",
        ),
        Misconception(
            costs_multiplied, "You multiplied the costs. One product after the other: costs add."
        ),
        Misconception(
            one_side_twice,
            "Both numbers are the cost from left to right. From the right, the result so far "
            "always has as many columns as the last matrix.",
        ),
    ],
    hints=[
        "A matrix of shape (a, b) times one of shape (b, c) takes a·b·c multiplications.",
        "Go from the left: what shape has the result so far? Its number of rows never changes.",
        (
            "From the left a matrix of shape (m, n) costs rows·m·n, with the rows of the first. "
            "From the right it costs m·n·columns, with the columns of the last."
        ),
        (
            "The first matrix, where you start, costs nothing yet: `shapes[1:]` from the left, "
            "`shapes[:-1]` from the right."
        ),
    ],
)


EXERCISES = [CHAIN, PATHS, GRAPH, COST]
