"""Exercises of notebook 08: a local derivative, the bound and the product of many, dead units."""

import numpy as np

from bplib.autodiff import sigmoid
from bplib.checking import Exercise, Named, mistakes

# --- silu_slope -----------------------------------------------------------------------------


def silu_slope(z):
    """The derivative of SiLU, z σ(z), at every entry of the array z."""
    s = sigmoid(z)
    return s + z * s * (1 - s)


def inputs(rng):
    """0, small and large numbers of both signs, and some at which e^−z overflows."""
    return [
        (np.array([0.0]),),
        (np.array([-2.0, 2.0]),),
        (rng.normal(0, 3, size=5).round(2),),
        (rng.normal(size=(2, 3)).round(2),),
        (np.array([-1000.0, -30.0, 30.0, 1000.0]),),
    ]


SILU_SLOPE = Exercise(
    reference=silu_slope,
    cases=inputs,
    misconceptions=mistakes(
        silu_slope,
        {
            "z * s * (1 - s) → z * (1 - s)": "σ′ is σ (1 − σ); you left out the σ.",
            "return sigmoid(z)": (
                "That is the first term, 1 · σ(z). The product rule has a second one: z times the "
                "derivative of σ."
            ),
            "return sigmoid(z) * (1 - sigmoid(z))": (
                "You multiplied the two derivatives, 1 and σ′. A product is differentiated one "
                "factor at a time: u′v + uv′."
            ),
            "return z * sigmoid(z) * (1 - sigmoid(z))": (
                "That is the second term, z σ′(z). The first one, in which z is differentiated, is "
                "missing."
            ),
            "s + z * s * (1 - s) → s + z * s": (
                "σ′ is σ (1 − σ). In your second term the factor 1 − σ is missing."
            ),
            "s + z * s * (1 - s) → s + s * (1 - s)": (
                "In the second term of the product rule, u v′, the factor u = z is missing."
            ),
            "s + z * s * (1 - s) → s - z * s * (1 - s)": (
                "The product rule adds its two terms, u′v + uv′; you subtracted the second one."
            ),
            "s + z * s * (1 - s) → z * s": (
                "That is SiLU itself. Its slope is wanted: differentiate the product z · σ(z)."
            ),
            """
            y = z * sigmoid(z)
            return y * (1 - y)
            """: (
                "You used y (1 − y) with the output of SiLU. That rule is the sigmoid's alone, and "
                "the y in it is the sigmoid's output."
            ),
            "s + z * s * (1 - s) → s + z * (z * (1 - z))": (
                "You wrote σ′ as z (1 − z), in terms of the input. It is σ (1 − σ), in terms of "
                "the sigmoid's output."
            ),
            """
            s = sigmoid(sigmoid(z))
            return sigmoid(z) + z * s * (1 - s)
            """: (
                "You took the slope of σ at σ(z); it is taken at z. With s = σ(z) at hand it is "
                "s (1 − s), without a further σ."
            ),
            """
            e = np.exp(-z)
            return 1 / (1 + e) + z * e / (1 + e) ** 2
            """: (
                "The formula is right, but e^−z overflows for z far below 0. `sigmoid` from the "
                "import cell does not; write σ′ as σ (1 − σ)."
            ),
        },
    ),
    hints=[
        "SiLU is a product of two functions of z: u = z and v = σ(z). (uv)′ = u′v + uv′.",
        "u′ = 1 and v′ = σ(z) (1 − σ(z)).",
        "With `s = sigmoid(z)`: `s + z * s * (1 - s)`.",
    ],
)

# --- slope_bound ----------------------------------------------------------------------------


def slope_bound(slope, z, depth):
    """The most by which `depth` local derivatives can multiply, over the grid z of inputs."""
    return np.max(np.abs(slope(z))) ** depth


def tanh_slope(z):
    return 1 - np.tanh(z) ** 2


def bump(z):
    return z * np.exp(-(z**2) / 2)


def steep_below(z):
    return np.where(z > 0, 1.0, -3.0 * np.exp(-((z + 2) ** 2)))


def slopes(rng):
    """Slopes that are largest at 0, beside it, and below 0, on grids that are not symmetric."""
    near, wide = np.linspace(-1, 3, 401), np.linspace(-6, 6, 1201)
    return [
        (Named("1 − tanh²", tanh_slope), wide, 2),
        (Named("slope of silu", silu_slope), wide, 1),
        (Named("slope of silu", silu_slope), wide, 10),
        (Named("−3 e^−(z+2)² below 0, 1 above", steep_below), wide, 3),
        (Named("z e^−z²/2", bump), near, 4),
    ]


