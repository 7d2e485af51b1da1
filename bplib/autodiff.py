"""Reverse-mode differentiation: an array that remembers how it was made, and the chain rule, once.

The derivative of each function is a row of the table in `bplib.derivatives`. `Tensor.backward`
walks from the result to what it was made from, the youngest tensor first, and multiplies: the
gradient of the output × the local derivative, added at forks.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from operator import attrgetter
from typing import Any

import numpy as np

from bplib import arrays, functions
from bplib.arrays import frozen, product, undo_broadcasting
from bplib.derivatives import TABLE, Op
from bplib.functions import COMPOSED, NO_GRADIENT

birth_order = itertools.count()
NO_OPTIONS: Mapping[str, Any] = {}


def operator(function: Callable[..., Any]) -> tuple[Any, Any]:
    """A row of the table as the two methods behind an operator: x ∘ y and, reflected, y ∘ x."""
    op = TABLE[function]
    return (lambda x, y: run(op, (x, y))), (lambda y, x: run(op, (x, y)))


def unary(function: Callable[..., Any]) -> Any:
    """A row of the table with one argument as a method."""
    return lambda x: run(TABLE[function], (x,))


def comparison(function: Callable[..., Any]) -> Any:
    """A comparison of values; it is True or False, so it has no gradient."""
    return lambda x, y: function(*values((x, y)))


def reduction(function: Callable[..., Any], says: str) -> Any:
    """A row of the table as a method that takes an axis."""
    op = TABLE[function]

    def method(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
        return run(op, (x,), {"axis": axis, "keepdims": keepdims})

    method.__doc__ = says
    return method


class Tensor:
    """An array that remembers how it was made; what is not a Tensor is a constant.

    value: real numbers of any shape; copied, then read-only. Integers are an error, since a
    gradient step would be rounded away.
    """

    __slots__ = ("_value", "grad", "op", "_inputs", "_sources", "_options", "_birth", "__weakref__")

    def __init__(self, value: Any) -> None:
        self._value = frozen(arrays.real(value))
        self.grad: Any = None  # after backward(), an array shaped like the value
        self.op: Op | None = None  # the row of the table that made it, if one did
        self._inputs: Any = ()  # what that was given: arrays and constants
        self._sources: Any = ()  # the Tensors among these; None for a constant
        self._options: Any = NO_OPTIONS
        self._birth = next(birth_order)

    @property
    def value(self) -> np.ndarray:
        """The array; to change it, bind a new one of the same shape: x.value = x.value - step."""
        return self._value

    @value.setter
    def value(self, new: Any) -> None:
        self._value = frozen(arrays.replacement(new, self._value, self.op))

    @property
    def arguments(self) -> tuple[Any, ...]:
        """What this tensor was made from, in order: Tensors, and constants as they were."""
        pairs = zip(self._sources, self._inputs, strict=True)
        return tuple(value if source is None else source for source, value in pairs)

    @property
    def parents(self) -> tuple["Tensor", ...]:
        """The Tensors among the arguments."""
        return tuple(source for source in self._sources if source is not None)

    def backward(self, seed: Any = None) -> None:
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

    __add__, __radd__ = operator(np.add)
    __sub__, __rsub__ = operator(np.subtract)
    __mul__, __rmul__ = operator(np.multiply)
    __truediv__, __rtruediv__ = operator(np.divide)
    __pow__, __rpow__ = operator(np.power)
    __matmul__, __rmatmul__ = operator(np.matmul)
    __lt__, __le__ = comparison(np.less), comparison(np.less_equal)
    __gt__, __ge__ = comparison(np.greater), comparison(np.greater_equal)
    __eq__, __ne__ = comparison(np.equal), comparison(np.not_equal)
    __hash__ = object.__hash__

    __neg__, __pos__, __abs__ = unary(np.negative), unary(np.positive), unary(np.absolute)

    shape = property(lambda self: self._value.shape, doc="The lengths of the axes.")
    ndim = property(lambda self: self._value.ndim, doc="The number of axes.")
    size = property(lambda self: self._value.size, doc="The number of entries.")
    dtype = property(lambda self: self._value.dtype, doc="The type of the entries.")
    T = property(lambda self: np.transpose(self), doc="The transpose: all axes reversed.")
    mT = property(lambda self: np.swapaxes(self, -1, -2), doc="Each matrix of a batch transposed.")

    sum = reduction(np.sum, "Sum over all entries, or over an axis.")
    mean = reduction(np.mean, "Mean over all entries, or over an axis.")
    max = reduction(np.max, "Largest entry; ties share the gradient equally.")
    min = reduction(np.min, "Smallest entry; ties share the gradient equally.")
    var, std = functions.var, functions.std

    def reshape(self, *shape: Any) -> "Tensor":
        """The same entries in another shape."""
        return np.reshape(self, shape[0] if len(shape) == 1 else shape)

    def transpose(self, *axes: int) -> "Tensor":
        """The axes in another order; reversed when none is named."""
        return np.transpose(self, axes[0] if len(axes) == 1 else axes or None)

    def item(self) -> float:
        """The one number of a tensor of size 1, as a Python float."""
        return self._value.item()

    def __getitem__(self, index: Any) -> "Tensor":
        return run(GETITEM, (self, index))

    def __setitem__(self, index: Any, new: Any) -> None:
        raise TypeError("a Tensor's entries cannot be set; use np.where or np.concatenate.")

    def __len__(self) -> int:
        return len(self._value)

    def __iter__(self) -> Iterator["Tensor"]:
        return (self[i] for i in range(len(self)))

    def __bool__(self) -> bool:
        return bool(self._value)

    def __float__(self) -> float:
        return float(self._value)

    def __format__(self, spec: str) -> str:
        return format(self._value, spec) if spec else repr(self)

    def __reduce__(self) -> Any:  # for copy and pickle
        if self.op is not None:
            raise TypeError("a computed Tensor is not copied without its graph; copy .value.")
        return Tensor, (self._value,)

    def __getattr__(self, name: str) -> Any:  # called for names that there are not
        hint = f"; its array has: x.value.{name}" if hasattr(np.ndarray, name) else ""
        raise AttributeError(f"a Tensor has no .{name}{hint}", name=name, obj=self)

    def __repr__(self) -> str:
        made_by = f", from {self.op.name}" if self.op else ""
        return f"Tensor({np.array2string(self._value, separator=', ', prefix='Tensor(')}{made_by})"

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        raise TypeError(
            "a Tensor turned into an array would lose its gradient; take .value if you want that, "
            "or join Tensors with np.stack."
        )

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        if method == "__call__" and ufunc in NO_GRADIENT:
            return ufunc(*values(inputs), **options)
        if method != "__call__" or options:
            raise TypeError(arrays.not_a_plain_call(ufunc, method, options))
        return run(TABLE[ufunc], inputs)

    def __array_function__(self, function: Any, types: Any, args: Any, options: Any) -> Any:
        if function in NO_GRADIENT:
            return function(*values(args), **options)
        if function is np.concatenate:
            return run(JOIN, args[0], {"axis": args[1]} if len(args) > 1 else options)
        if function in COMPOSED:
            return COMPOSED[function](*args, **options)
        return run(TABLE[function], args, options)


def youngest_first(result: Tensor) -> list[Tensor]:
    """The result and all it was made from. Birth order is a topological order: parents first."""
    found: set[Any] = {None, result}
    stack = [result]
    while stack:
        for source in stack.pop()._sources:
            if source not in found:
                found.add(source)
                stack.append(source)
    found.remove(None)  # which stood for the constants
    return sorted(found, key=attrgetter("_birth"), reverse=True)


def pull_back(tensor: Tensor, place: int, g: Any) -> np.ndarray:
    """The chain rule for one argument: gradient g of the output × local derivative."""
    op, inputs, options = tensor.op, tensor._inputs, tensor._options
    rule, like = op.rules[place], inputs[place]
    if rule is None:
        raise TypeError(f"{op.name} has no derivative for argument {place + 1}; take its .value.")
    if not op.elementwise:
        g = rule(g, tensor._value, *inputs, **options)
    elif callable(rule):
        g = product(g, rule(tensor._value, *inputs, **options))
    elif rule == -1:
        g = -g
    if g.shape != like.shape or g.dtype != like.dtype:
        g = undo_broadcasting(g, like)
    return frozen(g)


def run(op: Op, args: Any, options: Mapping[str, Any] = NO_OPTIONS) -> Tensor:
    """Compute a row of the table and remember how."""
    if options and not op.options.issuperset(options):
        raise TypeError(arrays.unknown_options(op.name, {*options} - op.options, op.options))
    inputs: list[Any] = []
    sources: list[Any] = []
    for a in args:
        if isinstance(a, Tensor):
            inputs.append(a._value)
            sources.append(a)
        else:
            inputs.append(kept(op, a, args))
            sources.append(None)
    try:
        value = op.forward(*inputs, **options) if options else op.forward(*inputs)
    except (TypeError, ValueError, IndexError) as error:
        raise arrays.complaint(op.name, inputs, error) from None
    result = object.__new__(Tensor)
    result._value = value = frozen(value)
    result.grad = None
    result.op, result._options = op, options
    result._inputs, result._sources = inputs, sources
    result._birth = next(birth_order)
    if value.dtype.kind != "f":
        raise TypeError(f"{op.name} gave {value.dtype}; a Tensor takes real numbers and arrays.")
    return result


def kept(op: Op, x: Any, args: Any) -> Any:
    """An argument that is no Tensor, as the graph keeps it."""
    if not isinstance(x, (list, tuple)):
        return arrays.constant(x)
    dtype = next((a.dtype for a in args if isinstance(a, Tensor)), np.dtype(float))
    return arrays.listed(x, dtype, elementwise=op.elementwise)


def values(args: Any) -> tuple[Any, ...]:
    """The arguments with each Tensor replaced by its array."""
    return tuple(a._value if isinstance(a, Tensor) else a for a in args)


def lifted(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function for arrays and Tensors alike."""
    op = TABLE[function]

    @wraps(function)
    def call(*args: Any, **options: Any) -> Any:
        if any(isinstance(a, Tensor) for a in args):
            return run(op, args, options)
        return op.forward(*map(arrays.unlisted, args), **options)

    return call


GETITEM, JOIN = TABLE[functions.getitem], TABLE[functions.join]

linear = lifted(functions.linear)
sigmoid = lifted(functions.sigmoid)
relu = lifted(functions.relu)
leaky_relu = lifted(functions.leaky_relu)
elu = lifted(functions.elu)
selu = lifted(functions.selu)
gelu = lifted(functions.gelu)
silu = lifted(functions.silu)
softplus = lifted(functions.softplus)
softmax = lifted(functions.softmax)
log_softmax = lifted(functions.log_softmax)
logsumexp = lifted(functions.logsumexp)
cross_entropy = lifted(functions.cross_entropy)
