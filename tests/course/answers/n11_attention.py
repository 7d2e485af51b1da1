"""Answers for notebook 11, second part, as learners write them."""

import numpy as np

from bplib.autodiff import Tensor, softmax
from tests.course.answers import right, wrong

# --- embedding_back -------------------------------------------------------------------------


@right("embedding_back")
def _(tokens, at_X, rows):
    n, T, d = at_X.shape
    dE, dP = np.zeros((rows, d)), np.zeros((T, d))
    for m in range(n):
        for i in range(T):
            if tokens[m, i] != 0:
                dE[tokens[m, i]] += at_X[m, i]
                dP[i] += at_X[m, i]
    return dE, dP


@right("embedding_back")
def _(tokens, at_X, rows):
    hot = np.eye(rows)[tokens]
    hot[..., 0] = 0
    there = (tokens > 0).astype(float)
    return np.einsum("niv,nid->vd", hot, at_X), np.einsum("ni,nid->id", there, at_X)


@right("embedding_back")
def _(tokens, at_X, rows):
    there = tokens != 0
    dE = np.zeros((rows, at_X.shape[-1]))
    np.add.at(dE, tokens[there], at_X[there])
    dP = np.where(there[:, :, np.newaxis], at_X, 0).sum(0)
    return dE, dP


@right("embedding_back")
def _(tokens, at_X, rows):
    E = Tensor(np.zeros((rows, at_X.shape[2])))
    P = Tensor(np.zeros(at_X.shape[1:]))
    there = (tokens != 0)[..., None] * 1.0
    ((E[tokens] + P) * there * at_X).sum().backward()
    return E.grad, P.grad


@right("embedding_back")
def _(tokens, at_X, rows):
    d = at_X.shape[2]
    dE = np.zeros((rows, d))
    for word in range(1, rows):
        dE[word] = at_X[tokens == word].sum(axis=0)
    dP = at_X.copy()
    dP[tokens == 0] = 0
    return dE, np.sum(dP, axis=0)


@wrong("embedding_back", "one of its errors alone")
def _(tokens, at_X, rows):
    there = (tokens != 0)[..., None]
    dE = np.zeros((rows, at_X.shape[-1]))
    dE[tokens] += at_X * there
    return dE, (at_X * there).sum(axis=0)


@wrong("embedding_back", "one of its errors alone")
def _(tokens, at_X, rows):
    masked = np.where((tokens == 0)[:, :, None], 0, at_X)
    dE = np.zeros((rows, at_X.shape[-1]))
    for sentence, errors in zip(tokens, masked):
        for word, error in zip(sentence, errors):
            dE[word] = error
    return dE, masked.sum(axis=0)


@wrong("embedding_back", "its errors reach neither")
def _(tokens, at_X, rows):
    dE = np.zeros((rows, at_X.shape[-1]))
    np.add.at(dE, tokens, at_X)
    return dE, np.sum(at_X, axis=0)


@wrong("embedding_back", "dE is right, dP is not")
def _(tokens, at_X, rows):
    hot = np.eye(rows)[tokens.ravel()]
    dE = hot.T @ at_X.reshape(-1, at_X.shape[2])
    dE[0] = 0
    return dE, at_X.sum(axis=0)


@wrong("embedding_back", "Row 0 of dE is filled")
def _(tokens, at_X, rows):
    dE = np.zeros((rows, at_X.shape[-1]))
    np.add.at(dE, tokens, at_X)
    dP = np.where((tokens != 0)[..., None], at_X, 0.0).sum(axis=0)
    return dE, dP


@wrong("embedding_back", "P[i] is one row for all sentences")
def _(tokens, at_X, rows):
    masked = at_X * (tokens != 0)[..., None]
    dE = np.zeros((rows, at_X.shape[-1]))
    np.add.at(dE, tokens, masked)
    return dE, masked


@wrong("embedding_back", "You added over the places")
def _(tokens, at_X, rows):
    masked = at_X * (tokens != 0)[..., None]
    dE = np.zeros((rows, at_X.shape[-1]))
    np.add.at(dE, tokens, masked)
    return dE, masked.sum(axis=1)


@wrong("embedding_back", "a mean over the sentences")
def _(tokens, at_X, rows):
    masked = at_X * (tokens != 0)[..., None]
    dE = np.zeros((rows, at_X.shape[-1]))
    np.add.at(dE, tokens, masked)
    return dE, masked.mean(axis=0)


