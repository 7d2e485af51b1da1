"""Fully connected networks: a layer is Z = A_in @ W + b, then A = f(Z)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from os import PathLike
from typing import Any, BinaryIO, NamedTuple, Protocol

import numpy as np

from bplib.activations import Activation, activation
from bplib.arrays import Numbers
from bplib.autodiff import Tensor
from bplib.functions import binary_cross_entropy, cross_entropy
from bplib.initializers import Initializer, generator, initializer

__all__ = [
    "MLP",
    "Dense",
    "Layer",
    "Network",
    "accuracy",
    "binary_cross_entropy",
    "cross_entropy",
    "load",
    "mean_cost",
    "mlp",
    "save",
    "squared_error",
]

File = str | PathLike[str] | BinaryIO
Cost = Callable[[Tensor, Numbers], Tensor]  # of what a network gives, and the targets


class Layer(NamedTuple):
    """What one layer computed: weighted inputs Z and activations A, both (n, d_out)."""

    Z: Tensor
    A: Tensor


@dataclass(frozen=True)
class Dense:
    """One layer: W of shape (d_in, d_out), b of shape (d_out,), and an activation."""

    W: Tensor
    b: Tensor
    activation: Activation

    def __call__(self, A_in: Numbers) -> Layer:
        """Return Z = A_in @ W + b and A = f(Z) for a batch A_in of shape (n, d_in)."""
        if np.ndim(A_in) != 2 or np.shape(A_in)[1] != self.W.shape[0]:
            raise ValueError(
                f"this layer takes a batch of shape (n, {self.W.shape[0]}); it got "
                f"{np.shape(A_in)}. Examples are rows: a single one is x[None, :]."
            )
        Z = A_in @ self.W + self.b
        return Layer(Z, self.activation(Z))


class Network(Protocol):
    """What training and probes need of a network: an MLP, or one that was built around it."""

    @property
    def layers(self) -> tuple[Dense, ...]: ...
    @property
    def parameters(self) -> list[Tensor]: ...
    def trace(self, X: Numbers) -> list[Layer]: ...
    def __call__(self, X: Numbers) -> Tensor: ...


@dataclass(frozen=True)
class MLP:
    """A stack of layers, each fed with the activations of the one before."""

    layers: tuple[Dense, ...]
    parameters: list[Tensor] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        parameters = [tensor for layer in self.layers for tensor in (layer.W, layer.b)]
        object.__setattr__(self, "parameters", parameters)

    def __call__(self, X: Numbers) -> Tensor:
        """Return the activations of the last layer for a batch X of shape (n, d_in)."""
        return self.trace(X)[-1].A

    def trace(self, X: Numbers) -> list[Layer]:
        """Return Z and A of every layer, first to last."""
        trace: list[Layer] = []
        for layer in self.layers:
            trace.append(layer(trace[-1].A if trace else X))
        return trace


def mlp(
    sizes: Sequence[int],
    activation: str | Activation = "tanh",
    *,
    rng: np.random.Generator,
    output: str | Activation = "linear",
    init: str | Initializer = "glorot",
    gain: float | None = None,
    bias_std: float = 0.0,
    dtype: Any = np.float64,
) -> MLP:
    """Build a network with layers of the given sizes, input first.

    gain scales the drawn weights (None: the initializer's own); bias_std is σ_b. The last layer has
    the activation `output`, linear unless said otherwise, as costs here take logits.
    """
    widths = checked_sizes(sizes)
    draw, rng = initializer(init), generator(rng)
    names = [activation] * (len(widths) - 2) + [output]
    options = {} if gain is None else {"gain": gain}
    layers = []
    for fan_in, fan_out, name in zip(widths, widths[1:], names, strict=False):
        W = draw(rng, fan_in, fan_out, **options).astype(dtype)
        b = (bias_std * rng.standard_normal(fan_out)).astype(dtype)
        layers.append(Dense(Tensor(W), Tensor(b), named(name)))
    return MLP(tuple(layers))


def checked_sizes(sizes: Sequence[int]) -> list[int]:
    """The widths as whole numbers, input first, at least two of them."""
    given = np.asarray(sizes)
    if given.ndim != 1 or len(given) < 2 or not np.all((given >= 1) & (given == given // 1)):
        raise ValueError(
            "sizes are the widths of input, hidden layers and output, such as [64, 32, 10]; "
            f"got {sizes!r:.60}."
        )
    return [int(size) for size in given]


named = activation  # `mlp` has an argument of that name


def mean_cost(cost: Cost, outputs: Tensor, targets: Numbers) -> Tensor:
    """The mean of the cost of each example, to be differentiated."""
    C = cost(outputs, targets)
    if not isinstance(C, Tensor):
        raise TypeError(
            f"a cost is made from the outputs, a Tensor; {getattr(cost, '__name__', cost)} gave "
            f"{type(C).__name__}, from which no gradient comes back. Leave out .value."
        )
    return C.mean()


def squared_error(A: Numbers, Y: Numbers) -> Numbers:
    """The cost ½ Σ (a − y)² of each example; A and Y have the same shape (n, k)."""
    if np.shape(A) != np.shape(Y):
        raise ValueError(
            f"squared_error got outputs of shape {np.shape(A)} and targets of shape "
            f"{np.shape(Y)}; they must agree. A column of targets is y[:, None]."
        )
    return np.sum(np.square(A - Y), axis=-1) * 0.5


def accuracy(logits: Numbers, labels: Numbers) -> float:
    """The share of examples whose largest logit is that of the label.

    logits of shape (n, k), labels of shape (n,) from 0 to k − 1.
    """
    labels, shape = np.asarray(labels), np.shape(logits)
    if len(shape) != 2 or shape[1] < 2 or labels.shape != shape[:1] or not labels.size:
        raise ValueError(
            f"accuracy got logits of shape {shape} and labels of shape {labels.shape}; expected "
            "(n, k) and (n,), with k ≥ 2 classes. For one logit an example write "
            "np.mean((logits > 0) == labels), both of shape (n, 1)."
        )
    if not np.isin(labels, np.arange(shape[1])).all():
        raise ValueError(
            f"accuracy got labels from {labels.min()} to {labels.max()}; with {shape[1]} classes "
            f"they are whole numbers from 0 to {shape[1] - 1}."
        )
    return float(np.mean(np.argmax(logits, axis=1) == labels))


def save(net: MLP, file: File) -> None:
    """Store a network as .npz: W1, b1, W2, … and the names of its activations.

    file: a path, or a file opened for writing bytes.
    """
    if not isinstance(net, MLP):
        raise TypeError(f"save takes an MLP; got {type(net).__name__}. Store its .plain network.")
    arrays: dict[str, Numbers] = {}
    for number, layer in enumerate(net.layers, start=1):
        if activation(layer.activation.name) != layer.activation:
            raise ValueError(f"{layer.activation.name} is another activation in bplib.activations.")
        arrays |= {f"W{number}": layer.W.value, f"b{number}": layer.b.value}
    np.savez(file, activations=[layer.activation.name for layer in net.layers], **arrays)


def load(file: File) -> MLP:
    """Return the network that `save` stored. Nothing but numbers and names is read."""
    with np.load(file, allow_pickle=False) as stored:
        if "activations" not in stored:
            raise ValueError(f"{file} holds {', '.join(stored)}; not a network that save() stored.")
        layers = [
            Dense(Tensor(stored[f"W{number}"]), Tensor(stored[f"b{number}"]), named(str(name)))
            for number, name in enumerate(stored["activations"], start=1)
        ]
    return MLP(tuple(layers))
