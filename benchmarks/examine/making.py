"""How a case is made: a network, a task, a cost, an optimizer.

A case is made for one seed: model, cost, task, optimizer. `ails` is what was done to it on purpose,
in the words of the rules; whether it is ill is decided by training alone.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import nn
from torch.nn import functional as F

from benchmarks.examine import models as m
from benchmarks.examine.tasks import Task, curve, pixels

Optimizer = Callable[[Any], torch.optim.Optimizer]
BATCH = 128


class Case(NamedTuple):
    """How to make a network, its task, its cost and its optimizer; and what was done to it."""

    name: str
    build: Callable[[], nn.Module]
    task: Callable[[], Task]
    optimizer: Optimizer
    ails: tuple[str, ...] = ()
    loss: Callable[..., torch.Tensor] = F.cross_entropy

    def make(self, seed: int) -> tuple[nn.Module, Callable, Task, torch.optim.Optimizer]:
        """The network, the cost, the task and the optimizer, drawn from that seed."""
        torch.manual_seed(seed)
        model = self.build()
        return model, self.loss, self.task(), self.optimizer(model)


def sgd(rate: float, **options: float) -> Optimizer:
    return lambda model: torch.optim.SGD(model.parameters(), rate, **options)


def adam(rate: float = 1e-3, **options: float) -> Optimizer:
    return lambda model: torch.optim.Adam(model.parameters(), rate, **options)


def adamw(rate: float = 1e-3, decay: float = 0.01) -> Optimizer:
    return lambda model: torch.optim.AdamW(model.parameters(), rate, weight_decay=decay)


def images(**options: Any) -> Callable[[], Task]:
    return lambda: pixels(images=True, **options)


def autoencoded() -> Task:
    """The digits, to be given back as they are."""
    X = pixels().X
    return Task(X, X, float(X.var()))


def picture() -> Task:
    """The digits as images, to be given back as they are."""
    X = pixels(images=True).X
    return Task(X, X, float(X.var()))


def flat_targets() -> Task:
    """A column of outputs against a row of targets."""
    task = curve()
    return Task(task.X, task.y[:, 0], task.guess)


def holed() -> Task:
    """The digits, with one number missing in every tenth picture."""
    task = pixels()
    task.X[::10, 5] = torch.nan
    return task


def frozen_first() -> nn.Module:
    model = m.drawn(m.stack([64, 64, 32, 10], nn.ReLU), m.he)
    model[0].requires_grad_(False)
    return model


def zero_head() -> nn.Module:
    model = m.stack([64, 32, 32, 10], nn.ReLU)
    nn.init.zeros_(model[-1].weight)
    return model


def thinned(p: float) -> nn.Module:
    return nn.Sequential(
        nn.Linear(64, 64), nn.ReLU(), nn.Dropout(p), nn.Linear(64, 64), nn.ReLU(), nn.Dropout(p),
        nn.Linear(64, 10),
    )  # fmt: skip


def unstable(logits: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """The logarithm of a softmax, taken in two steps."""
    return F.nll_loss(torch.log(torch.softmax(20 * logits, 1)), y)


def twice(probabilities: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    return F.cross_entropy(probabilities, y)


def alike(W: torch.Tensor) -> None:
    nn.init.constant_(W, 0.05)


def zeros(W: torch.Tensor) -> None:
    nn.init.zeros_(W)


def deep(depth: int, width: int = 32) -> list[int]:
    return [64, *[width] * depth, 10]


def softmaxed() -> nn.Module:
    return nn.Sequential(m.stack(deep(2), nn.ReLU), nn.Softmax(dim=1))


def loud_attention() -> nn.Module:
    model = m.Transformer()
    return m.drawn(model, m.gained(8.0))


def branches(depth: int) -> nn.Module:
    """Residual blocks of He's weights without normalization: each doubles the mean square."""
    return m.drawn(m.residual(depth, norm=False), m.he)
