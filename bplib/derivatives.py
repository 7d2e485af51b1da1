"""The table of local derivatives: one row per function, as in a calculus book.

A row gives dy/dx for each argument, in terms of the output y and the inputs, all plain arrays. What
else the chain rule needs, `bplib.autodiff` does once, for all rows.
"""

from collections.abc import Callable

import numpy as np

from bplib import functions as fn
from bplib.arrays import Array, Numbers
from bplib.functions import SELU_ALPHA, SELU_SCALE, normal_density, sigmoid
from bplib.table import elementwise


def share(chosen: Array, other: Array) -> Array:
    """1 where `chosen` is the larger, 1/2 where both are equal: a tie shares the gradient."""
    return np.add(chosen > other, chosen >= other, dtype=np.float32) / 2


def power_slope(y: Array, x: Array, n: Numbers) -> Array:
    """n xⁿ⁻¹, which is 0 for n = 0 even at x = 0."""
    if np.ndim(n) == 0 and n != 0:
        return n * x ** (n - 1)
    return np.where(n == 0, 0, n * np.power(x, np.where(n == 0, 1, n - 1)))


def exponent_slope(y: Array, x: Array, n: Numbers) -> Array:
    """y log x, and 0 at x = 0, its limit for positive n."""
    return y * np.log(np.where(x == 0, 1, x))


# Below these a difference from 1 has eight digits left in double precision, elsewhere two.
TINY = {t: max(100 * float(np.finfo(t).eps), 3e-8) for t in "efdg"}


def unless_tiny(slope: Array, exact: Callable[[Array], Array], x: Array) -> Array:
    """The slope by the quick formula; far out, where that loses its digits, by the exact one."""
    limit = TINY[slope.dtype.char]
    if slope.size and slope.item(slope.argmin()) < limit:  # the quickest way to the smallest
        slope = np.asarray(slope)
        far = (slope < limit).ravel().nonzero()[0]
        slope.put(far, exact(x.take(far)))
    return slope


def bell(x: Array) -> Array:
    """The slope of the sigmoid, e⁻ˣ / (1 + e⁻ˣ)², to the last digit wherever x is."""
    e = np.exp(np.copysign(x, -1))
    return e / np.square(1 + e)


def bell_of_tanh(x: Array) -> Array:
    """The slope of tanh x = 2 σ(2x) − 1."""
    return 4 * bell(2 * x)


def gelu_slope(y: Array, x: Array) -> Array:
    """Φ(x) + x φ(x), with Φ(x) = y / x, since the forward pass has been through that."""
    near = np.clip(x, -40, 40)  # beyond, φ is 0
    cdf = np.divide(np.minimum(y, 40), near, out=np.full_like(near, 0.5), where=near != 0)
    return cdf + near * normal_density(near)


def silu_slope(y: Array, x: Array) -> Array:
    """σ(x) (1 + x σ(−x))."""
    return sigmoid(x) * (1 + np.clip(x, fn.FAR, -fn.FAR) * sigmoid(-x))


def share_of_first(y: Array, a: Array, b: Array) -> Array:
    """eᵃ / (eᵃ + eᵇ), which is 1/2 where both are the same, infinite or not."""
    return sigmoid(np.subtract(a, b, where=np.not_equal(a, b), out=np.zeros_like(y)))


elementwise(np.add, 1, 1)
elementwise(np.subtract, 1, -1)
elementwise(np.multiply, lambda y, a, b: b, lambda y, a, b: a)
elementwise(np.divide, lambda y, a, b: np.divide(1, b, dtype=y.dtype), lambda y, a, b: -y / b)
elementwise(np.power, power_slope, exponent_slope)
elementwise(np.negative, -1)
elementwise(np.positive, 1)
elementwise(np.square, lambda y, x: 2 * x)
elementwise(np.sqrt, lambda y, x: 0.5 / y)
elementwise(np.reciprocal, lambda y, x: -y * y)
elementwise(np.absolute, lambda y, x: np.sign(x))
elementwise(np.exp, lambda y, x: y)
elementwise(np.expm1, lambda y, x: np.exp(x))
elementwise(np.log, lambda y, x: 1 / x)
elementwise(np.log1p, lambda y, x: 1 / (1 + x))
elementwise(np.log2, lambda y, x: 1 / (x * float(np.log(2))))
elementwise(np.log10, lambda y, x: 1 / (x * float(np.log(10))))
elementwise(np.sin, lambda y, x: np.cos(x))
elementwise(np.cos, lambda y, x: -np.sin(x))
elementwise(np.tan, lambda y, x: 1 + y * y)
elementwise(np.arctan, lambda y, x: 1 / np.hypot(1, x) ** 2)
elementwise(np.sinh, lambda y, x: np.cosh(x))
elementwise(np.cosh, lambda y, x: np.sinh(x))
elementwise(np.tanh, lambda y, x: unless_tiny(1 - y * y, bell_of_tanh, x))
elementwise(np.maximum, lambda y, a, b: share(a, b), lambda y, a, b: share(b, a))
elementwise(np.minimum, lambda y, a, b: share(b, a), lambda y, a, b: share(a, b))
elementwise(np.logaddexp, share_of_first, lambda y, a, b: share_of_first(y, b, a))
elementwise(
    fn.choose,
    lambda y, a, b, condition: condition,
    lambda y, a, b, condition: np.logical_not(condition),
    options=("condition",),
    name="where",
)
elementwise(
    fn.clip,
    lambda y, x, low, high: x == y,
    lambda y, x, low, high: (x < low) & (y == low),
    lambda y, x, low, high: (x != y) & (y == high),
)
elementwise(fn.linear, 1)
elementwise(fn.sigmoid, lambda y, x: unless_tiny(y * (1 - y), bell, x))
elementwise(fn.relu, lambda y, x: x > 0)
elementwise(
    fn.leaky_relu,
    lambda y, x, slope=0.01: np.where(x > 0, x.dtype.type(1), slope),
    options=("slope",),
)
elementwise(
    fn.elu,
    lambda y, x, alpha=1.0: np.where(x > 0, 1, alpha * np.exp(np.minimum(x, 0))),
    options=("alpha",),
)
elementwise(
    fn.selu,
    lambda y, x: SELU_SCALE * np.where(x > 0, 1, SELU_ALPHA * np.exp(np.minimum(x, 0))),
)
elementwise(fn.gelu, gelu_slope)
elementwise(fn.silu, silu_slope)
elementwise(fn.softplus, lambda y, x: -np.expm1(-y))  # 1 − e⁻ʸ, the sigmoid of x
elementwise(
    fn.binary_cross_entropy,
    lambda y, z, targets: (1 - targets) * sigmoid(z) - targets * sigmoid(-z),  # a − t
    options=("targets",),
)
