"""Exercises of notebook 07: batches, momentum without velocity, Adam, the logits, a loop."""

from itertools import pairwise

import numpy as np

from bplib.checking import Exercise, Named, mistakes

# --- epoch_batches --------------------------------------------------------------------------


def epoch_batches(order, size):
    """The examples named in `order`, cut into batches of `size`; the last may be smaller."""
    return [order[start : start + size] for start in range(0, len(order), size)]


def order_cases(rng):
    """Even cuts, a remainder, one batch, batches of one, one larger than the data; some of many."""
    return [
        *(
            (rng.permutation(n), size)
            for n, size in ((4, 2), (5, 2), (6, 6), (3, 1), (10, 4), (3, 8))
        ),
        (rng.permutation(200)[:64], 10),
    ]


def batches_as_arrays(function, order, size):
    """The batches, be they arrays, lists or tuples of numbers."""
    batches = function(order, size)
    if not isinstance(batches, (list, tuple, np.ndarray)):
        return batches
    return [np.asarray(batch, dtype=int) for batch in batches]


def shuffled_again(order, size):
    return epoch_batches(np.random.default_rng(0).permutation(order), size)


BATCHES = Exercise(
    reference=epoch_batches,
    cases=order_cases,
    call=batches_as_arrays,
    misconceptions=mistakes(
        epoch_batches,
        {
            "range(0, len(order), size) → range(0, len(order) - size + 1, size)": "The last "
            "examples are never used. When `size` does not divide the number of examples, the last "
            "batch is smaller; it still belongs to the epoch.",
            "return epoch_batches(np.arange(len(order)), size)": "You cut 0, 1, 2, … and not "
            "`order`. Then every epoch has the same batches; the shuffle is lost.",
            "return np.array_split(order, size)": "You made `size` batches. `size` is how many "
            "examples one batch holds.",
            "return np.array_split(order, -(-len(order) // size))": "Your batches are of nearly "
            "equal size. Here each holds `size` examples, and the last one what is left.",
            "range(0, len(order), size) → range(len(order))": "Your batches overlap, so examples "
            "are used more than once. Each batch starts where the one before ends: step by `size`.",
            "order[start : start + size] → order[:size]": "Every batch is the first one. Let the "
            "slice move along with `start`.",
            "order[start : start + size] → order[start:size]": "Your slice ends at `size`, "
            "wherever it starts. It ends `size` places after its start: start + size.",
            "order[start : start + size] → order[start:]": "Your batches never end. A batch stops "
            "`size` places after its start.",
            "order[start : start + size] → order[start : start + size - 1]": "One example is "
            "missing in each batch. The end of a slice is not part of it: `start + size` is right.",
            "order[start : start + size] → order[start : start + size + 1]": "Each batch holds one "
            "example too many. The end of a slice is not part of it: `start + size` is right.",
            "return [order[start] for start in range(0, len(order), size)]": "Those are single "
            "examples, the first of each batch. A batch is a slice, `order[start : start + size]`.",
            "return [order[:size]]": "That is one batch. An epoch goes through all examples once.",
            "return [order]": "That is one batch that holds everything. Cut it into pieces of "
            "`size`.",
            "return [order[k::size] for k in range(min(size, len(order)))]": "Your slices take "
            "every `size`-th example. A batch is `size` neighbours in `order`.",
            """
            count = -(-len(order) // size)
            return [order[k::count] for k in range(count)]
            """: "Your slices jump through `order`. A batch is `size` neighbours in `order`.",
            "return [np.sort(batch) for batch in epoch_batches(order, size)]": "You sorted inside "
            "the batches. Leave the examples in the order in which they come.",
            "return epoch_batches(np.sort(order), size)": "You sorted the order. Then every epoch "
            "has the same batches; the shuffle is lost.",
            "return epoch_batches(order, size)[::-1]": "Your batches stand in reverse. Begin with "
            "the first places of `order`.",
            "return epoch_batches(order[::-1], size)": "You went through `order` from its end. "
            "Begin with its first places.",
            shuffled_again: "You shuffled once more. `order` is shuffled already: cut it as it is.",
        },
    ),
    hints=[
        "Batches start at places 0, size, 2·size, … of `order`.",
        "`range(0, len(order), size)` gives these places, also when the last batch is smaller.",
        "`order[start : start + size]` is one batch; past the end, a slice stops by itself.",
    ],
)

