"""Sentences for errors: what came, what was expected, what to do."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

import numpy as np


def unknown(kind: str, name: object, known: Iterable[str]) -> str:
    """Say that a name is not known, which one was probably meant, and which ones there are."""
    names = {each.lower(): each for each in sorted(known)}
    near = get_close_matches(str(name).lower(), names, n=1, cutoff=0.75)
    hint = f"did you mean {names[near[0]]!r}?" if near else f"there are: {listed(names.values())}."
    return f"unknown {kind} {name!r}; {hint}"


def listed(names: Iterable[str]) -> str:
    """The names in the order of the alphabet, or a word that there is none."""
    return ", ".join(sorted(names)) or "none"


# --- about what is given to a Tensor --------------------------------------------------------------


def not_real(value: Any, dtype: np.dtype) -> str:
    """Say what a Tensor takes."""
    if dtype.kind in "iub":
        return (
            f"Tensor takes real numbers; this is {dtype}. "
            "Write 3.0 instead of 3, or convert with .astype(float)."
        )
    return f"Tensor takes real numbers, such as 3.0 or [1.0, 2.0]; got {value!r:.60}."


def masked() -> str:
    """Say what to do with a masked array."""
    return (
        "a masked array would lose its mask here; write x.filled(0.0), and np.where with the mask "
        "for what is computed from it."
    )


def not_replaced(new: np.ndarray, old: np.ndarray) -> str:
    """Say that a new value does not fit the Tensor that it is meant for."""
    return (
        f"this Tensor holds {old.dtype} of shape {old.shape}; the new value is "
        f"{new.dtype} of shape {new.shape}. Make a new Tensor for it."
    )


def computed(name: str) -> str:
    """Say why a Tensor that was computed is given no new value."""
    return (
        f"this Tensor was computed, by {name}; only one made with Tensor(…) can be given a new "
        "value."
    )


def no_start(shape: tuple[int, ...]) -> str:
    """Say what backward() starts from."""
    return (
        f"backward() starts from one number; this has shape {shape}. "
        "Take .sum() or .mean() first, or give a seed of that shape."
    )


def leaves_the_graph(kind: str) -> str:
    """Say that a Tensor would become a bare number or array, and what to write instead."""
    return (
        f"a Tensor turned into {kind} would lose its gradient. To keep it, write NumPy's function "
        "for the one from math, and join Tensors with np.stack; to drop it, write .item() or "
        ".value."
    )


def no_attribute(name: str, functions: Iterable[Any]) -> str:
    """Say what to write for a method that a Tensor does not have."""
    known = {function.__name__: function for function in functions}
    hint = f"; its array has it: x.value.{name}" if hasattr(np.ndarray, name) else ""
    if name in {"data", "numpy", "detach"}:
        hint = "; its array is x.value"
    elif name in known:
        prefix = "" if known[name].__module__.startswith("bplib") else "np."
        hint = f"; write {prefix}{name}(x)"
    return f"a Tensor has no .{name}{hint}"


# --- about calls of NumPy's functions -------------------------------------------------------------


def no_row(function: Any, known: Iterable[Any]) -> str:
    """Say that a function of NumPy has no derivative here, and which ones have."""
    names = (each.__name__ for each in known if not each.__module__.startswith("bplib"))
    return (
        f"np.{function.__name__} has no derivative here, so it takes no Tensor; "
        f"there are: {listed(names)}."
    )


def unknown_options(name: str, given: Iterable[str], known: Iterable[str]) -> str:
    """Say which options are not taken, and which are."""
    return f"{name} of a Tensor got the option {listed(given)}; it takes: {listed(known)}."


def no_rule(name: str, argument: str) -> str:
    """Say that an argument cannot be a Tensor."""
    return f"{name} has no derivative for its argument {argument}; take the .value of that Tensor."


def not_a_plain_call(ufunc: Any, method: str, options: Mapping[str, Any]) -> str:
    """Say what to write instead of np.add.reduce(x), np.add(x, y, out=…) or array += x."""
    what = f"np.{ufunc.__name__}" + (f".{method}" if method != "__call__" else "")
    return (
        f"{what} with {', '.join(options) or 'a Tensor'} has no gradient here; "
        "write a plain call that returns a new result, such as np.sum or x = x + y."
    )


def failed(name: str, inputs: Iterable[Any], error: Exception) -> Exception:
    """NumPy's error with the shapes that led to it; what matmul wants is said plainly."""
    if str(error).startswith(f"{name} got"):
        return error  # one of ours, and complete
    shapes = [np.shape(a) for a in inputs]
    reason = matmul_wants(*shapes) if name == "matmul" else ""
    of = " and ".join(str(a.shape) for a in inputs if isinstance(a, np.ndarray))
    kind = next((kind for kind in (ValueError, IndexError) if isinstance(error, kind)), TypeError)
    return kind(f"{name} of shapes {of}: {reason or error}")


def too_few_axes(name: str, inputs: Iterable[Any]) -> Exception:
    """Say that a function looked for an axis that there is not."""
    arrays = [a for x in inputs for a in (x if isinstance(x, (list, tuple)) else [x])]
    return failed(name, arrays, ValueError("too few axes."))


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
