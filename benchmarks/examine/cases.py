"""Some eighty networks, ill, slow and healthy; what became of each in training is in truth.json.

`ails` is what was done to it on purpose, in the words of the rules and of those who might judge
them; whether it is ill was decided by training alone.
"""

import torch
from torch import nn
from torch.nn import functional as F

from benchmarks.examine import kinds as k
from benchmarks.examine import models as m
from benchmarks.examine.ill import ILL
from benchmarks.examine.making import (
    BATCH,
    Case,
    adam,
    adamw,
    autoencoded,
    deep,
    flat_targets,
    frozen_first,
    images,
    picture,
    sgd,
    thinned,
    zero_head,
)
from benchmarks.examine.tasks import Task, curve, pixels, series, words

HEALTHY = [
    Case("relu, He, Adam", lambda: m.drawn(m.stack(deep(3), nn.ReLU), m.he), pixels, adam()),
    Case(
        "two hidden layers as they come, SGD", lambda: m.stack(deep(2), nn.ReLU), pixels, sgd(0.1)
    ),
    Case(
        "tanh, Glorot, SGD", lambda: m.drawn(m.stack(deep(4), nn.Tanh), m.glorot), pixels, sgd(0.1)
    ),
    Case("convolutions as they come", m.convolutional, images(), adam()),
    Case(
        "convolutions with batch norm",
        lambda: m.convolutional(norm=True, depth=4),
        images(),
        sgd(0.05, momentum=0.9),
    ),
    Case("residual, layer norm", lambda: m.residual(6), pixels, adam()),
    Case("residual, branches start at 0", lambda: m.residual(12, zero=True), pixels, adam()),
    Case("transformer, norm first", m.Transformer, words, adamw(3e-3)),
    Case("transformer, norm last", lambda: m.Transformer(norm_first=False), words, adamw()),
    Case("LSTM, sum", lambda: m.Recurrent(nn.LSTM), lambda: series(16, first=False), adam(5e-3)),
    Case("GRU, sum", lambda: m.Recurrent(nn.GRU), lambda: series(16, first=False), adam(5e-3)),
    Case(
        "recurrent, orthogonal, first of 8",
        lambda: m.recurrent_gain(m.Recurrent(nn.RNN), 1.0),
        lambda: series(8, first=True),
        adam(3e-3),
    ),
    Case("head starts at 0", zero_head, pixels, adam()),
    Case("tied autoencoder", m.Tied, autoencoded, adam(3e-3), loss=F.mse_loss),
    Case("one layer used 40 times", lambda: m.Repeated(40, 1.05), pixels, adam()),
    Case("functional and in place", m.Functional, pixels, adam()),
    Case("dropout one half", lambda: thinned(0.5), pixels, adam()),
    Case("first layer frozen", frozen_first, pixels, adam()),
    Case(
        "raw pixels behind batch norm",
        lambda: nn.Sequential(nn.BatchNorm1d(64, eps=1e-3), m.stack(deep(2), nn.ReLU)),
        lambda: pixels(255.0, standardize=False),
        adam(),
    ),
    Case(
        "regression", lambda: m.stack([5, 64, 64, 1], nn.Tanh), curve, adam(3e-3), loss=F.mse_loss
    ),
    Case("sigmoid, two layers, Adam", lambda: m.stack(deep(2), nn.Sigmoid), pixels, adam(1e-2)),
    Case(
        "gelu, layer norm, AdamW", lambda: m.stack(deep(4), nn.GELU, nn.LayerNorm), pixels, adamw()
    ),
    Case(
        "twenty layers, batch norm",
        lambda: m.drawn(m.stack(deep(12), nn.ReLU, nn.BatchNorm1d), m.he),
        pixels,
        adam(),
    ),
    Case(
        "tanh, saturated first layer",
        lambda: m.drawn(m.stack(deep(2), nn.Tanh), m.gained(3.0)),
        pixels,
        adam(3e-3),
    ),
]
MORE = [  # doubtful ones, and other kinds; what they are was left to training
    Case(
        "batch norm, sixty layers, Adam",
        lambda: m.drawn(m.stack(deep(60), nn.ReLU, nn.BatchNorm1d), m.he),
        pixels,
        adam(),
        ("exploding",),
    ),
    Case(
        "relu, gain 4, Adam",
        lambda: m.drawn(m.stack(deep(4), nn.ReLU), m.gained(4.0)),
        pixels,
        adam(),
        ("large weights",),
    ),
    Case(
        "raw pixels, relu, He, Adam",
        lambda: m.drawn(m.stack(deep(3), nn.ReLU), m.he),
        lambda: pixels(255.0, standardize=False),
        adam(),
        ("large inputs",),
    ),
    Case("depthwise convolutions", k.Separable, images(), adam(3e-3)),
    Case("patches", k.Patches, images(), adamw()),
    Case("hourglass", k.Hourglass, picture, adam(3e-3), loss=F.mse_loss),
    Case("one encoder twice", k.Siamese, pixels, adam()),
    Case("LSTM, two ways, two layers", k.TwoWays, images(), adam(5e-3)),
    Case("language model, tied", k.Causal, words, adamw(3e-3)),
    Case("language model, SGD rate 1e-6", k.Causal, words, sgd(1e-6), ("small rate",)),
    Case("patches, rate 0.3", k.Patches, images(), adamw(0.3), ("large rate",)),
    Case(
        "LSTM, first of 60",
        lambda: m.Recurrent(nn.LSTM),
        lambda: series(60, first=True),
        adam(),
        ("forgetting", "vanishing"),
    ),
    Case(
        "sigmoid, four layers, Adam",
        lambda: m.stack(deep(4), nn.Sigmoid),
        pixels,
        adam(3e-3),
        ("vanishing",),
    ),
    Case(
        "transformer of eight layers, norm last, rate 1e-2",
        lambda: m.Transformer(8, norm_first=False),
        words,
        adam(1e-2),
        ("large rate", "vanishing"),
    ),
    Case("SGD with momentum", lambda: m.stack(deep(3), nn.ReLU), pixels, sgd(0.05, momentum=0.9)),
    Case(
        "thirty tanh layers, gain 1.3",
        lambda: m.drawn(m.stack(deep(30), nn.Tanh), m.gained(1.3)),
        pixels,
        sgd(0.03),
    ),
    Case(
        "hourglass, weights of 5",
        lambda: m.drawn(k.Hourglass(), m.gained(20.0)),
        picture,
        sgd(0.1),
        ("large weights", "exploding"),
        loss=F.mse_loss,
    ),
    Case(
        "dead convolutions",
        lambda: m.drawn(m.convolutional(depth=3), m.he, -20.0),
        images(),
        adam(),
        ("dead units",),
    ),
    Case(
        "regression, SGD, targets to 1000",
        lambda: m.stack([5, 64, 1], nn.ReLU),
        lambda: curve(1000.0),
        sgd(0.1),
        ("large targets", "large rate"),
        loss=F.mse_loss,
    ),
    Case(
        "shapes that do not agree",
        lambda: m.stack([5, 64, 64, 1], nn.Tanh),
        flat_targets,
        adam(3e-3),
        ("broadcast",),
        loss=F.mse_loss,
    ),
    Case(
        "sigmoid, ten layers, batch norm",
        lambda: m.stack(deep(10), nn.Sigmoid, nn.BatchNorm1d),
        pixels,
        adam(3e-3),
    ),
]
CASES = [*HEALTHY, *ILL, *MORE]


def unseen(case: Case) -> bool:
    """Whether the case was kept from the writing of the rules: every third one."""
    return CASES.index(case) % 3 == 2


def batch_of(task: Task) -> tuple[torch.Tensor, torch.Tensor]:
    """The first batch of a task."""
    return task.X[:BATCH], task.y[:BATCH]
