"""What NumPy and Python's operators ask of an array, answered by rows of the table.

Nothing here knows the chain rule: every operation ends in `apply`, which `bplib.autodiff` has.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Self

import numpy as np

import bplib.composed
import bplib.derivatives
import bplib.structural  # noqa: F401  (these three fill the table)
from bplib import functions, messages
from bplib.table import NO_OPTIONS, TABLE, Function, Op

# Functions whose results have no gradient, or 0 wherever they have one: they give plain arrays.
NO_GRADIENT: set[Any] = {
    *(np.less, np.less_equal, np.greater, np.greater_equal, np.equal, np.not_equal),
    *(np.logical_and, np.logical_or, np.logical_xor, np.logical_not, np.all, np.any),
    *(np.isfinite, np.isnan, np.isinf, np.signbit, np.isclose, np.allclose, np.array_equal),
    *(np.sign, np.floor, np.ceil, np.rint, np.trunc, np.round),
    *(np.argmax, np.argmin, np.argsort, np.nonzero, np.argwhere, np.count_nonzero),
    *(np.shape, np.ndim, np.size, np.result_type, np.zeros_like, np.ones_like),
}


def operator(function: Function) -> tuple[Any, Any]:
    """A row of the table as the two methods behind an operator: x ∘ y and, reflected, y ∘ x."""
    op = TABLE[function]
    return (lambda x, y: x.apply(op, (x, y))), (lambda y, x: y.apply(op, (x, y)))


def unary(function: Function) -> Any:
    """A row of the table with one argument as a method."""
    op = TABLE[function]
    return lambda x: x.apply(op, (x,))


def comparison(function: Function) -> Any:
    """A comparison of values; it is True or False, so it has no gradient."""
    return lambda x, y: function(plain(x), plain(y))


def method(function: Function) -> Callable[..., Any]:
    """A function of NumPy as a method, as arrays have it."""

    def call(x: Any, *args: Any, **options: Any) -> Any:
        return x.__array_function__(function, (), (x, *args), options)

    call.__doc__ = f"np.{function.__name__} of this Tensor."
    return call


def to_a_number(kind: str) -> Callable[..., Any]:
    """A way out of the graph that would be taken unnoticed: it is refused."""

    def refuse(x: Any, *_: Any) -> Any:
        raise TypeError(messages.leaves_the_graph(kind))

    return refuse


def plain(x: Any) -> Any:
    """The array of a Tensor, also of those in a list; anything else as it is."""
    if isinstance(x, (list, tuple)):
        return type(x)(map(plain, x))
    if isinstance(x, dict):
        return {name: plain(each) for name, each in x.items()}
    return x.value if isinstance(x, ArrayLike) else x


def without_gradient(function: Function, args: Any, options: Mapping[str, Any]) -> Any:
    """Answer a question about values; an error for a function that has no row in the table."""
    if function not in NO_GRADIENT:
        raise TypeError(messages.no_row(function, TABLE))
    return function(*plain(args), **plain(options))


class ArrayLike:
    """Something that has a `value`, and takes part in NumPy's functions through `apply`."""

    __slots__ = ()
    value: np.ndarray

    def apply(self, op: Op, inputs: Sequence[Any], options: Mapping[str, Any] = NO_OPTIONS) -> Any:
        """Compute a row of the table; `inputs` are in their places, and this is one of them."""
        raise NotImplementedError

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        if method != "__call__" or options:
            raise TypeError(messages.not_a_plain_call(ufunc, method, options))
        op = TABLE.get(ufunc)
        return self.apply(op, inputs) if op else without_gradient(ufunc, inputs, {})

    def __array_function__(self, function: Any, types: Any, args: Any, options: Any) -> Any:
        op = TABLE.get(function)
        if op is None:
            return without_gradient(function, args, options)
        if options or len(args) != len(op.rules):
            args, options = op.arrange(args, options)
        if op.kind == "composed":
            for name, x in options.items():
                if isinstance(x, ArrayLike) and name not in op.arrays:
                    raise TypeError(messages.no_rule(op.name, name))
            try:
                return op.forward(*args, **options)
            except IndexError as error:
                if isinstance(error, np.exceptions.AxisError):
                    raise
                raise messages.too_few_axes(op.name, plain([*args, *options.values()])) from None
        return self.apply(op, args, options)

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        raise TypeError(messages.leaves_the_graph("an array"))

    __float__, __complex__ = to_a_number("a number"), to_a_number("a number")
    __int__, __index__ = to_a_number("a whole number"), to_a_number("a whole number")
    __round__, __trunc__ = to_a_number("a rounded number"), to_a_number("a rounded number")

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

    shape = property(lambda self: self.value.shape, doc="The lengths of the axes.")
    ndim = property(lambda self: self.value.ndim, doc="The number of axes.")
    size = property(lambda self: self.value.size, doc="The number of entries.")
    dtype = property(lambda self: self.value.dtype, doc="The type of the entries.")
    T = property(lambda self: np.transpose(self), doc="The transpose: all axes reversed.")
    mT = property(lambda self: np.swapaxes(self, -1, -2), doc="Each matrix of a batch transposed.")

    sum, mean, max, min = method(np.sum), method(np.mean), method(np.max), method(np.min)
    var, std, prod, cumsum = method(np.var), method(np.std), method(np.prod), method(np.cumsum)
    clip, ravel, flatten = method(np.clip), method(np.ravel), method(np.ravel)
    squeeze, swapaxes, diagonal = method(np.squeeze), method(np.swapaxes), method(np.diagonal)
    repeat, take, trace, dot = method(np.repeat), method(np.take), method(np.trace), method(np.dot)
    argmax, argmin = method(np.argmax), method(np.argmin)

    def reshape(self, *shape: Any) -> Self:
        """The same entries in another shape."""
        return np.reshape(self, shape[0] if len(shape) == 1 else shape)

    def transpose(self, *axes: Any) -> Self:
        """The axes in another order; reversed when none is named."""
        return np.transpose(self, axes[0] if len(axes) == 1 else axes or None)

    def item(self, *place: Any) -> float:
        """The one number of a Tensor of size 1, or the number at a place, as a Python float."""
        return self.value.item(*place)

    def __getitem__(self, index: Any) -> Self:
        return self.apply(GETITEM, (self,), {"index": index})

    def __setitem__(self, index: Any, new: Any) -> None:
        raise TypeError("a Tensor's entries cannot be set; use np.where or np.concatenate.")

    def __len__(self) -> int:
        return len(self.value)

    def __iter__(self) -> Iterator[Self]:
        return (self[i] for i in range(len(self)))

    def __bool__(self) -> bool:
        return bool(self.value)

    def __format__(self, spec: str) -> str:
        return format(self.value, spec) if spec else repr(self)

    def __getattr__(self, name: str) -> Any:  # called for names that there are not
        raise AttributeError(messages.no_attribute(name, TABLE), name=name, obj=self)


GETITEM = TABLE[functions.getitem]