@wrong("embedding_back", "the mean over the places where a word stands")
def _(tokens, at_X, rows):
    d = at_X.shape[2]
    masked = at_X * (tokens != 0)[..., None]
    dE = np.zeros((rows, d))
    for word in range(1, rows):
        if (tokens == word).any():
            dE[word] = at_X[tokens == word].mean(axis=0)
    return dE, masked.sum(axis=0)


@wrong("embedding_back", "That is dE alone")
def _(tokens, at_X, rows):
    dE = np.zeros((rows, at_X.shape[-1]))
    np.add.at(dE, tokens, at_X * (tokens != 0)[..., None])
    return dE


@wrong("embedding_back", "reverse order")
def _(tokens, at_X, rows):
    masked = at_X * (tokens != 0)[..., None]
    dE = np.zeros((rows, at_X.shape[-1]))
    np.add.at(dE, tokens, masked)
    return masked.sum(axis=0), dE


# --- attention_back -------------------------------------------------------------------------


def weights(Q, K, d, mask=True):
    """The attention weights of a batch."""
    S = np.einsum("nik,njk->nij", Q, K) / np.sqrt(d)
    T = S.shape[1]
    if mask:
        S = S + np.where(np.arange(T)[None] > np.arange(T)[:, None], -1e30, 0)
    return softmax(S)


def finished(X, WQ, WK, WV, dQ, dK, dV):
    """From the gradients at Q, K and V to those asked for."""
    at_X = dQ @ WQ.T + dK @ WK.T + dV @ WV.T
    return (*(np.einsum("nti,nto->io", X, each) for each in (dQ, dK, dV)), at_X)


@right("attention_back")
def _(X, WQ, WK, WV, G):
    d = WQ.shape[1]
    Q, K, V = X @ WQ, X @ WK, X @ WV
    A = weights(Q, K, d)
    B = np.einsum("nic,njc->nij", G, V)
    D = A * (B - np.sum(A * B, axis=-1, keepdims=True)) / np.sqrt(d)
    return finished(X, WQ, WK, WV, D @ K, D.swapaxes(1, 2) @ Q, A.swapaxes(1, 2) @ G)


@right("attention_back")
def _(X, WQ, WK, WV, G):
    leaves = [Tensor(each) for each in (X, WQ, WK, WV)]
    x, q, k, v = leaves
    T = X.shape[1]
    S = (x @ q) @ (x @ k).mT / WQ.shape[1] ** 0.5
    S = np.where(np.tri(T) > 0, S, -1e30)
    (softmax(S) @ (x @ v) * G).sum().backward()
    return q.grad, k.grad, v.grad, x.grad


@right("attention_back")
def _(X, WQ, WK, WV, G):
    dWQ, dWK, dWV = np.zeros(WQ.shape), np.zeros(WK.shape), np.zeros(WV.shape)
    at_X = np.zeros(X.shape)
    d = WQ.shape[1]
    for n in range(len(X)):
        x = X[n]
        Q, K, V = x @ WQ, x @ WK, x @ WV
        dQ, dK, dV = np.zeros(Q.shape), np.zeros(K.shape), np.zeros(V.shape)
        for i in range(len(x)):
            a = softmax(Q[i] @ K[: i + 1].T / np.sqrt(d))
            y = a @ V[: i + 1]
            delta = a * ((V[: i + 1] - y) @ G[n, i]) / np.sqrt(d)
            dQ[i] += delta @ K[: i + 1]
            dK[: i + 1] += np.outer(delta, Q[i])
            dV[: i + 1] += np.outer(a, G[n, i])
        dWQ += x.T @ dQ
        dWK += x.T @ dK
        dWV += x.T @ dV
        at_X[n] = dQ @ WQ.T + dK @ WK.T + dV @ WV.T
    return dWQ, dWK, dWV, at_X


@right("attention_back")
def _(X, WQ, WK, WV, G):
    d = WQ.shape[1]
    Q, K, V = X @ WQ, X @ WK, X @ WV
    A = weights(Q, K, d)
    J = A[..., None] * (np.eye(A.shape[1]) - A[..., None, :])  # ∂A[m]/∂S[j]
    D = np.einsum("nim,nimj->nij", G @ V.mT, J) / np.sqrt(d)
    return finished(X, WQ, WK, WV, D @ K, D.mT @ Q, A.mT @ G)


