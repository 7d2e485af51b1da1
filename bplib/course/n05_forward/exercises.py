"""Exercises of notebook 05: a layer for a batch, and the parameters of a network."""

from itertools import pairwise

import numpy as np

from bplib.checking import Exercise, Misconception

# --- layer_forward --------------------------------------------------------------------------


def layer_forward(A_in, W, b):
    """The weighted inputs Z and the activations A = tanh(Z) of a layer, for a batch A_in."""
    Z = A_in @ W + b
    return Z, np.tanh(Z)


def layer_cases(rng):
    """One example by hand, a square layer with a square batch, then other shapes."""
    return [
        (
            np.array([[1.0, 2.0], [0.5, -1.0]]),
            np.array([[0.1, 0.2], [0.3, 0.4]]),
            np.array([0.5, -0.5]),
        ),
        (np.array([[1.0, 2.0, 3.0]]), np.array([[1.0], [0.0], [-0.5]]), np.array([0.25])),
        *(
            (
                rng.normal(size=(n, d_in)).round(2),
                rng.normal(size=(d_in, d_out)).round(2),
                rng.normal(size=d_out).round(2),
            )
            for n, d_in, d_out in ((3, 3, 3), (4, 2, 3), (6, 5, 2))
        ),
    ]


def weights_transposed(A_in, W, b):
    return layer_forward(A_in, W.T, b)


def weights_first(A_in, W, b):
    return layer_forward(W, A_in, b)


def bias_forgotten(A_in, W, b):
    return layer_forward(A_in, W, 0 * b)


def bias_as_column(A_in, W, b):
    Z = A_in @ W + b[:, None]
    return Z, np.tanh(Z)


def activations_first(A_in, W, b):
    return layer_forward(A_in, W, b)[::-1]


def activations_alone(A_in, W, b):
    return layer_forward(A_in, W, b)[1]


def activated_twice(A_in, W, b):
    A = layer_forward(A_in, W, b)[1]
    return A, np.tanh(A)


def bias_outside(A_in, W, b):
    Z = A_in @ W
    return Z + b, np.tanh(Z) + b


def entry_by_entry(A_in, W, b):
    Z = A_in * W + b
    return Z, np.tanh(Z)


LAYER_FORWARD = Exercise(
    name="layer_forward",
    reference=layer_forward,
    cases=layer_cases,
    misconceptions=[
        Misconception(
            weights_transposed,
            "W is transposed in yours. W[j, k] joins input j to unit k, so A_in @ W sums over j "
            "as it stands.",
        ),
        Misconception(
            weights_first,
            "A_in comes first: its rows are examples, and each row is multiplied by W. With both "
            "square the other order runs, and is wrong.",
        ),
        Misconception(bias_forgotten, "The bias is missing: Z = A_in @ W + b."),
        Misconception(
            bias_as_column,
            "As a column b has one entry per example. It has one per unit, so it is added to every "
            "row: `+ b` as it is.",
        ),
        Misconception(activations_first, "The order is turned round: return `Z, A`."),
        Misconception(
            activations_alone, "Return Z as well, `Z, A`: the backward pass needs f′(Z)."
        ),
        Misconception(
            activated_twice,
            "tanh was applied once too often: Z is A_in @ W + b itself, A is tanh of it.",
        ),
        Misconception(
            bias_outside,
            "The bias is part of the weighted input: tanh is taken of A_in @ W + b.",
        ),
        Misconception(
            entry_by_entry, "`*` multiplies entry by entry. The sum over the inputs is `@`."
        ),
    ],
    hints=[
        "Shapes: A_in is (n, d_in), W is (d_in, d_out), b is (d_out,). What must Z be?",
        "`A_in @ W` sums over the inputs, for all examples and units at once; b is added to each "
        "row by broadcasting.",
        "`Z = A_in @ W + b`, then `return Z, np.tanh(Z)`.",
    ],
)

# --- count_parameters -----------------------------------------------------------------------


def count_parameters(sizes):
    """How many weights and biases a network with layers of these sizes has, input first."""
    sizes = np.array(sizes)
    return np.sum((sizes[:-1] + 1) * sizes[1:])  # a bias is a weight more, from an input of 1


def size_cases(rng):
    """One weight, one layer, the digit net, a net with a narrow middle, a deep one."""
    return [
        ([1, 1],),
        ([2, 3],),
        ([64, 32, 10],),
        ([5, 1, 5],),
        ([64] * 10 + [10],),
        ([int(n) for n in rng.integers(1, 20, size=5)],),
    ]


def weights_alone(sizes):
    return sum(a * b for a, b in pairwise(sizes))


def units(sizes):
    return sum(sizes)


def biases_for_inputs(sizes):
    return weights_alone(sizes) + sum(sizes)


def biases_for_hidden_units(sizes):
    return weights_alone(sizes) + sum(sizes[1:-1])


def one_bias_per_layer(sizes):
    return weights_alone(sizes) + len(sizes) - 1


def biases_of_inputs_instead(sizes):
    return weights_alone(sizes) + sum(sizes[:-1])


def twice_the_weights(sizes):
    return 2 * weights_alone(sizes)


def product_of_all(sizes):
    return int(np.prod(sizes, dtype=float)) + sum(sizes[1:])


COUNT_PARAMETERS = Exercise(
    name="count_parameters",
    reference=count_parameters,
    cases=size_cases,
    misconceptions=[
        Misconception(
            weights_alone, "Those are the weights. Every unit but the inputs has a bias too."
        ),
        Misconception(
            units, "You counted units. What is learned are the weights between them, and biases."
        ),
        Misconception(
            biases_for_inputs,
            "You gave the inputs biases. An input is given, not computed: biases start with the "
            "first layer.",
        ),
        Misconception(
            biases_for_hidden_units, "The output units have biases too: they are units like others."
        ),
        Misconception(
            one_bias_per_layer,
            "One bias per layer is too few: each unit has its own, b has shape (d_out,).",
        ),
        Misconception(
            biases_of_inputs_instead,
            "You added d_in biases for each layer. A bias belongs to a unit of the layer, so there "
            "are d_out.",
        ),
        Misconception(
            twice_the_weights, "A bias for every weight is too many: one for each unit, d_out."
        ),
        Misconception(
            product_of_all,
            "You multiplied all sizes. Weights join neighbouring layers only: multiply in pairs, "
            "and add.",
        ),
    ],
    hints=[
        "How many entries have W and b of one layer, with d_in inputs and d_out units?",
        "d_in · d_out + d_out for each layer; the layers are the pairs of neighbouring sizes.",
        "`zip(sizes, sizes[1:])` goes through the pairs: add up `d_in * d_out + d_out`. Or with "
        "arrays: `sizes[:-1]` and `sizes[1:]`.",
    ],
)


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


EXERCISES = [LAYER_FORWARD, COUNT_PARAMETERS, LOG_SOFTMAX]