# --- heavy_ball -----------------------------------------------------------------------------


def heavy_ball(w, before, gradient, rate, beta):
    """(where w goes, where it was): momentum with the last move in place of the velocity."""
    return w - rate * gradient + beta * (w - before), w


def heavy_ball_cases(rng):
    """At rest, moving, without gradient, without memory; numbers and arrays."""
    return [
        (1.0, 1.0, 2.0, 0.1, 0.9),
        (1.0, 3.0, 2.0, 0.1, 0.5),
        (-2.0, 4.0, 0.0, 0.5, 0.9),
        (0.5, -1.0, 3.0, 0.01, 0.0),
        (np.array([1.0, -1.0]), np.array([0.5, 2.0]), np.array([4.0, 0.25]), 0.2, 0.8),
        *[(*rng.normal(size=(3, 2, 3)).round(2), 0.3, 0.9)],
    ]


TURNED = (
    "The last move is turned round: w came from before, so it moved by w − before, and v points "
    "the other way, v = (before − w) / rate."
)
HEAVY_BALL = Exercise(
    reference=heavy_ball,
    cases=heavy_ball_cases,
    misconceptions=mistakes(
        heavy_ball,
        {
            "w - rate * gradient → w + rate * gradient": "The gradient's part goes uphill: "
            "subtract rate · gradient.",
            "return w - rate * gradient, w": "That is plain gradient descent: the last move is "
            "forgotten. It goes on, times beta.",
            "(w - before) → (before - w)": TURNED,
            "beta * (w - before) → w - before": "The last move is kept in full, so that nothing "
            "ever stops: multiply it by beta.",
            "beta * (w - before) → rate * beta * (w - before)": "The rate stands at the last move. "
            "The move w − before = −rate · v has the rate in it already.",
            "return w - rate * (gradient + beta * (w - before)), w": "You took the last move for "
            "the velocity. The move was w − before = −rate · v, so v = (before − w) / rate.",
            "beta * (w - before) → beta * before": "beta stands at a place. What goes on is a "
            "move, the difference of two places: w − before.",
            "beta * (w - before) → (1 - beta) * (w - before)": "beta and 1 − beta have changed "
            "places. beta is the share of the last move that is kept.",
            "rate * gradient → (1 - beta) * rate * gradient": "You took a mean, "
            "(1 − beta) · gradient. In v ← β v + g the gradient is added in full.",
            "rate * gradient → beta * rate * gradient": "beta stands at the gradient as well. It "
            "belongs to the velocity alone, so here to the last move.",
            "rate * gradient → gradient": "The rate is missing at the gradient.",
            "return beta * (w - before) - rate * gradient, w": "That is the move. Asked for is the "
            "place: w plus the move.",
            "(w - before), w → (w - before), before": "The second of the pair is where w was "
            "before this step: w itself, as it came in.",
            "return heavy_ball(w, before, gradient, rate, beta)[::-1]": "The order is: where w "
            "goes, then where it was.",
            "return heavy_ball(w, before, gradient, rate, beta)[0]": "Return both: where w goes, "
            "and where it was. The next step needs the two.",
            "return (heavy_ball(w, before, gradient, rate, beta)[0],) * 2": "Both of your pair are "
            "the new place. The second is where w was before this step.",
            "v = (before - w) / rate; return w - rate * (beta * v + gradient), "
            "beta * v + gradient": "The second of your pair is the velocity, which was to be "
            "spared. Return the place that w leaves.",
        },
    ),
    hints=[
        "The second line says how w moved last: w − before = −rate · v.",
        "So v = (before − w) / rate. Put it into both lines.",
        "`w - rate * gradient + beta * (w - before)`, and w as the place before.",
    ],
)

# --- adam_step ------------------------------------------------------------------------------


