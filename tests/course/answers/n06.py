"""Answers for notebook 06 as learners write them."""

import math

import numpy as np

from bplib.autodiff import sigmoid
from tests.course.answers import right, wrong

# --- output_error ---------------------------------------------------------------------------


@right("output_error")
def _(Z, Y):
    A = sigmoid(Z)
    dCdA = A - Y
    dAdZ = A * (1 - A)
    return dCdA * dAdZ


@right("output_error")
def _(Z, Y):
    return (1 / (1 + np.exp(-Z)) - Y) * np.exp(-Z) / (1 + np.exp(-Z)) ** 2


@right("output_error")
def _(Z, Y):
    result = np.zeros_like(Z)
    for n in range(Z.shape[0]):
        for k in range(Z.shape[1]):
            a = 1 / (1 + math.exp(-Z[n, k]))
            result[n, k] = (a - Y[n, k]) * (a - a**2)
    return result


@right("output_error")
def _(Z, Y):
    def f(z):
        return np.exp(z) / (np.exp(z) + 1)

    return np.multiply(f(Z) - Y, f(Z) * f(-Z))


@right("output_error")
def _(Z, Y):
    a = 0.5 * (1 + np.tanh(Z / 2))
    return (a - Y) * 0.25 / np.cosh(Z / 2) ** 2


@right("output_error")
def _(Z, Y):
    e = np.exp(-np.abs(Z))
    A = np.where(Z >= 0, 1 / (1 + e), e / (1 + e))
    return (A - Y) * e / (1 + e) ** 2


@wrong("output_error", "The slope of the sigmoid is a (1 − a)")
def _(Z, Y):
    A = 1 / (1 + np.exp(-Z))
    return (A - Y) * Z * (1 - Z)


@wrong("output_error", "You added the examples up")
def _(Z, Y):
    A = 1 / (1 + np.exp(-Z))
    return ((A - Y) * A * (1 - A)).sum(axis=0)


@wrong("output_error", "the slope of tanh")
def _(Z, Y):
    A = 1 / (1 + np.exp(-Z))
    return (A - Y) * (1 - A * A)


@wrong("output_error", "You used f′(a)")
def _(Z, Y):
    def slope(z):
        s = 1 / (1 + np.exp(-z))
        return s * (1 - s)

    A = 1 / (1 + np.exp(-Z))
    return (A - Y) * slope(A)


@wrong("output_error", "gradient at the activation")
def _(Z, Y):
    return sigmoid(Z) - Y


@wrong("output_error", "The sign is turned")
def _(Z, Y):
    A = sigmoid(Z)
    return (Y - A) * A * (1 - A)


@wrong("output_error", "you put its input z there")
def _(Z, Y):
    A = sigmoid(Z)
    return (A - Y) * Z * (1 - Z)


@wrong("output_error", "the second is missing")
def _(Z, Y):
    A = sigmoid(Z)
    return (A - Y) * A


@wrong("output_error", "the slope f′(z) alone")
def _(Z, Y):
    A = sigmoid(Z)
    return A * (1 - A)


@wrong("output_error", "You compared the weighted input")
def _(Z, Y):
    A = sigmoid(Z)
    return (Z - Y) * A * (1 - A)


@wrong("output_error", "Your units are tanh")
def _(Z, Y):
    A = np.tanh(Z)
    return (A - Y) * (1 - A**2)


@wrong("output_error", "You added the units up")
def _(Z, Y):
    A = sigmoid(Z)
    return np.sum((A - Y) * A * (1 - A), axis=1)


@wrong("output_error", "divided by the number of examples")
def _(Z, Y):
    A = sigmoid(Z)
    return (A - Y) * A * (1 - A) / Z.shape[0]


@wrong("output_error", "twice the right one")
def _(Z, Y):
    A = sigmoid(Z)
    return 2 * (A - Y) * A * (1 - A)


@wrong("output_error", "digits were lost")
def _(Z, Y):
    h = 1e-6

    def C(z):
        return 0.5 * (sigmoid(z) - Y) ** 2

    return (C(Z + h) - C(Z)) / h


# --- skip_step ------------------------------------------------------------------------------


@right("skip_step")
def _(Delta, at_A_next, W, Z):
    A = np.tanh(Z)
    return (Delta @ W.T + at_A_next) * (1 - A * A)


@right("skip_step")
def _(Delta, at_A_next, W, Z):
    through = np.dot(Delta, np.transpose(W))
    around = at_A_next
    return (through + around) / np.cosh(Z) ** 2


@right("skip_step")
def _(Delta, at_A_next, W, Z):
    slope = 1 - np.tanh(Z) ** 2
    return Delta @ W.T * slope + at_A_next * slope


@right("skip_step")
def _(Delta, at_A_next, W, Z):
    return np.einsum("nk,jk->nj", Delta, W) * (1 - np.tanh(Z) ** 2) + at_A_next * (
        1 - np.tanh(Z) ** 2
    )


@right("skip_step")
def _(Delta, at_A_next, W, Z):
    n, d = Z.shape
    out = np.empty((n, d))
    for i in range(n):
        for j in range(d):
            g = at_A_next[i, j]
            for k in range(d):
                g = g + Delta[i, k] * W[j, k]
            out[i, j] = g * (1 - math.tanh(Z[i, j]) ** 2)
    return out


