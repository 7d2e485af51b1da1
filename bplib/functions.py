"""The functions that networks need and NumPy does not have, on plain arrays.

Each is written so that no input overflows: sigmoid at ±1000, softmax at 10,000.
"""

from typing import Any

import numpy as np

SELU_SCALE = 1.0507009873554805  # Klambauer et al. 2017: the fixed point has mean 0, variance 1
SELU_ALPHA = 1.6732632423543772


def linear(x: Any) -> Any:
    """The identity, as an activation."""
    return +x


def sigmoid(x: Any) -> Any:
    """1 / (1 + e⁻ˣ), written so that e is never raised to a positive power."""
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, e) / (1 + e)


def relu(x: Any) -> Any:
    """max(x, 0); the slope at 0 is 0."""
    return np.maximum(x, 0)


def leaky_relu(x: Any, slope: float = 0.01) -> Any:
    """x where it is positive, slope · x elsewhere."""
    return np.where(x > 0, x, slope * x)


def elu(x: Any, alpha: float = 1.0) -> Any:
    """x where it is positive, α (eˣ − 1) elsewhere."""
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))


def selu(x: Any) -> Any:
    """ELU with the scale and α that keep mean 0 and variance 1 (Klambauer et al. 2017)."""
    return SELU_SCALE * elu(x, SELU_ALPHA)


def normal_cdf(x: Any) -> Any:
    """Φ(x), the probability that a standard normal number is below x."""
    from scipy.special import ndtr  # loaded when first needed: importing it is slow

    return ndtr(x)


def gelu(x: Any) -> Any:
    """x Φ(x), with the exact normal distribution function (Hendrycks & Gimpel 2016)."""
    return x * normal_cdf(x)


def silu(x: Any) -> Any:
    """x · sigmoid(x), also called swish."""
    return x * sigmoid(x)


def softplus(x: Any) -> Any:
    """log(1 + eˣ), written so that e is never raised to a positive power."""
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


add_up: Any = np.add.reduce


def total(x: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    """np.sum without its detours, which take longer than adding a small array up."""
    return add_up(x, axis=axis, keepdims=keepdims)


def mean(x: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    """np.mean without its detours."""
    sums = add_up(x, axis=axis, keepdims=keepdims)
    return sums / (x.size // sums.size) if x.size else np.mean(x, axis=axis, keepdims=keepdims)


def logsumexp(x: Any, axis: Any = -1, keepdims: bool = False) -> Any:
    """log Σ eˣ over an axis, safe for any x: the largest entry is taken out first."""
    top = np.max(x, axis=axis, keepdims=True)
    total = top + np.log(np.sum(np.exp(x - top), axis=axis, keepdims=True))
    return total if keepdims else np.squeeze(total, axis=axis)


def log_softmax(x: Any, axis: Any = -1) -> Any:
    """x − logsumexp(x): the logarithms of the softmax."""
    below = x - np.max(x, axis=axis, keepdims=True)
    return below - np.log(np.sum(np.exp(below), axis=axis, keepdims=True))


def softmax(x: Any, axis: Any = -1) -> Any:
    """eˣ / Σ eˣ over an axis: positive, summing to 1."""
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


def cross_entropy(logits: Any, targets: Any) -> Any:
    """The cost −Σ p log softmax(logits) of each example, from logits (n, k).

    targets: labels 0…k−1 of shape (n,), or probabilities of shape (n, k). Returns shape (n,).
    """
    targets = checked_targets(targets, logits)
    logs = log_softmax(logits)
    if targets.ndim < logits.ndim:
        return -logs[entry_of(targets)]
    return -np.sum(targets * logs, axis=-1)


def entry_of(labels: Any) -> Any:
    """The index that takes the entry of its label from each row."""
    return *np.indices(labels.shape, sparse=True), labels


def checked_targets(targets: Any, logits: Any) -> Any:
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


def getitem(x: Any, index: Any) -> Any:
    """x[index], for slices, integers, masks and lists."""
    return x[index]


def join(*arrays: Any, axis: int | None = 0) -> Any:
    """np.concatenate with the arrays as arguments."""
    return np.concatenate(arrays, axis=axis)


def pad(x: Any, pad_width: Any, mode: str = "constant") -> Any:
    """np.pad with zeros, as a convolution needs."""
    if mode != "constant":
        raise ValueError(f"pad got the mode {mode!r}; the one that is here is 'constant': zeros.")
    return np.pad(x, pad_width)


def stack(arrays: Any, axis: int = 0) -> Any:
    """Join along a new axis."""
    return np.concatenate([np.expand_dims(a, axis) for a in arrays], axis=axis)


def var(x: Any, axis: Any = None, *, ddof: int = 0, keepdims: bool = False) -> Any:
    """Mean squared distance from the mean; the sum is divided by n − ddof."""
    squares = np.square(x - np.mean(x, axis=axis, keepdims=True))
    total = np.sum(squares, axis=axis, keepdims=keepdims)
    return total / (squares.size // max(total.size, 1) - ddof)


def std(x: Any, axis: Any = None, *, ddof: int = 0, keepdims: bool = False) -> Any:
    """Square root of the variance."""
    return np.sqrt(var(x, axis, ddof=ddof, keepdims=keepdims))


def outer(a: Any, b: Any) -> Any:
    """Every entry of a times every entry of b."""
    return np.reshape(a, (-1, 1)) * np.reshape(b, (1, -1))


# Functions that are made of others, and functions whose results have no gradient.
COMPOSED: dict[Any, Any] = {
    np.stack: stack,
    np.var: var,
    np.std: std,
    np.outer: outer,
    np.dot: np.matmul,
}
NO_GRADIENT: set[Any] = {
    *(np.less, np.less_equal, np.greater, np.greater_equal, np.equal, np.not_equal),
    *(np.isfinite, np.isnan, np.isinf, np.sign, np.floor, np.ceil, np.rint, np.signbit),
    *(np.argmax, np.argmin, np.argsort, np.shape, np.ndim, np.size, np.allclose, np.isclose),
    *(np.array_equal, np.zeros_like, np.ones_like, np.all, np.any, np.result_type),
}
