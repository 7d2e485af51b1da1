"""Answers to the exercises of notebook 10, as learners write them."""

import math

import numpy as np

from tests.course.answers import right, wrong

# --- update_ratio ---------------------------------------------------------------------------


@right("update_ratio")
def _(before, after):
    step = after - before
    return np.sqrt((step**2).mean() / (before**2).mean())


@right("update_ratio")
def _(before, after):
    return np.linalg.norm(after - before) / np.linalg.norm(before)


@right("update_ratio")
def _(before, after):
    step = weight = 0.0
    for row_before, row_after in zip(before, after, strict=True):
        for b, a in zip(row_before, row_after, strict=True):
            step += (a - b) ** 2
            weight += b**2
    return math.sqrt(step / weight)


@right("update_ratio")
def _(before, after):
    def rms(a):
        return np.mean(a * a) ** 0.5

    return float(rms(before - after) / rms(before))


@right("update_ratio")
def _(before, after):
    return np.sqrt(np.sum(np.square(before - after)) / np.sum(np.square(before)))


@right("update_ratio")
def _(before, after):
    return np.linalg.norm(np.ravel(after) - np.ravel(before)) / np.linalg.norm(np.ravel(before))


@wrong("update_ratio", "You divided by the weights after the step")
def _(before, after):
    return np.linalg.norm(after - before) / np.linalg.norm(after)


@wrong("update_ratio", "The roots are missing")
def _(before, after):
    return np.mean((after - before) ** 2) / np.mean(before**2)


@wrong("update_ratio", "weights after the step")
def _(before, after):
    return np.linalg.norm(after - before) / np.linalg.norm(after)


@wrong("update_ratio", "upside down")
def _(before, after):
    step = after - before
    return np.sqrt(np.mean(before**2)) / np.sqrt(np.mean(step**2))


@wrong("update_ratio", "standard deviations")
def _(before, after):
    step = after - before
    return step.std() / before.std()


@wrong("update_ratio", "they cancel")
def _(before, after):
    step = after - before
    return step.mean() / before.mean()


@wrong("update_ratio", "The roots are missing")
def _(before, after):
    return ((after - before) ** 2).mean() / (before**2).mean()


@wrong("update_ratio", "step alone")
def _(before, after):
    return np.sqrt(np.mean(np.square(after - before)))


@wrong("update_ratio", "entry by entry")
def _(before, after):
    return np.sqrt((((after - before) / before) ** 2).mean())


@wrong("update_ratio", "entry by entry")
def _(before, after):
    return np.abs((after - before) / before).mean()


@wrong("update_ratio", "absolute values")
def _(before, after):
    return abs(after - before).mean() / abs(before).mean()


@wrong("update_ratio", "change of the size")
def _(before, after):
    size = np.sqrt((before**2).mean())
    return abs(np.sqrt((after**2).mean()) - size) / size


@wrong("update_ratio", "largest entries")
def _(before, after):
    return abs(after - before).max() / abs(before).max()


@wrong("update_ratio", "added the squares of the step")
def _(before, after):
    return np.linalg.norm(after - before) / np.sqrt(np.mean(before**2))


@wrong("update_ratio")
def _(before, after):
    return np.median(abs(after - before)) / np.median(abs(before))


# --- standardize ----------------------------------------------------------------------------


@right("standardize")
def _(X_train, X_test):
    mean = np.mean(X_train, axis=0)
    std = np.std(X_train, axis=0)
    std[std == 0] = 1
    return (X_train - mean) / std, (X_test - mean) / std


@right("standardize")
def _(X_train, X_test):
    mean, std = X_train.mean(0), X_train.std(0) + 1e-8
    return [(X - mean) / std for X in (X_train, X_test)]


@right("standardize")
def _(X_train, X_test):
    train, test = np.zeros(X_train.shape), np.zeros(X_test.shape)
    for j in range(X_train.shape[1]):
        column = X_train[:, j]
        std = column.std()
        if std > 0:
            train[:, j] = (column - column.mean()) / std
            test[:, j] = (X_test[:, j] - column.mean()) / std
    return train, test


@right("standardize")
def _(X_train, X_test):
    mean = X_train.mean(axis=0, keepdims=True)
    std = np.sqrt(((X_train - mean) ** 2).mean(axis=0, keepdims=True)) + 1e-6
    return (X_train - mean) / std, (X_test - mean) / std


@right("standardize")
def _(X_train, X_test):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)

    def scaled(X):
        return np.divide(X - mean, std, out=np.zeros(X.shape), where=std > 0)

    return scaled(X_train), scaled(X_test)


