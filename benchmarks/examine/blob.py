"""The networks on three clouds of points that other tools were tried on, rebuilt for PyTorch."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import nn

from benchmarks.examine.tasks import blobs

BATCH = 256
OPTIMIZERS = {
    "Adam": torch.optim.Adam,
    "SGD": torch.optim.SGD,
    "RMSprop": torch.optim.RMSprop,
    "Adagrad": torch.optim.Adagrad,
}


class Exponential(nn.Module):
    """The activation exp."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.exp()


FUNCTIONS = {
    "exponential": Exponential,
    "relu": nn.ReLU,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
    "linear": nn.Identity,
}


class Network(NamedTuple):
    """A published network with one optimizer, and what training made of it."""

    name: str
    label: str
    cause: str
    architecture: dict[str, Any]
    optimizer: str
    rate: float
    scale: float

    def make(self, seed: int) -> tuple[nn.Module, Callable, Any, torch.optim.Optimizer]:
        """The network, its cost, its data and its optimizer, drawn from that seed."""
        torch.manual_seed(seed)
        model, fan_in = nn.Sequential(), 2
        for count, units, kernel, bias, function in self.architecture["layers"]:
            for _ in range(count):
                model.extend([dense(fan_in, units, kernel, bias), FUNCTIONS[function]()])
                fan_in = units
        optimizer = OPTIMIZERS[self.optimizer](model.parameters(), lr=self.rate)
        return model, share_cost, blobs(self.scale), optimizer


def dense(fan_in: int, units: int, kernel: str, bias: str) -> nn.Linear:
    """A layer drawn as Keras draws it."""
    layer = nn.Linear(fan_in, units)
    draw(layer.weight, kernel, fan_in, units)
    draw(layer.bias, bias, units, units)
    return layer


def draw(t: torch.Tensor, how: str, fan_in: int, fan_out: int) -> None:
    """Fill a tensor by the rule of that name; where the parameters were lost, Keras's own."""
    if how in ("Zeros", "keras default", "Constant"):
        nn.init.zeros_(t)
    elif how == "Ones":
        nn.init.ones_(t)
    elif how == "RandomUniform":
        nn.init.uniform_(t, -0.05, 0.05)
    else:
        scale, mode, distribution = how.split()
        fan = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode]
        std = (float(scale) / fan) ** 0.5
        if distribution == "uniform":
            nn.init.uniform_(t, -(3**0.5) * std, 3**0.5 * std)
        else:
            nn.init.trunc_normal_(t, 0, std / 0.8796, -2 * std / 0.8796, 2 * std / 0.8796)


def share_cost(outputs: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """The published cost: each output's share of their sum, clipped, then its logarithm."""
    shares = outputs / outputs.sum(dim=1, keepdim=True)
    return -torch.log(shares.clamp(1e-7, 1 - 1e-7)[torch.arange(len(y)), y]).mean()


@cache
def published() -> dict[str, Any]:
    """The facts as they are stored."""
    return json.loads((Path(__file__).parent / "blob_networks.json").read_text(encoding="utf-8"))


def architectures() -> Iterator[Network]:
    """All architectures, with the optimizer that they were published with."""
    for a in published()["architectures"]:
        yield Network(a["name"], a["label"], a["cause"] or "", a, "Adam", 1e-3, 1.0)


def settings() -> Iterator[Network]:
    """Two of them with many optimizers, rates and scales of the inputs."""
    by_name = {a["name"]: a for a in published()["architectures"]}
    for name, optimizer, rate, scale, grades in published()["rates_and_scales"]:
        runs = grades.split()
        learned = runs.count("learned")
        label = "healthy" if learned == 4 else "ill" if learned == 0 else "depends on the seed"
        said = f"{name} {optimizer} {rate:g} ×{scale:g}"
        yield Network(said, label, grades, by_name[name], optimizer, rate, scale)