@right("skip_step")
def _(Delta, at_A_next, W, Z):
    return np.einsum("nj,ij->ni", Delta, W) / np.cosh(Z) ** 2 + at_A_next / np.cosh(Z) ** 2


@wrong("skip_step", "Only one of the two paths has your f′")
def _(Delta, at_A_next, W, Z):
    return Delta @ W.T * (1 - np.tanh(Z) ** 2) + at_A_next


@wrong("skip_step", "The transpose is missing")
def _(Delta, at_A_next, W, Z):
    return (Delta @ W + at_A_next) * (1 - np.tanh(Z) ** 2)


@wrong("skip_step", "The transpose is missing")
def _(Delta, at_A_next, W, Z):
    return (Delta @ W + at_A_next) * (1 - np.tanh(Z) ** 2)


@wrong("skip_step", "The path around the layer is lost")
def _(Delta, at_A_next, W, Z):
    return (Delta @ W.T) * (1 - np.tanh(Z) ** 2)


@wrong("skip_step", "the path around the layer alone")
def _(Delta, at_A_next, W, Z):
    return at_A_next * (1 - np.tanh(Z) ** 2)


@wrong("skip_step", "Around the layer you sent `Delta`")
def _(Delta, at_A_next, W, Z):
    return (Delta @ W.T + Delta) * (1 - np.tanh(Z) ** 2)


@wrong("skip_step", "You sent both through the weights")
def _(Delta, at_A_next, W, Z):
    return ((Delta + at_A_next) @ W.T) * (1 - np.tanh(Z) ** 2)


@wrong("skip_step", "You multiplied the two paths")
def _(Delta, at_A_next, W, Z):
    return (Delta @ W.T) * at_A_next * (1 - np.tanh(Z) ** 2)


@wrong("skip_step", "You used f′(a)")
def _(Delta, at_A_next, W, Z):
    A = np.tanh(Z)
    return (Delta @ W.T + at_A_next) * (1 - np.tanh(A) ** 2)


@wrong("skip_step", "You stopped at the activation")
def _(Delta, at_A_next, W, Z):
    return Delta @ W.T + at_A_next


@wrong("skip_step", "Only one of the two paths has your f′")
def _(Delta, at_A_next, W, Z):
    return (Delta @ W.T) * (1 - np.tanh(Z) ** 2) + at_A_next


@wrong("skip_step", "1 − z² is no derivative of tanh")
def _(Delta, at_A_next, W, Z):
    return (Delta @ W.T + at_A_next) * (1 - Z**2)


@wrong("skip_step", "the square is missing")
def _(Delta, at_A_next, W, Z):
    return (Delta @ W.T + at_A_next) * (1 - np.tanh(Z))


@wrong("skip_step", "it is added")
def _(Delta, at_A_next, W, Z):
    return (Delta @ W.T - at_A_next) * (1 - np.tanh(Z) ** 2)


# --- tied_gradient --------------------------------------------------------------------------


@right("tied_gradient")
def _(X, Delta1, A1, Delta2):
    dW = X.T @ Delta1
    dW = dW + (A1.T @ Delta2).T
    return dW


@right("tied_gradient")
def _(X, Delta1, A1, Delta2):
    return np.concatenate([X, Delta2]).T @ np.concatenate([Delta1, A1])


@right("tied_gradient")
def _(X, Delta1, A1, Delta2):
    return np.einsum("mj,mk->jk", X, Delta1) + np.einsum("mj,mk->jk", Delta2, A1)


@right("tied_gradient")
def _(X, Delta1, A1, Delta2):
    total = 0
    for x, d1, a, d2 in zip(X, Delta1, A1, Delta2):
        total = total + np.outer(x, d1) + np.outer(d2, a)
    return total


@right("tied_gradient")
def _(X, Delta1, A1, Delta2):
    dW = np.zeros((X.shape[1], A1.shape[1]))
    for m in range(len(X)):
        for j in range(dW.shape[0]):
            for k in range(dW.shape[1]):
                dW[j, k] += X[m, j] * Delta1[m, k] + Delta2[m, j] * A1[m, k]
    return dW


@right("tied_gradient")
def _(X, Delta1, A1, Delta2):
    return np.vstack([X, Delta2]).T @ np.vstack([Delta1, A1])


@wrong("tied_gradient", "`A1.T @ Delta2` is the gradient of the matrix")
def _(X, Delta1, A1, Delta2):
    return X.T @ Delta1 + A1.T @ Delta2


@wrong("tied_gradient", "You took the mean of the two uses")
def _(X, Delta1, A1, Delta2):
    return (X.T @ Delta1 + Delta2.T @ A1) / 2


@wrong("tied_gradient", "the first use of W alone")
def _(X, Delta1, A1, Delta2):
    return X.T @ Delta1


@wrong("tied_gradient", "the second use of W alone")
def _(X, Delta1, A1, Delta2):
    return Delta2.T @ A1


