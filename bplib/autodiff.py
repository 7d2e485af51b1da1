"""Reverse-mode differentiation: an array that remembers how it was made, and the chain rule, once.

The derivative of each function is a row of the table in `bplib.derivatives`. `Tensor.backward`
walks from the result to what it was made from, the youngest tensor first, and multiplies: the
gradient of the output × the local derivative, added at forks.
"""

import itertools
from collections.abc import Callable, Iterator
from functools import wraps
from operator import attrgetter
from typing import Any

import numpy as np

from bplib import functions
from bplib.arrays import complaint, constant, first_gradient, frozen, undo_broadcasting
from bplib.derivatives import TABLE, Op, row_of
from bplib.functions import COMPOSED, NO_GRADIENT

birth_order = itertools.count()


def operator(function: Callable[..., Any]) -> tuple[Any, Any]:
    """A row of the table as the two methods behind an operator: x ∘ y and, reflected, y ∘ x."""
    op = TABLE[function]
    return (lambda x, y: run(op, (x, y))), (lambda y, x: run(op, (x, y)))


def comparison(function: Callable[..., Any]) -> Any:
    """A comparison of values; it is True or False, so it has no gradient."""
    return lambda x, y: function(*values((x, y)))


class Tensor:
    """An array that remembers how it was made; what is not a Tensor is a constant.

    value: real numbers of any shape; copied, then read-only. Integers are an error, since a
    gradient step would be rounded away.
    """

    __slots__ = ("_value", "grad", "op", "_inputs", "_sources", "_options", "_birth", "__weakref__")

    def __init__(self, value: Any) -> None:
        array = np.array(value)
        if array.dtype.kind != "f":
            raise TypeError(
                f"Tensor takes real numbers; this is {array.dtype}. "
                "Write 3.0 instead of 3, or convert with .astype(float)."
            )
        self._remember(array, None, (), (), {})

    def _remember(self, value: Any, op: Op | None, inputs: Any, sources: Any, options: Any) -> None:
        self._value = frozen(value)
        self.grad: Any = None  # after backward(), an array shaped like the value
        self.op = op
        self._inputs = inputs
        self._sources = sources
        self._options = options
        self._birth = next(birth_order)

    @property
    def value(self) -> np.ndarray:
        """The array; to change it, bind a new one of the same shape: x.value = x.value - step."""
        return self._value

    @value.setter
    def value(self, new: Any) -> None:
        new = new if type(new) is np.ndarray and new.base is None else np.array(new)
        if self.op is not None:
            raise ValueError(
                f"this Tensor was computed, by {self.op.name}; only one made with Tensor(…) can be "
                "given a new value."
            )
        if new.shape != self._value.shape or new.dtype != self._value.dtype:
            raise ValueError(
                f"this Tensor holds {self.dtype} of shape {self.shape}; the new value is "
                f"{new.dtype} of shape {new.shape}. Make a new Tensor for it."
            )
        self._value = frozen(new)

    @property
    def parents(self) -> tuple["Tensor", ...]:
        """The tensors that this one was made from, in the order of the arguments."""
        return tuple(source for source in self._sources if source is not None)

    def backward(self, seed: Any = None) -> None:
        """Set `.grad` on every tensor that this one was made from, and on itself.

        seed: the gradient of the result, shaped like it; needed unless the result is one number.
        """
        order = youngest_first(self)
        for tensor in order:
            tensor.grad = None
        self.grad = first_gradient(self._value, seed)
        for tensor in order:
            for place, source in enumerate(tensor._sources):
                if source is not None:
                    g = pull_back(tensor, place)
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

    def __neg__(self) -> "Tensor":
        return np.negative(self)

    def __abs__(self) -> "Tensor":
        return np.absolute(self)

    shape = property(lambda self: self._value.shape, doc="The lengths of the axes.")
    ndim = property(lambda self: self._value.ndim, doc="The number of axes.")
    size = property(lambda self: self._value.size, doc="The number of entries.")
    dtype = property(lambda self: self._value.dtype, doc="The type of the entries.")
    T = property(lambda self: np.transpose(self), doc="The transpose.")

    def sum(self, axis: Any = None, keepdims: bool = False) -> "Tensor":
        """Sum over all entries, or over an axis."""
        return run(SUM, (self,), {"axis": axis, "keepdims": keepdims})

    def mean(self, axis: Any = None, keepdims: bool = False) -> "Tensor":
        """Mean over all entries, or over an axis."""
        return run(MEAN, (self,), {"axis": axis, "keepdims": keepdims})

    def max(self, axis: Any = None, keepdims: bool = False) -> "Tensor":
        """Largest entry; ties share the gradient equally."""
        return np.max(self, axis=axis, keepdims=keepdims)

    def min(self, axis: Any = None, keepdims: bool = False) -> "Tensor":
        """Smallest entry; ties share the gradient equally."""
        return np.min(self, axis=axis, keepdims=keepdims)

    def var(self, axis: Any = None, keepdims: bool = False) -> "Tensor":
        """Mean squared distance from the mean."""
        return functions.var(self, axis=axis, keepdims=keepdims)

    def reshape(self, *shape: Any) -> "Tensor":
        """The same entries in another shape."""
        return np.reshape(self, shape[0] if len(shape) == 1 else shape)

    def transpose(self, *axes: int) -> "Tensor":
        """The axes in another order; reversed when none is named."""
        return np.transpose(self, axes or None)

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

    def __repr__(self) -> str:
        made_by = f", from {self.op.name}" if self.op else ""
        return f"Tensor({np.array2string(self._value, separator=', ', prefix='Tensor(')}{made_by})"

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        raise TypeError(
            "a Tensor turned into an array would lose its gradient; take .value if you want that, "
            "or join Tensors with np.stack."
        )

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        if method == "__call__" and not options and ufunc in TABLE:
            return run(TABLE[ufunc], inputs)
        if method == "__call__" and ufunc in NO_GRADIENT:
            return ufunc(*values(inputs), **options)
        if method == "__call__" and not options:
            row_of(ufunc)  # says that there is none
        what = f"np.{ufunc.__name__}" + (f".{method}" if method != "__call__" else "")
        raise TypeError(
            f"{what} with {', '.join(options) or 'a Tensor'} has no gradient here; "
            "write a plain call that returns a new result, such as np.sum or x = x + y."
        )

    def __array_function__(self, function: Any, types: Any, args: Any, options: Any) -> Any:
        if function in NO_GRADIENT:
            return function(*values(args), **options)
        if function is np.concatenate:
            return run(JOIN, args[0], {"axis": args[1]} if len(args) > 1 else options)
        if function in COMPOSED:
            return COMPOSED[function](*args, **options)
        return run(row_of(function), args, options)