@right("attention_back")
def _(X, WQ, WK, WV, G):
    scale = 1 / np.sqrt(WQ.shape[1])
    Q, K, V = scale * X @ WQ, X @ WK, X @ WV
    A = weights(Q, K, 1)
    B = G @ V.mT
    D = A * B - A * (A * B).sum(2)[:, :, None]
    return finished(X, WQ, WK, WV, scale * (D @ K), D.mT @ Q, A.mT @ G)


@wrong("attention_back", "Your places look ahead")
def _(X, WQ, WK, WV, G):
    d = WQ.shape[1]
    Q, K, V = X @ WQ, X @ WK, X @ WV
    A = weights(Q, K, d, mask=False)
    B = G @ V.mT
    D = A * (B - (A * B).sum(-1, keepdims=True)) / np.sqrt(d)
    return finished(X, WQ, WK, WV, D @ K, D.mT @ Q, A.mT @ G)


@wrong("attention_back", "the wrong triangle")
def _(X, WQ, WK, WV, G):
    d, T = WQ.shape[1], X.shape[1]
    Q, K, V = X @ WQ, X @ WK, X @ WV
    A = softmax(np.where(np.triu(np.ones((T, T))) > 0, Q @ K.mT / np.sqrt(d), -np.inf))
    B = G @ V.mT
    D = A * (B - (A * B).sum(-1, keepdims=True)) / np.sqrt(d)
    return finished(X, WQ, WK, WV, D @ K, D.mT @ Q, A.mT @ G)


@wrong("attention_back", "still has weight")
def _(X, WQ, WK, WV, G):
    d, T = WQ.shape[1], X.shape[1]
    Q, K, V = X @ WQ, X @ WK, X @ WV
    A = softmax(Q @ K.mT / np.sqrt(d) * np.tri(T))
    B = G @ V.mT
    D = A * (B - (A * B).sum(-1, keepdims=True)) / np.sqrt(d)
    return finished(X, WQ, WK, WV, D @ K, D.mT @ Q, A.mT @ G)


@wrong("attention_back", "On the way back √d is missing")
def _(X, WQ, WK, WV, G):
    Q, K, V = X @ WQ, X @ WK, X @ WV
    A = weights(Q, K, WQ.shape[1])
    B = G @ V.mT
    D = A * (B - (A * B).sum(-1, keepdims=True))
    return finished(X, WQ, WK, WV, D @ K, D.mT @ Q, A.mT @ G)


@wrong("attention_back", "The softmax has a second term")
def _(X, WQ, WK, WV, G):
    d = WQ.shape[1]
    Q, K, V = X @ WQ, X @ WK, X @ WV
    A = weights(Q, K, d)
    D = A * (G @ V.mT) / np.sqrt(d)
    return finished(X, WQ, WK, WV, D @ K, D.mT @ Q, A.mT @ G)


@wrong("attention_back", "by its own score")
def _(X, WQ, WK, WV, G):
    d = WQ.shape[1]
    Q, K, V = X @ WQ, X @ WK, X @ WV
    A = weights(Q, K, d)
    D = (G @ V.mT) * A * (1 - A) / np.sqrt(d)
    return finished(X, WQ, WK, WV, D @ K, D.mT @ Q, A.mT @ G)


@wrong("attention_back", "In dK the transpose is missing")
def _(X, WQ, WK, WV, G):
    d = WQ.shape[1]
    Q, K, V = X @ WQ, X @ WK, X @ WV
    A = weights(Q, K, d)
    B = G @ V.mT
    D = A * (B - (A * B).sum(-1, keepdims=True)) / np.sqrt(d)
    return finished(X, WQ, WK, WV, D @ K, D @ Q, A.mT @ G)


@wrong("attention_back", "In dV the transpose is missing")
def _(X, WQ, WK, WV, G):
    d = WQ.shape[1]
    Q, K, V = X @ WQ, X @ WK, X @ WV
    A = weights(Q, K, d)
    B = G @ V.mT
    D = A * (B - (A * B).sum(-1, keepdims=True)) / np.sqrt(d)
    return finished(X, WQ, WK, WV, D @ K, D.mT @ Q, A @ G)


@wrong("attention_back", "you have the values alone")
def _(X, WQ, WK, WV, G):
    d = WQ.shape[1]
    Q, K, V = X @ WQ, X @ WK, X @ WV
    A = weights(Q, K, d)
    B = G @ V.mT
    D = A * (B - (A * B).sum(-1, keepdims=True)) / np.sqrt(d)
    dWQ, dWK, dWV, _ = finished(X, WQ, WK, WV, D @ K, D.mT @ Q, A.mT @ G)
    return dWQ, dWK, dWV, (A.mT @ G) @ WV.T


