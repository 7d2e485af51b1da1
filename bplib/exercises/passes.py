"""Exercises of notebook 06: the whole backward pass, and one step of learning."""

from itertools import pairwise

import numpy as np

from bplib.exercises.checker import Exercise, Misconception

# --- gradients ------------------------------------------------------------------------------


def gradients(weights, biases, X, Y):
    """[(dW, db), …] of a net with tanh in every layer; the cost is the mean of ½ Σ (a − y)²."""
    A = [X]
    for W, b in zip(weights, biases, strict=True):
        A.append(np.tanh(A[-1] @ W + b))
    result = []
    at_a = (A[-1] - Y) / len(X)
    for layer in reversed(range(len(weights))):
        Delta = at_a * (1 - A[layer + 1] ** 2)
        result.insert(0, (A[layer].T @ Delta, Delta.sum(axis=0)))
        at_a = Delta @ weights[layer].T
    return result


def net_cases(rng):
    """One layer of one unit, then deeper and wider nets; square ones are among them."""
    cases = []
    for sizes, n in (((1, 1), 1), ((2, 2, 2), 1), ((3, 3, 3, 3), 4), ((2, 5, 4, 3), 6)):
        pairs = list(pairwise(sizes))
        cases.append(
            (
                [rng.normal(size=pair).round(2) for pair in pairs],
                [rng.normal(size=out).round(2) for _, out in pairs],
                rng.normal(size=(n, sizes[0])).round(2),
                rng.choice([-0.5, 0.5], size=(n, sizes[-1])),
            )
        )
    return cases


def forward(weights, biases, X):
    A = [X]
    for W, b in zip(weights, biases, strict=True):
        A.append(np.tanh(A[-1] @ W + b))
    return A


def backward_with(step, start=None, weight=None, bias=None):
    """A backward pass in which single equations are replaced by wrong ones."""

    def wrong(weights, biases, X, Y):
        A, result = forward(weights, biases, X), []
        Delta = (start or (lambda A, Y: (A - Y) / len(A) * (1 - A**2)))(A[-1], Y)
        for layer in reversed(range(len(weights))):
            dW = weight(A, layer, Delta) if weight else A[layer].T @ Delta
            db = bias(Delta) if bias else Delta.sum(axis=0)
            result.insert(0, (dW, db))
            Delta = step(Delta, weights, layer, A)
        return result

    return wrong


def right_step(Delta, weights, layer, A):
    return Delta @ weights[layer].T * (1 - A[layer] ** 2)


def layer_before(Delta, weights, layer, A):
    return Delta @ weights[max(layer - 1, 0)].T * (1 - A[layer] ** 2)


def last_layer_first(weights, biases, X, Y):
    return gradients(weights, biases, X, Y)[::-1]


GRADIENTS = Exercise(
    name="gradients",
    reference=gradients,
    cases=net_cases,
    tolerance=1e-8,
    misconceptions=[
        Misconception(
            backward_with(right_step, start=lambda A, Y: (A - Y) * (1 - A**2)),
            "Every gradient is n times too large: the cost is the mean over the batch, so the "
            "first error carries 1 / len(X).",
        ),
        Misconception(
            backward_with(right_step, start=lambda A, Y: (A - Y) / len(A)),
            "The output layer has tanh as well: its error needs the factor f′(z) = 1 − A².",
        ),
        Misconception(
            backward_with(lambda Delta, weights, layer, A: Delta @ weights[layer].T),
            "Going back you left out f′: after Delta @ W.T multiply by 1 − A[layer]**2.",
        ),
        Misconception(
            backward_with(lambda D, weights, layer, A: D @ weights[layer] * (1 - A[layer] ** 2)),
            "The transpose is missing: Delta goes back through W.T.",
        ),
        Misconception(
            backward_with(
                lambda D, weights, layer, A: D @ weights[layer].T * (1 - np.tanh(A[layer]) ** 2)
            ),
            "You used f′(a); it is f′(z). With A = tanh(Z), f′(z) is 1 − A**2.",
        ),
        Misconception(
            backward_with(layer_before),
            "You are off by one layer: an error goes back through its own layer's weights, those "
            "between A[layer] and A[layer + 1].",
        ),
        Misconception(
            backward_with(right_step, weight=lambda A, layer, Delta: A[layer + 1].T @ Delta),
            "dW took the activations that come out of the layer. The gradient of a weight is the "
            "activation coming in × the error going out.",
        ),
        Misconception(
            backward_with(right_step, bias=lambda Delta: Delta.mean(axis=0)),
            "db is a sum over the batch, not a mean: the 1/n is in Delta already.",
        ),
        Misconception(
            last_layer_first,
            "The gradients are right but stand in the order in which you found them. Return the "
            "first layer first.",
        ),
    ],
    hints=[
        "Forward first, and keep every activation: A = [X], then A.append(np.tanh(A[-1] @ W + b)).",
        "The gradient at the last activations is (A[-1] − Y) / n. Then go through the layers in "
        "reverse; a layer turns the gradient at its activations into Delta, and Delta into dW, db "
        "and the gradient at the activations before.",
        "In each layer (from 0): Delta = at_a * (1 − A[layer + 1]**2), dW = A[layer].T @ Delta, "
        "db = Delta.sum(axis=0), and then at_a = Delta @ weights[layer].T.",
    ],
)

