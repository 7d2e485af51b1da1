"""What is known of a PyTorch model beside its layers' numbers: who learns, what comes in."""

import math
from collections.abc import Iterable
from typing import Any

import torch
from torch.utils._pytree import tree_leaves

from bplib.examine import graph as g
from bplib.examine import measure as m
from bplib.examine.calls import Call, is_number
from bplib.examine.given import Optimizer, Output
from bplib.examine.looks import names_of
from bplib.examine.record import Facts

NAN = m.NAN
DROPOUT = torch.nn.modules.dropout._DropoutNd
MANY = 24  # layers without a gradient, up to which each is tried on its own


def facts(model: torch.nn.Module, call: Call, optimizer: Optimizer) -> Facts:
    """Everything but `missing` and `unused`, which take a pass of their own."""
    group = optimizer.param_groups[0]
    owned = {id(p) for each in optimizer.param_groups for p in each["params"]}
    everything = dict(model.named_parameters())
    total = sum(p.numel() for p in everything.values())
    learning = [p for p in everything.values() if p.requires_grad and id(p) in owned]
    given = [call.args, call.kwargs] if call.args or call.kwargs else [call.batch]
    numbers = [t for t in tree_leaves(given) if is_number(t)]
    inputs = numbers[0] if numbers else None
    target = call.target
    dropouts = [d.p for d in model.modules() if isinstance(d, DROPOUT) and d.training]
    return Facts(
        optimizer=type(optimizer).__name__,
        rate=float(group.get("lr", NAN)),
        final_rate=float(group.get("initial_lr", group.get("lr", NAN))),
        weight_decay=max(float(each.get("weight_decay") or 0) for each in optimizer.param_groups),
        examples=call.examples,
        inputs=m.rms(inputs),
        bad_data=bad(call),
        targets=m.rms(target) if is_number(target) else NAN,
        frozen=layers_of(model, (p for p in everything.values() if not p.requires_grad)),
        outside=layers_of(
            model, (p for p in everything.values() if p.requires_grad and id(p) not in owned)
        ),
        share_trained=sum(p.numel() for p in learning) / total if total else 0.0,
        dropout=max(dropouts, default=0.0),
        broadcast=next((w for w in call.warned if "target size" in w), ""),
    )


def bad(call: Call) -> str:
    """Which part of the batch holds a NaN or an infinity, in words."""
    whole = [call.args, call.kwargs, call.target] if call.args or call.kwargs else [call.batch]
    for t in tree_leaves(whole):
        if is_number(t) and not torch.isfinite(t).all():
            rows = int((~torch.isfinite(t)).reshape(len(t), -1).any(1).sum()) if t.dim() else 1
            what = "the target" if t is call.target else "the inputs"
            return f"{what}: {rows} of {len(t) if t.dim() else 1} examples"
    return ""


def layers_of(model: torch.nn.Module, parameters: Iterable[torch.Tensor]) -> tuple[str, ...]:
    """The names of the layers that some parameters belong to, each once, in order."""
    names, wanted = names_of(model), {id(p) for p in parameters}
    found = (name.removesuffix(".bias") for p, name in names.items() if id(p) in wanted)
    return tuple(dict.fromkeys(found))


def from_graph(graph: g.Graph) -> dict[str, Any]:
    """What the graph of the cost tells: guessing, softmax taken twice, dropout."""
    known: dict[str, Any] = {"dropout": 0.0}
    for node in graph.operations:
        name = g.kind(node)
        if name == "LogSoftmaxBackward":
            known["softmax_twice"] = leads_to(node, ("SoftmaxBackward",))
        elif name.startswith("BinaryCrossEntropyWithLogits"):
            known["softmax_twice"] = leads_to(node, ("SigmoidBackward",))
        elif name == "LogBackward":
            known["log_of_softmax"] = leads_to(node, ("SoftmaxBackward",))
        elif name.startswith("NllLoss"):
            known["guess"] = guess(node)
        elif name == "MulBackward":
            known["dropout"] = max(known["dropout"], dropped(node))
    return known


def guess_of(target: Any, output: Output, cost: float) -> float:
    """ln k, where the target is one of k classes and the first cost is not far from it.

    For a cross-entropy that is written by hand, which no node tells.
    """
    if not isinstance(target, torch.Tensor) or is_number(target) or output is None:
        return NAN
    classes = output.shape[1] if output.dim() > 1 else 0
    value = math.log(classes) if classes > 1 else NAN
    return value if 0.5 * value < cost < 1.6 * value else NAN


def leads_to(node: g.Node, names: tuple[str, ...]) -> bool:
    """Whether what comes into a node is one of these, but for views."""
    before = [p for p in g.parents(node) if p is not None]
    while len(before) == 1 and g.kind(before[0]) in g.WRAPPERS:
        before = [p for p in g.parents(before[0]) if p is not None]
    return len(before) == 1 and g.kind(before[0]) in names


def guess(node: g.Node) -> float:
    """What it costs to give each of the classes the same probability."""
    before = g.parents(node)[0]
    classes = g.shape(before)[1] if before is not None and len(g.shape(before)) > 1 else 0
    return math.log(classes) if classes > 1 else NAN


def dropped(node: g.Node) -> float:
    """The share that a product with a mask drops, if the mask is that of a dropout.

    Such a mask holds 0 and 1/(1 − p) alone.
    """
    if None not in g.parents(node):
        return 0.0
    for name in ("_saved_other", "_saved_self"):
        mask = g.saved(node, name)
        if mask is None or mask.numel() < 16 or not mask.is_floating_point():
            continue
        most, zero = float(mask.max()), float((mask == 0).double().mean())
        two = bool(((mask == 0) | (mask == most)).all())
        if two and 0 < zero < 1 and abs(most * (1 - zero) - 1) < 0.5:
            return max(zero, 1 - 1 / most)
    return 0.0


def without_gradient(model: torch.nn.Module, call: Call) -> dict[str, Any]:
    """Of the layers that got no gradient: which the cost depends on all the same."""
    left = [(p, n) for p, n in names_of(model).items() if p.requires_grad and p.grad is None]
    groups: dict[str, list[torch.Tensor]] = {}
    for p, name in left:
        groups.setdefault(name.removesuffix(".bias"), []).append(p)
    if not groups:
        return {}
    missing: tuple[str, ...] = ()
    if moves(model, call, [p for p, _ in left]):
        few = len(groups) <= MANY
        missing = tuple(n for n, ps in groups.items() if not few or moves(model, call, ps))
    return {"missing": missing, "unused": tuple(n for n in groups if n not in missing)}


def moves(model: torch.nn.Module, call: Call, parameters: list[torch.Tensor]) -> bool:
    """Whether the cost changes when these parameters do; they are put back afterwards."""
    before, state = [p.detach().clone() for p in parameters], torch.get_rng_state()
    first = call(model)[1].item()
    torch.set_rng_state(state)
    try:
        with torch.no_grad():
            for p in parameters:
                p.mul_(1.5).add_(0.1)
        return call(model)[1].item() != first
    finally:
        with torch.no_grad():
            for p, kept in zip(parameters, before, strict=True):
                p.copy_(kept)
