"""What a look measures, against the same numbers taken by hand."""

from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed: pip install torch")
nn = torch.nn
F, weight_norm = nn.functional, nn.utils.parametrizations.weight_norm

from bplib.examine import examine  # noqa: E402
from tests.examine.patients import CROSS_ENTROPY, batch, stack  # noqa: E402


def rms(t: Any) -> float:
    return float(t.detach().double().square().mean().sqrt())


def first_look(model: Any, data: Any = None, optimizer: Any = None, **options: Any) -> Any:
    optimizer = optimizer or torch.optim.SGD(model.parameters(), lr=0.1)
    return examine(model, CROSS_ENTROPY, data or batch(), optimizer, steps=0, **options).record


def test_a_stack_by_hand() -> None:
    model, (X, y) = stack(2, nn.Tanh), batch()
    seen = first_look(model).start
    Z1 = model[0](X)
    A1 = torch.tanh(Z1)
    Z2 = model[2](A1)
    A2 = torch.tanh(Z2)
    out = model[4](A2)
    for z in (Z1, Z2, out):
        z.retain_grad()
    CROSS_ENTROPY(out, y).backward()
    np.testing.assert_allclose(seen.of("activation"), [rms(X), rms(A1), rms(A2)], rtol=1e-6)
    np.testing.assert_allclose(seen.of("error"), [rms(z.grad) for z in (Z1, Z2, out)], rtol=1e-6)
    gradients = [rms(model[at].weight.grad) for at in (0, 2, 4)]
    np.testing.assert_allclose(seen.of("gradient"), gradients, rtol=1e-6)
    weights = [rms(model[at].weight) for at in (0, 2, 4)]
    np.testing.assert_allclose(seen.of("step"), 0.1 * np.divide(gradients, weights), rtol=1e-4)
    assert seen.of("flat")[0] == pytest.approx(float((1 - A1**2 < 0.05).double().mean()))
    assert [layer.function for layer in seen.layers] == ["tanh", "tanh", ""]
    assert [layer.hidden for layer in seen.layers] == [True, True, False]


OPTIMIZERS = {
    "momentum and decay": lambda p: torch.optim.SGD(p, 0.1, momentum=0.9, weight_decay=0.1),
    "Adam": lambda p: torch.optim.Adam(p, 1e-2),
    "AdamW": lambda p: torch.optim.AdamW(p, 1e-2, weight_decay=0.3),
    "RMSprop": lambda p: torch.optim.RMSprop(p, 1e-3),
    "Adagrad": lambda p: torch.optim.Adagrad(p, 1e-2),
}


@pytest.mark.parametrize("clip", [None, 0.05])
@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_the_step_is_the_one_that_the_optimizer_makes(kind: str, clip: float | None) -> None:
    model, (X, y) = stack(2), batch()
    optimizer = OPTIMIZERS[kind](model.parameters())
    for _ in range(3):
        optimizer.zero_grad()
        CROSS_ENTROPY(model(X), y).backward()
        optimizer.step()
    seen = first_look(model, optimizer=optimizer, clip=clip).start
    before = [model[at].weight.detach().clone() for at in (0, 2, 4)]
    optimizer.zero_grad()
    CROSS_ENTROPY(model(X), y).backward()
    if clip is not None:
        nn.utils.clip_grad_norm_(model.parameters(), clip)
    optimizer.step()
    true = [rms(model[at].weight - W) / rms(W) for at, W in zip((0, 2, 4), before, strict=True)]
    np.testing.assert_allclose(seen.of("step"), true, rtol=1e-4)


class Functional(nn.Module):
    def __init__(self, how: str) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.a, self.b, self.how = nn.Linear(64, 32), nn.Linear(32, 10), how

    def forward(self, x: Any) -> Any:
        z = self.a(x)
        f = {
            "module": nn.ReLU(), "functional": F.relu, "method": lambda z: z.relu(),
            "in place": lambda z: F.relu(z, inplace=True), "in place method": lambda z: z.relu_(),
            "clamp": lambda z: z.clamp(min=0),
        }[self.how]  # fmt: skip
        return self.b(f(z))


@pytest.mark.parametrize(
    "how", ["module", "functional", "method", "in place", "in place method", "clamp"]
)
def test_an_activation_is_seen_however_it_is_written(how: str) -> None:
    layer = first_look(Functional(how)).start.layers[0]
    assert layer.function == "relu"
    Z = Functional(how).a(batch()[0])
    assert layer.flat == pytest.approx(float((Z <= 0).double().mean()))
    assert layer.dead == pytest.approx(float((Z <= 0).all(0).double().mean()))


def test_theory_stands_beside_what_is_measured() -> None:
    torch.manual_seed(0)
    layers = [nn.Linear(512, 512) for _ in range(4)]
    for layer in layers:
        nn.init.normal_(layer.weight, std=(2 / 512) ** 0.5)
        nn.init.zeros_(layer.bias)
    model = nn.Sequential(*[m for layer in layers for m in (layer, nn.ReLU())], nn.Linear(512, 10))
    data = torch.randn(64, 512), torch.randint(0, 10, (64,))
    seen = first_look(model, data).start
    np.testing.assert_allclose(seen.of("forward")[:4], seen.of("forward_theory")[:4], rtol=0.1)
    np.testing.assert_allclose(seen.of("backward")[:4], seen.of("backward_theory")[:4], rtol=0.1)
    assert seen.of("backward_theory")[0] == pytest.approx(1, rel=0.01)  # He's weights


