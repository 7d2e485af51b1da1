"""The table of local derivatives: one row per function, as in a calculus book.

Everything here works on plain arrays. A row of the elementwise table gives dy/dx for each argument,
in terms of the output y and the inputs; a row of the structural table says how the gradient g of
the output comes back to an argument. `bplib.autodiff` does the rest of the chain rule, once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from inspect import signature
from math import prod
from typing import Any

import numpy as np

from bplib import functions as fn
from bplib.errors import unknown
from bplib.functions import COMPOSED, SELU_ALPHA, SELU_SCALE, sigmoid, softmax


@dataclass(frozen=True, slots=True, eq=False)
class Op:
    """One row: a function, and one rule per argument (None: no derivative is defined for it).

    Elementwise rules are dy/dx, a number or a function of (y, *inputs); structural rules map
    (g, y, *inputs) to the gradient of the argument.
    """

    name: str
    forward: Callable[..., Any]
    rules: Sequence[Any]
    elementwise: bool
    options: frozenset[str]


class Table(dict[Callable[..., Any], Op]):
    """The rows by function; asking for one that there is not says which there are."""

    def __missing__(self, function: Callable[..., Any]) -> Op:
        known = [f.__name__ for f in (*self, *COMPOSED) if f.__module__.startswith("numpy")]
        raise TypeError(unknown("derivative of function", function.__name__, known))


TABLE = Table()


def elementwise(function: Callable[..., Any], *derivatives: Any) -> None:
    """Add a row whose rules are the local derivatives dy/dx, one per argument."""
    TABLE[function] = row(function, derivatives, elementwise=True)


def structural(function: Callable[..., Any], *pullbacks: Any, **parts: Any) -> None:
    """Add a row whose rules carry the gradient of the output back to each argument."""
    rules = parts.pop("rules", pullbacks)
    TABLE[function] = row(function, rules, elementwise=False, **parts)


def row(
    function: Callable[..., Any],
    rules: Any,
    *,
    elementwise: bool,
    forward: Any = None,
    name: str = "",
) -> Op:
    """A row; the options that it takes are the arguments with defaults of its first rule."""
    first = next((rule for rule in rules if callable(rule)), None)
    named = signature(first).parameters.values() if first else ()
    options = frozenset(p.name for p in named if p.default is not p.empty)
    return Op(name or function.__name__, forward or function, rules, elementwise, options)


def local_derivative(function: Callable[..., Any], x: Any, **options: Any) -> np.ndarray:
    """Return dy/dx of a one-argument elementwise function at x, as an array shaped like x."""
    op = TABLE.get(getattr(function, "__wrapped__", function))
    if op is None or not op.elementwise:
        known = (row.name for row in TABLE.values() if row.elementwise)
        raise ValueError(unknown("elementwise function", function.__name__, known))
    x = np.asarray(x)
    if x.dtype.kind != "f":
        x = x.astype(float)
    rule = op.rules[0]
    slope = rule(op.forward(x, **options), x, **options) if callable(rule) else rule
    return np.zeros_like(x) + slope


# --- the elementwise table: dy/dx ---------------------------------------------------------------


def share(chosen: Any, other: Any) -> Any:
    """1 where `chosen` is the larger, 1/2 where both are equal: a tie shares the gradient."""
    return np.add(chosen > other, chosen >= other, dtype=np.float32) / 2


def power_slope(y: Any, x: Any, n: Any) -> Any:
    """n xⁿ⁻¹, which is 0 for n = 0 even at x = 0."""
    if np.ndim(n) == 0 and n != 0:
        return n * x ** (n - 1)
    return np.where(n == 0, 0, n * np.power(x, np.where(n == 0, 1, n - 1)))


def exponent_slope(y: Any, x: Any, n: Any) -> Any:
    """y log x, and 0 at x = 0, its limit for positive n."""
    return y * np.log(np.where(x == 0, 1, x))


def gelu_slope(y: Any, x: Any) -> Any:
    """Φ(x) + x φ(x), with Φ(x) = y / x, since the forward pass has been through that."""
    near = np.clip(x, -40, 40)  # beyond, φ is 0, and x² would overflow in float32
    cdf = np.divide(np.minimum(y, 40), near, out=np.full_like(near, 0.5), where=near != 0)
    return cdf + near * np.exp(-near * near / 2) / float(np.sqrt(2 * np.pi))


elementwise(np.add, 1, 1)
elementwise(np.subtract, 1, -1)
elementwise(np.multiply, lambda y, a, b: b, lambda y, a, b: a)
elementwise(np.divide, lambda y, a, b: np.divide(1, b, dtype=y.dtype), lambda y, a, b: -y / b)
elementwise(np.power, power_slope, exponent_slope)
elementwise(np.negative, -1)
elementwise(np.positive, 1)
elementwise(np.square, lambda y, x: 2 * x)
elementwise(np.sqrt, lambda y, x: 0.5 / y)
elementwise(np.reciprocal, lambda y, x: -y * y)
elementwise(np.absolute, lambda y, x: np.sign(x))
elementwise(np.exp, lambda y, x: y)
elementwise(np.expm1, lambda y, x: y + 1)
elementwise(np.log, lambda y, x: 1 / x)
elementwise(np.log1p, lambda y, x: 1 / (1 + x))
elementwise(np.log2, lambda y, x: 1 / (x * float(np.log(2))))
elementwise(np.log10, lambda y, x: 1 / (x * float(np.log(10))))
elementwise(np.sin, lambda y, x: np.cos(x))
elementwise(np.cos, lambda y, x: -np.sin(x))
elementwise(np.tan, lambda y, x: 1 + y * y)
elementwise(np.arctan, lambda y, x: 1 / (1 + x * x))
elementwise(np.sinh, lambda y, x: np.cosh(x))
elementwise(np.cosh, lambda y, x: np.sinh(x))
elementwise(np.tanh, lambda y, x: 1 - y * y)
elementwise(np.maximum, lambda y, a, b: share(a, b), lambda y, a, b: share(b, a))
elementwise(np.minimum, lambda y, a, b: share(b, a), lambda y, a, b: share(a, b))
elementwise(np.logaddexp, lambda y, a, b: np.exp(a - y), lambda y, a, b: np.exp(b - y))
elementwise(np.where, None, lambda y, c, a, b: c, lambda y, c, a, b: np.logical_not(c))
elementwise(np.clip, lambda y, x, a_min=None, a_max=None: x == y, None, None)
elementwise(fn.linear, 1)
elementwise(fn.sigmoid, lambda y, x: y * (1 - y))
elementwise(fn.relu, lambda y, x: x > 0)
elementwise(fn.leaky_relu, lambda y, x, slope=0.01: np.where(x > 0, x.dtype.type(1), slope))
elementwise(fn.elu, lambda y, x, alpha=1.0: np.where(x > 0, 1, y + alpha))
elementwise(fn.selu, lambda y, x: np.where(x > 0, SELU_SCALE, y + SELU_SCALE * SELU_ALPHA))
elementwise(fn.gelu, gelu_slope)
elementwise(fn.silu, lambda y, x: sigmoid(x) * (1 + (x - y)))
elementwise(fn.softplus, lambda y, x: -np.expm1(-y))  # 1 − e⁻ʸ, the sigmoid of x


# --- the structural table: how g comes back -----------------------------------------------------


def spread(g: Any, x: Any, axis: Any, keepdims: bool, terms: int = 1) -> Any:
    """Undo a reduction: give every entry of x the g of its result, divided by `terms`."""
    back = np.empty(x.shape, g.dtype)
    if g.size == 1:
        back.fill(g.item() / terms)
    else:
        back[...] = g if keepdims else np.expand_dims(g, axis)
        back /= terms
    return back


def sum_back(g: Any, y: Any, x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Every term of a sum has the gradient of the sum."""
    return spread(g, x, axis, keepdims)


