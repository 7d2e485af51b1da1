"""Exercises of notebook 06: the four equations, one at a time, then together."""

from itertools import pairwise

import numpy as np

from bplib.checking import Exercise, Misconception

# --- output_error ---------------------------------------------------------------------------


def output_error(Z, Y):
    """The error of the output layer, for A = tanh(Z) and the cost ½ Σ (a − y)² of each example."""
    A = np.tanh(Z)
    return (A - Y) * (1 - A**2)


def error_cases(rng):
    """One unit, one example of three units, a batch, a saturated unit."""
    return [
        (np.array([[0.5]]), np.array([[1.0]])),
        (np.array([[0.0, 1.0, -2.0]]), np.array([[0.0, 0.0, 1.0]])),
        (rng.normal(size=(4, 3)).round(2), rng.choice([-1.0, 1.0], size=(4, 3))),
        (np.array([[9.0, -9.0]]), np.array([[-1.0, 1.0]])),
    ]


def slope_at_a(Z, Y):
    A = np.tanh(Z)
    return (A - Y) * (1 - np.tanh(A) ** 2)


def without_slope(Z, Y):
    return np.tanh(Z) - Y


def wrong_way_round(Z, Y):
    return -output_error(Z, Y)


def slope_of_z(Z, Y):
    return (np.tanh(Z) - Y) * (1 - Z**2)


def summed_over_units(Z, Y):
    return output_error(Z, Y).sum(axis=1)


OUTPUT_ERROR = Exercise(
    name="output_error",
    reference=output_error,
    cases=error_cases,
    misconceptions=[
        Misconception(
            slope_at_a,
            "You used f′(a); it is f′(z). Either 1 − np.tanh(Z)**2 or, with A = np.tanh(Z), "
            "1 − A**2: not both.",
        ),
        Misconception(
            without_slope,
            "That is the gradient at the activation, ∂C/∂a. The error is taken at z: one more "
            "factor, f′(z).",
        ),
        Misconception(wrong_way_round, "The sign is turned: ∂C/∂a = a − y, not y − a."),
        Misconception(
            slope_of_z,
            "1 − z² is no derivative of tanh: it is 1 − tanh(z)², the square of the output.",
        ),
        Misconception(
            summed_over_units,
            "You added the units up. Each unit has an error of its own: δ has the shape of Z.",
        ),
    ],
    hints=[
        "Two links: C depends on a, and a on z. What is the derivative of ½ (a − y)² by a?",
        "It is a − y. The derivative of a = tanh(z) by z is 1 − a².",
        "Multiply the two, entry by entry: (A − Y) * (1 − A**2).",
    ],
)

# --- backward_step --------------------------------------------------------------------------


def backward_step(Delta, W, Z):
    """The error of a tanh layer with weighted inputs Z, from Delta and W of the layer after it."""
    return (Delta @ W.T) * (1 - np.tanh(Z) ** 2)


def step_cases(rng):
    """One unit each, square (where a missing transpose has the right shape), then other shapes."""
    return [
        (np.array([[2.0]]), np.array([[3.0]]), np.array([[0.5]])),
        (
            np.array([[1.0, 0.0]]),
            np.array([[1.0, 2.0], [3.0, 4.0]]),
            np.array([[0.0, 0.0]]),
        ),
        *(
            (rng.normal(size=(n, k)), rng.normal(size=(j, k)), rng.normal(size=(n, j)))
            for n, j, k in ((3, 3, 3), (4, 2, 3), (1, 5, 1))
        ),
    ]


def without_transpose(Delta, W, Z):
    return (Delta @ W) * (1 - np.tanh(Z) ** 2)


def step_slope_at_a(Delta, W, Z):
    return (Delta @ W.T) * (1 - np.tanh(np.tanh(Z)) ** 2)


def step_without_slope(Delta, W, Z):
    return Delta @ W.T


def step_times_activation(Delta, W, Z):
    return (Delta @ W.T) * np.tanh(Z)


