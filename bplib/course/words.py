"""Numbers as the sentences under the figures write them."""

import math

from bplib.plots import raised


def number(value: float, decimals: int = 2) -> str:
    """A number with so many decimals and a proper minus; never a minus zero."""
    return f"{round(float(value), decimals) + 0.0:.{decimals}f}".replace("-", "−")


def power(value: float, digits: int = 2) -> str:
    """So many digits: as a decimal where that is short, else with a power of ten; never −0."""
    if value == 0 or 0.01 <= abs(value) < 1000:
        return f"{float(f'{value:.{digits}g}') + 0.0:g}".replace("-", "−")
    front, exponent = f"{value:.{digits - 1}e}".split("e")
    return f"{front}\u00a0×\u00a010{raised(int(exponent))}".replace("-", "−")


def mean_square(value: float) -> str:
    """A mean square in words; what float32 cannot hold is named."""
    if value == 0:
        return "less than float32 holds"
    return power(value) if math.isfinite(value) else "more than float32 holds"
