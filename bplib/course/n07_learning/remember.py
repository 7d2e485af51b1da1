"""What later notebooks ask about notebook 07."""

import numpy as np

from bplib import Tensor
from bplib.course.earlier import Drawn, factor, one_of, said
from bplib.functions import cross_entropy
from bplib.training import gradient_descent, momentum


def step(rng: np.random.Generator) -> Drawn:
    """One step of gradient descent."""
    at, g, rate = one_of(rng, 1, 2), one_of(rng, -3, 4), one_of(rng, 0.1, 0.5)
    w = Tensor(at)
    (w * g).backward()
    gradient_descent(rate)([w])
    return Drawn(
        f"w = {said(at)} has the gradient {said(g)}; the rate is {said(rate)}. Where is w after "
        "one step of gradient descent?",
        w.item(),
        f"{said(at)} − {said(rate)} × {factor(g)}.",
        {
            at + rate * g: "That is uphill: the step goes against the gradient.",
            at - g: "Multiply the gradient by the rate.",
            -rate * g: "That is the step. Where does it end?",
        },
    )


def largest_rate(rng: np.random.Generator) -> Drawn:
    """The rate must stay below 2/c."""
    c = one_of(rng, 2, 4, 10, 20)
    return Drawn(
        f"A cost has the curvature {said(c)}. Below which rate does gradient descent converge?",
        2 / c,
        "Each step multiplies the distance by 1 − ηc; that shrinks for η < 2/c.",
        {
            1 / c: "At 1/c one step is enough. It converges up to twice that.",
            c / 2: "The other way round: more curvature, shorter steps.",
            c: "More curvature takes shorter steps.",
        },
    )


def noise(rng: np.random.Generator) -> Drawn:
    """The noise of a minibatch."""
    root = one_of(rng, 2, 3, 10)
    return Drawn(
        f"Your batches get {said(root**2)} times larger. How many times smaller is the noise of "
        "the gradient?",
        root,
        "It is σ/√B.",
        {root**2: "The noise falls with the root of the batch, not with the batch."},
    )


def softmax_error(rng: np.random.Generator) -> Drawn:
    """p − y."""
    p = rng.permutation([0.2, 0.3, 0.5])
    k, true = int(rng.integers(3)), int(rng.integers(3))
    z = Tensor(np.log(p)[None])
    cross_entropy(z, np.array([true])).backward()
    what = "the true class" if k == true else "not the true one"
    return Drawn(
        f"Softmax gives a class the probability {said(p[k])}; it is {what}. What is the error δ of "
        "its output, with cross-entropy?",
        round(float(z.grad.ravel()[k]), 9),
        f"δ = p − y, and y is {int(k == true)} here.",
        {
            p[k]: "y is 1 for the true class: δ = p − y.",
            p[k] - 1: "y is 0 for a class that is not the true one: δ = p − y.",
            (1 - p[k]) * (k == true) - p[k] * (k != true): "Look at the sign: p − y.",
            p[k] * (1 - p[k]): "With cross-entropy the slope cancels.",
        },
    )


def heavy_ball(rng: np.random.Generator) -> Drawn:
    """Two steps with momentum."""
    g, beta = one_of(rng, 1, 2), one_of(rng, 0.5, 0.9)
    w = Tensor(0.0)
    update = momentum(1.0, beta)
    for _ in range(2):
        before = w.item()
        (w * g).backward()
        update([w])
    v = before - w.item()
    return Drawn(
        f"Momentum with β = {said(beta)}; v starts at 0. Two steps in a row have the gradient "
        f"{said(g)}. What is v after the second?",
        v,
        f"v ← βv + g: first {said(g)}, then {said(beta)} × {said(g)} + {said(g)}.",
        {
            g: "That is v after the first step.",
            2 * g: "What is kept of the first is β times it.",
            beta * g: "The second gradient is added.",
            (1 - beta) * g * (1 + beta): "That is Adam's m, with 1 − β before g.",
        },
    )


QUESTIONS = [
    ("Which way is down?", step),
    ("How long a step?", largest_rate),
    ("A few examples at a time", noise),
    ("Momentum and Adam", heavy_ball),
    ("Softmax and cross-entropy, backward", softmax_error),
]
