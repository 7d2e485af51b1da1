"""Exercises of notebook 05: a forward pass that keeps what it must, safe logarithms, a bend."""

from itertools import pairwise

import numpy as np

from bplib.checking import Exercise, mistakes
from bplib.checking.compare import describe

# --- forward_pass ---------------------------------------------------------------------------


def forward_pass(X, weights, biases):
    """The pairs (A_in, Z) of all layers and the outputs: tanh layers, the last one linear."""
    kept, A_in = [], X
    for W, b in zip(weights, biases):
        Z = A_in @ W + b
        kept.append((A_in, Z))
        A_in = np.tanh(Z)
    return kept, Z


def drawn_net(rng, n, *sizes):
    """A batch and a net of these sizes, rounded; no bias is 0."""
    return (
        rng.normal(size=(n, sizes[0])).round(2),
        [rng.normal(size=pair).round(2) for pair in pairwise(sizes)],
        [rng.normal(size=size).round(2) for size in sizes[1:]],
    )


def net_cases(rng):
    """One layer by hand, two small ones, square ones with a square batch, then other shapes."""
    by_hand = np.array([[1.0, 2.0]]), [np.array([[0.5], [-1.0]])], [np.array([0.25])]
    drawn = [(1, 2, 2, 1), (3, 3, 3, 3), (4, 2, 3, 2), (5, 4, 3, 3, 2)]
    return [by_hand, *(drawn_net(rng, *sizes) for sizes in drawn)]


LAST_IS_LINEAR = (
    "The last layer is linear: its weighted inputs Z are the outputs, with no tanh after them."
)
INTO_THE_LAYER = (
    "Into each layer goes the A of the layer before, X only into the first. Inside the loop, set "
    "A_in anew."
)
FORWARD_PASS = Exercise(
    reference=forward_pass,
    cases=net_cases,
    misconceptions=mistakes(
        forward_pass,
        {
            "return kept, Z → return kept, A_in": LAST_IS_LINEAR,
            "kept.append((A_in, Z)) → kept.append((A_in, np.tanh(Z)))":
                "You kept A in the place of Z. The error needs f′(Z), so keep the weighted input "
                "itself.",
            "kept.append((A_in, Z)) → kept.append((np.tanh(Z), Z))":
                "You kept what comes out of the layer. The gradient of W needs what went in: A_in.",
            "kept.append((A_in, Z)) → kept.append((Z, A_in))":
                "The pairs are turned round: (A_in, Z), the input first.",
            "kept.append((A_in, Z)) → kept.append(Z)":
                "You kept Z alone. The gradient of W is input × error, so keep A_in as well: the "
                "pair (A_in, Z).",
            "kept.append((A_in, Z)) → kept.append(A_in)":
                "You kept A_in alone. The error needs f′(Z), so keep the pair (A_in, Z).",
            "A_in = np.tanh(Z) → pass": INTO_THE_LAYER,
            "A_in = np.tanh(Z) → A_in = Z":
                "Without the tanh between them the layers are one linear layer. What goes on is "
                "tanh(Z).",
            "A_in = np.tanh(Z) → A_in = np.maximum(Z, 0)":
                "You used ReLU. The hidden layers of this net are tanh layers.",
            "A_in = np.tanh(Z) → A_in = 1 / (1 + np.exp(-Z))":
                "You used the sigmoid. The hidden layers of this net are tanh layers.",
            "A_in @ W + b → A_in @ W":
                "The bias is missing: Z = A_in @ W + b.",
            "Z = A_in @ W + b → Z = A_in @ W; A_in = np.tanh(Z) → A_in = np.tanh(Z) + b; "
            "return kept, Z → return kept, Z + b":
                "The bias is part of the weighted input: tanh is taken of A_in @ W + b.",
            "A_in @ W + b → A_in @ W.T + b":
                "W is transposed in yours. W[j, k] joins input j to unit k, so A_in @ W sums over "
                "j as it stands.",
            "A_in @ W + b → W @ A_in + b":
                "A_in comes first: its rows are examples, and each row is multiplied by W. With "
                "both square the other order runs, and is wrong.",
            "A_in @ W + b → A_in @ W + b[:, None]":
                "As a column b has one entry per example. It has one per unit, so it is added to "
                "every row: `+ b` as it is.",
            "A_in @ W + b → A_in * W + b":
                "`*` multiplies entry by entry. The sum over the inputs is `@`.",
            "return kept, Z → return kept":
                "Return the outputs as well: the pair `kept, Z`, with the Z of the last layer.",
            "return kept, Z → return Z":
                "Return what was kept as well: the pair `kept, Z`.",
            "return kept, Z → return Z, kept":
                "The two results are turned round: first what was kept, then the outputs.",
            "return kept, Z → return kept[:-1], Z":
                "The last layer has an input and a Z as well: keep its pair too.",
            "return kept, Z → return kept[-1:], Z":
                "Only one layer's pair is left. Make the list once, before the loop, and append "
                "to it.",
            "return kept, Z → return kept[::-1], Z":
                "The list stands in reverse order: the first layer comes first.",
            "kept.append((A_in, Z)) → kept.extend((A_in, Z))":
                "One flat list is not a list of pairs: `kept.append((A_in, Z))`.",
            "kept, A_in = [], X → kept, A_in = [], np.tanh(X)":
                "The inputs are data: they go into the first layer as they are, without a tanh.",
            "A_in @ W + b → np.tanh(A_in @ W + b)":
                "tanh was applied once too often: Z is A_in @ W + b itself.",
        },
    ),
    hints=[
        "A loop over the layers, with a variable for what goes into the next one: X at first, "
        "then tanh(Z).",
        "In the loop: Z from A_in, W and b; keep the pair; then A_in for the next layer.",
        "`Z = A_in @ W + b`, `kept.append((A_in, Z))`, `A_in = np.tanh(Z)`; after the loop "
        "`return kept, Z`.",
    ],
)  # fmt: skip

