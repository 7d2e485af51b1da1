"""Figures for tests: a drawing, and the controls that its `update` is to have."""

from collections.abc import Callable
from inspect import Parameter, Signature
from typing import Any

from bplib.widgets import Explorer, explorer


def figure_with(draw: Callable[..., Any], *, pin=False, point=None, **controls: Any) -> Explorer:
    """The figure of a drawing whose `update` takes these controls; `point` is for its axes."""

    def drawn(figure):
        update = draw(figure)

        def moved(**values):
            return update(**values)

        named = [Parameter(name, Parameter.KEYWORD_ONLY, default=c) for name, c in controls.items()]
        moved.__signature__ = Signature(named)
        return moved, ({figure.axes[0]: point} if point else {})

    return explorer(pin=pin)(drawn)()
