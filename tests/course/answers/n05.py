"""Answers to the exercises of notebook 05, as learners write them."""

import math

import numpy as np
from scipy import special

from bplib.autodiff import log_softmax, logsumexp, softmax
from tests.course.answers import right, wrong

# --- forward_pass: tanh layers, the last one linear -----------------------------------------


@right("forward_pass")
def _(X, weights, biases):
    kept = []
    A = X
    for i in range(len(weights)):
        Z = np.dot(A, weights[i]) + biases[i]
        kept.append((A, Z))
        A = np.tanh(Z) if i < len(weights) - 1 else Z
    return kept, A


@right("forward_pass")
def _(X, weights, biases):
    As, Zs = [X], []
    for W, b in zip(weights, biases):
        Zs.append(As[-1] @ W + b)
        As.append(np.tanh(Zs[-1]))
    return list(zip(As, Zs)), Zs[-1]


@right("forward_pass")
def _(X, weights, biases):
    *hidden, last = zip(weights, biases)
    kept = []
    for W, b in hidden:
        kept.append([X, X @ W + b])
        X = np.tanh(kept[-1][1])
    outputs = X @ last[0] + last[1]
    kept.append([X, outputs])
    return kept, outputs


@right("forward_pass")
def _(X, weights, biases):
    kept, A = [], X.copy()
    for W, b in zip(weights, biases):
        Z = np.zeros((len(A), W.shape[1]))
        for n in range(len(A)):
            for k in range(W.shape[1]):
                Z[n, k] = sum(A[n, j] * W[j, k] for j in range(W.shape[0])) + b[k]
        kept.append((A, Z))
        A = np.tanh(Z)
    return kept, Z


@right("forward_pass")
def _(X, weights, biases):
    if not weights:
        return [], X
    Z = (weights[0].T @ X.T).T + biases[0]
    if len(weights) == 1:
        return [(X, Z)], Z
    rest, outputs = np.tanh(Z), None
    kept = [(X, Z)]
    for W, b in zip(weights[1:], biases[1:]):
        outputs = np.einsum("nj,jk->nk", rest, W) + b
        kept.append((rest, outputs))
        rest = np.tanh(outputs)
    return tuple(kept), outputs


@right("forward_pass")
def _(X, weights, biases):
    As = [X]
    Zs = []
    for k in range(len(weights)):
        Zs += [np.dot(As[k], weights[k]) + biases[k]]
        As += [np.tanh(Zs[k])]
    return (list(zip(As, Zs)), Zs[-1])


@wrong("forward_pass", "You kept what comes out of the layer")
def _(X, weights, biases):
    kept = []
    A = X
    for W, b in zip(weights, biases):
        Z = A @ W + b
        A = np.tanh(Z)
        kept.append((A, Z))
    return (kept, Z)


@wrong("forward_pass", "The bias is missing")
def _(X, weights, biases):
    kept = []
    A = X
    for W, b in zip(weights, biases):
        Z = A @ W
        kept.append((A, Z))
        A = np.tanh(Z)
    return (kept, Z)


@wrong("forward_pass", "The last layer is linear")
def _(X, weights, biases):
    kept, A = [], X
    for W, b in zip(weights, biases):
        Z = A @ W + b
        kept.append((A, Z))
        A = np.tanh(Z)
    return kept, A


@wrong("forward_pass", "You kept A in the place of Z")
def _(X, weights, biases):
    kept, A = [], X
    for W, b in zip(weights, biases):
        Z = A @ W + b
        kept.append((A, np.tanh(Z)))
        A = np.tanh(Z)
    return kept, Z


@wrong("forward_pass", "You kept what comes out of the layer")
def _(X, weights, biases):
    kept, A = [], X
    for W, b in zip(weights, biases):
        Z = A @ W + b
        A = np.tanh(Z)
        kept.append((A, Z))
    return kept, Z


@wrong("forward_pass", "The pairs are turned round")
def _(X, weights, biases):
    kept, A = [], X
    for W, b in zip(weights, biases):
        Z = A @ W + b
        kept.append((Z, A))
        A = np.tanh(Z)
    return kept, Z


@wrong("forward_pass", "You kept Z alone")
def _(X, weights, biases):
    kept, A = [], X
    for W, b in zip(weights, biases):
        kept.append(A @ W + b)
        A = np.tanh(kept[-1])
    return kept, kept[-1]


@wrong("forward_pass", "the layers are one linear layer")
def _(X, weights, biases):
    kept, A = [], X
    for W, b in zip(weights, biases):
        Z = A @ W + b
        kept.append((A, Z))
        A = Z
    return kept, A


