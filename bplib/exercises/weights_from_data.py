"""Exercises of notebook 09: weights that are made to fit, orthogonal ones and those of LSUV."""

import numpy as np

from bplib.exercises.checker import Exercise, Misconception

# --- orthogonal -----------------------------------------------------------------------------


def orthogonal(G):
    """An orthonormal matrix of the shape of G, made from its normal draws."""
    if G.shape[0] < G.shape[1]:
        return orthogonal(G.T).T
    Q, R = np.linalg.qr(G)
    return Q * np.sign(np.diag(R))


def draws(rng):
    """One column, a square, a tall and a wide matrix."""
    return [
        (np.array([[3.0], [4.0]]),),
        (rng.normal(size=(3, 3)).round(2),),
        (rng.normal(size=(5, 2)).round(2),),
        (rng.normal(size=(2, 4)).round(2),),
    ]


def orthogonality(came, expected, G):
    """What keeps a matrix from being an orthonormal one made of G; more than one is right."""
    W = np.asarray(came, dtype=float)
    if W.shape != G.shape:
        return f"returned the shape {W.shape}, expected {G.shape}"
    rows = G.shape[0] < G.shape[1]
    W, G, what = (W.T, G.T, "rows") if rows else (W, G, "columns")
    if not np.allclose(W.T @ W, np.eye(W.shape[1]), rtol=0, atol=1e-9):
        products = np.array2string((W.T @ W).round(3), separator=", ").replace("\n", "")
        return f"returned {what} whose products with each other are {products}, not the identity"
    if np.any(np.einsum("jk,jk->k", W, G) < 0):
        return f"turned round the sign of some of the {what} of G"
    return None


def sign_of_qr(G):
    if G.shape[0] < G.shape[1]:
        return sign_of_qr(G.T).T
    return np.linalg.qr(G)[0]


def tall_only(G):
    Q, R = np.linalg.qr(G)
    return Q * np.sign(np.diag(R))


def unit_columns(G):
    return G / np.linalg.norm(G, axis=0)


def the_other_factor(G):
    return np.linalg.qr(G)[1]


ORTHOGONAL = Exercise(
    name="orthogonal",
    reference=orthogonal,
    cases=draws,
    compare=orthogonality,
    misconceptions=[
        Misconception(
            sign_of_qr,
            "The routine behind np.linalg.qr chooses the signs, so that W is not drawn from all "
            "orthogonal matrices alike. Multiply each column by the sign of R's diagonal.",
        ),
        Misconception(
            tall_only,
            "A wide matrix cannot have orthonormal columns; it can have orthonormal rows. "
            "Treat G.T and transpose the result.",
        ),
        Misconception(
            unit_columns,
            "Your columns have length 1, but they are not at right angles to each other. "
            "np.linalg.qr makes them so.",
        ),
        Misconception(the_other_factor, "G = Q R; you returned R. Q is the orthogonal factor."),
    ],
    hints=[
        "Q, R = np.linalg.qr(G) gives orthonormal columns in Q when G is at least as tall as wide.",
        "Multiply each column of Q by the sign of the entry of R's diagonal.",
        "For a wide G do the same with G.T, and transpose back.",
    ],
)

# --- lsuv -----------------------------------------------------------------------------------


def lsuv(weights, X):
    """The weights of a tanh net, scaled layer by layer so that every Z has standard deviation 1."""
    scaled, A = [], X
    for W in weights:
        W = W / np.std(A @ W)
        scaled.append(W)
        A = np.tanh(A @ W)
    return scaled


def small_nets(rng):
    """One layer, three layers of different widths and scales, and inputs that are not scaled."""
    return [
        ([np.array([[2.0]])], np.array([[1.0], [3.0]])),
        ([rng.normal(size=(3, 3)), 2 * rng.normal(size=(3, 2))], rng.normal(size=(6, 3))),
        (
            [0.1 * rng.normal(size=(2, 4)), rng.normal(size=(4, 4)), rng.normal(size=(4, 3))],
            5 + 9 * rng.normal(size=(8, 2)),
        ),
    ]


def all_from_the_old(weights, X):
    scaled, A = [], X
    for W in weights:
        scaled.append(W / np.std(A @ W))
        A = np.tanh(A @ W)
    return scaled


def by_the_variance(weights, X):
    scaled, A = [], X
    for W in weights:
        W = W / np.var(A @ W)
        scaled.append(W)
        A = np.tanh(A @ W)
    return scaled


def by_the_activation(weights, X):
    scaled, A = [], X
    for W in weights:
        W = W / np.std(np.tanh(A @ W))
        scaled.append(W)
        A = np.tanh(A @ W)
    return scaled


def without_activation(weights, X):
    scaled, A = [], X
    for W in weights:
        W = W / np.std(A @ W)
        scaled.append(W)
        A = A @ W
    return scaled


def by_the_weights(weights, X):
    return [W / np.std(W) if np.std(W) else W for W in weights]


LSUV = Exercise(
    name="lsuv",
    reference=lsuv,
    cases=small_nets,
    misconceptions=[
        Misconception(
            all_from_the_old,
            "You passed on the activations of the old weights. A layer's input comes from the "
            "layers before it as they are now, scaled.",
        ),
        Misconception(
            by_the_variance,
            "You divided by the variance. Z is proportional to W, so its standard deviation is 1 "
            "after dividing W by the standard deviation.",
        ),
        Misconception(
            by_the_activation,
            "You measured A = tanh(Z). It is Z that is to have standard deviation 1; A is not "
            "proportional to W, so one division would not do it anyway.",
        ),
        Misconception(
            without_activation,
            "You passed Z on to the next layer instead of tanh(Z).",
        ),
        Misconception(
            by_the_weights,
            "You measured the weights. LSUV measures what they do to the data: the standard "
            "deviation of A @ W.",
        ),
    ],
    hints=[
        "Go from the first layer to the last with A, the activations so far, starting at X.",
        "For each W: divide it by np.std(A @ W), keep it, then A = np.tanh(A @ W) with the new W.",
        "Collect the new weights in a list; leave the given ones as they are.",
    ],
)

EXERCISES = [ORTHOGONAL, LSUV]
