"""Exercises of notebook 09: variances forward and back, a gain, a length, orthogonal, LSUV."""

from itertools import pairwise

import numpy as np

from bplib.checking import Exercise, Named, mistakes

# --- he_std ---------------------------------------------------------------------------------


def he_std(fan_in, fan_out, slope):
    """The standard deviation that keeps the length for f(z) = z above 0 and slope · z below."""
    return np.sqrt(2 / ((1 + slope**2) * fan_in))


def sloped(rng):
    """ReLU, leaky ReLUs, the identity, and layers that are not square."""
    return [
        (8, 2, 0.0),
        (50, 100, 0.2),
        (9, 3, 1.0),
        (100, 10, 0.01),
        (int(rng.integers(2, 300)), int(rng.integers(301, 400)), 0.5),
    ]


HE = Exercise(
    reference=he_std,
    cases=sloped,
    misconceptions=mistakes(
        he_std,
        {
            "return 2 / ((1 + slope**2) * fan_in)": (
                "This is the variance of a weight. Its standard deviation is the root."
            ),
            "* fan_in → * fan_out": (
                "You used fan_out. Each z is a sum of fan_in terms; fan_out counts the terms of a "
                "sum on the way back."
            ),
            "(1 + slope**2) * fan_in → (1 + slope**2) * (fan_in + fan_out) / 2": (
                "You took the mean of the two fans, as Glorot does. Here the forward pass alone "
                "is asked for: fan_in."
            ),
            "return np.sqrt(1 / fan_in)": (
                "This is right for f(z) = z. Half of the weighted inputs are negative, and there f "
                "leaves only slope² of the square."
            ),
            "return np.sqrt(2 / fan_in)": (
                "This is right at slope 0 only. What is E[f(z)²] below 0?"
            ),
            "slope**2 → slope": (
                "A mean square holds f(z)², so below 0 the slope counts squared: (1 + slope²) / 2."
            ),
            "1 + slope**2 → (1 + slope) ** 2": (
                "You squared the sum of both slopes. z is on one side or on the other: square "
                "each, then take the mean, (1 + slope²) / 2."
            ),
            "np.sqrt(2 → np.sqrt(1": (
                "z lies on either side half of the time: E[f(z)²] is (1 + slope²) / 2 times E[z²]. "
                "The half is missing."
            ),
            "2 / ((1 + slope**2) * fan_in) → (1 + slope**2) / (2 * fan_in)": (
                "You multiplied by what f leaves of the square. To make up for a loss, divide by "
                "it."
            ),
            "(1 + slope**2) * fan_in → 1 + slope**2": (
                "That is the gain. A sum of fan_in terms grows with their number: divide the "
                "variance by fan_in."
            ),
            "2 / ((1 + slope**2) * fan_in) → 2 / (1 + slope**2) * fan_in": (
                "You multiplied by fan_in. Division and multiplication are done from left to "
                "right: put both factors of the denominator into brackets."
            ),
            """
            variance = (1 + slope**2) / 2 - (1 - slope) ** 2 / (2 * np.pi)
            return np.sqrt(1 / (variance * fan_in))
            """: (
                "You divided by the variance of a. The next z is a sum of a · w, and in Var(a w) = "
                "E[a²] Var(w) stands the mean square: a mean of a that is not 0 counts as well."
            ),
        },
    ),
    hints=[
        "The next length is fan_in · Var(w) · E[a²], and z is as often negative as positive.",
        "E[a²] = E[z²] (1 + slope²) / 2. Choose Var(w) so that the length stays E[z²].",
        "Var(w) = 2 / ((1 + slope²) fan_in); take the root.",
    ],
)

# --- error_ratio ----------------------------------------------------------------------------


def error_ratio(sizes):
    """The mean square of δ in the first layer over that in the last: a ReLU net, He's variance."""
    ratio = 1.0
    for layer in range(2, len(sizes)):
        ratio = ratio * sizes[layer] / sizes[layer - 1]
    return ratio


def nets(rng):
    """Two layers, one, square ones, wider and narrower ones, a net of many."""
    return [
        ([2, 3, 12],),
        ([7, 5],),
        ([4, 4, 4, 4],),
        ([64, 32, 128, 16, 10],),
        ([100, 50, 20, 40],),
        (rng.integers(3, 200, size=9).tolist(),),
    ]


