"""One look at a PyTorch model: a forward and a backward pass, and every layer's numbers."""

from dataclasses import dataclass, field, replace
from math import prod
from typing import Any

import torch

from bplib.examine import graph as g
from bplib.examine import measure as m
from bplib.examine.arrays import expected
from bplib.examine.calls import Call
from bplib.examine.record import Layer, Look

NAN = m.NAN
CHAINED = (*g.WRAPPERS, "DropoutBackward", "NativeDropoutBackward", "AddBackward")
UNNAMED = "?"  # a weight that is not one of the model's
RECURRENT = (torch.nn.RNNBase, torch.nn.RNNCellBase)


@dataclass
class Seen:
    """What one weight did in one pass, use by use."""

    parameter: torch.Tensor
    kind: str
    uses: list[g.Use] = field(default_factory=list)
    activations: list[float] = field(default_factory=list)
    differs: list[float] = field(default_factory=list)
    silents: list[float] = field(default_factory=list)
    errors: dict[int, float] = field(default_factory=dict)
    slopes: list[tuple[str, float, float]] = field(default_factory=list)
    gate: bool = False

    @property
    def channel(self) -> int:
        """The axis of the units in what the layer gives."""
        return 1 if self.kind == "convolution" else -1


def names_of(model: torch.nn.Module) -> dict[torch.Tensor, str]:
    """The layer's name for each parameter: where the parameter is, without ".weight"."""
    names = {}
    for name, p in model.named_parameters():
        short = name.removesuffix(".weight").removesuffix("_weight")
        short = short.replace(".parametrizations.weight", "").removesuffix(".original1")
        names[p] = short.removesuffix(".original")
    return names


def bias_of(model: torch.nn.Module, name: str) -> torch.Tensor | None:
    """The bias beside a weight."""
    try:
        bias = getattr(model.get_submodule(name), "bias", None)
    except AttributeError:
        return None
    return bias if isinstance(bias, torch.Tensor) else None


def gather(graph: g.Graph, examples: int) -> dict[torch.Tensor, Seen]:
    """Every weight that was used, with what came in."""
    seen: dict[torch.Tensor, Seen] = {}
    for use in graph.uses():
        row = seen.setdefault(use.parameter, Seen(use.parameter, use.kind))
        row.uses.append(use)
        row.activations.append(m.rms(use.came_in))
        row.differs.append(m.differing(use.came_in, examples))
        row.silents.append(m.silent(use.came_in, row.channel))
    return seen


def read_slopes(graph: g.Graph, seen: dict[torch.Tensor, Seen]) -> None:
    """Give each layer the slopes of the functions that follow it."""
    owner = {use.node: row for row in seen.values() for use in row.uses}
    for node in graph.operations:
        if g.kind(node) in g.SLOPES:
            source = g.source(node, set(owner))
            if source is not None:
                add_slopes(node, owner[source], graph)


def add_slopes(node: g.Node, row: Seen, graph: g.Graph) -> None:
    """The name of a function, its share of flat entries and of units that are flat throughout."""
    name, most = g.function(node)
    consumers = graph.consumers[node]
    if any(g.kind(c) == "MulBackward" and None not in g.parents(c) for c in consumers):
        row.gate = True  # multiplied with another signal: a gate is meant to be open or shut
        return
    try:
        flat = g.slopes(node).abs() < 0.05 * most if most < float("inf") else None
    except RuntimeError:
        flat = None
    if flat is None or flat.dim() < 2:
        row.slopes.append((name, NAN, NAN))
    else:
        row.slopes.append((name, float(flat.double().mean()), m.every(flat, row.channel)))


def hook_errors(seen: dict[torch.Tensor, Seen]) -> list[Any]:
    """Have the backward pass write down the error of every use."""

    def keep(row: Seen, at: int) -> Any:
        def hook(_: Any, errors: tuple[torch.Tensor | None, ...]) -> None:
            row.errors[at] = 0.0 if errors[0] is None else m.rms(errors[0])

        return hook

    return [
        use.node.register_hook(keep(row, at))
        for row in seen.values()
        for at, use in enumerate(row.uses)
    ]


def reach_others(graph: g.Graph, seen: dict[torch.Tensor, Seen]) -> set[g.Node]:
    """The uses from which another layer is reached: those of hidden layers."""
    uses = {use.node for row in seen.values() for use in row.uses}
    reaching: set[g.Node] = set()
    for node in reversed(graph.operations):
        if any(c in uses or c in reaching for c in graph.consumers[node]):
            reaching.add(node)
    return reaching & uses


def chain(use: g.Use, owner: dict[g.Node, Seen]) -> tuple[Seen, str] | None:
    """The layer straight before a use and the function between, if there is nothing else."""
    into = g.PRODUCTS[g.kind(use.node)][0]
    node, function = (g.parents(use.node)[into] if into is not None else None), "linear"
    while node is not None and node not in owner:
        ways = [p for p in g.parents(node) if p is not None and not hasattr(p, "variable")]
        name = g.kind(node)
        if len(ways) != 1 or (name not in CHAINED and name not in g.SLOPES):
            return None
        if name in g.SLOPES:
            if function != "linear":
                return None
            function = g.function(node)[0]
        node = ways[0]
    return None if node is None else (owner[node], function)


