"""An LSTM by hand, as notebook 11 derives it; arrays may have axes before (examples, units)."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from bplib.functions import sigmoid


class Memory(NamedTuple):
    """What a step keeps for the way back: the gates, the candidate, the memory before and after."""

    i: np.ndarray
    f: np.ndarray
    o: np.ndarray
    g: np.ndarray
    before: np.ndarray
    squashed: np.ndarray  # tanh of the memory after


def lstm_step(
    z: np.ndarray, c: np.ndarray
) -> tuple[np.ndarray, np.ndarray, Memory]:  # fmt: skip
    """One step from the weighted inputs z = x U + h W + b, (…, 4 units): h, c and what is kept."""
    a, b, d, e = np.split(z, 4, axis=-1)
    i, f, o, g = sigmoid(a), sigmoid(b), sigmoid(d), np.tanh(e)
    after = f * c + i * g
    squashed = np.tanh(after)
    return o * squashed, after, Memory(i, f, o, g, c, squashed)


def lstm_back(
    at_h: np.ndarray, at_c: np.ndarray, kept: Memory
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """From the gradients at h and c after a step: the error at z, and the gradient at c before."""
    i, f, o, g, before, squashed = kept
    at_c = at_c + at_h * o * (1 - squashed**2)
    parts: Sequence[np.ndarray] = (
        at_c * g * i * (1 - i),
        at_c * before * f * (1 - f),
        at_h * squashed * o * (1 - o),
        at_c * i * (1 - g**2),
    )
    return np.concatenate(parts, axis=-1), at_c * f