def product_over(sizes, factor):
    """The product of factor(n, m), fan_in and fan_out, over the layers that an error passes."""
    return float(np.prod([factor(*fans) for fans in pairwise(sizes[1:])]))


ERROR_RATIO = Exercise(
    reference=error_ratio,
    cases=nets,
    misconceptions=mistakes(
        error_ratio,
        {
            "ratio * sizes[layer] / sizes[layer - 1] → ratio * sizes[layer - 1] / sizes[layer]": (
                "Turned round. Going back, the sum runs over the fan_out units of the next layer, "
                "and the variance has fan_in below the line."
            ),
            "range(2, → range(1,": (
                "You went on to the inputs. The errors of the first layer stand at its weighted "
                "inputs: they have not gone through its own weights."
            ),
            "return sizes[0] / sizes[-1]": (
                "That has the inputs in it, and the wrong way round. From the last layer to the "
                "first an error goes through the weights of layers 2 to L."
            ),
            "return product_over(sizes, lambda n, m: 2 * m / n)": (
                "The factor E[f′²] = ½ of ReLU is missing: half of the errors are set to 0."
            ),
            "return product_over(sizes, lambda n, m: m / (2 * n))": (
                "You took the variance 1/fan_in. He's is 2/fan_in, which makes up for the half "
                "that ReLU sets to 0."
            ),
            "return product_over(sizes, lambda n, m: 2 * m / (n + m))": (
                "You took Glorot's fans. He's variance is 2/fan_in."
            ),
            "return product_over(sizes, lambda n, m: m / (n + m))": (
                "You took Glorot's variance. He's is 2/fan_in."
            ),
            "return product_over(sizes, lambda n, m: np.sqrt(m / n))": (
                "That is the ratio of the root mean squares. The mean square has no root."
            ),
            "ratio = 1.0 → ratio = 0.0": "A product that starts at 0 stays 0. Start it at 1.",
            "ratio = ratio * → ratio =": (
                "You overwrote the ratio in each round. Every layer multiplies what there is."
            ),
            "ratio = 1.0 → ratio = 0.0; ratio * → ratio +": (
                "You added the factors of the layers. One layer after another multiplies."
            ),
            "len(sizes) → len(sizes) - 1": (
                "The last layer's weights are missing: the errors of layer L go through them first."
            ),
            "return 1.0": (
                "That holds for square layers. Where widths differ, fan_out / fan_in stays."
            ),
        },
    ),
    hints=[
        "One layer back multiplies the mean square by fan_out · v · E[f′²]. What is v for He, and "
        "E[f′²] for ReLU?",
        "So by fan_out / fan_in. Layer l has fan_in = `sizes[l - 1]` and fan_out = `sizes[l]`; an "
        "error of layer L goes through the weights of layers L, …, 2.",
        "Multiply `sizes[layer] / sizes[layer - 1]` over the layers 2 to L. What is left when you "
        "cancel?",
    ],
)

# --- length_after ---------------------------------------------------------------------------


def length_after(q, layers, sigma_w, sigma_b):
    """The length of Z after so many more layers of a ReLU net."""
    for _ in range(layers):
        q = sigma_w**2 * q / 2 + sigma_b**2
    return q


def depths(rng):
    """One layer, none, many that keep, shrink and blow up the length."""
    return [
        (1.0, 1, 1.0, 0.0),
        (3.0, 0, 1.5, 0.5),
        (2.0, 2, 1.2, 0.5),
        (1.0, 30, 1.0, 0.1),
        (float(rng.uniform(1, 2)), 20, 1.6, 0.3),
    ]


