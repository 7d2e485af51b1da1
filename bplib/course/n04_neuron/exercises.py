"""Exercises of notebook 04: the gradient of one neuron, learning, and costs without f′."""

import numpy as np

from bplib.autodiff import sigmoid
from bplib.checking import Exercise, mistakes
from bplib.checking.compare import describe

# --- neuron_gradient ------------------------------------------------------------------------


def neuron_gradient(w, b, x, t):
    """The gradients (dw, db) of ½ (a − t)² for one tanh neuron, a = tanh(w x + b)."""
    a = np.tanh(w * x + b)
    delta = (1 - a**2) * (a - t)
    return x * delta, delta


def neuron_cases(rng):
    """Numbers to follow by hand, a bias of 0, an input of 0, a saturated neuron, random ones."""
    return [
        (1.0, -1.5, 2.0, 0.0),
        (-1.5, 0.0, 0.5, 1.0),
        (3.0, -1.0, 0.0, 1.0),
        (1.0, 1.5, 1.5, -1.0),
        (4.0, 30.0, -2.0, 0.0),
        *(tuple(float(v) for v in rng.normal(size=4).round(2)) for _ in range(3)),
    ]


NO_INPUT = "The gradient of w lacks the input. A nudge of w moves z by x times as much."
SIGMOIDS_SLOPE = "a (1 − a) is the slope of the sigmoid. This neuron has a tanh: 1 − a²."
SLOPE_OF_A = (
    "You used f′(a); it is f′(z). With a = tanh(z) at hand, f′(z) is 1 − a²: no further tanh."
)
NEURON_GRADIENT = Exercise(
    reference=neuron_gradient,
    cases=neuron_cases,
    misconceptions=mistakes(
        neuron_gradient,
        {
            "1 - a**2 → 1 - np.tanh(a) ** 2": SLOPE_OF_A,
            "1 - a**2 → 1 - (w * x + b) ** 2":
                "tanh′(z) is 1 − tanh²(z), in terms of the output a. You put z in its place.",
            "(1 - a**2) * (a - t) → a * (1 - a) * (a - t)": SIGMOIDS_SLOPE,
            "np.tanh(w * x + b) → sigmoid(w * x + b); 1 - a**2 → a * (1 - a)":
                "That is the gradient of a sigmoid neuron. This one has f = tanh.",
            "1 - a**2 → 1 + a**2":
                "The slope of tanh is 1 − a²: between 0 and 1, and smallest where a is largest.",
            "1 - a**2 → 1 - a":
                "The slope of tanh is 1 − a², with the square.",
            "return x * delta, delta → return delta, delta": NO_INPUT,
            "(1 - a**2) * (a - t) → a - t":
                "You left out f′(z), the link from a back to z. For tanh it is 1 − a².",
            "return x * delta, delta → return x * delta, x * delta":
                "The bias does not meet the input: z = w x + b moves by as much as b does. Its "
                "gradient is δ alone.",
            "return x * delta, delta → return x * delta, b * delta":
                "You multiplied by b. A bias is a weight whose input is 1, so its gradient is 1 · "
                "δ, whatever its value; also where b is 0.",
            "return x * delta, delta → return x * delta, 1.0":
                "1 is ∂z/∂b, the last link alone. For ∂C/∂b multiply it by ∂C/∂z = δ.",
            "return x * delta, delta → return x * delta, 0.0":
                "The bias is not constant: it is learnt, as the weight is. z moves by as much as "
                "b does, so its gradient is δ.",
            "return x * delta, delta → return x * delta, a - t":
                "The bias has the same δ as the weight, with f′(z) in it: its nudge goes through "
                "the activation function too.",
            "return x * delta, delta → return w * delta, delta":
                "In z = w x + b the slope with respect to w is x. You took w, which is the slope "
                "with respect to x.",
            "(1 - a**2) * (a - t) → (1 - a**2) * (t - a)":
                "The sign is turned round: the slope of ½ (a − t)² with respect to a is a − t.",
            "(1 - a**2) * (a - t) → 2 * (1 - a**2) * (a - t)":
                "Twice too large: the cost is ½ (a − t)², and the 2 of the square cancels the ½.",
            "(1 - a**2) * (a - t) → (1 - a**2) * 0.5 * (a - t) ** 2":
                "You put the cost where its slope belongs: the slope of ½ (a − t)² is a − t.",
            "(1 - a**2) * (a - t) → (1 - a**2) * a":
                "The target is missing: the slope of the cost is a − t.",
        },
    ),
    hints=[
        "Go forward first: z = w x + b, then a = tanh(z), with `np.tanh`.",
        "Three links: ∂C/∂a = a − t, then f′(z), then ∂z/∂w = x. By the rule for a quotient, tanh "
        "= sinh/cosh has the slope 1 − tanh². For the bias the last link is ∂z/∂b = 1.",
        "With `delta = (1 - a**2) * (a - t)` the answer is `x * delta, delta`.",
    ],
)  # fmt: skip

