"""The two looks at a PyTorch model: at the start, and after some steps on a copy."""

from dataclasses import replace

import numpy as np
import torch

from bplib.examine import aside, broken
from bplib.examine.calls import Call, NotFinite, taken_apart
from bplib.examine.facts import facts, from_graph, guess_of, without_gradient
from bplib.examine.given import Batch, Loss, Model, Optimizer
from bplib.examine.looks import UNNAMED, forward, look, names_of
from bplib.examine.measure import finite
from bplib.examine.record import Record
from bplib.examine.steps import alone, clipped, with_steps

STEPS, STEPS_OF_LARGE = 20, 16  # with the looks, 25 steps' time at most for a large model
LARGE = 1_000_000  # parameters


def record(
    model: torch.nn.Module,
    loss: Loss,
    batch: Batch,
    optimizer: Optimizer,
    *,
    steps: int | None = None,
    clip: float | None = None,
) -> Record:
    """Look at a model, train a copy of it for some steps on this batch, and look again.

    steps=0: the first look only, which needs no copy. clip: the length at which the training loop
    clips the gradient, as clip_grad_norm_ does. The model is left as it was, bit by bit.
    """
    model = getattr(model, "_orig_mod", model)  # a compiled model is one node of the graph
    if steps is None:
        large = sum(p.numel() for p in parameters_of(model)) > LARGE
        steps = STEPS_OF_LARGE if large else STEPS
    check(model, optimizer, steps)
    call = taken_apart(model, loss, batch)
    with aside.untouched(model, loss):
        if not steps:
            return only_look(model, call, optimizer, clip)
        try:
            twin, call.loss, optimizer_twin = aside.twins(model, loss, optimizer)
            first = first_look(twin, call, optimizer_twin)
            if any(layer.name == UNNAMED for layer in first.start.layers):
                raise aside.CannotCopy("something in it holds on to the original's layers")
        except aside.CannotCopy as error:
            model.zero_grad()
            call.loss = loss
            only = only_look(model, call, optimizer, clip)
            said = f"only the first look was taken, since the model cannot be copied ({error})"
            return replace(only, facts=replace(only.facts, remarks=(*only.facts.remarks, said)))
        if first.start.broken:
            return first
        before = dict(zip(twin.parameters(), model.parameters(), strict=True))
        return trained(first, before, twin, call, optimizer_twin, steps, clip)


def parameters_of(model: torch.nn.Module) -> list[torch.Tensor]:
    """The parameters that have a size: those of lazy layers have none yet."""
    lazy = torch.nn.parameter.UninitializedParameter
    return [p for p in model.parameters() if not isinstance(p, lazy)]


def check(model: Model, optimizer: Optimizer, steps: int) -> None:
    """Say what is wrong with a model or an optimizer before anything is run."""
    if not isinstance(optimizer, torch.optim.Optimizer):
        raise ValueError(
            "optimizer is one of torch.optim, made for this model, such as "
            f"torch.optim.SGD(model.parameters(), lr=0.1); got a {type(optimizer).__name__}."
        )
    parameters = list(model.parameters())
    if not parameters:
        raise ValueError("the model has no parameters, so there is nothing that could learn.")
    if any(isinstance(p, torch.nn.parameter.UninitializedParameter) for p in parameters):
        raise ValueError("the model has lazy layers: send one batch through it first.")
    ours = {id(p) for p in parameters}
    if not any(id(p) in ours for group in optimizer.param_groups for p in group["params"]):
        raise ValueError(
            "the optimizer holds none of this model's parameters: it was made for another model, "
            "or before the model was copied or moved. Make it anew from model.parameters()."
        )
    devices = sorted({str(p.device) for p in parameters})
    if len(devices) > 1:
        raise ValueError(
            f"the parameters are on several devices ({', '.join(devices)}); move the model to one: "
            'model.to("cpu").'
        )
    if not model.training:
        raise ValueError(
            "the model is in evaluation mode, and training is what is examined: call model.train() "
            "first. (Parts that are frozen may stay in evaluation mode.)"
        )
    if int(steps) != steps or steps < 0:
        raise ValueError(f"steps is a whole number from 0 up; got {steps}.")


