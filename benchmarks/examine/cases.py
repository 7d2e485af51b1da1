"""Some sixty networks, ill, slow and healthy: how each is made; what became of it is in truth.json.

A case is made for one seed: model, cost, task, optimizer. `ails` is what was done to it on purpose,
in the words of the rules; whether it is ill is decided by training alone.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import nn
from torch.nn import functional as F

from benchmarks.examine import kinds as k
from benchmarks.examine import models as m
from benchmarks.examine.tasks import Task, curve, pixels, series, words

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


HEALTHY = [
    Case("relu, He, Adam", lambda: m.drawn(m.stack(deep(3), nn.ReLU), m.he), pixels, adam()),
    Case("two hidden layers as they come, SGD", lambda: m.stack(deep(2), nn.ReLU), pixels, sgd(0.1)),
    Case("tanh, Glorot, SGD", lambda: m.drawn(m.stack(deep(4), nn.Tanh), m.glorot), pixels, sgd(0.1)),
    Case("convolutions as they come", m.convolutional, images(), adam()),
    Case("convolutions with batch norm", lambda: m.convolutional(norm=True, depth=4), images(),
         sgd(0.05, momentum=0.9)),
    Case("residual, layer norm", lambda: m.residual(6), pixels, adam()),
    Case("residual, branches start at 0", lambda: m.residual(12, zero=True), pixels, adam()),
    Case("transformer, norm first", m.Transformer, words, adamw(3e-3)),
    Case("transformer, norm last", lambda: m.Transformer(norm_first=False), words, adamw()),
    Case("LSTM, sum", lambda: m.Recurrent(nn.LSTM), lambda: series(16, first=False), adam(5e-3)),
    Case("GRU, sum", lambda: m.Recurrent(nn.GRU), lambda: series(16, first=False), adam(5e-3)),
    Case("recurrent, orthogonal, first of 8", lambda: m.recurrent_gain(m.Recurrent(nn.RNN), 1.0),
         lambda: series(8, first=True), adam(3e-3)),
    Case("head starts at 0", zero_head, pixels, adam()),
    Case("tied autoencoder", m.Tied, autoencoded, adam(3e-3), loss=F.mse_loss),
    Case("one layer used 40 times", lambda: m.Repeated(40, 1.05), pixels, adam()),
    Case("functional and in place", m.Functional, pixels, adam()),
    Case("dropout one half", lambda: thinned(0.5), pixels, adam()),
    Case("first layer frozen", frozen_first, pixels, adam()),
    Case("raw pixels behind batch norm", lambda: nn.Sequential(nn.BatchNorm1d(64, eps=1e-3),
         m.stack(deep(2), nn.ReLU)), lambda: pixels(255.0, standardize=False), adam()),
    Case("regression", lambda: m.stack([5, 64, 64, 1], nn.Tanh), curve, adam(3e-3), loss=F.mse_loss),
    Case("sigmoid, two layers, Adam", lambda: m.stack(deep(2), nn.Sigmoid), pixels, adam(1e-2)),
    Case("gelu, layer norm, AdamW", lambda: m.stack(deep(4), nn.GELU, nn.LayerNorm), pixels, adamw()),
    Case("twenty layers, batch norm", lambda: m.drawn(m.stack(deep(12), nn.ReLU, nn.BatchNorm1d), m.he),
         pixels, adam()),
    Case("tanh, saturated first layer", lambda: m.drawn(m.stack(deep(2), nn.Tanh), m.gained(3.0)),
         pixels, adam(3e-3)),
]  # fmt: skip
ILL = [
    Case("eight sigmoids, SGD", lambda: m.stack(deep(8), nn.Sigmoid), pixels, sgd(0.1), ("vanishing",)),
    Case("twelve layers as they come, SGD", lambda: m.stack(deep(12), nn.ReLU), pixels, sgd(0.1),
         ("alike", "vanishing", "small weights")),
    Case("tanh, weights too small", lambda: m.drawn(m.stack(deep(8), nn.Tanh), m.gained(0.1)), pixels,
         sgd(0.1), ("small weights", "vanishing")),
    Case("relu, gain 6", lambda: m.drawn(m.stack(deep(8), nn.ReLU), m.gained(6.0)), pixels, sgd(0.1),
         ("large weights", "exploding")),
    Case("pixels to 255, tanh", lambda: m.drawn(m.stack(deep(4), nn.Tanh), m.glorot),
         lambda: pixels(255.0, standardize=False), sgd(0.1), ("large inputs",)),
    Case("tiny inputs", lambda: m.drawn(m.stack(deep(3), nn.Tanh), m.glorot), lambda: pixels(1e-4),
         sgd(0.1), ("small inputs",)),
    Case("all weights 0", lambda: m.drawn(m.stack(deep(3), nn.ReLU), zeros), pixels, adam(), ("zero weights",)),
    Case("all weights the same", lambda: m.drawn(m.stack(deep(3), nn.ReLU), alike), pixels, adam(),
         ("units alike",)),
    Case("biases at −8", lambda: m.drawn(m.stack(deep(3), nn.ReLU), m.he, -8.0), pixels, adam(), ("dead units",)),
    Case("Adam, rate 1e-7", lambda: m.drawn(m.stack(deep(3), nn.ReLU), m.he), pixels, adam(1e-7), ("small rate",)),
    Case("SGD, rate 1e-5", lambda: m.drawn(m.stack(deep(3), nn.Tanh), m.glorot), pixels, sgd(1e-5), ("small rate",)),
    Case("Adam, rate 1", lambda: m.drawn(m.stack(deep(3), nn.ReLU), m.he), pixels, adam(1.0), ("large rate",)),
    Case("SGD, rate 30", lambda: m.drawn(m.stack(deep(3), nn.ReLU), m.he), pixels, sgd(30.0), ("large rate",)),
    Case("dropout 0.99", lambda: thinned(0.99), pixels, adam(), ("dropout",)),
    Case("softmax taken twice", softmaxed, pixels, sgd(0.1), ("softmax twice",), loss=twice),
    Case("decay eats the weights", lambda: m.stack(deep(3), nn.ReLU), pixels, sgd(0.1, weight_decay=0.5), ("decay",)),
    Case("AdamW, decay 100", lambda: m.stack(deep(3), nn.ReLU), pixels, adamw(1e-3, 100.0), ("decay",)),
    Case("forgets the first of 60", lambda: m.recurrent_gain(m.Recurrent(nn.RNN), 0.5),
         lambda: series(60, first=True), adam(), ("forgetting", "vanishing")),
    Case("recurrent, gain 3", lambda: m.recurrent_gain(m.Recurrent(nn.RNN, nonlinearity="relu"), 3.0),
         lambda: series(60, first=False), sgd(0.01), ("exploding", "large weights")),
    Case("eight convolutions, sigmoid", lambda: m.convolutional(nn.Sigmoid, depth=8), images(), sgd(0.1),
         ("vanishing",)),
    Case("convolutions, SGD rate 10", m.convolutional, images(), sgd(10.0), ("large rate",)),
    Case("transformer, Adam rate 1", m.Transformer, words, adam(1.0), ("large rate",)),
    Case("transformer, rate 1e-7", m.Transformer, words, adamw(1e-7), ("small rate",)),
    Case("trunk cut off", lambda: m.Functional(cut=True), pixels, sgd(1e-3), ("cut off", "small rate")),
    Case("log of softmax", lambda: m.drawn(m.stack(deep(3), nn.ReLU), m.gained(4.0)), pixels, adam(),
         ("logarithm of 0", "large weights"), loss=unstable),
    Case("forty branches, not normalized", lambda: branches(40), pixels, sgd(0.1), ("exploding", "large weights")),
    Case("targets in thousands", lambda: m.stack([5, 64, 64, 1], nn.Tanh), lambda: curve(1e4), adam(),
         ("large targets",), loss=F.mse_loss),
    Case("a hole in the data", lambda: m.stack(deep(2), nn.ReLU), holed, adam(), ("bad data",)),
    Case("batch norm, sixty layers", lambda: m.drawn(m.stack(deep(60), nn.ReLU, nn.BatchNorm1d), m.he), pixels,
         sgd(0.1), ("exploding",)),
    Case("one layer used 40 times, gain ½", lambda: m.Repeated(40, 0.5), pixels, adam(), ("small weights", "vanishing")),
    Case("attention with weights too large", loud_attention, words, adamw(), ("large weights",)),
    Case("momentum 0.99 at rate 2", lambda: m.stack(deep(3), nn.ReLU), pixels, sgd(2.0, momentum=0.99), ("large rate",)),
    Case("only the last bias is trained", lambda: m.stack(deep(3), nn.ReLU), pixels,
         lambda model: torch.optim.Adam([model[-1].bias]), ("not trained",)),
    Case("thirty tanh layers, gain 5", lambda: m.drawn(m.stack(deep(30), nn.Tanh), m.gained(5.0)), pixels, sgd(0.1),
         ("large weights", "exploding")),
    Case("raw pixels, relu, He, SGD", lambda: m.drawn(m.stack(deep(3), nn.ReLU), m.he),
         lambda: pixels(255.0, standardize=False), sgd(0.1), ("large inputs",)),
    Case("gelu as it comes, 24 layers", lambda: m.stack(deep(24), nn.GELU), pixels, adam(),
         ("alike", "vanishing", "small weights")),
]  # fmt: skip
MORE = [  # doubtful ones, and other kinds; what they are was left to training
    Case("batch norm, sixty layers, Adam", lambda: m.drawn(m.stack(deep(60), nn.ReLU, nn.BatchNorm1d), m.he), pixels,
         adam(), ("exploding",)),
    Case("relu, gain 4, Adam", lambda: m.drawn(m.stack(deep(4), nn.ReLU), m.gained(4.0)), pixels, adam(),
         ("large weights",)),
    Case("raw pixels, relu, He, Adam", lambda: m.drawn(m.stack(deep(3), nn.ReLU), m.he),
         lambda: pixels(255.0, standardize=False), adam(), ("large inputs",)),
    Case("depthwise convolutions", k.Separable, images(), adam(3e-3)),
    Case("patches", k.Patches, images(), adamw()),
    Case("hourglass", k.Hourglass, picture, adam(3e-3), loss=F.mse_loss),
    Case("one encoder twice", k.Siamese, pixels, adam()),
    Case("LSTM, two ways, two layers", k.TwoWays, images(), adam(5e-3)),
    Case("language model, tied", k.Causal, words, adamw(3e-3)),
    Case("language model, SGD rate 1e-6", k.Causal, words, sgd(1e-6), ("small rate",)),
    Case("patches, rate 0.3", k.Patches, images(), adamw(0.3), ("large rate",)),
    Case("LSTM, first of 60", lambda: m.Recurrent(nn.LSTM), lambda: series(60, first=True), adam(),
         ("forgetting", "vanishing")),
    Case("sigmoid, four layers, Adam", lambda: m.stack(deep(4), nn.Sigmoid), pixels, adam(3e-3), ("vanishing",)),
    Case("transformer of eight layers, norm last, rate 1e-2", lambda: m.Transformer(8, norm_first=False), words,
         adam(1e-2), ("large rate", "vanishing")),
    Case("SGD with momentum", lambda: m.stack(deep(3), nn.ReLU), pixels, sgd(0.05, momentum=0.9)),
    Case("thirty tanh layers, gain 1.3", lambda: m.drawn(m.stack(deep(30), nn.Tanh), m.gained(1.3)), pixels, sgd(0.03)),
    Case("hourglass, weights of 5", lambda: m.drawn(k.Hourglass(), m.gained(20.0)), picture, sgd(0.1),
         ("large weights", "exploding"), loss=F.mse_loss),
    Case("dead convolutions", lambda: m.drawn(m.convolutional(depth=3), m.he, -20.0), images(), adam(), ("dead units",)),
    Case("regression, SGD, targets to 1000", lambda: m.stack([5, 64, 1], nn.ReLU), lambda: curve(1000.0), sgd(0.1),
         ("large targets", "large rate"), loss=F.mse_loss),
    Case("shapes that do not agree", lambda: m.stack([5, 64, 64, 1], nn.Tanh), flat_targets, adam(3e-3), ("broadcast",),
         loss=F.mse_loss),
    Case("sigmoid, ten layers, batch norm", lambda: m.stack(deep(10), nn.Sigmoid, nn.BatchNorm1d), pixels, adam(3e-3)),
]  # fmt: skip
CASES = [*HEALTHY, *ILL, *MORE]


def unseen(case: Case) -> bool:
    """Whether the case was kept from the writing of the rules: every third one."""
    return CASES.index(case) % 3 == 2


def batch_of(task: Task) -> tuple[torch.Tensor, torch.Tensor]:
    """The first batch of a task."""
    return task.X[:BATCH], task.y[:BATCH]