def adam_step(w, m, s, gradient, t, rate):
    """(w, m, s) after step t (1, 2, …) of Adam with β₁ = 0.9, β₂ = 0.999, ε = 1e-8."""
    m = 0.9 * m + 0.1 * gradient
    s = 0.999 * s + 0.001 * gradient**2
    m_hat, s_hat = m / (1 - 0.9**t), s / (1 - 0.999**t)
    return w - rate * m_hat / (np.sqrt(s_hat) + 1e-8), m, s


def adam_cases(rng):
    """The first step, a later one, arrays, no gradient at all, gradients as small as ε."""
    return [
        (1.0, 0.0, 0.0, 2.0, 1, 0.1),
        (1.0, 0.5, 4.0, -3.0, 2, 0.1),
        (-2.0, -1.0, 2.0, 1.5, 100, 0.01),
        (np.array([1.0, -1.0]), np.zeros(2), np.zeros(2), np.array([4.0, -0.25]), 1, 0.2),
        (rng.normal(size=(2, 3)), *rng.uniform(0.5, 2, size=(3, 2, 3)), 7, 0.3),
        (np.zeros(2), np.zeros(2), np.zeros(2), np.array([0.0, 1e-8]), 1, 0.5),
    ]


ADAM = Exercise(
    reference=adam_step,
    cases=adam_cases,
    misconceptions=mistakes(
        adam_step,
        {
            "m / (1 - 0.9**t), s / (1 - 0.999**t) → m, s": "The hats are missing: divide m by "
            "1 − 0.9^t and s by 1 − 0.999^t, or the first steps are too long.",
            "s / (1 - 0.999**t) → s": "s lacks its hat: divide it by 1 − 0.999^t.",
            "m / (1 - 0.9**t) → m": "m lacks its hat: divide it by 1 − 0.9^t.",
            "0.9**t → 0.9 ** (t + 1); 0.999**t → 0.999 ** (t + 1)": "You counted one step too "
            "many: t is 1 in the first step already.",
            "m / (1 - 0.9**t), s / (1 - 0.999**t) → m / 0.1, s / 0.001": "Your hats divide by "
            "1 − β. That is so in the first step alone; in step t it is 1 − β^t.",
            "0.9**t → 0.9 * t; 0.999**t → 0.999 * t": "In the hats stands a power: β^t, `0.9**t`, "
            "not β times t.",
            "np.sqrt(s_hat) → s_hat": "The root is missing. s is a mean of squares; its root is "
            "the usual size of the gradient.",
            "np.sqrt(s_hat) + 1e-8 → np.sqrt(s_hat + 1e-8)": "ε stands inside the root. There it "
            "weighs as much as a gradient of 1e-4; here it is added after the root.",
            "(np.sqrt(s_hat) + 1e-8) → np.sqrt(s_hat)": "ε is missing: with a gradient that was "
            "always 0 you divide 0 by 0.",
            "w - rate → w + rate": "Your step goes uphill: subtract it.",
            "0.1 * gradient → gradient": "In m the gradient comes in with the share 1 − 0.9: m is "
            "a mean, not momentum's sum.",
            "0.001 * gradient**2 → 0.001 * gradient": "s is the mean of the gradient's square.",
            "0.001 * gradient**2 → gradient**2": "In s the square comes in with the share "
            "1 − 0.999: s is a mean.",
            "0.9 * m + 0.1 → 0.1 * m + 0.9; 0.999 * s + 0.001 → 0.001 * s + 0.999": "β and 1 − β "
            "have changed places: the old mean keeps the larger share.",
            "rate * m_hat → rate * gradient": "The gradient itself stands above; it is the mean "
            "m with its hat.",
            "0.9 * m + 0.1 → 0.999 * m + 0.001; 0.999 * s + 0.001 → 0.9 * s + 0.1": "You exchanged "
            "β₁ and β₂: 0.9 belongs to m, 0.999 to s.",
            "+ 1e-8), m, s → + 1e-8), m_hat, s_hat": "w is right, but you returned the hats. "
            "The next step goes on from m and s themselves.",
            "return adam_step(w, m, s, gradient, t, rate)[0]": "Return all three: (w, m, s). The "
            "next step needs both means.",
            "0.999 * s + 0.001 * gradient**2 → 0.999 * s + 0.001 * m**2": "In s stands the square "
            "of the gradient, not of m.",
            """
            new_w, new_m, new_s = adam_step(w, m, s, gradient, t, rate)
            return new_w, m, s
            """: "w is right, but you returned the old means; the next step needs the new ones.",
        },
    ),
    hints=[
        "Four lines: the mean m, the mean s of squares, both hats, the step.",
        "`m = 0.9 * m + 0.1 * gradient` and `s = 0.999 * s + 0.001 * gradient**2`.",
        "The hats are `m / (1 - 0.9**t)` and `s / (1 - 0.999**t)`. The step is rate times the one, "
        "divided by the root of the other plus 1e-8; subtract it, and return w, m and s.",
    ],
)

