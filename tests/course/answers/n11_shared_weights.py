"""Answers for notebook 11, part 1, as learners write them."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from bplib.autodiff import Tensor, sigmoid
from tests.course.answers import right, wrong

# --- kernel_gradient ------------------------------------------------------------------------


@right("kernel_gradient")
def _(X, Delta):
    n, rows, columns, kernels = Delta.shape
    s, t = X.shape[1] - rows + 1, X.shape[2] - columns + 1
    dk = np.zeros((s, t, kernels))
    for m in range(n):
        for i in range(rows):
            for j in range(columns):
                dk += X[m, i : i + s, j : j + t, None] * Delta[m, i, j]
    return dk


@right("kernel_gradient")
def _(X, Delta):
    windows = sliding_window_view(X, Delta.shape[1:3], axis=(1, 2))
    return np.einsum("muvij,mijk->uvk", windows, Delta)


@right("kernel_gradient")
def _(X, Delta):
    _n, rows, columns, kernels = Delta.shape
    s, t = X.shape[1] - rows + 1, X.shape[2] - columns + 1
    P = sliding_window_view(X, (s, t), axis=(1, 2)).reshape(-1, s * t)
    return (P.T @ Delta.reshape(-1, kernels)).reshape(s, t, kernels)


@right("kernel_gradient")
def _(X, Delta):
    _, rows, columns, kernels = Delta.shape
    s, t = X.shape[1] - rows + 1, X.shape[2] - columns + 1
    k = Tensor(np.zeros((s * t, kernels)))
    P = sliding_window_view(X, (s, t), axis=(1, 2)).reshape(*Delta.shape[:3], s * t)
    np.sum(P @ k * Delta).backward()
    return k.grad.reshape(s, t, kernels)


@right("kernel_gradient")
def _(X, Delta):
    rows, columns = Delta.shape[1], Delta.shape[2]
    return np.array(
        [
            [
                np.tensordot(X[:, u : u + rows, v : v + columns], Delta, axes=3)
                for v in range(X.shape[2] - columns + 1)
            ]
            for u in range(X.shape[1] - rows + 1)
        ]
    )


def windowed(X, Delta):
    """The pixels that each kernel entry met, (n, s, t, rows, columns)."""
    return sliding_window_view(X, Delta.shape[1:3], axis=(1, 2))


@wrong("kernel_gradient", "You took the mean over the places")
def _(X, Delta):
    return np.einsum("muvij,mijk->uvk", windowed(X, Delta), Delta) / Delta[..., 0].size


@wrong("kernel_gradient", "Your kernel is turned round")
def _(X, Delta):
    return np.einsum("muvij,mijk->uvk", windowed(X, Delta), Delta)[::-1, ::-1, :]


@wrong("kernel_gradient", "You divided by the number of images")
def _(X, Delta):
    return np.einsum("muvij,mijk->muvk", windowed(X, Delta), Delta).mean(axis=0)


@wrong("kernel_gradient", "You added the kernels up")
def _(X, Delta):
    return np.einsum("muvij,mijk->uv", windowed(X, Delta), Delta)


@wrong("kernel_gradient", "Rows and columns of the kernel")
def _(X, Delta):
    return np.einsum("muvij,mijk->vuk", windowed(X, Delta), Delta)


@wrong("kernel_gradient", "Every entry has met the same pixels")
def _(X, Delta):
    _, rows, columns, kernels = Delta.shape
    s, t = X.shape[1] - rows + 1, X.shape[2] - columns + 1
    dk = np.zeros((s, t, kernels))
    dk[:] = np.einsum("mij,mijk->k", X[:, :rows, :columns], Delta)
    return dk


@wrong("kernel_gradient", "gradient of a bias")
def _(X, Delta):
    s, t = X.shape[1] - Delta.shape[1] + 1, X.shape[2] - Delta.shape[2] + 1
    return np.ones((s, t, 1)) * Delta.sum(axis=(0, 1, 2))


@wrong("kernel_gradient", "Each place overwrites")
def _(X, Delta):
    _, rows, columns, kernels = Delta.shape
    s, t = X.shape[1] - rows + 1, X.shape[2] - columns + 1
    dk = np.zeros((s, t, kernels))
    for i in range(rows):
        for j in range(columns):
            dk = np.einsum("muv,mk->uvk", X[:, i : i + s, j : j + t], Delta[:, i, j])
    return dk


@wrong("kernel_gradient", "one image meets another's errors")
def _(X, Delta):
    return np.einsum("uvij,ijk->uvk", windowed(X, Delta).sum(axis=0), Delta.sum(axis=0))


@wrong("kernel_gradient", "the sum of the inputs by the sum of the errors")
def _(X, Delta):
    inputs = windowed(X, Delta).sum(axis=(0, 3, 4))
    return inputs[:, :, None] * Delta.sum(axis=(0, 1, 2))


@wrong("kernel_gradient", "the share of the first place alone")
def _(X, Delta):
    return np.einsum("muv,mk->uvk", windowed(X, Delta)[..., 0, 0], Delta[:, 0, 0])


@wrong("kernel_gradient", "the first image's share alone")
def _(X, Delta):
    return np.einsum("uvij,ijk->uvk", windowed(X, Delta)[0], Delta[0])


# --- input_gradient -------------------------------------------------------------------------


@right("input_gradient")
def _(k, Delta):
    s, t, _ = k.shape
    padded = np.pad(Delta, ((0, 0), (s - 1, s - 1), (t - 1, t - 1), (0, 0)))
    windows = sliding_window_view(padded, (s, t), axis=(1, 2))
    return np.einsum("mpqkuv,uvk->mpq", windows, k[::-1, ::-1])


@right("input_gradient")
def _(k, Delta):
    (s, t, _), (n, rows, columns, _) = k.shape, Delta.shape
    back = np.zeros((n, rows + s - 1, columns + t - 1))
    for i in range(rows):
        for j in range(columns):
            back[:, i : i + s, j : j + t] += np.einsum("uvk,mk->muv", k, Delta[:, i, j])
    return back


@right("input_gradient")
def _(k, Delta):
    (s, t, kernels), (n, rows, columns, _) = k.shape, Delta.shape
    back = np.zeros((n, rows + s - 1, columns + t - 1))
    for m, p, q in np.ndindex(back.shape):
        for u in range(s):
            for v in range(t):
                if 0 <= p - u < rows and 0 <= q - v < columns:
                    for f in range(kernels):
                        back[m, p, q] += Delta[m, p - u, q - v, f] * k[u, v, f]
    return back


@right("input_gradient")
def _(k, Delta):
    (s, t, _), (n, rows, columns, _) = k.shape, Delta.shape
    X = Tensor(np.zeros((n, rows + s - 1, columns + t - 1)))
    windows = sliding_window_view(X, (s, t), axis=(1, 2))
    (np.einsum("mijuv,uvk->mijk", windows, k) * Delta).sum().backward()
    return X.grad


@right("input_gradient")
def _(k, Delta):
    def full(error, kernel):
        return np.array([np.convolve(error[i], kernel) for i in range(len(error))])

    (s, t, kernels), (n, rows, columns, _) = k.shape, Delta.shape
    back = np.zeros((n, rows + s - 1, columns + t - 1))
    for m in range(n):
        for f in range(kernels):
            for u in range(s):
                back[m, u : u + rows] += full(Delta[m, :, :, f], k[u, :, f])
    return back


def scattered(k, Delta):
    """What each kernel sends back to each pixel, (n, h, w, kernels)."""
    (s, t, kernels), (n, rows, columns, _) = k.shape, Delta.shape
    back = np.zeros((n, rows + s - 1, columns + t - 1, kernels))
    for u in range(s):
        for v in range(t):
            back[:, u : u + rows, v : v + columns] += Delta * k[u, v]
    return back


@wrong("input_gradient", "turned round once too often")
def _(k, Delta):
    return scattered(k[::-1, ::-1], Delta).sum(axis=3)


@wrong("input_gradient", "overwrites what the ones before had brought")
def _(k, Delta):
    (s, t, _), (n, rows, columns, _) = k.shape, Delta.shape
    back = np.zeros((n, rows + s - 1, columns + t - 1))
    for u in range(s):
        for v in range(t):
            back[:, u : u + rows, v : v + columns] = np.sum(Delta * k[u, v], axis=3)
    return back


@wrong("input_gradient", "Only the first kernel's errors came back")
def _(k, Delta):
    return scattered(k, Delta)[..., 0]


@wrong("input_gradient", "You took the mean over the kernels")
def _(k, Delta):
    return scattered(k, Delta).mean(axis=-1)


@wrong("input_gradient", "You added the images up")
def _(k, Delta):
    return scattered(k, Delta).sum(axis=(0, 3))


@wrong("input_gradient", "shape of the errors")
def _(k, Delta):
    return scattered(k, Delta).sum(axis=3)[:, : Delta.shape[1], : Delta.shape[2]]


@wrong("input_gradient", "You left the weights out")
def _(k, Delta):
    return scattered(np.ones_like(k), Delta).sum(axis=3)


@wrong("input_gradient", "divided by the number of kernel entries")
def _(k, Delta):
    return scattered(k, Delta).sum(axis=3) / k[..., 0].size


@wrong("input_gradient", "Each place overwrites")
def _(k, Delta):
    (s, t, _), (n, rows, columns, _) = k.shape, Delta.shape
    back = np.zeros((n, rows + s - 1, columns + t - 1))
    for i in range(rows):
        for j in range(columns):
            back[:, i : i + s, j : j + t] = np.einsum("uvk,mk->muv", k, Delta[:, i, j])
    return back


@wrong("input_gradient", "You added the kernels before")
def _(k, Delta):
    return scattered(k.sum(axis=2, keepdims=True), Delta.sum(axis=3, keepdims=True))[..., 0]


@wrong("input_gradient", "the right one with the other sign")
def _(k, Delta):
    return -scattered(k, Delta).sum(axis=3)


@wrong("input_gradient", "only the pixels that every kernel entry has met")
def _(k, Delta):
    s, t, _ = k.shape
    if s > Delta.shape[1] or t > Delta.shape[2]:
        return np.zeros((len(Delta), 0, 0))
    windows = sliding_window_view(Delta, (s, t), axis=(1, 2))
    return np.einsum("mpqkuv,uvk->mpq", windows, k[::-1, ::-1])


# --- through_time ---------------------------------------------------------------------------


@right("through_time")
def _(X, Y, U, W):
    U, W = Tensor(U), Tensor(W)
    h, C = np.zeros(Y[0].shape), 0.0
    for x, y in zip(X, Y):
        h = np.tanh(x @ U + h @ W)
        C = C + np.sum((h - y) ** 2) / 2
    C.backward()
    return U.grad, (W.grad if W.grad is not None else np.zeros(W.shape))


@right("through_time")
def _(X, Y, U, W):
    h, kept = np.zeros((X.shape[1], W.shape[0])), []
    for x in X:
        before, h = h, np.tanh(x @ U + h @ W)
        kept.append((x, before, h))
    dU, dW, error = 0, 0, 0
    for (x, before, h), y in zip(kept[::-1], Y[::-1]):
        error = (h - y + error) * (1 - h * h)
        dU, dW = dU + x.T @ error, dW + before.T @ error
        error = error @ W.T
    return dU, dW


@right("through_time")
def _(X, Y, U, W):
    T, n, _ = X.shape
    H = np.zeros((T + 1, n, len(W)))
    for t in range(T):
        H[t + 1] = np.tanh(X[t] @ U + H[t] @ W)
    D = np.zeros((T + 1, n, len(W)))
    for t in range(T - 1, -1, -1):
        D[t] = (H[t + 1] - Y[t] + D[t + 1] @ W.T) * (1 - H[t + 1] ** 2)
    return np.einsum("tni,tnk->ik", X, D[:T]), np.einsum("tnj,tnk->jk", H[:T], D[:T])


@right("through_time")
def _(X, Y, U, W):
    V = np.vstack([U, W])
    h, ins, outs = np.zeros_like(Y[0]), [], []
    for x in X:
        ins.append(np.hstack([x, h]))
        h = np.tanh(ins[-1] @ V)
        outs.append(h)
    dV, at = np.zeros_like(V), 0
    for t in range(len(X))[::-1]:
        delta = (outs[t] - Y[t] + at) * (1 - outs[t] ** 2)
        dV += ins[t].T @ delta
        at = (delta @ V.T)[:, len(U) :]
    return dV[: len(U)], dV[len(U) :]


@right("through_time")
def _(X, Y, U, W):
    states = [np.zeros_like(Y[0])]
    for x in X:
        states += [np.tanh(x @ U + states[-1] @ W)]

    def back(t):
        if t > len(X):
            return 0, 0, 0
        later, dU, dW = back(t + 1)
        delta = (states[t] - Y[t - 1] + later) * (1 - states[t] ** 2)
        return delta @ W.T, dU + X[t - 1].T @ delta, dW + states[t - 1].T @ delta

    return back(1)[1:]


def time_passes(X, Y, U, W, *, own=1.0, slope=None, back=None, entering=0, add=True, scale=1.0):
    """A pass through time in which one thing can be done differently."""
    H = [np.zeros_like(Y[0])]
    for x in X:
        H.append(np.tanh(x @ U + H[-1] @ W))
    dU, dW, later = 0 * U, 0 * W, 0 * Y[0]
    for t in range(len(X) - 1, -1, -1):
        at = own * (H[t + 1] - Y[t]) + later
        D = at * (1 - H[t + 1] ** 2 if slope is None else slope(H, t))
        dU = dU * add + X[t].T @ D
        dW = dW * add + H[t + entering].T @ D
        later = D @ W.T if back is None else back(D, at, W)
    return dU * scale, dW * scale


@wrong("through_time", "Nothing comes back from later steps")
def _(X, Y, U, W):
    return time_passes(X, Y, U, W, back=lambda D, at, W: 0)


@wrong("through_time", "The transpose is missing")
def _(X, Y, U, W):
    return time_passes(X, Y, U, W, back=lambda D, at, W: D @ W)


@wrong("through_time", "Back through W goes the error at z")
def _(X, Y, U, W):
    return time_passes(X, Y, U, W, back=lambda D, at, W: at @ W.T)


@wrong("through_time", "f′ is missing")
def _(X, Y, U, W):
    return time_passes(X, Y, U, W, slope=lambda H, t: 1)


@wrong("through_time", "one step too early")
def _(X, Y, U, W):
    return time_passes(X, Y, U, W, slope=lambda H, t: 1 - H[t] ** 2)


@wrong("through_time", "the state that comes out")
def _(X, Y, U, W):
    return time_passes(X, Y, U, W, entering=1)


@wrong("through_time", "Only one step's share is left of both")
def _(X, Y, U, W):
    return time_passes(X, Y, U, W, add=False)


@wrong("through_time", "cancels the 2 of the square")
def _(X, Y, U, W):
    return time_passes(X, Y, U, W, own=2.0)


@wrong("through_time", "You divided by the number of steps")
def _(X, Y, U, W):
    return time_passes(X, Y, U, W, own=1 / len(X))


@wrong("through_time", "in the other order")
def _(X, Y, U, W):
    return time_passes(X, Y, U, W)[::-1]


@wrong("through_time", "Only the last step has a cost")
def _(X, Y, U, W):
    H = [np.zeros_like(Y[0])]
    for x in X:
        H.append(np.tanh(x @ U + H[-1] @ W))
    dU, dW = np.zeros_like(U), np.zeros_like(W)
    D = (H[-1] - Y[-1]) * (1 - H[-1] ** 2)
    for t in range(len(X), 0, -1):
        dU += X[t - 1].T @ D
        dW += H[t - 1].T @ D
        D = D @ W.T * (1 - H[t - 1] ** 2)
    return dU, dW


@wrong("through_time", "divided by the number of examples")
def _(X, Y, U, W):
    return time_passes(X, Y, U, W, own=1 / X.shape[1])


# --- gru_back -------------------------------------------------------------------------------


@right("gru_back")
def _(at_next, h, x, U, W):
    h = Tensor(h)
    r, u = sigmoid(x @ U[0] + h @ W[0]), sigmoid(x @ U[1] + h @ W[1])
    n = np.tanh(x @ U[2] + (r * h) @ W[2])
    np.sum((u * h + (1 - u) * n) * at_next).backward()
    return h.grad


@right("gru_back")
def _(at_next, h, x, U, W):
    (Ur, Uu, Un), (Wr, Wu, Wn) = U, W
    r = 1 / (1 + np.exp(-(x @ Ur + h @ Wr)))
    u = 1 / (1 + np.exp(-(x @ Uu + h @ Wu)))
    n = np.tanh(x @ Un + (r * h) @ Wn)
    at_h = at_next * u
    at_u = at_next * h - at_next * n
    at_n = at_next - at_next * u
    at_product = (at_n * (1 - n * n)) @ Wn.T
    at_h = at_h + at_product * r
    at_r = at_product * h
    at_h = at_h + (at_r * (r - r * r)) @ Wr.T
    return at_h + (at_u * (u - u * u)) @ Wu.T


@right("gru_back")
def _(at_next, h, x, U, W):
    r, u = sigmoid(x @ U[0] + h @ W[0]), sigmoid(x @ U[1] + h @ W[1])
    n = np.tanh(x @ U[2] + (r * h) @ W[2])
    rh = np.einsum("mk,jk->mj", at_next * (1 - u) * (1 - n**2), W[2])
    gates = np.concatenate([rh * h * r * (1 - r), at_next * (h - n) * u * (1 - u)], axis=1)
    return u * at_next + r * rh + gates @ np.concatenate([W[0], W[1]], axis=1).T


@right("gru_back")
def _(at_next, h, x, U, W):
    result = np.zeros(h.shape)
    for m in range(len(h)):
        r, u = sigmoid(x[m] @ U[0] + h[m] @ W[0]), sigmoid(x[m] @ U[1] + h[m] @ W[1])
        n = np.tanh(x[m] @ U[2] + (r * h[m]) @ W[2])
        dn = at_next[m] * (1 - u) * (1 - n**2)
        du = at_next[m] * (h[m] - n) * u * (1 - u)
        dr = (W[2] @ dn) * h[m] * r * (1 - r)
        result[m] = at_next[m] * u + (W[2] @ dn) * r + W[1] @ du + W[0] @ dr
    return result


@right("gru_back")
def _(at_next, h, x, U, W):
    zr, zu = x @ U[0] + h @ W[0], x @ U[1] + h @ W[1]
    r, u = (1 + np.tanh(zr / 2)) / 2, (1 + np.tanh(zu / 2)) / 2
    n = np.tanh(x @ U[2] + (r * h) @ W[2])
    paths = [u * at_next]
    error = at_next * (1 - u) / np.cosh(x @ U[2] + (r * h) @ W[2]) ** 2
    paths.append(r * (error @ W[2].T))
    paths.append((error @ W[2].T * h * r * (1 - r)) @ W[0].T)
    paths.append((at_next * (h - n) * u * (1 - u)) @ W[1].T)
    return sum(paths)


def gru_paths(at_next, h, x, U, W):
    """The values of the step, its errors, and the four paths back to h."""
    r, u = sigmoid(x @ U[0] + h @ W[0]), sigmoid(x @ U[1] + h @ W[1])
    n = np.tanh(x @ U[2] + (r * h) @ W[2])
    Dn = at_next * (1 - u) * (1 - n**2)
    Du = at_next * (h - n) * u * (1 - u)
    Dr = (Dn @ W[2].T) * h * r * (1 - r)
    paths = at_next * u, Dn @ W[2].T * r, Du @ W[1].T, Dr @ W[0].T
    return (r, u, n), (Dr, Du, Dn), paths


@wrong("gru_back", "The additive path is lost")
def _(at_next, h, x, U, W):
    _, _, (_, candidate, update, reset) = gru_paths(at_next, h, x, U, W)
    return candidate + update + reset


@wrong("gru_back", "additive path you multiplied by 1 − u")
def _(at_next, h, x, U, W):
    (_, u, _), _, (_, *others) = gru_paths(at_next, h, x, U, W)
    return at_next * (1 - u) + sum(others)


@wrong("gru_back", "The additive path has a slope")
def _(at_next, h, x, U, W):
    return at_next + sum(gru_paths(at_next, h, x, U, W)[2][1:])


@wrong("gru_back", "into the candidate n")
def _(at_next, h, x, U, W):
    straight, _, update, reset = gru_paths(at_next, h, x, U, W)[2]
    return straight + update + reset


@wrong("gru_back", "h also decides the gate u")
def _(at_next, h, x, U, W):
    straight, candidate, _, reset = gru_paths(at_next, h, x, U, W)[2]
    return straight + candidate + reset


@wrong("gru_back", "h also decides the gate r")
def _(at_next, h, x, U, W):
    straight, candidate, update, _ = gru_paths(at_next, h, x, U, W)[2]
    return straight + candidate + update


@wrong("gru_back", "You held the gates fixed")
def _(at_next, h, x, U, W):
    return sum(gru_paths(at_next, h, x, U, W)[2][:2])


@wrong("gru_back", "That is the additive path alone")
def _(at_next, h, x, U, W):
    return gru_paths(at_next, h, x, U, W)[2][0]


@wrong("gru_back", "u stands in two terms")
def _(at_next, h, x, U, W):
    (_, u, _), _, (straight, candidate, _, reset) = gru_paths(at_next, h, x, U, W)
    return straight + candidate + (at_next * h * u * (1 - u)) @ W[1].T + reset


@wrong("gru_back", "The transposes are missing")
def _(at_next, h, x, U, W):
    (r, u, _), (_, Du, Dn), _ = gru_paths(at_next, h, x, U, W)
    through = Dn @ W[2]
    return at_next * u + through * r + Du @ W[1] + (through * h * r * (1 - r)) @ W[0]


@wrong("gru_back", "multiply by r")
def _(at_next, h, x, U, W):
    _, (_, _, Dn), (straight, _, update, reset) = gru_paths(at_next, h, x, U, W)
    return straight + Dn @ W[2].T + update + reset


@wrong("gru_back", "digits were lost")
def _(at_next, h, x, U, W):
    def cost(h):
        r, u = sigmoid(x @ U[0] + h @ W[0]), sigmoid(x @ U[1] + h @ W[1])
        n = np.tanh(x @ U[2] + (r * h) @ W[2])
        return np.sum(at_next * (u * h + (1 - u) * n))

    slopes = np.zeros_like(h)
    for index in np.ndindex(h.shape):
        nudge = np.zeros_like(h)
        nudge[index] = 1e-6
        slopes[index] = (cost(h + nudge) - cost(h)) / 1e-6
    return slopes