@wrong("attention_back", "divided by √d_in")
def _(X, WQ, WK, WV, G):
    d = X.shape[-1]
    Q, K, V = X @ WQ, X @ WK, X @ WV
    A = weights(Q, K, d)
    B = G @ V.mT
    D = A * (B - (A * B).sum(-1, keepdims=True)) / np.sqrt(d)
    return finished(X, WQ, WK, WV, D @ K, D.mT @ Q, A.mT @ G)


@wrong("attention_back", "one matrix for all sequences")
def _(X, WQ, WK, WV, G):
    d = WQ.shape[1]
    Q, K, V = X @ WQ, X @ WK, X @ WV
    A = weights(Q, K, d)
    B = G @ V.mT
    D = A * (B - (A * B).sum(-1, keepdims=True)) / np.sqrt(d)
    dQ, dK, dV = D @ K, D.mT @ Q, A.mT @ G
    at_X = dQ @ WQ.T + dK @ WK.T + dV @ WV.T
    return X.mT @ dQ, X.mT @ dK, X.mT @ dV, at_X


# --- scale_gradient -------------------------------------------------------------------------


def rows(S):
    """The softmax of each row."""
    E = np.exp(S - S.max(1)[:, None])
    return E / E.sum(1)[:, None]


@right("scale_gradient")
def _(Q, K, V, G, tau):
    S = np.exp(tau) * Q @ K.T
    A, B = rows(S), G @ V.T
    return (A * (B - (A * B).sum(1, keepdims=True)) * S).sum()


@right("scale_gradient")
def _(Q, K, V, G, tau):
    t = Tensor(float(tau))
    (softmax(np.exp(t) * (Q @ K.T)) @ V * G).sum().backward()
    return float(t.grad)


@right("scale_gradient")
def _(Q, K, V, G, tau):
    total = 0.0
    for i in range(len(Q)):
        s = np.exp(tau) * K @ Q[i]
        a = rows(s[None])[0]
        y = a @ V
        for j in range(len(K)):
            total += a[j] * s[j] * np.dot(G[i], V[j] - y)
    return total


@right("scale_gradient")
def _(Q, K, V, G, tau):
    P = Q @ K.T
    A = rows(P * np.e**tau)
    dA = A * (P - (A * P).sum(1, keepdims=True)) * np.e**tau  # by τ
    return np.einsum("ic,ij,jc->", G, dA, V)


@right("scale_gradient")
def _(Q, K, V, G, tau):
    P = Q @ K.T
    A, B = rows(P * np.exp(tau)), G @ V.T
    covariance = (A * B * P).sum(1) - (A * B).sum(1) * (A * P).sum(1)
    return np.exp(tau) * covariance.sum()


@wrong("scale_gradient", "the gradient of the factor e^τ")
def _(Q, K, V, G, tau):
    P = Q @ K.T
    A, B = rows(np.exp(tau) * P), G @ V.T
    return (A * (B - (A * B).sum(1, keepdims=True)) * P).sum()


@wrong("scale_gradient", "the shares of all scores")
def _(Q, K, V, G, tau):
    S = np.exp(tau) * Q @ K.T
    A, B = rows(S), G @ V.T
    return A * (B - (A * B).sum(1, keepdims=True)) * S


@wrong("scale_gradient", "the mean over the scores")
def _(Q, K, V, G, tau):
    S = np.exp(tau) * Q @ K.T
    A, B = rows(S), G @ V.T
    return (A * (B - (A * B).sum(1, keepdims=True)) * S).mean()


@wrong("scale_gradient", "e^τ came in twice")
def _(Q, K, V, G, tau):
    S = np.exp(tau) * Q @ K.T
    A, B = rows(S), G @ V.T
    return np.exp(tau) * (A * (B - (A * B).sum(1, keepdims=True)) * S).sum()


@wrong("scale_gradient", "The softmax has a second term")
def _(Q, K, V, G, tau):
    S = np.exp(tau) * Q @ K.T
    A, B = rows(S), G @ V.T
    return (A * B * S).sum()


@wrong("scale_gradient", "by its own score")
def _(Q, K, V, G, tau):
    S = np.exp(tau) * Q @ K.T
    A, B = rows(S), G @ V.T
    return np.sum(B * A * (1 - A) * S)