class Shared(nn.Module):
    def __init__(self, times: int) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.inner, self.times, self.head = nn.Linear(64, 64), times, nn.Linear(64, 10)

    def forward(self, x: Any) -> Any:
        for _ in range(self.times):
            x = torch.tanh(self.inner(x))
        return self.head(x)


@pytest.mark.parametrize("times", [2, 40])
def test_a_layer_that_is_used_again_is_one_row_with_all_its_uses(times: int) -> None:
    inner, head = first_look(Shared(times)).start.layers
    assert (inner.name, head.name, len(inner.uses)) == ("inner", "head", times)
    assert inner.uses[0] < inner.uses[-1]  # PyTorch's own weights make errors smaller, use by use
    assert not inner.in_time


KINDS = {
    "convolution": (nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(144, 10)),
                    lambda X: X.reshape(-1, 1, 8, 8), ["convolution", "linear"]),
    "transposed": (nn.Sequential(nn.ConvTranspose2d(1, 4, 2, 2), nn.Flatten(), nn.Linear(1024, 10)),
                   lambda X: X.reshape(-1, 1, 8, 8), ["convolution", "linear"]),
    "embedding": (nn.Sequential(nn.Embedding(9, 4), nn.Flatten(), nn.Linear(256, 10)),
                  lambda X: X.abs().long().clamp(max=8), ["embedding", "linear"]),
    "normalized": (nn.Sequential(nn.Linear(64, 8), nn.LayerNorm(8), nn.GELU(), nn.Linear(8, 10)),
                   lambda X: X, ["linear", "linear"]),
    "weight norm": (nn.Sequential(weight_norm(nn.Linear(64, 8)), nn.Linear(8, 10)),
                    lambda X: X, ["linear", "linear"]),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_kinds_of_layers(kind: str) -> None:
    model, shaped, kinds = KINDS[kind]
    X, y = batch()
    layers = first_look(model, (shaped(X), y)).start.layers
    assert [layer.kind for layer in layers] == kinds
    for layer in layers:
        assert layer.error > 0
        assert layer.gradient > 0
        assert layer.step > 0
        assert layer.activation > 0 or layer.kind == "embedding"


def test_attention_has_its_projections_and_no_gradient_is_missing() -> None:
    torch.manual_seed(0)
    layer = nn.TransformerEncoderLayer(16, 2, 32, batch_first=True)
    model = nn.Sequential(nn.Unflatten(1, (4, 16)), layer, nn.Flatten(), nn.Linear(64, 10))
    record = first_look(model)
    names = [layer.name for layer in record.start.layers]
    assert names == ["1.self_attn.in_proj", "1.self_attn.out_proj", "1.linear1", "1.linear2", "3"]
    assert not record.facts.missing
    assert not record.facts.unused


class Recurrent(nn.Module):
    def __init__(self, cell: Any) -> None:
        super().__init__()
        self.cell, self.head = cell, nn.Linear(16, 10)

    def forward(self, x: Any) -> Any:
        return self.head(self.cell(x.reshape(-1, 8, 8))[0][:, -1])


@pytest.mark.parametrize("cell", [nn.RNN, nn.LSTM, nn.GRU])
def test_a_recurrent_cell_is_seen_step_by_step(cell: Any) -> None:
    torch.manual_seed(0)
    layers = first_look(Recurrent(cell(8, 16, batch_first=True))).start.layers
    recurrent = next(layer for layer in layers if layer.name == "cell.weight_hh_l0")
    assert recurrent.in_time
    assert recurrent.kind == "recurrent"
    assert len(recurrent.uses) == 8
    assert 0 < recurrent.uses[0] < recurrent.uses[-1]


def test_the_first_place_of_a_nan_is_named() -> None:
    class Breaks(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.a, self.b = nn.Linear(64, 8), nn.Linear(8, 10)

        def forward(self, x: Any) -> Any:
            return self.b(torch.log(F.relu(self.a(x)) - 1))

    model = Breaks()
    seen = examine(model, CROSS_ENTROPY, batch(), torch.optim.SGD(model.parameters(), 0.1))
    assert "by log" in seen.record.start.broken
    assert seen.verdict.cause == "undefined operation"


def test_first_look_only_is_the_first_of_two() -> None:
    model = stack(2)
    optimizer = torch.optim.Adam(model.parameters())
    one = examine(model, CROSS_ENTROPY, batch(), optimizer, steps=0).record
    two = examine(model, CROSS_ENTROPY, batch(), optimizer, steps=2).record
    np.testing.assert_array_equal(one.start.of("gradient"), two.start.of("gradient"))
    assert one.later is None
    assert two.later is not None
    assert len(two.costs) == 3
