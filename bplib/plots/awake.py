"""Which figures stay as they were drawn: those that were used last."""

from typing import Any
from weakref import ref


class Awake:
    """The last figures that were used, at most `most`; the others are released.

    A figure of matplotlib with eight panels takes 13 MB; to draw it anew, a quarter of a second.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._last: list[ref[Any]] = []

    def use(self, canvas: Any) -> None:
        """A figure is used now."""
        if self._last and self._last[-1]() is canvas:
            return
        found = (each() for each in self._last)
        others = [each for each in found if each is not None and each is not canvas]
        kept = self._most - 1
        for each in others[:-kept]:
            each.release()
        self._last = [ref(each) for each in (*others[-kept:], canvas)]
