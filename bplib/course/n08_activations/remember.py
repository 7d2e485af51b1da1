"""What later notebooks ask about notebook 08."""

import numpy as np

from bplib.activations import activation
from bplib.course.earlier import Drawn, one_of, said


def most_left(rng: np.random.Generator) -> Drawn:
    """0.25 per layer."""
    layers = int(one_of(rng, 2, 3))
    most = activation("sigmoid").max_slope
    return Drawn(
        f"An error comes back through {layers} sigmoid layers. The slopes of the sigmoids multiply "
        "it by what, at the most?",
        most**layers,
        f"At most 1/4 for each layer: 1/4^{layers}.",
        {
            most * layers: "Over layers slopes multiply.",
            most: "That is one layer.",
            1: "The largest slope of a sigmoid is 1/4, at 0.",
        },
    )


def tanh_slope(rng: np.random.Generator) -> Drawn:
    """1 − a²."""
    a = one_of(rng, 0.5, 0.8, -0.6)
    slope = float(activation("tanh").derivative(np.arctanh(a)))
    return Drawn(
        f"A tanh unit answers a = {said(a)}. What is its slope f′(z)?",
        round(slope, 9),
        "1 − a²: the slope of tanh, in terms of its output.",
        {
            a * (1 - a): "That is the sigmoid's. For tanh it is 1 − a².",
            1 - a: "The square is missing: 1 − a².",
            a * a: "1 minus that.",
        },
    )


def per_layer(rng: np.random.Generator) -> Drawn:
    """χ = σ_w² E[f′²], for ReLU."""
    square = one_of(rng, 1, 2, 4)
    half = float(np.mean(activation("relu").derivative(np.array([-1.0, 1.0])) ** 2))
    return Drawn(
        f"ReLU layers, half of the units on, σ_w² = {said(square)}. By what is the mean square of "
        "the error multiplied, per layer?",
        square * half,
        f"χ = σ_w² E[f′²] = {said(square)} × ½: the slope is 1 for half of the units.",
        {
            square: "Half of the units are off and pass nothing back: E[f′²] = ½.",
            half: "That is E[f′²]; the weights count too.",
            (square * half) ** 2: "That is two layers.",
        },
    )


QUESTIONS = [
    ("The local derivatives", tanh_slope),
    ("The product over layers", most_left),
    ("The typical slope", per_layer),
]