@wrong("tied_gradient", "Turn it round")
def _(X, Delta1, A1, Delta2):
    return X.T @ Delta1 + A1.T @ Delta2


@wrong("tied_gradient", "Turn it round")
def _(X, Delta1, A1, Delta2):
    dW1 = np.dot(X.T, Delta1)
    dW2 = np.dot(A1.T, Delta2)
    dW1 += dW2
    return dW1


@wrong("tied_gradient", "The first part came out transposed")
def _(X, Delta1, A1, Delta2):
    return Delta1.T @ X + Delta2.T @ A1


@wrong("tied_gradient", "Your gradient is that of W.T")
def _(X, Delta1, A1, Delta2):
    return Delta1.T @ X + A1.T @ Delta2


@wrong("tied_gradient", "the mean of the two uses")
def _(X, Delta1, A1, Delta2):
    return 0.5 * (X.T @ Delta1 + Delta2.T @ A1)


@wrong("tied_gradient", "divided by the number of examples")
def _(X, Delta1, A1, Delta2):
    n = X.shape[0]
    return (X.T @ Delta1 + Delta2.T @ A1) / n


@wrong("tied_gradient", "You subtracted the second use")
def _(X, Delta1, A1, Delta2):
    return X.T @ Delta1 - Delta2.T @ A1


@wrong("tied_gradient", "You multiplied the two uses")
def _(X, Delta1, A1, Delta2):
    return (X.T @ Delta1) * (Delta2.T @ A1)


@wrong("tied_gradient", "Those are the two shares")
def _(X, Delta1, A1, Delta2):
    first = X.T @ Delta1
    second = Delta2.T @ A1
    return first, second


@wrong("tied_gradient", "prints, and returns nothing")
def _(X, Delta1, A1, Delta2):
    print(X.T @ Delta1 + Delta2.T @ A1)


# --- gradients ------------------------------------------------------------------------------


@right("gradients")
def _(weights, biases, X, Y, f, slope):
    A, Z = [X], []
    for k in range(len(weights)):
        Z.append(A[k] @ weights[k] + biases[k])
        A.append(f(Z[k]))
    L = len(weights)
    grads = [None] * L
    at_a = (Z[-1] - Y) / len(Y)
    for k in range(L - 1, -1, -1):
        Delta = at_a if k == L - 1 else at_a * slope(Z[k])
        grads[k] = (A[k].T @ Delta, np.sum(Delta, axis=0))
        at_a = Delta @ weights[k].T
    return grads


@right("gradients")
def _(weights, biases, X, Y, f, slope):
    def go(k, A):
        Z = A @ weights[k] + biases[k]
        if k == len(weights) - 1:
            Delta, rest = (Z - Y) / len(X), []
        else:
            at_a, rest = go(k + 1, f(Z))
            Delta = at_a * slope(Z)
        return Delta @ weights[k].T, [(A.T @ Delta, Delta.sum(0)), *rest]

    return go(0, X)[1]


@right("gradients")
def _(weights, biases, X, Y, f, slope):
    kept, A = [], X
    for W, b in zip(weights, biases):
        Z = np.dot(A, W) + b
        kept.append((A, Z))
        A = f(Z)
    Delta = kept[-1][1] - Y
    result = []
    for (A_in, _), W, k in zip(kept[::-1], weights[::-1], range(len(weights))[::-1]):
        result.append([A_in.T @ Delta / len(X), Delta.mean(axis=0)])
        if k:
            Delta = np.dot(Delta, W.T) * slope(kept[k - 1][1])
    return result[::-1]


@right("gradients")
def _(weights, biases, X, Y, f, slope):
    n = X.shape[0]
    total = None
    for x, y in zip(X, Y):
        A, Z = [x], []
        for W, b in zip(weights, biases):
            Z.append(A[-1] @ W + b)
            A.append(f(Z[-1]))
        d, one = Z[-1] - y, []
        for k in reversed(range(len(weights))):
            one.append((np.outer(A[k], d) / n, d / n))
            if k:
                d = (weights[k] @ d) * slope(Z[k - 1])
        one.reverse()
        total = one if total is None else [(W + dW, b + db) for (W, b), (dW, db) in zip(total, one)]
    return total


@right("gradients")
def _(weights, biases, X, Y, f, slope):
    A, Z = [X], []
    for W, b in zip(weights, biases):
        Z += [A[-1] @ W + b]
        A += [f(Z[-1])]
    Deltas = [(Z[-1] - Y) / X.shape[0]]
    for W, z in zip(weights[:0:-1], Z[-2::-1]):
        Deltas.insert(0, Deltas[0] @ W.T * slope(z))
    return [(a.T @ D, D.sum(axis=0)) for a, D in zip(A, Deltas)]


def learners_pass(first=None, step=None, weight=None, bias=None, forward=None):
    """A pass in a learner's hand in which single lines are wrong."""

    def answer(weights, biases, X, Y, f, slope):
        A, Z = [X], []
        for W, b in zip(weights, biases):
            Z.append(forward(A[-1], W, b) if forward else A[-1] @ W + b)
            A.append(f(Z[-1]))
        Delta = first(A, Z, Y, slope) if first else (Z[-1] - Y) / len(Y)
        found = []
        for k in range(len(weights) - 1, -1, -1):
            dW = weight(A, k, Delta) if weight else A[k].T @ Delta
            db = bias(Delta) if bias else Delta.sum(axis=0)
            found.insert(0, (dW, db))
            if k > 0:
                Delta = (
                    step(Delta, weights, k, A, Z, f, slope)
                    if step
                    else Delta @ weights[k].T * slope(Z[k - 1])
                )
        return found

    return answer


