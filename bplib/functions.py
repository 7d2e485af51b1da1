"""The functions that networks need and NumPy does not have, for arrays and Tensors alike.

Each is written on plain arrays, and so that no input overflows: sigmoid at ±1000, softmax at
10,000.
"""

from collections.abc import Callable
from functools import wraps
from math import pi, sqrt
from typing import Any, TypeAlias

import numpy as np

from bplib.arrays import Array, Numbers

Axis = int | tuple[int, ...] | None
Index: TypeAlias = Any  # whatever may stand in x[…]

SELU_SCALE = 1.0507009873554805  # Klambauer et al. 2017: the fixed point has mean 0, variance 1
SELU_ALPHA = 1.6732632423543772
FAR = -1e4  # from here down what is multiplied by a share of eˣ is 0, and −∞ · 0 must not be met


def for_tensors(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a function on arrays take Tensors too, by the protocol that NumPy's own functions follow.

    A Tensor among the arguments is asked what the call gives; without one, lists become arrays.
    """

    @wraps(function)
    def call(*args: Any, **options: Any) -> Index:
        for a in (*args, *options.values()):
            if not isinstance(a, np.ndarray) and hasattr(a, "__array_function__"):
                return a.__array_function__(call, (), args, options)
        return function(*(np.array(a) if isinstance(a, list) else a for a in args), **options)

    return call


@for_tensors
def linear(x: Array) -> Array:
    """The identity, as an activation."""
    return +x


@for_tensors
def sigmoid(x: Array) -> Array:
    """1 / (1 + e⁻ˣ), written so that e is never raised to a positive power."""
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, e) / (1 + e)


@for_tensors
def relu(x: Array) -> Array:
    """max(x, 0); the slope at 0 is 0."""
    return np.maximum(x, 0)


@for_tensors
def leaky_relu(x: Array, slope: float = 0.01) -> Array:
    """x where it is positive, slope · x elsewhere."""
    return np.where(x > 0, x, slope * x)


@for_tensors
def elu(x: Array, alpha: float = 1.0) -> Array:
    """x where it is positive, α (eˣ − 1) elsewhere."""
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))


@for_tensors
def selu(x: Array) -> Array:
    """ELU with the scale and α that keep mean 0 and variance 1 (Klambauer et al. 2017)."""
    return SELU_SCALE * elu(x, SELU_ALPHA)


def normal_density(x: Array) -> Array:
    """φ(x). The exponent −x²/2 is split in two, since e to a large power shows its rounding."""
    near = np.rint(16 * np.clip(x, -40, 40)) / 16  # its square is exact; beyond ±40 φ is 0
    rest = np.clip(x, -40, 40) - near
    return np.exp(-near * near / 2) * np.exp(-rest * (near + rest / 2)) / sqrt(2 * pi)


def normal_cdf(x: Array) -> Array:
    """Φ(x), the probability that a standard normal number is below x."""
    from scipy.special import erfcx  # loaded when first needed: importing it is slow

    x = np.asarray(x)
    beyond = erfcx(np.minimum(np.abs(x), 40) / sqrt(2)) * sqrt(pi / 2) * normal_density(x)
    below = np.where(x < 0, beyond, 1 - beyond)
    return below.astype(np.result_type(x, np.float16), copy=False)[()]


@for_tensors
def gelu(x: Array) -> Array:
    """x Φ(x), with the exact normal distribution function (Hendrycks & Gimpel 2016)."""
    return np.maximum(x, FAR) * normal_cdf(x)


@for_tensors
def silu(x: Array) -> Array:
    """x · sigmoid(x), also called swish."""
    return np.maximum(x, FAR) * sigmoid(x)


@for_tensors
def softplus(x: Array) -> Array:
    """log(1 + eˣ), written so that e is never raised to a positive power."""
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


add_up: Any = np.add.reduce


def total(x: Array, axis: Axis = None, keepdims: bool = False, **more: Any) -> Array:
    """np.sum without its detours, which take longer than adding a small array up."""
    return add_up(x, axis, None, None, keepdims, **more)


def mean(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """np.mean without its detours."""
    if not x.size or x.dtype.char == "e":  # float16, which NumPy adds up in float32
        return np.mean(x, axis=axis, keepdims=keepdims)
    sums = add_up(x, axis, None, None, keepdims)
    return sums / (x.size // sums.size)


def below_top(x: Array, axis: Axis) -> tuple[Array, Array]:
    """The largest entry along an axis, and x minus that: 0 where they agree, at infinity too."""
    top = np.max(x, axis=axis, keepdims=True)
    if np.isfinite(top).all():
        return top, x - top
    return top, np.subtract(x, top, where=x != top, out=np.zeros_like(x))


def log_of_sum(below: Array, axis: Axis) -> Array:
    """log Σ eˣ, where the largest x are 0. These are counted, so that what is tiny is not lost."""
    top, e = below == 0, np.exp(below)
    count = np.maximum(np.sum(top, axis=axis, keepdims=True, dtype=e.dtype), 1)
    rest = np.sum(np.where(top, 0, e), axis=axis, keepdims=True)
    return np.log(count) + np.log1p(rest / count)


@for_tensors
def logsumexp(x: Array, axis: Axis = -1, keepdims: bool = False) -> Array:
    """log Σ eˣ over an axis, safe for any x: the largest entry is taken out first."""
    top, below = below_top(x, axis)
    total = top + log_of_sum(below, axis)
    return total if keepdims else np.squeeze(total, axis=axis)


@for_tensors
def log_softmax(x: Array, axis: Axis = -1) -> Array:
    """x − logsumexp(x): the logarithms of the softmax."""
    _, below = below_top(x, axis)
    return below - log_of_sum(below, axis)


@for_tensors
def softmax(x: Array, axis: Axis = -1) -> Array:
    """eˣ / Σ eˣ over an axis: positive, summing to 1. Equal entries share, infinite ones too."""
    _, below = below_top(x, axis)
    e = np.exp(below)
    return e / np.sum(e, axis=axis, keepdims=True)


@for_tensors
def cross_entropy(logits: Array, targets: Numbers) -> Array:
    """The cost −Σ p log softmax(logits) of each example, from logits (n, k).

    targets: labels 0…k−1 of shape (n,), or probabilities of shape (n, k). Returns shape (n,).
    """
    targets = checked_targets(targets, logits)
    logs = log_softmax(logits)
    if targets.ndim < logits.ndim:
        return -logs[entry_of(targets)]
    return -np.sum(product_with_zeros(targets, logs), axis=-1)


@for_tensors
def binary_cross_entropy(logits: Array, targets: Numbers) -> Array:
    """The cost −t log σ(z) − (1 − t) log(1 − σ(z)) of each entry, safe for any logit z.

    Written as softplus(z) − t z. targets: 0, 1 or between, in the shape of the logits, which is
    returned.
    """
    targets = np.asarray(targets)
    if targets.shape != logits.shape:
        raise ValueError(
            f"binary_cross_entropy got logits of shape {logits.shape} and targets of shape "
            f"{targets.shape}; they must agree. A column of targets is y[:, None]."
        )
    wrong = np.where(logits >= 0, 1 - targets, targets).astype(logits.dtype)
    size = np.abs(logits)
    return product_with_zeros(wrong, size) + np.log1p(np.exp(-size))


def product_with_zeros(weight: Array, x: Array) -> Array:
    """weight × x, and 0 where the weight is 0, also if x is infinite there: p log p at p = 0."""
    return np.multiply(weight, x, where=weight != 0, out=np.zeros_like(x))


def entry_of(labels: Array) -> Index:
    """The index that takes the entry of its label from each row."""
    return *np.indices(labels.shape, sparse=True), labels


def checked_targets(targets: Numbers, logits: Array) -> Array:
    """Labels, or probabilities in the precision of the logits; an error for anything else."""
    targets, classes = np.asarray(targets), logits.shape[-1:]
    if targets.shape == logits.shape:
        return targets.astype(logits.dtype, copy=False)
    if not classes or targets.dtype.kind not in "iu" or targets.shape != logits.shape[:-1]:
        raise ValueError(
            f"cross_entropy got targets {targets.dtype} of shape {targets.shape} for logits of "
            f"shape {logits.shape}; give integer labels of shape {logits.shape[:-1]} or "
            f"probabilities of shape {logits.shape}."
        )
    if targets.size and not 0 <= targets.min() <= targets.max() < classes[0]:
        raise ValueError(
            f"cross_entropy got labels from {targets.min()} to {targets.max()}; "
            f"with {classes[0]} classes they go from 0 to {classes[0] - 1}."
        )
    return targets


@for_tensors
def clip(x: Array, low: Numbers, high: Numbers) -> Array:
    """x, but nowhere below `low` or above `high`; None for no limit."""
    return np.clip(x, low, high)


@for_tensors
def choose(x: Array, y: Array, condition: Array) -> Array:
    """np.where with the condition last: x where it holds, y elsewhere."""
    return np.where(condition, x, y)


@for_tensors
def getitem(x: Array, index: Index) -> Array:
    """x[index], for slices, integers, masks and lists."""
    return x[index]


@for_tensors
def join(*arrays: Array, axis: int | None, ends: Any) -> Array:
    """np.concatenate with the arrays as arguments; `ends` says where along the axis each ends."""
    return np.concatenate(arrays, axis=axis)


def pad(x: Array, pad_width: Any, mode: str = "constant") -> Array:
    """np.pad with zeros, as a convolution needs."""
    if mode != "constant":
        raise ValueError(f"pad got the mode {mode!r}; the one that is here is 'constant': zeros.")
    return np.pad(x, pad_width)


@for_tensors
def sums_of_products(*arrays: Array, subscripts: str) -> Array:
    """np.einsum with the letters last."""
    return np.einsum(subscripts, *arrays)


def norm(x: Array, ord: Any = None, axis: Axis = None, keepdims: bool = False) -> Array:
    """np.linalg.norm, for the root of a sum of squares."""
    axes = np.ndim(x) if axis is None else np.size(axis)
    if ord is not None and (ord, axes) not in {(2, 1), ("fro", 2)}:
        raise ValueError(
            f"norm got ord={ord!r}; of a Tensor there is the root of the sum of squares. "
            "Write np.sum(np.abs(x)) or np.max(np.abs(x)) for two of the others."
        )
    return np.linalg.norm(x, ord, axis, keepdims)
