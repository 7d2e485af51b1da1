"""The networks of the cases, each as one would write it in PyTorch."""

import itertools
from collections.abc import Callable

import torch
from torch import nn
from torch.nn import functional as F


def stack(sizes: list[int], f: type[nn.Module], norm: type[nn.Module] | None = None) -> nn.Module:
    """Linear layers with f between them, as PyTorch draws their weights."""
    layers: list[nn.Module] = []
    for fan_in, fan_out in itertools.pairwise(sizes[:-1]):
        layers += [nn.Linear(fan_in, fan_out), *([norm(fan_out)] if norm else []), f()]
    return nn.Sequential(*layers, nn.Linear(sizes[-2], sizes[-1]))


def drawn(model: nn.Module, draw: Callable, bias: float | None = 0.0, skip: int = 0) -> nn.Module:
    """The model with the weights of all layers, or all but the last `skip`, drawn anew."""
    layers = [m for m in model.modules() if isinstance(m, nn.Linear | nn.Conv2d)]
    for layer in layers[: len(layers) - skip]:
        draw(layer.weight)
        if bias is not None and layer.bias is not None:
            nn.init.constant_(layer.bias, bias)
    return model


def he(W: torch.Tensor) -> None:
    nn.init.kaiming_normal_(W, nonlinearity="relu")


def glorot(W: torch.Tensor) -> None:
    nn.init.xavier_normal_(W)


def gained(gain: float) -> Callable[[torch.Tensor], None]:
    """Draw weights of standard deviation gain / √fan_in."""
    return lambda W: nn.init.normal_(W, std=gain / W[0].numel() ** 0.5)


def convolutional(f: type[nn.Module] = nn.ReLU, *, norm: bool = False, depth: int = 2) -> nn.Module:
    """Convolutions of 16 channels, a mean over the picture, a linear head."""
    layers: list[nn.Module] = []
    for number in range(depth):
        layers.append(nn.Conv2d(16 if number else 1, 16, 3, padding=1))
        layers += [nn.BatchNorm2d(16), f()] if norm else [f()]
    return nn.Sequential(*layers, nn.MaxPool2d(2), nn.Flatten(), nn.Linear(256, 10))


class Residual(nn.Module):
    """x + branch(x)."""

    def __init__(self, branch: nn.Module, scale: float = 1.0) -> None:
        super().__init__()
        self.branch, self.scale = branch, scale

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.scale * self.branch(x)


def residual(depth: int, width: int = 32, *, norm: bool = True, zero: bool = False) -> nn.Module:
    """Residual blocks on rows; `zero` starts the last layer of each branch at 0."""
    blocks = []
    for _ in range(depth):
        first = [nn.LayerNorm(width)] if norm else []
        branch = nn.Sequential(*first, nn.Linear(width, width), nn.ReLU(), nn.Linear(width, width))
        if zero:
            nn.init.zeros_(branch[-1].weight)
        blocks.append(Residual(branch))
    return nn.Sequential(nn.Linear(64, width), *blocks, nn.Linear(width, 10))


class Recurrent(nn.Module):
    """A recurrent net that answers after the last step."""

    def __init__(self, cell: type[nn.Module], width: int = 32, outputs: int = 2, **options) -> None:
        super().__init__()
        self.cell = cell(4, width, batch_first=True, **options)
        self.head = nn.Linear(width, outputs)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.cell(x)[0][:, -1])


def recurrent_gain(model: Recurrent, gain: float) -> Recurrent:
    """The model with its recurrent weights orthogonal, times `gain`."""
    nn.init.orthogonal_(model.cell.weight_hh_l0, gain)
    return model


class Transformer(nn.Module):
    """Embedding and place, an encoder, a head at every place."""

    def __init__(self, layers: int = 2, width: int = 32, *, norm_first: bool = True) -> None:
        super().__init__()
        self.token, self.place = nn.Embedding(16, width), nn.Parameter(torch.randn(12, width) / 10)
        layer = nn.TransformerEncoderLayer(
            width, 4, 64, dropout=0.0, batch_first=True, norm_first=norm_first
        )
        self.encoder = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)
        self.head = nn.Linear(width, 16)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.encoder(self.token(x) + self.place)).transpose(1, 2)


class Tied(nn.Module):
    """An autoencoder whose decoder is the encoder's weights, transposed."""

    def __init__(self, width: int = 16) -> None:
        super().__init__()
        self.code = nn.Linear(64, width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.linear(torch.tanh(self.code(x)), self.code.weight.t())


class Repeated(nn.Module):
    """One and the same layer, used `times` times."""

    def __init__(self, times: int, gain: float, width: int = 32) -> None:
        super().__init__()
        self.first, self.same, self.last = (
            nn.Linear(64, width), nn.Linear(width, width), nn.Linear(width, 10)
        )  # fmt: skip
        nn.init.orthogonal_(self.same.weight, gain)
        self.times = times

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.tanh(self.first(x))
        for _ in range(self.times):
            x = torch.tanh(self.same(x))
        return self.last(x)


class Functional(nn.Module):
    """Functional and in-place ReLU; one layer that is never used; a trunk that may be cut off."""

    def __init__(self, *, cut: bool = False) -> None:
        super().__init__()
        self.first, self.second, self.last = nn.Linear(64, 32), nn.Linear(32, 32), nn.Linear(32, 10)
        self.never, self.cut = nn.Linear(32, 32), cut

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.relu(self.first(x), inplace=True)
        x = self.second(x).relu_()
        return self.last(x.detach() if self.cut else x)