LENGTH = Exercise(
    reference=length_after,
    cases=depths,
    misconceptions=mistakes(
        length_after,
        {
            "* q / 2 → * q": (
                "You left out the activation: ReLU sets half of the Z to 0, so E[a²] = q / 2."
            ),
            "* q / 2 → * q * (1 / 2 - 1 / (2 * np.pi))": (
                "You used the variance of a, q (1/2 − 1/(2π)). Into the next length goes the mean "
                "square, q / 2."
            ),
            "sigma_w**2 → sigma_w; sigma_b**2 → sigma_b": (
                "σ_w and σ_b are standard deviations. Lengths are mean squares: σ_w² and σ_b²."
            ),
            "sigma_b**2 → sigma_b": (
                "σ_b is a standard deviation. A length is a mean square: σ_b²."
            ),
            "sigma_w**2 → sigma_w": (
                "σ_w is a standard deviation. A length is a mean square: σ_w²."
            ),
            "sigma_w**2 * q / 2 + sigma_b**2 → (sigma_w**2 * q + sigma_b**2) / 2": (
                "You halved the biases as well. They are added after the activation has taken its "
                "half: σ_w² q / 2 + σ_b²."
            ),
            "sigma_w**2 * q / 2 + sigma_b**2 → sigma_w**2 * (q + sigma_b**2) / 2": (
                "You passed the biases of a layer through its own weights. They are added to z: "
                "σ_w² q / 2 + σ_b²."
            ),
            "return q * (sigma_w**2 / 2) ** layers": (
                "The biases are missing: every layer adds σ_b²."
            ),
            "return q * (sigma_w**2 / 2) ** layers + sigma_b**2": (
                "Every layer adds its own σ_b²; you added it once, at the end."
            ),
            "return q * (sigma_w**2 / 2) ** layers + layers * sigma_b**2": (
                "The σ_b² of a layer goes through the layers after it and changes with them. "
                "Apply the map layer by layer."
            ),
            "return length_after(q, max(layers - 1, 0), sigma_w, sigma_b)": (
                "You stopped a layer early: the map is applied `layers` times."
            ),
            "range(layers) → range(layers + 1)": (
                "You went a layer too far: the map is applied `layers` times, for 0 not at all."
            ),
            "return sigma_w**2 * q / 2 + sigma_b**2": (
                "That is one layer. Repeat it `layers` times."
            ),
        },
    ),
    hints=[
        "One layer: q becomes σ_w² E[a²] + σ_b². What is E[a²] for ReLU?",
        "Repeat it: `for _ in range(layers): q = …`",
        "`q = sigma_w**2 * q / 2 + sigma_b**2`, so many times as there are layers.",
    ],
)

# --- gain_of --------------------------------------------------------------------------------


def gain_of(f, z):
    """The gain that keeps the length 1, estimated from draws z of N(0, 1)."""
    return 1 / np.sqrt(np.mean(f(z) ** 2))


def functions(rng):
    """Functions with a mean and without, and draws of both signs."""
    z = rng.normal(size=200)
    return [
        (Named("max(z, 0)", lambda z: np.maximum(z, 0)), np.array([-1.0, 2.0])),
        (Named("tanh z", np.tanh), z),
        (Named("1/(1 + exp(−z))", lambda z: 1 / (1 + np.exp(-z))), z.copy()),
        (Named("max(z, 0.1 z)", lambda z: np.maximum(z, 0.1 * z)), rng.normal(size=60)),
    ]


