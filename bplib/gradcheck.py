"""Check a gradient against central differences: the test that catches every wrong derivative."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from bplib.arrays import Numbers
from bplib.autodiff import Tensor


@dataclass(frozen=True)
class GradientCheck:
    """The outcome: per argument the gradients compared and the largest relative error."""

    gradients: tuple[np.ndarray, ...]
    differences: tuple[np.ndarray, ...]
    errors: tuple[float, ...]
    tolerance: float

    @property
    def error(self) -> float:
        """The largest relative error over all arguments."""
        return max(self.errors)

    @property
    def passed(self) -> bool:
        """Whether every gradient agrees with central differences (NaN never does)."""
        return all(error <= self.tolerance for error in self.errors)

    def __str__(self) -> str:
        rows = [
            f"argument {i + 1}, shape {g.shape}: {'agrees' if e <= self.tolerance else 'DIFFERS'}"
            f", largest relative error below {10.0 ** np.ceil(np.log10(max(e, 1e-16))):.0e}"
            for i, (g, e) in enumerate(zip(self.gradients, self.errors, strict=True))
        ]
        return "\n".join(rows)

    __repr__ = __str__


def central_differences(f: Callable[..., float], *arrays: Any, h: float = 1e-5) -> list[np.ndarray]:
    """Return the gradient of f (arrays to one number) for every entry of every array.

    The error is of order h² from truncation and 1e-16 / h from rounding; h is scaled to each entry.
    """
    arrays = tuple(np.array(a, dtype=float) for a in arrays)
    gradients = [np.zeros_like(a) for a in arrays]
    for array, gradient in zip(arrays, gradients, strict=True):
        for index in np.ndindex(array.shape):
            kept = array[index]
            step = h * max(1.0, abs(kept))
            ends = []
            for moved in (kept + step, kept - step):
                array[index] = moved
                ends.append(one_number(f(*(a.copy() for a in arrays))))
            array[index] = kept
            gradient[index] = (ends[0] - ends[1]) / (2 * step)
    return gradients


def one_number(result: Numbers) -> float:
    """What a cost gave, as a number: an array or a Tensor of one entry will do."""
    array = np.asarray(result.value if isinstance(result, Tensor) else result)
    if array.size != 1:
        raise ValueError(f"a cost is one number; this has shape {array.shape}. Take .sum() first.")
    return float(array.item())


def relative_error(gradient: Numbers, expected: Numbers, floor: float = 1e-4) -> float:
    """Return max |g − e| / max(|g|, |e|) over all entries, 0 for arrays without entries.

    Sizes below `floor` count as `floor`: there, rounding in the cost (1e-16 / h) hides the digits,
    and two zeros agree.
    """
    gradient, expected = np.asarray(gradient), np.asarray(expected)
    if gradient.shape != expected.shape:
        raise ValueError(
            f"the gradient has shape {gradient.shape}, what it is compared with {expected.shape}; "
            "a gradient has the shape of its array."
        )
    size = np.maximum(np.maximum(np.abs(gradient), np.abs(expected)), floor)
    return float(np.max(np.abs(gradient - expected) / size, initial=0.0))


def gradcheck(f: Callable[..., Any], *arrays: Any, tolerance: float = 1e-6) -> GradientCheck:
    """Compare `backward` with central differences, for every entry of every array.

    f takes Tensors (or arrays) shaped like the arrays and returns one number. Choose arrays at
    random, in double precision, away from kinks: at special points a wrong gradient may look right.
    """
    if not arrays:
        raise TypeError("gradcheck needs the arrays to check at: gradcheck(f, x, …).")
    tensors = [Tensor(np.array(a, dtype=float)) for a in arrays]
    result = f(*tensors)
    if not isinstance(result, Tensor):
        raise TypeError(
            f"gradcheck got a function that returns {type(result).__name__}; it should return a "
            "Tensor made from its arguments."
        )
    result.backward()
    gradients = tuple(np.zeros(t.shape) if t.grad is None else t.grad for t in tensors)
    differences = tuple(central_differences(f, *arrays))
    pairs = zip(gradients, differences, strict=True)
    return GradientCheck(
        gradients, differences, tuple(relative_error(g, d) for g, d in pairs), tolerance
    )
