"""Exercises of notebook 02: along a chain slopes multiply, over two paths they add."""

import math

from bplib.exercises.checker import Exercise, Misconception, Named

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

EXERCISES = [CHAIN, PATHS]