# --- softmax_cross_entropy_gradient ---------------------------------------------------------


def softmax_cross_entropy_gradient(logits, labels, T):
    """The gradient with respect to the logits (n, k) of the mean cross-entropy at temperature T.

    The probabilities are the softmax of logits / T; labels (n,) are 0 … k−1.
    """
    Z = logits / T
    P = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = P / P.sum(axis=1, keepdims=True)
    P[np.arange(len(labels)), labels] -= 1
    return P / T / len(labels)


def logit_cases(rng):
    """One example, several, two classes, logits all alike, rows of large and of small logits."""
    return [
        (np.array([[1.0, 2.0, 0.5]]), np.array([1]), 2.0),
        (np.array([[0.5, -1.0], [2.0, 0.0], [0.0, 0.3]]), np.array([0, 0, 1]), 0.5),
        (rng.normal(size=(4, 4)).round(2), np.array([3, 1, 2, 2]), 1.0),
        (np.zeros((2, 5)), np.array([4, 0]), 3.0),
        (rng.normal(size=(7, 3)), rng.integers(3, size=7), 4.0),
        (np.array([[1000.0, 0.0, -1000.0], [999.0, 1001.0, 1000.0]]), np.array([0, 2]), 1.0),
        (np.array([[1000.0, 999.0], [-1000.0, -1001.0]]), np.array([0, 1]), 0.5),
    ]


def softmax(logits, axis=1):
    E = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return E / E.sum(axis=axis, keepdims=True)


def one_hot(logits, labels):
    return np.eye(logits.shape[1])[labels]


