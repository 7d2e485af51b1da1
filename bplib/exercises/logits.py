"""Exercise of notebook 07: softmax and cross-entropy, backward."""

import numpy as np

from bplib.exercises.checker import Exercise, Misconception


def softmax_cross_entropy_gradient(logits, labels):
    """The gradient of the mean cross-entropy at the logits (n, k); labels (n,) are 0 … k−1."""
    P = np.exp(logits - logits.max(axis=1, keepdims=True))
    P = P / P.sum(axis=1, keepdims=True)
    P[np.arange(len(labels)), labels] -= 1
    return P / len(labels)


def logit_cases(rng):
    """One example, several, two classes, logits all alike, rows of large and of small logits."""
    return [
        (np.array([[1.0, 2.0, 0.5]]), np.array([1])),
        (np.array([[0.5, -1.0], [2.0, 0.0], [0.0, 0.3]]), np.array([0, 0, 1])),
        (rng.normal(size=(4, 4)).round(2), np.array([3, 1, 2, 2])),
        (np.zeros((2, 5)), np.array([4, 0])),
        (rng.normal(size=(7, 3)), rng.integers(3, size=7)),
        (np.array([[1000.0, 0.0, -1000.0], [999.0, 1001.0, 1000.0]]), np.array([0, 2])),
        (np.array([[1000.0, 999.0], [-1000.0, -1001.0]]), np.array([0, 1])),
    ]


def softmax(logits, axis=1):
    E = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return E / E.sum(axis=axis, keepdims=True)


def one_hot(logits, labels):
    return np.eye(logits.shape[1])[labels]


def not_divided(logits, labels):
    return softmax(logits) - one_hot(logits, labels)


def other_sign(logits, labels):
    return (one_hot(logits, labels) - softmax(logits)) / len(labels)


def labels_as_numbers(logits, labels):
    return (softmax(logits) - labels[:, None]) / len(labels)


def no_softmax(logits, labels):
    return (logits - one_hot(logits, labels)) / len(labels)


def no_target(logits, labels):
    return softmax(logits) / len(labels)


def wrong_axis(logits, labels):
    return (softmax(logits, axis=0) - one_hot(logits, labels)) / len(labels)


def not_normalized(logits, labels):
    return (np.exp(logits) - one_hot(logits, labels)) / len(labels)


def unsafe(logits, labels):
    E = np.exp(logits)
    return (E / E.sum(axis=1, keepdims=True) - one_hot(logits, labels)) / len(labels)


def one_maximum(logits, labels):
    E = np.exp(logits - logits.max())
    return (E / E.sum(axis=1, keepdims=True) - one_hot(logits, labels)) / len(labels)


def diagonal_only(logits, labels):
    P = softmax(logits)
    return (P - one_hot(logits, labels)) * P * (1 - P) / len(labels)


def right_class_only(logits, labels):
    return (softmax(logits) - 1) * one_hot(logits, labels) / len(labels)


def all_entries(logits, labels):
    return (softmax(logits) - one_hot(logits, labels)) / logits.size


def at_the_probabilities(logits, labels):
    return -one_hot(logits, labels) / softmax(logits) / len(labels)


LOGITS = Exercise(
    name="softmax_cross_entropy_gradient",
    reference=softmax_cross_entropy_gradient,
    cases=logit_cases,
    misconceptions=[
        Misconception(
            not_divided,
            "Every row is right, but the cost is the mean over the batch: divide by its size.",
        ),
        Misconception(
            other_sign,
            "The sign is turned: it is p − y. Where the net is too sure, the gradient is positive, "
            "and the step, against it, brings the logit down.",
        ),
        Misconception(
            labels_as_numbers,
            "You subtracted the labels as numbers. Label 3 means the row (0, 0, 0, 1, …): a 1 in "
            "its column, 0 elsewhere.",
        ),
        Misconception(
            no_softmax,
            "You subtracted the targets from the logits. It is p − y, with p the softmax of them.",
        ),
        Misconception(no_target, "That is p alone. In the column of the label subtract 1."),
        Misconception(
            wrong_axis,
            "Your softmax runs over the batch, axis 0. Each example has its own: axis=1.",
        ),
        Misconception(
            not_normalized, "exp(logits) is not yet a probability: divide by the sum of its row."
        ),
        Misconception(
            unsafe,
            "The formula is right, but exp(1000) overflows. Subtract the largest logit of each row "
            "first; softmax does not change by it.",
        ),
        Misconception(
            one_maximum,
            "You subtracted the largest logit of the whole batch. A row far below it is all 0 "
            "after exp, and 0/0 is not a number: each row needs its own, axis=1.",
        ),
        Misconception(
            diagonal_only,
            "You multiplied p − y by p (1 − p). That slope is already in p − y.",
        ),
        Misconception(
            right_class_only,
            "Only the column of the label has a gradient in yours. The other logits are in every "
            "p as well, through the sum: their gradient is p.",
        ),
        Misconception(
            all_entries, "You divided by the number of entries. Divide by the number of examples."
        ),
        Misconception(
            at_the_probabilities,
            "That is the gradient at the probabilities, −y/p. One link is missing, back through "
            "softmax to the logits.",
        ),
    ],
    hints=[
        "The result of the derivation is p − y for each example; the cost is a mean over examples.",
        "Softmax along each row: subtract the row's largest logit, exp, divide by the row's sum.",
        "With P the softmax, `P[np.arange(len(labels)), labels] -= 1` subtracts the targets; then "
        "divide by `len(labels)`.",
    ],
)

EXERCISES = [LOGITS]
