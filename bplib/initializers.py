"""How to draw a weight matrix W of shape (fan_in, fan_out), one function each."""

from collections.abc import Callable

import numpy as np

from bplib.messages import unknown

Initializer = Callable[..., np.ndarray]


def normal(rng: np.random.Generator, fan_in: int, fan_out: int, gain: float = 0.01) -> np.ndarray:
    """Standard deviation `gain`, whatever the width: the naive choice."""
    return gain * rng.standard_normal((fan_in, fan_out))


def lecun(rng: np.random.Generator, fan_in: int, fan_out: int, gain: float = 1.0) -> np.ndarray:
    """Variance gain² / fan_in (LeCun et al. 1998)."""
    return gain / np.sqrt(fan_in) * rng.standard_normal((fan_in, fan_out))


def glorot(rng: np.random.Generator, fan_in: int, fan_out: int, gain: float = 1.0) -> np.ndarray:
    """Variance 2 gain² / (fan_in + fan_out) (Glorot & Bengio 2010)."""
    return gain * np.sqrt(2 / (fan_in + fan_out)) * rng.standard_normal((fan_in, fan_out))


def he(rng: np.random.Generator, fan_in: int, fan_out: int, gain: float = 1.0) -> np.ndarray:
    """Variance 2 gain² / fan_in (He et al. 2015), made for ReLU."""
    return gain * np.sqrt(2 / fan_in) * rng.standard_normal((fan_in, fan_out))


def orthogonal(
    rng: np.random.Generator, fan_in: int, fan_out: int, gain: float = 1.0
) -> np.ndarray:
    """Orthonormal columns (or rows, where there are fewer), times gain (Saxe et al. 2013)."""
    tall = rng.standard_normal((max(fan_in, fan_out), min(fan_in, fan_out)))
    q, r = np.linalg.qr(tall)
    q = q * np.sign(np.diag(r))  # without the sign, Q is not uniformly distributed
    return gain * (q if fan_in >= fan_out else q.T)


def constant(rng: np.random.Generator, fan_in: int, fan_out: int, gain: float = 0.1) -> np.ndarray:
    """Every weight equal to `gain`: every unit of a layer stays the same as the next."""
    return np.full((fan_in, fan_out), float(gain))


def zeros(rng: np.random.Generator, fan_in: int, fan_out: int, gain: float = 0.0) -> np.ndarray:
    """Every weight 0: nothing passes, forward or backward."""
    return np.zeros((fan_in, fan_out))


INITIALIZERS = {f.__name__: f for f in (zeros, constant, normal, lecun, glorot, he, orthogonal)}


def generator(rng: np.random.Generator) -> np.random.Generator:
    """The random generator, if it is one: numbers are drawn from one that is passed, always."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng is a generator, np.random.default_rng(0); got {rng!r:.60}.")
    return rng


def initializer(name: "str | Initializer") -> Initializer:
    """Return the initializer of that name (a function is returned as it is)."""
    if callable(name):
        return name
    if name not in INITIALIZERS:
        raise ValueError(unknown("initializer", name, INITIALIZERS))
    return INITIALIZERS[name]