def youngest_first(result: Tensor) -> list[Tensor]:
    """The result and all it was made from. Birth order is a topological order: parents first."""
    found, stack = {result._birth: result}, [result]
    while stack:
        for source in stack.pop()._sources:
            if source is not None and source._birth not in found:
                found[source._birth] = source
                stack.append(source)
    return sorted(found.values(), key=attrgetter("_birth"), reverse=True)


def pull_back(tensor: Tensor, place: int) -> np.ndarray:
    """The chain rule for one argument: gradient of the output × local derivative."""
    op, g, like = tensor.op, tensor.grad, tensor._inputs[place]
    rule = op.rules[place]
    if rule is None:
        raise TypeError(f"{op.name} has no derivative for argument {place + 1}; take its .value.")
    if not op.elementwise:
        g = rule(g, tensor._value, *tensor._inputs, **tensor._options)
    elif rule == -1:
        g = -g
    elif rule != 1:
        g = g * rule(tensor._value, *tensor._inputs, **tensor._options)
    return frozen(undo_broadcasting(g, like))


NONE: dict[str, Any] = {}


def run(op: Op, args: Any, options: dict[str, Any] = NONE) -> Tensor:
    """Compute a row of the table and remember how."""
    if options and not op.options.issuperset(options):
        unknown = ", ".join(sorted({*options} - op.options))
        takes = ", ".join(sorted(op.options)) or "none"
        raise TypeError(f"{op.name} of a Tensor got the option {unknown}; it takes: {takes}.")
    inputs, sources = [], []
    for a in args:
        tensor = isinstance(a, Tensor)
        inputs.append(a._value if tensor else constant(a))
        sources.append(a if tensor else None)
    try:
        value = op.forward(*inputs, **options)
    except (TypeError, ValueError, IndexError) as error:
        raise complaint(op.forward, inputs, error) from None
    result = Tensor.__new__(Tensor)
    result._remember(value, op, inputs, sources, options)
    if result._value.dtype.kind != "f":
        raise TypeError(f"{op.name} gave {value.dtype}; a Tensor takes real numbers and arrays.")
    return result


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
        return op.forward(*args, **options)

    return call


SUM, MEAN = TABLE[np.sum], TABLE[np.mean]
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
