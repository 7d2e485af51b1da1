"""The functions of notebook 01, with their derivatives as a calculus book gives them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Function = Callable[[Any], Any]


@dataclass(frozen=True)
class Curve:
    """A function and its slope; at a kink the slope is the course's convention."""

    f: Function
    slope: Function
    kink: float | None = None


CURVES = {
    "x³/6 − x/2": Curve(lambda x: x**3 / 6 - x / 2, lambda x: x**2 / 2 - 1 / 2),
    "x²/4": Curve(lambda x: x**2 / 4, lambda x: x / 2),
    "sin x": Curve(np.sin, np.cos),
    "relu(x)": Curve(lambda x: np.maximum(x, 0), lambda x: np.where(x > 0, 1.0, 0.0), kink=0.0),
    "|x|": Curve(np.abs, np.sign, kink=0.0),
}


@dataclass(frozen=True)
class Smooth:
    """A function with its first three derivatives.

    Made of + − × / alone, which every processor rounds alike, so that rounding errors do not depend
    on the machine.
    """

    f: Function
    first: Function
    second: Function
    third: Function


SMOOTH = {
    "1/(1 + x²)": Smooth(
        lambda x: 1 / (1 + x * x),
        lambda x: -2 * x / (1 + x * x) ** 2,
        lambda x: (6 * x * x - 2) / (1 + x * x) ** 3,
        lambda x: 24 * x * (1 - x * x) / (1 + x * x) ** 4,
    ),
    "x³": Smooth(lambda x: x * x * x, lambda x: 3 * x * x, lambda x: 6 * x, lambda x: 6 + 0 * x),
    "x³ + 1000": Smooth(
        lambda x: x * x * x + 1000, lambda x: 3 * x * x, lambda x: 6 * x, lambda x: 6 + 0 * x
    ),
}
