"""Answers to the exercises of notebook 09, as learners write them."""

import math
from itertools import pairwise

import numpy as np

from tests.course.answers import right, wrong

# --- he_std ---------------------------------------------------------------------------------


@right("he_std")
def _(fan_in, fan_out, slope):
    gain = math.sqrt(2 / (1 + slope**2))
    return gain / math.sqrt(fan_in)


@right("he_std")
def _(fan_in, fan_out, slope):
    kept = 0.5 * 1 + 0.5 * slope**2
    variance = 1 / (fan_in * kept)
    return variance**0.5


@right("he_std")
def _(fan_in, fan_out, slope):
    return np.sqrt(2) / np.sqrt(fan_in + fan_in * slope * slope)


@right("he_std")
def _(fan_in, fan_out, slope):
    return np.array(2 / fan_in / (1 + slope**2)) ** 0.5


@right("he_std")
def _(fan_in, fan_out, slope):
    positive, negative = 1 / 2, slope**2 / 2
    return 1 / np.sqrt(fan_in * (positive + negative))


@right("he_std")
def _(fan_in, fan_out, slope):
    return math.sqrt(2 / fan_in / (slope * slope + 1))


@wrong("he_std", "This is the variance of a weight")
def _(fan_in, fan_out, slope):
    return 2 / ((1 + slope**2) * fan_in)


@wrong("he_std", "A mean square holds f(z)²")
def _(fan_in, fan_out, slope):
    return np.sqrt(2 / ((1 + slope) * fan_in))


@wrong("he_std", "This is the variance of a weight")
def _(fan_in, fan_out, slope):
    return 2 / (fan_in * (1 + slope**2))


@wrong("he_std", "You used fan_out")
def _(fan_in, fan_out, slope):
    return math.sqrt(2 / ((1 + slope**2) * fan_out))


@wrong("he_std", "as Glorot does")
def _(fan_in, fan_out, slope):
    return np.sqrt(2 / (1 + slope**2)) * np.sqrt(2 / (fan_in + fan_out))


@wrong("he_std", "right for f(z) = z")
def _(fan_in, fan_out, slope):
    return 1 / math.sqrt(fan_in)


@wrong("he_std", "right at slope 0 only")
def _(fan_in, fan_out, slope):
    return (2 / fan_in) ** 0.5


@wrong("he_std", "the slope counts squared")
def _(fan_in, fan_out, slope):
    return math.sqrt(1 / (fan_in * (1 + slope) / 2))


@wrong("he_std", "the sum of both slopes")
def _(fan_in, fan_out, slope):
    return math.sqrt(2 / fan_in) / (1 + slope)


@wrong("he_std", "The half is missing")
def _(fan_in, fan_out, slope):
    return 1 / np.sqrt(fan_in * (1 + slope**2))


@wrong("he_std", "what f leaves of the square")
def _(fan_in, fan_out, slope):
    return np.sqrt((1 + slope**2) / 2 / fan_in)


@wrong("he_std", "That is the gain")
def _(fan_in, fan_out, slope):
    return math.sqrt(2 / (1 + slope**2))


@wrong("he_std", "You multiplied by fan_in")
def _(fan_in, fan_out, slope):
    return np.sqrt(2 / (1 + slope**2) * fan_in)


@wrong("he_std", "the variance of a")
def _(fan_in, fan_out, slope):
    mean = (1 - slope) / np.sqrt(2 * np.pi)
    variance = (1 + slope**2) / 2 - mean**2
    return 1 / np.sqrt(fan_in * variance)


# --- error_ratio ----------------------------------------------------------------------------


@right("error_ratio")
def _(sizes):
    return sizes[-1] / sizes[1]


@right("error_ratio")
def _(sizes):
    ratio = 1
    for fan_in, fan_out in pairwise(sizes[1:]):
        v = 2 / fan_in
        ratio *= fan_out * v * 0.5
    return ratio


@right("error_ratio")
def _(sizes):
    error = 1.0
    for layer in reversed(range(2, len(sizes))):
        error = error * sizes[layer] / sizes[layer - 1]
    return error


@right("error_ratio")
def _(sizes):
    n = np.array(sizes, dtype=float)
    return np.prod(n[2:] / n[1:-1])


@right("error_ratio")
def _(sizes):
    return math.exp(math.log(sizes[-1]) - math.log(sizes[1]))


@right("error_ratio")
def _(sizes):
    return sizes[-1] / sizes[1]


