"""Exercises of notebook 10: what a chart and the treatments are made of."""

import numpy as np

from bplib.checking import Exercise, mistakes
from bplib.course.clinic import DRAWN, Record, Setup, train_and_record
from bplib.course.words import power

# --- update_ratio ---------------------------------------------------------------------------


def update_ratio(before, after):
    """The root mean square of a step, relative to that of the weights before it."""
    return np.sqrt(np.mean((after - before) ** 2)) / np.sqrt(np.mean(before**2))


def steps(rng):
    """One weight, a step that turns signs round, then matrices, one with a mean far from 0."""
    W, step = rng.normal(size=(2, 3, 4))
    far = rng.normal(5, 1, size=(4, 3))
    return [
        (np.array([[2.0]]), np.array([[2.4]])),
        (np.array([[3.0, -3.0]]), np.array([[-3.3, 2.7]])),
        (W, W - 0.01 * step),
        (far, far - 0.1 * rng.normal(2, 1, size=far.shape)),
    ]


UPDATE_RATIO = Exercise(
    reference=update_ratio,
    cases=steps,
    misconceptions=mistakes(
        update_ratio,
        {
            "np.mean(before**2) → np.mean(after**2)": (
                "You divided by the weights after the step. The step is compared with what it "
                "started from."
            ),
            "return 1 / update_ratio(before, after)": (
                "The ratio is upside down: step over weight."
            ),
            "return np.std(after - before) / np.std(before)": (
                "You took standard deviations, which forget the mean. The size of an entry is its "
                "root mean square."
            ),
            "return np.mean(after - before) / np.mean(before)": (
                "You took means of signed numbers; they cancel. Square first, then mean, then root."
            ),
            "return abs(np.mean(after - before)) / abs(np.mean(before))": (
                "You took means of signed numbers; they cancel. Square first, then mean, then root."
            ),
            "return update_ratio(before, after) ** 2": (
                "The roots are missing: that is the ratio of the squares."
            ),
            "return np.sqrt(np.mean((after - before) ** 2))": (
                "That is the size of the step alone. Divide it by that of the weights."
            ),
            "return np.sqrt(np.sum((after - before) ** 2)) / np.sqrt(np.mean(before**2))": (
                "You added the squares of the step where their mean is due; sum or mean, but the "
                "same above and below."
            ),
            "return np.sqrt(np.mean(((after - before) / before) ** 2))": (
                "You divided entry by entry. A weight that happens to be near 0 then decides: "
                "take the size of all entries first, divide once."
            ),
            "return np.mean(np.abs((after - before) / before))": (
                "You divided entry by entry. A weight that happens to be near 0 then decides: "
                "take the size of all entries first, divide once."
            ),
            "return (after - before) / before": (
                "You divided entry by entry. A weight that happens to be near 0 then decides: "
                "take the size of all entries first, divide once."
            ),
            "return np.mean(np.abs(after - before)) / np.mean(np.abs(before))": (
                "You took means of absolute values. That is a size too, but not the root mean "
                "square, which is asked for."
            ),
            "return np.max(np.abs(after - before)) / np.max(np.abs(before))": (
                "You compared the largest entries. A typical entry is asked for: root mean square."
            ),
            "return abs(np.sqrt(np.mean(after**2)) - np.sqrt(np.mean(before**2)))"
            " / np.sqrt(np.mean(before**2))": (
                "You took the change of the size. Weights that turn round change without any "
                "change of size: take the difference first, then its root mean square."
            ),
            "return np.sqrt(np.mean(after**2)) / np.sqrt(np.mean(before**2)) - 1": (
                "You took the change of the size. Weights that turn round change without any "
                "change of size: take the difference first, then its root mean square."
            ),
        },
    ),
    hints=[
        "The step is after − before. How large is a typical entry of it, and of the weights?",
        "Root mean square: np.sqrt(np.mean(array**2)).",
        "Root mean square of after − before, divided by the root mean square of before.",
    ],
)

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


def by_its_own(X_train, X_test):
    return standardize(X_train, X_train)[0], standardize(X_test, X_test)[0]


def over_inputs(X_train, X_test):
    def scaled(X):
        return (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)

    return scaled(X_train), scaled(X_test)