SLOPE_BOUND = Exercise(
    reference=slope_bound,
    cases=slopes,
    misconceptions=mistakes(
        slope_bound,
        {
            "return np.abs(slope(np.array(0.0))) ** depth": (
                "You read the slope at 0. Sigmoid and tanh are steepest there; others are not. "
                "Look at all of z."
            ),
            "np.abs(slope(z)) → slope(z)": (
                "You took the largest slope, not the largest size: one that is strongly negative "
                "multiplies as much. Use `np.abs` first."
            ),
            "** depth → * depth": (
                "You multiplied by the depth. Every layer multiplies by the slope once: a power."
            ),
            "return np.max(np.abs(slope(z)))": (
                "That is the bound for a single layer. There are `depth` of them."
            ),
            "np.max → np.mean": (
                "You took the mean over z. A bound holds for the worst case, the largest."
            ),
            "np.max → np.min": (
                "You took the smallest size over z. A bound holds for the worst case, the largest."
            ),
            "np.max → np.sum": (
                "You added the slopes over z. Each layer sees one z, so take the largest of them."
            ),
            "return np.abs(slope(np.max(np.abs(z)))) ** depth": (
                "You took the slope at the largest z; the largest slope is wanted, wherever it is."
            ),
            "return z[np.argmax(np.abs(slope(z)))] ** depth": (
                "That uses the z at which the slope is largest; the slope itself is wanted."
            ),
            "return np.abs(slope(z)) ** depth": (
                "You returned a number for each z of the grid. One number is wanted: the largest."
            ),
            "return 0.25**depth": (
                "1/4 is the largest slope of a sigmoid. `slope` may be that of any function: find "
                "its largest value over z."
            ),
            "return np.max(np.abs(slope(z))) ** (depth - 1)": (
                "One factor is missing: each of the `depth` layers multiplies by its slope."
            ),
        },
    ),
    hints=[
        "`slope` is a function, and works on arrays: `slope(z)` has a slope for each z of the "
        "grid.",
        "Size counts, not sign. Then the largest one.",
        "Each of `depth` layers multiplies by it: `np.max(np.abs(slope(z))) ** depth`.",
    ],
)

# --- slope_through_units --------------------------------------------------------------------


def slope_through_units(x, weights):
    """∂a/∂x at the end of a chain of sigmoid units, each a = σ(w · the a before it)."""
    a, slope = x, 1.0
    for w in weights:
        a = sigmoid(w * a)
        slope = slope * w * a * (1 - a)
    return slope


def chains(rng):
    """One unit, several, a weight of 0, a negative one, and a long chain."""
    return [
        (1.0, [2.0]),
        (0.5, [-1.0, 3.0]),
        (2.0, [1.5, 0.0, 2.0]),
        *((float(rng.normal()), [float(w) for w in rng.normal(0, 3, size=4)]) for _ in range(3)),
        (0.3, [4.0] * 8),
    ]


def chained(x, weights, factor):
    """The product of factor(w, a_in, z, a) along the chain."""
    a, product = x, 1.0
    for w in weights:
        z = w * a
        product *= factor(w, a, z, sigmoid(z))
        a = sigmoid(z)
    return product


def slope_at(u):
    return sigmoid(u) * (1 - sigmoid(u))


SLOPE_THROUGH_UNITS = Exercise(
    reference=slope_through_units,
    cases=chains,
    tolerance=1e-12,  # the slopes are exact, and small; a nudge gives ten digits
    misconceptions=mistakes(
        slope_through_units,
        {
            "slope * w * a → slope * a": (
                "The weights are missing: each unit multiplies a nudge by w, then by σ′(z)."
            ),
            "slope * w * a * (1 - a) → slope * w": (
                "σ′ is missing: each unit multiplies a nudge by w, then by σ′(z) = a (1 − a)."
            ),
            "return chained(x, weights, lambda w, a_in, z, a: w * slope_at(a))": (
                "You took σ′ at a. It is taken at z; in terms of the output it is a (1 − a)."
            ),
            "return chained(x, weights, lambda w, a_in, z, a: w * a_in * (1 - a_in))": (
                "You used a (1 − a) with the activation that comes in. It is the one that goes "
                "out, σ(z)."
            ),
            "return chained(x, weights, lambda w, a_in, z, a: w * z * (1 - z))": (
                "You wrote σ′ as z (1 − z). It is a (1 − a), in terms of the output."
            ),
            "return chained(x, weights, lambda w, a_in, z, a: w * slope_at(a_in))": (
                "You took σ′ at the input of the unit; it is taken at the weighted input z = w a."
            ),
            "return chained(x, weights, lambda w, a_in, z, a: w / 4)": (
                "1/4 is the most that σ′ can be, at z = 0 alone. Take it at the z of each unit."
            ),
            "return chained(x, weights, lambda w, a_in, z, a: a_in * a * (1 - a))": (
                "a (1 − a) times the activation that comes in is the slope with respect to the "
                "weight. Here the input is nudged: z = w a moves by w."
            ),
            "a, slope = x, 1.0 → a, slope = x, 0.0; slope * w → slope + w": (
                "You added the slopes of the units. Along a chain slopes multiply."
            ),
            "a, slope = x, 1.0 → a, slope = x, 0.0": (
                "A product that starts at 0 stays 0. Start the slope at 1."
            ),
            "slope = slope * w * a → slope = w * a": (
                "You overwrote the slope in each round, so that only the last unit is left. "
                "Multiply what there is by the new factor."
            ),
            "a = sigmoid(w * a) → a = sigmoid(w * x)": (
                "Every unit got x. After the first one the input of a unit is the activation of "
                "the one before it."
            ),
            "return slope → return a": (
                "You returned the activation at the end. The slope is wanted: keep it beside it."
            ),
            "return slope → return a, slope": (
                "You returned the activation as well. The slope alone is wanted."
            ),
        },
    ),
    hints=[
        "Go along the chain and keep two numbers: the activation, and the slope so far, which "
        "starts at 1.",
        "Each unit: z = w · a, then a = σ(z). Its slope is w from z = w a, times σ′(z).",
        "In the loop: `a = sigmoid(w * a)`, then `slope = slope * w * a * (1 - a)`.",
    ],
)