# --- sigmoid_cross_entropy ------------------------------------------------------------------


def sigmoid_cross_entropy(z, t):
    """Cost and error (C, ∂C/∂z) of a sigmoid unit with cross-entropy, for arrays of logits z."""
    C = np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))) - t * z
    return C, sigmoid(z) - t


def logit_cases(rng):
    """A few units, a target in between, units so saturated that 1 − a is 0, then that exp fails."""
    return [
        (np.array([0.0, 2.0]), np.array([1.0, 0.0])),
        (np.array([-1.0, 0.5, 3.0]), np.array([0.3, 0.5, 1.0])),
        (rng.normal(size=(3, 2)).round(2), rng.integers(2, size=(3, 2)).astype(float)),
        (np.array([40.0, -40.0]), np.array([0.0, 1.0])),
        (np.array([-1000.0, 1000.0]), np.array([1.0, 0.0])),
        (np.array([1000.0, -1000.0]), np.array([1.0, 0.0])),
    ]


BY_DEFINITION = (
    "Right on paper. But a rounds to 0 or to 1 where the unit saturates, and the logarithm of 0 is "
    "no cost. Put a = σ(z) into ln a and ln(1 − a) on paper first: both are short in z."
)
OVERFLOWS = (
    "Right on paper, and exp(1000) is inf. Let only exp of a negative number occur: ln(1 + e^z) = "
    "z + ln(1 + e^−z), so take max(z, 0) out."
)
SIGMOID_CROSS_ENTROPY = Exercise(
    reference=sigmoid_cross_entropy,
    cases=logit_cases,
    misconceptions=mistakes(
        sigmoid_cross_entropy,
        {
            "a = sigmoid(z)\nreturn -t * np.log(a) - (1 - t) * np.log(1 - a), a - t": BY_DEFINITION,
            "a = sigmoid(z)\nreturn -(t * np.log(a) + (1 - t) * np.log(sigmoid(-z))), a - t":
                BY_DEFINITION,
            "a = sigmoid(z)\nreturn np.where(t == 1, -np.log(a), -np.log(1 - a)), a - t":
                "That holds for targets 0 and 1, as long as a is not rounded to 0 or 1. A target "
                "may lie between them, and z may be large: use both terms, and put in z.",
            """
            a = np.clip(sigmoid(z), 1e-12, 1 - 1e-12)
            return -t * np.log(a) - (1 - t) * np.log(1 - a), sigmoid(z) - t
            """:
                "A clipped a makes the cost of a very wrong unit level off near 28, where it goes "
                "on like z. Nothing has to be clipped when the cost is computed from z.",
            """
            a = np.clip(sigmoid(z), 1e-15, 1 - 1e-15)
            return -t * np.log(a) - (1 - t) * np.log(1 - a), sigmoid(z) - t
            """:
                "A clipped a makes the cost of a very wrong unit level off near 35, where it goes "
                "on like z. Nothing has to be clipped when the cost is computed from z.",
            """
            a = sigmoid(z)
            return -t * np.log(a + 1e-12) - (1 - t) * np.log(1 - a + 1e-12), a - t
            """:
                "A small number added inside the logarithm makes the cost of a very wrong unit "
                "level off, where it goes on like z. It is not needed when the cost is computed "
                "from z.",
            "np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))) → np.log(1 + np.exp(z))": OVERFLOWS,
            "return np.log(1 + np.exp(-z)) + (1 - t) * z, sigmoid(z) - t": OVERFLOWS,
            "a = sigmoid(z)\nreturn np.log(1 + np.exp(z)) - t * z, np.exp(z) / (1 + np.exp(z)) - t":
                OVERFLOWS,
            "sigmoid(z) - t → np.exp(z) / (1 + np.exp(z)) - t":
                "The cost is fine. In the error, exp(1000) / (1 + exp(1000)) is inf / inf, which "
                "is not a number: `sigmoid(z)` is the same and never overflows.",
            "sigmoid(z) - t → t - sigmoid(z)":
                "The sign of the error is turned round: it is a − t.",
            "sigmoid(z) - t → (sigmoid(z) - t) * sigmoid(z) * sigmoid(-z)":
                "That is the error with squared error: a factor a (1 − a) too many. With "
                "cross-entropy it has cancelled.",
            "sigmoid(z) - t → (sigmoid(z) - t) / (sigmoid(z) * (1 - sigmoid(z)))":
                "The second number is ∂C/∂a. The error is taken at z: multiply by f′(z) = a (1 − "
                "a), on paper.",
            "sigmoid(z) - t → "
            "(sigmoid(z) - t) / (sigmoid(z) * (1 - sigmoid(z))) * (sigmoid(z) * (1 - sigmoid(z)))":
                "The formula of the error is right, the computer's 1 − a is 0 when a rounds to 1, "
                "and 1/0 · 0 is not a number. Cancel a (1 − a) on paper, before you compute.",
            "sigmoid(z) - t → z - t":
                "You subtracted t from z. The error is a − t, and a is the sigmoid of z.",
            "return C, sigmoid(z) - t → return C": "Return the error as well: the pair `C, delta`.",
            "return C, sigmoid(z) - t → return sigmoid(z) - t":
                "Return the cost as well: the pair `C, delta`.",
            "np.log1p(np.exp(-np.abs(z))) - t * z → np.log1p(np.exp(-np.abs(z))) - z":
                "You kept −ln a alone, without its t, and dropped −(1 − t) ln(1 − a), which is "
                "all there is when t is 0.",
            "return -t * np.log(sigmoid(z)), sigmoid(z) - t":
                "You kept −t ln a and dropped −(1 − t) ln(1 − a), which is all there is when t is "
                "0.",
            "- t * z → + t * z": "A sign in the cost is turned round: −t ln a − (1 − t) ln(1 − a) "
                "gives ln(1 + e^z) − t z.",
            "np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))) - t * z → 0.5 * (sigmoid(z) - t) ** 2":
                "That is the squared error. Asked for is the cross-entropy.",
            "return C, sigmoid(z) - t → return C.mean(), sigmoid(z) - t":
                "You took the mean of the costs. Each unit has its own: an array in the shape of "
                "z.",
            "return C, sigmoid(z) - t → return C.sum(), sigmoid(z) - t":
                "You added the costs up. Each unit has its own: an array in the shape of z.",
        },
    ),
    hints=[
        "Put a = 1/(1 + e^−z) into ln a and into ln(1 − a). What is left of C, in z and t?",
        "C = ln(1 + e^z) − t z, and the error is a − t. For large z, ln(1 + e^z) overflows: take "
        "z out, ln(1 + e^z) = z + ln(1 + e^−z).",
        "`np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))) - t * z` is right on both sides of 0.",
    ],
)  # fmt: skip

