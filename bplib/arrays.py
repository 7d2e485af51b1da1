"""What the engine does with plain arrays: keep them safe, undo broadcasting, complain kindly."""

from typing import Any

import numpy as np


def frozen(array: Any) -> np.ndarray:
    """The array, read-only: gradients and values may be shared, so nobody may change them."""
    if type(array) is not np.ndarray:
        array = np.array(array)
    array.setflags(write=False)
    return array


def constant(x: Any) -> Any:
    """An argument that is no Tensor, kept safe from later changes by its owner."""
    if isinstance(x, np.ndarray):
        return frozen(x.copy()) if x.flags.writeable else x
    if isinstance(x, float):
        return float(x)  # np.float64 would turn float32 into float64
    return np.array(x) if isinstance(x, list) else x


def undo_broadcasting(g: Any, like: np.ndarray) -> np.ndarray:
    """Add g over the axes along which `like` was repeated: one entry used many times is a fork."""
    if g.shape != like.shape:
        if g.ndim > like.ndim:
            g = np.add.reduce(g, axis=tuple(range(g.ndim - like.ndim)))
        if g.shape != like.shape:
            repeated = tuple(i for i, n in enumerate(like.shape) if n != g.shape[i])
            g = np.add.reduce(g, axis=repeated, keepdims=True)
    return g if g.dtype == like.dtype else g.astype(like.dtype)


def complaint(function: Any, inputs: list[Any], error: Exception) -> Exception:
    """NumPy's error with the shapes that led to it; what matmul wants is said plainly."""
    shapes = [np.shape(a) for a in inputs if isinstance(a, np.ndarray)]
    reason = str(error)
    if function is np.matmul and len(shapes) == 2 and all(shapes):
        columns, rows = shapes[0][-1], shapes[1][-2:][0]
        if columns != rows:
            reason = (
                f"{columns} columns of the first meet {rows} rows of the second; expected as many."
            )
    kind = type(error) if type(error) in (ValueError, IndexError) else TypeError
    return kind(f"{function.__name__} of shapes {' and '.join(map(str, shapes))}: {reason}")


def first_gradient(result: np.ndarray, seed: Any) -> np.ndarray:
    """∂C/∂C = 1, or the seed that was given."""
    if seed is None and result.size == 1:
        return frozen(np.ones(result.shape, result.dtype))
    if seed is None:
        raise ValueError(
            f"backward() starts from one number; this has shape {result.shape}. "
            "Take .sum() or .mean() first, or give a seed of that shape."
        )
    seed = np.array(seed, dtype=result.dtype)
    if seed.shape != result.shape:
        raise ValueError(f"the seed has shape {seed.shape}; the result has shape {result.shape}.")
    return frozen(seed)