BACKWARD_STEP = Exercise(
    name="backward_step",
    reference=backward_step,
    cases=step_cases,
    misconceptions=[
        Misconception(
            without_transpose,
            "The transpose is missing. W[j, k] joins input j to output k; going back you sum over "
            "the outputs k, so Delta meets the rows of W.T.",
        ),
        Misconception(
            step_slope_at_a,
            "You used f′(a); it is f′(z): tanh was applied once too often.",
        ),
        Misconception(
            step_without_slope,
            "You stopped at the activation. The error is taken at z: multiply by f′(Z).",
        ),
        Misconception(
            step_times_activation,
            "You multiplied by the activation f(Z). The local derivative of tanh is 1 − tanh(Z)².",
        ),
    ],
    hints=[
        "First back through the weights: how does C change with one activation a_j of this layer? "
        "It feeds every unit k of the next one.",
        "Σ_k δ_k W_jk, for all examples at once, is Delta @ W.T.",
        "Then back through tanh: multiply, entry by entry, by 1 − np.tanh(Z)**2.",
    ],
)

# --- layer_gradients ------------------------------------------------------------------------


def layer_gradients(A_in, Delta):
    """The gradients (dW, db) of a layer, from its input activations and its error."""
    return A_in.T @ Delta, Delta.sum(axis=0)


def gradient_cases(rng):
    """One example, two examples by hand, a square batch, a larger one."""
    return [
        (np.array([[2.0, 3.0]]), np.array([[10.0]])),
        (np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([[1.0, 2.0], [3.0, 4.0]])),
        (rng.normal(size=(3, 3)), rng.normal(size=(3, 3))),
        (rng.normal(size=(6, 4)), rng.normal(size=(6, 2))),
    ]


def gradients_turned(A_in, Delta):
    return Delta.T @ A_in, Delta.sum(axis=0)


def mean_bias(A_in, Delta):
    return A_in.T @ Delta, Delta.mean(axis=0)


def mean_both(A_in, Delta):
    return A_in.T @ Delta / len(Delta), Delta.mean(axis=0)


def bias_not_summed(A_in, Delta):
    return A_in.T @ Delta, Delta


def bias_kept_dims(A_in, Delta):
    return A_in.T @ Delta, Delta.sum(axis=0, keepdims=True)


def bias_over_units(A_in, Delta):
    return A_in.T @ Delta, Delta.sum(axis=1)


LAYER_GRADIENTS = Exercise(
    name="layer_gradients",
    reference=layer_gradients,
    cases=gradient_cases,
    misconceptions=[
        Misconception(
            gradients_turned,
            "dW came out transposed. W[j, k] joins input j to output k, so dW[j, k] = Σ A_in[n, j] "
            "Delta[n, k]: A_in.T comes first.",
        ),
        Misconception(
            mean_bias,
            "You took a mean for db. Delta holds ∂C/∂z of the mean cost already, so its entries "
            "are added.",
        ),
        Misconception(
            mean_both,
            "You divided by the number of examples. Delta belongs to the mean cost, so the 1/n is "
            "in it already; a second one makes every gradient n times too small.",
        ),
        Misconception(
            bias_not_summed,
            "db has one row per example. The bias is the same number for all examples: it is a "
            "fork, and gradients add over the batch (axis 0).",
        ),
        Misconception(
            bias_kept_dims,
            "The numbers of db are right, its shape is not: a gradient has the shape of what it "
            "belongs to, here (d_out,).",
        ),
        Misconception(
            bias_over_units,
            "You added over the units (axis 1). Each unit has a bias of its own; add over the "
            "examples, axis 0.",
        ),
    ],
    hints=[
        "For one example and one weight: input activation × error. What happens over a batch?",
        "Gradients add over the examples: dW[j, k] = Σ_n A_in[n, j] Delta[n, k]. Write it as a "
        "matrix product.",
        "A_in.T @ Delta for the weights; the bias has the input 1 in every example, so its "
        "gradient is the sum of Delta over axis 0.",
    ],
)


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


EXERCISES = [OUTPUT_ERROR, BACKWARD_STEP, LAYER_GRADIENTS, GRADIENTS, ONE_STEP]
