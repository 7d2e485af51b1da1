"""Mistakes that people make in any exercise: what they do to the right answer, and the hint."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np


class Common(NamedTuple):
    """A change (answer, examples) -> answer that turns right answers into those that came."""

    change: Callable[[Any, int], Any]
    hint: str


def entries(change: Callable[[np.ndarray, int], Any]) -> Callable[[Any, int], Any]:
    """The change made in every array of numbers in an answer."""

    def changed(answer: Any, examples: int) -> Any:
        if isinstance(answer, np.ndarray) and answer.dtype.kind in "iufc":
            return np.asarray(change(answer, examples))
        if isinstance(answer, (list, tuple)):
            return type(answer)(changed(item, examples) for item in answer)
        return answer

    return changed


def items(change: Callable[[Sequence[Any]], Any]) -> Callable[[Any, int], Any]:
    """The change made to a list or a tuple as a whole."""
    return lambda answer, _: change(answer) if isinstance(answer, (list, tuple)) else answer


def first_alone(array: np.ndarray, _examples: int) -> np.ndarray:
    """The first entry, and 0 for the others."""
    alone = np.array(array)
    if alone.ndim:
        alone[1:] = 0
    return alone


def count_examples(arguments: Sequence[Any]) -> int:
    """The rows of the first table among the arguments, else the length of the first array."""
    arrays = [each for each in arguments if isinstance(each, np.ndarray) and each.ndim]
    tables = [each for each in arrays if each.ndim == 2]
    return max(len((tables or arrays)[0]), 1) if arrays else 1


WHOLE = (
    "Your numbers have lost what stands behind the point. An array of whole numbers, such as "
    "`zeros_like` or `copy` makes of whole numbers, keeps whole numbers alone: ask for "
    "`dtype=float`."
)
IN_THE_LOOP = "Does `return` stand inside the loop?"
COMMON = [
    Common(entries(lambda a, n: -a), "Your answer is the right one with the other sign."),
    Common(entries(lambda a, n: 2 * a), "Your answer is twice the right one."),
    Common(entries(lambda a, n: a / 2), "Your answer is half the right one."),
    Common(
        entries(lambda a, n: n * a),
        "Your answer is the right one times the number of examples: a sum where a mean is asked.",
    ),
    Common(
        entries(lambda a, n: a / n),
        "Your answer is the right one divided by the number of examples: a mean where a sum is "
        "asked, or a mean taken twice.",
    ),
    Common(
        entries(lambda a, n: a.T),
        "Your answer is the right one transposed: rows and columns are exchanged.",
    ),
    Common(
        items(lambda answer: answer[::-1]),
        "The parts of your answer are right and stand in the reverse order.",
    ),
    Common(entries(lambda a, n: np.trunc(a)), WHOLE),
    Common(entries(first_alone), f"Only the first entry is right. {IN_THE_LOOP}"),
    Common(items(lambda a: a[:1]), f"Your answer ends after its first item. {IN_THE_LOOP}"),
    Common(items(lambda a: a[:-1]), "The last item is missing."),
    Common(items(lambda a: a[1:]), "The first item is missing."),
]
# An answer this near the right one, and no nearer, has lost digits on the way.
NEAR = 1e-5
LOST_DIGITS = (
    "Your numbers are nearly right: digits were lost on the way. A nudge in place of the "
    "derivative, a small number added for safety, or single precision does that."
)
