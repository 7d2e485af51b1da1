"""What later notebooks ask about notebook 11, part 2."""

import numpy as np

from bplib import Tensor
from bplib.course.earlier import Drawn, one_of, said


def row_picked(rng: np.random.Generator) -> Drawn:
    """A row picked twice gets both errors."""
    first, second = one_of(rng, 0.5, 2), one_of(rng, -0.3, 1)
    E = Tensor(np.zeros((3, 1)))
    E[np.array([1, 0, 1])].backward(np.array([[first], [7.0], [second]]))
    return Drawn(
        f"A sentence picks the rows 1, 0, 1 of a table. The errors at one entry of the three words "
        f"are {said(first)}, 7 and {said(second)}. What is the gradient of that entry in row 1?",
        float(E.grad[1, 0]),
        f"Row 1 is used twice, so two errors add: {said(first)} and {said(second)}.",
        {
            first: "Row 1 is picked once more, by the third word.",
            second: "The later error must not overwrite the earlier: they add.",
            first + 7 + second: "The second word picks row 0: its error goes there.",
            (first + second) / 2: "They add; nothing is averaged.",
        },
    )


def score(rng: np.random.Generator) -> Drawn:
    """The variance of a score, and what divides it."""
    root = int(one_of(rng, 4, 8, 10))
    return Drawn(
        f"Queries and keys have {root**2} entries each, independent, with mean 0 and variance 1. "
        "By what does attention divide a score, so that its variance is 1?",
        root,
        f"A sum of {root**2} products has the variance {root**2}; its root is {root}.",
        {root**2: "That is the variance of the score. What divides it is its root."},
    )


QUESTIONS = [("A row picked", row_picked), ("Why √d", score)]