# --- share_dead -----------------------------------------------------------------------------


def share_dead(Z):
    """The share of the ReLU units of a layer that are off for every example; Z is (n, units)."""
    return np.mean(np.all(Z <= 0, axis=0))


def layers(rng):
    """Small batches with none, one and all dead, a weighted input of exactly 0, a larger batch."""
    some = rng.normal(size=(5, 4)).round(2)
    some[:, 2] = -np.abs(some[:, 2])
    edge = np.array([[0.0, -1.0, 2.0], [-3.0, -1.0, -1.0]])
    large = rng.normal(size=(12, 10))
    large[:, :3] -= 9.0
    return [
        (np.array([[-1.0, 2.0], [-2.0, -3.0]]),),
        (some,),
        (edge,),
        (-np.ones((3, 2)),),
        (np.array([[-1.0, 1.0], [1.0, -1.0]]),),
        (large,),
    ]


SHARE_DEAD = Exercise(
    reference=share_dead,
    cases=layers,
    misconceptions=mistakes(
        share_dead,
        {
            "return np.mean(Z <= 0)": (
                "You counted entries. A unit that is off for some examples is at work; dead is one "
                "that is off for all of them."
            ),
            "axis=0 → axis=1": (
                "You looked along the rows: that is the share of examples for which every unit is "
                "off. Units are columns, so take all over axis 0."
            ),
            "np.all → np.any": (
                "You counted units that are off for some example. Dead means off for every one: "
                "`np.all`."
            ),
            "Z <= 0 → Z < 0": (
                "At z = 0 the slope of ReLU is 0, by the convention of this course: 0 counts as "
                "off."
            ),
            "Z <= 0 → Z == 0": (
                "You looked for weighted inputs that are exactly 0. It is the output a = max(z, 0) "
                "of a unit that is off that is 0; its z is 0 or less."
            ),
            "return np.sum(np.all(Z <= 0, axis=0))": (
                "That is the number of dead units; the share is wanted. `np.mean` of True and "
                "False."
            ),
            "return np.sum(np.all(Z <= 0, axis=0)) / len(Z)": (
                "You divided by the number of examples. The share is of the units: divide by the "
                "number of columns."
            ),
            "return np.mean(np.mean(Z, axis=0) <= 0)": (
                "You looked at the mean of each unit. A unit whose mean is negative may be on for "
                "some examples, and then it is alive."
            ),
            "return 1 - np.mean(np.all(Z <= 0, axis=0))": "That is the share of units alive.",
            "return np.all(Z <= 0, axis=0)": (
                "You returned True or False for each unit. The share of the True ones is wanted: "
                "their mean."
            ),
            "return float(np.all(Z <= 0))": (
                "You asked whether all entries of Z are off. Ask it of each unit, a column: over "
                "axis 0."
            ),
            "return 100 * np.mean(np.all(Z <= 0, axis=0))": (
                "That is in percent. A share lies between 0 and 1."
            ),
            "return np.mean(Z[0] <= 0)": (
                "You looked at the first example alone. Dead is a unit that is off for every one."
            ),
        },
    ),
    hints=[
        "Z has a row for each example and a column for each unit. For a dead unit, what is true of "
        "its whole column?",
        "`Z <= 0` is True where a unit is off; `np.all(…, axis=0)` asks it of each column.",
        "The mean of True and False is a share: `np.mean(np.all(Z <= 0, axis=0))`.",
    ],
)


EXERCISES = [SILU_SLOPE, SLOPE_BOUND, SLOPE_THROUGH_UNITS, SHARE_DEAD]
