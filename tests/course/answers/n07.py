"""Answers for notebook 07 as learners write them."""

import math

import numpy as np

from tests.course.answers import right, wrong

# --- epoch_batches --------------------------------------------------------------------------


@right("epoch_batches")
def _(order, size):
    batches = []
    for start in range(0, len(order), size):
        batches.append(order[start : start + size])
    return batches


@right("epoch_batches")
def _(order, size):
    batches, batch = [], []
    for number in order:
        batch.append(number)
        if len(batch) == size:
            batches.append(batch)
            batch = []
    if batch:
        batches.append(batch)
    return batches


@right("epoch_batches")
def _(order, size):
    return np.split(order, range(size, len(order), size))


@right("epoch_batches")
def _(order, size):
    numbers = [int(k) for k in order]
    return tuple(tuple(numbers[i : i + size]) for i in range(0, len(numbers), size))


@right("epoch_batches")
def _(order, size):
    result = []
    while len(order) > 0:
        result.append(order[:size])
        order = order[size:]
    return result


@right("epoch_batches")
def _(order, size):
    n = math.ceil(len(order) / size)
    return [np.array(order[size * k : min(size * (k + 1), len(order))]) for k in range(n)]


@right("epoch_batches")
def _(order, size):
    out = []
    while len(order):
        out.append(order[:size])
        order = order[size:]
    return out


@wrong("epoch_batches", "The last item is missing")
def _(order, size):
    return [order[i : i + size] for i in range(0, len(order) - size, size)]