wrong("gradients", "n times too large")(learners_pass(first=lambda A, Z, Y, slope: Z[-1] - Y))
wrong("gradients", "PyTorch's MSELoss")(
    learners_pass(first=lambda A, Z, Y, slope: (Z[-1] - Y) / np.size(Y))
)
wrong("gradients", "The sign is turned")(
    learners_pass(first=lambda A, Z, Y, slope: (Y - Z[-1]) / len(Y))
)
wrong("gradients", "Your last layer has f as well")(
    learners_pass(first=lambda A, Z, Y, slope: (A[-1] - Y) / len(Y) * slope(Z[-1]))
)
wrong("gradients", "Your last layer has f in its output")(
    learners_pass(first=lambda A, Z, Y, slope: (A[-1] - Y) / len(Y))
)
wrong("gradients", "You multiplied by f′ in the last layer")(
    learners_pass(first=lambda A, Z, Y, slope: slope(Z[-1]) * (Z[-1] - Y) / len(Y))
)
wrong("gradients", "Going back you left out f′")(
    learners_pass(step=lambda D, W, k, A, Z, f, slope: D @ W[k].T)
)
wrong("gradients", "The transpose is missing")(
    learners_pass(step=lambda D, W, k, A, Z, f, slope: D @ W[k] * slope(Z[k - 1]))
)
wrong("gradients", "You used f′(a)")(
    learners_pass(step=lambda D, W, k, A, Z, f, slope: D @ W[k].T * slope(A[k]))
)
wrong("gradients", "1 − a² is the slope of tanh")(
    learners_pass(step=lambda D, W, k, A, Z, f, slope: D @ W[k].T * (1 - A[k] ** 2))
)
wrong("gradients", "1 − a² is the slope of tanh")(
    learners_pass(step=lambda D, W, k, A, Z, f, slope: D @ W[k].T * (1 - f(Z[k - 1]) ** 2))
)
wrong("gradients", "You multiplied by the activation")(
    learners_pass(step=lambda D, W, k, A, Z, f, slope: (D @ W[k].T) * f(Z[k - 1]))
)
wrong("gradients", "You are off by one layer")(
    learners_pass(step=lambda D, W, k, A, Z, f, slope: D @ W[k - 1].T * slope(Z[k - 1]))
)
wrong("gradients", "activations that come out of the layer")(
    learners_pass(weight=lambda A, k, D: A[k + 1].T @ D)
)
wrong("gradients", "dW came out transposed")(learners_pass(weight=lambda A, k, D: D.T @ A[k]))
wrong("gradients", "db is a sum over the batch")(learners_pass(bias=lambda D: np.mean(D, axis=0)))
wrong("gradients", "You added over the units")(learners_pass(bias=lambda D: np.sum(D, axis=1)))
wrong("gradients", "db has one row per example")(learners_pass(bias=lambda D: D))
wrong("gradients", "its shape is not")(learners_pass(bias=lambda D: D.sum(0, keepdims=True)))
wrong("gradients", "left out the biases")(learners_pass(forward=lambda A, W, b: A @ W))


@right("gradients")
def _(weights, biases, X, Y, f, slope):

    def go(A, k):
        Z = A @ weights[k] + biases[k]
        if k == len(weights) - 1:
            d = (Z - Y) / X.shape[0]
            rest = []
        else:
            back, rest = go(f(Z), k + 1)
            d = back * slope(Z)
        return (d @ weights[k].T, [(A.T @ d, np.ones(len(d)) @ d)] + rest)

    return go(X, 0)[1]


@wrong("gradients", "Your last layer has f in its output")
def _(weights, biases, X, Y, f, slope):
    A = [X]
    Zs = []
    for W_, b in zip(weights, biases):
        Z = A[-1] @ W_ + b
        Zs.append(Z)
        A.append(f(Z))
    d = (A[-1] - Y) / len(X)
    out = []
    for k in range(len(weights) - 1, -1, -1):
        out.append((A[k].T @ d, d.sum(0)))
        if k:
            d = d @ weights[k].T * slope(Zs[k - 1])
    return out[::-1]


@wrong("gradients", "You used f′(a)")
def _(weights, biases, X, Y, f, slope):
    A = [X]
    Zs = []
    for W_, b in zip(weights, biases):
        Z = A[-1] @ W_ + b
        Zs.append(Z)
        A.append(f(Z))
    d = (Zs[-1] - Y) / len(X)
    out = []
    for k in range(len(weights) - 1, -1, -1):
        out.append((A[k].T @ d, d.sum(0)))
        if k:
            d = d @ weights[k].T * slope(A[k])
    return out[::-1]


