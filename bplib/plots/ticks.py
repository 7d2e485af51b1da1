"""Ticks: powers of ten in words; found once for a picture, though matplotlib asks four times."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from matplotlib.axis import Axis
from matplotlib.figure import Figure

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
ASKED = ("_update_ticks", "_get_ticklabel_bboxes")  # where ticks are, and how large their words


def raised(exponent: int) -> str:
    """An exponent in small digits over the line."""
    return str(exponent).translate(RAISED)


def power_of_ten(value: float, position: float = 0) -> str:
    """A tick of a logarithmic scale, in words: a formula takes some 5 ms to set."""
    exponent = round(math.log10(value))
    return f"10{raised(exponent)}" if math.isclose(value, 10.0**exponent) else f"{value:g}"


@contextmanager
def ticks_once(figure: Figure) -> Iterator[None]:
    """While a figure is drawn or measured, each axis answers the same question once."""
    every: list[Any] = [axis for ax in figure.axes for axis in (ax.xaxis, ax.yaxis)]
    for axis in every:
        for name in ASKED:
            setattr(axis, name, _remembered(axis, getattr(axis, name)))
    try:
        yield
    finally:
        for axis in every:
            for name in ASKED:
                delattr(axis, name)


def _remembered(axis: Axis, answer: Callable[..., Any]) -> Callable[..., Any]:
    """The answer for these ticks and this renderer, until the axes have moved."""
    known: dict[Any, Any] = {}

    def answered(ticks: Any = (), renderer: Any = None) -> Any:
        where = (*axis.axes.bbox.extents, renderer)
        if where not in known:
            known[where] = answer(ticks, renderer) if renderer else answer()
        return known[where]

    return answered
