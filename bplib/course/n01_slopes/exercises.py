"""Exercise of notebook 01: the slope of a function of one input."""

import math

import numpy as np

from bplib.checking import Exercise, Misconception, Named


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


# --- numerical_gradient ---------------------------------------------------------------------


def numerical_gradient(f, x, h=1e-5):
    """The gradient of the scalar f at the array x: one central difference for each entry."""
    x = np.array(x, dtype=float)  # a copy, which may be nudged
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        entry = x[i]
        x[i] = entry + h
        above = f(x)
        x[i] = entry - h
        below = f(x)
        x[i] = entry
        gradient[i] = (above - below) / (2 * h)
    return gradient


def gradient_cases(rng):
    """One entry, two that interact, whole numbers, a matrix, a transposed one, three axes, none."""
    squares = Named("np.sum(x**2) / 4", lambda x: np.sum(x**2) / 4)
    fourth = Named("np.sum(x**4)", lambda x: np.sum(x**4))
    product = Named("10 * x[0] * x[1]", lambda x: 10 * x[0] * x[1])
    mixed = Named("np.sum(x)**2 + np.sum(x**3)", lambda x: np.sum(x) ** 2 + np.sum(x**3))
    return [
        (fourth, np.array([2.0])),
        (product, np.array([3.0, 2.0])),
        (squares, np.array([1, 2])),
        (mixed, np.array([[1.0, -2.0, 0.5], [0.0, 3.0, 1.5]])),
        (mixed, np.round(rng.normal(size=(3, 2)), 2).T),
        (mixed, np.round(rng.normal(size=(2, 2, 2)), 2)),
        (squares, np.zeros(0)),
    ]


def by_forward_differences(f, x, h=1e-5):
    return nudged(f, x, lambda x, i: (f(bumped(x, i, h)) - f(x)) / h)


def without_the_two(f, x, h=1e-5):
    return 2 * numerical_gradient(f, x, h)


def all_at_once(f, x, h=1e-5):
    return np.full(np.shape(x), (f(x + h) - f(x - h)) / (2 * h))


def row_by_row(f, x, h=1e-5):
    return nudged(f, x, lambda x, i: central_at(f, x, i[0], h))


