"""The functions whose results are made of many entries: how the gradient g of y comes back.

A rule takes g, the output y, the inputs and the options of the call, all plain arrays and numbers,
and gives the gradient of its argument.
"""

from functools import partial
from math import prod
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from bplib import functions as fn
from bplib.arrays import Array, Numbers
from bplib.functions import Axis, Index, softmax
from bplib.table import Function, structural, variadic


def spread(g: Array, x: Array, axis: Any, keepdims: bool, terms: int = 1) -> Array:
    """Undo a reduction: give every entry of x the g of its result, divided by `terms`."""
    back = np.empty(x.shape, g.dtype)
    if g.size == 1:
        back.fill(g.item() / terms)
    else:
        back[...] = g if keepdims else np.expand_dims(g, axis)
        back /= terms
    return back


def sum_back(
    g: Array,
    y: Array,
    x: Array,
    axis: Axis = None,
    keepdims: bool = False,
    where: Numbers = None,
    **_: Any,
) -> Array:
    """Every term of a sum has the gradient of the sum."""
    terms = spread(g, x, axis, keepdims)
    return terms if where is None else terms * where


def mean_back(g: Array, y: Array, x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """Every term of a mean of n has 1/n of its gradient."""
    return spread(g, x, axis, keepdims, terms=x.size // (y.size or 1) or 1)


def extreme_back(g: Array, y: Array, x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The gradient goes to the largest (smallest) entry; ties share it equally, NaNs too."""
    chosen = (x == spread(y, x, axis, keepdims)) | np.isnan(x)
    return chosen * (spread(g, x, axis, keepdims) / chosen.sum(axis=axis, keepdims=True))


def product_back(g: Array, y: Array, x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """g times the product of all the other entries, from those before and those after."""
    axes = tuple(range(x.ndim)) if axis is None else tuple(np.atleast_1d(axis) % x.ndim)
    last = np.moveaxis(x, axes, range(-len(axes), 0))
    kept = last.shape[: x.ndim - len(axes)]
    flat = last.reshape(*kept, prod(last.shape[len(kept) :]))
    one = np.ones_like(flat[..., :1])
    before = np.cumprod(np.concatenate([one, flat[..., :-1]], axis=-1), axis=-1)
    after = np.cumprod(np.concatenate([one, flat[..., :0:-1]], axis=-1), axis=-1)[..., ::-1]
    others = (before * after).reshape(last.shape)
    return spread(g, x, axis, keepdims) * np.moveaxis(others, range(-len(axes), 0), axes)


def cumsum_back(g: Array, y: Array, x: Array, axis: int | None = None) -> Array:
    """Each entry is part of all the sums from its own place on."""
    along = axis or 0
    return np.flip(np.cumsum(np.flip(g, along), along), along).reshape(x.shape)


def norm_back(
    g: Array, y: Array, x: Array, axis: Axis = None, keepdims: bool = False, **_: Any
) -> Array:
    """g · x / y, and 0 where the norm is 0 and has a kink."""
    length = spread(y, x, axis, keepdims)
    return spread(g, x, axis, keepdims) * np.divide(
        x, length, where=length > 0, out=np.zeros_like(length)
    )


def logsumexp_back(g: Array, y: Array, x: Array, axis: Axis = -1, keepdims: bool = False) -> Array:
    """g · softmax(x)."""
    return spread(g, x, axis, keepdims) * softmax(x, axis)


def softmax_back(g: Array, y: Array, x: Array, axis: Axis = -1) -> Array:
    """y (g − Σ g y), for which only differences of g count: those from g at the largest y."""
    largest = y == np.max(y, axis=axis, keepdims=True, initial=0.0)
    g = g - np.max(g, axis=axis, keepdims=True, where=largest, initial=-np.inf)
    return y * (g - np.sum(g * y, axis=axis, keepdims=True))


def log_softmax_back(g: Array, y: Array, x: Array, axis: Axis = -1) -> Array:
    """g − p Σ g with p = eʸ, written as (1 − p) g − p (Σ g − g), to be exact where p is near 1."""
    return -np.expm1(y) * g - np.exp(y) * (np.sum(g, axis=axis, keepdims=True) - g)


def cross_entropy_back(g: Array, y: Array, logits: Array, targets: Numbers) -> Array:
    """g times p − 1 at the label and p elsewhere, with p = softmax(logits).

    Where the targets are probabilities: p Σ t − t, which is p − t.
    """
    p, targets = softmax(logits), np.asarray(targets)
    if targets.ndim < logits.ndim:
        p[fn.entry_of(targets)] -= 1
        return g[..., None] * p
    return g[..., None] * (p * np.sum(targets, axis=-1, keepdims=True) - targets)


def matmul_left(g: Array, y: Array, a: Array, b: Array) -> Array:
    """g @ bᵀ; a vector counts as a row on the left, as a column on the right."""
    if a.ndim == b.ndim == 2:
        return g @ b.T
    if b.ndim == 1:
        return g[..., None] * b
    return (b @ g[..., None])[..., 0] if a.ndim == 1 else g @ b.mT


def matmul_right(g: Array, y: Array, a: Array, b: Array) -> Array:
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


def reshape_back(g: Array, y: Array, x: Array, **_: Any) -> Array:
    """The same numbers in the shape they came in."""
    return g.reshape(x.shape)


def swapaxes_back(g: Array, y: Array, x: Array, axis1: int, axis2: int) -> Array:
    """The same exchange, once more."""
    return np.swapaxes(g, axis1, axis2)


def moveaxis_back(g: Array, y: Array, x: Array, source: Any, destination: Any) -> Array:
    """Move the axes back."""
    return np.moveaxis(g, destination, source)


def broadcast_back(g: Array, y: Array, x: Array, shape: Any) -> Array:
    """g as it is: what was repeated is added up for every row alike."""
    return g


def transpose_back(g: Array, y: Array, x: Array, axes: Axis = None) -> Array:
    """The inverse permutation of the axes."""
    return np.transpose(
        g, None if axes is None else np.argsort([a % x.ndim for a in np.atleast_1d(axes)])
    )


def getitem_back(g: Array, y: Array, x: Array, index: Index) -> Array:
    """g where it was taken from, 0 elsewhere; an entry taken twice has the sum."""
    parts = index if isinstance(index, tuple) else (index,)
    if all(part is None or part is ... or isinstance(part, (int, slice)) for part in parts):
        back = np.zeros_like(x)
        back[index] = g  # nothing is taken twice
        return back
    return moved_back(fn.getitem, g, y, x, index=index)


def moved_back(function: Function, g: Array, y: Array, x: Array, **options: Any) -> Array:
    """For a function that only moves entries: each has the sum of the g of where it went."""
    taken = function(np.arange(x.size).reshape(x.shape), **options)  # where each came from
    return np.bincount(taken.ravel(), g.ravel(), x.size).reshape(x.shape)


def for_moving(function: Function, *options: str) -> None:
    """Add a row for a function that only moves entries, or repeats them."""
    structural(function, partial(moved_back, function), options=options)


def join_back(place: int, g: Array, arrays: list[Array], axis: int | None, ends: Array) -> Array:
    """Each piece has its own stretch of g."""
    stretch = slice(ends[place - 1] if place else 0, ends[place])
    if axis is None:
        return g[stretch].reshape(arrays[place].shape)
    return g[(*[slice(None)] * (axis % g.ndim), stretch)]


def einsum_back(place: int, g: Array, arrays: list[Array], subscripts: str) -> Array:
    """g takes the place of the array; along letters that only this one has, all have the same g."""
    terms, output = subscripts.split("->")
    mine, *others = [terms.split(",")[place], *np.delete(terms.split(","), place)]
    found = "".join(letter for letter in mine if letter in output + "".join(others))
    rest = [a for i, a in enumerate(arrays) if i != place]
    back = np.einsum(f"{','.join([output, *others])}->{found}", g, *rest)
    back = back[tuple(slice(None) if letter in found else None for letter in mine)]
    return back * np.ones_like(arrays[place])


def pad_back(g: Array, y: Array, x: Array, pad_width: Any, mode: str = "constant") -> Array:
    """The part of g that is not padding."""
    before = np.broadcast_to(np.asarray(pad_width), (x.ndim, 2))[:, 0]
    return g[tuple(slice(b, b + n) for b, n in zip(before, x.shape, strict=True))]


structural(np.sum, sum_back, options=("axis", "keepdims", "where", "initial"), forward=fn.total)
structural(np.mean, mean_back, options=("axis", "keepdims"), forward=fn.mean)
for extreme in (np.max, np.min, np.amax, np.amin):
    structural(extreme, extreme_back, options=("axis", "keepdims"))
structural(np.prod, product_back, options=("axis", "keepdims"))
structural(np.cumsum, cumsum_back, options=("axis",))
structural(np.linalg.norm, norm_back, options=("ord", "axis", "keepdims"), forward=fn.norm)
structural(fn.logsumexp, logsumexp_back, options=("axis", "keepdims"))
structural(fn.softmax, softmax_back, options=("axis",))
structural(fn.log_softmax, log_softmax_back, options=("axis",))
structural(fn.cross_entropy, cross_entropy_back, options=("targets",))
structural(np.matmul, matmul_left, matmul_right)
structural(np.reshape, reshape_back, options=("shape",))
structural(np.ravel, reshape_back)
structural(np.squeeze, reshape_back, options=("axis",))
structural(np.expand_dims, reshape_back, options=("axis",))
structural(np.transpose, transpose_back, options=("axes",))
structural(np.swapaxes, swapaxes_back, options=("axis1", "axis2"))
structural(np.moveaxis, moveaxis_back, options=("source", "destination"))
structural(np.broadcast_to, broadcast_back, options=("shape",))
structural(np.pad, pad_back, options=("pad_width", "mode"), forward=fn.pad)
structural(fn.getitem, getitem_back, options=("index",))
for_moving(np.flip, "axis")
for_moving(np.roll, "shift", "axis")
for_moving(np.repeat, "repeats", "axis")
for_moving(np.tile, "reps")
for_moving(np.take, "indices", "axis", "mode")
for_moving(np.diagonal, "offset", "axis1", "axis2")
for_moving(sliding_window_view, "window_shape", "axis")
variadic(fn.sums_of_products, einsum_back, name="einsum")
variadic(fn.join, join_back, name="concatenate")
