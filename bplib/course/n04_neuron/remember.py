"""What later notebooks ask about notebook 04."""

import numpy as np

from bplib import Tensor
from bplib.course.earlier import Drawn, factor, one_of, said
from bplib.functions import binary_cross_entropy, sigmoid


def three_factors(rng: np.random.Generator) -> Drawn:
    """Cost × activation × input, at z = 0."""
    x, t = one_of(rng, 2, 4, -8), one_of(rng, 0, 1)
    w = Tensor(0.0)
    ((sigmoid(w * x) - t) ** 2 / 2).backward()
    return Drawn(
        f"A sigmoid neuron with the cost ½ (a − t)²: z = 0, so a = 0.5; target {said(t)}, input "
        f"{said(x)}. What is ∂C/∂w?",
        float(w.grad),
        f"(a − t) · a (1 − a) · x = {factor(0.5 - t)} × 0.25 × {factor(x)}.",
        {
            (0.5 - t) * x: "f′(z) = a (1 − a) is missing: it is 0.25 here.",
            (0.5 - t) * 0.25: "That is the error δ. Multiply it by the input.",
            -float(w.grad): "Look at the sign: the first factor is a − t.",
            0.25 * x: "The first factor, a − t, is missing.",
        },
    )


def slope_cancels(rng: np.random.Generator) -> Drawn:
    """Cross-entropy takes the slope out."""
    a, t = one_of(rng, 0.2, 0.4, 0.7, 0.9), one_of(rng, 0, 1)
    z = Tensor(float(np.log(a / (1 - a))))
    binary_cross_entropy(z, t).backward()
    return Drawn(
        f"A sigmoid neuron with cross-entropy answers a = {said(a)}; the target is {said(t)}. "
        "What is its error δ = ∂C/∂z?",
        round(float(z.grad), 9),
        "Cross-entropy cancels the slope of the sigmoid: δ = a − t.",
        {
            (a - t) * a * (1 - a): "That is so with squared error. Cross-entropy cancels f′.",
            t - a: "Look at the sign: δ is a − t.",
            a * (1 - a): "That is f′(z), which cancels.",
        },
    )


def bias_at_zero(rng: np.random.Generator) -> Drawn:
    """The gradient of a bias is the error."""
    delta, x = one_of(rng, -0.3, 0.2, 0.5), one_of(rng, 2, 4)
    b = Tensor(0.0)
    (b + 0.5 * x).backward(delta)
    return Drawn(
        f"A neuron has the error δ = {said(delta)}, the input {said(x)}, and its bias is 0. What "
        "is ∂C/∂b?",
        float(b.grad),
        "The input of a bias is 1, so its gradient is δ, whatever its value.",
        {
            0: "A value and its slope are different things: z moves as far as b does.",
            delta * x: "That is the gradient of the weight. The input of the bias is 1.",
        },
    )


def tiny_input(rng: np.random.Generator) -> Drawn:
    """Steps grow like 1/x²."""
    times = one_of(rng, 2, 3, 10)
    return Drawn(
        f"All inputs of a neuron get {said(times)} times smaller; only its weight learns. How many "
        "times as many steps does gradient descent need at the same rate?",
        times**2,
        "The gradient shrinks with x, and so does what a step of w does to z: together x².",
        {times: "The gradient shrinks with x, and what a step of w does to z shrinks once more."},
    )


QUESTIONS = [
    ("Three bars that multiply", three_factors),
    ("The bias is 0. Should its gradient not be 0 too?", bias_at_zero),
    ("Stall 1: a tiny input", tiny_input),
    ("A cost that takes the slope out", slope_cancels),
]