@wrong("forward_pass", "You used ReLU")
def _(X, weights, biases):
    kept, A = [], X
    for W, b in zip(weights, biases):
        Z = A @ W + b
        kept.append((A, Z))
        A = np.maximum(0, Z)
    return kept, Z


@wrong("forward_pass", "The bias is missing")
def _(X, weights, biases):
    kept, A = [], X
    for W in weights:
        Z = A @ W
        kept.append((A, Z))
        A = np.tanh(Z)
    return kept, Z


@wrong("forward_pass", "W is transposed in yours")
def _(X, weights, biases):
    kept, A = [], X
    for W, b in zip(weights, biases):
        Z = A @ W.T + b
        kept.append((A, Z))
        A = np.tanh(Z)
    return kept, Z


@wrong("forward_pass", "Return the outputs as well")
def _(X, weights, biases):
    kept, A = [], X
    for W, b in zip(weights, biases):
        Z = A @ W + b
        kept.append((A, Z))
        A = np.tanh(Z)
    return kept


@wrong("forward_pass", "Return what was kept as well")
def _(X, weights, biases):
    A = X
    for W, b in zip(weights[:-1], biases[:-1]):
        A = np.tanh(A @ W + b)
    return A @ weights[-1] + biases[-1]


@wrong("forward_pass", "The two results are turned round")
def _(X, weights, biases):
    kept, A = [], X
    for W, b in zip(weights, biases):
        Z = A @ W + b
        kept.append((A, Z))
        A = np.tanh(Z)
    return Z, kept


@wrong("forward_pass", "The last layer has an input and a Z as well")
def _(X, weights, biases):
    kept, A = [], X
    for W, b in zip(weights[:-1], biases[:-1]):
        Z = A @ W + b
        kept.append((A, Z))
        A = np.tanh(Z)
    return kept, A @ weights[-1] + biases[-1]


@wrong("forward_pass", "Only one layer's pair is left")
def _(X, weights, biases):
    A = X
    for W, b in zip(weights, biases):
        kept = []
        Z = A @ W + b
        kept.append((A, Z))
        A = np.tanh(Z)
    return kept, Z


# --- log_softmax ----------------------------------------------------------------------------


@right("log_softmax")
def _(Z):
    M = np.max(Z, axis=1)[:, None]
    return Z - M - np.log(np.sum(np.exp(Z - M), axis=1))[:, None]


@right("log_softmax")
def _(Z):
    return Z - special.logsumexp(Z, axis=1, keepdims=True)


@right("log_softmax")
def _(Z):
    out = np.empty(Z.shape)
    for i, row in enumerate(Z):
        top = max(row)
        out[i] = row - top - math.log(sum(math.exp(z - top) for z in row))
    return out


@right("log_softmax")
def _(Z):
    return Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)


@right("log_softmax")
def _(Z):
    return np.array([row - logsumexp(row) for row in Z])


@right("log_softmax")
def _(Z):
    return log_softmax(Z)


@right("log_softmax")
def _(Z):
    return np.array([row - np.logaddexp.reduce(row) for row in Z])


@wrong("log_softmax", "The logarithm of the sum overflows")
def _(Z):
    return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))


@wrong("log_softmax", "You subtracted the maximum of each column")
def _(Z):
    Z = Z - Z.max(axis=0)
    return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))


@wrong("log_softmax", "inf/inf is not a number")
def _(Z):
    return np.log(np.exp(Z) / np.sum(np.exp(Z), axis=1, keepdims=True))


@wrong("log_softmax", "log 0 is −inf. Subtract before any exp")
def _(Z):
    return np.log(softmax(Z))


@wrong("log_softmax", "inside the logarithm")
def _(Z):
    return np.log(softmax(Z) + 1e-12)


@wrong("log_softmax", "The logarithm of the sum overflows")
def _(Z):
    return Z - np.log(np.sum(np.exp(Z), axis=-1))[:, np.newaxis]


@wrong("log_softmax", "More digits move the limit")
def _(Z):
    big = Z.astype(np.longdouble)
    return big - np.log(np.exp(big).sum(axis=1, keepdims=True))


@wrong("log_softmax", "A shift by the mean")
def _(Z):
    S = Z - np.mean(Z, axis=1, keepdims=True)
    return S - np.log(np.sum(np.exp(S), axis=1, keepdims=True))


@wrong("log_softmax", "Each row needs its own")
def _(Z):
    S = Z - np.max(Z)
    return S - np.log(np.sum(np.exp(S), axis=1, keepdims=True))


@wrong("log_softmax", "Your sums run over the examples")
def _(Z):
    S = Z - np.max(Z, axis=0)
    return S - np.log(np.sum(np.exp(S), axis=0))


