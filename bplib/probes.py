"""What a network does: per-layer statistics of one forward and backward pass, as plain arrays."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from bplib.activations import Activation
from bplib.arrays import Numbers
from bplib.nn import Cost, Network, mean_cost


class Statistics(NamedTuple):
    """One number per layer, first to last.

    mean, std, mean_square: of the activations. saturated, dead: shares, see `Probe`. gradient_std:
    of ∂C/∂W. update_ratio: the typical size of a step of gradient descent relative to the weights.
    """

    mean: np.ndarray
    std: np.ndarray
    mean_square: np.ndarray
    saturated: np.ndarray
    dead: np.ndarray
    gradient_std: np.ndarray
    update_ratio: np.ndarray


@dataclass(frozen=True)
class Probe:
    """One entry per layer, first to last; Z, A and delta are the arrays of the pass themselves."""

    cost: float
    Z: list[np.ndarray]
    A: list[np.ndarray]
    delta: list[np.ndarray]
    weight_gradients: list[np.ndarray]
    weights: list[np.ndarray]
    functions: list[Activation]

    def of(self, statistic: Callable[[np.ndarray], Any], what: str) -> np.ndarray:
        """Return one number per layer, such as probe.of(np.std, "A"), in float64."""
        arrays = getattr(self, what)
        return np.array([statistic(a.astype(np.float64, copy=False)) for a in arrays])

    @cached_property
    def flat(self) -> list[np.ndarray]:
        """Where |f′(z)| is under 5 % of its most: True or False for each example and unit."""
        return [f.flat(Z) for f, Z in zip(self.functions, self.Z, strict=True)]

    @property
    def saturated(self) -> np.ndarray:
        """The share of flat entries: of examples and units alike."""
        return np.array([flat.mean() for flat in self.flat])

    @property
    def dead(self) -> np.ndarray:
        """The share of units that are flat for every example of the batch."""
        return np.array([flat.all(axis=0).mean() for flat in self.flat])

    def update_ratio(self, rate: float) -> np.ndarray:
        """How large a step of gradient descent is relative to the weights, NaN if these are 0."""
        weight = self.of(root_mean_square, "weights")
        step = rate * self.of(root_mean_square, "weight_gradients")
        return step / np.where(weight > 0, weight, np.nan)

    def statistics(self, rate: float) -> Statistics:
        """All statistics of the pass, for a step with this learning rate."""
        return Statistics(
            mean=self.of(np.mean, "A"),
            std=self.of(np.std, "A"),
            mean_square=self.of(mean_square, "A"),
            saturated=self.saturated,
            dead=self.dead,
            gradient_std=self.of(np.std, "weight_gradients"),
            update_ratio=self.update_ratio(rate),
        )


def probe(net: Network, cost: Cost, X: Numbers, targets: Numbers) -> Probe:
    """Run `net` forward and backward on a batch and keep what every layer did.

    cost: (outputs, targets) to the cost of each example; its mean is what is differentiated, so
    delta holds ∂(mean cost)/∂Z, of shape (n, d_out) for each layer.
    """
    trace = net.trace(X)
    C = mean_cost(cost, trace[-1].A, targets)
    C.backward()
    return Probe(
        cost=C.item(),
        Z=[layer.Z.value for layer in trace],
        A=[layer.A.value for layer in trace],
        delta=[layer.Z.grad for layer in trace],
        weight_gradients=[dense.W.grad for dense in net.layers],
        weights=[dense.W.value for dense in net.layers],
        functions=[dense.activation for dense in net.layers],
    )


def mean_square(a: np.ndarray) -> float:
    """The mean of the squares, E[a²]: not the variance, unless the mean is 0."""
    return float(np.mean(np.square(a)))


def root_mean_square(a: np.ndarray) -> float:
    """The square root of the mean square: the typical size of an entry."""
    return float(np.sqrt(mean_square(a)))
