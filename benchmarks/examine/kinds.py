"""Networks of further kinds, as public code builds them, rebuilt small."""

import torch
from torch import nn
from torch.nn import functional as F


class Separable(nn.Module):
    """Depthwise and pointwise convolutions, channels last in between, as newer nets have them."""

    def __init__(self, width: int = 16) -> None:
        super().__init__()
        self.stem = nn.Conv2d(1, width, 2, 2)
        self.depthwise = nn.Conv2d(width, width, 3, padding=1, groups=width)
        self.norm, self.wide = nn.LayerNorm(width), nn.Linear(width, 4 * width)
        self.narrow, self.head = nn.Linear(4 * width, width), nn.Linear(width, 10)
        self.scale = nn.Parameter(torch.full((width,), 1e-2))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.stem(x)
        y = self.norm(self.depthwise(x).permute(0, 2, 3, 1))
        y = self.scale * self.narrow(F.gelu(self.wide(y)))
        return self.head((x + y.permute(0, 3, 1, 2)).mean((2, 3)))


class Patches(nn.Module):
    """A picture cut into patches, attention among them, a token for the answer."""

    def __init__(self, width: int = 32, depth: int = 2) -> None:
        super().__init__()
        self.cut = nn.Conv2d(1, width, 2, 2)
        self.answer = nn.Parameter(torch.zeros(1, 1, width))
        self.place = nn.Parameter(torch.randn(1, 17, width) * 0.02)
        layer = nn.TransformerEncoderLayer(
            width, 4, 64, activation="gelu", batch_first=True, norm_first=True
        )
        self.blocks = nn.TransformerEncoder(layer, depth, enable_nested_tensor=False)
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.cut(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.answer.expand(len(x), -1, -1), x], 1) + self.place
        return self.head(self.norm(self.blocks(x))[:, 0])


class Hourglass(nn.Module):
    """Down, up, and a bridge between: the picture given back."""

    def __init__(self, width: int = 8) -> None:
        super().__init__()
        self.down1, self.down2 = (
            nn.Conv2d(1, width, 3, padding=1),
            nn.Conv2d(width, 2 * width, 3, 2, 1),
        )
        self.up = nn.ConvTranspose2d(2 * width, width, 2, 2)
        self.last = nn.Conv2d(2 * width, 1, 3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        return self.last(torch.cat([a, F.relu(self.up(b))], 1))


class Siamese(nn.Module):
    """One encoder for both halves of a picture; the answer from both."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 16))
        self.head = nn.Linear(32, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(torch.cat([self.encoder(x[:, :32]), self.encoder(x[:, 32:])], 1))


class TwoWays(nn.Module):
    """A bidirectional LSTM of two layers over the rows of a picture."""

    def __init__(self) -> None:
        super().__init__()
        self.cell = nn.LSTM(8, 24, num_layers=2, bidirectional=True, batch_first=True, dropout=0.1)
        self.head = nn.Linear(48, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.cell(x.squeeze(1))[0].mean(1))


class Causal(nn.Module):
    """A small language model whose head shares the weights of the embedding."""

    def __init__(self, width: int = 32, depth: int = 2) -> None:
        super().__init__()
        self.token, self.place = nn.Embedding(16, width), nn.Embedding(12, width)
        nn.init.normal_(self.token.weight, std=0.02)
        nn.init.normal_(self.place.weight, std=0.02)
        self.attend = nn.ModuleList(
            nn.MultiheadAttention(width, 2, batch_first=True) for _ in range(depth)
        )
        self.think = nn.ModuleList(
            nn.Sequential(
                nn.LayerNorm(width), nn.Linear(width, 64), nn.GELU(), nn.Linear(64, width)
            )
            for _ in range(depth)
        )
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(depth + 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        mask = torch.triu(torch.ones(12, 12, dtype=torch.bool), 1)
        h = self.token(x) + self.place.weight
        for attend, think, norm in zip(self.attend, self.think, self.norms, strict=False):
            n = norm(h)
            h = h + attend(n, n, n, attn_mask=mask, need_weights=False)[0]
            h = h + think(h)
        return (self.norms[-1](h) @ self.token.weight.t()).transpose(1, 2)
