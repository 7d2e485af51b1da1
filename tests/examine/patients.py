"""Small PyTorch models for the tests of the examination, healthy and ill."""

import itertools

import torch
from torch import nn
from torch.nn import functional as F

from bplib.data import digits

CROSS_ENTROPY = nn.CrossEntropyLoss()


def batch(scale: float = 1.0, examples: int = 64) -> tuple[torch.Tensor, torch.Tensor]:
    """Standardized digits as rows, and their labels."""
    X = torch.tensor(digits().X_train[:examples], dtype=torch.float32)
    return scale * (X - X.mean()) / X.std(), torch.tensor(digits().y_train[:examples])


def stack(depth: int = 3, f: type[nn.Module] = nn.ReLU, gain: float | None = None) -> nn.Module:
    """Linear layers of 32; as PyTorch draws them, or with weights of gain/√fan_in and biases 0."""
    torch.manual_seed(0)
    sizes, layers = [64, *[32] * depth, 10], list[nn.Module]()
    for fan_in, fan_out in itertools.pairwise(sizes):
        layers += [nn.Linear(fan_in, fan_out), f()]
        if gain is not None:
            nn.init.normal_(layers[-2].weight, std=gain / fan_in**0.5)
            nn.init.zeros_(layers[-2].bias)
    return nn.Sequential(*layers[:-1])


class Everything(nn.Module):
    """All that must stay as it is: buffers, dropout, a counter, hooks, parts that are off."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.first, self.norm = nn.Linear(64, 32), nn.BatchNorm1d(32)
        self.frozen = nn.Linear(32, 32).requires_grad_(False)
        self.still = nn.BatchNorm1d(32).eval()
        self.never, self.last = nn.Linear(3, 3), nn.Linear(32, 10)
        self.calls, self.seen = 0, []
        self.raises_at = -1

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.calls += 1
        self.seen.append(self.calls)
        if self.calls == self.raises_at:
            raise RuntimeError("the model itself raised")
        x = x.mul_(1.0)
        x = F.dropout(F.relu(self.norm(self.first(x)), inplace=True), 0.2, self.training)
        return self.last(self.still(torch.tanh(self.frozen(x))))
