"""Functions of NumPy that are written in terms of others, and so need no derivative of their own.

Parameters are named as NumPy names them. Each gives NumPy's result; what is not a parameter here
is refused.
"""

from collections.abc import Sequence

import numpy as np

from bplib import functions as fn
from bplib.arrays import Numbers
from bplib.functions import Axis
from bplib.table import composed


def concatenate(arrays: Sequence[Numbers], axis: int | None = 0) -> Numbers:
    """Join along an axis that there is."""
    along = [np.size(a) if axis is None else np.shape(a)[axis] for a in arrays]
    return fn.join(*arrays, axis=axis, ends=np.cumsum(along))


def stack(arrays: Sequence[Numbers], axis: int = 0) -> Numbers:
    """Join along a new axis."""
    return np.concatenate([np.expand_dims(a, axis) for a in arrays], axis=axis)


def clip(
    a: Numbers,
    a_min: Numbers = None,
    a_max: Numbers = None,
    min: Numbers = None,
    max: Numbers = None,
) -> Numbers:
    """The limits under either of their names."""
    return fn.clip(a, a_min if min is None else min, a_max if max is None else max)


def where(condition: Numbers, x: Numbers, y: Numbers) -> Numbers:
    """x where the condition holds, y elsewhere."""
    return fn.choose(x, y, condition=condition)


def var(a: Numbers, axis: Axis = None, ddof: float = 0, keepdims: bool = False) -> Numbers:
    """Mean squared distance from the mean; the sum is divided by n − ddof."""
    squares = np.square(a - np.mean(a, axis=axis, keepdims=True))
    total = np.sum(squares, axis=axis, keepdims=keepdims)
    return total / (squares.size // max(total.size, 1) - ddof)


def std(a: Numbers, axis: Axis = None, ddof: float = 0, keepdims: bool = False) -> Numbers:
    """Square root of the variance."""
    return np.sqrt(np.var(a, axis=axis, ddof=ddof, keepdims=keepdims))


def outer(a: Numbers, b: Numbers) -> Numbers:
    """Every entry of a times every entry of b."""
    return np.reshape(a, (-1, 1)) * np.reshape(b, (1, -1))


def dot(a: Numbers, b: Numbers) -> Numbers:
    """Products of rows and columns; with a number, every entry times it."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return a * b
    if np.ndim(b) <= 2:
        return np.matmul(a, b)
    raise TypeError(
        f"dot got shapes {np.shape(a)} and {np.shape(b)}; for more than two axes write @, which "
        "multiplies matrix by matrix, or np.einsum."
    )


composed(np.concatenate, concatenate)
composed(np.stack, stack)
composed(np.clip, clip)
composed(np.where, where)
composed(np.var, var)
composed(np.std, std)
composed(np.outer, outer)
composed(np.dot, dot)
