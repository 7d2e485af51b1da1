"""Exercises of notebook 06: the four equations, one at a time, then together."""

import numpy as np

from bplib.exercises.checker import Exercise, Misconception

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

EXERCISES = [OUTPUT_ERROR, BACKWARD_STEP, LAYER_GRADIENTS]
