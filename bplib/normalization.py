"""What can be put between the layers of a network: normalization and residual connections."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bplib.arrays import Numbers
from bplib.autodiff import Tensor
from bplib.messages import unknown
from bplib.nn import MLP, Dense, Layer

EPS = 1e-5  # added to a variance before its square root is taken, as everywhere


def batch_norm(Z: Numbers) -> Numbers:
    """Each unit with mean 0 and variance 1 over the batch (Ioffe & Szegedy 2015).

    The learnt shift is the layer's bias, added afterwards; there is no learnt scale here.
    """
    return standardize(Z, axis=0)


def layer_norm(Z: Numbers) -> Numbers:
    """Each example with mean 0 and variance 1 over the units (Ba, Kiros & Hinton 2016)."""
    return standardize(Z, axis=1)


def standardize(Z: Numbers, axis: int) -> Numbers:
    """Z minus its mean, divided by its standard deviation, along an axis."""
    centred = Z - np.mean(Z, axis=axis, keepdims=True)
    return centred / np.sqrt(np.mean(np.square(centred), axis=axis, keepdims=True) + EPS)


NORMALIZATIONS: dict[str, Callable[[Numbers], Numbers]] = {
    "none": lambda Z: Z,
    "batch": batch_norm,
    "layer": layer_norm,
}


@dataclass(frozen=True)
class Normalized:
    """A network whose hidden layers are normalized, or pass their input on beside their output.

    normalization: "none", "batch" or "layer", between A_in @ W and the bias; residual: where a
    layer has as many units as its input, A = f(Z) + A_in. The last layer stays as it is.
    """

    plain: MLP
    normalization: str = "none"
    residual: bool = False

    def __post_init__(self) -> None:
        if self.normalization not in NORMALIZATIONS:
            raise ValueError(unknown("normalization", self.normalization, NORMALIZATIONS))

    @property
    def layers(self) -> tuple[Dense, ...]:
        """The layers of the plain network."""
        return self.plain.layers

    @property
    def parameters(self) -> list[Tensor]:
        """The weights and biases of the plain network."""
        return self.plain.parameters

    def __call__(self, X: Numbers) -> Tensor:
        """Return the activations of the last layer for a batch X of shape (n, d_in)."""
        return self.trace(X)[-1].A

    def trace(self, X: Numbers) -> list[Layer]:
        """Return Z and A of every layer, first to last."""
        trace: list[Layer] = []
        A: Numbers = X
        for dense in self.layers[:-1]:
            Z = NORMALIZATIONS[self.normalization](A @ dense.W) + dense.b
            shortcut = self.residual and np.shape(A) == Z.shape
            trace.append(Layer(Z, dense.activation(Z) + A if shortcut else dense.activation(Z)))
            A = trace[-1].A
        return [*trace, self.layers[-1](A)]
