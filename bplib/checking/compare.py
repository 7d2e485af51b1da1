"""Answers made plain, compared and described, whatever type they are."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from types import CoroutineType, GeneratorType
from typing import Any

import numpy as np

from bplib.autodiff import Tensor

MOST_ENTRIES = 16  # of an array that is shown in full
MOST_CHARACTERS = 160  # of anything else


@dataclass(frozen=True)
class Odd:
    """Something that is no number, array, text or collection of them; only its kind is kept."""

    kind: str


@dataclass(frozen=True)
class Raised:
    """The answer of a function that raised an exception."""

    kind: str
    message: str = ""


@dataclass(frozen=True)
class TensorValue:
    """The value of a Tensor, marked as such."""

    array: np.ndarray


@dataclass(frozen=True)
class Named:
    """A function with the name that a learner is to read: `Named("x**2", lambda x: x**2)`."""

    name: str
    function: Callable[..., Any]

    def __call__(self, *arguments: Any) -> Any:
        return self.function(*arguments)

    def __repr__(self) -> str:
        return self.name


def plain(value: Any) -> Any:
    """Copy a value into arrays, texts, lists, tuples and dicts of them; anything else is Odd."""
    if value is None or type(value) is str:
        return value
    if isinstance(value, Tensor):
        return TensorValue(np.array(value.value))
    if isinstance(value, (bool, int, float, complex, np.generic, np.ndarray)):
        return plain_array(value)
    if isinstance(value, (list, tuple)):
        items = [plain(item) for item in value]
        return items if isinstance(value, list) else tuple(items)
    if isinstance(value, (set, frozenset)):
        return {"the set of": sorted(describe(plain(item)) for item in value)}
    if isinstance(value, dict):
        return {key_text(key): plain(item) for key, item in value.items()}
    return odd(value)


def odd(value: Any) -> Odd:
    """Something that cannot be compared, by its kind."""
    if isinstance(value, CoroutineType):
        value.close()  # or Python warns that it was never awaited
        return Odd("a coroutine (remove `async`)")
    if isinstance(value, GeneratorType):
        return Odd("a generator (write `return` rather than `yield`)")
    return Odd("`...`" if value is Ellipsis else f"an object of type {type(value).__name__}")


def plain_array(value: Any) -> np.ndarray | Odd:
    """A number or an array as a new array of numbers."""
    array = np.array(value)
    if array.dtype == object and isinstance(value, int):
        array = np.array(float(value))  # too large for NumPy's integers
    return array if array.dtype.kind in "biufc" else Odd(f"an array of dtype {array.dtype}")


def key_text(key: Any) -> Any:
    """A key of a dict as something that is safe to compare."""
    return key if type(key) in (str, int) else describe(plain(key))


def difference(came: Any, expected: Any, tolerance: float, what: str = "") -> str | None:
    """Say how two plain values differ, or None when they agree; `what` leads to a part."""
    subject = f"{what} of what your function returned is" if what else "your function returned"
    if isinstance(expected, TensorValue) and isinstance(came, TensorValue):
        return difference(came.array, expected.array, tolerance, what)
    if isinstance(expected, np.ndarray) and isinstance(came, np.ndarray):
        return array_difference(came, expected, tolerance, subject)
    if isinstance(expected, (list, tuple)) and isinstance(came, (list, tuple, np.ndarray)):
        return sequence_difference(came, expected, tolerance, what, subject)
    if isinstance(expected, dict) and isinstance(came, dict):
        return dict_difference(came, expected, tolerance, what, subject)
    if isinstance(expected, Raised) or isinstance(came, Raised):
        same = isinstance(came, type(expected)) and came.kind == expected.kind
        return None if same else f"{subject} {describe(came)}; expected {describe(expected)}"
    if type(came) is type(expected) and came == expected:
        return None
    return f"{subject} {with_kind(came)}; expected {with_kind(expected)}"


def sequence_difference(
    came: Any, expected: Any, tolerance: float, what: str, subject: str
) -> str | None:
    """The first item in which two sequences differ."""
    if isinstance(came, np.ndarray):
        if came.ndim == 0:
            return f"{subject} {with_kind(came)}; expected {with_kind(expected)}"
        came = [np.asarray(item) for item in came]
    if len(came) != len(expected):
        return f"{subject} {with_kind(came)}; expected {len(expected)} items, {describe(expected)}"
    parts = (
        difference(one, other, tolerance, f"{what or 'item '}[{i}]")
        for i, (one, other) in enumerate(zip(came, expected, strict=True))
    )
    return next((part for part in parts if part), None)


def dict_difference(
    came: dict, expected: dict, tolerance: float, what: str, subject: str
) -> str | None:
    """The first key in which two dicts differ."""
    if came.keys() != expected.keys():
        return f"{subject} {describe(came)}; expected the keys {describe(list(expected))}"
    parts = (
        difference(came[key], expected[key], tolerance, f"{what or 'item '}[{key!r}]")
        for key in expected
    )
    return next((part for part in parts if part), None)


def array_difference(
    came: np.ndarray, expected: np.ndarray, tolerance: float, subject: str
) -> str | None:
    """How two arrays differ: in shape, or where and by how much."""
    if came.shape != expected.shape:
        return f"{subject} {with_kind(came)}; expected {with_kind(expected)}"
    if came.dtype.kind == "c" and expected.dtype.kind != "c":
        return f"{subject} {with_kind(came)}; expected real numbers"
    if np.array_equal(came, expected):  # most often, and told in an eighth of the time
        return None
    close = np.isclose(came, expected, rtol=tolerance, atol=tolerance, equal_nan=True)
    if close.all():
        return None
    if came.size > 1:
        first = tuple(int(i) for i in np.argwhere(~close)[0])
        texts = describe(came), describe(expected)
        if came.size <= 8 and texts[0] != texts[1]:
            return f"{subject} {texts[0]}; expected {texts[1]}"
        one, other = two_numbers(came[first], expected[first])
        at = ", ".join(map(str, first))
        wrong = f"{np.sum(~close)} of {close.size} entries differ; the first is"
        return f"{subject} an array in which {wrong} [{at}]: {one}, not {other}"
    one, other = two_numbers(came.ravel()[0], expected.ravel()[0])
    return f"{subject} {one}; expected {other}"


def two_numbers(came: Any, expected: Any) -> tuple[str, str]:
    """Two numbers with as many digits as it takes to tell them apart."""
    for digits in (7, 10, 13):
        if number(came, digits) != number(expected, digits):
            return number(came, digits), number(expected, digits)
    return number(came, 17), number(expected, 17)


def number(value: Any, digits: int = 7) -> str:
    """One number as text."""
    kind = np.asarray(value).dtype.kind
    return f"{value:.{digits}g}" if kind in "fc" else str(value)


def with_kind(value: Any) -> str:
    """A value with its kind and shape, for answers of the wrong kind or shape."""
    if isinstance(value, np.ndarray):
        kind = "the number" if value.ndim == 0 else f"an array of shape {value.shape},"
        return f"{kind} {describe(value)}" if value.size <= MOST_ENTRIES else kind.rstrip(",")
    if isinstance(value, (list, tuple)):
        return f"a {type(value).__name__} of {len(value)} items, {describe(value)}"
    return describe(value)


def describe(value: Any) -> str:
    """A value in one line, the same on every machine."""
    if isinstance(value, (Tensor, TensorValue)):
        array = value.array if isinstance(value, TensorValue) else value.value
        return f"Tensor({describe(np.asarray(array))})"
    if isinstance(value, (np.ndarray, np.generic)) and np.ndim(value):
        return describe_array(np.asarray(value))
    if isinstance(value, (bool, int, float, complex, np.generic, np.ndarray)):
        return number(value[()] if isinstance(value, np.ndarray) else value)
    if isinstance(value, (list, tuple, dict)):
        return describe_collection(value)
    if isinstance(value, (Odd, Raised)):
        return value.kind if isinstance(value, Odd) else f"the exception {value.kind}"
    if isinstance(value, np.random.Generator):
        return "a random generator"
    text = getattr(value, "__name__", None) if callable(value) else None
    return shorten(re.sub(r" at 0x[0-9a-fA-F]+", "", text or repr(value)))


def describe_collection(value: list | tuple | dict) -> str:
    """The items of a list, tuple or dict, as far as there is room."""
    if isinstance(value, dict):
        return "{" + shorten(", ".join(f"{k!r}: {describe(v)}" for k, v in value.items())) + "}"
    inner = shorten(", ".join(describe(item) for item in value))
    return f"[{inner}]" if isinstance(value, list) else f"({inner})"


def describe_array(array: np.ndarray) -> str:
    """A small array in full, a large one by its shape."""
    if array.size > MOST_ENTRIES:
        return f"an array of shape {array.shape}"
    if array.size == 0:
        return f"an empty array of shape {array.shape}"
    return describe(array.tolist())


def shorten(text: str) -> str:
    """A text cut to a readable length."""
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 2] + " …"
