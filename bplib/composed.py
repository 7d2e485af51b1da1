"""Functions of NumPy that are written in terms of others, and so need no derivative of their own.

Parameters are named as NumPy names them; those that are not here are refused.
"""

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from bplib import functions as fn
from bplib.arrays import Numbers
from bplib.functions import Axis
from bplib.table import composed

# --- joining and cutting --------------------------------------------------------------------------


def concatenate(arrays: Sequence[Numbers], axis: int | None = 0) -> Numbers:
    """Join along an axis that there is."""
    along = [np.size(a) if axis is None else np.shape(a)[axis] for a in arrays]
    return fn.join(*arrays, axis=axis, ends=np.cumsum(along))


def stack(arrays: Sequence[Numbers], axis: int = 0) -> Numbers:
    """Join along a new axis."""
    return np.concatenate([np.expand_dims(a, axis) for a in arrays], axis=axis)


def vstack(tup: Sequence[Numbers]) -> Numbers:
    """Join rows below each other."""
    return np.concatenate([a if np.ndim(a) > 1 else np.reshape(a, (1, -1)) for a in tup])


def hstack(tup: Sequence[Numbers]) -> Numbers:
    """Join side by side: columns, or the entries of vectors."""
    arrays = [a if np.ndim(a) else np.reshape(a, 1) for a in tup]
    return np.concatenate(arrays, axis=min(np.ndim(arrays[0]) - 1, 1))


def column_stack(tup: Sequence[Numbers]) -> Numbers:
    """Join side by side; a vector is a column."""
    columns = [a if np.ndim(a) > 1 else np.reshape(a, (-1, 1)) for a in tup]
    return np.concatenate(columns, axis=1)


def split(ary: Numbers, indices_or_sections: Any, axis: int = 0) -> list[Numbers]:
    """Cut into equal parts, or before the given places."""
    places = np.arange(np.shape(ary)[axis])
    return [np.take(ary, part, axis=axis) for part in np.split(places, indices_or_sections)]


# --- choosing -------------------------------------------------------------------------------------


def where(condition: Numbers, x: Numbers, y: Numbers) -> Numbers:
    """x where the condition holds, y elsewhere."""
    return fn.choose(x, y, condition=condition)


def clip(
    a: Numbers,
    a_min: Numbers = None,
    a_max: Numbers = None,
    min: Numbers = None,
    max: Numbers = None,
) -> Numbers:
    """No smaller than the one, no larger than the other limit, which have two names each."""
    return fn.clip(a, a_min if min is None else min, a_max if max is None else max)


def diag(v: Numbers, k: int = 0) -> Numbers:
    """The diagonal of a matrix; of a vector the matrix that has it as its diagonal."""
    if np.ndim(v) == 2:
        return np.diagonal(v, k)
    return np.concatenate([[0.0], v])[np.diag(np.arange(1, len(v) + 1), k)]


# --- statistics -----------------------------------------------------------------------------------


