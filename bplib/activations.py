"""The activation functions of the course, one record each; f′ is the row of the table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from bplib import functions
from bplib.arrays import Numbers
from bplib.messages import unknown
from bplib.table import local_derivative


@dataclass(frozen=True)
class Activation:
    """An activation function f: its name, its formula, and the most that |f′| can be.

    bounded: f stays within fixed limits on both sides, so it can saturate.
    kinked: f′ or f″ jumps at 0, which matters for integrals.
    homogeneous: f(c z) = c f(z) for every c > 0, so it treats every scale alike.
    """

    name: str
    op: Callable[..., Any]
    formula: str
    max_slope: float
    bounded: bool = False
    kinked: bool = False
    homogeneous: bool = False

    def __call__(self, z: Numbers) -> Numbers:
        """Return f(z), for an array or a Tensor."""
        return self.op(z)

    def derivative(self, z: Numbers) -> np.ndarray:
        """Return f′(z) for an array."""
        return local_derivative(self.op, z)

    def flat(self, z: Numbers) -> np.ndarray:
        """Where |f′(z)| is below 5 % of its largest value: saturated or switched off."""
        return np.abs(self.derivative(z)) < 0.05 * self.max_slope


RECORDS = (
    Activation("linear", functions.linear, r"z", 1.0, homogeneous=True),
    Activation("sigmoid", functions.sigmoid, r"1/(1+e^{-z})", 0.25, bounded=True),
    Activation("tanh", np.tanh, r"\tanh z", 1.0, bounded=True),
    Activation("relu", functions.relu, r"\max(z, 0)", 1.0, kinked=True, homogeneous=True),
    Activation(
        "leaky_relu", functions.leaky_relu, r"\max(z, 0.01\,z)", 1.0, kinked=True, homogeneous=True
    ),
    Activation("elu", functions.elu, r"z \geq 0: z;\ e^z-1", 1.0, kinked=True),
    Activation(
        "selu", functions.selu, r"\lambda\,\mathrm{ELU}_\alpha(z)", 1.7580993408473766, kinked=True
    ),
    Activation("gelu", functions.gelu, r"z\,\Phi(z)", 1.1289041452),
    Activation("silu", functions.silu, r"z\,\sigma(z)", 1.0998393201),
    Activation("softplus", functions.softplus, r"\log(1+e^z)", 1.0),
)
ACTIVATIONS = {record.name: record for record in RECORDS}


def activation(name: "str | Activation") -> Activation:
    """Return the activation of that name (an Activation is returned as it is)."""
    if isinstance(name, Activation):
        return name
    if name not in ACTIVATIONS:
        raise ValueError(unknown("activation", name, ACTIVATIONS))
    return ACTIVATIONS[name]