STANDARDIZE = Exercise(
    reference=standardize,
    cases=sets,
    misconceptions=mistakes(
        standardize,
        {
            by_its_own: (
                "You gave the test set its own mean and deviation. The network learnt with those "
                "of the training set; the same pixel must mean the same number to it."
            ),
            """
            both = np.vstack([X_train, X_test])
            mean, std = both.mean(axis=0), both.std(axis=0)
            std = np.where(std == 0, 1.0, std)
            return (X_train - mean) / std, (X_test - mean) / std
            """: (
                "You measured mean and deviation on both sets together. What is tested may not "
                "take part in the training, not even in its mean."
            ),
            "(X_test - mean) / std → X_test": (
                "The test set came back as it was. The network must meet it on the scale that it "
                "learnt: same mean, same deviation."
            ),
            "X_train.mean(axis=0), X_train.std(axis=0) → X_train.mean(), X_train.std()": (
                "You took one mean over the whole array. Each column is an input of its own: "
                "axis=0."
            ),
            "X_train.std(axis=0) → X_train.std(axis=0, ddof=1)": (
                "You divided the squares by n − 1 (ddof=1, as torch.std does by itself). Here the "
                "mean square becomes 1: divide by n, as np.std does."
            ),
            "X_train.std(axis=0) → X_train.var(axis=0)": (
                "You divided by the variance; divide by its root."
            ),
            over_inputs: (
                "You standardized each example over its inputs. Examples are rows; a column is one "
                "input over all examples: axis=0."
            ),
            "std = np.where(std == 0, 1.0, std) → pass": (
                "A column that never changes has the deviation 0, and you divided by it. Leave "
                "such a column at 0: divide by 1 there."
            ),
            "return (X_train - mean) / std, (X_test - mean) / std → "
            "return X_train - mean, X_test - mean": (
                "You took the mean away and left the scale: divide by the deviation as well."
            ),
            "return (X_train - mean) / std, (X_test - mean) / std → "
            "return X_train / std, X_test / std": (
                "You divided by the deviation and left the mean in: subtract it first."
            ),
            "return (X_train - mean) / std, (X_test - mean) / std → "
            "return X_train - mean / std, X_test - mean / std": (
                "Division comes before subtraction: put X − mean into brackets."
            ),
            """
            low, span = X_train.min(axis=0), np.ptp(X_train, axis=0)
            span = np.where(span == 0, 1.0, span)
            return (X_train - low) / span, (X_test - low) / span
            """: (
                "You brought the columns to 0…1, by their least and largest values. Mean 0 and "
                "deviation 1 are asked for."
            ),
            "return standardize(X_train, X_test)[0]": (
                "You returned the training set alone; return both, as a pair."
            ),
        },
    ),
    hints=[
        "Mean and standard deviation come from X_train, along axis 0; both sets use them.",
        "A column that is constant has deviation 0: np.where(std == 0, 1.0, std).",
        "`(X_train - mean) / std` and `(X_test - mean) / std`.",
    ],
    tolerance=1e-4,  # who adds a small ε to the deviation is right as well
)

# --- clip_by_norm ---------------------------------------------------------------------------


def clip_by_norm(gradients, limit):
    """The gradients of all parameters, shortened together so that their length is at most limit."""
    length = np.sqrt(sum(np.sum(g**2) for g in gradients))
    scale = min(1.0, limit / length) if length > 0 else 1.0
    return [g * scale for g in gradients]


def gradients_and_limits(rng):
    """A 3-4-5 triangle in two arrays, one that is short enough, zeros, and larger ones."""
    return [
        ([np.array([3.0]), np.array([4.0])], 1.0),
        ([np.array([3.0]), np.array([4.0])], 10.0),
        ([np.zeros(2), np.zeros((2, 2))], 1.0),
        ([rng.normal(size=(3, 2)), rng.normal(size=2)], 0.5),
        ([1e6 * rng.normal(size=(2, 2)), rng.normal(size=2)], 2.0),
    ]


