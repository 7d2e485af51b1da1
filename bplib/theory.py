"""What very wide networks do at the start: lengths, gradients and likenesses from layer to layer.

The weights of a layer are N(0, σ_w²/fan_in), its biases N(0, σ_b²). When the layers are wide, each
weighted input is √q Z with Z ~ N(0, 1); q, its mean square, is called the length. All else follows
from a few expectations over Z. (Poole et al. 2016; Schoenholz et al. 2017.)

f is an activation or its name; q is a number or an array, and the result has its shape.
"""

from collections.abc import Callable
from functools import cache

import numpy as np

from bplib.activations import Activation, activation
from bplib.arrays import Numbers

FARTHEST = 12.0  # where the integrals over Z end; what lies beyond weighs less than 1e-31
LARGEST, SMALLEST = 1e12, 1e-12  # lengths that count as endless, and as none
LOOKS = 300  # at so many lengths on the way there a fixed point is looked for

Named = str | Activation


@cache
def half_line(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Gauss–Legendre nodes on [0, 1] and their weights."""
    from numpy.polynomial.legendre import leggauss

    nodes, weights = leggauss(count)
    return (nodes + 1) / 2, weights / 2


def density(z: np.ndarray) -> np.ndarray:
    """The density of Z ~ N(0, 1) at z."""
    return np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)


@cache
def both_sides(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Nodes z and weights for E[g(Z)], split at 0, where an activation may have its kink.

    Either side alone is smooth, so that `count` = 200 nodes for each give all digits; a rule that
    does not know of the kink, such as Gauss–Hermite, gets two or three.
    """
    nodes, weights = half_line(count)
    z = FARTHEST * np.concatenate([-nodes[::-1], nodes])
    return z, FARTHEST * np.concatenate([weights[::-1], weights]) * density(z)


def expectation(g: Callable[[np.ndarray], np.ndarray], q: Numbers) -> Numbers:
    """Return E[g(√q Z)]."""
    z, weights = both_sides(200)
    return g(np.sqrt(length(q))[..., None] * z) @ weights


def length(q: Numbers) -> np.ndarray:
    """The lengths as an array, if they can be lengths."""
    q = np.asarray(q, dtype=float)
    if not np.all(q >= 0):
        raise ValueError(f"q is a mean square, so a number from 0 up; got {q}.")
    return q


def slope_below(f: Activation) -> float:
    """α of a homogeneous activation: f(z) is z above 0 and α z below."""
    return -float(f(-1.0))


def mean_square(f: Named, q: Numbers) -> Numbers:
    """Return E[f(√q Z)²], the mean square of an activation."""
    f = activation(f)
    if f.homogeneous:
        return length(q) * (1 + slope_below(f) ** 2) / 2
    return expectation(lambda z: f(z) ** 2, q)


def mean_square_slope(f: Named, q: Numbers) -> Numbers:
    """Return E[f′(√q Z)²], the mean square of the local derivative."""
    f = activation(f)
    if f.homogeneous:
        return np.full_like(length(q), (1 + slope_below(f) ** 2) / 2)[()]
    return expectation(lambda z: f.derivative(z) ** 2, q)


def gain(f: Named) -> float:
    """Return 1/√E[f(Z)²], the σ_w that keeps the length 1."""
    return float(1 / np.sqrt(mean_square(f, 1.0)))


def length_map(f: Named, q: Numbers, sigma_w: float, sigma_b: float = 0.0) -> Numbers:
    """Return the next layer's length, σ_w² E[f(√q Z)²] + σ_b²."""
    return sigma_w**2 * mean_square(f, q) + sigma_b**2


def length_slope(f: Named, q: Numbers, sigma_w: float) -> Numbers:
    """Return the slope of the length map at q > 0, σ_w² E[Z f(√q Z) f′(√q Z)] / √q."""
    f, q = activation(f), length(q)
    return sigma_w**2 * expectation(lambda z: z * f(z) * f.derivative(z), q) / q


def gradient_factor(f: Named, q: Numbers, sigma_w: float) -> Numbers:
    """Return χ = σ_w² E[f′(√q Z)²]: by what δ's mean square is multiplied, one layer back."""
    return sigma_w**2 * mean_square_slope(f, q)


def product_mean(f: Named, c: Numbers, q: float) -> Numbers:
    """Return E[f(u₁) f(u₂)] for weighted inputs of length q with correlation c, a number or array.

    u₁ = √q Z₁ and u₂ = √q (c Z₁ + √(1 − c²) Z₂).
    """
    f, c = activation(f), np.asarray(c, dtype=float)
    if not np.all(np.abs(c) <= 1):
        raise ValueError(f"c is a correlation, so between −1 and 1; got {c}.")
    if f.homogeneous:
        alpha = slope_below(f)
        bend = (np.sqrt(1 - c**2) - c * np.arccos(c)) * (1 - alpha) ** 2 / np.pi
        return length(q) * (c * (1 + alpha**2) + bend) / 2
    z, weights = both_sides(64)
    inner = np.array([inner_mean(f, each, length(q), z) for each in c.flat])
    return (inner @ (f(np.sqrt(q) * z) * weights)).reshape(c.shape)[()]


def inner_mean(f: Activation, c: float, q: Numbers, z: np.ndarray) -> np.ndarray:
    """E[f(√q (c z + √(1 − c²) Z))] for each z, split where the argument is 0."""
    nodes, weights = half_line(64)
    other = np.sqrt(1 - c**2)
    with np.errstate(divide="ignore", invalid="ignore"):
        kink = np.clip(np.nan_to_num(-c * z / other), -FARTHEST, FARTHEST)[:, None]
    left, right = kink + FARTHEST, FARTHEST - kink
    sides = (kink - left * nodes, left), (kink + right * nodes, right)
    means = [
        width[:, 0] * ((f(np.sqrt(q) * (c * z[:, None] + other * at)) * density(at)) @ weights)
        for at, width in sides
    ]
    return means[0] + means[1]


def correlation_map(
    f: Named, c: Numbers, q: float, sigma_w: float, sigma_b: float = 0.0
) -> Numbers:
    """Return the next layer's correlation of two inputs of length q whose correlation is c."""
    after = length_map(f, q, sigma_w, sigma_b)
    if not 0 < after < np.inf:
        what = "dies" if after == 0 else "grows beyond all numbers"
        raise ValueError(
            f"the signal {what} at this layer: two inputs of length {after} have no likeness."
        )
    likeness = (sigma_w**2 * product_mean(f, c, q) + sigma_b**2) / after
    return np.clip(likeness, -1, 1)[()]  # beyond which there is nothing but rounding


def fixed_length(f: Named, sigma_w: float, sigma_b: float = 0.0, start: float = 1.0) -> float:
    """Return q*, the length to which the map leads from `start`; 0 or inf where it leads there."""
    from scipy.optimize import brentq

    def growth(q: Numbers) -> Numbers:
        return length_map(f, q, sigma_w, sigma_b) - q

    if not 0 < start < np.inf:
        raise ValueError(f"start is a length, so a number above 0; got {start}.")
    first = growth(start)
    if abs(first) <= 1e-14 * start:
        return float(start)
    lengths = np.geomspace(start, LARGEST if first > 0 else SMALLEST, LOOKS)
    turned = np.flatnonzero(growth(lengths) * first <= 0)
    if not turned.size:
        return np.inf if first > 0 else 0.0
    ends = lengths[turned[0] - 1 : turned[0] + 1]
    return float(brentq(growth, ends.min(), ends.max(), xtol=1e-15, rtol=1e-14))


def fixed_correlation(f: Named, sigma_w: float, sigma_b: float = 0.0) -> float:
    """Return c*, how alike two inputs end up in depth: 1 in the ordered phase, less in chaos."""
    from scipy.optimize import brentq

    q = fixed_length(f, sigma_w, sigma_b)
    if not 0 < q < np.inf:
        raise ValueError(
            f"with σ_w = {sigma_w} and σ_b = {sigma_b} the length goes to {q}, so that no likeness "
            "is left to settle."
        )
    if gradient_factor(f, q, sigma_w) <= 1:
        return 1.0

    def growth(c: float) -> float:
        return float(correlation_map(f, c, q, sigma_w, sigma_b)) - c

    return 0.0 if growth(0.0) <= 1e-12 else float(brentq(growth, 0.0, 1 - 1e-9, xtol=1e-14))


def critical_line(f: Named, lengths: Numbers, factor: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Return σ_w and σ_b at which the fixed point is each of the lengths and χ there is `factor`.

    factor 1 is the edge between order and chaos. NaN where no σ_b gives that length.
    """
    sigma_w2 = factor / mean_square_slope(f, lengths)
    sigma_b2 = length(lengths) - sigma_w2 * mean_square(f, lengths)
    lost = sigma_b2 < 0
    return np.where(lost, np.nan, np.sqrt(sigma_w2)), np.sqrt(np.where(lost, np.nan, sigma_b2))


def depth_scale(factor: Numbers) -> Numbers:
    """Return 1/|ln factor|: in how many layers what is multiplied by `factor` changes e-fold."""
    with np.errstate(divide="ignore"):
        return 1 / np.abs(np.log(factor))


WIDEST = 100  # standard deviation of scores


@cache
def of_scores(sigma: float) -> tuple[np.ndarray, np.ndarray, float]:
    """E[e^(−w)] and E[w² e^(−w)] with w = e^(σZ − u), on a grid of u, and its step.

    By parts, so that the density of Z is not needed but its integral, which has no narrow peak.
    """
    from scipy.special import ndtr

    u, step = np.linspace(-6 * sigma - 8, 6 * sigma + 14, 400, retstep=True)
    x, dx = np.linspace(-24, 5, 1500, retstep=True)
    w, below = np.exp(x), ndtr((u[:, None] + x) / sigma)
    one = below @ (w * np.exp(-w)) * dx
    two = below @ ((w - 2) * w**2 * np.exp(-w)) * dx
    return one, two, float(step)


def softmax_slope(sigma: float, keys: int) -> float:
    """Return E[Σ a (1 − a)] = 1 − E[Σ a²] for the softmax of `keys` independent scores N(0, σ²).

    It is right to three digits for σ from 0.03 to 100. With 1/s² = ∫ t e^(−ts) dt the expectation
    of Σ a² = Σ e^(2s)/(Σ e^s)² falls apart into a factor for each key, under one integral over
    u = −log t.
    """
    if not 0 < sigma <= WIDEST:
        raise ValueError(f"sigma is a standard deviation, above 0 and to {WIDEST}; got {sigma}.")
    if keys < 1 or keys != int(keys):
        raise ValueError(f"keys is a whole number from 1 up; got {keys}.")
    one, two, step = of_scores(sigma)
    return 1 - keys * float(np.sum(two * one ** (keys - 1))) * step
