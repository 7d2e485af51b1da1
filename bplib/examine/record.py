"""What was seen of a network: plain numbers, one row per layer, whatever library it is written in.

`look_at_arrays` fills it from arrays of any library; `rules` and `chart` read nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

NAN = float("nan")


@dataclass(frozen=True)
class Layer:
    """One layer in one pass; what is not known is NaN, and no rule is then decided by it.

    activation, error, gradient, weight, bias: root mean squares of what comes in, of ∂C/∂Z (C the
    mean cost of the batch), of ∂C/∂W, of W and of b. step: the true step relative to the weight.
    along: the cosine between the step and −W.
    differ: how much of what comes in is not the same for all examples, 0…1, as a share of its size.
    flat, dead: shares of the entries behind it, and of its units for all examples, where |f′| is
    under 5 % of its most. silent: share of incoming units that are 0 for every example. twins: all
    units of the layer have the same weights. hidden: other layers come behind it. gate: what it
    gives is multiplied with another signal. uses: the error of each use, first to last, of a layer
    that is used more than once; in_time: as the cell of a recurrent net does. entries: numbers in
    Z, of one example.
    forward, backward: measured factors of z and δ, root mean squares, from the layer before
    and from the layer behind; forward_theory, backward_theory: what its weights make expect.
    """

    name: str
    kind: str = "linear"
    function: str = ""
    activation: float = NAN
    error: float = NAN
    gradient: float = NAN
    weight: float = NAN
    bias: float = NAN
    step: float = NAN
    along: float = NAN
    differ: float = NAN
    flat: float = NAN
    dead: float = NAN
    silent: float = NAN
    twins: bool = False
    hidden: bool = True
    trained: bool = True
    gate: bool = False
    uses: tuple[float, ...] = ()
    in_time: bool = False
    fan_in: int = 0
    fan_out: int = 0
    entries: float = 1.0
    forward: float = NAN
    backward: float = NAN
    forward_theory: float = NAN
    backward_theory: float = NAN

    @property
    def alike(self) -> float:
        """How alike two examples look, as they come in: the share of their mean square that is the
        same for all, about the mean cosine between two of them.
        """
        return 1 - self.differ**2

    @property
    def total(self) -> float:
        """The length of the error of one example: unlike its root mean square, it does not grow
        small merely because a picture has many places.
        """
        return self.error * self.entries**0.5


@dataclass(frozen=True)
class Look:
    """One forward and backward pass: the cost and every layer, first to last.

    differ, output: of the network's output. broken: the first place where a NaN or an infinity
    arises, in words; empty when there is none.
    """

    cost: float
    layers: tuple[Layer, ...]
    differ: float = NAN
    output: float = NAN
    broken: str = ""

    def of(self, what: str) -> np.ndarray:
        """One number per layer, such as look.of("gradient")."""
        return np.array([getattr(layer, what) for layer in self.layers])

    def named(self, name: str) -> Layer:
        """The layer of that name."""
        return next(layer for layer in self.layers if layer.name == name)


@dataclass(frozen=True)
class Facts:
    """What is known beside the passes.

    rate, final_rate: the learning rate now, and that of a schedule that is warming up. inputs:
    root mean square of the numbers that come in; targets: of numbers to be met, NaN for classes.
    guess: what a guess among the classes costs. missing: layers without a gradient that the cost
    depends on; unused: that it does not depend on; frozen: that are not asked to learn; outside:
    that have a gradient, but are not the optimizer's. dropout: the largest share that is dropped.
    """

    optimizer: str = ""
    rate: float = NAN
    final_rate: float = NAN
    weight_decay: float = 0.0
    examples: int = 0
    inputs: float = NAN
    bad_data: str = ""
    targets: float = NAN
    guess: float = NAN
    missing: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    frozen: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    share_trained: float = 1.0
    dropout: float = 0.0
    softmax_twice: bool = False
    log_of_softmax: bool = False
    broadcast: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Record:
    """Two looks at a network, at the start and after some steps, and the cost of each step."""

    start: Look
    later: Look | None = None
    costs: np.ndarray = field(default_factory=lambda: np.array([]))
    facts: Facts = Facts()

    @classmethod
    def of(cls, looks: Sequence[Look], **known: Any) -> "Record":
        """The record of a look at each step of training; what else is known is named as in Facts.

        One look alone is a first look.
        """
        if not looks:
            raise ValueError("a record is made of looks, one for each step; got none.")
        first, *others = looks
        costs = np.array([look.cost for look in looks]) if others else np.array([])
        return cls(first, others[-1] if others else None, costs, Facts(**known))

    @property
    def last(self) -> Look:
        """The second look, or the first where there is no other."""
        return self.later or self.start

    @property
    def rows(self) -> list[tuple[Layer, Layer]]:
        """Each layer at the start and at the last look."""
        return list(zip(self.start.layers, self.last.layers, strict=True))


def as_row(layer: Layer) -> dict[str, Any]:
    """A layer as a dictionary, for a table of your own."""
    return {each.name: getattr(layer, each.name) for each in fields(layer)}
