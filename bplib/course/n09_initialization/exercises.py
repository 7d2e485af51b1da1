"""Exercises of notebook 09: standard deviations, the gain of an activation, a length in depth."""

import numpy as np

from bplib.checking import Exercise, Misconception

# --- glorot_std -----------------------------------------------------------------------------


def glorot_std(fan_in, fan_out):
    """The standard deviation of a weight whose variance is the compromise of Glorot and Bengio."""
    return np.sqrt(2 / (fan_in + fan_out))


def shapes(rng):
    """A square layer, a wide one, a narrow one, the smallest, and others."""
    return [(8, 8), (2, 6), (64, 10), (1, 1), *rng.integers(2, 500, size=(3, 2)).tolist()]


def glorot_variance(fan_in, fan_out):
    return 2 / (fan_in + fan_out)


def without_the_two(fan_in, fan_out):
    return np.sqrt(1 / (fan_in + fan_out))


def forward_alone(fan_in, fan_out):
    return np.sqrt(1 / fan_in)


def mean_of_both(fan_in, fan_out):
    return (1 / fan_in + 1 / fan_out) / 2


def uniform_limit(fan_in, fan_out):
    return np.sqrt(6 / (fan_in + fan_out))


GLOROT = Exercise(
    name="glorot_std",
    reference=glorot_std,
    cases=shapes,
    misconceptions=[
        Misconception(
            glorot_variance,
            "2 / (fan_in + fan_out) is the variance. A standard deviation is its root.",
        ),
        Misconception(
            without_the_two,
            "The compromise puts the mean of the two fans in place of fan_in, and that is half "
            "their sum: the variance is 2 / (fan_in + fan_out).",
        ),
        Misconception(
            forward_alone,
            "This keeps the forward pass alone, as LeCun does. The backward pass asks for "
            "1 / fan_out; Glorot takes one over the mean of the two.",
        ),
        Misconception(
            mean_of_both,
            "You took the mean of 1/fan_in and 1/fan_out, and no root. Glorot takes one over the "
            "mean of the fans; the standard deviation is its root.",
        ),
        Misconception(
            uniform_limit,
            "This is the limit of a uniform distribution, √3 times its standard deviation.",
        ),
    ],
    hints=[
        "Forward asks for the variance 1/fan_in, backward for 1/fan_out. What lies between?",
        "One over the mean of the fans, (fan_in + fan_out) / 2. That is a variance.",
        "np.sqrt(2 / (fan_in + fan_out)).",
    ],
)

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


def he_variance(fan_in, fan_out, slope):
    return 2 / ((1 + slope**2) * fan_in)


def from_fan_out(fan_in, fan_out, slope):
    return np.sqrt(2 / ((1 + slope**2) * fan_out))


def as_if_linear(fan_in, fan_out, slope):
    return np.sqrt(1 / fan_in)


def always_relu(fan_in, fan_out, slope):
    return np.sqrt(2 / fan_in)


def slope_not_squared(fan_in, fan_out, slope):
    return np.sqrt(2 / ((1 + slope) * fan_in))


def from_the_variance_of_a(fan_in, fan_out, slope):
    variance = (1 + slope**2) / 2 - (1 - slope) ** 2 / (2 * np.pi)
    return np.sqrt(1 / (variance * fan_in))