def mean_back(g: Any, y: Any, x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Every term of a mean of n has 1/n of its gradient."""
    return spread(g, x, axis, keepdims, terms=max(x.size // max(y.size, 1), 1))


def extreme_back(g: Any, y: Any, x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The gradient goes to the largest (smallest) entry; ties share it equally, NaNs too."""
    chosen = (x == spread(y, x, axis, keepdims)) | np.isnan(x)
    return chosen * (spread(g, x, axis, keepdims) / chosen.sum(axis=axis, keepdims=True))


def logsumexp_back(g: Any, y: Any, x: Any, axis: Any = -1, keepdims: bool = False) -> Any:
    """g · softmax(x)."""
    return spread(g, x, axis, keepdims) * softmax(x, axis)


def softmax_back(g: Any, y: Any, x: Any, axis: Any = -1) -> Any:
    """y (g − Σ g y)."""
    return y * (g - np.sum(g * y, axis=axis, keepdims=True))


def log_softmax_back(g: Any, y: Any, x: Any, axis: Any = -1) -> Any:
    """g − softmax(x) Σ g."""
    return g - np.exp(y) * np.sum(g, axis=axis, keepdims=True)


def cross_entropy_back(g: Any, y: Any, logits: Any, targets: Any) -> Any:
    """g times softmax(logits) − p (or Σp · softmax − p, where the p of an example are weighed)."""
    p, targets = softmax(logits), np.asarray(targets)
    if targets.ndim < logits.ndim:
        p[fn.entry_of(targets)] -= 1
        return g[..., None] * p
    return g[..., None] * (p * np.sum(targets, axis=-1, keepdims=True) - targets)


def matmul_left(g: Any, y: Any, a: Any, b: Any) -> Any:
    """g @ bᵀ; a vector counts as a row on the left, as a column on the right."""
    if a.ndim == b.ndim == 2:
        return g @ b.T
    if b.ndim == 1:
        return g[..., None] * b
    return (b @ g[..., None])[..., 0] if a.ndim == 1 else g @ b.mT


def matmul_right(g: Any, y: Any, a: Any, b: Any) -> Any:
    """aᵀ @ g: input × error."""
    if a.ndim == b.ndim == 2:
        return a.T @ g
    if a.ndim == 1:
        return a * g if b.ndim == 1 else a[:, None] * g[..., None, :]
    if b.ndim == 1:
        return (a.mT @ g[..., None])[..., 0]
    if b.ndim == 2 and a.ndim > 2:  # one W for a batch of matrices: their rows are all examples
        rows = prod(a.shape[:-1])
        return a.reshape(rows, a.shape[-1]).T @ g.reshape(rows, g.shape[-1])
    return a.mT @ g


def reshape_back(g: Any, y: Any, x: Any, shape: Any = None, axis: Any = None) -> Any:
    """The same numbers in the shape they came in."""
    return g.reshape(x.shape)


def transpose_back(g: Any, y: Any, x: Any, axes: Any = None) -> Any:
    """The inverse permutation of the axes."""
    return np.transpose(g, None if axes is None else np.argsort([a % x.ndim for a in axes]))


def getitem_back(g: Any, y: Any, x: Any, index: Any) -> Any:
    """g where it was taken from, 0 elsewhere; an entry taken twice has the sum."""
    parts = index if isinstance(index, tuple) else (index,)
    if all(part is None or part is ... or isinstance(part, (int, slice)) for part in parts):
        back = np.zeros_like(x)
        back[index] = g  # nothing is taken twice
        return back
    taken = np.arange(x.size).reshape(x.shape)[index]  # where each entry came from
    return np.bincount(taken.ravel(), g.ravel(), x.size).reshape(x.shape)


def concatenate_back(place: int, g: Any, y: Any, *arrays: Any, axis: int | None = 0) -> Any:
    """Each piece has its own stretch of g."""
    lengths = [a.size if axis is None else a.shape[axis] for a in arrays[: place + 1]]
    stretch = slice(sum(lengths[:-1]), sum(lengths))
    if axis is None:
        return g[stretch].reshape(arrays[place].shape)
    return g[(*[slice(None)] * (axis % g.ndim), stretch)]


class ForEach(Sequence[Any]):
    """The same rule for every argument, told which one it is for."""

    def __init__(self, rule: Callable[..., Any]) -> None:
        self.rule = rule

    def __len__(self) -> int:
        return 1

    def __getitem__(self, place: Any) -> Any:
        return partial(self.rule, place)


def pad_back(g: Any, y: Any, x: Any, pad_width: Any, mode: str = "constant") -> Any:
    """The part of g that is not padding."""
    before = np.broadcast_to(np.asarray(pad_width), (x.ndim, 2))[:, 0]
    return g[tuple(slice(b, b + n) for b, n in zip(before, x.shape, strict=True))]


structural(np.sum, sum_back, forward=fn.total)
structural(np.mean, mean_back, forward=fn.mean)
structural(np.max, extreme_back)
structural(np.min, extreme_back)
structural(fn.logsumexp, logsumexp_back)
structural(fn.softmax, softmax_back)
structural(fn.log_softmax, log_softmax_back)
structural(fn.cross_entropy, cross_entropy_back, None)
structural(np.matmul, matmul_left, matmul_right)
structural(np.reshape, reshape_back)
structural(np.ravel, reshape_back)
structural(np.squeeze, reshape_back)
structural(np.expand_dims, reshape_back)
structural(np.transpose, transpose_back)
structural(np.swapaxes, lambda g, y, x, a, b: np.swapaxes(g, a, b))
structural(np.moveaxis, lambda g, y, x, source, to: np.moveaxis(g, to, source))
structural(np.broadcast_to, lambda g, y, x, shape: g)
structural(fn.getitem, getitem_back)
structural(fn.join, rules=ForEach(concatenate_back), name="concatenate")
structural(np.pad, pad_back, forward=fn.pad)
