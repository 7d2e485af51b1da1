"""Exercises of notebook 04: the gradient of one neuron, and an error without f′."""

import numpy as np

from bplib.autodiff import sigmoid
from bplib.checking import Exercise, Misconception

# --- neuron_gradient ------------------------------------------------------------------------


def neuron_gradient(w, b, x, t):
    """The gradients (dw, db) of ½ (a − t)² for one sigmoid neuron, a = σ(w x + b)."""
    a = sigmoid(w * x + b)
    delta = a * (1 - a) * (a - t)
    return x * delta, delta


def neuron_cases(rng):
    """Numbers to follow by hand, a bias of 0, an input of 0, a saturated neuron, random ones."""
    return [
        (1.0, 0.5, 2.0, 0.0),
        (-1.5, 0.0, 0.5, 1.0),
        (3.0, -1.0, 0.0, 1.0),
        (2.0, 2.0, 1.0, 0.0),
        (4.0, 30.0, -2.0, 0.0),
        *(tuple(float(v) for v in rng.normal(size=4).round(2)) for _ in range(3)),
    ]


def slope_at_a(w, b, x, t):
    a = sigmoid(w * x + b)
    delta = sigmoid(a) * (1 - sigmoid(a)) * (a - t)
    return x * delta, delta


def without_input(w, b, x, t):
    delta = neuron_gradient(w, b, x, t)[1]
    return delta, delta


def without_slope(w, b, x, t):
    a = sigmoid(w * x + b)
    return x * (a - t), a - t


def bias_times_input(w, b, x, t):
    dw = neuron_gradient(w, b, x, t)[0]
    return dw, dw


def bias_times_bias(w, b, x, t):
    dw, delta = neuron_gradient(w, b, x, t)
    return dw, b * delta


def bias_is_one(w, b, x, t):
    return neuron_gradient(w, b, x, t)[0], 1.0


def weight_for_input(w, b, x, t):
    delta = neuron_gradient(w, b, x, t)[1]
    return w * delta, delta


def turned_round(w, b, x, t):
    dw, delta = neuron_gradient(w, b, x, t)
    return -dw, -delta


def twice_as_large(w, b, x, t):
    dw, delta = neuron_gradient(w, b, x, t)
    return 2 * dw, 2 * delta


def slope_of_z(w, b, x, t):
    z = w * x + b
    delta = z * (1 - z) * (sigmoid(z) - t)
    return x * delta, delta


NEURON_GRADIENT = Exercise(
    name="neuron_gradient",
    reference=neuron_gradient,
    cases=neuron_cases,
    misconceptions=[
        Misconception(
            slope_at_a,
            "You used f′(a); it is f′(z). With a = σ(z) at hand, f′(z) is a (1 − a): no further σ.",
        ),
        Misconception(
            without_input,
            "The gradient of w lacks the input. A nudge of w moves z by x times as much.",
        ),
        Misconception(
            without_slope,
            "You left out f′(z), the link from a back to z. For the sigmoid it is a (1 − a).",
        ),
        Misconception(
            bias_times_input,
            "The bias does not meet the input: z = w x + b moves by as much as b does. Its "
            "gradient is δ alone.",
        ),
        Misconception(
            bias_times_bias,
            "You multiplied by b. A bias is a weight whose input is 1, so its gradient is 1 · δ, "
            "whatever its value; also where b is 0.",
        ),
        Misconception(
            bias_is_one,
            "1 is ∂z/∂b, the last link alone. For ∂C/∂b multiply it by ∂C/∂z = δ.",
        ),
        Misconception(
            weight_for_input,
            "In z = w x + b the slope by w is x. You took w, which is the slope by x.",
        ),
        Misconception(
            turned_round,
            "The sign is turned round: the derivative of ½ (a − t)² by a is a − t.",
        ),
        Misconception(
            twice_as_large,
            "Twice too large: the cost is ½ (a − t)², and the 2 of the square cancels the ½.",
        ),
        Misconception(
            slope_of_z,
            "σ′(z) is σ(z) (1 − σ(z)), in terms of the output a. You put z in its place.",
        ),
    ],
    hints=[
        "Go forward first: z = w x + b, then a = σ(z). `sigmoid` is imported.",
        "Three links: ∂C/∂a = a − t, then f′(z) = a (1 − a), then ∂z/∂w = x. For the bias the last "
        "one is ∂z/∂b = 1.",
        "With `delta = a * (1 - a) * (a - t)` the answer is `x * delta, delta`.",
    ],
)

# --- sigmoid_cross_entropy_error ------------------------------------------------------------


def sigmoid_cross_entropy_error(z, t):
    """The error ∂C/∂z of a sigmoid unit with cross-entropy, for arrays z and t of one shape."""
    return sigmoid(z) - t


