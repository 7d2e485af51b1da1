"""What is said of some forty small networks, and of what no look can tell."""

from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed: pip install torch")
nn = torch.nn

from bplib.examine import examine  # noqa: E402
from tests.examine.patients import CROSS_ENTROPY, batch, stack  # noqa: E402


def said(
    model: Any, data: Any = None, rate: float = 0.1, loss: Any = CROSS_ENTROPY, **options: Any
) -> Any:
    optimizer = options.pop("optimizer", None) or torch.optim.SGD(model.parameters(), lr=rate)
    return examine(model, loss, data or batch(), optimizer, **options).verdict


def filled(value: float) -> Any:
    model = stack(3)
    for p in model.parameters():
        nn.init.constant_(p, value)
    return model


def biased(value: float) -> Any:
    model = stack(3, gain=2**0.5)
    for layer in list(model)[:-1:2]:
        nn.init.constant_(layer.bias, value)
    return model


def holed() -> Any:
    X, y = batch()
    X = X.clone()
    X[3, 5] = torch.nan
    return X, y


def thinned(p: float) -> Any:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Dropout(p), nn.Linear(64, 10))


def normalized() -> Any:
    return nn.Sequential(nn.BatchNorm1d(64, eps=1e-2), stack(2))


class Cut(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.trunk, self.head = stack(1), nn.Linear(10, 10)

    def forward(self, x: Any) -> Any:
        return self.head(self.trunk(x).detach())


ILL = {
    "vanishing gradients": lambda: said(stack(8, nn.Sigmoid)),
    "large weights": lambda: said(stack(8, gain=6.0)),
    "exploding gradients": lambda: said(stack(20, nn.Tanh, gain=5.0)),
    "zero weights": lambda: said(filled(0.0)),
    "units alike": lambda: said(filled(0.05)),
    "dead units": lambda: said(biased(-8.0)),
    "small rate": lambda: said(stack(3, gain=2**0.5), rate=1e-5),
    "large rate": lambda: said(stack(3, gain=2**0.5), rate=30.0),
    "large inputs": lambda: said(stack(3, nn.Tanh, gain=1.0), batch(300.0)),
    "small inputs": lambda: said(stack(3, nn.Tanh, gain=1.0), batch(1e-4)),
    "bad data": lambda: said(stack(2), holed()),
    "cut off": lambda: said(Cut()),
    "dropout": lambda: said(thinned(0.99)),
    "softmax twice": lambda: said(nn.Sequential(*stack(2), nn.Softmax(1))),
    "weight decay": lambda: (
        lambda m: said(m, optimizer=torch.optim.SGD(m.parameters(), 0.1, weight_decay=0.5))
    )(stack(3)),
    "not trained": lambda: (lambda m: said(m, optimizer=torch.optim.Adam([m[-1].bias])))(stack(2)),
}


@pytest.mark.parametrize("cause", ILL)
def test_an_illness_is_named(cause: str) -> None:
    verdict = ILL[cause]()
    assert verdict.ill
    assert verdict.cause == cause
    for word in ("Seen:", "Why it matters:", "It might also be:", "Try first:", "Read: "):
        assert word in str(verdict)


def zero_head() -> Any:
    model = stack(2)
    nn.init.zeros_(model[-1].weight)
    return model


class Recurrent(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.cell, self.head = nn.LSTM(8, 32, batch_first=True), nn.Linear(32, 10)

    def forward(self, x: Any) -> Any:
        return self.head(self.cell(x.reshape(-1, 8, 8))[0].mean(1))


def recurrent() -> Any:
    model = Recurrent()
    return said(model, optimizer=torch.optim.Adam(model.parameters(), 5e-3))


HEALTHY = {
    "an LSTM, whose first state is 0": recurrent,
    "as it comes": lambda: said(stack(2)),
    "relu, He": lambda: said(stack(4, gain=2**0.5)),
    "a head of zeros": lambda: said(zero_head()),
    "saturated, and it learns": lambda: said(stack(2, nn.Tanh, gain=3.0)),
    "dropout": lambda: said(thinned(0.5)),
    "raw pixels behind batch norm": lambda: said(normalized(), batch(255.0)),
}


@pytest.mark.parametrize("case", HEALTHY)
def test_a_healthy_network_is_left_in_peace(case: str) -> None:
    verdict = HEALTHY[case]()
    assert verdict.outcome == "healthy", str(verdict)
    assert "cannot see: wrong labels, overfitting" in str(verdict)


def test_one_look_at_a_head_of_zeros_cannot_tell() -> None:
    verdict = said(zero_head(), steps=0)
    assert verdict.outcome == "cannot tell"
    assert "only one look" in str(verdict)


def test_pytorchs_own_start_in_a_deep_net_is_not_taken_for_health() -> None:
    """Activations that level off at the size of the biases look alive; the examples are alike."""
    verdict = said(stack(12))
    assert verdict.ill
    assert verdict.cause in ("vanishing gradients", "inputs become alike")


def test_what_is_frozen_or_unused_is_a_note_and_no_alarm() -> None:
    model = stack(3, gain=2**0.5)
    model[0].requires_grad_(False)
    model.add_module("spare", nn.Identity())
    model.spare.weight = nn.Parameter(torch.zeros(3, 3))
    verdict = said(model)
    assert verdict.outcome == "healthy"
    assert "0 are frozen" in str(verdict)
    assert "spare got no gradient" in str(verdict)


def test_a_schedule_that_is_warming_up_is_no_small_rate() -> None:
    model = stack(3, gain=2**0.5)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1e-5 * (step + 1))
    verdict = said(model, optimizer=optimizer)
    assert not verdict.ill
    assert "warming up" in str(verdict)
