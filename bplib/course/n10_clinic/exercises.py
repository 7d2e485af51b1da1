"""Exercises of notebook 10: what the treatments are made of."""

import numpy as np

from bplib.checking import Exercise, Misconception

# --- standardize ----------------------------------------------------------------------------


def standardize(X_train, X_test):
    """Both sets with the mean 0 and standard deviation 1 of the training set, column by column."""
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    std = np.where(std == 0, 1.0, std)
    return (X_train - mean) / std, (X_test - mean) / std


def sets(rng):
    """One column, several, sets of unlike means, and a column that never changes."""
    blank = rng.normal(size=(6, 3)).round(2)
    blank[:, 1] = 5.0
    return [
        (np.array([[0.0], [4.0]]), np.array([[2.0], [6.0]])),
        (rng.normal(3, 2, size=(5, 2)).round(2), rng.normal(7, 1, size=(3, 2)).round(2)),
        (rng.normal(size=(4, 4)), rng.normal(size=(4, 4))),
        (blank, blank[:2].copy()),
    ]


def each_by_itself(X_train, X_test):
    return standardize(X_train, X_train)[0], standardize(X_test, X_test)[0]


def one_mean_for_all(X_train, X_test):
    mean, std = X_train.mean(), X_train.std()
    return (X_train - mean) / std, (X_test - mean) / std


def divided_by_variance(X_train, X_test):
    mean, var = X_train.mean(axis=0), X_train.var(axis=0)
    var = np.where(var == 0, 1.0, var)
    return (X_train - mean) / var, (X_test - mean) / var


def along_rows(X_train, X_test):
    def scaled(X):
        return (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)

    return scaled(X_train), scaled(X_test)


def blank_by_zero(X_train, X_test):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    return (X_train - mean) / std, (X_test - mean) / std


STANDARDIZE = Exercise(
    name="standardize",
    reference=standardize,
    cases=sets,
    misconceptions=[
        Misconception(
            each_by_itself,
            "You gave the test set its own mean and deviation. The network learned with those of "
            "the training set; the same pixel must mean the same number to it.",
        ),
        Misconception(
            one_mean_for_all,
            "You took one mean over the whole array. Each column is an input of its own: axis=0.",
        ),
        Misconception(divided_by_variance, "You divided by the variance; divide by its root."),
        Misconception(
            along_rows,
            "You standardized each example over its inputs. Examples are rows; a column is one "
            "input over all examples: axis=0.",
        ),
        Misconception(
            blank_by_zero,
            "A column that never changes has the deviation 0, and you divided by it. Leave such a "
            "column at 0: divide by 1 there.",
        ),
    ],
    hints=[
        "Mean and standard deviation come from X_train, along axis 0; both sets use them.",
        "A column that is constant has deviation 0: np.where(std == 0, 1.0, std).",
        "(X_train − mean) / std and (X_test − mean) / std.",
    ],
)

# --- clip_by_norm ---------------------------------------------------------------------------


def clip_by_norm(gradients, limit):
    """The gradients of all parameters, shortened together so that their length is at most limit."""
    length = np.sqrt(sum(np.sum(g**2) for g in gradients))
    scale = min(1.0, limit / length) if length > 0 else 1.0
    return [g * scale for g in gradients]


def clip_cases(rng):
    """A 3-4-5 triangle in two arrays, one that is short enough, zeros, and larger ones."""
    return [
        ([np.array([3.0]), np.array([4.0])], 1.0),
        ([np.array([3.0]), np.array([4.0])], 10.0),
        ([np.zeros(2), np.zeros((2, 2))], 1.0),
        ([rng.normal(size=(3, 2)), rng.normal(size=2)], 0.5),
        ([1e6 * rng.normal(size=(2, 2)), rng.normal(size=2)], 2.0),
    ]


def entry_by_entry(gradients, limit):
    return [np.clip(g, -limit, limit) for g in gradients]


def array_by_array(gradients, limit):
    return [clip_by_norm([g], limit)[0] for g in gradients]


def always_to_the_limit(gradients, limit):
    length = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return [g * (limit / length if length > 0 else 1.0) for g in gradients]


def without_root(gradients, limit):
    length = sum(np.sum(g**2) for g in gradients)
    return [g * (min(1.0, limit / length) if length > 0 else 1.0) for g in gradients]


CLIP = Exercise(
    name="clip_by_norm",
    reference=clip_by_norm,
    cases=clip_cases,
    misconceptions=[
        Misconception(
            entry_by_entry,
            "You clipped each entry. That bends the direction; clip the length of the whole "
            "gradient instead.",
        ),
        Misconception(
            array_by_array,
            "You clipped each array by its own length. All parameters together make one gradient "
            "with one direction: one length, one scale.",
        ),
        Misconception(
            always_to_the_limit,
            "A gradient that is short enough was stretched. Shorten, never lengthen: "
            "min(1, limit / length).",
        ),
        Misconception(without_root, "The length is the root of the sum of the squares."),
    ],
    hints=[
        "Take all arrays as one long vector. Its squared length is the sum of all squares.",
        "If the length is more than the limit, multiply every array by limit / length.",
        "scale = min(1.0, limit / length), and 1 when the length is 0; [g * scale for g in …].",
    ],
)