def error_cases(rng):
    """A few units, a target between 0 and 1, then units so saturated that 1 − a is 0."""
    return [
        (np.array([0.0, 2.0]), np.array([1.0, 0.0])),
        (np.array([-1.0, 0.5, 3.0]), np.array([0.3, 0.5, 1.0])),
        (rng.normal(size=(3, 2)).round(2), rng.integers(2, size=(3, 2)).astype(float)),
        (np.array([40.0, -1000.0, 1000.0]), np.array([0.0, 1.0, 1.0])),
    ]


def target_first(z, t):
    return t - sigmoid(z)


def squared_error_here(z, t):
    a = sigmoid(z)
    return (a - t) * a * (1 - a)


def at_the_activation(z, t):
    a = sigmoid(z)
    return (a - t) / (a * (1 - a))


def both_links(z, t):
    a = sigmoid(z)
    return (-t / a + (1 - t) / (1 - a)) * (a * (1 - a))


def without_sigmoid(z, t):
    return z - t


def one_term_alone(z, t):
    return -t * (1 - sigmoid(z))


def the_cost_itself(z, t):
    return np.logaddexp(0, z) - t * z


SIGMOID_CROSS_ENTROPY_ERROR = Exercise(
    name="sigmoid_cross_entropy_error",
    reference=sigmoid_cross_entropy_error,
    cases=error_cases,
    misconceptions=[
        Misconception(target_first, "The sign is turned round: it is a − t."),
        Misconception(
            squared_error_here,
            "That is the error with squared error: a factor a (1 − a) too many. With cross-entropy "
            "it has cancelled.",
        ),
        Misconception(
            at_the_activation,
            "That is ∂C/∂a. The error is taken at z: multiply by f′(z) = a (1 − a), on paper.",
        ),
        Misconception(
            both_links,
            "The formula is right, the computer's 1 − a is 0 when a rounds to 1, and 1/0 · 0 is "
            "not a number. Cancel a (1 − a) on paper, before you compute.",
        ),
        Misconception(
            without_sigmoid, "You subtracted t from z. It is a − t, and a is the sigmoid of z."
        ),
        Misconception(
            one_term_alone,
            "You kept −t ln a and dropped −(1 − t) ln(1 − a), which is all there is when t is 0.",
        ),
        Misconception(the_cost_itself, "That is the cost C. Return its slope by z."),
    ],
    hints=[
        "The derivation above ends in one short formula. Which factor has cancelled?",
        "∂C/∂z = a − t, with a = σ(z).",
        "`sigmoid(z) - t` works on arrays, and at any z.",
    ],
)


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


def trained_uphill(w, b, x, t, rate, steps):
    return train_neuron(w, b, x, t, -rate, steps)


def weight_updated_first(w, b, x, t, rate, steps):
    for _ in range(steps):
        w = w - rate * neuron_gradient(w, b, x, t)[0]
        b = b - rate * neuron_gradient(w, b, x, t)[1]
    return w, b


def weight_alone(w, b, x, t, rate, steps):
    for _ in range(steps):
        w = w - rate * neuron_gradient(w, b, x, t)[0]
    return w, b


def gradient_of_the_start(w, b, x, t, rate, steps):
    dw, db = neuron_gradient(w, b, x, t)
    return w - steps * rate * dw, b - steps * rate * db


def one_step_alone(w, b, x, t, rate, steps):
    return train_neuron(w, b, x, t, rate, min(steps, 1))


def one_step_more(w, b, x, t, rate, steps):
    return train_neuron(w, b, x, t, rate, steps + 1)


def trained_by_cross_entropy(w, b, x, t, rate, steps):
    for _ in range(steps):
        delta = sigmoid(w * x + b) - t
        w, b = w - rate * x * delta, b - rate * delta
    return w, b


TRAIN_NEURON = Exercise(
    name="train_neuron",
    reference=train_neuron,
    cases=training_cases,
    misconceptions=[
        Misconception(trained_uphill, "You step uphill: subtract rate × gradient."),
        Misconception(
            weight_updated_first,
            "You changed w before you computed the gradient of b, which then belongs to another "
            "point. Find both gradients, then change both.",
        ),
        Misconception(weight_alone, "b has stayed where it was. It has a gradient too: δ."),
        Misconception(
            gradient_of_the_start,
            "You took every step with the gradient of the start. Each step has its own: go forward "
            "again inside the loop.",
        ),
        Misconception(
            one_step_alone,
            "You returned after the first step. Put the `return` after the loop, not in it.",
        ),
        Misconception(one_step_more, "One step too many: use `range(steps)`."),
        Misconception(
            trained_by_cross_entropy,
            "You trained with cross-entropy, whose error is a − t. The cost here is ½ (a − t)², "
            "with the error a (1 − a) (a − t).",
        ),
    ],
    hints=[
        "A loop over `range(steps)`; in it your `neuron_gradient` from above, written out.",
        "Inside: a from the present w and b, then delta, then both updates.",
        "`w, b = w - rate * x * delta, b - rate * delta` changes both at once.",
    ],
)


EXERCISES = [NEURON_GRADIENT, SIGMOID_CROSS_ENTROPY_ERROR, TRAIN_NEURON]