HE = Exercise(
    name="he_std",
    reference=he_std,
    cases=sloped,
    misconceptions=[
        Misconception(
            he_variance, "This is the variance of a weight. Its standard deviation is the root."
        ),
        Misconception(
            from_fan_out,
            "You used fan_out. Each z is a sum of fan_in terms; fan_out counts the terms of a sum "
            "on the way back.",
        ),
        Misconception(
            as_if_linear,
            "This is right for f(z) = z. Half of the weighted inputs are negative, and there f "
            "leaves only slope² of the square.",
        ),
        Misconception(always_relu, "This is right at slope 0 only. What is E[f(z)²] below 0?"),
        Misconception(
            slope_not_squared,
            "A mean square holds f(z)², so below 0 the slope counts squared: (1 + slope²) / 2.",
        ),
        Misconception(
            from_the_variance_of_a,
            "You divided by the variance of a. The next z is a sum of a · w, and in Var(a w) = "
            "E[a²] Var(w) stands the mean square: a mean of a that is not 0 counts as well.",
        ),
    ],
    hints=[
        "The next length is fan_in · Var(w) · E[a²], and z is as often negative as positive.",
        "E[a²] = E[z²] (1 + slope²) / 2. Choose Var(w) so that the length stays E[z²].",
        "Var(w) = 2 / ((1 + slope²) fan_in); take the root.",
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
        (lambda z: np.maximum(z, 0), np.array([-1.0, 2.0])),
        (np.tanh, z),
        (lambda z: 1 / (1 + np.exp(-z)), z.copy()),
        (lambda z: np.maximum(z, 0.1 * z), rng.normal(size=60)),
    ]


def over_the_deviation(f, z):
    return 1 / np.std(f(z))


def without_root(f, z):
    return 1 / np.mean(f(z) ** 2)


def not_inverted(f, z):
    return np.sqrt(np.mean(f(z) ** 2))


def square_of_the_mean(f, z):
    return 1 / np.abs(np.mean(f(z)))


GAIN = Exercise(
    name="gain_of",
    reference=gain_of,
    cases=functions,
    misconceptions=[
        Misconception(
            over_the_deviation,
            "You divided by the standard deviation of f(z). The next layer sees the mean square, "
            "of which the mean is a part: after ReLU or sigmoid the two differ.",
        ),
        Misconception(
            without_root,
            "The gain multiplies weights; the length is a mean of squares. Between the two is a "
            "root.",
        ),
        Misconception(
            not_inverted, "This is what f leaves of the size. The gain makes up for it: 1 over it."
        ),
        Misconception(
            square_of_the_mean, "First square, then take the mean; you took the mean first."
        ),
    ],
    hints=[
        "The next length is gain² · E[f(Z)²], and it shall be 1.",
        "The expectation is a mean over the draws: np.mean(f(z) ** 2).",
        "1 / np.sqrt(np.mean(f(z) ** 2)).",
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


def nothing_lost(q, layers, sigma_w, sigma_b):
    for _ in range(layers):
        q = sigma_w**2 * q + sigma_b**2
    return q


def variance_of_relu(q, layers, sigma_w, sigma_b):
    for _ in range(layers):
        q = sigma_w**2 * q * (1 / 2 - 1 / (2 * np.pi)) + sigma_b**2
    return q


def deviations(q, layers, sigma_w, sigma_b):
    for _ in range(layers):
        q = sigma_w * q / 2 + sigma_b
    return q


def biases_at_the_end(q, layers, sigma_w, sigma_b):
    return q * (sigma_w**2 / 2) ** layers + sigma_b**2


def one_layer_short(q, layers, sigma_w, sigma_b):
    return length_after(q, layers - 1, sigma_w, sigma_b)


LENGTH = Exercise(
    name="length_after",
    reference=length_after,
    cases=depths,
    misconceptions=[
        Misconception(
            nothing_lost,
            "You left out the activation: ReLU sets half of the Z to 0, so E[a²] = q / 2.",
        ),
        Misconception(
            variance_of_relu,
            "You used the variance of a, q (1/2 − 1/(2π)). Into the next length goes the mean "
            "square, q / 2.",
        ),
        Misconception(
            deviations,
            "σ_w and σ_b are standard deviations. Lengths are mean squares: σ_w² and σ_b².",
        ),
        Misconception(
            biases_at_the_end, "Every layer adds its own σ_b²; you added it once, at the end."
        ),
        Misconception(
            one_layer_short, "You stopped a layer early: the map is applied `layers` times."
        ),
    ],
    hints=[
        "One layer: q becomes σ_w² E[a²] + σ_b². What is E[a²] for ReLU?",
        "Repeat it: for _ in range(layers): q = … .",
        "q = sigma_w**2 * q / 2 + sigma_b**2, so many times as there are layers.",
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


EXERCISES = [GLOROT, HE, GAIN, LENGTH, ORTHOGONAL, LSUV]