LOGITS = Exercise(
    reference=softmax_cross_entropy_gradient,
    cases=logit_cases,
    misconceptions=mistakes(
        softmax_cross_entropy_gradient,
        {
            "return P / T / len(labels) → return P / len(labels)": "One link is missing: the "
            "softmax takes logits / T, so back from there to the logits comes a factor 1 / T.",
            "return P / T / len(labels) → return P * T / len(labels)": "Back from logits / T to "
            "the logits you divide by T once more: the slope of z / T is 1 / T.",
            "Z = logits / T → Z = logits": "Your softmax takes the logits as they are. It takes "
            "logits / T.",
            "Z = logits / T → Z = logits; return P / T → return P": "T is not in your answer: the "
            "softmax takes logits / T, and back to the logits comes a factor 1 / T.",
            "Z = logits / T → Z = logits * T; return P / T → return P * T": "You multiplied by T. "
            "The softmax takes the logits divided by T.",
            "P / T / len(labels) → P / T": "Every row is right, but the cost is the mean over the "
            "batch: divide by its size.",
            "P / T / len(labels) → -P / T / len(labels)": "The sign is turned: it is p − y. Where "
            "the net is too sure, the gradient is positive, and the step, against it, brings the "
            "logit down.",
            "return (softmax(logits / T) - labels[:, None]) / T / len(labels)": "You subtracted "
            "the labels as numbers. Label 3 means the row (0, 0, 0, 1, …): a 1 in its column, 0 "
            "elsewhere.",
            "return (logits / T - one_hot(logits, labels)) / T / len(labels)": "You subtracted "
            "the targets from the logits. It is p − y, with p the softmax of them.",
            "return softmax(logits / T) / T / len(labels)": "That is p alone. In the column of "
            "the label subtract 1.",
            "P[np.arange(len(labels)), labels] -= 1 → P[:, labels] -= 1": "`P[:, labels]` names "
            "whole columns, for all examples. Each example has a column of its own: "
            "`P[np.arange(n), labels]`.",
            "return (softmax(logits / T, axis=0) - one_hot(logits, labels)) / T / len(labels)": ""
            "Your softmax runs over the batch, axis 0. Each example has its own: axis=1.",
            "P = P / P.sum(axis=1, keepdims=True) → P = P / P.sum()": "You divided by the sum of "
            "the whole batch. Each row has its own sum, axis=1.",
            "return (np.exp(logits / T) - one_hot(logits, labels)) / T / len(labels)": ""
            "exp(logits) is not yet a probability: divide by the sum of its row.",
            "Z - Z.max(axis=1, keepdims=True) → Z": "Right for small logits; exp(1000) overflows. "
            "Subtract each row's largest logit first.",
            "Z.max(axis=1, keepdims=True) → Z.max()": "You subtracted one maximum from the whole "
            "batch. A row that is far below it is all 0 after exp, and 0/0 is not a number: each "
            "row needs its own, axis=1.",
            """
            P = softmax(logits / T)
            return (P - one_hot(logits, labels)) * P * (1 - P) / T / len(labels)
            """: "You multiplied p − y by p (1 − p). That slope is already in p − y.",
            "return (softmax(logits / T) - 1) * one_hot(logits, labels) / T / len(labels)": "Only "
            "the column of the label has a gradient in yours. The other logits are in every p as "
            "well, through the sum: their gradient is p.",
            "P / T / len(labels) → P / T / logits.size": "You divided by the number of entries. "
            "Divide by the number of examples.",
            "P / T / len(labels) → P / T / logits.shape[1]": "You divided by the number of "
            "classes. Divide by the number of examples.",
            "return -one_hot(logits, labels) / softmax(logits / T) / T / len(labels)": "That is "
            "the gradient at the probabilities, −y/p. One link is missing, back through softmax.",
        },
    ),
    hints=[
        "Call u = z / T. With respect to u the derivation holds as it stands: p − y. One more link "
        "leads from u back to z.",
        "Its slope is 1 / T, so the gradient is (p − y) / T for each example, and the cost is a "
        "mean over examples. Softmax along each row: subtract the row's largest, exp, divide by "
        "the row's sum.",
        "With P the softmax of `logits / T`, `P[np.arange(len(labels)), labels] -= 1` subtracts "
        "the targets; then divide by `T` and by `len(labels)`.",
    ],
)

# --- train_epoch ----------------------------------------------------------------------------


def train_epoch(weights, biases, X, Y, batches, rate, gradients):
    """(weights, biases) after one step of gradient descent for each batch of example numbers.

    gradients(weights, biases, X, Y) gives [(dW, db), …] for the examples that it gets.
    """
    for batch in batches:
        found = gradients(weights, biases, X[batch], Y[batch])
        weights = [W - rate * dW for W, (dW, _) in zip(weights, found, strict=True)]
        biases = [b - rate * db for b, (_, db) in zip(biases, found, strict=True)]
    return weights, biases


def tanh_net_gradients(weights, biases, X, Y):
    """The gradients of notebook 06: tanh between linear layers, the mean of ½ Σ (z − y)²."""
    A = [X]
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        A.append(np.tanh(A[-1] @ W + b))
    Delta, found = (A[-1] @ weights[-1] + biases[-1] - Y) / len(X), []
    for W, A_in in zip(reversed(weights), reversed(A), strict=True):
        found.insert(0, (A_in.T @ Delta, Delta.sum(axis=0)))
        Delta = Delta @ W.T * (1 - A_in**2)
    return found


