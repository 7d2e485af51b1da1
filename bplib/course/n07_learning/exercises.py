"""Exercises of notebook 07: cutting an epoch, a step of momentum, the gradient at the logits."""

import numpy as np

from bplib.checking import Exercise, Misconception

# --- epoch_batches --------------------------------------------------------------------------


def epoch_batches(order, size):
    """The examples named in `order`, cut into batches of `size`; the last may be smaller."""
    return [order[start : start + size] for start in range(0, len(order), size)]


def order_cases(rng):
    """Even cuts, a remainder, one batch, batches of one, a batch larger than the data."""
    return [
        (rng.permutation(n), size)
        for n, size in ((4, 2), (5, 2), (6, 6), (3, 1), (10, 4), (3, 8), (64, 10))
    ]


def remainder_dropped(order, size):
    starts = range(0, len(order) - size + 1, size)
    return [order[start : start + size] for start in starts]


def places_not_examples(order, size):
    return epoch_batches(np.arange(len(order)), size)


def so_many_batches(order, size):
    return [part for part in np.array_split(order, size) if len(part)]


def batches_overlap(order, size):
    return [order[start : start + size] for start in range(len(order))]


def first_batch_again(order, size):
    return [order[:size] for _ in range(0, len(order), size)]


def first_batch_only(order, size):
    return [order[:size]]


def every_so_many(order, size):
    return [order[start::size] for start in range(min(size, len(order)))]


def sorted_first(order, size):
    return [np.sort(batch) for batch in epoch_batches(order, size)]


BATCHES = Exercise(
    name="epoch_batches",
    reference=epoch_batches,
    cases=order_cases,
    misconceptions=[
        Misconception(
            remainder_dropped,
            "The last examples are never used. When `size` does not divide the number of examples, "
            "the last batch is smaller; it still belongs to the epoch.",
        ),
        Misconception(
            places_not_examples,
            "You cut 0, 1, 2, … and not `order`. Then every epoch has the same batches; the "
            "shuffle is lost.",
        ),
        Misconception(
            so_many_batches,
            "You made `size` batches. `size` is how many examples one batch holds.",
        ),
        Misconception(
            batches_overlap,
            "Your batches overlap, so examples are used more than once. Each batch starts where "
            "the one before ends: step by `size`.",
        ),
        Misconception(
            first_batch_again,
            "Every batch is the first one. Let the slice move along with `start`.",
        ),
        Misconception(
            first_batch_only, "That is one batch. An epoch goes through all examples once."
        ),
        Misconception(
            every_so_many,
            "Your slices take every `size`-th example. A batch is `size` neighbours in `order`: "
            "order[start : start + size].",
        ),
        Misconception(
            sorted_first,
            "You sorted inside the batches. Leave the examples in the order in which they come.",
        ),
    ],
    hints=[
        "Batches start at places 0, size, 2·size, … of `order`.",
        "`range(0, len(order), size)` gives these places, also when the last batch is smaller.",
        "`order[start : start + size]` is one batch; past the end, a slice stops by itself.",
    ],
)

# --- momentum_step --------------------------------------------------------------------------


def momentum_step(w, v, gradient, rate, beta):
    """(w, v) after one step: v ← β v + gradient, then w ← w − η v."""
    v = beta * v + gradient
    return w - rate * v, v


def momentum_cases(rng):
    """At rest, moving, against the gradient, without gradient; numbers and arrays."""
    return [
        (1.0, 0.0, 2.0, 0.1, 0.9),
        (1.0, 3.0, 2.0, 0.1, 0.5),
        (-2.0, 4.0, 0.0, 0.5, 0.9),
        (0.5, -1.0, 3.0, 0.01, 0.0),
        (np.array([1.0, -1.0]), np.array([0.5, 2.0]), np.array([4.0, 0.25]), 0.2, 0.8),
        *[(*rng.normal(size=(3, 2, 3)).round(2), 0.3, 0.9)],
    ]


def uphill(w, v, gradient, rate, beta):
    v = beta * v + gradient
    return w + rate * v, v


def velocity_forgotten(w, v, gradient, rate, beta):
    return w - rate * gradient, gradient


def velocity_not_used(w, v, gradient, rate, beta):
    return w - rate * gradient, beta * v + gradient


def old_velocity(w, v, gradient, rate, beta):
    return w - rate * v, beta * v + gradient


def velocity_not_kept(w, v, gradient, rate, beta):
    return w - rate * (beta * v + gradient), v


def averaged(w, v, gradient, rate, beta):
    v = beta * v + (1 - beta) * gradient
    return w - rate * v, v


def no_friction(w, v, gradient, rate, beta):
    v = v + gradient
    return w - rate * v, v


def beta_on_the_gradient(w, v, gradient, rate, beta):
    v = v + beta * gradient
    return w - rate * v, v


def rate_in_velocity(w, v, gradient, rate, beta):
    v = beta * v + rate * gradient
    return w - v, v


def signed_velocity(w, v, gradient, rate, beta):
    v = beta * v - rate * gradient
    return w + v, v


def pair_swapped(w, v, gradient, rate, beta):
    return momentum_step(w, v, gradient, rate, beta)[::-1]


def weight_only(w, v, gradient, rate, beta):
    return momentum_step(w, v, gradient, rate, beta)[0]


MOMENTUM = Exercise(
    name="momentum_step",
    reference=momentum_step,
    cases=momentum_cases,
    misconceptions=[
        Misconception(uphill, "Your step goes uphill: subtract rate · v from w."),
        Misconception(
            velocity_forgotten,
            "That is plain gradient descent: the velocity you were given is forgotten. It stays, "
            "times beta.",
        ),
        Misconception(
            velocity_not_used,
            "The velocity is right, but w moved by the gradient alone. Let w move by rate · v.",
        ),
        Misconception(
            old_velocity,
            "You moved with the velocity from before. First the new velocity, then the step.",
        ),
        Misconception(
            velocity_not_kept,
            "w is right, but you returned the old velocity; the next step needs the new one.",
        ),
        Misconception(
            averaged,
            "You took a mean, (1 − beta) · gradient. Some libraries do; it is the same path at a "
            "rate that is 1 − beta as large. Here the gradient is added in full.",
        ),
        Misconception(
            no_friction,
            "The old velocity is kept in full, so that nothing ever stops: multiply it by beta.",
        ),
        Misconception(
            beta_on_the_gradient,
            "beta stands at the gradient. It belongs to the old velocity: it keeps a part of it.",
        ),
        Misconception(
            rate_in_velocity,
            "You put the rate into the velocity. With a fixed rate w goes the same way, but here "
            "the velocity is v = beta · v + gradient, and the rate comes in with the step.",
        ),
        Misconception(
            signed_velocity,
            "Your velocity points downhill and holds the rate. Here it is v = beta · v + gradient, "
            "and the step is w − rate · v.",
        ),
        Misconception(pair_swapped, "You returned (v, w); the order is (w, v)."),
        Misconception(weight_only, "Return both: (w, v). The next step needs the velocity."),
    ],
    hints=[
        "Two lines. The first says how the velocity changes, the second how w does.",
        "The velocity keeps the share beta of what it was and takes up the gradient.",
        "`v = beta * v + gradient`, then return `w - rate * v` and `v`.",
    ],
)


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


EXERCISES = [BATCHES, MOMENTUM, LOGITS]