# --- train_neuron ---------------------------------------------------------------------------


def train_neuron(w, b, x, t, rate, steps):
    """The weight and bias (w, b) of a sigmoid neuron after gradient descent on ½ (a − t)²."""
    for _ in range(steps):
        a = sigmoid(w * x + b)
        delta = a * (1 - a) * (a - t)
        w, b = w - rate * x * delta, b - rate * delta
    return w, b


def training_cases(rng):
    """One step, none, two with a large rate, the two starts of the text, an input of 0."""
    return [
        (1.0, 0.5, 2.0, 0.0, 1.0, 1),
        (1.0, -1.0, 0.5, 1.0, 0.5, 0),
        (0.5, 0.5, -2.0, 1.0, 5.0, 2),
        (2.0, 2.0, 1.0, 0.0, 0.15, 300),
        (0.6, 0.9, 1.0, 0.0, 0.15, 300),
        (1.0, 1.0, 0.0, 0.0, 1.0, 20),
        (*(float(v) for v in rng.normal(size=3).round(2)), 0.7, 0.8, 50),
    ]


W_FIRST = (
    "You changed w before you computed the gradient of b, which then belongs to another point. "
    "Find both gradients, then change both."
)
TRAIN_NEURON = Exercise(
    reference=train_neuron,
    cases=training_cases,
    misconceptions=mistakes(
        train_neuron,
        {
            "w - rate * x * delta, b - rate * delta → w + rate * x * delta, b + rate * delta":
                "You step uphill: subtract rate × gradient.",
            """
            for _ in range(steps):
                a = sigmoid(w * x + b)
                w = w - rate * x * a * (1 - a) * (a - t)
                a = sigmoid(w * x + b)
                b = b - rate * a * (1 - a) * (a - t)
            return w, b
            """: W_FIRST,
            "w - rate * x * delta, b - rate * delta → w - rate * x * delta, b":
                "b has stayed where it was. It has a gradient too: δ.",
            """
            a = sigmoid(w * x + b)
            delta = a * (1 - a) * (a - t)
            return w - steps * rate * x * delta, b - steps * rate * delta
            """:
                "You took every step with the gradient of the start. Each step has its own: go "
                "forward again inside the loop.",
            "return train_neuron(w, b, x, t, rate, min(steps, 1))":
                "You returned after the first step. Put the `return` after the loop, not in it.",
            "range(steps) → range(steps + 1)": "One step too many: use `range(steps)`.",
            "return train_neuron(w, b, x, t, rate, max(steps - 1, 0))":
                "One step too few: use `range(steps)`.",
            "delta = a * (1 - a) * (a - t) → delta = a - t":
                "Your error is a − t: f′ is missing, or you trained with cross-entropy. The cost "
                "here is ½ (a − t)², with the error a (1 − a) (a − t).",
            "w - rate * x * delta, b - rate * delta → w - x * delta, b - delta":
                "The rate is missing: step by rate × gradient.",
            "w - rate * x * delta → w - rate * delta":
                "The input is missing in the step of w: its gradient is x δ.",
            "b - rate * delta → b - rate * x * delta":
                "The step of b has the input in it. The bias has the input 1: its gradient is δ.",
            "w - rate * x * delta → w - rate * w * delta":
                "The gradient of w is x δ. You multiplied by w itself.",
            "a = sigmoid(w * x + b) → a = np.tanh(w * x + b); a * (1 - a) → (1 - a**2)":
                "That is a tanh neuron. This one has a sigmoid, as in the text.",
            "w * x + b → w * x": "The bias is missing on the way forward: z = w x + b.",
            "a * (1 - a) * (a - t) → sigmoid(a) * (1 - sigmoid(a)) * (a - t)":
                "You took f′ at a. It is f′(z) = a (1 − a), with no further sigmoid.",
            "a * (1 - a) * (a - t) → 2 * a * (1 - a) * (a - t)":
                "Your steps are twice too large: the cost is ½ (a − t)².",
            "return w, b → return sigmoid(w * x + b)":
                "You returned the output. Asked for is the pair `w, b`.",
        },
    ),
    hints=[
        "A loop over `range(steps)`; in it the two gradients of a sigmoid neuron.",
        "Inside: a from the present w and b, then delta, then both updates.",
        "`w, b = w - rate * x * delta, b - rate * delta` changes both at once.",
    ],
)  # fmt: skip