# --- log_softmax ----------------------------------------------------------------------------


def log_softmax(Z):
    """The logarithms of the softmax of each row of Z (n, k), right for any finite logits."""
    shifted = Z - Z.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def logit_cases(rng):
    """Small logits, a square batch, one row, large ones, one far above the others, huge ones."""
    return [
        (np.array([[0.0, 1.0], [3.0, -1.0]]),),
        (rng.normal(size=(3, 3)).round(2),),
        (rng.normal(size=(2, 5)).round(2),),
        (np.zeros((1, 4)),),
        (np.array([[1000.0, 1001.0, 999.0], [-1000.0, -1002.0, -1001.0]]),),
        (np.array([[1000.0, 0.0, 0.0], [0.0, 1.0, 2.0]]),),
        (np.array([[3000.0, 0.0, 0.0, 1.0], [-3000.0, 0.0, 1.0, 0.0]]),),
        (np.array([[30000.0, 29999.0], [-30000.0, -30001.0]]),),
    ]


NO_KEEPDIMS = (
    "keepdims=True is missing. Without it the maxima and sums have shape (n,), which NumPy lays "
    "along the columns: with as many rows as columns it runs, and is wrong."
)
SHIFT_BY_LARGEST = (
    "A shift by the mean, or by the smallest, leaves the largest logit above 0, and where it is "
    "far above, exp overflows. Subtract the largest: then every exponent is 0 or negative."
)
LOG_SOFTMAX = Exercise(
    reference=log_softmax,
    cases=logit_cases,
    misconceptions=mistakes(
        log_softmax,
        {
            "E = np.exp(Z)\nreturn np.log(E / E.sum(axis=1, keepdims=True))":
                "Right on paper, but exp(1000) is inf, and inf/inf is not a number. Subtract the "
                "largest logit of each row first.",
            "E = np.exp(Z - Z.max(axis=1, keepdims=True))\n"
            "return np.log(E / E.sum(axis=1, keepdims=True))":
                "You take the logarithm of the softmax. A probability below 1e-323 is rounded to "
                "0, and log 0 is −inf. Subtract before any exp: z − logsumexp(z).",
            """
            E = np.exp(Z - Z.max(axis=1, keepdims=True))
            return np.log(E / E.sum(axis=1, keepdims=True) + 1e-12)
            """:
                "A small number added inside the logarithm cuts every cost off near 28. It is not "
                "needed: z − logsumexp(z) takes no logarithm of a rounded probability.",
            "return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))":
                "The logarithm of the sum overflows: exp(1000) is inf. Take the maximum out of "
                "the sum first.",
            "Z = np.asarray(Z, np.longdouble)\n"
            "return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))":
                "More digits move the limit and do not take it away: exp still overflows, later. "
                "Take the maximum out of the sum.",
            "Z.max(axis=1, keepdims=True) → Z.mean(axis=1, keepdims=True)": SHIFT_BY_LARGEST,
            "Z.max(axis=1, keepdims=True) → Z.min(axis=1, keepdims=True)": SHIFT_BY_LARGEST,
            "Z.max(axis=1, keepdims=True) → Z.max(axis=0)":
                "You subtracted the maximum of each column. What is subtracted must be the same "
                "number all along a row, or softmax changes: axis=1.",
            "Z - Z.max(axis=1, keepdims=True) → Z - Z.max()":
                "You subtracted the maximum of all rows. A row far below it becomes exp(−1000) = "
                "0 in every entry, and log 0 is −inf. Each row needs its own.",
            "return log_softmax(Z.T).T":
                "Your sums run over the examples (axis 0). Each example, a row, has its own "
                "softmax: axis=1.",
            "shifted = Z - Z.max()\nreturn shifted - np.log(np.exp(shifted).sum())":
                "You summed over the whole array. Each row has its own sum: axis=1.",
            "shifted = Z - Z.max(axis=1, keepdims=True)\n"
            "return shifted - np.log(np.exp(shifted).sum())":
                "You summed over the whole array. Each row has its own sum: axis=1.",
            "shifted = Z - Z.max(axis=1)\nreturn shifted - np.log(np.exp(shifted).sum(axis=1))":
                NO_KEEPDIMS,
            "np.exp(shifted).sum(axis=1, keepdims=True) → np.exp(shifted).sum(axis=1)":
                "keepdims=True is missing in the sum: shape (n,) is laid along the columns. In "
                "the maximum you have it.",
            "return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)) → "
            "return Z - np.log(np.exp(shifted).sum(axis=1, keepdims=True))":
                "logsumexp is the maximum + log Σ exp(z − max). You left the maximum out; "
                "subtract it from z as well.",
            "return np.exp(log_softmax(Z))": "That is softmax. Return its logarithm.",
            "return -log_softmax(Z)":
                "The sign is turned round. The logarithm of a probability is 0 or negative.",
            "return shifted - np.log → return np.log":
                "That is log Σ exp(z − max) for each row. Subtract it from the shifted logits.",
            "return shifted - np.log → return shifted + np.log":
                "Dividing by the sum subtracts its logarithm; you added it.",
            "np.log(np.exp(shifted).sum(axis=1, keepdims=True)) → "
            "np.exp(shifted).sum(axis=1, keepdims=True)":
                "The logarithm of the sum is missing.",
            "np.log(np.exp(shifted) → np.log2(np.exp(shifted)":
                "The logarithm is the natural one, `np.log`.",
            "np.log(np.exp(shifted).sum(axis=1, keepdims=True)) → "
            "np.log(np.exp(shifted)).sum(axis=1, keepdims=True)":
                "The logarithm belongs outside the sum: log Σ exp, not Σ log exp.",
            "np.log(np.exp(shifted).sum(axis=1, keepdims=True)) → "
            "np.log(np.exp(shifted).mean(axis=1, keepdims=True))":
                "Softmax divides by the sum of the exponentials, not by their mean.",
        },
    ),
    hints=[
        "log(exp(z) / S) = z − log S. Which part of it can overflow?",
        "Softmax does not change when a number is subtracted from a row. Subtract the row's "
        "largest: `Z.max(axis=1, keepdims=True)`.",
        "With `shifted` as the result: `shifted - np.log(np.exp(shifted).sum(axis=1, "
        "keepdims=True))`.",
    ],
)  # fmt: skip

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