@wrong("scale_gradient", "the slopes of the softmax are missing")
def _(Q, K, V, G, tau):
    return np.sum((G @ V.T) * (np.exp(tau) * Q @ K.T))


@wrong("scale_gradient", "the factor is e^τ, not τ")
def _(Q, K, V, G, tau):
    P = Q @ K.T
    A, B = rows(tau * P), G @ V.T
    return np.exp(tau) * (A * (B - (A * B).sum(1, keepdims=True)) * P).sum()


@wrong("scale_gradient", "On the way forward the factor e^τ is missing")
def _(Q, K, V, G, tau):
    P = Q @ K.T
    A, B = rows(P), G @ V.T
    return np.exp(tau) * (A * (B - (A * B).sum(1, keepdims=True)) * P).sum()


@wrong("scale_gradient", "several hundred overflows")
def _(Q, K, V, G, tau):
    S = np.exp(tau) * Q @ K.T
    E = np.exp(S)
    A, B = E / E.sum(axis=1, keepdims=True), G @ V.T
    return (A * (B - (A * B).sum(1, keepdims=True)) * S).sum()


@wrong("scale_gradient", "no √d here")
def _(Q, K, V, G, tau):
    S = np.exp(tau) * Q @ K.T
    A, B = rows(S), G @ V.T
    return (A * (B - (A * B).sum(1, keepdims=True)) * S).sum() / Q.shape[1] ** 0.5


# --- checkpointed_back ----------------------------------------------------------------------


@right("checkpointed_back")
def _(layers, a, g, every):
    checkpoints = []
    for i in range(len(layers)):
        if i % every == 0:
            checkpoints.append(a)
        a = layers[i][0](a)
    for c in range(len(checkpoints) - 1, -1, -1):
        part = layers[c * every : (c + 1) * every]
        inputs = [checkpoints.pop()]
        for f, _ in part[:-1]:
            inputs += [f(inputs[-1])]
        for (_, back), x in zip(part[::-1], inputs[::-1]):
            g = back(x, g)
    return g


@right("checkpointed_back")
def _(layers, a, g, every):
    def through(part, x, g):
        if not part:
            return g
        (f, back), *rest = part
        if rest:
            g = through(rest, f(x), g)
        return back(x, g)

    starts = {}
    for i, (f, _) in enumerate(layers):
        if i % every == 0:
            starts[i] = a
        a = f(a)
    for i in sorted(starts, reverse=True):
        g = through(layers[i : i + every], starts[i], g)
        del starts[i]
    return g


@right("checkpointed_back")
def _(layers, a, g, every):
    if len(layers) <= every:
        inputs = [a]
        for f, _ in layers[:-1]:
            inputs.append(f(inputs[-1]))
        while inputs:
            g = layers[len(inputs) - 1][1](inputs.pop(), g)
        return g
    kept = [a]
    for i in range(0, len(layers) - every, every):
        x = kept[-1]
        for f, _ in layers[i : i + every]:
            x = f(x)
        kept.append(x)
    for i in reversed(range(0, len(layers), every)):
        stack = [kept.pop()]
        segment = layers[i : i + every]
        for f, _ in segment[:-1]:
            stack.append(f(stack[-1]))
        for _, back in segment[::-1]:
            g = back(stack.pop(), g)
    return g


@right("checkpointed_back")
def _(layers, a, g, every):
    kept, x = {0: a}, a
    for i, (f, _) in enumerate(layers[:-1], start=1):
        x = f(x)
        if i % every == 0:
            kept[i] = x
    segment = {}
    for i in range(len(layers) - 1, -1, -1):
        if i not in segment:
            start = i - i % every
            segment = {start: kept.pop(start)}
            for j in range(start, i):
                segment[j + 1] = layers[j][0](segment[j])
        g = layers[i][1](segment.pop(i), g)
    return g


@right("checkpointed_back")
def _(layers, a, g, every):
    L = len(layers)
    memory = [None] * L
    for i in range(L):
        memory[i] = a if i % every == 0 else None
        a = layers[i][0](a) if i < L - 1 else None
    first = (L - 1) // every * every
    while first >= 0:
        last = min(first + every, L)
        for i in range(first + 1, last):
            memory[i] = layers[i - 1][0](memory[i - 1])
        for i in range(last - 1, first - 1, -1):
            g = layers[i][1](memory[i], g)
            memory[i] = None
        first -= every
    return g


