"""Ticks found once for a picture: matplotlib asks each axis some four times where they are."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from matplotlib.axis import Axis
from matplotlib.figure import Figure

ASKED = ("_update_ticks", "_get_ticklabel_bboxes")  # where ticks are, and how large their words


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