WEIGHTS = "sum(a * b for a, b in pairwise(sizes))"
COUNT_PARAMETERS = Exercise(
    reference=count_parameters,
    cases=size_cases,
    misconceptions=mistakes(
        count_parameters,
        {
            "return sum(sizes[i] * sizes[i - 1] + sizes[i] for i in range(len(sizes)))":
                "At i = 0, `sizes[i - 1]` is the last entry: Python counts back from the end. The "
                "first layer is the one from sizes[0] to sizes[1].",
            f"return {WEIGHTS}":
                "Those are the weights. Every unit but the inputs has a bias too.",
            "return sum(sizes)":
                "You counted units. What is learnt are the weights between them, and biases.",
            "return sum(sizes[1:])":
                "Those are the biases. Between two layers there is a weight for every pair of "
                "units.",
            f"return {WEIGHTS} + sum(sizes)":
                "You gave the inputs biases. An input is given, not computed: biases start with "
                "the first layer.",
            f"return {WEIGHTS} + sum(sizes[1:-1])":
                "The output units have biases too: they are units like others.",
            f"return {WEIGHTS} + len(sizes) - 1":
                "One bias per layer is too few: each unit has its own, b has shape (d_out,).",
            f"return {WEIGHTS} + len(sizes)":
                "One bias per layer is too few: each unit has its own, b has shape (d_out,). And "
                "the inputs have none.",
            f"return {WEIGHTS} + sum(sizes[:-1])":
                "You added d_in biases for each layer. A bias belongs to a unit of the layer, so "
                "there are d_out.",
            f"return 2 * {WEIGHTS}":
                "A bias for every weight is too many: one for each unit, d_out.",
            "return int(np.prod(sizes, dtype=float)) + sum(sizes[1:])":
                "You multiplied all sizes. Weights join neighbouring layers only: multiply in "
                "pairs, and add.",
            "return sum(sizes[i] * sizes[j] for i in range(len(sizes)) for j in range(i)) "
            "+ sum(sizes[1:])":
                "Weights join neighbouring layers only. You joined every layer to every later one.",
            "return count_parameters(sizes[:2])":
                "You counted the first layer alone. Add up all of them; does `return` stand "
                "inside the loop?",
            "return count_parameters(sizes[-2:])":
                "You counted the last layer alone. Add to the count with `+=`.",
            "return count_parameters(sizes[:-1])":
                "The last layer is missing: there is one layer for each pair of neighbouring "
                "sizes.",
            "return sum((a + 1) * (b + 1) for a, b in pairwise(sizes))":
                "(d_in + 1) (d_out + 1) counts too many: only the inputs of a layer get one more, "
                "the constant 1.",
        },
    ),
    hints=[
        "How many entries do W and b of one layer have, with d_in inputs and d_out units?",
        "d_in · d_out + d_out for each layer; the layers are the pairs of neighbouring sizes.",
        "`zip(sizes, sizes[1:])` goes through the pairs: add up `d_in * d_out + d_out`. Or with "
        "arrays: `sizes[:-1]` and `sizes[1:]`.",
    ],
)  # fmt: skip