def not_put_back(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += h
        above = f(x)
        x[i] -= 2 * h
        gradient[i] = (above - f(x)) / (2 * h)
    return gradient


def back_to_the_middle_missing(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += h
        above = f(x)
        x[i] -= h
        gradient[i] = (above - f(x)) / (2 * h)
    return gradient


def integer_copy(f, x, h=1e-5):
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        gradient[i] = (f(bumped(x, i, h)) - f(bumped(x, i, -h))) / (2 * h)
    return gradient


def integer_gradient(f, x, h=1e-5):
    return numerical_gradient(f, x, h).astype(x.dtype)


def flattened(f, x, h=1e-5):
    return numerical_gradient(f, x, h).ravel()


def bumped(x, i, h):
    """A copy of x, of its own dtype, with entry i nudged."""
    copy = x.copy()
    copy[i] += np.asarray(copy[i] + h).astype(x.dtype) - copy[i]
    return copy


def central_at(f, x, i, h):
    """The central difference of f for the part i of x."""
    return (f(bumped(x, i, h)) - f(bumped(x, i, -h))) / (2 * h)


def nudged(f, x, slope):
    """An array of slope(x, i) for every index i of x."""
    x = np.array(x, dtype=float)
    return np.array([slope(x, i) for i in np.ndindex(x.shape)], dtype=float).reshape(x.shape)


GRADIENT = Exercise(
    name="numerical_gradient",
    reference=numerical_gradient,
    cases=gradient_cases,
    tolerance=1e-6,
    misconceptions=[
        Misconception(
            by_forward_differences,
            "You compared f at x + h with f at x. Nudge the entry to both sides: "
            "the error then shrinks with h squared, not with h.",
        ),
        Misconception(
            without_the_two, "From x - h to x + h the entry moves by 2h. Divide by `2 * h`."
        ),
        Misconception(
            all_at_once,
            "You nudged all entries at once, which gives one slope, of the direction (1, 1, …). "
            "A partial derivative nudges one entry and holds the others still.",
        ),
        Misconception(
            row_by_row,
            "For a matrix, `x[i]` is a whole row. Loop over every entry: "
            "`for i in np.ndindex(x.shape)` gives the index of each.",
        ),
        Misconception(
            not_put_back,
            "An entry that you nudged stays nudged while you do the next one. "
            "Put it back before you go on.",
        ),
        Misconception(
            back_to_the_middle_missing,
            "Your second value is f at x, not at x - h: after `+= h`, x - h is a step of 2h away.",
        ),
        Misconception(
            integer_copy,
            "An array of whole numbers cannot hold a small nudge: the entry is cut to a whole "
            "number. Start from `np.array(x, dtype=float)`.",
        ),
        Misconception(
            integer_gradient,
            "For an x of whole numbers your gradient is cut to whole numbers, as "
            "`np.zeros_like(x)` takes over the dtype. Use `np.zeros(x.shape)`.",
        ),
        Misconception(
            flattened,
            "The numbers are right, the shape is not. A gradient has the shape of x, "
            "entry for entry.",
        ),
    ],
    hints=[
        "Each entry of the gradient is one central difference: nudge this entry alone.",
        (
            "`for i in np.ndindex(x.shape)` gives the index of every entry, for any shape; "
            "`x[i]` reads and writes it."
        ),
        "Work on `np.array(x, dtype=float)`, a copy that can hold a small nudge.",
        (
            "For each i: keep the entry, set it to entry + h, call f, set it to entry - h, call f, "
            "put it back."
        ),
    ],
)

# --- steepest_step --------------------------------------------------------------------------


def steepest_step(gradient, length):
    """The step of the given length that lowers f the most; no step where the gradient is zero."""
    size = np.sqrt(np.sum(gradient**2))
    if size == 0:
        return np.zeros(gradient.shape)
    return -length * gradient / size


def step_cases(rng):
    """One entry, 3-4-5, one that is small already, whole numbers, a matrix, a zero gradient."""
    return [
        (np.array([2.0]), 1.0),
        (np.array([3.0, 4.0]), 1.0),
        (np.array([3.0, -4.0]), 0.1),
        (np.array([0.003, 0.004]), 0.5),
        (np.array([1, 2, 2]), 0.25),
        (np.round(rng.normal(size=(2, 3)), 2), 0.5),
        (np.array([3e-9, 0.0]), 1.0),
        (np.zeros(2), 0.5),
    ]


def uphill(gradient, length):
    return -steepest_step(gradient, length)


def length_ignored(gradient, length):
    return steepest_step(gradient, 1.0)


def not_normalized(gradient, length):
    return -length * gradient


def by_sum_of_entries(gradient, length):
    return -length * gradient / (np.sum(np.abs(gradient)) or 1.0)


def by_squared_length(gradient, length):
    return -length * gradient / (np.sum(gradient**2) or 1.0)


def by_largest(gradient, length):
    return -length * gradient / (np.max(np.abs(gradient)) or 1.0)


def each_entry_full(gradient, length):
    return -length * np.sign(gradient)


def zero_over_zero(gradient, length):
    with np.errstate(invalid="ignore"):
        return -length * gradient / np.sqrt(np.sum(gradient**2))


STEP = Exercise(
    name="steepest_step",
    reference=steepest_step,
    cases=step_cases,
    misconceptions=[
        Misconception(
            uphill,
            "That step goes up: the gradient points to where f grows fastest. Turn it round.",
        ),
        Misconception(length_ignored, "Your step always has length 1. Multiply it by `length`."),
        Misconception(
            not_normalized,
            "Your step has the length of the gradient, times `length`. Divide the gradient by its "
            "own length first.",
        ),
        Misconception(
            by_sum_of_entries,
            "You divided by the sum of the entries' sizes. The length of (3, 4) is 5, by "
            "Pythagoras, not 7.",
        ),
        Misconception(
            by_squared_length,
            "You divided by the sum of squares. The length is its square root.",
        ),
        Misconception(
            by_largest,
            "You divided by the largest entry. The length of (3, 4) is 5, by Pythagoras, not 4.",
        ),
        Misconception(
            each_entry_full,
            "You moved every entry by `length`. That is not the direction of the gradient, and the "
            "whole step is longer than `length`.",
        ),
        Misconception(
            zero_over_zero,
            "Where the gradient is zero you divide 0 by 0. No direction leads down there: "
            "return a step of zeros.",
        ),
    ],
    hints=[
        "Which way does the gradient point, up or down?",
        "Two things make a step: a direction, which is an arrow of length 1, and a length.",
        "The length of an arrow is the square root of the sum of its squared entries.",
        "`-length * gradient / size`, `size` being the length of the gradient; zeros if that is 0.",
    ],
)


EXERCISES = [CENTRAL, GRADIENT, STEP]