GAIN = Exercise(
    reference=gain_of,
    cases=functions,
    misconceptions=mistakes(
        gain_of,
        {
            "return 1 / np.std(f(z))": (
                "You divided by the standard deviation of f(z). The next layer sees the mean "
                "square, of which the mean is a part: after ReLU or sigmoid the two differ."
            ),
            "return 1 / np.var(f(z))": (
                "You divided by the variance of f(z). The next layer sees the mean square, and "
                "the gain is one over its root."
            ),
            "1 / np.sqrt(np.mean(f(z) ** 2)) → 1 / np.mean(f(z) ** 2)": (
                "The gain multiplies weights; the length is a mean of squares. Between the two is "
                "a root."
            ),
            "1 / np.sqrt(np.mean(f(z) ** 2)) → np.sqrt(np.mean(f(z) ** 2))": (
                "This is what f leaves of the size. The gain makes up for it: 1 over it."
            ),
            "return 1 / np.abs(np.mean(f(z)))": (
                "First square, then take the mean; you took the mean first."
            ),
            "return 1 / np.mean(np.abs(f(z)))": (
                "You took the mean of |f|. A length is a mean of squares: square, take the mean, "
                "then the root."
            ),
            "f(z) ** 2 → f(z**2)": (
                "You squared z, and not f(z). The square belongs to what the activation puts out."
            ),
            "np.mean → np.sum": (
                "You took the sum over the draws. An expectation is a mean: divide by their number."
            ),
            "return 1 / np.sqrt(f(np.mean(z)) ** 2)": (
                "You put the mean of z into f. The mean is taken last, over f(z)²."
            ),
            "return np.std(z) / np.sqrt(np.mean(f(z) ** 2))": (
                "You divided by the size of these draws as well. z is drawn from N(0, 1): its mean "
                "square is 1, whatever a few draws happen to have."
            ),
            "return np.sqrt(np.mean(z**2) / np.mean(f(z) ** 2))": (
                "You divided by the mean square of these draws as well. z is drawn from N(0, 1): "
                "it is 1, whatever a few draws happen to have."
            ),
            """
            h = 1e-6
            slope = (f(z + h) - f(z - h)) / (2 * h)
            return 1 / np.sqrt(np.mean(slope**2))
            """: (
                "You took the mean square of f′. That keeps the errors; the gain is to keep the "
                "length, which is made of f²."
            ),
        },
    ),
    hints=[
        "The next length is gain² · E[f(Z)²], and it shall be 1.",
        "The expectation is a mean over the draws: `np.mean(f(z) ** 2)`.",
        "`1 / np.sqrt(np.mean(f(z) ** 2))`",
    ],
)

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


FORMS = (np.triu, np.tril, np.transpose)  # of WᵀG, where W is made from G


def find_flaw(came, expected, G):
    """What keeps a matrix from being an orthonormal one made of G; more than one is right.

    The columns in their order at right angles (Gram and Schmidt, from either end), or the nearest
    orthonormal matrix: WᵀG is then triangular or symmetric, with a diagonal of one sign.
    """
    W = np.asarray(came, dtype=float)
    if W.shape != G.shape:
        return f"returned the shape {W.shape}, expected {G.shape}"
    W, G, what = (W.T, G.T, "rows") if G.shape[0] < G.shape[1] else (W, G, "columns")
    if not np.allclose(W.T @ W, np.eye(W.shape[1]), rtol=0, atol=1e-9):
        products = np.array2string((W.T @ W).round(3), separator=", ").replace("\n", "")
        return f"returned {what} whose products with each other are {products}, not the identity"
    made = W.T @ G
    if not any(np.allclose(made, form(made), rtol=0, atol=1e-9) for form in FORMS):
        return f"returned orthonormal {what} that are not made of the {what} of G"
    if np.ptp(np.sign(np.diag(made))):
        return f"turned round the sign of some of the {what} of G and not of others"
    return None