# --- update_ratio ---------------------------------------------------------------------------


def update_ratio(W, dW, rate):
    """The root mean square of one step of gradient descent, relative to that of the weights."""
    return rate * np.sqrt(np.mean(dW**2)) / np.sqrt(np.mean(W**2))


def ratio_cases(rng):
    """One weight, then matrices, one with a mean far from 0."""
    return [
        (np.array([[2.0]]), np.array([[-4.0]]), 0.1),
        (np.array([[3.0, -3.0]]), np.array([[1.0, 1.0]]), 0.3),
        (rng.normal(size=(3, 4)), rng.normal(size=(3, 4)), 0.01),
        (rng.normal(5, 1, size=(4, 4)), rng.normal(2, 1, size=(4, 4)), 0.1),
    ]


UPDATE_RATIO = Exercise(
    name="update_ratio",
    reference=update_ratio,
    cases=ratio_cases,
    misconceptions=[
        Misconception(
            lambda W, dW, rate: update_ratio(W, dW, 1.0),
            "You left out the learning rate: the step is rate × gradient.",
        ),
        Misconception(
            lambda W, dW, rate: 1 / update_ratio(W, dW, rate),
            "The ratio is upside down: step over weight.",
        ),
        Misconception(
            lambda W, dW, rate: rate * np.std(dW) / np.std(W),
            "You took standard deviations, which forget the mean. The size of an entry is its root "
            "mean square.",
        ),
        Misconception(
            lambda W, dW, rate: rate * np.mean(dW) / np.mean(W),
            "You took means of signed numbers; they cancel. Square first, then mean, then root.",
        ),
        Misconception(
            lambda W, dW, rate: rate * np.mean(dW**2) / np.mean(W**2),
            "The roots are missing: that is the ratio of the squares.",
        ),
    ],
    hints=[
        "The step is rate × dW. How large is a typical entry of it, and of W?",
        "Root mean square: np.sqrt(np.mean(array**2)).",
        "rate × root mean square of dW, divided by the root mean square of W.",
    ],
)


def batch_norm_backward(G, Z):
    """The gradient at Z of a batch that is standardized column by column, from the one after it."""
    std = Z.std(axis=0)
    Zhat = (Z - Z.mean(axis=0)) / std
    return (G - G.mean(axis=0) - Zhat * (G * Zhat).mean(axis=0)) / std


def batches(rng):
    """Two examples of one unit, then larger batches; one with a mean far from 0."""
    return [
        (rng.normal(size=shape).round(2), centre + scale * rng.normal(size=shape).round(2))
        for shape, centre, scale in (
            ((3, 1), 0.0, 1.0),
            ((4, 2), 0.0, 1.0),
            ((5, 5), 1.0, 2.0),
            ((8, 3), -20.0, 0.5),
        )
    ]


def scale_alone(G, Z):
    return G / Z.std(axis=0)


def without_variance_path(G, Z):
    return (G - G.mean(axis=0)) / Z.std(axis=0)


def without_mean_path(G, Z):
    std = Z.std(axis=0)
    Zhat = (Z - Z.mean(axis=0)) / std
    return (G - Zhat * (G * Zhat).mean(axis=0)) / std


def over_the_units(G, Z):
    return batch_norm_backward(G.T, Z.T).T


def sums_for_means(G, Z):
    std = Z.std(axis=0)
    Zhat = (Z - Z.mean(axis=0)) / std
    return (G - G.sum(axis=0) - Zhat * (G * Zhat).sum(axis=0)) / std


def not_standardized(G, Z):
    std = Z.std(axis=0)
    return (G - G.mean(axis=0) - Z * (G * Z).mean(axis=0)) / std


EXERCISES = [
    STANDARDIZE,
    CLIP,
    UPDATE_RATIO,
    Exercise(
        name="batch_norm_backward",
        reference=batch_norm_backward,
        cases=batches,
        misconceptions=[
            Misconception(
                scale_alone,
                "You went back through the division alone, as if mean and deviation were "
                "constants. Both depend on every z of the column: two more paths.",
            ),
            Misconception(
                without_variance_path,
                "The path through the standard deviation is missing: − Zhat · mean(G · Zhat).",
            ),
            Misconception(without_mean_path, "The path through the mean is missing: − mean(G)."),
            Misconception(
                over_the_units,
                "You averaged over the units. Batch normalization averages over the examples, "
                "axis 0; over the units it would be layer normalization.",
            ),
            Misconception(
                sums_for_means,
                "You added where the mean is due: each z has a share of 1/n in the column's mean.",
            ),
            Misconception(
                not_standardized,
                "You used Z where the standardized Zhat = (Z − mean) / std belongs.",
            ),
        ],
        hints=[
            "A z reaches the cost on three paths: its own ẑ, the mean, and the standard deviation.",
            "The mean's path takes mean(G) away from every entry of the column.",
            "(G − G.mean(0) − Zhat · (G · Zhat).mean(0)) / std, with Zhat = (Z − Z.mean(0)) / std.",
        ],
        tolerance=1e-8,
    ),
]