@wrong("error_ratio", "Turned round")
def _(sizes):
    return sizes[1] / sizes[-1]


@wrong("error_ratio", "You went on to the inputs")
def _(sizes):
    return np.prod([b / a for a, b in zip(sizes, sizes[1:])])


@wrong("error_ratio", "Turned round")
def _(sizes):
    return sizes[1] / sizes[-1]


@wrong("error_ratio", "went on to the inputs")
def _(sizes):
    return sizes[-1] / sizes[0]


@wrong("error_ratio", "the wrong way round")
def _(sizes):
    return np.prod([a / b for a, b in pairwise(sizes)])


@wrong("error_ratio", "E[f′²] = ½ of ReLU is missing")
def _(sizes):
    ratio = 1
    for k in range(2, len(sizes)):
        ratio *= sizes[k] * 2 / sizes[k - 1]
    return ratio


@wrong("error_ratio", "You took the variance 1/fan_in")
def _(sizes):
    ratio = 1
    for k in range(1, len(sizes) - 1):
        ratio *= 0.5 * sizes[k + 1] / sizes[k]
    return ratio


@wrong("error_ratio", "Glorot's variance")
def _(sizes):
    ratio = 1
    for k in range(2, len(sizes)):
        v = 2 / (sizes[k] + sizes[k - 1])
        ratio *= sizes[k] * v / 2
    return ratio


@wrong("error_ratio", "root mean squares")
def _(sizes):
    return np.sqrt(sizes[-1] / sizes[1])


@wrong("error_ratio", "starts at 0 stays 0")
def _(sizes):
    ratio = 0
    for k in range(2, len(sizes)):
        ratio *= sizes[k] / sizes[k - 1]
    return ratio


@wrong("error_ratio", "overwrote the ratio")
def _(sizes):
    ratio = 1
    for k in range(2, len(sizes)):
        ratio = sizes[k] / sizes[k - 1]
    return ratio


@wrong("error_ratio", "added the factors")
def _(sizes):
    return sum(sizes[k] / sizes[k - 1] for k in range(2, len(sizes)))


@wrong("error_ratio", "The last layer's weights are missing")
def _(sizes):
    ratio = 1
    for k in range(1, len(sizes) - 2):
        ratio *= sizes[k + 1] / sizes[k]
    return ratio


@wrong("error_ratio", "holds for square layers")
def _(sizes):
    chi = 2 * 0.5
    return chi ** (len(sizes) - 2)


# --- length_after ---------------------------------------------------------------------------


@right("length_after")
def _(q, layers, sigma_w, sigma_b):
    if layers == 0:
        return q
    r = sigma_w**2 / 2
    total = q * r**layers
    for k in range(layers):
        total += sigma_b**2 * r**k
    return total


@right("length_after")
def _(q, layers, sigma_w, sigma_b):
    def after(q, n):
        return q if n == 0 else after(sigma_w**2 * q / 2 + sigma_b**2, n - 1)

    return after(q, layers)


@right("length_after")
def _(q, layers, sigma_w, sigma_b):
    k = 0
    while k < layers:
        a2 = q / 2
        q = sigma_w * sigma_w * a2 + sigma_b * sigma_b
        k += 1
    return q


@right("length_after")
def _(q, layers, sigma_w, sigma_b):
    fixed = sigma_b**2 / (1 - sigma_w**2 / 2)
    return fixed + (q - fixed) * (sigma_w**2 / 2) ** layers


@right("length_after")
def _(q, layers, sigma_w, sigma_b):
    lengths = [q]
    for _layer in range(layers):
        lengths.append(0.5 * sigma_w**2 * lengths[-1] + sigma_b**2)
    return lengths[-1]


@right("length_after")
def _(q, layers, sigma_w, sigma_b):
    a = sigma_w**2 / 2
    return a**layers * q + sigma_b**2 * sum(a**k for k in range(layers))


@wrong("length_after", "You left out the activation")
def _(q, layers, sigma_w, sigma_b):
    for _ in range(layers):
        q = sigma_w**2 * q + sigma_b**2
    return q


@wrong("length_after", "Every layer adds its own σ_b²")
def _(q, layers, sigma_w, sigma_b):
    return q * (sigma_w**2 / 2) ** layers + sigma_b**2


@wrong("length_after", "You left out the activation")
def _(q, layers, sigma_w, sigma_b):
    for _layer in range(layers):
        q = q * sigma_w**2 + sigma_b**2
    return q


