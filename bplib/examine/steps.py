"""The true step of the optimizer against the weight: momentum, decay, clipping and all included."""

import copy
from collections import OrderedDict, defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import torch

from bplib.examine import measure as m
from bplib.examine.given import Optimizer
from bplib.examine.looks import names_of
from bplib.examine.record import Look

PIECE = 2**18  # entries that are compared at a time: they stay in the processor's cache
Moved = tuple[torch.Tensor, torch.Tensor]  # a weight before and after a step


def with_steps(
    look: Look, model: torch.nn.Module, optimizer: Optimizer, moved: Callable[[Any], Moved | None]
) -> Look:
    """The look with the step of each layer whose weight the optimizer moves.

    moved: of a parameter what it was before a step, and after it; None where that is not known.
    """
    held = {id(p) for group in optimizer.param_groups for p in group["params"]}
    found = {name: p for p, name in names_of(model).items() if id(p) in held and p.grad is not None}
    rows = [replace(layer, **measured(found.get(layer.name), moved)) for layer in look.layers]
    return replace(look, layers=tuple(rows))


def measured(p: Any, moved: Callable[[Any], Moved | None]) -> dict[str, Any]:
    """The step of a parameter as a layer's row has it; no weight is kept longer than needed."""
    pair = None if p is None else moved(p)
    step, along = (m.NAN, m.NAN) if pair is None else compared(*pair)
    return {"step": step, "along": along}


def compared(before: torch.Tensor, after: torch.Tensor) -> tuple[float, float]:
    """The length of the step relative to the weight's, and the cosine between it and −W."""
    old, new = (t.detach().reshape(-1) for t in (before, after))
    squares = product = 0.0
    for a, b in zip(old.split(PIECE), new.split(PIECE), strict=True):
        step = b - a
        length = float(torch.linalg.vector_norm(step))
        if a.dtype != torch.float32 or not m.SAFE[0] < length < m.SAFE[1]:
            a, step = a.double(), step.double()
            length = float(torch.linalg.vector_norm(step))
        squares += length**2
        product += float(step @ a)
    size, length = m.rms(before) * before.numel() ** 0.5, squares**0.5
    along = -product / (length * size) if length * size > 0 else m.NAN
    return length / size if size > 0 else m.NAN, along


def alone(optimizer: Optimizer, scale: float = 1.0, *, keep: bool) -> Callable[[Any], Moved | None]:
    """What makes the next step of one parameter by itself, its gradient times `scale`.

    keep: on a copy of the parameter and of its state, which are left as they were; otherwise in
    place, which takes the memory of one parameter. It gives None for an optimizer that cannot step
    one parameter at a time.
    """

    def moved(p: torch.Tensor) -> Moved | None:
        state, one = optimizer.state.get(p, {}), p
        if keep:
            one, state = torch.nn.Parameter(p.detach().clone()), copy.deepcopy(state)
            one.grad = p.grad * scale
        elif scale != 1:
            p.grad.mul_(scale)
        before = p.detach() if keep else p.detach().clone()
        group = next(g for g in optimizer.param_groups if any(q is p for q in g["params"]))
        rest = {key: value for key, value in group.items() if key not in ("params", "param_names")}
        single = without_hooks(optimizer)
        single.param_groups = [{**rest, "params": [one]}]
        single.state = defaultdict(dict, {one: state})
        try:
            single.step()
        except Exception:  # it needs all parameters, or a closure
            return None
        return before, one

    return moved


def without_hooks(optimizer: Optimizer) -> Any:
    """An optimizer that shares everything but the hooks, and a schedule's counter of steps."""
    other = object.__new__(type(optimizer))
    other.__dict__.update(optimizer.__dict__)
    other.__dict__.pop("step", None)
    other._optimizer_step_pre_hooks, other._optimizer_step_post_hooks = OrderedDict(), OrderedDict()
    return other


def clipped(model: torch.nn.Module, limit: float | None) -> float:
    """What clipping the gradient of all parameters at a length multiplies it with."""
    if limit is None:
        return 1.0
    squares = ((m.rms(p.grad) ** 2) * p.numel() for p in model.parameters() if p.grad is not None)
    return min(1.0, limit / (sum(squares) ** 0.5 + 1e-6))
