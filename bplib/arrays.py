"""What the engine does with plain arrays: keep them safe, undo broadcasting, complain kindly."""

from functools import lru_cache
from typing import Any

import numpy as np


def frozen(array: Any) -> np.ndarray:
    """The array, read-only: gradients and values may be shared, so nobody may change them."""
    if type(array) is not np.ndarray:
        array = np.array(array)
    array.setflags(False)  # write=False, said the quick way
    return array


def real(value: Any) -> np.ndarray:
    """A new array of real numbers; an error for anything else."""
    array = np.array(value)
    if array.dtype.kind in "iub":
        raise TypeError(
            f"Tensor takes real numbers; this is {array.dtype}. "
            "Write 3.0 instead of 3, or convert with .astype(float)."
        )
    if array.dtype.kind != "f":
        raise TypeError(f"Tensor takes real numbers, such as 3.0 or [1.0, 2.0]; got {value!r:.60}.")
    return array


def constant(x: Any) -> Any:
    """An argument that is no Tensor, kept safe from later changes by its owner.

    NumPy's numbers become Python's, which leave float32 as it is.
    """
    if isinstance(x, np.ndarray):
        return x if unchanging(x) else frozen(x.copy())
    return x.item() if isinstance(x, np.generic) else x


def unchanging(x: np.ndarray) -> bool:
    """Whether nobody can write to the array, nor to the one that it is a part of."""
    whole = x if x.base is None else x.base
    return not (x.flags.writeable or getattr(whole, "flags", x.flags).writeable)


def listed(x: Any, dtype: np.dtype, *, elementwise: bool) -> Any:
    """A list or tuple: an index, a shape, or numbers in the precision of the Tensor beside it."""
    if isinstance(x, tuple) and not elementwise:
        return tuple(np.array(each) if isinstance(each, list) else constant(each) for each in x)
    array = np.array(x, None if x else int)
    convert = array.dtype.kind == "f" or (elementwise and array.dtype.kind in "iu")
    return array.astype(dtype) if convert else array


def unlisted(x: Any) -> Any:
    """A list as an array."""
    return np.array(x) if isinstance(x, list) else x


def replacement(new: Any, old: np.ndarray, made_by: Any) -> np.ndarray:
    """The new value of a Tensor, if it may be one; an array that owns its numbers is kept.

    made_by: the row of the table that computed the Tensor, if one did.
    """
    if made_by:
        raise ValueError(
            f"this Tensor was computed, by {made_by.name}; only one made with Tensor(…) can be "
            "given a new value."
        )
    array = new if type(new) is np.ndarray and new.base is None else np.array(new)
    if array.shape != old.shape or array.dtype != old.dtype:
        raise ValueError(
            f"this Tensor holds {old.dtype} of shape {old.shape}; the new value is "
            f"{array.dtype} of shape {array.shape}. Make a new Tensor for it."
        )
    return array


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
def ones(shape: Any, dtype: Any) -> np.ndarray:
    """np.ones, read-only; kept, since to make it anew takes as long as to add up a small batch."""
    return frozen(np.ones(shape, dtype))


def undo_broadcasting(g: Any, like: np.ndarray) -> np.ndarray:
    """Add g over the axes along which `like` was repeated: one entry used many times is a fork."""
    if g.ndim == 2 and g.shape[1:] == like.shape:
        g = ones(len(g), g.dtype) @ g  # a bias: its gradient is 1ᵀ Δ, quicker than adding rows
    elif g.ndim > like.ndim:
        g = np.add.reduce(g, axis=tuple(range(g.ndim - like.ndim)))
    if g.shape != like.shape:
        repeated = tuple(i for i, n in enumerate(like.shape) if n != g.shape[i])
        g = np.add.reduce(g, axis=repeated, keepdims=True)
    return g if g.dtype == like.dtype else g.astype(like.dtype)


def complaint(name: str, inputs: list[Any], error: Exception) -> Exception:
    """NumPy's error with the shapes that led to it; what matmul wants is said plainly."""
    if str(error).startswith(f"{name} got"):
        return error  # one of ours, and complete
    reason = matmul_wants(*map(np.shape, inputs)) if name == "matmul" else ""
    shapes = " and ".join(str(a.shape) for a in inputs if isinstance(a, np.ndarray))
    kind = next((kind for kind in (ValueError, IndexError) if isinstance(error, kind)), TypeError)
    return kind(f"{name} of shapes {shapes}: {reason or error}")


def matmul_wants(first: tuple[int, ...], second: tuple[int, ...]) -> str:
    """Which axes of the two should have agreed, and what would; nothing, if these do."""
    if not first or not second:
        return "each needs at least one axis; multiply by a number with *."
    columns, rows = first[-1], second[-2:][0]
    if columns == rows:
        return ""
    would = " The transpose of the second would fit." if columns == second[-1] else ""
    return (
        f"{columns} columns of the first meet {rows} rows of the second; expected as many.{would}"
    )


def first_gradient(result: np.ndarray, seed: Any) -> np.ndarray:
    """∂C/∂C = 1, or the seed that was given."""
    if seed is None and result.size == 1:
        return ones(result.shape, result.dtype)
    if seed is None:
        raise ValueError(
            f"backward() starts from one number; this has shape {result.shape}. "
            "Take .sum() or .mean() first, or give a seed of that shape."
        )
    seed = np.array(seed, dtype=result.dtype)
    if seed.shape != result.shape:
        raise ValueError(f"the seed has shape {seed.shape}; the result has shape {result.shape}.")
    return frozen(seed)


def unknown_options(name: str, unknown: set[str], known: frozenset[str]) -> str:
    """Say which options have no derivative, and which there are."""
    takes = ", ".join(sorted(known)) or "none"
    return f"{name} of a Tensor got the option {', '.join(sorted(unknown))}; it takes: {takes}."


def not_a_plain_call(ufunc: Any, method: str, options: Any) -> str:
    """Say what to write instead of np.add.reduce(x), np.add(x, y, out=…) or array += x."""
    what = f"np.{ufunc.__name__}" + (f".{method}" if method != "__call__" else "")
    return (
        f"{what} with {', '.join(options) or 'a Tensor'} has no gradient here; "
        "write a plain call that returns a new result, such as np.sum or x = x + y."
    )
