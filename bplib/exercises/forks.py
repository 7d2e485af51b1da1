"""Exercises of notebook 03: gradients that add at a fork, and forward mode's product rule."""

import math

from bplib.exercises.checker import Exercise, Misconception

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

EXERCISES = [FORK_GRADIENTS, DUAL_MULTIPLY]