@wrong("gradients", "in the order in which you found them")
def _(weights, biases, X, Y, f, slope):
    return learners_pass()(weights, biases, X, Y, f, slope)[::-1]


@wrong("gradients", "Return them in pairs")
def _(weights, biases, X, Y, f, slope):
    pairs = learners_pass()(weights, biases, X, Y, f, slope)
    dWs, dbs = [], []
    for dW, db in pairs:
        dWs.append(dW)
        dbs.append(db)
    return dWs, dbs


# --- repaired -------------------------------------------------------------------------------


@right("repaired")
def _(W1, W2, W3, X, Y):
    A1 = np.tanh(X @ W1)
    H2 = np.tanh(A1 @ W2)
    A2 = H2 + A1
    A3 = np.tanh(A2 @ W3)
    Delta3 = (A3 - Y) / len(X) * (1 - A3**2)
    at_A2 = Delta3 @ W3.T
    Delta2 = at_A2 * (1 - H2**2)
    at_A1 = Delta2 @ W2.T + at_A2
    Delta1 = at_A1 * (1 - A1**2)
    return X.T @ Delta1, A1.T @ Delta2, A2.T @ Delta3


@right("repaired")
def _(W1, W2, W3, X, Y):
    A1 = np.tanh(X @ W1)
    A2 = np.tanh(A1 @ W2) + A1
    A3 = np.tanh(A2 @ W3)
    Delta3 = (A3 - Y) / len(X) * (1 - A3**2)
    at_A2 = Delta3 @ W3.T
    Delta2 = at_A2 * (1 - (A2 - A1) ** 2)
    at_A1 = Delta2 @ W2.T + at_A2
    return X.T @ (at_A1 * (1 - A1**2)), A1.T @ Delta2, A2.T @ Delta3


@right("repaired")
def _(W1, W2, W3, X, Y):
    def slope(z):
        return 1 - np.tanh(z) ** 2

    Z1 = X @ W1
    A1 = np.tanh(Z1)
    Z2 = A1 @ W2
    A2 = np.tanh(Z2) + A1
    Z3 = A2 @ W3
    D3 = (np.tanh(Z3) - Y) * slope(Z3) / len(X)
    D2 = D3 @ W3.T * slope(Z2)
    D1 = (D2 @ W2.T + D3 @ W3.T) * slope(Z1)
    return [X.T @ D1, A1.T @ D2, A2.T @ D3]


@right("repaired")
def _(W1, W2, W3, X, Y):
    A1 = np.tanh(X @ W1)
    A2 = np.tanh(A1 @ W2) + A1
    A3 = np.tanh(A2 @ W3)
    Delta3 = (A3 - Y) / len(X) * (1 - A3**2)
    at_A2 = Delta3 @ W3.T
    Delta2 = at_A2 / np.cosh(A1 @ W2) ** 2
    Delta1 = (Delta2 @ W2.T) * (1 - A1**2) + at_A2 * (1 - A1**2)
    return X.T @ Delta1, A1.T @ Delta2, A2.T @ Delta3


@right("repaired")
def _(W1, W2, W3, X, Y):
    dW1, dW2, dW3 = 0, 0, 0
    for x, y in zip(X, Y):
        a1 = np.tanh(x @ W1)
        h2 = np.tanh(a1 @ W2)
        a2 = h2 + a1
        a3 = np.tanh(a2 @ W3)
        d3 = (a3 - y) * (1 - a3**2) / len(X)
        d2 = (W3 @ d3) * (1 - h2**2)
        d1 = (W2 @ d2 + W3 @ d3) * (1 - a1**2)
        dW1, dW2, dW3 = dW1 + np.outer(x, d1), dW2 + np.outer(a1, d2), dW3 + np.outer(a2, d3)
    return dW1, dW2, dW3


def given(slope2, at_A1=lambda D2, W2, at_A2: D2 @ W2.T + at_A2, slope1=lambda A1, Z1: 1 - A1**2):
    """The pass as it was given, with other pieces."""

    def answer(W1, W2, W3, X, Y):
        A1 = np.tanh(X @ W1)
        A2 = np.tanh(A1 @ W2) + A1
        A3 = np.tanh(A2 @ W3)
        Delta3 = (A3 - Y) / len(X) * (1 - A3**2)
        at_A2 = Delta3 @ W3.T
        Delta2 = at_A2 * slope2(A1, A2, A1 @ W2)
        Delta1 = at_A1(Delta2, W2, at_A2) * slope1(A1, X @ W1)
        return X.T @ Delta1, A1.T @ Delta2, A2.T @ Delta3

    return answer


def good(A1, A2, Z2):
    return 1 - np.tanh(Z2) ** 2


def bad(A1, A2, Z2):
    return 1 - A2**2


