"""Data to learn from: two toy sets, drawn when asked for, and handwritten digits, shipped.

The digits are the 1,797 images of 8×8 pixels from the test part of "Optical Recognition of
Handwritten Digits" by E. Alpaydin and C. Kaynak (1998), UCI Machine Learning Repository,
https://doi.org/10.24432/C50P49, licence CC BY 4.0, split here once and for all: of each class 36
for the test, the rest for training, in a shuffled order.
"""

from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np

from bplib.initializers import generator

WHITE = 16  # pixels are counts from 0 to 16


class Digits(NamedTuple):
    """Images as rows of 64 pixels in 0…1 and labels 0…9: 1,437 to train on, 360 to test on."""

    X_train: np.ndarray
    y_train: np.ndarray
    X_test: np.ndarray
    y_test: np.ndarray


def read_only(array: np.ndarray) -> np.ndarray:
    """The array, locked: a constant that cannot change needs no copy when it is used."""
    array.flags.writeable = False
    return array


@cache
def digits() -> Digits:
    """Return the handwritten digits (float64 pixels, int64 labels; the arrays are read-only)."""
    with files("bplib").joinpath("digits.npz").open("rb") as file:
        stored = np.load(file, allow_pickle=False)
        parts = [
            part
            for split in ("train", "test")
            for part in (
                stored[f"{split}_pixels"].reshape(-1, 64) / WHITE,
                stored[f"{split}_labels"].astype(int),
            )
        ]
    return Digits(*map(read_only, parts))


def two_moons(
    n: int, *, noise: float = 0.1, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw two interleaved half circles: points X of shape (n, 2) and labels 0 or 1.

    noise: standard deviation added to each coordinate, in units of the radius.
    """
    check_size(n, noise, rng)
    labels = np.arange(n) % 2
    angle = np.pi * rng.random(n)
    moons = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    moons[labels == 1] = [1.0, 0.5] - moons[labels == 1]
    X = moons - [0.5, 0.25] + noise * rng.standard_normal((n, 2))
    return read_only(X), read_only(labels)


def spirals(
    n: int, *, turns: float = 1.5, noise: float = 0.02, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw two spirals that wind around each other: points X of shape (n, 2), labels 0 or 1.

    turns: how often each winds around the centre; noise: standard deviation of each coordinate.
    """
    check_size(n, noise, rng)
    labels = np.arange(n) % 2
    along = np.sqrt(rng.random(n))  # the square root spreads the points evenly along the arm
    angle = 2 * np.pi * turns * along + np.pi * labels
    X = along[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return read_only(X + noise * rng.standard_normal((n, 2))), read_only(labels)


def check_size(n: int, noise: float, rng: np.random.Generator) -> None:
    """Refuse a data set of no points, of negative noise, or drawn from no generator."""
    generator(rng)
    if int(n) != n or n < 2:
        raise ValueError(f"a data set needs n ≥ 2 points, a whole number; got n = {n}.")
    if not noise >= 0:
        raise ValueError(f"noise is a standard deviation, 0 or more; got {noise}.")
