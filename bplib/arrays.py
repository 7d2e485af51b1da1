"""What the engine does with plain arrays: keep them safe, and undo broadcasting."""

from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import DTypeLike

from bplib import messages

Array: TypeAlias = np.ndarray
Numbers: TypeAlias = Any  # a Tensor, an array or a number: whatever NumPy's functions take


def frozen(array: Numbers) -> np.ndarray:
    """The array, read-only: gradients and values may be shared, so nobody may change them."""
    if type(array) is not np.ndarray:
        array = np.array(array)
    array.setflags(False)  # write=False, said the quick way
    return array


def real(value: Numbers) -> np.ndarray:
    """A new array of real numbers; an error for anything else."""
    array = new_array(value)
    if array.dtype.kind != "f":
        raise TypeError(messages.not_real(value, array.dtype))
    return array


def replacement(new: Numbers, old: np.ndarray) -> np.ndarray:
    """The new value of a Tensor, if it fits; copied, so that its owner may go on with it."""
    array: Numbers = new.copy() if type(new) is np.ndarray else new_array(new)
    if array.shape != old.shape or (array.dtype is not old.dtype and array.dtype != old.dtype):
        raise ValueError(messages.not_replaced(array, old))
    array.setflags(False)
    return array


def as_constant(x: Numbers) -> Any:
    """An argument that is no Tensor, safe from later changes by its owner.

    NumPy's numbers become Python's, which leave float32 as it is. Lists become arrays.
    """
    if type(x) is np.ndarray:
        return x if unchanging(x) else frozen(x.copy())
    if isinstance(x, np.ndarray):
        return frozen(new_array(x))
    if isinstance(x, np.generic):
        return x.item()
    if isinstance(x, tuple):
        return tuple(map(as_constant, x))
    if isinstance(x, list):
        return frozen(new_array(x, None if x else int))  # no entries: an index that takes none
    return x


def new_array(x: Numbers, dtype: DTypeLike | None = None) -> np.ndarray:
    """A plain array with the same numbers; an error where it would lose a mask."""
    if has_mask(x):
        raise TypeError(messages.masked())
    return np.array(x, dtype)


def has_mask(x: Numbers) -> bool:
    """Whether an array has a mask, or one in a list has."""
    return any(map(has_mask, x)) if isinstance(x, (list, tuple)) else hasattr(x, "mask")


def as_input(x: Numbers, dtype: np.dtype) -> Any:
    """A constant to calculate with: the numbers of a list have the precision of the Tensor."""
    if type(x) is np.ndarray or not isinstance(x, (list, tuple)):
        return as_constant(x)
    array = new_array(x)
    return frozen(array.astype(dtype) if array.dtype.kind in "iuf" else array)


def unchanging(x: np.ndarray) -> bool:
    """Whether nobody can write to the array, nor to the one that it is a part of."""
    if x.flags.writeable:
        return False
    return x.base is None or not getattr(x.base, "flags", x.flags).writeable


def product(g: np.ndarray, slope: Any) -> Any:
    """g × slope, written into the slope where that is a large fresh array: one less to fill.

    Whatever a graph remembers is read-only, so what can be written to is nobody else's.
    """
    large = g.size > 4096 and type(slope) is np.ndarray and slope.flags.writeable
    if large and slope.shape == g.shape and slope.dtype == g.dtype:
        slope *= g
        return slope
    return g * slope


@lru_cache(maxsize=32)
def ones(shape: Any, dtype: DTypeLike) -> np.ndarray:
    """np.ones, read-only and remembered: making it takes as long as adding up a small batch."""
    return frozen(np.ones(shape, dtype))


def undo_broadcasting(g: np.ndarray, like: np.ndarray) -> np.ndarray:
    """Add g over the axes along which `like` was repeated: one entry used many times is a fork."""
    if g.ndim == 2 and g.shape[1:] == like.shape:
        g = ones(len(g), g.dtype) @ g  # a bias: its gradient is 1ᵀ Δ, quicker than adding rows
    elif g.ndim > like.ndim:
        g = np.add.reduce(g, axis=tuple(range(g.ndim - like.ndim)))
    if g.shape != like.shape:
        repeated = tuple(i for i, n in enumerate(like.shape) if n != g.shape[i])
        g = np.add.reduce(g, axis=repeated, keepdims=True)
    return g if g.dtype is like.dtype else g.astype(like.dtype, copy=False)


def first_gradient(result: np.ndarray, seed: Numbers) -> np.ndarray:
    """∂C/∂C = 1, or the seed that was given."""
    if seed is None and result.size == 1:
        return ones(result.shape, result.dtype)
    if seed is None:
        raise ValueError(messages.no_start(result.shape))
    seed = np.array(seed, dtype=result.dtype)
    if seed.shape != result.shape:
        raise ValueError(f"the seed has shape {seed.shape}; the result has shape {result.shape}.")
    return frozen(seed)