@right("standardize")
def _(X_train, X_test):
    m = np.mean(X_train, 0)
    s = np.std(X_train, 0)
    with np.errstate(all="ignore"):
        return tuple(np.where(s > 0, (X - m) / s, 0) for X in (X_train, X_test))


@wrong("standardize", "You gave the test set its own mean and deviation")
def _(X_train, X_test):

    def s(X):
        d = X.std(0)
        d[d == 0] = 1
        return (X - X.mean(0)) / d

    return (s(X_train), s(X_test))


@wrong("standardize", "You took one mean over the whole array")
def _(X_train, X_test):
    m, s = (X_train.mean(), X_train.std())
    return ((X_train - m) / s, (X_test - m) / s)


@wrong("standardize", "its own mean and deviation")
def _(X_train, X_test):
    def scaled(X):
        std = X.std(axis=0)
        return (X - X.mean(axis=0)) / np.where(std == 0, 1, std)

    return scaled(X_train), scaled(X_test)


@wrong("standardize", "both sets together")
def _(X_train, X_test):
    X = np.concatenate([X_train, X_test])
    mean, std = X.mean(axis=0), X.std(axis=0)
    std[std == 0] = 1
    return (X_train - mean) / std, (X_test - mean) / std


@wrong("standardize", "test set came back as it was")
def _(X_train, X_test):
    std = X_train.std(axis=0)
    std[std == 0] = 1
    return (X_train - X_train.mean(axis=0)) / std, X_test


@wrong("standardize", "one mean over the whole array")
def _(X_train, X_test):
    return (X_train - X_train.mean()) / X_train.std(), (X_test - X_train.mean()) / X_train.std()


@wrong("standardize", "ddof=1")
def _(X_train, X_test):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0, ddof=1)
    std[std == 0] = 1
    return (X_train - mean) / std, (X_test - mean) / std


@wrong("standardize", "divided by the variance")
def _(X_train, X_test):
    mean, var = X_train.mean(axis=0), X_train.var(axis=0)
    var[var == 0] = 1
    return (X_train - mean) / var, (X_test - mean) / var


@wrong("standardize", "each example over its inputs")
def _(X_train, X_test):
    train = (X_train.T - X_train.mean(axis=1)) / X_train.std(axis=1)
    test = (X_test.T - X_test.mean(axis=1)) / X_test.std(axis=1)
    return train.T, test.T


@wrong("standardize", "deviation 0, and you divided by it")
def _(X_train, X_test):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    return (X_train - mean) / std, (X_test - mean) / std


@wrong("standardize", "left the scale")
def _(X_train, X_test):
    mean = X_train.mean(axis=0)
    return X_train - mean, X_test - mean


@wrong("standardize", "left the mean in")
def _(X_train, X_test):
    std = X_train.std(axis=0)
    std[std == 0] = 1
    return X_train / std, X_test / std


@wrong("standardize", "put X − mean into brackets")
def _(X_train, X_test):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    std[std == 0] = 1
    return X_train - mean / std, X_test - mean / std


@wrong("standardize", "to 0…1")
def _(X_train, X_test):
    low, high = X_train.min(axis=0), X_train.max(axis=0)
    span = np.where(high > low, high - low, 1)
    return (X_train - low) / span, (X_test - low) / span


@wrong("standardize", "training set alone")
def _(X_train, X_test):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    return (X_train - mean) / np.where(std == 0, 1, std)


# --- clip_by_norm ---------------------------------------------------------------------------


@right("clip_by_norm")
def _(gradients, limit):
    norm = np.linalg.norm(np.concatenate([g.ravel() for g in gradients]))
    if norm <= limit:
        return gradients
    return [g * limit / norm for g in gradients]


@right("clip_by_norm")
def _(gradients, limit):
    total = math.sqrt(sum(float((g**2).sum()) for g in gradients))
    factor = min(1, limit / (total + 1e-6))  # as torch.nn.utils.clip_grad_norm_ does
    return [factor * g for g in gradients]


@right("clip_by_norm")
def _(gradients, limit):
    squares = 0.0
    for g in gradients:
        for entry in np.ravel(g):
            squares += entry**2
    result = []
    for g in gradients:
        result.append(g / max(1.0, squares**0.5 / limit))
    return result


@right("clip_by_norm")
def _(gradients, limit):
    norm = np.sqrt(np.sum([np.sum(np.square(g)) for g in gradients]))
    return tuple(g * (limit / norm) if norm > limit else g.copy() for g in gradients)