# --- max_net --------------------------------------------------------------------------------


def max_net():
    """W1, b1, W2, b2 of a net with one hidden ReLU layer that gives the larger of two inputs."""
    W1 = np.array([[1.0, -1.0, -1.0], [0.0, 0.0, 1.0]])  # three units: a, −a, b − a
    W2 = np.array([[1.0], [-1.0], [1.0]])  # a + relu(b − a), with a = relu(a) − relu(−a)
    return W1, np.zeros(3), W2, np.zeros(1)


def pair_cases(rng):
    """Pairs of numbers: the larger first, then last, negative ones, equal ones, many."""
    pairs = [
        [[2.0, 1.0]],
        [[1.0, 3.0]],
        [[-1.0, -2.0]],
        [[-3.0, -1.0]],
        [[2.0, -1.0]],
        [[1.5, 1.5]],
    ]
    return [*((np.array(pair),) for pair in pairs), (rng.normal(size=(6, 2)).round(2),)]


def outputs_of_net(build, X):
    """What the net that `build()` returns makes of the rows of X, shape (n,)."""
    parts = build()
    if parts is None or parts is ...:
        return parts
    W1, b1, W2, b2 = (np.asarray(part, dtype=float) for part in parts)
    if W1.ndim != 2 or len(W1) != 2:
        raise ValueError(f"W1 has the shape {W1.shape}; expected (2, h), a column for each unit")
    if W2.size != W1.shape[1] or b2.size != 1:
        raise ValueError(
            f"W2 and b2 have the shapes {W2.shape} and {b2.shape}; expected ({W1.shape[1]}, 1) and "
            "(1,): one output"
        )
    return np.maximum(X @ W1 + b1, 0) @ W2.ravel() + b2.ravel()


