"""What the cases learn: small data sets, drawn anew for each seed, as PyTorch tensors."""

from typing import NamedTuple

import numpy as np
import torch

from bplib.data import digits


class Task(NamedTuple):
    """Inputs, targets, and the cost that a guess costs: what is known before any learning."""

    X: torch.Tensor
    y: torch.Tensor
    guess: float


def pixels(scale: float = 1.0, *, standardize: bool = True, images: bool = False) -> Task:
    """The digits of the course: rows of 64 or images of 8×8, multiplied by `scale`."""
    X, y = digits().X_train[:1024], digits().y_train[:1024]
    if standardize:
        X = (X - X.mean()) / X.std()
    X = torch.tensor(X * scale, dtype=torch.float32)
    return Task(X.reshape(-1, 1, 8, 8) if images else X, torch.tensor(y), float(np.log(10)))


def series(length: int, *, first: bool, examples: int = 1024) -> Task:
    """Noise of 4 channels; the class is the sign of the first step, or of the sum over all."""
    rng = np.random.default_rng(1)
    X = rng.standard_normal((examples, length, 4)).astype(np.float32)
    said = X[:, 0, 0] if first else X[..., 0].sum(axis=1)
    return Task(torch.tensor(X), torch.tensor((said > 0).astype(np.int64)), float(np.log(2)))


def words(length: int = 12, vocabulary: int = 16, examples: int = 1024) -> Task:
    """Sequences of tokens; the target at each place is the token one place before."""
    rng = np.random.default_rng(2)
    X = rng.integers(0, vocabulary, (examples, length))
    y = np.concatenate([X[:, :1], X[:, :-1]], axis=1)
    return Task(torch.tensor(X), torch.tensor(y), float(np.log(vocabulary)))


def curve(scale: float = 1.0, examples: int = 1024) -> Task:
    """A smooth function of five numbers, its values multiplied by `scale`."""
    rng = np.random.default_rng(3)
    X = rng.standard_normal((examples, 5)).astype(np.float32)
    y = np.sin(X[:, :1]) + X[:, 1:2] * X[:, 2:3] + 1
    y = torch.tensor(scale * y, dtype=torch.float32)
    return Task(torch.tensor(X), y, float(y.var()))


def blobs(scale: float = 1.0) -> Task:
    """Three clouds of points in the plane, drawn as scikit-learn's make_blobs draws them.

    n_samples=1000, centers=3, n_features=2, cluster_std=2, random_state=2; the first 700 of them.
    """
    rng = np.random.RandomState(2)
    centers = rng.uniform(-10, 10, (3, 2))
    sizes = 334, 333, 333
    clouds = [rng.normal(c, 2, (n, 2)) for c, n in zip(centers, sizes, strict=True)]
    X = np.concatenate(clouds)
    y, order = np.repeat([0, 1, 2], sizes), np.arange(1000)
    rng.shuffle(order)
    X, y = X[order][:700] * scale, y[order][:700]
    return Task(torch.tensor(X, dtype=torch.float32), torch.tensor(y), float(np.log(3)))
