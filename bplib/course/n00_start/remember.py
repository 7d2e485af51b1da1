"""What later notebooks ask about notebook 00."""

import numpy as np

from bplib import Tensor
from bplib.course.earlier import Drawn, factor, one_of, said


def weight_gradient(rng: np.random.Generator) -> Drawn:
    """Input × error."""
    a, delta = one_of(rng, 0.2, 0.5, 2, 3), one_of(rng, -0.4, -0.1, 0.3, 0.6)
    weight = Tensor(1.0)
    (weight * a).backward(delta)
    return Drawn(
        f"The activation coming in is {said(a)}, the error going out {said(delta)}. What is the "
        "gradient of the weight?",
        float(weight.grad),
        f"{said(a)} × {factor(delta)}: the activation coming in × the error going out.",
        {
            a + delta: "The two multiply; they do not add.",
            -a * delta: "Look at the sign.",
            delta: "That is the error. The input stands at the other end of the weight.",
            delta / a: "Multiply by the activation; you divided.",
        },
    )


def error_from_gradient(rng: np.random.Generator) -> Drawn:
    """The sentence, read backwards."""
    a, delta = one_of(rng, 0.2, 0.5, 4), one_of(rng, -2, 3, -0.6)
    weight = Tensor(1.0)
    (weight * a).backward(delta)
    gradient = float(weight.grad)
    return Drawn(
        f"A weight has the gradient {said(gradient)}, the activation where it begins is "
        f"{said(a)}. What is the error of the unit where it ends?",
        delta,
        f"{said(gradient)} = {said(a)} × δ, so δ = {said(delta)}.",
        {
            gradient * a: "The gradient is the product already; divide by the activation.",
            a / gradient: "The other way round: gradient ÷ activation.",
            gradient: "That is the gradient of the weight: error × activation.",
        },
    )


QUESTIONS = [("The sentence", weight_gradient), ("Now without the net", error_from_gradient)]