def net_problem(came, expected, X):
    """The first pair for which a net does not give the larger number."""
    for pair, one, other in zip(X, np.atleast_1d(came), expected):
        if not np.isclose(one, other, rtol=1e-9, atol=1e-9):
            given = " and ".join(f"{number:g}" for number in pair)
            return f"builds a net that gives {one:.4g} for {given}; expected {other:g}"
    return None


NEEDS_SIGN = (
    "relu(a) is a only where a is not negative. A number of either sign is relu(a) − relu(−a): one "
    "more unit."
)
MAX_NET = Exercise(
    reference=max_net,
    cases=pair_cases,
    call=outputs_of_net,
    compare=net_problem,
    describe=lambda X: f"a, b = {describe(X[0])[1:-1]}" if len(X) == 1 else f"{len(X)} pairs",
    misconceptions=mistakes(
        max_net,
        {
            "return [[1, -1], [0, 1]], [0, 0], [[1], [1]], [0]": NEEDS_SIGN,
            "return [[0, 1], [1, -1]], [0, 0], [[1], [1]], [0]": NEEDS_SIGN,
            "return [[1, 0], [0, 1]], [0, 0], [[1], [1]], [0]":
                "That adds relu(a) and relu(b). The larger one alone is asked for: a plus what b "
                "has more than a.",
            "return [[1, 0], [0, 1]], [0, 0], [[0.5], [0.5]], [0]":
                "That is a mean of relu(a) and relu(b). The larger one alone is asked for.",
            "return [[1, -1, 0, 0], [0, 0, 1, -1]], [0] * 4, [[0.5], [-0.5], [0.5], [-0.5]], [0]":
                "That is the mean of a and b. The larger one lies half their distance, ½ |a − b|, "
                "above it.",
            "return [[1, -1, 0, 0], [0, 0, 1, -1]], [0] * 4, [[1], [-1], [1], [-1]], [0]":
                "That is a + b. The larger one alone is asked for.",
            "return [[1, -1], [-1, 1]], [0, 0], [[1], [1]], [0]":
                "That is |a − b|, the distance. The larger one is the mean plus half of it, or a "
                "+ relu(b − a).",
            "return [[1, -1], [-1, 1]], [0, 0], [[0.5], [0.5]], [0]":
                "That is ½ |a − b|, half the distance. Add the mean of the two to it.",
            "return [[1, -1, 1], [0, 0, -1]], [0, 0, 0], [[1], [-1], [-1]], [0]":
                "That is the smaller one, a − relu(a − b). The larger one is a + relu(b − a).",
            "return [[-1], [1]], [0], [[1]], [0]":
                "relu(b − a) is what b has more than a. Add a itself to it.",
            "return [[1], [-1]], [0], [[1]], [0]":
                "relu(a − b) is what a has more than b. Add b itself to it.",
            "return [[1, -1, 1], [0, 0, -1]], [0, 0, 0], [[1], [-1], [1]], [0]":
                "That is a + relu(a − b). Add what b has more than a, relu(b − a); or start from "
                "b.",
            "return [[1, -1, -1], [0, 0, 1]], [0, 0, 0], [[1], [1], [1]], [0]":
                "relu(a) + relu(−a) is |a|. For a itself the second one is subtracted.",
            "return [[1, -1], [0, 0]], [0, 0], [[1], [-1]], [0]":
                "That is a itself. Add what b has more than a.",
            "return [[1, -1, 1, -1], [1, -1, -1, 1]], [0] * 4, [[1], [-1], [1], [1]], [0]":
                "That is a + b + |a − b|, which is twice the larger one: halve the weights W2.",
            "return [[1, -1, 1], [1, -1, -1]], [0] * 3, [[0.5], [-0.5], [0.5]], [0]":
                "The distance is relu(a − b) + relu(b − a): one of the two is missing.",
        },
    ),
    hints=[
        "max(a, b) is a, plus what b has more than a if it has more. What is that last part, as a "
        "relu?",
        "max(a, b) = a + relu(b − a). And a, which may be negative, is relu(a) − relu(−a): three "
        "hidden units.",
        "The columns of W1 are the units: (1, 0), (−1, 0), (−1, 1). W2 adds them with the weights "
        "1, −1, 1; all biases are 0.",
    ],
)  # fmt: skip


EXERCISES = [FORWARD_PASS, LOG_SOFTMAX, COUNT_PARAMETERS, MAX_NET]
