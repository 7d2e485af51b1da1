"""A few questions drawn afresh: answered at once, nothing recorded, never in the way."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from ipywidgets import Button, VBox

from bplib.widgets.questions import Entry, NumberQuestion
from bplib.widgets.saved import Keeper, with_view

Draw = Callable[[np.random.Generator], Sequence[NumberQuestion]]
STILL = 0  # the seed of what is stored with a notebook, which stays as it is


class Recall(VBox):
    """Questions that `draw` makes, others at every opening; a button draws new ones.

    seed: of the questions shown first; by default one that changes.
    """

    def __init__(self, draw: Draw, seed: int | None = None) -> None:
        self._draw, self._rng = draw, np.random.default_rng(seed)
        self.others = Button(description="Others", tooltip="Draw other questions")
        self.others.on_click(lambda _: self.draw())
        super().__init__()
        self.draw()

    def draw(self) -> None:
        """Ask other questions."""
        self.questions = list(self._draw(self._rng))
        self.entries = [Entry(each) for each in self.questions]
        self.children = [*self.entries, self.others, Keeper()]

    def still(self) -> Sequence[NumberQuestion]:
        """The questions that are stored."""
        return self._draw(np.random.default_rng(STILL))

    def __repr__(self) -> str:
        return "\n".join(f"{each.lead} {each.question}" for each in self.still())

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        html = "".join(each.html() for each in self.still())
        return with_view(self, {"text/plain": repr(self), "text/html": html})