@wrong("length_after", "the variance of a")
def _(q, layers, sigma_w, sigma_b):
    for _layer in range(layers):
        q = sigma_w**2 * (q / 2 - q / (2 * math.pi)) + sigma_b**2
    return q


@wrong("length_after", "σ_w and σ_b are standard deviations")
def _(q, layers, sigma_w, sigma_b):
    for _layer in range(layers):
        q = sigma_w * q / 2 + sigma_b
    return q


@wrong("length_after", "σ_b is a standard deviation")
def _(q, layers, sigma_w, sigma_b):
    for _layer in range(layers):
        q = sigma_w**2 * q / 2 + sigma_b
    return q


@wrong("length_after", "σ_w is a standard deviation")
def _(q, layers, sigma_w, sigma_b):
    for _layer in range(layers):
        q = sigma_w * q / 2 + sigma_b**2
    return q


@wrong("length_after", "You halved the biases as well")
def _(q, layers, sigma_w, sigma_b):
    for _layer in range(layers):
        z = sigma_w**2 * q + sigma_b**2
        q = z / 2
    return q


@wrong("length_after", "The biases are missing")
def _(q, layers, sigma_w, sigma_b):
    for _layer in range(layers):
        q *= sigma_w**2 / 2
    return q


@wrong("length_after", "you added it once, at the end")
def _(q, layers, sigma_w, sigma_b):
    for _layer in range(layers):
        q = q * sigma_w**2 / 2
    return q + sigma_b**2


@wrong("length_after", "goes through the layers after it")
def _(q, layers, sigma_w, sigma_b):
    return q * (sigma_w**2 / 2) ** layers + sigma_b**2 * layers


@wrong("length_after", "a layer early")
def _(q, layers, sigma_w, sigma_b):
    for _layer in range(1, layers):
        q = sigma_w**2 * q / 2 + sigma_b**2
    return q


@wrong("length_after", "a layer too far")
def _(q, layers, sigma_w, sigma_b):
    for _layer in range(layers + 1):
        q = sigma_w**2 * q / 2 + sigma_b**2
    return q


@wrong("length_after", "That is one layer")
def _(q, layers, sigma_w, sigma_b):
    for _layer in range(max(layers, 1)):
        q = sigma_w**2 * q / 2 + sigma_b**2
        return q


# --- gain_of --------------------------------------------------------------------------------


@right("gain_of")
def _(f, z):
    return np.mean(f(z) ** 2) ** -0.5


@right("gain_of")
def _(f, z):
    total = 0.0
    for each in z:
        total += float(f(each)) ** 2
    return (len(z) / total) ** 0.5


@right("gain_of")
def _(f, z):
    a = f(z)
    return np.sqrt(a.size) / np.linalg.norm(a)


@right("gain_of")
def _(f, z):
    a = f(z)
    return 1 / np.sqrt(a.var() + a.mean() ** 2)


@right("gain_of")
def _(f, z):
    return np.sqrt(1 / np.average(np.square(f(z))))


@right("gain_of")
def _(f, z):
    a = np.asarray(f(z))
    return (np.vdot(a, a) / a.size) ** (-0.5)


@wrong("gain_of", "First square")
def _(f, z):
    return 1 / np.sqrt(np.mean(f(z)) ** 2)


@wrong("gain_of", "the standard deviation of f(z)")
def _(f, z):
    return 1 / f(z).std()


@wrong("gain_of", "the variance of f(z)")
def _(f, z):
    return 1 / f(z).var()


@wrong("gain_of", "Between the two is a root")
def _(f, z):
    return 1 / (f(z) ** 2).mean()


@wrong("gain_of", "what f leaves of the size")
def _(f, z):
    return (f(z) ** 2).mean() ** 0.5


@wrong("gain_of", "you took the mean first")
def _(f, z):
    return 1 / np.sqrt(np.mean(f(z)) ** 2)


@wrong("gain_of", "the mean of |f|")
def _(f, z):
    return 1 / np.abs(f(z)).mean()


@wrong("gain_of", "You squared z")
def _(f, z):
    return 1 / np.sqrt(f(z**2).mean())


@wrong("gain_of", "the sum over the draws")
def _(f, z):
    return 1 / np.linalg.norm(f(z))


@wrong("gain_of", "the size of these draws as well")
def _(f, z):
    return z.std() / np.sqrt((f(z) ** 2).mean())


