"""What later notebooks ask about notebook 02."""

import numpy as np

from bplib import Tensor
from bplib.course.earlier import Drawn, factor, one_of, said


def chain(rng: np.random.Generator) -> Drawn:
    """Slopes multiply along a chain."""
    slopes = [one_of(rng, 2, 3), one_of(rng, -0.5, -1), one_of(rng, 4, 6)]
    x = Tensor(1.0)
    y = x
    for slope in slopes:
        y = y * slope
    y.backward()
    return Drawn(
        f"Three functions in a row have the slopes {', '.join(map(said, slopes))}, each where x "
        "puts it. What is dy/dx?",
        float(x.grad),
        "Along a chain slopes multiply: " + " × ".join(map(factor, slopes)) + ".",
        {
            sum(slopes): "Over paths slopes add. These functions stand one after another.",
            -float(x.grad): "Look at the sign.",
        },
    )


def paths(rng: np.random.Generator) -> Drawn:
    """Multiply along a path, add over the paths."""
    a, b, c, d = one_of(rng, 2, 3), one_of(rng, 4, 5), one_of(rng, -1, -2), one_of(rng, 3, 7)
    x = Tensor(1.0)
    (x * a * b + x * c * d).backward()
    return Drawn(
        f"x reaches y along two paths. The slopes on one are {said(a)} and {said(b)}, on the other "
        f"{said(c)} and {said(d)}. What is dy/dx?",
        float(x.grad),
        f"{said(a)} × {said(b)} + {factor(c)} × {said(d)}.",
        {
            a * b * c * d: "Along a path multiply; over the paths, add.",
            a + b + c + d: "Along a path multiply; over the paths, add.",
            a * b: "That is the first path alone.",
            c * d: "That is the second path alone.",
            (a * b + c * d) / 2: "x moves once and both paths feel all of it: nothing is averaged.",
        },
    )


def kept(rng: np.random.Generator) -> Drawn:
    """Diamonds in a row: paths double, edges add."""
    count = int(one_of(rng, 3, 5, 10))
    return Drawn(
        f"{count} diamonds in a row, four edges each. How many multiplications does the slope cost "
        "if each result is kept?",
        4 * count,
        f"One for each edge: {count} × 4. (Path by path there are 2^{count} of them.)",
        {
            2**count: "That is the number of paths. Keep each result, and an edge is used once.",
            2 * count: "Each diamond has four edges.",
        },
    )


def input_first(rng: np.random.Generator) -> Drawn:
    """Multiplications of a product of two matrices."""
    n = int(one_of(rng, 10, 20, 100))
    return Drawn(
        f"A row of {n} numbers times a {n} × {n} Jacobian: how many multiplications?",
        n * n,
        f"{n} for each of the {n} numbers that come out.",
        {
            n**3: "That is for two square matrices. This one has a single row: start at the cost.",
            n: "That is for one of the numbers that come out.",
            2 * n: "Each entry of the Jacobian is used once.",
        },
    )


QUESTIONS = [
    ("A nudge on its way", chain),
    ("Two paths", paths),
    ("The summit: keep each result", kept),
    ("Which order?", input_first),
]
