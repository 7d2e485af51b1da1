"""Exercise of notebook 05: log-softmax, right for any logits."""

import numpy as np

from bplib.exercises.checker import Exercise, Misconception


def log_softmax(Z):
    """The logarithms of the softmax of each row of Z (n, k), right for any finite logits."""
    shifted = Z - Z.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def logit_cases(rng):
    """Small logits, a square batch, one row, large ones, rows of very different height."""
    return [
        (np.array([[0.0, 1.0], [3.0, -1.0]]),),
        (rng.normal(size=(3, 3)).round(2),),
        (rng.normal(size=(2, 5)).round(2),),
        (np.zeros((1, 4)),),
        (np.array([[1000.0, 1001.0, 999.0], [-1000.0, -1002.0, -1001.0]]),),
        (np.array([[1000.0, 0.0, 0.0], [0.0, 1.0, 2.0]]),),
    ]


def by_the_formula(Z):
    E = np.exp(Z)
    return np.log(E / E.sum(axis=1, keepdims=True))


def log_of_softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return np.log(E / E.sum(axis=1, keepdims=True))


def unshifted_sum(Z):
    return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))


def one_maximum(Z):
    shifted = Z - Z.max()
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def over_the_batch(Z):
    return log_softmax(Z.T).T


def over_everything(Z):
    shifted = Z - Z.max()
    return shifted - np.log(np.exp(shifted).sum())


def no_keepdims(Z):
    shifted = Z - Z.max(axis=1)
    return shifted - np.log(np.exp(shifted).sum(axis=1))


def no_keepdims_below(Z):
    shifted = Z - Z.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1))


def maximum_not_given_back(Z):
    shifted = Z - Z.max(axis=1, keepdims=True)
    return Z - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def softmax_itself(Z):
    return np.exp(log_softmax(Z))


def with_other_sign(Z):
    return -log_softmax(Z)


LOG_SOFTMAX = Exercise(
    name="log_softmax",
    reference=log_softmax,
    cases=logit_cases,
    misconceptions=[
        Misconception(
            by_the_formula,
            "Right on paper, but exp(1000) is inf, and inf/inf is not a number. Subtract the "
            "largest logit of each row first.",
        ),
        Misconception(
            log_of_softmax,
            "You take the logarithm of the softmax. A probability below 1e-323 is rounded to 0, "
            "and log 0 is −inf. Subtract before any exp: z − logsumexp(z).",
        ),
        Misconception(
            unshifted_sum,
            "The logarithm of the sum overflows: exp(1000) is inf. Take the maximum out of the sum "
            "first.",
        ),
        Misconception(
            one_maximum,
            "You subtracted the maximum of all rows. A row far below it becomes exp(−1000) = 0 in "
            "every entry, and log 0 is −inf. Each row needs its own.",
        ),
        Misconception(
            over_the_batch,
            "Your sums run over the examples (axis 0). Each example, a row, has its own softmax: "
            "axis=1.",
        ),
        Misconception(
            over_everything, "You summed over the whole array. Each row has its own sum: axis=1."
        ),
        Misconception(
            no_keepdims,
            "keepdims=True is missing. Without it the maxima and sums have shape (n,), which NumPy "
            "lays along the columns: with as many rows as columns it runs, and is wrong.",
        ),
        Misconception(
            no_keepdims_below,
            "keepdims=True is missing in the sum: shape (n,) is laid along the columns. In the "
            "maximum you have it.",
        ),
        Misconception(
            maximum_not_given_back,
            "logsumexp is the maximum + log Σ exp(z − max). You left the maximum out; subtract it "
            "from z as well.",
        ),
        Misconception(softmax_itself, "That is softmax. Return its logarithm."),
        Misconception(
            with_other_sign,
            "The sign is turned round. The logarithm of a probability is 0 or negative.",
        ),
    ],
    hints=[
        "log(exp(z) / S) = z − log S. Which part of it can overflow?",
        "Softmax does not change when a number is subtracted from a row. Subtract the row's "
        "largest: `Z.max(axis=1, keepdims=True)`.",
        "With `shifted` as the result: `shifted - np.log(np.exp(shifted).sum(axis=1, "
        "keepdims=True))`.",
    ],
)

EXERCISES = [LOG_SOFTMAX]