@wrong("gain_of", "the mean square of these draws as well")
def _(f, z):
    return np.linalg.norm(z) / np.linalg.norm(f(z))


@wrong("gain_of", "the mean square of f′")
def _(f, z):
    slope = (f(z + 1e-6) - f(z - 1e-6)) / 2e-6
    return np.mean(slope**2) ** -0.5


@wrong("gain_of", "the mean of z into f")
def _(f, z):
    return 1 / np.abs(f(z.mean()))


# --- orthogonal -----------------------------------------------------------------------------


@right("orthogonal")
def _(G):
    rows, columns = G.shape
    tall = G if rows >= columns else G.T
    Q, R = np.linalg.qr(tall)
    Q = Q @ np.diag(np.sign(np.diag(R)))
    return Q if rows >= columns else Q.T


@right("orthogonal")
def _(G):
    U, _s, Vt = np.linalg.svd(G, full_matrices=False)
    return U @ Vt


@right("orthogonal")
def _(G):
    if G.shape[0] < G.shape[1]:
        G, wide = G.T, True
    else:
        wide = False
    W = np.zeros_like(G)
    for k in range(G.shape[1]):
        v = G[:, k].copy()
        for j in range(k):
            v -= (W[:, j] @ v) * W[:, j]
        W[:, k] = v / np.linalg.norm(v)
    return W.T if wide else W


@right("orthogonal")
def _(G):
    wide = G.shape[0] < G.shape[1]
    A = G.T if wide else G
    values, vectors = np.linalg.eigh(A.T @ A)
    W = A @ vectors @ np.diag(values**-0.5) @ vectors.T
    return W.T if wide else W


@right("orthogonal")
def _(G):
    wide = G.shape[0] < G.shape[1]
    Q, R = np.linalg.qr(G.T if wide else G)
    signs = np.array([1.0 if r > 0 else -1.0 for r in R.diagonal()])
    return (-Q * signs).T if wide else -Q * signs


@wrong("orthogonal", "chooses the signs")
def _(G):
    Q = np.linalg.qr(G)[0] if len(G) >= len(G.T) else np.linalg.qr(G.T)[0].T
    return Q


@wrong("orthogonal", "the signs of Q's diagonal")
def _(G):
    if G.shape[0] < G.shape[1]:
        Q, _R = np.linalg.qr(G.T)
        return (Q * np.sign(np.diag(Q))).T
    Q, _R = np.linalg.qr(G)
    return Q * np.sign(np.diag(Q))


@wrong("orthogonal", "undoes the lengths 1")
def _(G):
    if G.shape[0] < G.shape[1]:
        Q, R = np.linalg.qr(G.T)
        return (Q * np.diag(R)).T
    Q, R = np.linalg.qr(G)
    return Q * np.diag(R)


@wrong("orthogonal", "cannot have orthonormal columns")
def _(G):
    Q, R = np.linalg.qr(G)
    return Q @ np.diag(np.sign(np.diag(R)))


@wrong("orthogonal", "the shape of G.T")
def _(G):
    A = G.T
    if A.shape[0] < A.shape[1]:
        Q, R = np.linalg.qr(A.T)
        return (Q * np.sign(np.diag(R))).T
    Q, R = np.linalg.qr(A)
    return Q * np.sign(np.diag(R))


@wrong("orthogonal", "not at right angles")
def _(G):
    return G / np.sqrt(np.sum(G**2, axis=0))


@wrong("orthogonal", "you returned R")
def _(G):
    if G.shape[0] < G.shape[1]:
        return np.linalg.qr(G.T)[1].T
    return np.linalg.qr(G)[1]


@wrong("orthogonal", "The U of a singular value decomposition")
def _(G):
    U, _s, _Vt = np.linalg.svd(G, full_matrices=False)
    return U if G.shape[0] >= G.shape[1] else _Vt


@wrong("orthogonal", "The identity is orthonormal")
def _(G):
    W = np.zeros(G.shape)
    np.fill_diagonal(W, 1)
    return W


@wrong("orthogonal", "chooses the signs")
def _(G):
    rows, columns = G.shape
    if rows < columns:
        return np.transpose(np.linalg.qr(np.transpose(G)).Q)
    return np.linalg.qr(G).Q


# --- lsuv -----------------------------------------------------------------------------------


@right("lsuv")
def _(weights, X):
    A, out = X, []
    for W in weights:
        Z = A @ W
        s = Z.std()
        out += [W / s]
        A = np.tanh(Z / s)
    return out