# --- tanh_cost ------------------------------------------------------------------------------

NUDGE, SLOPES_AGREE = 1e-5, 1e-6


def tanh_cost(a, t):
    """The cost of a tanh output a with the targets −1 and 1 whose error is a − t."""
    return -np.log(1 + t * a)


def output_cases(rng):
    """A single output of each target, then several; none so near ±1 that a nudge would not fit."""
    return [
        (np.array([0.5]), np.array([1.0])),
        (np.array([0.5]), np.array([-1.0])),
        (np.array([-0.8, 0.0, 0.9]), np.array([1.0, -1.0, 1.0])),
        (rng.uniform(-0.9, 0.9, size=(3, 2)).round(2), rng.choice([-1.0, 1.0], size=(3, 2))),
    ]


def slope_of_cost(cost, a, t):
    """The slope of a cost with respect to a, by a central difference: costs may differ by a
    constant."""
    above = cost(a + NUDGE, t)
    if above is None or above is ...:
        return above
    return (np.asarray(above, float) - np.asarray(cost(a - NUDGE, t), float)) / (2 * NUDGE)


def slope_problem(came, expected, a, t):
    """What is wrong with the slope of a cost."""
    if not isinstance(came, np.ndarray) or came.shape != np.shape(a):
        return f"gives no cost for each output; its slope is {describe(came)}"
    if np.allclose(came, expected, rtol=SLOPES_AGREE, atol=SLOPES_AGREE):
        return None
    return (
        f"has the slope {describe(came.round(6))} with respect to a; times f′ = 1 − a² it should "
        f"be a − t, so {describe(np.asarray(expected).round(6))} is expected"
    )


