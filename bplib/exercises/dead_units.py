"""Exercise of notebook 08: how many units of a layer are dead."""

import numpy as np

from bplib.exercises.checker import Exercise, Misconception


def share_dead(Z):
    """The share of the ReLU units of a layer that are off for every example; Z is (n, units)."""
    return np.mean(np.all(Z <= 0, axis=0))


def layers(rng):
    """Small batches with none, one and all dead, a weighted input of exactly 0, a larger batch."""
    some = rng.normal(size=(5, 4)).round(2)
    some[:, 2] = -np.abs(some[:, 2])
    edge = np.array([[0.0, -1.0, 2.0], [-3.0, -1.0, -1.0]])
    large = rng.normal(size=(12, 10))
    large[:, :3] -= 9.0
    return [
        (np.array([[-1.0, 2.0], [-2.0, -3.0]]),),
        (some,),
        (edge,),
        (-np.ones((3, 2)),),
        (np.array([[-1.0, 1.0], [1.0, -1.0]]),),
        (large,),
    ]


SHARE_DEAD = Exercise(
    name="share_dead",
    reference=share_dead,
    cases=layers,
    misconceptions=[
        Misconception(
            lambda Z: np.mean(Z <= 0),
            "You counted entries. A unit that is off for some examples is at work; dead is one "
            "that is off for all of them.",
        ),
        Misconception(
            lambda Z: np.mean(np.all(Z <= 0, axis=1)),
            "You looked along the rows: that is the share of examples for which every unit is off. "
            "Units are columns, so take all over axis 0.",
        ),
        Misconception(
            lambda Z: np.mean(np.any(Z <= 0, axis=0)),
            "You counted units that are off for some example. Dead means off for every one: "
            "np.all.",
        ),
        Misconception(
            lambda Z: np.mean(np.all(Z < 0, axis=0)),
            "At z = 0 the slope of ReLU is 0, by the convention of this course: 0 counts as off.",
        ),
        Misconception(
            lambda Z: np.sum(np.all(Z <= 0, axis=0)),
            "That is the number of dead units; the share is wanted. np.mean of True and False.",
        ),
        Misconception(
            lambda Z: np.mean(np.mean(Z, axis=0) <= 0),
            "You looked at the mean of each unit. A unit whose mean is negative may be on for some "
            "examples, and then it is alive.",
        ),
        Misconception(
            lambda Z: 1 - np.mean(np.all(Z <= 0, axis=0)), "That is the share of units alive."
        ),
    ],
    hints=[
        "Z has a row for each example and a column for each unit. For a dead unit, what is true of "
        "its whole column?",
        "Z <= 0 is True where a unit is off; np.all(…, axis=0) asks it of each column.",
        "The mean of True and False is a share: np.mean(np.all(Z <= 0, axis=0)).",
    ],
)

EXERCISES = [SHARE_DEAD]