@right("lsuv")
def _(weights, X):
    new = [W.copy() for W in weights]
    for layer in range(len(new)):
        A = X
        for W in new[:layer]:
            A = np.tanh(A @ W)
        new[layer] /= np.sqrt(np.var(A @ new[layer]))
    return new


@right("lsuv")
def _(weights, X):
    if not weights:
        return []
    W = weights[0] / np.std(X @ weights[0])
    A, rest = np.tanh(X @ W), []
    for V in weights[1:]:
        rest.append(V * (1 / np.std(A @ V)))
        A = np.tanh(A @ rest[-1])
    return [W, *rest]


@right("lsuv")
def _(weights, X):
    A, out = X, []
    for W in weights:
        W = W.copy()
        for _try in range(3):
            W /= np.std(A @ W)
        out.append(W)
        A = np.tanh(A @ W)
    return tuple(out)


@right("lsuv")
def _(weights, X):
    out = list(weights)
    A = np.array(X)
    for k, W in enumerate(weights):
        Z = A.dot(W)
        deviation = math.sqrt(np.mean((Z - np.mean(Z)) ** 2))
        out[k] = W / deviation
        A = np.tanh(A.dot(out[k]))
    return out


@wrong("lsuv", "You passed on the activations of the old weights")
def _(weights, X):
    out = []
    for W_ in weights:
        s = np.std(X @ W_)
        out.append(W_ / s)
        X = np.tanh(X @ W_)
    return out


@wrong("lsuv", "You measured A = tanh(Z)")
def _(weights, X):
    out = []
    for W_ in weights:
        W_ = W_ / np.std(np.tanh(X @ W_))
        out.append(W_)
        X = np.tanh(X @ W_)
    return out


@wrong("lsuv", "the activations of the old weights")
def _(weights, X):
    A, out = X, []
    for W in weights:
        Z = A @ W
        out.append(W / Z.std())
        A = np.tanh(Z)
    return out


@wrong("lsuv", "You divided by the variance")
def _(weights, X):
    A, out = X, []
    for W in weights:
        W = W / (A @ W).var()
        out.append(W)
        A = np.tanh(A @ W)
    return out


@wrong("lsuv", "the root mean square of Z")
def _(weights, X):
    A, out = X, []
    for W in weights:
        Z = A @ W
        out.append(W / np.sqrt((Z**2).mean()))
        A = np.tanh(A @ out[-1])
    return out


@wrong("lsuv", "You measured A = tanh(Z)")
def _(weights, X):
    A, out = X, []
    for W in weights:
        W = W / np.tanh(A @ W).std()
        A = np.tanh(A @ W)
        out.append(W)
    return out


@wrong("lsuv", "each unit by itself")
def _(weights, X):
    A, out = X, []
    for W in weights:
        out.append(W / (A @ W).std(axis=0))
        A = np.tanh(A @ out[-1])
    return out


@wrong("lsuv", "one less than the number of entries")
def _(weights, X):
    A, out = X, []
    for W in weights:
        out.append(W / (A @ W).std(ddof=1))
        A = np.tanh(A @ out[-1])
    return out


@wrong("lsuv", "You multiplied by the standard deviation")
def _(weights, X):
    A, out = X, []
    for W in weights:
        out.append(W * np.std(A @ W))
        A = np.tanh(A @ out[-1])
    return out


@wrong("lsuv", "instead of tanh(Z)")
def _(weights, X):
    A, out = X, []
    for W in weights:
        out.append(W / np.std(A @ W))
        A = A @ out[-1]
    return out


@wrong("lsuv", "You measured the weights")
def _(weights, X):
    return [W / W.std() if W.size > 1 else W for W in weights]


@wrong("lsuv", "orthogonal first")
def _(weights, X):
    A, out = X, []
    for W in weights:
        U, _s, Vt = np.linalg.svd(W, full_matrices=False)
        W = U @ Vt
        out.append(W / np.std(A @ W))
        A = np.tanh(A @ out[-1])
    return out


@wrong("lsuv", "You returned the factors")
def _(weights, X):
    A, out = X, []
    for W in weights:
        out.append(1 / np.std(A @ W))
        A = np.tanh(A @ (W * out[-1]))
    return out


@wrong("lsuv", "the activations at the end")
def _(weights, X):
    for W in weights:
        X = np.tanh(X @ W / np.std(X @ W))
    return X
