"""The two looks at a network of this library, and a look from a `Probe`."""

import copy
from collections.abc import Sequence
from dataclasses import replace
from types import CellType, FunctionType
from typing import Any

import numpy as np

from bplib.examine.arrays import look_at_arrays
from bplib.examine.given import Batch
from bplib.examine.record import NAN, Facts, Look, Record
from bplib.nn import Network
from bplib.probes import Probe, probe, root_mean_square
from bplib.training import Optimizer, clip_gradients

STEPS = 20


def record(
    net: Network,
    cost: Any,
    batch: Batch,
    optimizer: Optimizer,
    *,
    steps: int | None = None,
    clip: float | None = None,
) -> Record:
    """Look at a network, train a copy of it for some steps on this batch, and look again.

    cost: (outputs, targets) to the cost of each example. optimizer: one of `bplib.training`.
    """
    if not hasattr(net, "trace") or not hasattr(net, "layers"):
        raise ValueError(
            f"examine takes a PyTorch module or a network of bplib.nn; got a {type(net).__name__}. "
            "Of other libraries make a Record: Record.of([look_at_arrays(…), …])."
        )
    if not isinstance(batch, tuple | list) or len(batch) != 2:
        raise ValueError("the batch is (X, targets), with examples as rows.")
    steps = STEPS if steps is None else steps
    pair, costs, later = (net, optimizer), list[float](), None
    with np.errstate(all="ignore"):
        start = looked(*pair, cost, batch, clip)
        if steps:
            pair = twins(*pair)
        for _ in range(steps):
            costs.append(stepped(*pair, cost, batch, clip))
            if not np.isfinite(costs[-1]):
                later = replace(start, cost=costs[-1], broken=f"at step {len(costs) - 1}")
                return Record(start, later, np.array(costs), facts(start, batch))
        if steps:
            later = looked(*pair, cost, batch, clip)
            costs.append(later.cost)
    return Record(start, later, np.array(costs), facts(start, batch))


def facts(start: Look, batch: Batch) -> Facts:
    """What is known beside the looks."""
    X, targets = (np.asarray(each) for each in batch)
    classes = start.layers[-1].fan_out if np.issubdtype(targets.dtype, np.integer) else 0
    return Facts(
        inputs=root_mean_square(X),
        examples=len(X),
        guess=float(np.log(classes)) if classes > 1 else NAN,
        targets=NAN if classes else root_mean_square(targets),
        bad_data="" if np.isfinite(X).all() else "the inputs",
    )


def twins(net: Network, optimizer: Optimizer) -> tuple[Network, Optimizer]:
    """Copies of a network and its optimizer; of an optimizer also what it remembers."""
    memo: dict[int, Any] = {}
    return copy.deepcopy(net, memo), remembered(optimizer, memo)


def remembered(value: Any, memo: dict[int, Any]) -> Any:
    """A copy of a value; of a function one with copies of the variables that it closes over."""
    if not isinstance(value, FunctionType) or not value.__closure__:
        return copy.deepcopy(value, memo)
    cells = tuple(CellType(remembered(c.cell_contents, memo)) for c in value.__closure__)
    return FunctionType(
        value.__code__, value.__globals__, value.__name__, value.__defaults__, cells
    )


def looked(net: Network, optimizer: Optimizer, cost: Any, batch: Batch, clip: float | None) -> Look:
    """One look, with the true step made on copies."""
    X, targets = batch
    net, optimizer = twins(net, optimizer)
    seen = probe(net, cost, X, targets)
    if clip is not None:
        clip_gradients(net.parameters, clip)
    optimizer(net.parameters)
    return look(seen, X, after=[dense.W.value for dense in net.layers])


def stepped(
    net: Network, optimizer: Optimizer, cost: Any, batch: Batch, clip: float | None
) -> float:
    """Make one step of training; return the cost before it."""
    C = cost(net(batch[0]), batch[1]).mean()
    C.backward()
    if clip is not None:
        clip_gradients(net.parameters, clip)
    optimizer(net.parameters)
    return float(C.item())


def look(p: Probe, X: Any, after: Sequence[np.ndarray] | None = None) -> Look:
    """A look from a probe of a pass; `after` holds the weights after one true step."""
    return look_at_arrays(
        cost=p.cost,
        activations=[X, *p.A[:-1]],
        weights=p.weights,
        gradients=p.weight_gradients,
        errors=p.delta,
        after=after,
        preactivations=p.Z,
        functions=[f.name for f in p.functions],
        output=p.A[-1],
    )