TANH_COST = Exercise(
    reference=tanh_cost,
    cases=output_cases,
    call=slope_of_cost,
    compare=slope_problem,
    tolerance=SLOPES_AGREE,
    misconceptions=mistakes(
        tanh_cost,
        {
            "return -t * np.log(a) - (1 - t) * np.log(1 - a)":
                "That is the cost of a sigmoid with the targets 0 and 1. The outputs and targets "
                "of tanh go from −1 to 1, where ln a has no value.",
            "return 0.5 * (a - t) ** 2":
                "Squared error has ∂C/∂a = a − t, so f′ stays in the error. Which slope must the "
                "cost have, that f′ = 1 − a² cancels?",
            "return (a - t) / (1 - a**2)":
                "That is ∂C/∂a, the slope that the cost must have. Asked for is the cost: split "
                "the fraction and integrate.",
            "return a - t": "That is the error itself. Asked for is the cost that has it.",
            "return (a - t) / (a * (1 - a))":
                "a (1 − a) is the slope of the sigmoid. That of tanh is 1 − a²; and the cost is "
                "asked for, not its slope.",
            "return np.log(1 + t * a)":
                "The sign is turned round: this cost falls as the output gets worse.",
            "return -0.5 * np.log(1 - a**2)":
                "That has the slope a / (1 − a²), and the error a: the target is missing.",
            "return -0.5 * (1 + t) * np.log(1 + a)":
                "You kept the term of the target 1 and dropped that of the target −1.",
            "return -0.5 * (1 + t) * np.log(1 + a) + 0.5 * (1 - t) * np.log(1 - a)":
                "A sign is wrong in the second term: ln(1 − a) has the slope −1/(1 − a).",
            "return -(1 + t) * np.log(1 + a) - (1 - t) * np.log(1 - a)":
                "Twice too large: the error is 2 (a − t). In splitting 1/(1 − a²) each part gets "
                "½.",
            "return -0.5 * np.log(1 + t * a)":
                "Half too small: the error is ½ (a − t).",
            "return -t * np.log(1 + a) - (1 - t) * np.log(1 - a)":
                "The weights t and 1 − t belong to the targets 0 and 1. With −1 and 1 they are (1 "
                "+ t)/2 and (1 − t)/2.",
            "return -t * np.arctanh(a)":
                "1/(1 − a²) alone integrates to artanh a: the error is then −t. The a above the "
                "line counts too.",
            "return np.arctanh(a) * (a - t)":
                "You integrated 1/(1 − a²) and took a − t for a constant. Split the fraction "
                "first.",
            "return (-np.log(1 + t * a)).sum()":
                "You added the costs up. Each output has its own: an array in the shape of a.",
            "return (-np.log(1 + t * a)).mean()":
                "You took a mean of the costs. Each output has its own: an array in the shape of "
                "a.",
        },
    ),
    hints=[
        "δ = ∂C/∂a · (1 − a²) is to be a − t. So you know ∂C/∂a. For t = 1 a factor cancels; for "
        "t = −1 the other one does.",
        "For t = 1 it is −1/(1 + a), for t = −1 it is 1/(1 − a). Of what are these the slopes?",
        "−ln(1 + a) for t = 1 and −ln(1 − a) for t = −1. Both are −ln(1 + t a).",
    ],
)  # fmt: skip


EXERCISES = [NEURON_GRADIENT, SIGMOID_CROSS_ENTROPY, TRAIN_NEURON, TANH_COST]
