"""What autograd wrote down of a forward pass: which weights were used where, and what comes in.

PyTorch keeps, for each operation, the node that will send the error back through it, with what it
needs for that: for Z = A_in @ W the activations that came in, for a function f its slopes. So the
graph of the cost is the whole chain rule of the network; it is read here, and nothing of the model
is touched. A functional or an in-place activation, a weight that is shared, a layer that is used
forty times: in the graph they all look alike.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import torch

# Where in a node the activations come in, where the weights, and what is kept of the former.
PRODUCTS = {
    "AddmmBackward": (1, 2, "_saved_mat1"),
    "MmBackward": (0, 1, "_saved_self"),
    "BmmBackward": (0, 1, "_saved_self"),
    "BaddbmmBackward": (1, 2, "_saved_batch1"),
    "LinearBackward": (0, 1, "_saved_input"),
    "MvBackward": (1, 0, "_saved_vec"),
    "ConvolutionBackward": (0, 1, "_saved_input"),
    "EmbeddingBackward": (None, 0, ""),
    "EmbeddingBagBackward": (None, 0, ""),
}
OTHER_WAY = {"_saved_mat1": "_saved_mat2", "_saved_self": "_saved_mat2"}  # W @ x instead of x @ W
# Through these a weight may pass before it is used: casts, views, weight norm, a scale.
WRAPPERS = (
    "TBackward", "TransposeBackward", "PermuteBackward", "ViewBackward", "UnsafeViewBackward",
    "ReshapeAliasBackward", "ToCopyBackward", "ExpandBackward", "CloneBackward", "MulBackward",
    "DivBackward", "WeightNormInterfaceBackward", "SliceBackward", "SelectBackward",
    "SplitBackward",
    "UnsqueezeBackward", "SqueezeBackward", "AliasBackward", "ChunkBackward", "SubBackward",
    "SplitWithSizesBackward", "UnsafeSplitBackward", "UnbindBackward",
)  # fmt: skip
# The most that |f′| can be, by the name of the node of f.
SLOPES = {
    "ReluBackward": ("relu", 1.0),
    "TanhBackward": ("tanh", 1.0),
    "SigmoidBackward": ("sigmoid", 0.25),
    "GeluBackward": ("gelu", 1.1289041452),
    "SiluBackward": ("silu", 1.0998393201),
    "EluBackward": ("elu", 1.0),
    "LeakyReluBackward": ("leaky_relu", 1.0),
    "SoftplusBackward": ("softplus", 1.0),
    "HardtanhBackward": ("hardtanh", 1.0),
    "HardsigmoidBackward": ("hardsigmoid", 1 / 6),
    "HardswishBackward": ("hardswish", 1.5),
    "MishBackward": ("mish", 1.0885),
    "LogSigmoidBackward": ("logsigmoid", 1.0),
    "ThresholdBackward": ("threshold", 1.0),
    "PreluKernelBackward": ("prelu", 1.0),
    "ClampMinBackward": ("relu", 1.0),
    "ClampBackward": ("clamp", 1.0),
    "ExpBackward": ("exp", float("inf")),
}
Node = Any


def kind(node: Node) -> str:
    """The node's name without the number that PyTorch puts behind it."""
    return node.name().rstrip("0123456789")


def parents(node: Node) -> list[Node]:
    """The nodes that made the inputs of this one; None for an input that needs no gradient."""
    return [each for each, _ in node.next_functions]


@dataclass(frozen=True)
class Use:
    """One use of a weight: its node, what came in, and the parameter."""

    node: Node
    parameter: torch.Tensor
    kind: str
    came_in: torch.Tensor | None
    shape: tuple[int, ...]


@dataclass
class Graph:
    """All nodes behind a cost in the order of the forward pass, and the way back up."""

    nodes: list[Node]
    consumers: dict[Node, list[Node]] = field(default_factory=lambda: defaultdict(list))

    @property
    def operations(self) -> list[Node]:
        """The nodes that compute something."""
        return [node for node in self.nodes if not hasattr(node, "variable")]

    def uses(self) -> Iterator[Use]:
        """Every use of a weight, first to last."""
        for node in self.operations:
            if kind(node) in PRODUCTS:
                use = used(node)
                if use is not None:
                    yield use


def read(cost: torch.Tensor) -> Graph:
    """The graph behind a cost."""
    found, waiting = set(), [cost.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in found:
            found.add(node)
            waiting += parents(node)
    graph = Graph(sorted(found, key=lambda node: node._sequence_nr()))
    for node in graph.nodes:
        for parent in parents(node):
            if parent is not None:
                graph.consumers[parent].append(node)
    return graph


def parameter_behind(node: Node, depth: int = 6) -> torch.Tensor | None:
    """The matrix of weights that comes in through a node, if nothing but views lie between."""
    if node is None or depth == 0:
        return None
    if hasattr(node, "variable"):
        return node.variable if node.variable.dim() > 1 else None
    if kind(node) not in WRAPPERS:
        return None
    found = (parameter_behind(parent, depth - 1) for parent in parents(node))
    return next((each for each in found if each is not None), None)


def saved(node: Node, name: str) -> torch.Tensor | None:
    """What a node keeps under that name; None where it keeps nothing, or not any more."""
    try:
        return getattr(node, name, None)
    except RuntimeError:  # changed in place since, or freed: the backward pass will say so itself
        return None


def used(node: Node) -> Use | None:
    """The use of a weight by a product, or None if neither factor is one."""
    into, weights, keeps = PRODUCTS[kind(node)]
    before = parents(node)
    parameter = parameter_behind(before[weights])
    if parameter is None and into is not None:
        parameter, keeps = parameter_behind(before[into]), OTHER_WAY.get(keeps, "")
    if parameter is None:
        return None
    said = kind(node).removesuffix("Backward").lower()
    family = said if said in ("convolution", "embedding", "embeddingbag") else "linear"
    return Use(node, parameter, family, saved(node, keeps) if keeps else None, shape(node))


def shape(node: Node) -> tuple[int, ...]:
    """The shape of what the node's operation gave."""
    return tuple(node._input_metadata[0].shape)


def function(node: Node) -> tuple[str, float]:
    """The name of an elementwise function and the most that its slope can be."""
    name, most = SLOPES[kind(node)]
    if name == "clamp" and saved(node, "_saved_min") == 0 and saved(node, "_saved_max") is None:
        return "relu", 1.0
    if name == "elu" and saved(node, "_saved_scale") != 1:
        return "selu", 1.7580993408
    return name, most


def slopes(node: Node) -> torch.Tensor:
    """f′ at every entry: what the node makes of an error of 1."""
    about = node._input_metadata[0]
    with torch.no_grad():
        return node(torch.ones(about.shape, dtype=about.dtype, device=about.device))


def source(node: Node, wanted: set[Node], depth: int = 12) -> Node | None:
    """The nearest of the wanted nodes that a node's input comes from."""
    level = [node]
    for _ in range(depth):
        level = [p for each in level for p in parents(each) if p is not None and p is not node]
        hit = next((each for each in level if each in wanted), None)
        if hit is not None or not level:
            return hit
        level = list(dict.fromkeys(level))[:64]
    return None