CLIP = Exercise(
    reference=clip_by_norm,
    cases=gradients_and_limits,
    misconceptions=mistakes(
        clip_by_norm,
        {
            "return [np.clip(g, -limit, limit) for g in gradients]": (
                "You clipped each entry. That bends the direction; clip the length of the whole "
                "gradient instead."
            ),
            "return [clip_by_norm([g], limit)[0] for g in gradients]": (
                "You clipped each array by its own length. All parameters together make one "
                "gradient with one direction: one length, one scale."
            ),
            "min(1.0, limit / length) → limit / length": (
                "A gradient that is short enough was stretched. Shorten, never lengthen: "
                "min(1, limit / length)."
            ),
            "min(1.0, limit / length) if length > 0 else 1.0 → limit / length": (
                "A gradient that is short enough was stretched. Shorten, never lengthen: "
                "min(1, limit / length)."
            ),
            "length = np.sqrt( → length = (": "The length is the root of the sum of the squares.",
            "np.sqrt(sum(np.sum(g**2) for g in gradients)) → "
            "sum(np.sqrt(np.sum(g**2)) for g in gradients)": (
                "You added the lengths of the arrays. Squares add, lengths do not: sum all "
                "squares, then take one root."
            ),
            "np.sqrt(sum(np.sum(g**2) for g in gradients)) → "
            "max(np.sqrt(np.sum(g**2)) for g in gradients)": (
                "You took the longest array for the whole. Sum the squares of all arrays, then "
                "take one root."
            ),
            "np.sqrt(sum(np.sum(g**2) for g in gradients)) → "
            "max(np.max(np.abs(g)) for g in gradients)": (
                "You took the largest entry for the length. The length is the root of the sum of "
                "all squares."
            ),
            "np.sqrt(sum(np.sum(g**2) for g in gradients)) → "
            "sum(np.sum(np.abs(g)) for g in gradients)": (
                "You added absolute values. The length is the root of the sum of the squares."
            ),
            "np.sqrt(sum(np.sum(g**2) for g in gradients)) → "
            "np.sqrt(sum(np.mean(g**2) for g in gradients))": (
                "You took means of the squares within the arrays. A length is made of sums."
            ),
            "min(1.0, limit / length) if length > 0 else 1.0 → "
            "1.0 if length <= limit else 1.0 / length": (
                "You shortened to the length 1. The length is to be limit: × limit / length."
            ),
            "min(1.0, limit / length) if length > 0 else 1.0 → limit if length > limit else 1.0": (
                "You multiplied by limit. The factor that leads from length to limit is "
                "limit / length."
            ),
            "min(1.0, limit / length) if length > 0 else 1.0 → "
            "max(1.0, limit / length) if length > 0 else 1.0": (
                "You took the larger of 1 and limit / length, so short gradients grow and long "
                "ones stay. The smaller of the two is due."
            ),
        },
    ),
    hints=[
        "Take all arrays as one long vector. Its squared length is the sum of all squares.",
        "If the length is more than the limit, multiply every array by limit / length.",
        "scale = min(1.0, limit / length), and 1 when the length is 0; [g * scale for g in …].",
    ],
    tolerance=1e-5,  # who adds a small ε to the length is right as well
)

# --- batch_norm_backward --------------------------------------------------------------------


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