# --- one_step -------------------------------------------------------------------------------


def one_step(W1, b1, W2, b2, x, y, rate):
    """New (W1, W2) after one step of gradient descent on the weights of a sigmoid net."""
    h = 1 / (1 + np.exp(-(x @ W1 + b1)))
    a = 1 / (1 + np.exp(-(h @ W2 + b2)))
    Delta2 = (a - y) * a * (1 - a)
    Delta1 = Delta2 @ W2.T * h * (1 - h)
    return W1 - rate * x.T @ Delta1, W2 - rate * h.T @ Delta2


def step_net_cases(rng):
    """The worked example of notebook 06, then two others with a larger rate."""
    example = (
        np.array([[0.15, 0.25], [0.20, 0.30]]),
        np.array([0.35, 0.35]),
        np.array([[0.40, 0.50], [0.45, 0.55]]),
        np.array([0.60, 0.60]),
        np.array([[0.05, 0.10]]),
        np.array([[0.01, 0.99]]),
        0.5,
    )
    others = [
        (
            *(rng.normal(size=shape).round(2) for shape in ((2, 3), (3,), (3, 2), (2,))),
            rng.normal(size=(1, 2)).round(2),
            np.array([[0.0, 1.0]]),
            rate,
        )
        for rate in (1.0, 10.0)
    ]
    return [example, *others]


def updated_too_early(W1, b1, W2, b2, x, y, rate):
    h = 1 / (1 + np.exp(-(x @ W1 + b1)))
    a = 1 / (1 + np.exp(-(h @ W2 + b2)))
    Delta2 = (a - y) * a * (1 - a)
    W2 = W2 - rate * h.T @ Delta2
    Delta1 = Delta2 @ W2.T * h * (1 - h)
    return W1 - rate * x.T @ Delta1, W2


def uphill(W1, b1, W2, b2, x, y, rate):
    return one_step(W1, b1, W2, b2, x, y, -rate)


def output_layer_only(W1, b1, W2, b2, x, y, rate):
    return W1, one_step(W1, b1, W2, b2, x, y, rate)[1]


def biases_forgotten(W1, b1, W2, b2, x, y, rate):
    return one_step(W1, 0 * b1, W2, 0 * b2, x, y, rate)


def steps_alone(W1, b1, W2, b2, x, y, rate):
    new1, new2 = one_step(W1, b1, W2, b2, x, y, rate)
    return W1 - new1, W2 - new2


ONE_STEP = Exercise(
    name="one_step",
    reference=one_step,
    cases=step_net_cases,
    tolerance=1e-10,
    misconceptions=[
        Misconception(
            updated_too_early,
            "The hidden error was computed with output weights that had been updated already. All "
            "gradients belong to one point: find them all first, then change the weights.",
        ),
        Misconception(uphill, "The step goes uphill: subtract rate × gradient."),
        Misconception(
            output_layer_only,
            "W1 did not change. Its error comes back through W2: Delta2 @ W2.T * h * (1 − h).",
        ),
        Misconception(biases_forgotten, "The forward pass left out the biases b1 and b2."),
        Misconception(steps_alone, "You returned the steps. Return the new weights."),
    ],
    hints=[
        "Forward: h = σ(x @ W1 + b1), a = σ(h @ W2 + b2). For the sigmoid f′(z) = a (1 − a).",
        "Delta2 = (a − y) * a * (1 − a); Delta1 = Delta2 @ W2.T * h * (1 − h), with the old W2.",
        "Both new weights at the end: W1 − rate * x.T @ Delta1 and W2 − rate * h.T @ Delta2.",
    ],
)

EXERCISES = [GRADIENTS, ONE_STEP]
