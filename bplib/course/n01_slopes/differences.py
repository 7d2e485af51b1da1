"""How wrong a difference quotient is: measured, and as truncation and rounding predict it."""

import numpy as np

from bplib.course.n01_slopes.curves import Smooth

EPSILON = float(np.finfo(float).eps)  # 2⁻⁵², the step from 1 to the next number
ONE_SIDE, BOTH_SIDES = "one side", "both sides"


def measure_error(curve: Smooth, x: float, h: np.ndarray, method: str) -> np.ndarray:
    """The distance between the difference quotient and the derivative, for each nudge."""
    start = x if method == ONE_SIDE else x - h
    quotient = (curve.f(x + h) - curve.f(start)) / (x + h - start)
    return np.abs(quotient - curve.first(x))


def predict_error(curve: Smooth, x: float, h: np.ndarray, method: str) -> np.ndarray:
    """Truncation plus rounding: h/2 |f″| + ε|f|/h, or h²/6 |f‴| + ε|f|/2h."""
    size = abs(curve.f(x))
    if method == ONE_SIDE:
        return h / 2 * abs(curve.second(x)) + EPSILON * size / h
    return h**2 / 6 * abs(curve.third(x)) + EPSILON * size / (2 * h)


def best_nudge(curve: Smooth, x: float, method: str) -> float:
    """The nudge at which the prediction is smallest."""
    size = abs(curve.f(x))
    if method == ONE_SIDE:
        return float(np.sqrt(2 * EPSILON * size / abs(curve.second(x))))
    return float(np.cbrt(3 * EPSILON * size / (2 * abs(curve.third(x)))))