def only_look(
    model: torch.nn.Module, call: Call, optimizer: Optimizer, clip: float | None
) -> Record:
    """The record of the start of a model that is not trained here, with the step it would make."""
    first = first_look(model, call, optimizer)
    step = alone(optimizer, clipped(model, clip), keep=True)
    return replace(first, start=with_steps(first.start, model, optimizer, step))


def first_look(model: torch.nn.Module, call: Call, optimizer: Optimizer) -> Record:
    """The record of the start, without steps; the gradients of the pass stay in the model."""
    run = forward(model, call)
    known = from_graph(run.graph) if torch.isfinite(run.cost) else {}
    known.setdefault("guess", guess_of(call.target, run.output, run.cost.item()))
    start = look(model, run)
    del run
    seen = facts(model, call, optimizer)
    known["dropout"] = max(seen.dropout, known.get("dropout", 0.0))
    seen = replace(seen, **known, **without_gradient(model, call))
    if not sound(start.cost, model):
        start = replace(start, broken=where(model, call) or "in the cost")
    return Record(start, facts=seen)


def sound(cost: float, model: torch.nn.Module) -> bool:
    """Whether the cost and all gradients are finite."""
    return bool(np.isfinite(cost)) and finite(
        [p.grad for p in model.parameters() if p.grad is not None]
    )


def where(model: torch.nn.Module, call: Call) -> str:
    """The first place where a NaN or an infinity arises."""
    names = names_of(model)
    ruined = next((name for p, name in names.items() if not torch.isfinite(p).all()), "")
    if ruined:
        return f"in the weights of {ruined}, after the step before"
    try:
        return broken.forward(model, call) or broken.backward(call(model)[1], names)
    except NotFinite:
        return "in what the model gives"


def trained(
    first: Record,
    before: dict[torch.Tensor, torch.Tensor],
    model: torch.nn.Module,
    call: Call,
    optimizer: Optimizer,
    steps: int,
    clip: float | None,
) -> Record:
    """The record with the costs of some steps and a second look after them.

    before: what each parameter was at the start.
    """
    costs = [first_step(first, model, call, optimizer, clip)]
    start = with_steps(first.start, model, optimizer, lambda p: (before[p], p))
    for number in range(1, steps):
        try:
            costs.append(stepped(model, call, optimizer, clip))
        except NotFinite:
            costs.append(np.nan)
        if not np.isfinite(costs[-1]):
            place = f"at step {number} {where(model, call)}".strip()
            later = replace(start, cost=costs[-1], broken=place)
            return replace(first, start=start, costs=np.array(costs), later=later)
    optimizer.zero_grad()
    later = look(model, forward(model, call))
    if not sound(later.cost, model):
        later = replace(later, broken=f"at step {steps} {where(model, call)}".strip())
    step = alone(optimizer, clipped(model, clip), keep=False)
    later = with_steps(later, model, optimizer, step)
    return replace(first, start=start, later=later, costs=np.array([*costs, later.cost]))


def first_step(
    first: Record, model: torch.nn.Module, call: Call, optimizer: Optimizer, clip: float | None
) -> float:
    """Make the step whose gradient the first look has left behind; return the cost before it."""
    if isinstance(optimizer, torch.optim.LBFGS):
        return stepped(model, call, optimizer, clip)
    if clip is not None:
        torch.nn.utils.clip_grad_norm_(model.parameters(), clip)
    optimizer.step()
    return first.start.cost


def stepped(model: torch.nn.Module, call: Call, optimizer: Optimizer, clip: float | None) -> float:
    """Make one step of training as the reader's loop does; return the cost before it."""
    costs: list[float] = []

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        cost = call(model)[1]
        cost.backward()
        if clip is not None:
            torch.nn.utils.clip_grad_norm_(model.parameters(), clip)
        costs.append(cost.item())
        return cost

    if isinstance(optimizer, torch.optim.LBFGS):
        optimizer.step(closure)
    else:
        closure()
        optimizer.step()
    return costs[0]