wrong("repaired", "The bug is still in it")(given(bad))
wrong("repaired", "The bug is still in it")(given(bad, slope1=lambda A1, Z1: 1 - np.tanh(Z1) ** 2))
wrong("repaired", "The line that you changed was right")(given(bad, lambda D, W, at: D @ W.T))
wrong("repaired", "you took away the path around it")(given(good, lambda D, W, at: D @ W.T))
wrong("repaired", "not the error at Z2")(given(good, lambda D, W, at: D @ W.T + D))
wrong("repaired", "A2 is not Z2")(given(lambda A1, A2, Z2: 1 - np.tanh(A2) ** 2))
wrong("repaired", "the slope of layer 1")(given(lambda A1, A2, Z2: 1 - A1**2))
wrong("repaired", "tanh is missing")(given(lambda A1, A2, Z2: 1 - Z2**2))
wrong("repaired", "Layer 2 has tanh")(given(lambda A1, A2, Z2: 1.0))
wrong("repaired", "the reverse order")(lambda *a: given(good)(*a)[::-1])


@wrong("repaired", "That is another net")
def _(W1, W2, W3, X, Y):
    A1 = np.tanh(X @ W1)
    A2 = np.tanh(A1 @ W2)
    A3 = np.tanh(A2 @ W3)
    Delta3 = (A3 - Y) / len(X) * (1 - A3**2)
    at_A2 = Delta3 @ W3.T
    Delta2 = at_A2 * (1 - A2**2)
    at_A1 = Delta2 @ W2.T + at_A2
    Delta1 = at_A1 * (1 - A1**2)
    return X.T @ Delta1, A1.T @ Delta2, A2.T @ Delta3


# --- one_step -------------------------------------------------------------------------------


@right("one_step")
def _(W1, b1, W2, b2, x, y, rate):
    h = sigmoid(x @ W1 + b1)
    a = sigmoid(h @ W2 + b2)
    d2 = (a - y) * a * (1 - a)
    d1 = (d2 @ W2.T) * h * (1 - h)
    dW1 = x.T @ d1
    dW2 = h.T @ d2
    return W1 - rate * dW1, W2 - rate * dW2


@right("one_step")
def _(W1, b1, W2, b2, x, y, rate):
    W1, W2 = W1.copy(), W2.copy()
    h = sigmoid(x @ W1 + b1)
    a = sigmoid(h @ W2 + b2)
    d2 = (a - y) * a * (1 - a)
    d1 = (d2 @ W2.T) * h * (1 - h)
    W1 -= rate * x.T @ d1
    W2 -= rate * h.T @ d2
    return W1, W2


@right("one_step")
def _(W1, b1, W2, b2, x, y, rate):
    h = 1 / (1 + np.exp(-(x[0] @ W1 + b1)))
    a = 1 / (1 + np.exp(-(h @ W2 + b2)))
    d2 = (a - y[0]) * a * (1 - a)
    d1 = (W2 @ d2) * h * (1 - h)
    return [W1 - rate * np.outer(x, d1), W2 - rate * np.outer(h, d2)]


@right("one_step")
def _(W1, b1, W2, b2, x, y, rate):
    h = sigmoid(x @ W1 + b1)
    a = sigmoid(h @ W2 + b2)
    new1, new2 = np.zeros_like(W1), np.zeros_like(W2)
    d2 = [(a[0, k] - y[0, k]) * a[0, k] * (1 - a[0, k]) for k in range(a.shape[1])]
    for j in range(W2.shape[0]):
        back = sum(d2[k] * W2[j, k] for k in range(len(d2)))
        d1 = back * h[0, j] * (1 - h[0, j])
        for i in range(W1.shape[0]):
            new1[i, j] = W1[i, j] - rate * x[0, i] * d1
        for k in range(len(d2)):
            new2[j, k] = W2[j, k] - rate * h[0, j] * d2[k]
    return new1, new2


@right("one_step")
def _(W1, b1, W2, b2, x, y, rate):
    def f(z):
        return 1 / (1 + np.exp(-z))

    def df(z):
        return f(z) * (1 - f(z))

    z1 = x @ W1 + b1
    z2 = f(z1) @ W2 + b2
    d2 = (f(z2) - y) * df(z2)
    d1 = d2 @ W2.T * df(z1)
    return W1 + -rate * x.T @ d1, W2 + -rate * f(z1).T @ d2


@right("one_step")
def _(W1, b1, W2, b2, x, y, rate):
    s = lambda z: 0.5 * (1 + np.tanh(z / 2))
    h = s(np.dot(x, W1) + b1)
    o = s(np.dot(h, W2) + b2)
    e = np.multiply(o - y, np.multiply(o, 1 - o))
    g = (W2 @ e.T).T * h * (1 - h)
    return [
        W1 - rate * np.outer(x, g) if x.ndim == 1 or len(x) == 1 else W1 - rate * np.dot(x.T, g),
        W2 - rate * np.dot(h.T, e),
    ]


@wrong("one_step", "The hidden error was computed with output")
def _(W1, b1, W2, b2, x, y, rate):
    h = sigmoid(x @ W1 + b1)
    a = sigmoid(h @ W2 + b2)
    d2 = (a - y) * a * (1 - a)
    W2 = W2 - rate * h.T @ d2
    d1 = d2 @ W2.T * h * (1 - h)
    return (W1 - rate * x.T @ d1, W2)


@wrong("one_step", "The output error lacks f′")
def _(W1, b1, W2, b2, x, y, rate):
    h = sigmoid(x @ W1 + b1)
    a = sigmoid(h @ W2 + b2)
    d2 = a - y
    d1 = d2 @ W2.T * h * (1 - h)
    return (W1 - rate * x.T @ d1, W2 - rate * h.T @ d2)


