"""What later notebooks ask about notebook 06."""

import numpy as np

from bplib import Tensor
from bplib.course.earlier import Drawn, factor, one_of, said
from bplib.functions import relu


def one_layer_back(rng: np.random.Generator) -> Drawn:
    """Through the weights, transposed, and through the activation."""
    deltas = np.array([one_of(rng, 2, -1), one_of(rng, 3, 1)])
    weights = np.array([one_of(rng, 0.5, -2), one_of(rng, 1, 4)])
    off = bool(rng.integers(3) == 0)
    z = Tensor(np.array([-0.7 if off else 0.7]))
    (relu(z) * weights).backward(deltas)
    through = float(weights @ deltas)
    terms = " + ".join(f"{factor(w)} × {factor(d)}" for w, d in zip(weights, deltas, strict=True))
    return Drawn(
        f"A ReLU unit at z = {said(z.value[0])} feeds two units with the weights "
        f"{said(weights[0])} and {said(weights[1])}; their errors are {said(deltas[0])} and "
        f"{said(deltas[1])}. What is its own error δ?",
        float(z.grad[0]),
        f"f′(z) · ({terms}), and f′ of a ReLU is {0 if off else 1} here.",
        {
            through: "The slope of a ReLU at a negative z is 0.",
            0: "This ReLU is on: its slope is 1.",
            float(deltas.sum()): "Each error comes back through its weight.",
            float(weights[0] * deltas[0]): "The unit feeds two others: add the second path.",
            through * 0.7: "f′ is taken at z: the slope of a ReLU is 1 or 0.",
        },
    )


def over_the_batch(rng: np.random.Generator) -> Drawn:
    """A sum over the examples."""
    a, d = (np.array([one_of(rng, 1, 2), one_of(rng, 3, 0.5)]) for _ in range(2))
    d = d * np.array([1, -1])
    W = Tensor(np.zeros((1, 1)))
    (Tensor(a[:, None]) @ W).backward(d[:, None])
    answer = float(W.grad[0, 0])
    return Drawn(
        f"Two examples. A weight gets the activations {said(a[0])} and {said(a[1])}, the errors at "
        f"its end are {said(d[0])} and {said(d[1])}: ∂C/∂z, C being the cost of the whole batch. "
        "What is ∂C/∂w?",
        answer,
        f"{said(a[0])} × {factor(d[0])} + {said(a[1])} × {factor(d[1])}: A_inᵀ Δ sums over them.",
        {
            answer / 2: "The mean is in the errors already: here the examples are summed.",
            float(a.sum() * d.sum()): "Multiply example by example, then add.",
            float(a[0] * d[0]): "That is the first example alone.",
            float(d.sum()): "That is the gradient of the bias.",
        },
    )


def bias_of_batch(rng: np.random.Generator) -> Drawn:
    """The bias sums the errors."""
    d = np.array([one_of(rng, 0.2, 0.5), one_of(rng, -0.1, -0.3), one_of(rng, 0.4, 0.8)])
    b = Tensor(np.zeros(1))
    (Tensor(np.zeros((3, 1))) + b).backward(d[:, None])
    return Drawn(
        f"The errors of a unit for three examples are {', '.join(map(said, d))}. What is the "
        "gradient of its bias?",
        round(float(b.grad[0]), 9),
        "The bias has the incoming activation 1: Σ δ over the batch.",
        {
            float(d.mean()): "The sum over the batch: the mean is in the errors already.",
            float(d[0]): "That is the first example alone.",
            0: "Its gradient is Σ δ, whatever its value.",
        },
    )


QUESTIONS = [
    ("Back through one layer", one_layer_back),
    ("The gradients of weights and biases", over_the_batch),
    ("The gradients of weights and biases", bias_of_batch),
]