ORTHOGONAL = Exercise(
    reference=orthogonal,
    cases=draws,
    compare=find_flaw,
    misconceptions=mistakes(
        orthogonal,
        {
            "Q * np.sign(np.diag(R)) → Q": (
                "The routine behind np.linalg.qr chooses the signs, so that W is not drawn from "
                "all orthogonal matrices alike. Multiply each column by the sign of R's diagonal."
            ),
            "Q * np.sign(np.diag(R)) → Q * np.sign(np.diag(Q))": (
                "You took the signs of Q's diagonal. Those that the routine has chosen stand on "
                "the diagonal of R."
            ),
            "Q * np.sign(np.diag(R)) → Q * np.diag(R)": (
                "You multiplied by the diagonal of R, which undoes the lengths 1. Multiply by its "
                "signs."
            ),
            "Q * np.sign(np.diag(R)) → np.sign(np.diag(R))[:, None] * Q[: len(R)]": (
                "You multiplied the rows by the signs. Each entry of R's diagonal belongs to a "
                "column of Q."
            ),
            """
            Q, R = np.linalg.qr(G)
            return Q * np.sign(np.diag(R))
            """: (
                "A wide matrix cannot have orthonormal columns; it can have orthonormal rows. "
                "Treat G.T and transpose the result."
            ),
            "return orthogonal(G.T)": (
                "You returned the matrix for G.T. It has the shape of G.T: transpose the result."
            ),
            "return G / np.linalg.norm(G, axis=0)": (
                "Your columns have length 1, but they are not at right angles to each other. "
                "`np.linalg.qr` makes them so."
            ),
            "Q * np.sign(np.diag(R)) → R": ("G = Q R; you returned R. Q is the orthogonal factor."),
            "return np.linalg.svd(G, full_matrices=False)[0]": (
                "The U of a singular value decomposition is orthonormal, but the routine chooses "
                "the sign of each of its columns. Multiply: U @ Vt is drawn from all alike."
            ),
            "return np.eye(*G.shape)": (
                "The identity is orthonormal, and one matrix. All orthonormal matrices shall be "
                "equally likely: make it from the draws in G."
            ),
        },
    ),
    hints=[
        "`Q, R = np.linalg.qr(G)` gives orthonormal columns in Q when G is at least as tall as "
        "wide.",
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


LSUV = Exercise(
    reference=lsuv,
    cases=small_nets,
    misconceptions=mistakes(
        lsuv,
        {
            """
            scaled, A = [], X
            for W in weights:
                scaled.append(W / np.std(A @ W))
                A = np.tanh(A @ W)
            return scaled
            """: (
                "You passed on the activations of the old weights. A layer's input comes from the "
                "layers before it as they are now, scaled."
            ),
            "np.std → np.var": (
                "You divided by the variance. Z is proportional to W, so its standard deviation is "
                "1 after dividing W by the standard deviation."
            ),
            "W / np.std(A @ W) → W / np.sqrt(np.mean((A @ W) ** 2))": (
                "You divided by the root mean square of Z. LSUV asks for the variance 1: divide by "
                "the standard deviation, which is measured from the mean."
            ),
            "np.std(A @ W) → np.std(np.tanh(A @ W))": (
                "You measured A = tanh(Z). It is Z that is to have standard deviation 1; A is not "
                "proportional to W, so one division would not do it anyway."
            ),
            "np.std(A @ W) → np.std(A @ W, axis=0)": (
                "You measured each unit by itself. The standard deviation is that of all entries "
                "of Z: one number for a layer."
            ),
            "np.std(A @ W) → np.std(A @ W, ddof=1)": (
                "You divided by one less than the number of entries (`ddof=1`). Here the standard "
                "deviation is that of `np.std`, over all of them."
            ),
            "W / np.std → W * np.std": (
                "You multiplied by the standard deviation. To make it 1, divide by it."
            ),
            "A = np.tanh(A @ W) → A = A @ W": (
                "You passed Z on to the next layer instead of tanh(Z)."
            ),
            "np.std(A @ W) → np.std(X @ W) if X.shape[1] == len(W) else np.std(A @ W)": (
                "You measured a later layer with the inputs X. Its input is what the layers before "
                "it put out."
            ),
            "np.std(A @ W) → (np.std(W) or 1)": (
                "You measured the weights. LSUV measures what they do to the data: the standard "
                "deviation of A @ W."
            ),
            """
            scaled, A = [], X
            for W in weights:
                U, _, Vt = np.linalg.svd(W, full_matrices=False)
                W = U @ Vt / np.std(A @ U @ Vt)
                scaled.append(W)
                A = np.tanh(A @ W)
            return scaled
            """: (
                "You made the weights orthogonal first. Those given are taken as they are: scale "
                "them, each by one number."
            ),
            """
            gains, A = [], X
            for W in weights:
                gains.append(1 / np.std(A @ W))
                A = np.tanh(A @ W * gains[-1])
            return gains
            """: "You returned the factors. The scaled weights are wanted.",
            """
            A = X
            for W in weights:
                W = W / np.std(A @ W)
                A = np.tanh(A @ W)
            return A
            """: "You returned the activations at the end. The scaled weights are wanted.",
        },
    ),
    hints=[
        "Go from the first layer to the last with A, the activations so far, starting at X.",
        "For each W: divide it by `np.std(A @ W)`, keep it, then `A = np.tanh(A @ W)` with the new "
        "W.",
        "Collect the new weights in a list; leave the given ones as they are.",
    ],
)


EXERCISES = [HE, ERROR_RATIO, LENGTH, GAIN, ORTHOGONAL, LSUV]