@wrong("one_step", "updated already")
def _(W1, b1, W2, b2, x, y, rate):
    h = sigmoid(x @ W1 + b1)
    a = sigmoid(h @ W2 + b2)
    d2 = (a - y) * a * (1 - a)
    W2 = W2 - rate * h.T @ d2
    d1 = (d2 @ W2.T) * h * (1 - h)
    W1 = W1 - rate * x.T @ d1
    return W1, W2


@wrong("one_step", "You changed them in place")
def _(W1, b1, W2, b2, x, y, rate):
    h = sigmoid(x @ W1 + b1)
    a = sigmoid(h @ W2 + b2)
    d2 = (a - y) * a * (1 - a)
    W2 -= rate * (h.T @ d2)
    d1 = (d2 @ W2.T) * h * (1 - h)
    W1 -= rate * (x.T @ d1)
    return W1, W2


@wrong("one_step", "The step goes uphill")
def _(W1, b1, W2, b2, x, y, rate):
    h = sigmoid(x @ W1 + b1)
    a = sigmoid(h @ W2 + b2)
    d2 = (y - a) * a * (1 - a)
    d1 = (d2 @ W2.T) * h * (1 - h)
    return W1 - rate * x.T @ d1, W2 - rate * h.T @ d2


@wrong("one_step", "W1 did not change")
def _(W1, b1, W2, b2, x, y, rate):
    h = sigmoid(x @ W1 + b1)
    a = sigmoid(h @ W2 + b2)
    return W1, W2 - rate * h.T @ ((a - y) * a * (1 - a))


@wrong("one_step", "left out the biases")
def _(W1, b1, W2, b2, x, y, rate):
    h = sigmoid(x @ W1)
    a = sigmoid(h @ W2)
    d2 = (a - y) * a * (1 - a)
    d1 = (d2 @ W2.T) * h * (1 - h)
    return W1 - rate * x.T @ d1, W2 - rate * h.T @ d2


def two_errors(x, h, a, y, W2):
    d2 = (a - y) * a * (1 - a)
    return d2, (d2 @ W2.T) * h * (1 - h)


@wrong("one_step", "You returned the gradients")
def _(W1, b1, W2, b2, x, y, rate):
    h = sigmoid(x @ W1 + b1)
    d2, d1 = two_errors(x, h, sigmoid(h @ W2 + b2), y, W2)
    return x.T @ d1, h.T @ d2


@wrong("one_step", "You returned the steps")
def _(W1, b1, W2, b2, x, y, rate):
    h = sigmoid(x @ W1 + b1)
    d2, d1 = two_errors(x, h, sigmoid(h @ W2 + b2), y, W2)
    return rate * x.T @ d1, rate * h.T @ d2


@wrong("one_step", "The rate is missing")
def _(W1, b1, W2, b2, x, y, rate):
    h = sigmoid(x @ W1 + b1)
    d2, d1 = two_errors(x, h, sigmoid(h @ W2 + b2), y, W2)
    return W1 - x.T @ d1, W2 - h.T @ d2


@wrong("one_step", "the order is (W1, W2)")
def _(W1, b1, W2, b2, x, y, rate):
    h = sigmoid(x @ W1 + b1)
    d2, d1 = two_errors(x, h, sigmoid(h @ W2 + b2), y, W2)
    return W2 - rate * h.T @ d2, W1 - rate * x.T @ d1


@wrong("one_step", "The transpose is missing")
def _(W1, b1, W2, b2, x, y, rate):
    h = sigmoid(x @ W1 + b1)
    a = sigmoid(h @ W2 + b2)
    d2 = (a - y) * a * (1 - a)
    d1 = (d2 @ W2) * h * (1 - h)
    return W1 - rate * x.T @ d1, W2 - rate * h.T @ d2


@wrong("one_step", "the slope of tanh")
def _(W1, b1, W2, b2, x, y, rate):
    h = sigmoid(x @ W1 + b1)
    a = sigmoid(h @ W2 + b2)
    d2 = (a - y) * (1 - a**2)
    d1 = (d2 @ W2.T) * (1 - h**2)
    return W1 - rate * x.T @ d1, W2 - rate * h.T @ d2


@wrong("one_step", "The hidden error lacks f′")
def _(W1, b1, W2, b2, x, y, rate):
    h = sigmoid(x @ W1 + b1)
    a = sigmoid(h @ W2 + b2)
    d2 = (a - y) * a * (1 - a)
    return W1 - rate * x.T @ (d2 @ W2.T), W2 - rate * h.T @ d2


@wrong("one_step", "The output error lacks f′")
def _(W1, b1, W2, b2, x, y, rate):
    h = sigmoid(x @ W1 + b1)
    a = sigmoid(h @ W2 + b2)
    d2 = a - y
    d1 = (d2 @ W2.T) * h * (1 - h)
    return W1 - rate * x.T @ d1, W2 - rate * h.T @ d2