def epoch_cases(rng):
    """One weight and one batch, then several batches, the last one smaller, and two layers."""
    cases = []
    for sizes, parts in (
        ((1, 1), [[0]]),
        ((1, 1), [[1], [0]]),
        ((2, 2), [[3, 0], [1, 2]]),
        ((2, 3, 1), [[4, 1, 0], [2, 3]]),
    ):
        n = sum(map(len, parts))
        cases.append(
            (
                [rng.normal(size=pair).round(2) for pair in pairwise(sizes)],
                [rng.normal(size=out).round(2) for out in sizes[1:]],
                rng.normal(size=(n, sizes[0])).round(2),
                rng.normal(size=(n, sizes[-1])).round(2),
                [np.array(part) for part in parts],
                0.1,
                Named("gradients", tanh_net_gradients),
            )
        )
    return cases


TRAIN_EPOCH = Exercise(
    reference=train_epoch,
    cases=epoch_cases,
    misconceptions=mistakes(
        train_epoch,
        {
            "X[batch], Y[batch] → X, Y": "Every step used all examples. A step uses those of its "
            "batch: `X[batch]` and `Y[batch]`.",
            "W - rate * dW → W + rate * dW; b - rate * db → b + rate * db": "Your steps go uphill: "
            "subtract rate · gradient.",
            "W - rate * dW → W - dW; b - rate * db → b - db": "The rate is missing: subtract "
            "rate · gradient.",
            "W - rate * dW → W - rate * dW / len(batch); b - rate * db → b - rate * db / "
            "len(batch)": "You divided by the size of the batch. The gradients belong to the mean "
            "cost already.",
            "W - rate * dW → W - rate / len(batches) * dW; b - rate * db → b - rate / "
            "len(batches) * db": "You divided by the number of batches. Each batch is a step of "
            "its own, at the full rate.",
            """
            for batch in batches:
                found = gradients(weights, biases, X[batch], Y[batch])
                weights = [W - rate * dW for W, (dW, _) in zip(weights, found)]
            return weights, biases
            """: "The biases did not move. Each pair holds the gradient of a bias as well.",
            """
            for batch in batches:
                found = gradients(weights, biases, X[batch], Y[batch])
                biases = [b - rate * db for b, (_, db) in zip(biases, found)]
            return weights, biases
            """: "The weights did not move. Each pair holds the gradient of the weights first.",
            "return train_epoch(weights, biases, X, Y, batches[:1], rate, gradients)": "You took "
            "the first batch alone. Does `return` stand inside the loop?",
            "return train_epoch(weights, biases, X, Y, batches[-1:], rate, gradients)": "Only the "
            "last batch counts: the steps before it are lost. Let each step start from the weights "
            "that the one before left.",
            """
            all_found = [gradients(weights, biases, X[b], Y[b]) for b in batches]
            for found in all_found:
                weights = [W - rate * dW for W, (dW, _) in zip(weights, found)]
                biases = [b - rate * db for b, (_, db) in zip(biases, found)]
            return weights, biases
            """: "You found the gradients of all batches at the first weights. Each step needs "
            "them at the weights where the step before has led.",
            """
            for batch in batches:
                weights = [W - rate * dW for W, (dW, _) in
                           zip(weights, gradients(weights, biases, X[batch], Y[batch]))]
                biases = [b - rate * db for b, (_, db) in
                          zip(biases, gradients(weights, biases, X[batch], Y[batch]))]
            return weights, biases
            """: "The biases' gradients were found with weights that had moved already. All "
            "gradients of a step belong to one point: call `gradients` once for each batch.",
            """
            for start in range(len(batches)):
                n = len(batches[start])
                found = gradients(weights, biases, X[:n], Y[:n])
                weights = [W - rate * dW for W, (dW, _) in zip(weights, found)]
                biases = [b - rate * db for b, (_, db) in zip(biases, found)]
            return weights, biases
            """: "You took the first examples every time. A batch holds the numbers of its "
            "examples: `X[batch]`.",
            """
            for batch in batches:
                found = gradients(weights, biases, X[batch], Y[batch])
                for W, b, (dW, db) in zip(weights, biases, found):
                    W = W - rate * dW
                    b = b - rate * db
            return weights, biases
            """: "Nothing moved: `W = W - …` gives the name `W` to a new array, and the list still "
            "holds the old one. Build a new list.",
            """
            for batch in batches:
                found = gradients(weights, biases, X[batch], Y[batch])
                for W, b, (dW, db) in zip(weights, biases, found):
                    W -= rate * dW
                    b -= rate * db
            return weights, biases
            """: "The numbers are right, but the caller's weights changed as well: `W -= …` writes "
            "into its arrays, `weights[k] = …` into its lists. Build new lists.",
            "return train_epoch(weights, biases, X, Y, batches, rate, gradients)[0]": "Return "
            "both: (weights, biases).",
            """
            new = train_epoch(weights, biases, X, Y, batches, rate, gradients)
            return list(zip(*new))
            """: "Return two lists, (weights, biases), as they came in.",
        },
    ),
    hints=[
        "One step for each batch: the gradients of its examples, then new weights and new biases, "
        "from which the next step goes on.",
        "`found = gradients(weights, biases, X[batch], Y[batch])` is a list of pairs (dW, db), one "
        "for each layer.",
        "`weights = [W - rate * dW for W, (dW, _) in zip(weights, found)]`, the same for the "
        "biases, and `return weights, biases` after the loop.",
    ],
)

