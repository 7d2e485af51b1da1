"""What later notebooks ask about notebook 09."""

import numpy as np

from bplib import theory
from bplib.course.earlier import Drawn, one_of, said


def he_variance(rng: np.random.Generator) -> Drawn:
    """2/fan_in."""
    fan_in = int(one_of(rng, 50, 100, 200))
    answer = round(theory.gain("relu") ** 2, 6) / fan_in
    return Drawn(
        f"A layer with {fan_in} inputs and 10 outputs, before a ReLU. Which variance does He give "
        "its weights?",
        answer,
        f"2/fan_in = 2/{fan_in}: ReLU halves the mean square, the weights double it.",
        {
            1 / fan_in: "That is LeCun. ReLU halves the mean square: twice as much.",
            2 / (fan_in + 10): "That is Glorot, who counts both ends.",
            0.2: "He counts what comes in, not what goes out.",
            round(answer**0.5, 9): "That is the standard deviation; the variance was asked.",
        },
    )


def one_layer(rng: np.random.Generator) -> Drawn:
    """σ_w² times the mean square of a."""
    square, q = one_of(rng, 1, 2, 4), one_of(rng, 0.5, 2, 3)
    after = float(theory.length_map("relu", q, square**0.5))
    return Drawn(
        f"The weighted inputs of a wide ReLU layer have the mean square {said(q)}. What is it in "
        f"the next layer, with σ_w² = {said(square)} and no bias?",
        round(after, 6),
        f"ReLU keeps half of it: {said(square)} × {said(q)}/2.",
        {
            square * q: "ReLU keeps half of the mean square.",
            q: "That is so with He's σ_w² = 2.",
            q / 2: "That is the mean square of a; the weights come next.",
        },
    )


def layers_back(rng: np.random.Generator) -> Drawn:
    """χ per layer."""
    chi, layers = one_of(rng, 0.5, 2), int(one_of(rng, 3, 4))
    return Drawn(
        f"χ = {said(chi)}. By what is the mean square of the error multiplied over {layers} "
        "layers?",
        chi**layers,
        f"{said(chi)} to the power of {layers}.",
        {chi * layers: "Over layers factors multiply.", chi: "That is one layer."},
    )


QUESTIONS = [
    ("After ReLU", he_variance),
    ("The length map", one_layer),
    ("The variance, backward", layers_back),
]
