"""An examination leaves no trace, bit by bit, also when the model raises in the middle."""

import copy
import random
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed: pip install torch")

from bplib.examine import examine  # noqa: E402
from tests.examine.patients import CROSS_ENTROPY, Everything, batch  # noqa: E402

OPTIMIZERS = {
    "SGD": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=1e-4),
    "Adam": lambda p: torch.optim.Adam(p, lr=1e-3, amsgrad=True),
    "AdamW": lambda p: torch.optim.AdamW(p, lr=1e-3),
    "LBFGS": lambda p: torch.optim.LBFGS(p, lr=0.1, max_iter=2),
}


def bits(value: Any) -> Any:
    """A value as something that can be compared bit by bit."""
    if isinstance(value, torch.Tensor):
        return (value.dtype, tuple(value.shape), value.detach().clone().numpy().tobytes())
    if isinstance(value, np.ndarray):
        return value.tobytes()
    if isinstance(value, dict):
        return [(str(k) if isinstance(k, torch.Tensor) else k, bits(v)) for k, v in value.items()]
    if isinstance(value, list | tuple):
        return [bits(v) for v in value]
    return copy.copy(value)


def state(model: Any, optimizer: Any, data: Any) -> dict[str, Any]:
    """All that an examination might change."""
    modules = dict(model.named_modules())
    return {
        "weights": [(n, id(p), bits(p), p.requires_grad) for n, p in model.named_parameters()],
        "buffers": [(n, id(b), bits(b)) for n, b in model.named_buffers()],
        "gradients": [(id(p.grad), bits(p.grad)) for p in model.parameters()],
        "modes": [m.training for m in modules.values()],
        "hooks": [
            (name, list(value)) for m in modules.values()
            for name, value in vars(m).items() if name.endswith("_hooks")
        ],
        "attributes": [(m.calls, list(m.seen)) for m in modules.values() if hasattr(m, "calls")],
        "optimizer": bits(optimizer.state_dict()["state"]),
        "groups": bits([{**g, "params": 0} for g in optimizer.param_groups]),
        "held": [[id(p) for p in g["params"]] for g in optimizer.param_groups],
        "batch": [(id(t), bits(t), t.requires_grad) for t in data],
        "random": (random.getstate(), bits(np.random.get_state()), bits(torch.get_rng_state())),  # noqa: NPY002
        "grad mode": torch.is_grad_enabled(),
    }  # fmt: skip


def trained(kind: str) -> tuple[Any, Any, Any]:
    """A model in the middle of its training, with gradients, a schedule and a hook of its own."""
    model, data = Everything(), batch()
    optimizer = OPTIMIZERS[kind]([p for p in model.parameters() if p.requires_grad])
    model.last.register_forward_hook(lambda *_: None)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 5)

    def closure() -> Any:
        optimizer.zero_grad()
        cost = CROSS_ENTROPY(model(data[0].clone()), data[1])
        cost.backward()
        return cost

    for _ in range(2):
        optimizer.step(closure)
        schedule.step()
    return model, optimizer, data


@pytest.mark.parametrize("steps", [0, 3])
@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_nothing_changes(kind: str, steps: int) -> None:
    model, optimizer, data = trained(kind)
    before = state(model, optimizer, data)
    examine(model, CROSS_ENTROPY, data, optimizer, steps=steps)
    after = state(model, optimizer, data)
    for what, value in before.items():
        assert after[what] == value, what


@pytest.mark.parametrize("call", [1, 4, 7])
@pytest.mark.parametrize("steps", [0, 5])
def test_nothing_changes_when_the_model_raises(steps: int, call: int) -> None:
    model, optimizer, data = trained("Adam")
    model.raises_at = model.calls + (1 if steps == 0 else call)
    before = state(model, optimizer, data)
    with pytest.raises(RuntimeError, match="the model itself raised"):
        examine(model, CROSS_ENTROPY, data, optimizer, steps=steps)
    after = state(model, optimizer, data)
    for what, value in before.items():
        assert after[what] == value, what


def test_it_sees_the_same_whatever_was_drawn_before() -> None:
    model, optimizer, data = trained("SGD")
    first = examine(model, CROSS_ENTROPY, data, optimizer, steps=2)
    second = examine(model, CROSS_ENTROPY, data, optimizer, steps=2)
    assert first.record.start == second.record.start or str(first) == str(second)


def test_a_cost_that_reaches_for_the_original_leaves_it_alone() -> None:
    model, optimizer, data = trained("SGD")

    def cost(output: Any, y: Any) -> Any:
        return CROSS_ENTROPY(output, y) + 1e-3 * sum(p.square().sum() for p in model.parameters())

    before = state(model, optimizer, data)
    examine(model, cost, data, optimizer, steps=2)
    assert state(model, optimizer, data) == before


def test_it_works_where_gradients_are_off() -> None:
    model, optimizer, data = trained("SGD")
    with torch.no_grad():
        seen = examine(model, CROSS_ENTROPY, data, optimizer, steps=2)
        assert not torch.is_grad_enabled()
    assert np.isfinite(seen.record.start.of("gradient")).any()


def test_a_model_that_holds_on_to_itself_gets_the_first_look_only() -> None:
    class Holding(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.a, self.b = torch.nn.Linear(64, 16), torch.nn.Linear(16, 10)
            self.first = lambda x: self.a(x)

        def forward(self, x: Any) -> Any:
            return self.b(torch.relu(self.first(x)))

    model = Holding()
    seen = examine(model, CROSS_ENTROPY, batch(), torch.optim.SGD(model.parameters(), lr=0.1))
    assert [layer.name for layer in seen.record.start.layers] == ["a", "b"]
    assert seen.verdict.outcome == "cannot tell"
    assert "only the first look was taken" in str(seen)
    assert all(p.grad is None for p in model.parameters())


class MadeAnew(torch.nn.Linear):
    """A module whose copy is made anew from its settings, as some libraries do."""

    def __deepcopy__(self, memo: Any) -> Any:
        return MadeAnew(self.in_features, self.out_features)


def test_a_model_whose_copy_parts_from_its_optimizer_gets_the_first_look_only() -> None:
    model = torch.nn.Sequential(MadeAnew(64, 16), torch.nn.ReLU(), MadeAnew(16, 10))
    seen = examine(model, CROSS_ENTROPY, batch(), torch.optim.SGD(model.parameters(), lr=0.1))
    assert "only the first look was taken" in str(seen)
    assert np.isfinite(seen.record.start.of("step")).all()
