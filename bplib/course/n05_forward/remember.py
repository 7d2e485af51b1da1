"""What later notebooks ask about notebook 05."""

import numpy as np

from bplib.course.earlier import Drawn, one_of, said
from bplib.functions import cross_entropy, logsumexp
from bplib.nn import mlp


def parameters(rng: np.random.Generator) -> Drawn:
    """Weights and biases of two layers."""
    d, h, k = (int(one_of(rng, *each)) for each in ((10, 20), (5, 10), (2, 3)))
    net = mlp([d, h, k], "tanh", rng=rng)
    weights = d * h + h * k
    return Drawn(
        f"A network [{d}, {h}, {k}]: how many parameters, biases too?",
        sum(each.value.size for each in net.parameters),
        f"({d} + 1) · {h} + ({h} + 1) · {k}: one more input, for the bias.",
        {
            weights: "Those are the weights. Each unit has a bias too.",
            weights + d + h + k: "The inputs have no bias: only units do.",
            (d + 1) * h: "That is the first layer alone.",
        },
    )


def hidden_broadcast(rng: np.random.Generator) -> Drawn:
    """(n, 1) − (n,) is (n, n)."""
    n = int(one_of(rng, 10, 20, 100))
    return Drawn(
        f"A has the shape ({n}, 1), t has the shape ({n},). How many numbers does A − t hold?",
        (np.ones((n, 1)) - np.ones(n)).size,
        f"Broadcasting makes ({n}, {n}) of them, without a word. Say the shapes.",
        {
            n: "That was meant. But t is taken as one row, and every row of A meets all of it.",
            2 * n: "Every row of A meets every entry of t.",
        },
    )


def equal_logits(rng: np.random.Generator) -> Drawn:
    """The log of a sum of large exponentials."""
    top = one_of(rng, 100, 1000, -1000)
    answer = float(logsumexp(np.array([top, top]))) - top
    return Drawn(
        f"Both logits are {said(top)}. By how much is logsumexp larger than {said(top)}? (ln 2 is "
        "0.693.)",
        answer,
        "Take the maximum out: M + ln(1 + 1) = M + ln 2. Nothing overflows.",
        {
            2: "The logarithm of the sum: ln(1 + 1).",
            0: "There are two of them: ln(1 + 1) is left.",
            top: "logsumexp adds no logits: it is M + ln of what is left.",
        },
    )


def guessing(rng: np.random.Generator) -> Drawn:
    """An untrained classifier."""
    classes = int(one_of(rng, 2, 4, 10))
    logs = {2: 0.693, 4: 1.386, 10: 2.303}
    cost = float(cross_entropy(np.zeros((1, classes)), np.array([0])).item())
    return Drawn(
        f"A network gives all {classes} classes the same logit. What is its cross-entropy? "
        f"(ln {classes} is {logs[classes]}.)",
        cost,
        f"The true class gets 1/{classes}, and −ln(1/{classes}) = ln {classes}.",
        {
            1 / classes: "That is the probability. The cost is minus its logarithm.",
            -cost: "The cost is minus the logarithm.",
            0: "0 would be a sure and right answer.",
        },
    )


QUESTIONS = [
    ("When broadcasting hides a mistake", hidden_broadcast),
    ("Log-sum-exp", equal_logits),
    ("Cross-entropy from logits", guessing),
    ("Counting parameters", parameters),
]
