"""What later notebooks ask about notebook 03."""

from typing import Any

import numpy as np

from bplib import Tensor
from bplib.course.earlier import Drawn, one_of, said


def swaps(rng: np.random.Generator) -> Drawn:
    """Multiply swaps."""
    a, b, up = Tensor(one_of(rng, -3, 2, 4)), Tensor(one_of(rng, 5, 7)), one_of(rng, -1, 2)
    (a * b).backward(up)
    return Drawn(
        f"A box multiplies a = {said(a.item())} and b = {said(b.item())}. The gradient of its "
        f"result is {said(up)}. What is the gradient of a?",
        float(a.grad),
        f"Multiply swaps: the local slope is b = {said(b.item())}, times {said(up)} from upstream.",
        {
            float(b.grad): "That is the gradient of b. The local slope of a is the other input.",
            b.item(): "That is the local slope; multiply it by what comes from upstream.",
            up: "Add would pass it on as it is; multiply swaps.",
            a.item() * b.item(): "That is the value of the box.",
        },
    )


def forks(rng: np.random.Generator) -> Drawn:
    """Gradients add at forks."""
    x, y = Tensor(one_of(rng, 2, 3)), Tensor(one_of(rng, 4, 5))
    (x * y + x).backward()
    return Drawn(
        f"f = x y + x at x = {said(x.item())}, y = {said(y.item())}. What is ∂f/∂x?",
        float(x.grad),
        f"x is used twice: y = {said(y.item())} from the product, and 1 from the sum.",
        {
            y.item(): "That is the use in the product alone; x is used once more.",
            1: "That is the use in the sum alone; x is used once more.",
            x.item(): "The local slope of x in x y is y.",
        },
    )


def routes(rng: np.random.Generator) -> Drawn:
    """Max routes."""
    a, up = one_of(rng, -2, 1, 3), one_of(rng, 2, -4)
    below, above = Tensor(a), Tensor(a + 1)
    larger: Any = np.maximum(below, above)
    larger.backward(up)
    first = bool(rng.integers(2))
    asked = below if first else above
    return Drawn(
        f"max(a, b) at a = {said(a)}, b = {said(a + 1)} gets the gradient {said(up)} from "
        f"upstream. What is the gradient of {'a' if first else 'b'}?",
        float(asked.grad),
        "Max routes: all to the larger input, nothing to the other.",
        {
            up: "The other input is the larger; it gets all of that.",
            0: "This input is the larger; it gets all that comes.",
            up / 2: "Halves are for a tie.",
            1: "That is the local slope; multiply it by what comes from upstream.",
        },
    )


def passes(rng: np.random.Generator) -> Drawn:
    """Reverse mode takes one pass per result."""
    inputs, results = int(one_of(rng, 100, 1000)), int(one_of(rng, 1, 2, 3))
    return Drawn(
        f"{inputs} inputs, {results} result{'s' if results > 1 else ''}. How many backward passes "
        "give all slopes?",
        results,
        "Reverse mode takes one pass per result, forward mode one per input.",
        {inputs: "That is forward mode, which takes one pass per input."},
    )


QUESTIONS = [
    ("Gradients add at forks", forks),
    ("What a gate does to a gradient", swaps),
    ("What a gate does to a gradient", routes),
    ("The other direction: dual numbers", passes),
]
