"""What a network does: per-layer statistics of one forward and backward pass, as plain arrays."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from bplib.nn import Network


@dataclass(frozen=True)
class Probe:
    """One entry per layer, first to last; Z, A and delta are the arrays of the pass themselves."""

    cost: float
    Z: list[np.ndarray]
    A: list[np.ndarray]
    delta: list[np.ndarray]
    weight_gradients: list[np.ndarray]
    weights: list[np.ndarray]

    def of(self, statistic: Callable[[np.ndarray], Any], what: str) -> np.ndarray:
        """Return one number per layer, such as probe.of(np.std, "A"), in float64."""
        arrays = getattr(self, what)
        return np.array([statistic(a.astype(np.float64, copy=False)) for a in arrays])


def probe(net: Network, cost: Callable[[Any, Any], Any], X: Any, targets: Any) -> Probe:
    """Run `net` forward and backward on a batch and keep what every layer did.

    cost: (outputs, targets) to the cost of each example; its mean is what is differentiated, so
    delta holds ∂(mean cost)/∂Z, of shape (n, d_out) for each layer.
    """
    trace = net.trace(X)
    C = cost(trace[-1].A, targets).mean()
    C.backward()
    return Probe(
        cost=C.item(),
        Z=[layer.Z.value for layer in trace],
        A=[layer.A.value for layer in trace],
        delta=[layer.Z.grad for layer in trace],
        weight_gradients=[dense.W.grad for dense in net.layers],
        weights=[dense.W.value for dense in net.layers],
    )


def mean_square(a: np.ndarray) -> float:
    """The mean of the squares, E[a²]: not the variance, unless the mean is 0."""
    return float(np.mean(np.square(a)))


def root_mean_square(a: np.ndarray) -> float:
    """The square root of the mean square: the typical size of an entry."""
    return float(np.sqrt(mean_square(a)))