@wrong("log_softmax", "You summed over the whole array")
def _(Z):
    S = Z - np.max(Z, axis=1, keepdims=True)
    return S - np.log(np.sum(np.exp(S)))


@wrong("log_softmax", "keepdims=True is missing. Without it")
def _(Z):
    S = Z - np.max(Z, axis=1)
    return S - np.log(np.sum(np.exp(S), axis=1))


@wrong("log_softmax", "keepdims=True is missing in the sum")
def _(Z):
    S = Z - np.max(Z, axis=1, keepdims=True)
    return S - np.log(np.sum(np.exp(S), axis=1))


@wrong("log_softmax", "You left the maximum out")
def _(Z):
    M = np.max(Z, axis=1, keepdims=True)
    return Z - np.log(np.sum(np.exp(Z - M), axis=1, keepdims=True))


@wrong("log_softmax", "That is softmax")
def _(Z):
    return softmax(Z)


@wrong("log_softmax", "The sign is turned round")
def _(Z):
    return np.array([logsumexp(row) - row for row in Z])


@wrong("log_softmax", "outside the sum")
def _(Z):
    S = Z - np.max(Z, axis=1, keepdims=True)
    return S - np.sum(np.log(np.exp(S)), axis=1, keepdims=True)


# --- count_parameters -----------------------------------------------------------------------


@right("count_parameters")
def _(sizes):
    total = 0
    for i in range(len(sizes) - 1):
        total += sizes[i] * sizes[i + 1]
        total += sizes[i + 1]
    return total


@right("count_parameters")
def _(sizes):
    return sum((a + 1) * b for a, b in zip(sizes, sizes[1:]))


@right("count_parameters")
def _(sizes):
    if len(sizes) < 2:
        return 0
    first, second, *rest = sizes
    count = first * second + second
    while rest:
        first, second, *rest = [second, *rest]
        count += first * second + second
    return count


@right("count_parameters")
def _(sizes):
    return np.dot(sizes[:-1], sizes[1:]) + np.sum(sizes[1:])


@right("count_parameters")
def _(sizes):
    Ws = [np.zeros((d_in, d_out)) for d_in, d_out in zip(sizes[:-1], sizes[1:])]
    bs = [np.zeros(d_out) for d_out in sizes[1:]]
    return float(sum(each.size for each in [*Ws, *bs]))


@right("count_parameters")
def _(sizes):
    return int(np.dot(sizes[:-1], sizes[1:]) + sum(sizes[1:]))


@wrong("count_parameters", "You gave the inputs biases")
def _(sizes):
    return sum((a * b for a, b in zip(sizes, sizes[1:]))) + sum(sizes)


@wrong("count_parameters", "You added d_in biases for each layer")
def _(sizes):
    return sum((a * b + a for a, b in zip(sizes, sizes[1:])))


@wrong("count_parameters", "At i = 0")
def _(sizes):
    n = 0
    for i in range(len(sizes)):
        n += sizes[i] * sizes[i - 1] + sizes[i]
    return n


@wrong("count_parameters", "Those are the weights")
def _(sizes):
    return sum(a * b for a, b in zip(sizes, sizes[1:]))


@wrong("count_parameters", "You counted units")
def _(sizes):
    total = 0
    for size in sizes:
        total += size
    return total


@wrong("count_parameters", "You gave the inputs biases")
def _(sizes):
    return sum(a * b for a, b in zip(sizes, sizes[1:])) + sum(sizes)


@wrong("count_parameters", "The output units have biases too")
def _(sizes):
    return sum(a * b for a, b in zip(sizes, sizes[1:])) + sum(sizes[1:-1])


@wrong("count_parameters", "One bias per layer is too few")
def _(sizes):
    return sum(a * b + 1 for a, b in zip(sizes, sizes[1:]))


@wrong("count_parameters", "You added d_in biases")
def _(sizes):
    return sum(a * b + a for a, b in zip(sizes, sizes[1:]))


@wrong("count_parameters", "A bias for every weight")
def _(sizes):
    return sum(2 * a * b for a, b in zip(sizes, sizes[1:]))


@wrong("count_parameters", "You multiplied all sizes")
def _(sizes):
    return math.prod(sizes) * 1.0 + sum(sizes[1:])


@wrong("count_parameters", "You counted the first layer alone")
def _(sizes):
    total = 0
    for a, b in zip(sizes, sizes[1:]):
        total += a * b + b
        return total


@wrong("count_parameters", "You counted the last layer alone")
def _(sizes):
    for a, b in zip(sizes, sizes[1:]):
        total = a * b + b
    return total