@right("clip_by_norm")
def _(gradients, limit):
    norm = np.linalg.norm([np.linalg.norm(g) for g in gradients])
    return [g * np.minimum(1, limit / max(norm, limit)) for g in gradients]


@right("clip_by_norm")
def _(gradients, limit):
    v = np.concatenate([np.ravel(g) for g in gradients])
    n = np.linalg.norm(v)
    return [np.copy(g) if n <= limit else g / n * limit for g in gradients]


@wrong("clip_by_norm", "You clipped each array by its own length")
def _(gradients, limit):
    return [
        g * min(1, limit / np.linalg.norm(g)) if np.linalg.norm(g) > 0 else g for g in gradients
    ]


@wrong("clip_by_norm", "A gradient that is short enough was stretched")
def _(gradients, limit):
    n = np.sqrt(sum((g**2).sum() for g in gradients))
    return [g * limit / n for g in gradients] if n else gradients


@wrong("clip_by_norm", "clipped each entry")
def _(gradients, limit):
    return [np.minimum(np.maximum(g, -limit), limit) for g in gradients]


@wrong("clip_by_norm", "by its own length")
def _(gradients, limit):
    clipped = []
    for g in gradients:
        norm = np.linalg.norm(g)
        clipped.append(g * limit / norm if norm > limit else g)
    return clipped


@wrong("clip_by_norm", "short enough was stretched")
def _(gradients, limit):
    norm = np.sqrt(sum((g**2).sum() for g in gradients))
    return [g / norm * limit for g in gradients]


@wrong("clip_by_norm", "root of the sum of the squares")
def _(gradients, limit):
    norm = sum((g**2).sum() for g in gradients)
    return [g * limit / norm if norm > limit else g for g in gradients]


@wrong("clip_by_norm", "added the lengths of the arrays")
def _(gradients, limit):
    norm = sum(np.linalg.norm(g) for g in gradients)
    return [g * limit / norm if norm > limit else g for g in gradients]


@wrong("clip_by_norm", "longest array")
def _(gradients, limit):
    norm = max(np.linalg.norm(g) for g in gradients)
    return [g * limit / norm if norm > limit else g for g in gradients]


@wrong("clip_by_norm", "largest entry")
def _(gradients, limit):
    norm = max(abs(g).max() for g in gradients)
    return [g * limit / norm if norm > limit else g for g in gradients]


@wrong("clip_by_norm", "added absolute values")
def _(gradients, limit):
    norm = sum(abs(g).sum() for g in gradients)
    return [g * limit / norm if norm > limit else g for g in gradients]


@wrong("clip_by_norm", "to the length 1")
def _(gradients, limit):
    norm = np.sqrt(sum((g**2).sum() for g in gradients))
    return [g / norm for g in gradients] if norm > limit else gradients


@wrong("clip_by_norm", "multiplied by limit")
def _(gradients, limit):
    norm = np.sqrt(sum((g**2).sum() for g in gradients))
    return [g * limit for g in gradients] if norm > limit else gradients


@wrong("clip_by_norm", "larger of 1")
def _(gradients, limit):
    norm = np.sqrt(sum((g**2).sum() for g in gradients))
    return [g * max(1, limit / norm) if norm > 0 else g for g in gradients]


@right("clip_by_norm")  # 1/0 is infinite in NumPy, and the smaller of 1 and ∞ is 1
def _(gradients, limit):
    norm = np.sqrt(sum((g**2).sum() for g in gradients))
    return [g * np.minimum(1.0, limit / norm) for g in gradients]


# --- batch_norm_backward --------------------------------------------------------------------


@right("batch_norm_backward")
def _(G, Z):
    n = len(Z)
    mu, s = Z.mean(0), Z.std(0)
    zhat = (Z - mu) / s
    return (n * G - G.sum(0) - zhat * (G * zhat).sum(0)) / (n * s)


@right("batch_norm_backward")
def _(G, Z):
    n = len(Z)
    centred, var = Z - Z.mean(0), Z.var(0)
    dvar = (G * centred).sum(0) * -0.5 * var**-1.5
    dmu = (-G / np.sqrt(var)).sum(0) + dvar * (-2 * centred).mean(0)
    return G / np.sqrt(var) + dvar * 2 * centred / n + dmu / n


@right("batch_norm_backward")
def _(G, Z):
    s = np.sqrt(Z.var(axis=0) + 1e-5)
    zhat = (Z - Z.mean(axis=0)) / s
    return (G - G.mean(axis=0) - zhat * np.mean(G * zhat, axis=0)) / s