BATCH_NORM = Exercise(
    reference=batch_norm_backward,
    cases=batches,
    misconceptions=mistakes(
        batch_norm_backward,
        {
            "return G / Z.std(axis=0)": (
                "You went back through the division alone, as if mean and deviation were "
                "constants. Both depend on every z of the column: two more paths."
            ),
            "- Zhat * (G * Zhat).mean(axis=0) → ": (
                "The path through the standard deviation is missing: − Zhat · mean(G · Zhat)."
            ),
            "- G.mean(axis=0) - → -": "The path through the mean is missing: − mean(G).",
            "return batch_norm_backward(G.T, Z.T).T": (
                "You averaged over the units. Batch normalization averages over the examples, "
                "axis 0; over the units it would be layer normalization."
            ),
            "G.mean(axis=0) → G.sum(axis=0); (G * Zhat).mean(axis=0) → (G * Zhat).sum(axis=0)": (
                "You added where the mean is due: each z has a share of 1/n in the column's mean."
            ),
            "- Zhat * (G * Zhat).mean(axis=0) → - Zhat * (G * Zhat).sum(axis=0)": (
                "You added where the mean is due: each z has a share of 1/n in the column's mean."
            ),
            "- G.mean(axis=0) → - G.sum(axis=0)": (
                "You added where the mean is due: each z has a share of 1/n in the column's mean."
            ),
            "Zhat * (G * Zhat).mean(axis=0)) → Z * (G * Z).mean(axis=0))": (
                "You used Z where the standardized Zhat = (Z − mean) / std belongs."
            ),
            "Zhat = (Z - Z.mean(axis=0)) / std → Zhat = Z - Z.mean(axis=0)": (
                "You took the mean from Z and left the scale: Zhat is divided by std as well."
            ),
            "std = Z.std(axis=0) → std = Z.std(axis=0, ddof=1)": (
                "You divided the squares by n − 1 (ddof=1). Batch normalization divides by n, and "
                "the derivation with it."
            ),
            "std = Z.std(axis=0) → std = Z.var(axis=0)": (
                "You divided by the variance; the deviation is its root."
            ),
            "return (G - G.mean(axis=0) - Zhat → return (G + G.mean(axis=0) + Zhat": (
                "Both further paths have a minus: ∂ẑ/∂μ = −1/s and ∂ẑ/∂s = −ẑ/s."
            ),
            "- Zhat * (G * Zhat).mean(axis=0) → - (G * Zhat).mean(axis=0)": (
                "The last term lacks its Zhat: ∂s/∂z is ẑ / n, different for each example."
            ),
            "Zhat * (G * Zhat).mean(axis=0) → Zhat * (G * Zhat)": (
                "The last term lacks its mean: s hears from all examples of the column, "
                "mean(G · Zhat)."
            ),
            "return (Z - Z.mean(axis=0)) / Z.std(axis=0)": (
                "That is the way forward: Zhat. Asked for is the gradient at Z, from G."
            ),
            "return batch_norm_backward(G, Z) * Z.std(axis=0)": (
                "The division by std is missing: all three paths have 1/s."
            ),
            "return batch_norm_backward(G, Z) * Z.std(axis=0) ** 2": (
                "You multiplied by std; ẑ = (z − μ)/s, so its slope is 1/s."
            ),
        },
    ),
    hints=[
        "A z reaches the cost on three paths: its own ẑ, the mean, and the standard deviation.",
        "The mean's path takes mean(G) away from every entry of the column.",
        "`(G - G.mean(0) - Zhat * (G * Zhat).mean(0)) / std`; Zhat is `(Z - Z.mean(0)) / std`.",
    ],
    tolerance=1e-4,  # who keeps a small ε beside the variance is right as well
)

# --- diagnose -------------------------------------------------------------------------------


def diagnose(record):
    """What ails a network, from its record before the first step."""
    first, last = record.activation[0], record.activation[-1]
    signs = {
        "dead layer": record.dead.max() == 1,
        "zero weights": last == 0,
        "inputs too large": first > 10 or record.flat[0] > 0.9 > 2 * record.flat[-1],
        "weights too large": last > 5 * first or record.flat.min() > 0.8,
        "weights too small": last < 0.1 * first,
        "inputs alike": record.alike[-1] > 0.99,
        "steps too long": record.update.max() > 0.03,
        "steps too short": record.update.max() < 1e-4,
    }
    return next((cause for cause, seen in signs.items() if seen), "healthy")


PATIENTS = (
    Setup(),
    Setup(layers=3, activation="relu", init="he", bias=-2.0),
    Setup(layers=3, init="zeros"),
    Setup(layers=3, pixels=255.0),
    Setup(layers=3, activation="relu", init="he", pixels=255.0),
    Setup(layers=5, activation="relu", init="he", gain=4.0),
    Setup(layers=3, gain=60.0, rate=1.0),
    Setup(layers=8, gain=0.4),
    Setup(layers=8, activation="relu", init="he", gain=0.4),
    Setup(layers=10, activation="relu", init="torch", bias=DRAWN),
    Setup(layers=20, init="torch", bias=DRAWN),
    Setup(layers=5, rate=3.0),
    Setup(layers=3, activation="relu", init="he", rate=2.0),
    Setup(layers=3, rate=1e-4),
    Setup(layers=4, activation="relu", init="he", rate=1e-4),
    Setup(layers=3, activation="relu", init="he", rate=0.03),
    Setup(layers=5, width=64, seed=3),
)