@wrong("count_parameters", "The last layer is missing")
def _(sizes):
    total = 0
    for i in range(len(sizes) - 2):
        total += (sizes[i] + 1) * sizes[i + 1]
    return total


@wrong("count_parameters", "counts too many")
def _(sizes):
    return sum((a + 1) * (b + 1) for a, b in zip(sizes, sizes[1:]))


@wrong("count_parameters", "prints, and returns nothing")
def _(sizes):
    print(sum((a + 1) * b for a, b in zip(sizes, sizes[1:])))


# --- max_net --------------------------------------------------------------------------------


@right("max_net")
def _():
    W1 = np.array([[0.0, 0.0, 1.0], [1.0, -1.0, -1.0]])  # b, −b, a − b
    return W1, np.zeros(3), np.array([[1.0], [-1.0], [1.0]]), np.zeros(1)


@right("max_net")
def _():
    W1 = [[1, -1, 1, -1], [1, -1, -1, 1]]  # the mean and half the distance
    return W1, [0, 0, 0, 0], [[0.5], [-0.5], [0.5], [0.5]], [0]


@right("max_net")
def _():
    W1 = np.zeros((2, 5))
    W1[0, :2] = 2, -2
    W1[1, 2] = 3
    W1[0, 2] = -3
    W1[:, 3:] = 0.1
    return W1, np.array([0.0, 0, 0, -9, -9]), np.array([1 / 2, -1 / 2, 1 / 3, 1, -1]), 0.0


@right("max_net")
def _():
    W1 = np.column_stack([[1, 0], [-1, 0], [-1, 1]])
    b1 = np.zeros((1, 3))
    W2 = np.array([1, -1, 1]).reshape(3, 1)
    return W1, b1, W2, np.zeros((1, 1))


@right("max_net")
def _():
    h = 3
    W1, b1 = np.zeros((2, h)), np.zeros(h)
    W2, b2 = np.zeros((h, 1)), np.zeros(1)
    for k, (to_a, to_b, out) in enumerate([(1, 0, 1), (-1, 0, -1), (-1, 1, 1)]):
        W1[0, k], W1[1, k], W2[k, 0] = to_a, to_b, out
    return W1, b1, W2, b2


@wrong("max_net", "A number of either sign")
def _():
    return np.array([[1.0, -1.0], [0.0, 1.0]]), np.zeros(2), np.ones((2, 1)), np.zeros(1)


@wrong("max_net", "A number of either sign")
def _():
    return np.array([[0.0, 1.0], [1.0, -1.0]]), np.zeros(2), np.ones((2, 1)), np.zeros(1)


@wrong("max_net", "That adds relu(a) and relu(b)")
def _():
    return np.eye(2), np.zeros(2), np.ones((2, 1)), np.zeros(1)


@wrong("max_net", "That is |a − b|")
def _():
    return np.array([[1, -1], [-1, 1]]), np.zeros(2), np.ones((2, 1)), np.zeros(1)


@wrong("max_net", "half the distance. Add the mean")
def _():
    return np.array([[1, -1], [-1, 1]]), np.zeros(2), np.full((2, 1), 0.5), np.zeros(1)


@wrong("max_net", "That is the smaller one")
def _():
    W1 = np.array([[1, -1, 1], [0, 0, -1]])
    return W1, np.zeros(3), np.array([[1], [-1], [-1]]), np.zeros(1)


@wrong("max_net", "what b has more than a. Add a itself")
def _():
    return np.array([[-1.0], [1.0]]), np.zeros(1), np.ones((1, 1)), np.zeros(1)


@wrong("max_net", "That is a + relu(a − b)")
def _():
    W1 = np.array([[1, -1, 1], [0, 0, -1]])
    return W1, np.zeros(3), np.array([[1], [-1], [1]]), np.zeros(1)


@wrong("max_net", "relu(a) + relu(−a) is |a|")
def _():
    W1 = np.array([[1, -1, -1], [0, 0, 1]])
    return W1, np.zeros(3), np.ones((3, 1)), np.zeros(1)


@wrong("max_net", "halve the weights W2")
def _():
    W1 = np.array([[1, -1, 1, -1], [1, -1, -1, 1]])
    return W1, np.zeros(4), np.array([[1], [-1], [1], [1]]), np.zeros(1)


@wrong("max_net", "That is a + b")
def _():
    W1 = np.array([[1, -1], [1, -1]])
    return W1, np.zeros(2), np.array([[1], [-1]]), np.zeros(1)


@wrong("max_net", "expected (2, h)")
def _():
    W1 = np.array([[1, 0], [-1, 0], [-1, 1]])
    return W1, np.zeros(3), np.array([[1, -1, 1]]), np.zeros(1)