@right("batch_norm_backward")
def _(G, Z):
    n, d = Z.shape
    gradient = np.empty((n, d))
    for k in range(d):
        z, g = Z[:, k], G[:, k]
        zhat = (z - z.mean()) / z.std()
        jacobian = (np.eye(n) - 1 / n - np.outer(zhat, zhat) / n) / z.std()
        gradient[:, k] = jacobian @ g
    return gradient


@right("batch_norm_backward")
def _(G, Z):
    def cost(Z):
        return np.sum(G * (Z - Z.mean(0)) / Z.std(0))

    gradient, h = np.zeros(Z.shape), 1e-5
    for index in np.ndindex(Z.shape):
        step = np.zeros(Z.shape)
        step[index] = h
        gradient[index] = (cost(Z + step) - cost(Z - step)) / (2 * h)
    return gradient


@right("batch_norm_backward")
def _(G, Z):
    n = len(Z)
    c = Z - Z.mean(0)
    v = (c**2).mean(0)
    return (n * G - G.sum(0) - c / v * (G * c).sum(0)) / (n * np.sqrt(v))


@wrong("batch_norm_backward", "The path through the standard deviation is")
def _(G, Z):
    s = Z.std(0)
    return (G - G.mean(0)) / s


@wrong("batch_norm_backward", "You added where the mean is due")
def _(G, Z):
    s = Z.std(0)
    zh = (Z - Z.mean(0)) / s
    return (G - G.mean(0) - zh * (G * zh).sum(0)) / s


@wrong("batch_norm_backward", "through the division alone")
def _(G, Z):
    return G / np.sqrt(Z.var(0))


@wrong("batch_norm_backward", "through the standard deviation is missing")
def _(G, Z):
    return (G - G.mean(0)) / Z.std(0)


@wrong("batch_norm_backward", "through the mean is missing")
def _(G, Z):
    zhat = (Z - Z.mean(0)) / Z.std(0)
    return (G - zhat * (G * zhat).mean(0)) / Z.std(0)


@wrong("batch_norm_backward", "averaged over the units")
def _(G, Z):
    s = Z.std(axis=1, keepdims=True)
    zhat = (Z - Z.mean(axis=1, keepdims=True)) / s
    along = (G * zhat).mean(axis=1, keepdims=True)
    return (G - G.mean(axis=1, keepdims=True) - zhat * along) / s


@wrong("batch_norm_backward", "added where the mean is due")
def _(G, Z):
    zhat = (Z - Z.mean(0)) / Z.std(0)
    return (G - G.sum(0) - zhat * (G * zhat).sum(0)) / Z.std(0)


@wrong("batch_norm_backward", "used Z where the standardized")
def _(G, Z):
    return (G - G.mean(0) - Z * (G * Z).mean(0)) / Z.std(0)


@wrong("batch_norm_backward", "Zhat is divided by std as well")
def _(G, Z):
    c = Z - Z.mean(0)
    return (G - G.mean(0) - c * (G * c).mean(0)) / Z.std(0)


@wrong("batch_norm_backward", "ddof=1")
def _(G, Z):
    s = Z.std(0, ddof=1)
    zhat = (Z - Z.mean(0)) / s
    return (G - G.mean(0) - zhat * (G * zhat).mean(0)) / s


@wrong("batch_norm_backward", "have a minus")
def _(G, Z):
    zhat = (Z - Z.mean(0)) / Z.std(0)
    return (G + G.mean(0) + zhat * (G * zhat).mean(0)) / Z.std(0)


@wrong("batch_norm_backward", "lacks its Zhat")
def _(G, Z):
    zhat = (Z - Z.mean(0)) / Z.std(0)
    return (G - G.mean(0) - (G * zhat).mean(0)) / Z.std(0)


@wrong("batch_norm_backward", "lacks its mean")
def _(G, Z):
    zhat = (Z - Z.mean(0)) / Z.std(0)
    return (G - G.mean(0) - zhat * G * zhat) / Z.std(0)


@wrong("batch_norm_backward", "the way forward")
def _(G, Z):
    return (Z - Z.mean(0)) / Z.std(0)


@wrong("batch_norm_backward", "division by std is missing")
def _(G, Z):
    zhat = (Z - Z.mean(0)) / Z.std(0)
    return G - G.mean(0) - zhat * (G * zhat).mean(0)


@wrong("batch_norm_backward", "divided by the variance")
def _(G, Z):
    zhat = (Z - Z.mean(0)) / Z.var(0)
    return (G - G.mean(0) - zhat * (G * zhat).mean(0)) / Z.var(0)