def var(a: Numbers, axis: Axis = None, ddof: float = 0, keepdims: bool = False) -> Numbers:
    """Mean squared distance from the mean; the sum is divided by n − ddof."""
    squares = np.square(a - np.mean(a, axis=axis, keepdims=True))
    total = np.sum(squares, axis=axis, keepdims=keepdims)
    return total / max(squares.size // max(total.size, 1) - ddof, 0)


def std(a: Numbers, axis: Axis = None, ddof: float = 0, keepdims: bool = False) -> Numbers:
    """Square root of the variance; where that is 0 and has a kink, the slope is 0."""
    variance = np.var(a, axis=axis, ddof=ddof, keepdims=keepdims)
    return np.where(variance == 0, 0.0, np.sqrt(np.where(variance == 0, 1.0, variance)))


def average(a: Numbers, axis: Axis = None, weights: Numbers = None) -> Numbers:
    """The mean, or Σ w a / Σ w."""
    if weights is None:
        return np.mean(a, axis=axis)
    a, weights = (np.array(x) if isinstance(x, (list, tuple)) else x for x in (a, weights))
    if np.shape(weights) != np.shape(a):
        if not isinstance(axis, int) or np.shape(weights) != (np.shape(a)[axis],):
            raise ValueError(
                f"average got weights of shape {np.shape(weights)} for numbers of shape "
                f"{np.shape(a)}; give one for each, or one for each place along an axis."
            )
        along = [-1 if i == axis % np.ndim(a) else 1 for i in range(np.ndim(a))]
        weights = np.broadcast_to(np.reshape(weights, along), np.shape(a))
    weights = weights * np.ones((), np.result_type(a, weights))
    total = np.sum(weights, axis=axis)
    if np.any(total == 0):
        raise ZeroDivisionError("average got weights that add up to 0; one must be larger than 0.")
    return np.sum(a * weights, axis=axis) / total


# --- products -------------------------------------------------------------------------------------


def outer(a: Numbers, b: Numbers) -> Numbers:
    """Every entry of a times every entry of b."""
    return np.reshape(a, (-1, 1)) * np.reshape(b, (1, -1))


def dot(a: Numbers, b: Numbers) -> Numbers:
    """The last axis of a with the last but one of b; a number multiplies every entry."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return np.multiply(a, b)
    return np.matmul(a, b) if np.ndim(b) <= 2 else np.tensordot(a, b, axes=(-1, -2))


def inner(a: Numbers, b: Numbers) -> Numbers:
    """The last axis of a with the last of b; a number multiplies every entry."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return np.multiply(a, b)
    return np.tensordot(a, b, axes=(-1, -1))


def tensordot(a: Numbers, b: Numbers, axes: Any = 2) -> Numbers:
    """Sums of products along axes of a and b: the last and first so many, or those named."""
    if isinstance(axes, int):
        axes = range(-axes, 0), range(axes)
    of_a = list(normalize_axis_tuple(axes[0], np.ndim(a)))
    of_b = list(normalize_axis_tuple(axes[1], np.ndim(b)))
    rest_a = [i for i in range(np.ndim(a)) if i not in of_a]
    rest_b = [i for i in range(np.ndim(b)) if i not in of_b]
    lengths = [np.shape(a)[i] for i in of_a], [np.shape(b)[i] for i in of_b]
    if lengths[0] != lengths[1]:
        raise ValueError(f"the axes to be added up have lengths {lengths[0]} and {lengths[1]}.")
    terms = prod(lengths[0])
    shape = [np.shape(a)[i] for i in rest_a], [np.shape(b)[i] for i in rest_b]
    rows = np.reshape(np.transpose(a, rest_a + of_a), (prod(shape[0]), terms))
    columns = np.reshape(np.transpose(b, of_b + rest_b), (terms, prod(shape[1])))
    return np.reshape(rows @ columns, shape[0] + shape[1])


def einsum(*operands: Any) -> Numbers:
    """Sums of products as the letters say: "ij,jk->ik" is the product of two matrices."""
    return fn.sums_of_products(*operands[1:], subscripts=with_output(operands[0]))


def with_output(subscripts: str) -> str:
    """The letters of einsum with those of the output: without an arrow each that stands once."""
    letters = subscripts.replace(" ", "") if isinstance(subscripts, str) else "..."
    terms, arrow, _ = letters.partition("->")
    if "." in letters or any(len(set(term)) < len(term) for term in terms.split(",")):
        raise TypeError(
            f"einsum of a Tensor got {subscripts!r}; it takes letters such as 'ij,jk->ik', none "
            "of them twice in one array. For a diagonal there is np.diagonal."
        )
    once = sorted(each for each in set(terms) - {","} if terms.count(each) == 1)
    return letters if arrow else f"{terms}->{''.join(once)}"


def trace(a: Numbers, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Numbers:
    """The sum of the diagonal."""
    return np.sum(np.diagonal(a, offset, axis1, axis2), axis=-1)


composed(np.concatenate, concatenate, "arrays")
composed(np.stack, stack, "arrays")
composed(np.vstack, vstack, "tup")
composed(np.hstack, hstack, "tup")
composed(np.column_stack, column_stack, "tup")
composed(np.split, split, "ary")
composed(np.where, where, "x", "y")
composed(np.clip, clip, "a", "a_min", "a_max", "min", "max")
composed(np.diag, diag, "v")
composed(np.var, var, "a")
composed(np.std, std, "a")
composed(np.average, average, "a", "weights")
composed(np.outer, outer, "a", "b")
composed(np.dot, dot, "a", "b")
composed(np.inner, inner, "a", "b")
composed(np.tensordot, tensordot, "a", "b")
composed(np.einsum, einsum)
composed(np.trace, trace, "a")
