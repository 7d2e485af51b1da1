"""What later notebooks ask about notebook 11, part 1."""

import numpy as np

from bplib import Tensor
from bplib.course.earlier import Drawn, factor, one_of, said


def many_places(rng: np.random.Generator) -> Drawn:
    """A weight used in many places adds them up."""
    a = [one_of(rng, 1, 2), one_of(rng, 3, 4), one_of(rng, 5, 6)]
    d = [one_of(rng, 2, 0.5), one_of(rng, -1, -2), one_of(rng, 1, 3)]
    k = Tensor(1.0)
    (k * np.array(a)).backward(np.array(d))
    answer = float(k.grad)
    terms = " + ".join(f"{said(one)} × {factor(other)}" for one, other in zip(a, d, strict=True))
    return Drawn(
        f"A kernel entry lies over the inputs {', '.join(map(said, a))} at three places; the "
        f"errors there are {', '.join(map(said, d))}. What is its gradient?",
        answer,
        f"A weight used in many places is a fork: {terms}.",
        {
            answer / 3: "At a fork contributions add; they are not averaged.",
            sum(a) * sum(d): "Input × error at each place, then add.",
            a[0] * d[0]: "That is the first place alone.",
            sum(d): "Each error meets the input at its place.",
        },
    )


def through_time(rng: np.random.Generator) -> Drawn:
    """One factor per step."""
    f, steps = one_of(rng, 0.5, 2), int(one_of(rng, 3, 4))
    w, h = Tensor(f), Tensor(1.0)
    out = h
    for _ in range(steps):
        out = out * w
    out.backward()
    return Drawn(
        f"A linear recurrent net of one unit multiplies its state by {said(f)} at each step. By "
        f"what does an error arrive multiplied, {steps} steps back?",
        float(h.grad),
        f"One factor per step: {said(f)} to the power of {steps}.",
        {f * steps: "Over steps factors multiply.", f: "That is one step."},
    )


QUESTIONS = [("One number in many places", many_places), ("How far back", through_time)]