# --- diagnose -------------------------------------------------------------------------------


def signs(record, *skip, **limits):
    """A learner's rules, without some of them, or with other limits."""
    limits = {"long": 0.02, "short": 3e-4, "grows": 10, "falls": 0.05, "alike": 0.98} | limits
    growth = record.activation[-1] / (record.activation[0] + 1e-12)
    rules = [
        ("dead layer", (record.dead > 0.99).any()),
        ("zero weights", np.all(record.activation == 0)),
        ("inputs too large", record.activation[0] > 20),
        ("inputs too large", record.flat[0] > 0.8 and record.flat[-1] < 0.3),
        ("weights too large", growth > limits["grows"]),
        ("weights too large", (record.flat > 0.7).all()),
        ("weights too small", growth < limits["falls"]),
        ("inputs alike", record.alike[-1] > limits["alike"]),
        ("steps too long", record.update.max() > limits["long"]),
        ("steps too short", record.update.max() < limits["short"]),
    ]
    for number, (cause, seen) in enumerate(rules):
        if seen and number not in skip:
            return cause
    return "healthy"


@right("diagnose")
def _(record):
    return signs(record)


@right("diagnose")
def _(record):
    return signs(record, long=0.05, short=1e-5, grows=3, falls=0.3, alike=0.999)


@right("diagnose")
def _(record):
    if record.activation.max() == 0:
        return "zero weights"
    if max(record.dead) == 1:
        return "dead layer"
    if record.flat[0] > 0.9:
        return "weights too large" if record.flat[-1] > 0.9 else "inputs too large"
    if record.activation[0] > 50:
        return "inputs too large"
    ratio = record.activation[-1] / record.activation[0]
    if ratio > 4 or ratio < 1 / 20:
        return "weights too large" if ratio > 4 else "weights too small"
    if record.alike[-1] > 0.99:
        return "inputs alike"
    if 1e-3 <= np.median(record.update) <= 2e-2:
        return "healthy"
    return "steps too long" if np.median(record.update) > 1e-2 else "steps too short"


@right("diagnose")
def _(record):
    a, f = record.activation, record.flat
    return (
        "dead layer" if np.any(record.dead == 1.0)
        else "zero weights" if not np.any(a)
        else "inputs too large" if a[0] > 10 or (f[0] > 0.5 + f[-1])
        else "weights too large" if a[-1] > 10 * a[0] or np.mean(f) > 0.9
        else "weights too small" if a[-1] * 10 < a[0]
        else "inputs alike" if min(record.alike[-2:]) > 0.995
        else "steps too long" if max(record.update) > 0.05
        else "steps too short" if max(record.update) < 1e-4
        else "healthy"
    )  # fmt: skip


@right("diagnose")
def _(record):
    if (record.error == 0).all() and (record.activation == 0).all():
        return "zero weights"
    return signs(record, 1)


@wrong("diagnose", "steps before the forward pass")
def _(record):
    if record.update.max() > 0.03:
        return "steps too long"
    if record.update.max() < 1e-4:
        return "steps too short"
    return signs(record)


@wrong("diagnose", "steps before the forward pass")
def _(record):
    return "steps too long" if record.update.max() > 0.02 else signs(record)


@wrong("diagnose", "call everybody healthy")
def _(record):
    return "healthy"


@wrong("diagnose", "a flat first layer alone")
def _(record):
    return signs(record, 2)


@wrong("diagnose", "by large activations alone")
def _(record):
    return signs(record, 3)


@wrong("diagnose", "by flat layers alone")
def _(record):
    return signs(record, 4)


@wrong("diagnose", "by growing activations alone")
def _(record):
    return signs(record, 5)


@wrong("diagnose", "Some units without a slope")
def _(record):
    return "dead layer" if (record.dead > 0.05).any() else signs(record)


@wrong("diagnose", "Small and large are exchanged")
def _(record):
    swapped = {
        "weights too large": "weights too small",
        "weights too small": "weights too large",
    }
    cause = signs(record)
    return swapped.get(cause, cause)


@wrong("diagnose", "how alike two inputs look in the last layer")
def _(record):
    return signs(record, 7)


@wrong("diagnose", "steps that are too long")
def _(record):
    return signs(record, 8)


@wrong("diagnose", "steps that are too short")
def _(record):
    return signs(record, 9)


@wrong("diagnose", "weights that are too small")
def _(record):
    return signs(record, 6)


@wrong("diagnose", "A first cost far over guessing has two causes")
def _(record):
    return "weights too large" if record.costs[0] > 20 else signs(record)
