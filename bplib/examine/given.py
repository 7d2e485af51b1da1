"""What a reader brings, which may be of PyTorch, of `bplib`, or of a kind not yet seen."""

from typing import Any, TypeAlias

Model: TypeAlias = Any  # a torch.nn.Module, or a Network
Loss: TypeAlias = Any  # a function of outputs and targets, of the model and the batch, or None
Batch: TypeAlias = Any  # inputs and targets: a pair, a mapping, or what the model takes
Optimizer: TypeAlias = Any  # of torch.optim, or what takes a step as one of bplib.training does
Output: TypeAlias = Any  # what a model returns: a tensor, or something that holds one
