"""A look from plain arrays, one per layer, of whatever library they come from."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from bplib.activations import ACTIVATIONS, activation
from bplib.examine.given import Output
from bplib.examine.record import NAN, Layer, Look
from bplib.probes import root_mean_square
from bplib.theory import mean_square, mean_square_slope

Arrays = Sequence[Any]


def look_at_arrays(
    *,
    cost: float,
    activations: Arrays,
    weights: Arrays,
    gradients: Arrays,
    errors: Arrays | None = None,
    after: Arrays | None = None,
    preactivations: Arrays | None = None,
    functions: Sequence[str] | None = None,
    names: Sequence[str] | None = None,
    output: Output = None,
) -> Look:
    """A look from plain arrays of any library, one per layer, first to last.

    activations: what comes in, examples first. weights, gradients: W of shape (d_in, d_out), and
    ∂C/∂W, C the mean cost. errors: ∂C/∂Z. after: the weights after one step of the optimizer, for
    the true step. preactivations, functions: Z, and the name of f behind it, such as "tanh"; of a
    function that is not known by name no slopes. output: what the last layer gives, where it is not
    the last of the preactivations. What is left out is not known, and no rule is decided by it.
    """
    count = len(weights)
    lists = {
        "activations": activations, "gradients": gradients, "errors": errors, "after": after,
        "preactivations": preactivations, "functions": functions, "names": names,
    }  # fmt: skip
    for what, each in lists.items():
        if each is not None and len(each) != count:
            raise ValueError(f"{what}: one array for each of {count} layers; got {len(each)}.")
    every = {
        what: [None] * count if each is None else [as_array(a) for a in each]
        for what, each in (lists | {"weights": weights}).items()
    }
    for at in range(count):
        check_shapes(at, **{k: every[k][at] for k in ("weights", "activations", *LIKE_WEIGHTS)})
    layers = [row(at, count, **{k: each[at] for k, each in every.items()}) for at in range(count)]
    layers[:-1] = [with_next(layer, layers[at + 1]) for at, layer in enumerate(layers[:-1])]
    if output is None and preactivations is not None:
        output = preactivations[-1]
    given = np.array([]) if output is None else as_array(output)
    return Look(float(cost), tuple(layers), differing(given), size(given))


LIKE_WEIGHTS = "gradients", "after"


def check_shapes(at: int, weights: Any, activations: Any, **others: Any) -> None:
    """Refuse arrays of one layer that do not go together."""
    W, A = np.shape(weights), np.shape(activations)
    if len(W) != 2 or A[-1:] != W[:1]:
        raise ValueError(
            f"layer {at + 1}: weights of shape {W} and activations of shape {A}; expected "
            "(d_in, d_out) and (n, d_in)."
        )
    for what, each in others.items():
        if each is not None and np.shape(each) != W:
            raise ValueError(f"layer {at + 1}: {what} of shape {np.shape(each)}; expected {W}.")


def as_array(value: Any) -> Any:
    """Numbers in double precision; a name as it is."""
    return value if isinstance(value, str) else np.asarray(value, dtype=np.float64)


def row(
    at: int, count: int, *, activations: Any, weights: Any, gradients: Any, errors: Any, after: Any,
    preactivations: Any, functions: Any, names: Any,
) -> Layer:  # fmt: skip
    """One layer; what is not given is None."""
    W, A, hidden = weights, activations, at < count - 1
    step = np.full_like(W, NAN) if after is None else after - W
    length = float(np.linalg.norm(step) * np.linalg.norm(W))
    flat = flat_where(functions, preactivations) if hidden else None
    return Layer(
        names or f"layer {at + 1}",
        function=functions if functions and functions != "linear" else "",
        activation=size(A),
        error=NAN if errors is None else size(errors),
        gradient=size(gradients),
        weight=size(W),
        step=size(step) / size(W) if size(W) > 0 else NAN,
        along=-float(np.sum(step * W)) / length if length > 0 else NAN,
        differ=differing(A),
        flat=NAN if flat is None else float(flat.mean()),
        dead=NAN if flat is None else float(flat.all(axis=0).mean()),
        silent=float((A == 0).all(axis=0).mean()),
        twins=W.shape[-1] > 1 and bool(np.ptp(W, axis=-1).max() <= 1e-6 * np.abs(W).max()),
        hidden=hidden,
        fan_in=W.shape[0],
        fan_out=W.shape[-1],
        entries=W.shape[-1],
    )


def flat_where(function: str | None, Z: Any) -> Any:
    """Where the slope of a function is under 5 % of its most; None where that is not known."""
    if function is None or Z is None or function not in ACTIVATIONS:
        return None
    return activation(function).flat(Z)


def size(a: np.ndarray) -> float:
    """The root mean square, in double precision; NaN for an empty array."""
    return root_mean_square(np.asarray(a, dtype=np.float64)) if np.size(a) else NAN


def differing(a: np.ndarray) -> float:
    """How much of a (examples first) is not the same for all of them, 0…1; NaN where all is 0."""
    if not size(a) > 0 or len(a) < 2:
        return NAN
    return float(size(a - a.mean(axis=0)) / size(a))


def with_next(layer: Layer, after: Layer) -> Layer:
    """The row with its factors to and from the next layer, measured and as theory expects them."""
    return replace(
        layer,
        forward=after.activation / layer.activation if layer.activation else NAN,
        backward=layer.error / after.error if after.error else NAN,
        **expected(layer, after, layer.function or "linear"),
    )


def expected(layer: Layer, after: Layer, function: str) -> dict[str, Any]:
    """The factors that theory expects of these weights (notebook 09), for functions it knows."""
    bias = layer.bias if layer.bias == layer.bias else 0.0
    q = layer.fan_in * layer.weight**2 * layer.activation**2 + bias**2
    if function not in ACTIVATIONS or not 0 < q < np.inf or not layer.activation > 0:
        return {}
    back = mean_square_slope(function, q) * after.weight**2 * after.fan_out
    return {
        "forward_theory": float(mean_square(function, q)) ** 0.5 / layer.activation,
        "backward_theory": float(back) ** 0.5,
    }