@wrong("epoch_batches", "The last examples are never used")
def _(order, size):
    return [order[i * size : (i + 1) * size] for i in range(len(order) // size)]


@wrong("epoch_batches", "The last examples are never used")
def _(order, size):
    return [order[k * size : (k + 1) * size] for k in range(len(order) // size)]


@wrong("epoch_batches", "You cut 0, 1, 2, … and not `order`")
def _(order, size):
    n = len(order)
    return [list(range(s, min(s + size, n))) for s in range(0, n, size)]


@wrong("epoch_batches", "You made `size` batches")
def _(order, size):
    return np.array_split(order, size)


@wrong("epoch_batches", "of nearly equal size")
def _(order, size):
    return np.array_split(order, math.ceil(len(order) / size))


@wrong("epoch_batches", "Your batches overlap")
def _(order, size):
    batches = []
    for start in range(len(order)):
        batches.append(order[start : start + size])
    return batches


@wrong("epoch_batches", "Your slice ends at `size`")
def _(order, size):
    return [order[s:size] for s in range(0, len(order), size)]


@wrong("epoch_batches", "One example is missing in each batch")
def _(order, size):
    return [order[s : s + size - 1] for s in range(0, len(order), size)]


@wrong("epoch_batches", "one example too many")
def _(order, size):
    return [order[s : s + size + 1] for s in range(0, len(order), size)]


@wrong("epoch_batches", "Those are single examples")
def _(order, size):
    return [order[s] for s in range(0, len(order), size)]


@wrong("epoch_batches", "every `size`-th example")
def _(order, size):
    return [order[i::size] for i in range(size) if len(order[i::size])]


@wrong("epoch_batches", "Your slices jump")
def _(order, size):
    count = math.ceil(len(order) / size)
    return [order[i::count] for i in range(count)]


@wrong("epoch_batches", "You went through `order` from its end")
def _(order, size):
    back = list(reversed(order))
    return [back[s : s + size] for s in range(0, len(back), size)]


@wrong("epoch_batches", "You shuffled once more")
def _(order, size):
    rng = np.random.default_rng(0)
    order = rng.permutation(order)
    return [order[s : s + size] for s in range(0, len(order), size)]


@wrong("epoch_batches", "That is one batch. An epoch")
def _(order, size):
    for s in range(0, len(order), size):
        batches = []
        batches.append(order[s : s + size])
        return batches


# --- heavy_ball -----------------------------------------------------------------------------


@right("heavy_ball")
def _(w, before, gradient, rate, beta):
    move = beta * (w - before) - rate * gradient
    return w + move, w


@right("heavy_ball")
def _(w, before, gradient, rate, beta):
    v = (before - w) / rate
    v = beta * v + gradient
    return w - rate * v, w


@right("heavy_ball")
def _(w, before, gradient, rate, beta):
    return [(1 + beta) * w - beta * before - rate * gradient, w]


@right("heavy_ball")
def _(w, before, gradient, rate, beta):
    w, before = np.array(w, dtype=float), np.array(before, dtype=float)
    new = w.copy()
    new -= rate * gradient
    new += beta * (w - before)
    return new, w


@right("heavy_ball")
def _(w, before, gradient, rate, beta):
    last = np.subtract(w, before)
    return np.add(w, np.multiply(beta, last)) - np.multiply(rate, gradient), w


@wrong("heavy_ball", "uphill")
def _(w, before, gradient, rate, beta):
    return w + rate * gradient + beta * (w - before), w


@wrong("heavy_ball", "plain gradient descent")
def _(w, before, gradient, rate, beta):
    before = w
    w = w - rate * gradient
    return w, before


@wrong("heavy_ball", "turned round")
def _(w, before, gradient, rate, beta):
    return w - rate * gradient + beta * (before - w), w


@wrong("heavy_ball", "turned round")
def _(w, before, gradient, rate, beta):
    v = (w - before) / rate
    v = beta * v + gradient
    return w - rate * v, w


@wrong("heavy_ball", "nothing ever stops")
def _(w, before, gradient, rate, beta):
    return w + (w - before) - rate * gradient, w


@wrong("heavy_ball", "The rate stands at the last move")
def _(w, before, gradient, rate, beta):
    v = before - w
    v = beta * v + gradient
    return w - rate * v, w


@wrong("heavy_ball", "You took the last move for the velocity")
def _(w, before, gradient, rate, beta):
    v = w - before
    v = beta * v + gradient
    return w - rate * v, w


@wrong("heavy_ball", "beta stands at a place")
def _(w, before, gradient, rate, beta):
    return w - rate * gradient + beta * before, w


@wrong("heavy_ball", "changed places")
def _(w, before, gradient, rate, beta):
    return w + (1 - beta) * (w - before) - rate * gradient, w


@wrong("heavy_ball", "You took a mean")
def _(w, before, gradient, rate, beta):
    return w + beta * (w - before) - rate * (1 - beta) * gradient, w


@wrong("heavy_ball", "The rate is missing")
def _(w, before, gradient, rate, beta):
    return w + beta * (w - before) - gradient, w


@wrong("heavy_ball", "That is the move")
def _(w, before, gradient, rate, beta):
    return beta * (w - before) - rate * gradient, w


@wrong("heavy_ball", "The second of the pair")
def _(w, before, gradient, rate, beta):
    return w + beta * (w - before) - rate * gradient, before


@wrong("heavy_ball", "The order is")
def _(w, before, gradient, rate, beta):
    return w, w + beta * (w - before) - rate * gradient


@wrong("heavy_ball", "Return both")
def _(w, before, gradient, rate, beta):
    return w + beta * (w - before) - rate * gradient


@wrong("heavy_ball", "Both of your pair")
def _(w, before, gradient, rate, beta):
    w = w + beta * (w - before) - rate * gradient
    return w, w


# --- adam_step ------------------------------------------------------------------------------


@right("adam_step")
def _(w, m, s, gradient, t, rate):
    b1, b2, eps = 0.9, 0.999, 1e-8
    m = b1 * m + (1 - b1) * gradient
    s = b2 * s + (1 - b2) * gradient**2
    mh = m / (1 - b1**t)
    sh = s / (1 - b2**t)
    return w - rate * mh / (np.sqrt(sh) + eps), m, s


@right("adam_step")
def _(w, m, s, gradient, t, rate):
    m = m + (1 - 0.9) * (gradient - m)
    s = s + (1 - 0.999) * (gradient * gradient - s)
    step = (m / (1 - 0.9**t)) / ((s / (1 - 0.999**t)) ** 0.5 + 1e-8)
    return w - rate * step, m, s


@right("adam_step")
def _(w, m, s, gradient, t, rate):
    new_m = np.multiply(0.9, m) + np.multiply(0.1, gradient)
    new_s = np.multiply(0.999, s) + np.multiply(0.001, np.square(gradient))
    w = w - rate * (new_m / (1 - np.power(0.9, t))) / (np.sqrt(new_s / (1 - 0.999**t)) + 1e-8)
    return [w, new_m, new_s]


@right("adam_step")
def _(w, m, s, gradient, t, rate):
    def mean(old, new, beta):
        return beta * old + (1 - beta) * new

    m, s = mean(m, gradient, 0.9), mean(s, gradient**2, 0.999)
    correct = (1 - 0.999**t) ** 0.5 / (1 - 0.9**t)
    return w - rate * correct * m / (s**0.5 + 1e-8 * (1 - 0.999**t) ** 0.5), m, s


@right("adam_step")
def _(w, m, s, gradient, t, rate):
    w, m, s = (np.array(each, dtype=float) for each in (w, m, s))
    m *= 0.9
    m += 0.1 * gradient
    s *= 0.999
    s += 0.001 * gradient**2
    w -= rate * m / (1 - 0.9**t) / (np.sqrt(s / (1 - 0.999**t)) + 1e-8)
    return w, m, s


def learners_adam(hats=None, step=None, means=None):
    """Adam in a learner's hand in which one line is wrong."""

    def answer(w, m, s, gradient, t, rate):
        if means:
            m, s = means(m, s, gradient)
        else:
            m, s = 0.9 * m + 0.1 * gradient, 0.999 * s + 0.001 * gradient**2
        mh, sh = hats(m, s, t) if hats else (m / (1 - 0.9**t), s / (1 - 0.999**t))
        w = step(w, mh, sh, rate) if step else w - rate * mh / (np.sqrt(sh) + 1e-8)
        return w, m, s

    return answer


wrong("adam_step", "The hats are missing")(learners_adam(hats=lambda m, s, t: (m, s)))
wrong("adam_step", "s lacks its hat")(learners_adam(hats=lambda m, s, t: (m / (1 - 0.9**t), s)))
wrong("adam_step", "m lacks its hat")(learners_adam(hats=lambda m, s, t: (m, s / (1 - 0.999**t))))
wrong("adam_step", "t is 1 in the first step")(
    learners_adam(hats=lambda m, s, t: (m / (1 - 0.9 ** (t + 1)), s / (1 - 0.999 ** (t + 1))))
)
wrong("adam_step", "Your hats divide by 1 − β")(
    learners_adam(hats=lambda m, s, t: (m / (1 - 0.9), s / (1 - 0.999)))
)
wrong("adam_step", "not β times t")(
    learners_adam(hats=lambda m, s, t: (m / (1 - 0.9 * t), s / (1 - 0.999 * t)))
)
wrong("adam_step", "The root is missing")(
    learners_adam(step=lambda w, m, s, rate: w - rate * m / (s + 1e-8))
)
wrong("adam_step", "ε stands inside the root")(
    learners_adam(step=lambda w, m, s, rate: w - rate * m / np.sqrt(s + 1e-8))
)
wrong("adam_step", "ε is missing")(
    learners_adam(step=lambda w, m, s, rate: w - rate * m / np.sqrt(s))
)
wrong("adam_step", "Your step goes uphill")(
    learners_adam(step=lambda w, m, s, rate: w + rate * m / (np.sqrt(s) + 1e-8))
)
wrong("adam_step", "not momentum's sum")(
    learners_adam(means=lambda m, s, g: (0.9 * m + g, 0.999 * s + 0.001 * g**2))
)
wrong("adam_step", "the mean of the gradient's square")(
    learners_adam(means=lambda m, s, g: (0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g))
)
wrong("adam_step", "the old mean keeps the larger share")(
    learners_adam(means=lambda m, s, g: (0.1 * m + 0.9 * g, 0.001 * s + 0.999 * g**2))
)
wrong("adam_step", "You exchanged β₁ and β₂")(
    learners_adam(means=lambda m, s, g: (0.999 * m + 0.001 * g, 0.9 * s + 0.1 * g**2))
)


@right("adam_step")
def _(w, m, s, gradient, t, rate):
    m = m + 0.1 * (gradient - m)
    s = s + (1 - 0.999) * (gradient * gradient - s)
    a = rate * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    return (w - a * m / (np.sqrt(s) + 1e-08 * np.sqrt(1 - 0.999**t)), m, s)


@wrong("adam_step", "ε stands inside the root")
def _(w, m, s, gradient, t, rate):
    m = 0.9 * m + 0.1 * gradient
    s = 0.999 * s + 0.001 * gradient**2
    mh = m / (1 - 0.9**t)
    sh = s / (1 - 0.999**t)
    return (w - rate * mh / np.sqrt(sh + 1e-08), m, s)


@wrong("adam_step", "w is right")
def _(w, m, s, gradient, t, rate):
    m = 0.9 * m + 0.1 * gradient
    s = 0.999 * s + 0.001 * gradient**2
    m = m / (1 - 0.9**t)
    s = s / (1 - 0.999**t)
    return (w - rate * m / (np.sqrt(s) + 1e-08), m, s)


@wrong("adam_step", "you returned the hats")
def _(w, m, s, gradient, t, rate):
    m = (0.9 * m + 0.1 * gradient) / (1 - 0.9**t)
    s = (0.999 * s + 0.001 * gradient**2) / (1 - 0.999**t)
    return w - rate * m / (np.sqrt(s) + 1e-8), m, s


@wrong("adam_step", "Return all three")
def _(w, m, s, gradient, t, rate):
    return learners_adam()(w, m, s, gradient, t, rate)[0]


# --- softmax_cross_entropy_gradient ---------------------------------------------------------


def soft(Z):
    E = np.exp(Z - np.max(Z, axis=1, keepdims=True))
    return E / np.sum(E, axis=1, keepdims=True)


@right("softmax_cross_entropy_gradient")
def _(logits, labels, T):
    n, k = logits.shape
    return (soft(logits / T) - np.eye(k)[labels]) / (n * T)


@right("softmax_cross_entropy_gradient")
def _(logits, labels, T):
    result = np.zeros(logits.shape)
    for i, (z, label) in enumerate(zip(logits, labels)):
        u = (z - z.max()) / T
        p = np.exp(u) / np.exp(u).sum()
        p[label] = p[label] - 1
        result[i] = p / T / len(labels)
    return result


@right("softmax_cross_entropy_gradient")
def _(logits, labels, T):
    U = logits / T
    M = U.max(axis=1)[:, None]
    log_p = U - (M + np.log(np.exp(U - M).sum(axis=1)[:, None]))
    Y = np.zeros_like(logits)
    for row, label in enumerate(labels):
        Y[row, label] = 1
    return (np.exp(log_p) - Y) / T / logits.shape[0]


@right("softmax_cross_entropy_gradient")
def _(logits, labels, T):
    P = soft(logits / T)
    rows = []
    for p, label in zip(P, labels):
        y = np.arange(len(p)) == label
        jacobian = (np.diag(p) - np.outer(p, p)) / T
        with np.errstate(all="ignore"):
            back = np.where(y, -1 / p, 0.0) @ jacobian
        rows.append(np.where(np.isfinite(back), back, (p - y) / T))
    return np.array(rows) / len(labels)


@right("softmax_cross_entropy_gradient")
def _(logits, labels, T):
    P = np.apply_along_axis(lambda z: np.exp((z - max(z)) / T), 1, logits)
    P /= P.sum(axis=1).reshape(-1, 1)
    P[range(len(labels)), labels] -= 1
    return np.mean([1.0]) * P / (T * len(labels))


def learners_logits(softmax=soft, target=None, end=None):
    """The gradient in a learner's hand in which one piece is wrong."""

    def answer(logits, labels, T):
        n, k = logits.shape
        P, Y = softmax(logits / T), np.eye(k)[labels]
        D = target(P, Y, labels) if target else P - Y
        return end(D, T, n, k) if end else D / T / n

    return answer


def logits_without_T(logits, labels, T):
    return (soft(logits) - np.eye(logits.shape[1])[labels]) / len(labels)


NAME = "softmax_cross_entropy_gradient"
wrong(NAME, "T is not in your answer")(logits_without_T)
wrong(NAME, "comes a factor 1 / T")(learners_logits(end=lambda D, T, n, k: D / n))
wrong(NAME, "you divide by T once more")(learners_logits(end=lambda D, T, n, k: D * T / n))
wrong(NAME, "Every row is right")(learners_logits(end=lambda D, T, n, k: D / T))
wrong(NAME, "The sign is turned")(learners_logits(target=lambda P, Y, labels: Y - P))
wrong(NAME, "You subtracted the labels as numbers")(
    learners_logits(target=lambda P, Y, labels: P - labels[:, None])
)
wrong(NAME, "That is p alone")(learners_logits(target=lambda P, Y, labels: P))
wrong(NAME, "runs over the batch, axis 0")(
    learners_logits(lambda Z: np.exp(Z - Z.max(axis=0)) / np.exp(Z - Z.max(axis=0)).sum(axis=0))
)
wrong(NAME, "divide by the sum of its row")(learners_logits(np.exp))
wrong(NAME, "exp(1000) overflows")(
    learners_logits(lambda Z: np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True))
)
wrong(NAME, "one maximum from the whole batch")(
    learners_logits(lambda Z: np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum(axis=1, keepdims=True))
)
wrong(NAME, "divided by the number of entries")(
    learners_logits(end=lambda D, T, n, k: D / T / D.size)
)
wrong(NAME, "Only the column of the label")(
    learners_logits(target=lambda P, Y, labels: np.where(Y == 1, P - 1, 0))
)
wrong(NAME, "That slope is already in p − y")(
    learners_logits(target=lambda P, Y, labels: (P - Y) * P * (1 - P))
)


@wrong(NAME, "names whole columns")
def _(logits, labels, T):
    P = soft(logits / T)
    P[:, labels] -= 1
    return P / T / len(labels)


# --- train_epoch ----------------------------------------------------------------------------


@right("train_epoch")
def _(weights, biases, X, Y, batches, rate, gradients):
    weights, biases = list(weights), list(biases)
    for batch in batches:
        grads = gradients(weights, biases, X[batch], Y[batch])
        for k in range(len(weights)):
            dW, db = grads[k]
            weights[k] = weights[k] - rate * dW
            biases[k] = biases[k] - rate * db
    return weights, biases


@right("train_epoch")
def _(weights, biases, X, Y, batches, rate, gradients):
    weights = [W.copy() for W in weights]
    biases = [b.copy() for b in biases]
    for batch in batches:
        for W, b, (dW, db) in zip(weights, biases, gradients(weights, biases, X[batch], Y[batch])):
            W -= rate * dW
            b -= rate * db
    return weights, biases


@right("train_epoch")
def _(weights, biases, X, Y, batches, rate, gradients):
    if len(batches) == 0:
        return weights, biases
    first, rest = batches[0], batches[1:]
    found = gradients(weights, biases, X[first], Y[first])
    weights = [W - rate * g[0] for W, g in zip(weights, found)]
    biases = [b - rate * g[1] for b, g in zip(biases, found)]
    while rest:
        first, rest = rest[0], rest[1:]
        found = gradients(weights, biases, X[first], Y[first])
        weights = [W - rate * g[0] for W, g in zip(weights, found)]
        biases = [b - rate * g[1] for b, g in zip(biases, found)]
    return weights, biases


@right("train_epoch")
def _(weights, biases, X, Y, batches, rate, gradients):
    for batch in batches:
        x, y = np.take(X, batch, axis=0), np.take(Y, batch, axis=0)
        pairs = zip(weights, biases, gradients(weights, biases, x, y))
        new = [(W - rate * dW, b - rate * db) for W, b, (dW, db) in pairs]
        weights, biases = [W for W, _ in new], [b for _, b in new]
    return weights, biases


@right("train_epoch")
def _(weights, biases, X, Y, batches, rate, gradients):
    for batch in batches:
        found = gradients(weights, biases, X[batch], Y[batch])
        new_weights, new_biases = [], []
        for k, (dW, db) in enumerate(found):
            new_weights.append(weights[k] + dW * -rate)
            new_biases.append(biases[k] + db * -rate)
        weights, biases = new_weights, new_biases
    return [weights, biases]


def learners_epoch(
    pick=lambda X, batch: X[batch], move=lambda w, g, rate, batch, batches: w - rate * g
):
    """An epoch in a learner's hand in which the choice of examples or the step is wrong."""

    def answer(weights, biases, X, Y, batches, rate, gradients):
        for batch in batches:
            found = gradients(weights, biases, pick(X, batch), pick(Y, batch))
            weights = [move(W, g[0], rate, batch, batches) for W, g in zip(weights, found)]
            biases = [move(b, g[1], rate, batch, batches) for b, g in zip(biases, found)]
        return weights, biases

    return answer


wrong("train_epoch", "Every step used all examples")(learners_epoch(lambda X, batch: X))
wrong("train_epoch", "You took the first examples every time")(
    learners_epoch(lambda X, batch: X[: len(batch)])
)
wrong("train_epoch", "Your steps go uphill")(
    learners_epoch(move=lambda w, g, rate, batch, batches: w + rate * g)
)
wrong("train_epoch", "The rate is missing")(
    learners_epoch(move=lambda w, g, rate, batch, batches: w - g)
)
wrong("train_epoch", "You divided by the size of the batch")(
    learners_epoch(move=lambda w, g, rate, batch, batches: w - rate * g / len(batch))
)
wrong("train_epoch", "You divided by the number of batches")(
    learners_epoch(move=lambda w, g, rate, batch, batches: w - rate * g / len(batches))
)


@right("train_epoch")
def _(weights, biases, X, Y, batches, rate, gradients):
    p = [(np.copy(W_), np.copy(b)) for W_, b in zip(weights, biases)]
    for k in batches:
        g = gradients([a for a, _ in p], [b for _, b in p], X[k], Y[k])
        p = [(W_ - rate * dW, b - rate * db) for (W_, b), (dW, db) in zip(p, g)]
    return ([a for a, _ in p], [b for _, b in p])


@wrong("train_epoch", "You found the gradients of all batches at the")
def _(weights, biases, X, Y, batches, rate, gradients):
    W0, b0 = (list(weights), list(biases))
    for b in batches:
        g = gradients(weights, biases, X[b], Y[b])
        for k, (dW, db) in enumerate(g):
            W0[k] = W0[k] - rate * dW
            b0[k] = b0[k] - rate * db
    return (W0, b0)


@wrong("train_epoch", "The numbers are right")
def _(weights, biases, X, Y, batches, rate, gradients):
    for b in batches:
        g = gradients(weights, biases, X[b], Y[b])
        for k, (dW, db) in enumerate(g):
            weights[k] -= rate * dW
            biases[k] -= rate * db
    return (weights, biases)


@wrong("train_epoch", "The biases did not move")
def _(weights, biases, X, Y, batches, rate, gradients):
    for batch in batches:
        found = gradients(weights, biases, X[batch], Y[batch])
        weights = [W - rate * found[k][0] for k, W in enumerate(weights)]
    return weights, biases


@wrong("train_epoch", "the first batch alone")
def _(weights, biases, X, Y, batches, rate, gradients):
    for batch in batches:
        found = gradients(weights, biases, X[batch], Y[batch])
        new_weights = [W - rate * dW for W, (dW, _) in zip(weights, found)]
        new_biases = [b - rate * db for b, (_, db) in zip(biases, found)]
        return new_weights, new_biases


@wrong("train_epoch", "Only the last batch counts")
def _(weights, biases, X, Y, batches, rate, gradients):
    for batch in batches:
        found = gradients(weights, biases, X[batch], Y[batch])
        new_weights = [W - rate * dW for W, (dW, _) in zip(weights, found)]
        new_biases = [b - rate * db for b, (_, db) in zip(biases, found)]
    return new_weights, new_biases


@wrong("train_epoch", "the gradients of all batches at the first weights")
def _(weights, biases, X, Y, batches, rate, gradients):
    every = [gradients(weights, biases, X[batch], Y[batch]) for batch in batches]
    for found in every:
        weights = [W - rate * dW for W, (dW, _) in zip(weights, found)]
        biases = [b - rate * db for b, (_, db) in zip(biases, found)]
    return weights, biases


@wrong("train_epoch", "with weights that had moved already")
def _(weights, biases, X, Y, batches, rate, gradients):
    for batch in batches:
        found = gradients(weights, biases, X[batch], Y[batch])
        weights = [W - rate * dW for W, (dW, _) in zip(weights, found)]
        found = gradients(weights, biases, X[batch], Y[batch])
        biases = [b - rate * db for b, (_, db) in zip(biases, found)]
    return weights, biases


@wrong("train_epoch", "Nothing moved")
def _(weights, biases, X, Y, batches, rate, gradients):
    for batch in batches:
        for W, b, (dW, db) in zip(weights, biases, gradients(weights, biases, X[batch], Y[batch])):
            W = W - rate * dW
            b = b - rate * db
    return weights, biases


@wrong("train_epoch", "the caller's weights changed as well")
def _(weights, biases, X, Y, batches, rate, gradients):
    for batch in batches:
        for W, b, (dW, db) in zip(weights, biases, gradients(weights, biases, X[batch], Y[batch])):
            W -= rate * dW
            b -= rate * db
    return weights, biases


@wrong("train_epoch", "the caller's weights changed as well")
def _(weights, biases, X, Y, batches, rate, gradients):
    for batch in batches:
        for k, (dW, db) in enumerate(gradients(weights, biases, X[batch], Y[batch])):
            weights[k] = weights[k] - rate * dW
            biases[k] = biases[k] - rate * db
    return weights, biases


@wrong("train_epoch", "Return both")
def _(weights, biases, X, Y, batches, rate, gradients):
    return learners_epoch()(weights, biases, X, Y, batches, rate, gradients)[0]


# --- whole_gradient -------------------------------------------------------------------------


@right("whole_gradient")
def _(gradients, counts):
    total = 0
    for g, n in zip(gradients, counts):
        total = total + g * n
    return total / sum(counts)


@right("whole_gradient")
def _(gradients, counts):
    return np.average(gradients, axis=0, weights=counts)


@right("whole_gradient")
def _(gradients, counts):
    shares = np.array(counts) / np.sum(counts)
    return sum(share * g for share, g in zip(shares, gradients))


@right("whole_gradient")
def _(gradients, counts):
    return np.tensordot(counts, np.array(gradients), axes=1) / sum(counts)


@right("whole_gradient")
def _(gradients, counts):
    mean, seen = 0.0 * gradients[0], 0
    for g, n in zip(gradients, counts):
        seen += n
        mean = mean + (g - mean) * n / seen
    return mean


@right("whole_gradient")
def _(gradients, counts):
    return np.average(gradients, axis=0, weights=counts)


@wrong("whole_gradient", "You gave every part the same weight")
def _(gradients, counts):
    return sum(gradients) / len(gradients)


@wrong("whole_gradient", "You divided by the count")
def _(gradients, counts):
    return sum((g / n for g, n in zip(gradients, counts))) * sum(counts)


@wrong("whole_gradient", "You gave every part the same weight")
def _(gradients, counts):
    return np.mean(gradients, axis=0)


@wrong("whole_gradient", "You added the means")
def _(gradients, counts):
    return np.sum(gradients, axis=0)


@wrong("whole_gradient", "the sum over all examples")
def _(gradients, counts):
    return sum(n * g for g, n in zip(gradients, counts))


@wrong("whole_gradient", "You divided by the number of parts")
def _(gradients, counts):
    return sum(n * g for g, n in zip(gradients, counts)) / len(gradients)


@wrong("whole_gradient", "without their sizes")
def _(gradients, counts):
    return sum(gradients) / sum(counts)


@wrong("whole_gradient", "multiply by it, to have the sum back")
def _(gradients, counts):
    return sum(g / n for g, n in zip(gradients, counts)) / sum(counts)


@wrong("whole_gradient", "multiply by it.")
def _(gradients, counts):
    return sum(g / n for g, n in zip(gradients, counts))


@wrong("whole_gradient", "the largest part")
def _(gradients, counts):
    return sum(g * n for g, n in zip(gradients, counts)) / np.max(counts)


@wrong("whole_gradient", "the gradient of the last part alone")
def _(gradients, counts):
    for g, n in zip(gradients, counts):
        whole = g * n / n if n else g
    return whole


@wrong("whole_gradient", "the gradient of the first part alone")
def _(gradients, counts):
    for g in gradients:
        return g


@wrong("whole_gradient", "You took a median")
def _(gradients, counts):
    return np.median(np.array(gradients), axis=0)


@right("softmax_cross_entropy_gradient")
def _(logits, labels, T):
    Z = logits / T
    L = Z - np.logaddexp.reduce(Z, axis=1)[:, None]
    return (np.exp(L) - np.eye(logits.shape[1])[labels]) / (T * logits.shape[0])


@wrong("softmax_cross_entropy_gradient", "One link is missing")
def _(logits, labels, T):
    Z = logits / T
    P = np.exp(Z - Z.max(1, keepdims=True))
    P /= P.sum(1, keepdims=True)
    P[np.arange(len(labels)), labels] -= 1
    return P / len(labels)


@wrong("softmax_cross_entropy_gradient", "`P[:, labels]` names whole columns, for all")
def _(logits, labels, T):
    Z = logits / T
    P = np.exp(Z - Z.max(1, keepdims=True))
    P /= P.sum(1, keepdims=True)
    P[:, labels] -= 1
    return P / len(labels) / T