# --- whole_gradient -------------------------------------------------------------------------


def whole_gradient(gradients, counts):
    """The gradient of the mean cost over all examples, from those of its parts' mean costs."""
    total = sum(n * g for g, n in zip(gradients, counts, strict=True))
    return total / sum(counts)


def part_cases(rng):
    """Two parts of unlike size, equal ones, one alone, an empty one, matrices."""
    return [
        ([1.0, 4.0], [2, 1]),
        ([np.array([1.0, -2.0]), np.array([3.0, 0.0])], [1, 3]),
        ([2.0, 6.0, 1.0], [5, 5, 5]),
        ([np.array([0.5])], [7]),
        (list(rng.normal(size=(3, 2, 2)).round(2)), [32, 32, 3]),
        ([1.5, 9.0], [4, 0]),
    ]


WHOLE_GRADIENT = Exercise(
    reference=whole_gradient,
    cases=part_cases,
    misconceptions=mistakes(
        whole_gradient,
        {
            "return sum(counts) * sum(g / n for g, n in zip(gradients, counts))": "You divided by "
            "the count. A mean over n examples stands for n of them: multiply by it.",
            "return sum(gradients) / len(gradients)": "You gave every part the same weight. A "
            "part counts as often as it has examples.",
            "return sum(gradients)": "You added the means. Each is a mean over its own examples; "
            "the whole is a mean as well.",
            "return total / sum(counts) → return total": "That is the sum over all examples. The "
            "cost is their mean: divide by how many there are in all.",
            "total / sum(counts) → total / len(counts)": "You divided by the number of parts. "
            "Divide by the number of all examples.",
            "n * g for → g for": "The parts are added without their sizes. A mean over n examples "
            "stands for n gradients: multiply it by n.",
            "n * g for → g / n for": "You divided by the size of each part. Its mean was divided "
            "already: multiply by it, to have the sum back.",
            "n * g for → g / n for; return total / sum(counts) → return total": "You divided by "
            "the size of each part. Its mean was divided already: multiply by it.",
            "total / sum(counts) → total / max(counts)": "You divided by the size of the largest "
            "part. Divide by the number of all examples.",
            "total / sum(counts) → total / counts[-1]": "You divided by the size of the last "
            "part. Divide by the number of all examples.",
            "total / sum(counts) → total / counts[0]": "You divided by the size of the first "
            "part. Divide by the number of all examples.",
            "return gradients[-1]": "That is the gradient of the last part alone.",
            "return gradients[0]": "That is the gradient of the first part alone. Does `return` "
            "stand inside the loop?",
            "return np.median(gradients, axis=0)": "You took a median. The whole is a mean over "
            "all examples.",
        },
    ),
    hints=[
        "What is the sum of the gradients of all the examples of one part?",
        "A mean over n examples, times n. Add these sums, and divide by the number of all.",
        "`sum(n * g for g, n in zip(gradients, counts)) / sum(counts)`.",
    ],
)

EXERCISES = [BATCHES, HEAVY_BALL, ADAM, LOGITS, TRAIN_EPOCH, WHOLE_GRADIENT]
