"""What later notebooks ask about notebook 01."""

import numpy as np

from bplib import Tensor
from bplib.course.earlier import Drawn, one_of, said


def moved(rng: np.random.Generator) -> Drawn:
    """Slope × nudge."""
    x, h = Tensor(one_of(rng, 2, 3, 4, 5)), one_of(rng, 0.1, 0.01)
    (x**2).backward()
    slope, at = float(x.grad), float(x.item())
    return Drawn(
        f"f(x) = x² at x = {said(at)}. You nudge x by {said(h)}. How far does f move, by "
        "slope × nudge?",
        slope * h,
        f"The slope is 2x = {said(slope)}, the nudge {said(h)}.",
        {
            h: "That is how far x moves. The slope stretches it.",
            slope: "That is the slope; multiply it by the nudge.",
            at**2 + slope * h: "That is where f arrives. How far did it move?",
            h * h: "That is the remainder, h². Slope × nudge is the larger part.",
            at * h: "The slope of x² is 2x.",
        },
    )


def mixed(rng: np.random.Generator) -> Drawn:
    """Small nudges of two inputs add."""
    x, y = Tensor(one_of(rng, 2, 3)), Tensor(one_of(rng, 5, 7))
    (x * y).backward()
    h = 0.1
    answer = float(x.grad + y.grad) * h
    return Drawn(
        f"f(x, y) = x y at ({said(x.item())}, {said(y.item())}). You nudge both inputs by 0.1. "
        "How far does f move, by slopes × nudges?",
        answer,
        f"The slopes are y = {said(y.item())} and x = {said(x.item())}; small nudges add.",
        {
            x.item() * y.item() * h: "That is the value × the nudge. Take the slopes.",
            h * h: "That is the product of the nudges, which is left out.",
            y.item() * h: "That is the nudge of x alone. y moves as well.",
            x.item() * h: "That is the nudge of y alone. x moves as well.",
        },
    )


def shrinks(rng: np.random.Generator) -> Drawn:
    """The error of the central difference falls like h²."""
    times = one_of(rng, 2, 3, 10)
    return Drawn(
        f"You make the nudge of a central difference {said(times)} times smaller, far from the "
        "rounding. How many times smaller does its error get?",
        times**2,
        "Its error is h²/6 · f‴: it falls with the square of the nudge.",
        {times: "That is so for the difference from one side. From both sides a power cancels."},
    )


def runs(rng: np.random.Generator) -> Drawn:
    """What nudging costs."""
    weights = one_of(rng, 50, 300, 1000)
    return Drawn(
        f"A network has {said(weights)} weights. How many runs of it does one gradient by central "
        "differences take?",
        2 * weights,
        "Two for each weight: one nudged up, one nudged down.",
        {
            weights: "Each central difference takes two runs.",
            weights + 1: "That would do from one side. Central differences nudge both ways.",
            2: "Two for each weight.",
        },
    )


QUESTIONS = [
    ("How far does f move?", moved),
    ("From one side or from both", shrinks),
    ("Many inputs", mixed),
    ("What nudging costs", runs),
]