def unseen(_rng):
    """Every illness twice or so, in networks that are not those of the notebook."""
    return [(train_and_record(setup._replace(steps=1)),) for setup in PATIENTS]


def in_short(record: Record) -> str:
    """A record in one line."""

    def ends(values: np.ndarray) -> str:
        return f"{power(values[0])} … {power(values[-1])}" if np.isfinite(values).all() else "NaN"

    names = ("activation", "error", "gradient", "update", "flat", "dead", "alike")
    each = ", ".join(f"{name} {ends(getattr(record, name))}" for name in names)
    return f"a record of {len(record.flat)} hidden layers, first to last: {each}"


FORWARD_FIRST = (
    "You looked at the steps before the forward pass. Whoever is ill there has odd steps as well, "
    "as a consequence: look at units and activations first."
)
DIAGNOSE = Exercise(
    reference=diagnose,
    cases=unseen,
    misconceptions=mistakes(
        diagnose,
        {
            """
            if record.update.max() > 0.03:
                return "steps too long"
            if record.update.max() < 1e-4:
                return "steps too short"
            return diagnose(record)
            """: FORWARD_FIRST,
            """
            if record.update.max() > 0.03:
                return "steps too long"
            return diagnose(record)
            """: FORWARD_FIRST,
            """
            if record.update.max() < 1e-4:
                return "steps too short"
            return diagnose(record)
            """: FORWARD_FIRST,
            "return 'healthy'": "You call everybody healthy. Ask for the signs, one after another.",
            "first > 10 or → ": (
                "You know inputs that are too large by a flat first layer alone. ReLU has no flat "
                "end above 0; there the activations of layer 1 are large."
            ),
            "or record.flat[0] > 0.9 > 2 * record.flat[-1] → ": (
                "You know inputs that are too large by large activations alone. tanh holds them "
                "at 1; there layer 1 is flat, and the last one is not."
            ),
            "last > 5 * first or → ": (
                "You know weights that are too large by flat layers alone. ReLU has no flat end "
                "above 0; there the activations grow from layer to layer."
            ),
            "or record.flat.min() > 0.8 → ": (
                "You know weights that are too large by growing activations alone. tanh holds "
                "them at 1; there every layer is flat."
            ),
            "record.dead.max() == 1 → record.dead.min() == 1": (
                "One dead layer is enough to cut the network in two: ask for the largest share of "
                "dead units of all layers, not for that of every layer."
            ),
            "record.dead.max() == 1 → record.dead.max() > 0.1": (
                "Some units without a slope are no illness. A layer is dead when all of its units "
                "are: a share of 1."
            ),
            """
            if record.activation[-1] < 0.1 * record.activation[0] and record.activation[-1] > 0:
                return "weights too large"
            if record.activation[-1] > 5 * record.activation[0]:
                return "weights too small"
            return diagnose(record)
            """: (
                "Small and large are exchanged: where the activations fall from layer to layer the "
                "weights are too small."
            ),
            "record.alike[-1] > 0.99 → False": (
                "You did not ask how alike two inputs look in the last layer: they become so with "
                "depth. Everything else may be level there, and carry the biases alone."
            ),
            "record.update.max() > 0.03 → False": (
                "No sign of yours finds steps that are too long: step / weight far over 0.01."
            ),
            "record.update.max() < 1e-4 → False": (
                "No sign of yours finds steps that are too short: step / weight far under 0.001."
            ),
            "last < 0.1 * first → False": (
                "No sign of yours finds weights that are too small: the activations fall from "
                "layer to layer."
            ),
            """
            if record.costs[0] > 10:
                return "weights too large"
            return diagnose(record)
            """: (
                "A first cost far over guessing has two causes. Look at layer 1: where it is large "
                "already, it is the inputs."
            ),
        },
    ),
    hints=[
        "Go from the worst to the mildest: a cut network, then the forward pass, then the steps.",
        "All that is needed is max, min, [0], [-1] of activation, flat, dead, alike, update.",
        "Inputs: layer 1 is large, or flat alone. Weights: it grows, or every layer is flat.",
    ],
    describe=in_short,
)

EXERCISES = [UPDATE_RATIO, STANDARDIZE, CLIP, BATCH_NORM, DIAGNOSE]
