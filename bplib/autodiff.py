"""Reverse-mode differentiation: an array that remembers how it was made, and the chain rule, once.

The derivative of each function is a row of a table (`bplib.derivatives`, `bplib.structural`).
`Tensor.backward` walks from the result to what it was made from, the youngest tensor first, and
multiplies: the gradient of the output × the local derivative, added at forks.
"""

import itertools
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

import numpy as np

from bplib import arrays, messages
from bplib.arraylike import ArrayLike
from bplib.arrays import Numbers, frozen, product, undo_broadcasting
from bplib.functions import (
    cross_entropy,
    elu,
    gelu,
    leaky_relu,
    linear,
    log_softmax,
    logsumexp,
    relu,
    selu,
    sigmoid,
    silu,
    softmax,
    softplus,
)
from bplib.table import NO_OPTIONS, Op

__all__ = [
    "Tensor",
    "cross_entropy",
    "elu",
    "gelu",
    "leaky_relu",
    "linear",
    "log_softmax",
    "logsumexp",
    "pull_back",
    "relu",
    "selu",
    "sigmoid",
    "silu",
    "softmax",
    "softplus",
    "youngest_first",
]

birth_order, birth = itertools.count(), attrgetter("_birth")


class Tensor(ArrayLike):
    """An array that remembers how it was made; what is not a Tensor is a constant.

    value: real numbers of any shape; copied, then read-only. Integers are an error, since a
    gradient step would be rounded away.
    """

    grad: Any  # after backward(), an array shaped like the value

    __slots__ = ("_value", "grad", "op", "_inputs", "_sources", "_options", "_birth", "__weakref__")

    def backward(self, seed: Numbers = None) -> None:
        """Set `.grad` on every tensor that this one was made from, and on itself.

        seed: the gradient of the result, shaped like it; needed unless the result is one number.
        """
        order = youngest_first(self)
        for tensor in order:
            tensor.grad = None
        self.grad = arrays.first_gradient(self._value, seed)
        for tensor in order:
            for place, source in enumerate(tensor._sources):
                if source is not None:
                    g = pull_back(tensor, place, tensor.grad)
                    source.grad = g if source.grad is None else frozen(source.grad + g)

    def __init__(self, value: Numbers) -> None:
        self._value = frozen(arrays.real(value))
        self.grad = None
        self.op: Op | None = None  # the row of the table that made it, if one did
        self._inputs: Sequence[Any] = ()  # what that was given: arrays and constants
        self._sources: Sequence[Tensor | None] = ()  # the Tensors among these; None for a constant
        self._options = NO_OPTIONS
        self._birth = next(birth_order)

    def apply(
        self, op: Op, inputs: Sequence[Any], options: Mapping[str, Any] = NO_OPTIONS
    ) -> "Tensor":
        """Compute a row of the table, this Tensor being one of the inputs, and remember how."""
        values: list[Any] = []
        sources: list[Any] = []
        for x in inputs:
            if isinstance(x, Tensor):
                values.append(x._value)
                sources.append(x)
            else:
                values.append(arrays.as_input(x, self._value.dtype))
                sources.append(None)
        if options:
            options = {
                name: x if x is None or type(x) is int else as_option(op, name, x)
                for name, x in options.items()
            }
        try:
            value = op.forward(*values, **options) if options else op.forward(*values)
        except (TypeError, ValueError, IndexError) as error:
            raise messages.failed(op.name, values, error) from None
        result = object.__new__(Tensor)
        if type(value) is not np.ndarray:  # from here on as `frozen`, without the time of a call
            value = np.array(value)
        value.setflags(False)
        result._value = value
        result.grad = None
        result.op, result._options = op, options
        result._inputs, result._sources, result._birth = values, sources, next(birth_order)
        if value.dtype is not self._value.dtype and value.dtype.kind != "f":
            raise TypeError(
                f"{op.name} gave {value.dtype}; a Tensor takes real numbers and arrays."
            )
        return result

    @property
    def value(self) -> np.ndarray:
        """The array, which is read-only, so that `x.value -= step` is an error of NumPy's.

        To change it, bind a new one of the same shape, which is copied: x.value = x.value - step.
        """
        return self._value

    @value.setter
    def value(self, new: Numbers) -> None:
        if self.op:
            raise ValueError(messages.computed(self.op.name))
        self._value = arrays.replacement(new, self._value)

    @property
    def arguments(self) -> tuple[Any, ...]:
        """What this tensor was made from, in order: Tensors, and constants as they were."""
        pairs = zip(self._sources, self._inputs, strict=True)
        return tuple(value if source is None else source for source, value in pairs)

    @property
    def parents(self) -> tuple["Tensor", ...]:
        """The Tensors among the arguments."""
        return tuple(source for source in self._sources if source is not None)

    def __reduce__(self) -> Any:  # for copy and pickle
        if self.op is not None:
            raise TypeError("a computed Tensor is not copied without its graph; copy .value.")
        return Tensor, (self._value,)

    def __repr__(self) -> str:
        made_by = f", from {self.op.name}" if self.op else ""
        return f"Tensor({np.array2string(self._value, separator=', ', prefix='Tensor(')}{made_by})"


def youngest_first(result: Tensor) -> list[Tensor]:
    """The result and all it was made from. Birth order is a topological order: parents first."""
    met: set[Any] = {None, result}  # None stands for the constants
    order: list[Any] = [result]
    for tensor in order:  # which grows meanwhile
        for source in tensor._sources:
            if source not in met:
                met.add(source)
                order.append(source)
    order.sort(key=birth, reverse=True)
    return order


def pull_back(tensor: Tensor, place: int, g: Any) -> np.ndarray:
    """The chain rule for one argument: gradient g of the output × local derivative."""
    op, inputs, options = tensor.op, tensor._inputs, tensor._options
    like = inputs[place]
    if op.kind == "elementwise":
        slope = op.rules[place]
        if callable(slope):
            g = product(g, slope(tensor._value, *inputs, **options))
        elif slope == -1:
            g = -g
    elif op.kind == "structural":
        g = op.rules[place](g, tensor._value, *inputs, **options)
    else:
        g = op.rules[0](place, g, inputs, **options)
    if g.shape != like.shape or g.dtype is not like.dtype:
        g = undo_broadcasting(g, like)
    if type(g) is not np.ndarray:  # as `frozen`, without the time of a call
        g = np.array(g)
    g.setflags(False)
    return g


def as_option(op: Op, name: str, x: Numbers) -> Any:
    """An argument that no gradient flows to, safe from later changes."""
    if isinstance(x, Tensor):
        raise TypeError(messages.no_rule(op.name, name))
    return arrays.as_constant(x)
