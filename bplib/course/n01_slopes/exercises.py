"""Exercises of notebook 01: slopes and gradients from nudges, and a step downhill."""

import math

import numpy as np

from bplib.checking import Exercise, Named, mistakes

SQUARE = Named("x**2", lambda x: x**2)
CUBE = Named("x**3", lambda x: x**3)

# --- central_difference ---------------------------------------------------------------------


def central_difference(f, x, h):
    """The slope of f at x, from a nudge of h to each side."""
    return (f(x + h) - f(x - h)) / (2 * h)


def central_cases(rng):
    """Polynomials first, then a kink, a negative and a large x, a nudge to the left."""
    return [
        (SQUARE, 3.0, 0.25),
        (CUBE, 1.0, 0.25),
        (CUBE, -2, 0.1),
        (Named("math.sin", math.sin), 1.0, 0.5),
        (Named("math.exp", math.exp), -1.0, 0.01),
        (Named("abs", abs), 0.0, 0.1),
        (Named("7.0", lambda x: 7.0), 2.0, 0.3),
        (SQUARE, 1000.0, 0.01),
        (CUBE, 0.5, -0.2),
        (Named("np.tanh", np.tanh), round(float(rng.normal()), 3), 0.02),
    ]


NOT_TO_X = (
    "That starts or ends at x, and you divide by 2h. From x to x + h it is only h; "
    "the central difference goes from x - h to x + h."
)
GIVEN_H = "You set h yourself. Take the h that is given: the caller chooses the nudge."
CENTRAL = Exercise(
    reference=central_difference,
    cases=central_cases,
    misconceptions=mistakes(
        central_difference,
        {
            "return (f(x + h) - f(x)) / h": (
                "That is the forward difference: it goes from x to x + h. The central difference "
                "goes from x - h to x + h, with x in the middle."
            ),
            "return (f(x) - f(x - h)) / h": (
                "That is the backward difference: it goes from x - h to x. The central difference "
                "goes on to x + h, so that x is in the middle."
            ),
            "return (f(x + h) - f(x)) / (2 * h)": NOT_TO_X,
            "return (f(x) - f(x - h)) / (2 * h)": NOT_TO_X,
            "(2 * h) → h": "You divided by h. From x - h to x + h it is 2h: divide by that.",
            "(2 * h) → 2": "You divided by 2. From x - h to x + h it is 2h: divide by that.",
            "return f(x + h) - f(x - h)": (
                "You took how far f moved. A slope is that, divided by how far x moved."
            ),
            "return (f(x - h) - f(x + h)) / (2 * h)": (
                "Your sign is turned round. Both differences run from left to right: "
                "f(x + h) - f(x - h) over (x + h) - (x - h)."
            ),
            "(2 * h) → 2 * h": (
                "`/ 2 * h` divides by 2 and then multiplies by h. Put brackets round `2 * h`."
            ),
            "return f(x + h) - f(x - h) / (2 * h)": (
                "Only f(x - h) is divided, since `/` comes before `-`. Put brackets round the "
                "difference."
            ),
            "return (f(x + h / 2) - f(x - h / 2)) / h": (
                "You nudged by h/2 to each side. That is a central difference too, of another "
                "nudge: here go a whole h to each side."
            ),
            "f(x + h) - f(x - h) → f(x + h) + f(x - h)": (
                "You added the two values. How far f moved from one to the other is their "
                "difference."
            ),
            "return (f(x + h) - 2 * f(x) + f(x - h)) / h**2": (
                "That is the quotient for the second derivative. The slope needs the two outer "
                "values alone: their difference, over 2h."
            ),
            "return abs(f(x + h) - f(x - h)) / (2 * h)": (
                "A slope has a sign: where f falls it is negative. Leave `abs` out."
            ),
            "h = 1e-5\nreturn central_difference(f, x, h)": GIVEN_H,
            "h = 1e-6\nreturn central_difference(f, x, h)": GIVEN_H,
        },
    ),
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
        x[i] = entry  # put it back
        gradient[i] = (above - below) / (2 * h)
    return gradient


def gradient_cases(rng):
    """One entry, two that interact, whole numbers, a matrix, a transposed one, three axes, none.

    The large constant leaves few digits to what a nudge moves: a nudge far too small shows there.
    The waves bend within a nudge far too large.
    """
    squares = Named("np.sum(x**2) / 4", lambda x: np.sum(x**2) / 4)
    fourth = Named("np.sum(x**4)", lambda x: np.sum(x**4))
    product = Named("10 * x[0] * x[1]", lambda x: 10 * x[0] * x[1])
    mixed = Named("np.sum(x)**2 + np.sum(x**3)", lambda x: np.sum(x) ** 2 + np.sum(x**3))
    high = Named("np.sum(x**3) + 10_000", lambda x: np.sum(x**3) + 10_000)
    waves = Named("np.sum(np.sin(20 * x))", lambda x: np.sum(np.sin(20 * x)))
    return [
        (fourth, np.array([2.0])),
        (product, np.array([3.0, 2.0])),
        (squares, np.array([1, 2])),
        (mixed, np.array([[1.0, -2.0, 0.5], [0.0, 3.0, 1.5]])),
        (mixed, np.round(rng.normal(size=(3, 2)), 2).T),
        (mixed, np.round(rng.normal(size=(2, 2, 2)), 2)),
        (high, np.array([0.5, -0.3, 0.7])),
        (waves, np.array([0.0, 0.15])),
        (squares, np.zeros(0)),
    ]


ONE_SIDE = (
    "You compared f at x + h with f at x. Nudge the entry to both sides: the error then shrinks "
    "with h squared, not with h."
)
ALL_AT_ONCE = (
    "That is one slope for all entries, of the direction (1, 1, …): all were nudged at once, or "
    "their slopes added up. A partial derivative nudges one entry and holds the others still."
)
STAYS_NUDGED = (
    "An entry that you nudged stays nudged while you do the next one. "
    "Put it back before you go on, or take a new copy for each entry."
)
WHOLE_COPY = (
    "An array of whole numbers cannot hold a small nudge: the entry is cut to a whole number. "
    "Start from `np.array(x, dtype=float)`; `x.copy()` keeps the whole numbers."
)
NO_COPY = (
    "`p = x` makes no copy, only a second name for the same array. A nudge of one is a nudge of "
    "both, and of the caller's x. Start from `np.array(x, dtype=float)`."
)
TOO_LARGE = (
    "Your nudge is so large that f bends within it: the error of a central difference grows with "
    "h squared. h = 1e-5 is near the best."
)
TOO_SMALL = (
    "Your nudge is so small that rounding shows: with f near 10,000 few digits are left of what it "
    "moves. From both sides h = 1e-5 is near the best."
)
GRADIENT = Exercise(
    reference=numerical_gradient,
    cases=gradient_cases,
    tolerance=1e-6,
    misconceptions=mistakes(
        numerical_gradient,
        {
            "x[i] = entry - h → x[i] = entry; / (2 * h) → / h": ONE_SIDE,
            "h=1e-5 → h=1e-8; x[i] = entry - h → x[i] = entry; / (2 * h) → / h": ONE_SIDE,
            "x[i] = entry + h → x[i] = entry; / (2 * h) → / h": (
                "You compared f at x with f at x - h. Nudge the entry to both sides: the error "
                "then shrinks with h squared, not with h."
            ),
            "h=1e-5 → h=1e-8": TOO_SMALL,
            "h=1e-5 → h=1e-3": TOO_LARGE,
            "h=1e-5 → h=1e-2": TOO_LARGE,
            "/ (2 * h) → / h": "From x - h to x + h the entry moves by 2h. Divide by `2 * h`.",
            "/ (2 * h) → / 2 * h": (
                "`/ 2 * h` divides by 2 and then multiplies by h. Put brackets round `2 * h`."
            ),
            "(above - below) / (2 * h) → above - below": (
                "You took how far f moved. A slope is that, divided by how far the entry moved."
            ),
            "return np.full(np.shape(x), (f(x + h) - f(x - h)) / (2 * h))": ALL_AT_ONCE,
            "return (f(x + h) - f(x - h)) / (2 * h)": ALL_AT_ONCE,
            "np.ndindex(x.shape) → range(len(x)); entry = x[i] → entry = x[i].copy()": (
                "For a matrix, `x[i]` is a whole row. Loop over every entry: "
                "`for i in np.ndindex(x.shape)` gives the index of each."
            ),
            "x[i] = entry  # put it back → pass": STAYS_NUDGED,
            """
            up, down = np.array(x, dtype=float), np.array(x, dtype=float)
            gradient = np.zeros(x.shape)
            for i in np.ndindex(x.shape):
                up[i] += h
                down[i] -= h
                gradient[i] = (f(up) - f(down)) / (2 * h)
            return gradient
            """: STAYS_NUDGED,
            "x[i] = entry - h → x[i] = entry": (
                "Your second value is f at x, not at x - h: after `+= h`, x - h is a step of 2h "
                "away."
            ),
            "dtype=float → dtype=x.dtype": WHOLE_COPY,
            "dtype=float → dtype=x.dtype; zeros(x.shape) → zeros_like(x)": (
                "Arrays of whole numbers can hold neither a small nudge nor a slope: `x.copy()` "
                "and `np.zeros_like(x)` take over the dtype of x. Start from "
                "`np.array(x, dtype=float)` and `np.zeros(x.shape)`."
            ),
            "return numerical_gradient(f, x).astype(x.dtype)": (
                "For an x of whole numbers your gradient is cut to whole numbers, as "
                "`np.zeros_like(x)` takes over the dtype. Use `np.zeros(x.shape)`."
            ),
            """
            gradient = np.zeros(x.shape)
            for i in np.ndindex(x.shape):
                p, m = x, x
                p[i] += h
                m[i] -= h
                gradient[i] = (f(p) - f(m)) / (2 * h)
            return gradient
            """: NO_COPY,
            """
            gradient = np.zeros(x.shape)
            for i in np.ndindex(x.shape):
                x[i] += h
                above = f(x)
                x[i] -= 2 * h
                below = f(x)
                x[i] += h
                gradient[i] = (above - below) / (2 * h)
            return gradient
            """: (
                "You nudge the caller's own array. After `+= h`, `-= 2 * h`, `+= h` rounding, or "
                "an array of whole numbers, has changed it. Start from `np.array(x, dtype=float)`."
            ),
            """
            slopes = [(f(x[i] + h) - f(x[i] - h)) / (2 * h) for i in np.ndindex(x.shape)]
            return np.array(slopes).reshape(x.shape)
            """: (
                "You gave f a single entry. f takes the whole array: nudge the entry in a copy of "
                "x, and give f that copy."
            ),
            "(above - below) / (2 * h) → (above - below) / (2 * h)\n        return gradient": (
                "You return after the first entry: `return` stands inside the loop. Put it under "
                "the `for`, not under its body."
            ),
            "return numerical_gradient(f, x).ravel()": (
                "The numbers are right, the shape is not. A gradient has the shape of x, "
                "entry for entry."
            ),
        },
    ),
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


ADDED = (
    "You added a small number to the length of the gradient, so the step comes out shorter than "
    "`length`. Ask whether the gradient is zero instead: `if size == 0`."
)
NUMBER = (
    "You return a number, which says how long a step is, not where it goes. A step has an entry "
    "for each entry of the gradient."
)
STEP = Exercise(
    reference=steepest_step,
    cases=step_cases,
    misconceptions=mistakes(
        steepest_step,
        {
            "-length → length": (
                "That step goes up: the gradient points to where f grows fastest. Turn it round."
            ),
            "-length * gradient → -gradient": (
                "Your step always has length 1. Multiply it by `length`."
            ),
            "gradient / size → gradient": (
                "Your step has the length of the gradient, times `length`. Divide the gradient by "
                "its own length first."
            ),
            "return length * gradient": (
                "That step goes up, and its length is that of the gradient, times `length`. Turn "
                "it round, and divide by the length of the gradient."
            ),
            "np.sqrt(np.sum(gradient**2)) → np.sum(np.abs(gradient))": (
                "You divided by the sum of the entries' sizes. The length of (3, 4) is 5, by "
                "Pythagoras, not 7."
            ),
            "np.sqrt(np.sum(gradient**2)) → np.sum(gradient)": (
                "You divided by the sum of the entries. The length of (3, 4) is 5, by Pythagoras, "
                "and that of (3, −4) as well."
            ),
            "np.sqrt(np.sum(gradient**2)) → np.sum(gradient**2)": (
                "You divided by the sum of squares. The length is its square root."
            ),
            "np.sqrt(np.sum(gradient**2)) → np.sqrt(np.mean(gradient**2))": (
                "You divided by the root of the mean square. The length is the root of the sum of "
                "squares."
            ),
            "np.sqrt(np.sum(gradient**2)) → np.max(np.abs(gradient))": (
                "You divided by the largest entry. The length of (3, 4) is 5, by Pythagoras, not 4."
            ),
            "return -length * np.sign(gradient)": (
                "You moved every entry by `length`. That is not the direction of the gradient, and "
                "the whole step is longer than `length`."
            ),
            "size = np.sqrt(np.sum(gradient**2)) → size = np.sqrt(np.sum(gradient**2)) + 1e-8":
                ADDED,
            "size = np.sqrt(np.sum(gradient**2)) → size = np.sqrt(np.sum(gradient**2)) + 1e-12":
                ADDED,
            "size == 0 → size < 1e-8": (
                "A small gradient still has a direction. Only where it is exactly zero is there no "
                "step."
            ),
            "return -length * gradient / np.sqrt(np.sum(gradient**2))": (
                "Where the gradient is zero you divide 0 by 0. No direction leads down there: "
                "return a step of zeros."
            ),
            "return np.zeros(gradient.shape) → return 0.0": (
                "Where the gradient is zero, return an array of zeros in its shape; you return the "
                "number 0."
            ),
            """
            size = np.sqrt(np.sum(gradient**2, axis=-1, keepdims=True))
            return -length * gradient / np.where(size == 0, 1, size)
            """: (
                "You divided each row by its own length. All entries of the gradient together are "
                "one arrow, with one length."
            ),
            "return -length": NUMBER,
            "-length * gradient / size → -length / size": NUMBER,
        },
    ),
    hints=[
        "Which way does the gradient point, up or down?",
        "Two things make a step: a direction, which is an arrow of length 1, and a length.",
        "The length of an arrow is the square root of the sum of its squared entries.",
        "`-length * gradient / size`, `size` being the length of the gradient; zeros if that is 0.",
    ],
)  # fmt: skip

# --- second_difference ----------------------------------------------------------------------


def second_difference(f, x, h):
    """The second derivative of f at x, from its values at x - h, x and x + h."""
    return (f(x + h) - 2 * f(x) + f(x - h)) / h**2


def second_cases(rng):
    """A parabola, a cubic, a straight line, a wave, a nudge to the left."""
    return [
        (SQUARE, 3.0, 0.5),
        (CUBE, 2.0, 0.25),
        (Named("4 * x", lambda x: 4 * x), 1.5, 0.25),
        (Named("math.sin", math.sin), 1.0, 0.5),
        (Named("x**4", lambda x: x**4), -1.0, 0.5),
        (Named("math.exp", math.exp), 0.5, -0.25),
        (Named("math.cos", math.cos), round(float(rng.normal()), 3), 0.125),
    ]


TWICE = (
    "The values lie 2h from x: you took a central difference of central differences with a whole "
    "h each. Three values, at x - h, x and x + h, are enough."
)
SECOND = Exercise(
    reference=second_difference,
    cases=second_cases,
    misconceptions=mistakes(
        second_difference,
        {
            "return (f(x + h) - f(x - h)) / (2 * h)": (
                "That is the first derivative: subtracting the two lines leaves it. Add them."
            ),
            "- 2 * f(x) + f(x - h) → - f(x) + f(x - h)": (
                "f(x) stands in both lines, so their sum holds it twice. Take away `2 * f(x)`."
            ),
            "- 2 * f(x) + f(x - h) → + f(x - h)": (
                "The sum of the two lines still holds 2 f(x). Take it away before you divide."
            ),
            "+ f(x - h) → - f(x - h)": (
                "You took the last value away. Adding Taylor's two lines brings both outer values "
                "with a plus."
            ),
            "h**2 → h * 2": (
                "`/ h * 2` divides by h and then multiplies by 2. The square is `h**2`."
            ),
            "h**2 → h": (
                "You divided by h. The curvature stands in the sum with the factor h squared."
            ),
            "h**2 → (2 * h)": (
                "You divided by 2h. The curvature stands in the sum with the factor h squared."
            ),
            "h**2 → (2 * h**2)": (
                "You divided by 2 h². Each line holds h²/2 of the curvature; together that is h²."
            ),
            "h**2 → (2 * h)**2": (
                "You divided by (2h)², which is 4 h². The sum holds the curvature times h²."
            ),
            "h**2 → 2": "You divided by 2. The curvature stands in the sum with the factor h².",
            "/ h**2 → * 1": "You have not divided: the sum holds the curvature times h².",
            "return (f(x + 2 * h) - 2 * f(x) + f(x - 2 * h)) / (4 * h**2)": TWICE,
            "return (f(x + 2 * h) - 2 * f(x + h) + f(x)) / h**2": (
                "Your three values lie to the right of x. Put x in the middle: x - h, x, x + h."
            ),
            "return (f(x) - 2 * f(x - h) + f(x - 2 * h)) / h**2": (
                "Your three values lie to the left of x. Put x in the middle: x - h, x, x + h."
            ),
            "return -second_difference(f, x, h)": (
                "Your sign is turned round: the outer values count +1 each, the middle one −2."
            ),
        },
    ),
    hints=[
        "Write down Taylor's two lines for f(x + h) and f(x - h). What does their sum leave?",
        "In the sum the slope cancels, and the curvature stays.",
        "f(x + h) + f(x - h) is 2 f(x) + h² f″(x), and something smaller. Solve for f″(x).",
    ],
)


EXERCISES = [CENTRAL, GRADIENT, STEP, SECOND]