def quadratic(values: list[float]) -> float:
    """The root mean square of what is known; NaN where nothing is."""
    known = [v for v in values if v == v]
    return (sum(v * v for v in known) / len(known)) ** 0.5 if known else NAN


def mean(values: list[float]) -> float:
    """The mean of what is known; NaN where nothing is."""
    known = [v for v in values if v == v]
    return sum(known) / len(known) if known else NAN


def fans(row: Seen) -> tuple[int, int]:
    """How many numbers come into one unit, and to how many units each goes."""
    W = row.parameter
    if row.kind == "convolution":
        field_size = W[0, 0].numel()
        return W[0].numel(), len(W) * field_size
    if row.kind != "linear":
        return 1, W.shape[-1]
    return W.shape[-1], W.shape[0]


def layer_of(row: Seen, name: str, bias: torch.Tensor | None, time: bool, examples: int) -> Layer:
    """The row of a layer, but for its neighbours and its step."""
    errors = [row.errors.get(at, 0.0) for at in range(len(row.uses))]
    function, flat, dead = row.slopes[0] if row.slopes else ("", NAN, NAN)
    if len(row.slopes) > 1:
        flat, dead = mean([s[1] for s in row.slopes]), mean([s[2] for s in row.slopes])
    fan_in, fan_out = fans(row)
    return Layer(
        name,
        kind="recurrent" if time else row.kind,
        function=function,
        activation=quadratic(row.activations),
        error=quadratic(errors),
        gradient=m.rms(row.parameter.grad) if row.parameter.grad is not None else NAN,
        weight=m.rms(row.parameter),
        bias=m.rms(bias),
        differ=next((d for d in reversed(row.differs) if d == d), NAN),
        flat=flat,
        dead=dead,
        silent=mean(row.silents),
        twins=m.alike(row.parameter),
        trained=row.parameter.requires_grad,
        gate=row.gate,
        uses=tuple(errors) if len(errors) > 1 else (),
        in_time=time,
        fan_in=fan_in,
        fan_out=fan_out,
        entries=prod(row.uses[0].shape) / max(1, examples),
    )


def with_neighbours(layers: dict[torch.Tensor, Layer], seen: dict[torch.Tensor, Seen]) -> None:
    """Add the factors to and from the next layer, measured and expected, in a chain."""
    owner = {use.node: row for row in seen.values() for use in row.uses}
    for row in seen.values():
        before = chain(row.uses[0], owner)
        if before is None or len(row.uses) > 1 or len(before[0].uses) > 1:
            continue
        source, function = before
        layer, after = layers[source.parameter], layers[row.parameter]
        layers[source.parameter] = replace(
            layer,
            forward=after.activation / layer.activation if layer.activation else NAN,
            backward=layer.error / after.error if after.error else NAN,
            **({} if "embedding" in layer.kind else expected(layer, after, function)),
        )


def has_recurrent(model: torch.nn.Module) -> bool:
    """Whether there are layers that are computed step by step."""
    return any(isinstance(module, RECURRENT) for module in model.modules())


@dataclass(frozen=True)
class Pass:
    """A forward pass: the output, the cost, and the graph behind it."""

    output: torch.Tensor | None
    cost: torch.Tensor
    graph: g.Graph
    examples: int


def forward(model: torch.nn.Module, call: Call) -> Pass:
    """One forward pass of a batch, recurrent layers step by step."""
    output, cost = call(model, in_steps=has_recurrent(model))
    return Pass(output, cost, g.read(cost), call.examples)


def look(model: torch.nn.Module, run: Pass) -> Look:
    """Measure a pass, forward and backward; leaves the gradients in the model."""
    graph, cost, output = run.graph, run.cost, run.output
    seen = gather(graph, run.examples)
    hidden = reach_others(graph, seen)
    read_slopes(graph, seen)
    hooks = hook_errors(seen)
    cost.backward()
    for hook in hooks:
        hook.remove()
    names = names_of(model)
    recurrent = {
        p
        for module in model.modules()
        if isinstance(module, RECURRENT)
        for p in module.parameters()
    }
    layers = {
        p: layer_of(row, names.get(p, UNNAMED), bias_of(model, names.get(p, UNNAMED)),
                    p in recurrent and len(row.uses) > 1, run.examples)
        for p, row in seen.items()
    }  # fmt: skip
    with_neighbours(layers, seen)
    rows = [replace(layer, hidden=seen[p].uses[-1].node in hidden) for p, layer in layers.items()]
    return Look(
        cost.item(), tuple(rows), m.differing(output, run.examples),
        m.rms(output) if output is not None and output.is_floating_point() else NAN,
    )  # fmt: skip
