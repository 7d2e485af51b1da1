"""Where a NaN or an infinity arises first, forward or backward."""

from contextlib import suppress
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from bplib.examine import graph as g
from bplib.examine.calls import Call, NotFinite

HARMLESS = ("empty", "new_", "masked_fill", "full", "bernoulli", "where", "fill_", "isfinite",
            "ne.",
            "eq.", "native_batch_norm", "triu", "tril", "copy_", "scalar_tensor")  # fmt: skip


def infinite(values: Any) -> bool:
    """Whether a tensor among the values holds a NaN or an infinity."""
    return any(
        isinstance(t, torch.Tensor) and t.is_floating_point() and not torch.isfinite(t).all()
        for t in tree_leaves(values)
    )


class Watch(TorchDispatchMode):
    """Looks at every operation until one makes something infinite of what was finite."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.found = ""

    def __torch_dispatch__(self, f: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = f(*args, **(kwargs or {}))
        name = str(f).removeprefix("aten.")
        if not self.found and not name.startswith(HARMLESS) and infinite(result):
            if infinite((args, kwargs)):
                return result
            place = f"in {self.inside[-1]}" if self.inside and self.inside[-1] else "in the loss"
            self.found = f"{place}, by {name.split('.')[0].strip('_')}"
        return result


def forward(model: torch.nn.Module, call: Call) -> str:
    """The first operation of the forward pass that makes a NaN or an infinity, in words."""
    watch = Watch()
    hooks: list[Any] = []
    for name, module in model.named_modules():
        said = name or "the model itself"
        hooks += [
            module.register_forward_pre_hook(lambda *_, said=said: watch.inside.append(said)),
            module.register_forward_hook(lambda *_: (watch.inside.pop(), None)[1]),
        ]
    try:
        with watch, suppress(NotFinite):
            call(model)
    finally:
        for hook in hooks:
            hook.remove()
    return watch.found


def backward(cost: torch.Tensor, names: dict[torch.Tensor, str]) -> str:
    """The first operation on the way back that gives an infinite error for a finite one."""
    graph, found = g.read(cost), list[g.Node]()
    owner = {use.node: names.get(use.parameter, "") for use in graph.uses()}

    def watch(node: g.Node) -> Any:
        def hook(gave: Any, came: Any) -> None:
            if not found and infinite(gave) and not infinite(came):
                found.append(node)

        return hook

    hooks = [node.register_hook(watch(node)) for node in graph.operations]
    cost.backward()
    for hook in hooks:
        hook.remove()
    if not found:
        return ""
    behind = found[0] if found[0] in owner else g.source(found[0], set(owner))
    said = g.kind(found[0]).removesuffix("Backward").lower()
    return f"on the way back, by {said}" + (f", behind {owner[behind]}" if behind else "")
