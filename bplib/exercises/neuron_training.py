"""Exercise of notebook 04: gradient descent on one neuron."""

from bplib.autodiff import sigmoid
from bplib.exercises.checker import Exercise, Misconception
from bplib.exercises.neuron import neuron_gradient


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

EXERCISES = [TRAIN_NEURON]