@wrong("checkpointed_back", "You keep every input")
def _(layers, a, g, every):
    A = [a]
    for f, _ in layers:
        A.append(f(A[-1]))
    for i in range(len(layers) - 1, -1, -1):
        g = layers[i][1](A[i], g)
    return g


@wrong("checkpointed_back", "from the very start for every layer")
def _(layers, a, g, every):
    for i in range(len(layers) - 1, -1, -1):
        x = a
        for j in range(i):
            x = layers[j][0](x)
        g = layers[i][1](x, g)
    return g


@wrong("checkpointed_back", "but anew for every layer of a segment")
def _(layers, a, g, every):
    kept = []
    x = a
    for i, (f, _) in enumerate(layers):
        if i % every == 0:
            kept.append(x)
        x = f(x)
    for i in range(len(layers) - 1, -1, -1):
        x = kept[i // every]
        for j in range(i // every * every, i):
            x = layers[j][0](x)
        g = layers[i][1](x, g)
    return g


@wrong("checkpointed_back", "You compute all segments again before")
def _(layers, a, g, every):
    kept = {}
    x = a
    for i, (f, _) in enumerate(layers):
        if i % every == 0:
            kept[i] = x
        x = f(x)
    for i in range(len(layers)):
        if i not in kept:
            kept[i] = layers[i - 1][0](kept[i - 1])
    for i in reversed(range(len(layers))):
        g = layers[i][1](kept[i], g)
    return g


@wrong("checkpointed_back", "You take the segments first to last")
def _(layers, a, g, every):
    kept = {}
    for i, (f, _) in enumerate(layers):
        if i % every == 0:
            kept[i] = a
        a = f(a)
    for start, x in kept.items():
        part, inputs = layers[start : start + every], [x]
        for f, _ in part[:-1]:
            inputs.append(f(inputs[-1]))
        for (_, back), x in zip(reversed(part), reversed(inputs)):
            g = back(x, g)
    return g


@wrong("checkpointed_back", "from its first layer to its last")
def _(layers, a, g, every):
    kept = {}
    for i, (f, _) in enumerate(layers):
        if i % every == 0:
            kept[i] = a
        a = f(a)
    for start in sorted(kept)[::-1]:
        part, x = layers[start : start + every], kept[start]
        for f, back in part:
            g = back(x, g)
            x = f(x)
    return g


@wrong("checkpointed_back", "You keep the output of the checkpoint's layer")
def _(layers, a, g, every):
    kept = {}
    for i, (f, _) in enumerate(layers):
        a = f(a)
        if i % every == 0:
            kept[i] = a
    for start in reversed(sorted(kept)):
        part, inputs = layers[start : start + every], [kept.pop(start)]
        for f, _ in part[:-1]:
            inputs.append(f(inputs[-1]))
        for _, back in part[::-1]:
            g = back(inputs.pop(), g)
    return g


@wrong("checkpointed_back", "You gave `back` a layer's output")
def _(layers, a, g, every):
    kept = {}
    for i, (f, _) in enumerate(layers):
        if i % every == 0:
            kept[i] = a
        a = f(a)
    for start in reversed(sorted(kept)):
        part, outputs, x = layers[start : start + every], [], kept.pop(start)
        for f, _ in part:
            x = f(x)
            outputs.append(x)
        for _, back in part[::-1]:
            g = back(outputs.pop(), g)
    return g


@wrong("checkpointed_back", "The last segment is left out")
def _(layers, a, g, every):
    count = len(layers) // every
    kept = []
    for i, (f, _) in enumerate(layers):
        if i % every == 0 and i // every < count:
            kept.append(a)
        a = f(a)
    for c in reversed(range(count)):
        part, inputs = layers[c * every : (c + 1) * every], [kept[c]]
        for f, _ in part[:-1]:
            inputs.append(f(inputs[-1]))
        for _, back in part[::-1]:
            g = back(inputs.pop(), g)
    return g


@wrong("checkpointed_back", "what comes back from a layer to what went in")
def _(layers, a, g, every):
    kept = {}
    for i, (f, _) in enumerate(layers):
        if i % every == 0:
            kept[i] = a
        a = f(a)
    for start in reversed(sorted(kept)):
        part, inputs = layers[start : start + every], [kept.pop(start)]
        for f, _ in part[:-1]:
            inputs.append(f(inputs[-1]))
        for _, back in part[::-1]:
            g = g + back(inputs.pop(), g)
    return g


@wrong("checkpointed_back", "the first input")
def _(layers, a, g, every):
    for _, back in layers[::-1]:
        g = back(a, g)
    return g
