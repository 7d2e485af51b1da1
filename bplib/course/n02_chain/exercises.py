"""Exercises of notebook 02: along a chain slopes multiply, over paths they add; one by hand."""

import itertools
import math

import numpy as np

from bplib.checking import Exercise, Named, mistakes

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
LIFT = (Named("x + 10_000", lambda x: x + 10_000), Named("1", lambda x: 1.0))


def chain_cases(rng):
    """One link, two in both orders, longer ones, a flat one, a long one, none.

    Ten thousand more leave few digits for what a nudge moves: only the derivatives pass there.
    """
    return [
        ([SQUARE], 3.0),
        ([ADD_ONE, SQUARE], 2.0),
        ([SQUARE, ADD_ONE], 2.0),
        ([SQUARE, SINE], 1.5),
        ([SINE, EXP, SQUARE], 0.5),
        ([SQUARE, SQUARE, SQUARE], -1.1),
        ([SINE, FLAT, EXP], 1.0),
        ([SQUARE, LIFT], 1.5),
        ([DOUBLE, SINE] * 10, round(float(rng.uniform(0.2, 0.4)), 3)),
        ([], 4.0),
    ]


ADDED = (
    "You added the slopes. A nudge is stretched by one link and then by the next: along a chain "
    "slopes multiply."
)
CHAIN = Exercise(
    reference=chain_slope,
    cases=chain_cases,
    misconceptions=mistakes(
        chain_slope,
        {
            "return math.prod((derivative(x) for _, derivative in links), start=1.0)": (
                "You took every derivative at x. Each link has its own input: the derivative of a "
                "link is taken at what the links before it hand on."
            ),
            "derivative(x) → derivative(f(x))": (
                "You took each derivative at the link's output. Take it at the link's input: first "
                "the derivative at x, then x = f(x)."
            ),
            """
            end = x
            for f, _ in links:
                end = f(end)
            return math.prod((derivative(end) for _, derivative in links), start=1.0)
            """: (
                "You took every derivative at the end of the chain. Each link has its own input: "
                "take its derivative there, on the way."
            ),
            "slope = 1.0 → slope = 0.0; slope * derivative(x) → slope + derivative(x)": ADDED,
            "slope * derivative(x) → slope + derivative(x)": ADDED,
            "return chain_slope(links[::-1], x)": (
                "You went through the chain from its last link. The first pair in the list is the "
                "first function that x meets."
            ),
            "slope = slope * derivative(x) → slope = derivative(x)": (
                "That is the slope of the last link alone. Multiply the slope so far by each new "
                "one."
            ),
            "return links[0][1](x) if links else 1.0": (
                "That is the slope of the first link alone. The later links stretch the nudge "
                "again. Does `return` stand inside the loop?"
            ),
            "slope = 1.0 → slope = 0.0": (
                "Your slope is 0 for every chain. Does the product start at 0? A product starts "
                "at 1."
            ),
            "slope = 1.0 → slope = x": (
                "Your product starts at x. A chain without links moves as x does: start at 1."
            ),
            "x = f(x) → x = derivative(x)": (
                "You hand the slope on to the next link. What a link hands on is its value: "
                "x = f(x)."
            ),
            """
            for _, derivative in links:
                x = derivative(x)
            return x
            """: (
                "You put the derivatives into each other. The slopes multiply, and what goes from "
                "link to link is the value f(x)."
            ),
            "slope * derivative(x) → slope * f(x)": (
                "You multiplied the values of the links. Multiply their slopes, `derivative(x)`."
            ),
            """
            for f, _ in links:
                x = f(x)
            return x
            """: (
                "That is where the chain ends, its value. Its slope is the product of the "
                "derivatives."
            ),
        },
    ),
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


PATHS = Exercise(
    reference=two_paths,
    cases=path_cases,
    misconceptions=mistakes(
        two_paths,
        {
            "return (du_dx * dy_du) * (dv_dx * dy_dv)": (
                "You multiplied the two paths. Each path moves y by an amount of its own; these "
                "add."
            ),
            "return du_dx * dy_du": (
                "That is the path through u alone. The nudge of x also reaches y through v."
            ),
            "return dv_dx * dy_dv": (
                "That is the path through v alone. The nudge of x also reaches y through u."
            ),
            "return du_dx * dy_dv + dv_dx * dy_du": (
                "You joined half of one path to half of the other. From x to u, then from u to y: "
                "`du_dx` belongs to `dy_du`."
            ),
            "return (du_dx + dv_dx) * (dy_du + dy_dv)": (
                "You added first and multiplied then. That also counts paths that are not there, "
                "such as from x to u and on from v to y."
            ),
            "return (du_dx + dy_du) * (dv_dx + dy_dv)": (
                "You added along each path and multiplied the paths. It is the other way round: "
                "multiply along a path, add over the paths."
            ),
            "return (du_dx * dy_du + dv_dx * dy_dv) / 2": (
                "You took the mean of the paths. Both nudges arrive in full: add them."
            ),
            "return du_dx + dv_dx + dy_du + dy_dv": (
                "You added all four. Along one path the slopes multiply; only the paths add."
            ),
            " + → -": (
                "You subtracted the second path. Both nudges reach y: the shares add, each with "
                "its own sign."
            ),
            "return dy_du + dy_dv": (
                "You left out how far u and v move for a nudge of x: `du_dx` and `dv_dx`."
            ),
            "return du_dx + dv_dx": (
                "You left out how far y moves for a nudge of u and of v: `dy_du` and `dy_dv`."
            ),
            "return du_dx * dv_dx + dy_du * dy_dv": (
                "You multiplied edges that lie side by side. A path is `du_dx` and then `dy_du`: "
                "multiply along it."
            ),
            "return max(du_dx * dy_du, dv_dx * dy_dv)": (
                "You took the larger share. The other path is there all the same: add both."
            ),
            "return abs(du_dx * dy_du) + abs(dv_dx * dy_dv)": (
                "You added the sizes of the shares. They have signs, and may cancel: leave `abs` "
                "out."
            ),
            "return dy_du / du_dx + dy_dv / dv_dx": (
                "You divided along a path. x moves u, and u moves y: the two slopes multiply."
            ),
        },
    ),
    hints=[
        "Nudge x by a little. How far does u move, and how far does that move y?",
        "Do the same for v. y feels both.",
        "Multiply along a path, add over the paths.",
    ],
)

# --- sum_over_paths -------------------------------------------------------------------------


def sum_over_paths(edges, start, end):
    """The derivative of end with respect to start: over all paths, the products of their slopes."""
    if start == end:
        return 1.0
    return sum(
        slope * sum_over_paths(edges, target, end)
        for (source, target), slope in edges.items()
        if source == start
    )


Edges = dict[tuple[str, str], float]  # (source, target): slope


def diamonds(count: int) -> Edges:
    """Diamonds in a row: two ways through each, so 2**count paths."""
    edges: Edges = {}
    for i in range(count):
        edges |= {(f"n{i}", f"u{i}"): 0.5, (f"n{i}", f"v{i}"): -1.0}
        edges |= {(f"u{i}", f"n{i + 1}"): 3.0, (f"v{i}", f"n{i + 1}"): 0.25}
    return edges


def graph_cases(rng):
    """An edge, a chain, one listed from its end, a diamond, a shortcut, dead ends, no path, many.

    The edges stand in the order of the computation in some, and in no order in others.
    """
    diamond = {("x", "u"): 2.0, ("x", "v"): 3.0, ("u", "y"): 5.0, ("v", "y"): 7.0}
    dense = [
        ((f"n{i}", f"n{j}"), round(float(rng.normal()), 2)) for j in range(5) for i in range(j)
    ]
    shuffled = dict(dense[k] for k in rng.permutation(len(dense)))
    return [
        ({("x", "y"): 4.0}, "x", "y"),
        ({("x", "u"): 2.0, ("u", "y"): 3.0}, "x", "y"),
        (diamond, "x", "y"),
        ({("u", "y"): 3.0, ("x", "u"): 2.0}, "x", "y"),
        ({("x", "u"): 2.0, ("u", "y"): 3.0, ("x", "y"): -10.0}, "x", "y"),
        ({("u", "w"): 11.0} | diamond | {("b", "v"): 13.0}, "x", "y"),
        (diamond | {("y", "z"): 0.5, ("u", "z"): 4.0}, "x", "z"),
        (diamond, "u", "v"),
        (diamond, "u", "u"),
        (shuffled, "n0", "n4"),
        (diamonds(6), "n0", "n6"),
    ]


def path_products(edges, start, end):
    """The product of the slopes of each path."""
    if start == end:
        yield 1.0
        return
    for (source, target), slope in edges.items():
        if source == start:
            for rest in path_products(edges, target, end):
                yield slope * rest


def slopes_added_along(edges, start, end):
    """The slopes of each path added, over all the paths that arrive."""
    if start == end:
        return 0.0
    return sum(
        slope + slopes_added_along(edges, target, end)
        for (source, target), slope in edges.items()
        if source == start and (target == end or list(path_products(edges, target, end)))
    )


def each_node_once(edges, start, end, seen=None):
    """The sum over paths, but nothing from a node other than the end that was visited before."""
    seen = set() if seen is None else seen
    if start == end:
        return 1.0
    if start in seen:
        return 0.0
    seen.add(start)
    steps = ((target, slope) for (source, target), slope in edges.items() if source == start)
    return sum(slope * each_node_once(edges, target, end, seen) for target, slope in steps)


FIRST_PATH = "You stopped at the first path. Every path from start to end brings its share."
PRODUCT_OF_PATHS = "You multiplied the paths with each other. Over the paths you add."
ADDED_ALONG = "You added the slopes along a path. Along a path they multiply."
COUNTED = "You counted the paths. Each path counts with the product of its slopes."
GRAPH = Exercise(
    reference=sum_over_paths,
    cases=graph_cases,
    misconceptions=mistakes(
        sum_over_paths,
        {
            "return next(path_products(edges, start, end), 0.0)": FIRST_PATH,
            "sum( → next((; == start\n    ) → == start), 0.0)": FIRST_PATH,
            "sum( → [0.0, *(; == start\n    ) → == start)][-1]": (
                "Only the last edge that leaves a node counts: `=` has overwritten the shares "
                "before it. Add them up, with `+=`."
            ),
            "sum( → max((; == start\n    ) → == start), default=0.0)": (
                "You took the largest share. Every path brings its share: add them."
            ),
            "return edges.get((start, end), 0.0) if start != end else 1.0": (
                "You looked only for an edge that joins start and end directly. Paths may go "
                "through other nodes: go on from where each edge leads."
            ),
            "return math.prod(edges.values())": (
                "You multiplied all edges of the graph. Multiply along one path; then add the "
                "paths."
            ),
            "return math.prod(list(path_products(edges, start, end)) or [0.0])": PRODUCT_OF_PATHS,
            "return sum( → return math.prod(": PRODUCT_OF_PATHS,
            slopes_added_along: ADDED_ALONG,
            "slope * sum → slope + sum": ADDED_ALONG,
            "return 1.0 → return 0.0; slope * sum → slope + sum": ADDED_ALONG,
            "slope * sum → sum": COUNTED,
            "return sum(slope for (source, _), slope in edges.items() if source == start)": (
                "You stopped after one edge. Go on from where each edge leads: the function may "
                "call itself there."
            ),
            each_node_once: (
                "A node that was reached on one path is skipped on the next. Two paths may share "
                "a node, and both count."
            ),
            "start == end: → start == end or not any(source == start for source, _ in edges):": (
                "You also counted paths that end elsewhere. A path counts only if it arrives at "
                "`end`; one that cannot go on brings 0."
            ),
            "return 1.0 → return 0.0": (
                "All sums come to 0. Where `start` is `end`, one path has arrived: there return 1."
            ),
            "== start\n    ) → == start\n    ) + 1.0": (
                "Your sum starts at 1. A sum starts at 0; the 1 belongs where the path arrives."
            ),
            "(source, target), slope → (target, source), slope": (
                "You went along the edges against their direction. A key is (source, target): "
                "from the source the edge leads to the target."
            ),
            """
            D = {end: 1.0}
            for (source, target), slope in reversed(edges.items()):
                D[source] = D.get(source, 0.0) + slope * D.get(target, 0.0)
            return D.get(start, 0.0)
            """: (
                "Your sweep takes the edges in the order in which they are listed. Here they stand "
                "in no order: what a node hands on may not be known yet. Let the function call "
                "itself instead."
            ),
        },
    ),
    hints=[
        "Each edge from `start` leads to a node where the same question waits. Suppose the answer "
        "there is known.",
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


ONE_SIDE_TWICE = (
    "Both numbers are the cost from one side. From the left the result so far always has as many "
    "rows as the first matrix, from the right as many columns as the last."
)
COST = Exercise(
    reference=cost_of_order,
    cases=order_cases,
    misconceptions=mistakes(
        cost_of_order,
        {
            "return left_to_right, right_to_left → return right_to_left, left_to_right": (
                "Your two numbers are swapped: first the cost from left to right, ((A B) C), then "
                "from right to left, (A (B C))."
            ),
            """
            cost = sum(a * b * c for (a, b), (_, c) in itertools.pairwise(shapes))
            return cost, cost
            """: (
                "You multiplied each matrix with its neighbour. The second product takes the "
                "result of the first: from the left that always has as many rows as the first "
                "matrix."
            ),
            "rows * m * n → rows * (m - 1) * n; m * n * columns → m * (n - 1) * columns": (
                "You counted additions. An entry of (a, b) times (b, c) takes b multiplications "
                "and b - 1 additions."
            ),
            "rows * m * n → rows * n; m * n * columns → m * columns": (
                "You counted the entries of the results. Each entry takes as many multiplications "
                "as the inner dimension."
            ),
            "rows * m * n → rows + m + n; m * n * columns → m + n + columns": (
                "You added the three dimensions. There are a·c entries with b multiplications "
                "each: a·b·c."
            ),
            "shapes[1:] → shapes; shapes[:-1] → shapes": (
                "You counted one product too many. The first matrix is multiplied with nothing "
                "before it: n matrices take n - 1 products."
            ),
            """
            rows, columns = shapes[0][0], shapes[-1][1]
            left = math.prod(rows * m * n for m, n in shapes[1:])
            right = math.prod(m * n * columns for m, n in shapes[:-1])
            return (left, right) if len(shapes) > 1 else (0, 0)
            """: "You multiplied the costs. One product after the other: costs add.",
            "return left_to_right, right_to_left → return left_to_right, left_to_right":
                ONE_SIDE_TWICE,
            "return left_to_right, right_to_left → return right_to_left, right_to_left":
                ONE_SIDE_TWICE,
            """
            (m, w), d, L = shapes[0], shapes[-1][1], len(shapes)
            return (L - 2) * m * w**2 + m * w * d, (L - 2) * d * w**2 + m * w * d
            """: (
                "Formula (7) holds where all widths between are equal. Here each matrix has its "
                "own shape: add up what each product costs."
            ),
            "return sum(cost_of_order(shapes))": (
                "You added the two costs. They belong to two ways of doing the same: return both."
            ),
            "return min(cost_of_order(shapes))": (
                "That is the cheaper of the two. Return both: (left_to_right, right_to_left)."
            ),
            "return left_to_right, right_to_left → return left_to_right": (
                "That is the cost from left to right alone. Return both: (left_to_right, "
                "right_to_left)."
            ),
            "shapes[1:] → shapes[1:2]; shapes[:-1] → shapes[-2:-1]": (
                "You counted one product alone. Go on: every further matrix is a product more. "
                "Does `return` stand inside the loop?"
            ),
            "rows * m * n → 2 * rows * m * n; m * n * columns → 2 * m * n * columns": (
                "You counted the additions as well, one for each multiplication. Multiplications "
                "alone are asked for."
            ),
        },
    ),
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
)  # fmt: skip

# --- slope_by_hand --------------------------------------------------------------------------


def slope_by_hand(x):
    """dy/dx for u = x², v = sin u, w = u v, y = w + v: three paths leave u, each after 2x."""
    u = x**2
    v = np.sin(u)
    return 2 * x * (v + u * np.cos(u) + np.cos(u))


def hand_cases(rng):
    """Places of both signs; not 0, where every path is closed; a far one, where no nudge does."""
    return [(1.0,), (0.5,), (-1.2,), (2.0,), (round(float(rng.uniform(0.6, 1.9)), 3),), (300.0,)]


NO_ROUNDABOUT = (
    "A path is missing: u moves v, v moves w, and w moves y. Its slope along the last three edges "
    "is cos u · u · 1."
)
HAND = Exercise(
    reference=slope_by_hand,
    cases=hand_cases,
    misconceptions=mistakes(
        slope_by_hand,
        {
            "u * np.cos(u) + np.cos(u) → u * np.cos(u)": (
                "A path is missing: v also moves y directly, not only through w."
            ),
            "v + u * np.cos(u) → u * np.cos(u)": (
                "A path is missing: u moves w directly, with the slope v, not only through v."
            ),
            "v + u * np.cos(u) + np.cos(u) → v + np.cos(u)": NO_ROUNDABOUT,
            "2 * x * (v + u * np.cos(u) + np.cos(u)) → v + u * np.cos(u) + np.cos(u)": (
                "That is dy/du. Every path from x begins with the edge to u, whose slope is 2x."
            ),
            "u * np.cos(u) + np.cos(u) → u * np.cos(x) + np.cos(x)": (
                "You took the slope of the sine at x. What reaches the sine is u = x²."
            ),
            "v = np.sin(u) → v = np.sin(x); u * np.cos(u) + np.cos(u) → u * np.cos(x) + np.cos(x)":
                "You put x into the sine. What reaches the sine is u = x².",
            "u * np.cos(u) + np.cos(u) → - u * np.cos(u) - np.cos(u)": (
                "The slope of the sine is the cosine, without a minus. The minus belongs to the "
                "slope of the cosine."
            ),
            "return 2 * x * (np.cos(x**2) + np.cos(x**2))": (
                "The slope of u · v is not the product of the slopes. w has two edges coming in, "
                "from u with the slope v and from v with the slope u."
            ),
            "(v + u * np.cos(u) + np.cos(u)) → v + u * np.cos(u) + np.cos(u)": (
                "Only one path has its 2x. All three begin with the edge from x to u: put brackets "
                "round their sum."
            ),
            "+ np.cos(u)) → ) + v": (
                "You took v itself for its slope. The edge from u to v has the slope cos u, and "
                "the edge from x to u comes before it."
            ),
            "return x**2 * np.sin(x**2) + np.sin(x**2)": (
                "That is y itself. Its slope is the sum over the paths from x to y."
            ),
            "2 * x * → 2 * u *": "The slope of u = x² is 2x, taken at x. You put u there.",
            "2 * x * → x**2 *": "You took u itself for its slope. The slope of x² is 2x.",
            "v + u * np.cos(u) + np.cos(u) → v * u * np.cos(u) * np.cos(u)": (
                "You multiplied the paths. Multiply along a path, add over the paths."
            ),
            "return 2 * x * np.cos(x**2)": (
                "That is the one path from u to v and straight on to y. Two more lead through w."
            ),
        },
    ),
    hints=[
        "Draw it: which edges lead from x to u, from u on, from v on, and from w on?",
        "The edges are x → u, u → v, u → w, v → w, v → y, w → y. Write the slope on each.",
        "Three paths lead from u to y: through w alone, through v alone, through v and then w.",
    ],
)  # fmt: skip


EXERCISES = [CHAIN, PATHS, GRAPH, COST, HAND]
