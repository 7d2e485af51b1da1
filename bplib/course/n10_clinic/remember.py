"""What later notebooks ask about notebook 10."""

import numpy as np

from bplib import Tensor
from bplib.course.earlier import Drawn, one_of, said
from bplib.training import clip_gradients


def step_over_weight(rng: np.random.Generator) -> Drawn:
    """What step / weight says."""
    rate, g, w = one_of(rng, 0.1, 0.01), one_of(rng, 0.02, 0.5), one_of(rng, 0.2, 0.4)
    return Drawn(
        f"The gradient of W has the size {said(g)}, W itself {said(w)}; plain descent with the "
        f"rate {said(rate)}. What is step / weight?",
        rate * g / w,
        f"{said(rate)} × {said(g)} / {said(w)}.",
        {
            g / w: "The step is rate × gradient.",
            rate * g: "That is the step; divide by the size of the weights.",
            rate: "That is so where gradient and weights have the same size.",
        },
    )


def clipped(rng: np.random.Generator) -> Drawn:
    """One long vector, shortened."""
    limit, k = one_of(rng, 1, 2.5), one_of(rng, 1, 2, 10)
    w = Tensor(np.zeros(2))
    (w @ np.array([3.0, 4.0]) * k).backward()
    clip_gradients([w], limit)
    return Drawn(
        f"The whole gradient is ({said(3 * k)}, {said(4 * k)}). It is clipped to the length "
        f"{said(limit)}. What is its first entry?",
        float(w.grad[0]),
        f"Its length is {said(5 * k)}, so all of it is multiplied by {said(limit)}/{said(5 * k)}.",
        {
            limit: "That clips each entry. The whole vector is shortened and keeps its direction.",
            3 * k / limit: "Multiply by limit ÷ length.",
            limit * 3 / 7: "The length is the root of the sum of the squares, not the sum.",
        },
    )


def past_the_layer(rng: np.random.Generator) -> Drawn:
    """The path whose factor is 1."""
    slope, count = one_of(rng, 0.5, -0.5), int(one_of(rng, 1, 2))
    x = Tensor(1.0)
    y = x
    for _ in range(count):
        y = y + slope * y
    y.backward()
    layers = "One layer has" if count == 1 else f"{count} layers have"
    return Drawn(
        f"{layers} the slope {said(slope)}, and a residual connection leads past "
        f"{'it' if count == 1 else 'each'}. What is the slope from the input to the output?",
        float(x.grad),
        "Past a layer the factor is 1, and at the fork the two paths add: 1 + slope for each.",
        {
            slope**count: "That is the way through the layers. Past them there is another path.",
            1: "That is the way past; the one through the layer adds to it.",
            1 + slope**count: "Each layer has its own way past: multiply 1 + slope.",
            (1 + slope) * count: "Along the layers factors multiply.",
        },
    )


QUESTIONS = [
    ("A healthy chart", step_over_weight),
    ("Patient 4: loud", clipped),
    ("Patient 8: sixty layers", past_the_layer),
]