@wrong("one_step", "Both errors lack f′")
def _(W1, b1, W2, b2, x, y, rate):
    h = sigmoid(x @ W1 + b1)
    a = sigmoid(h @ W2 + b2)
    d2 = a - y
    return W1 - rate * x.T @ (d2 @ W2.T), W2 - rate * h.T @ d2


@wrong("one_step")  # a cost without the ½
def _(W1, b1, W2, b2, x, y, rate):
    h = sigmoid(x @ W1 + b1)
    d2, d1 = two_errors(x, h, sigmoid(h @ W2 + b2), y, W2)
    return W1 - 2 * rate * x.T @ d1, W2 - 2 * rate * h.T @ d2


# --- scaled_layer ---------------------------------------------------------------------------


@right("scaled_layer")
def _(A_in, W, g, Delta):
    U = A_in @ W
    dU = Delta * g
    return A_in.T @ dU, np.sum(Delta * U, axis=0), dU @ W.T


@right("scaled_layer")
def _(A_in, W, g, Delta):
    dW = (A_in.T @ Delta) * g
    dg = np.sum(Delta * (A_in @ W), 0)
    dA = Delta @ (W * g).T
    return dW, dg, dA


@right("scaled_layer")
def _(A_in, W, g, Delta):
    G = np.diag(g)
    return A_in.T @ Delta @ G, np.diag(Delta.T @ A_in @ W), Delta @ G @ W.T


@right("scaled_layer")
def _(A_in, W, g, Delta):
    dW, dg, dA = np.zeros(W.shape), np.zeros(g.shape), np.zeros(A_in.shape)
    for n in range(len(A_in)):
        for j in range(W.shape[0]):
            for k in range(W.shape[1]):
                dW[j, k] += Delta[n, k] * g[k] * A_in[n, j]
                dg[k] += Delta[n, k] * A_in[n, j] * W[j, k]
                dA[n, j] += Delta[n, k] * g[k] * W[j, k]
    return dW, dg, dA


@right("scaled_layer")
def _(A_in, W, g, Delta):
    return [
        np.einsum("nj,nk,k->jk", A_in, Delta, g),
        np.einsum("nk,nj,jk->k", Delta, A_in, W),
        np.einsum("nk,k,jk->nj", Delta, g, W),
    ]


def learners_scaled(weight=None, gain=None, before=None):
    """A layer in a learner's hand in which one of the three gradients is wrong."""

    def answer(A_in, W, g, Delta):
        U = A_in @ W
        return (
            weight(A_in, W, g, Delta) if weight else A_in.T @ (Delta * g),
            gain(A_in, W, g, Delta, U) if gain else np.sum(Delta * U, axis=0),
            before(A_in, W, g, Delta) if before else (Delta * g) @ W.T,
        )

    return answer


wrong("scaled_layer", "g is missing in the gradient of W:")(
    learners_scaled(weight=lambda A, W, g, D: A.T @ D)
)
wrong("scaled_layer", "g is missing on the way back")(
    learners_scaled(before=lambda A, W, g, D: D @ W.T)
)
wrong("scaled_layer", "both paths lead through the product")(
    learners_scaled(weight=lambda A, W, g, D: A.T @ D, before=lambda A, W, g, D: D @ W.T)
)
wrong("scaled_layer", "the gradient of a bias")(
    learners_scaled(gain=lambda A, W, g, D, U: D.sum(axis=0))
)
wrong("scaled_layer", "one row per example")(learners_scaled(gain=lambda A, W, g, D, U: D * U))
wrong("scaled_layer", "You took a mean for g")(
    learners_scaled(gain=lambda A, W, g, D, U: np.mean(D * U, axis=0))
)
wrong("scaled_layer", "over the units as well")(
    learners_scaled(gain=lambda A, W, g, D, U: np.sum(D * U))
)
wrong("scaled_layer", "over the units (axis 1)")(
    learners_scaled(gain=lambda A, W, g, D, U: (D * U).sum(1))
)
wrong("scaled_layer", "stands g itself")(
    learners_scaled(gain=lambda A, W, g, D, U: (D * g * U).sum(axis=0))
)
wrong("scaled_layer", "The transpose is missing")(
    learners_scaled(before=lambda A, W, g, D: (D * g) @ W)
)
wrong("scaled_layer", "came out transposed")(
    learners_scaled(weight=lambda A, W, g, D: (D * g).T @ A)
)
wrong("scaled_layer", "the order is (W, g, A_in)")(
    lambda A, W, g, D: ((D * (A @ W)).sum(0), A.T @ (D * g), (D * g) @ W.T)
)


@right("scaled_layer")
def _(A_in, W, g, Delta):
    return (g * (A_in.T @ Delta), np.einsum("ni,ij,nj->j", A_in, W, Delta), Delta @ (W * g).T)


@wrong("scaled_layer", "g is missing in the gradient of W")
def _(A_in, W, g, Delta):
    return (A_in.T @ Delta, (Delta * (A_in @ W)).sum(0), Delta * g @ W.T)


@wrong("scaled_layer", "You took a mean for g")
def _(A_in, W, g, Delta):
    d = Delta * g
    return (A_in.T @ d, (Delta * (A_in @ W)).mean(axis=0), d @ W.T)
