"""Exercise of notebook 01: the slope of a function of one input."""

import math

import numpy as np

from bplib.exercises.checker import Exercise, Misconception, Named


def central_difference(f, x, h):
    """The slope of f at x, from a nudge of h to each side."""
    return (f(x + h) - f(x - h)) / (2 * h)


def central_cases(rng):
    """Polynomials first, then a kink, a negative and a large x, a nudge to the left."""
    square = Named("x**2", lambda x: x**2)
    cube = Named("x**3", lambda x: x**3)
    return [
        (square, 3.0, 0.25),
        (cube, 1.0, 0.25),
        (cube, -2, 0.1),
        (Named("math.sin", math.sin), 1.0, 0.5),
        (Named("math.exp", math.exp), -1.0, 0.01),
        (Named("abs", abs), 0.0, 0.1),
        (Named("7.0", lambda x: 7.0), 2.0, 0.3),
        (square, 1000.0, 0.01),
        (cube, 0.5, -0.2),
        (Named("np.tanh", np.tanh), round(float(rng.normal()), 3), 0.02),
    ]


def forward_difference(f, x, h):
    return (f(x + h) - f(x)) / h


def backward_difference(f, x, h):
    return (f(x) - f(x - h)) / h


def over_one_h(f, x, h):
    return (f(x + h) - f(x - h)) / h


def not_divided(f, x, h):
    return f(x + h) - f(x - h)


def sign_turned(f, x, h):
    return (f(x - h) - f(x + h)) / (2 * h)


def divided_then_multiplied(f, x, h):
    return (f(x + h) - f(x - h)) / 2 * h


def no_brackets(f, x, h):
    return f(x + h) - f(x - h) / (2 * h)


def half_steps(f, x, h):
    return (f(x + h / 2) - f(x - h / 2)) / h


CENTRAL = Exercise(
    name="central_difference",
    reference=central_difference,
    cases=central_cases,
    misconceptions=[
        Misconception(
            forward_difference,
            "That is the forward difference: it goes from x to x + h. The central difference goes "
            "from x - h to x + h, with x in the middle.",
        ),
        Misconception(
            backward_difference,
            "That is the backward difference: it goes from x - h to x. The central difference goes "
            "on to x + h, so that x is in the middle.",
        ),
        Misconception(
            over_one_h, "You divided by h. From x - h to x + h it is 2h: divide by that."
        ),
        Misconception(
            not_divided,
            "You took how far f moved. A slope is that, divided by how far x moved.",
        ),
        Misconception(
            sign_turned,
            "Your sign is turned round. Both differences run from left to right: "
            "f(x + h) - f(x - h) over (x + h) - (x - h).",
        ),
        Misconception(
            divided_then_multiplied,
            "`/ 2 * h` divides by 2 and then multiplies by h. Put brackets round `2 * h`.",
        ),
        Misconception(
            no_brackets,
            "Only f(x - h) is divided, since `/` comes before `-`. Put brackets round the "
            "difference.",
        ),
        Misconception(
            half_steps,
            "You nudged by h/2 to each side. That is a central difference too, of another nudge: "
            "here go a whole h to each side.",
        ),
    ],
    hints=[
        "A slope is how far f moves, divided by how far x moves.",
        "Take the two points x - h and x + h. How far apart are they?",
        "f moves by `f(x + h) - f(x - h)` while x moves by `2 * h`.",
    ],
)

EXERCISES = [CENTRAL]
