"""Input that cannot be examined gets a sentence: what came, what was expected, what to do."""

from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed: pip install torch")
nn = torch.nn

from bplib.examine import examine  # noqa: E402
from tests.examine.patients import CROSS_ENTROPY, batch, stack  # noqa: E402

X, y = batch()


def sgd(model: Any) -> Any:
    return torch.optim.SGD(model.parameters(), lr=0.1)


class Pair(nn.Module):
    """Returns a tuple."""

    def __init__(self) -> None:
        super().__init__()
        self.net = stack(1)

    def forward(self, x: Any) -> Any:
        out = self.net(x)
        return out, out.mean()


def frozen() -> Any:
    return stack(1).requires_grad_(False)


def with_optimizer(made: Any) -> Any:
    return lambda: (stack(1), CROSS_ENTROPY, batch(), made())


def on_two() -> Any:
    return nn.Sequential(nn.Linear(64, 8), nn.Linear(8, 10, device="meta")), CROSS_ENTROPY, batch()


def whole(model: Any, batch: Any) -> Any:
    return CROSS_ENTROPY(model(batch[0]), batch[1])


def arrays() -> Any:
    X, y = batch()
    return stack(1), CROSS_ENTROPY, (X.numpy(), y.numpy())


BAD = {
    "not one number": (
        lambda: (stack(1), nn.CrossEntropyLoss(reduction="none"), batch()),
        r"shape \(64,\).*one number.*\.mean\(\)",
    ),
    "a float": (lambda: (stack(1), lambda o, y: o.sum().item(), batch()), "tensor with one number"),
    "cut off": (lambda: (stack(1), lambda o, y: o.detach().sum(), batch()), "no weight"),
    "evaluation": (lambda: (stack(1).eval(), CROSS_ENTROPY, batch()), r"model\.train\(\)"),
    "another model": (with_optimizer(lambda: sgd(stack(1))), "another model"),
    "no optimizer": (with_optimizer(lambda: 0.1), r"torch\.optim.*got a float"),
    "devices": (on_two, r"several devices \(cpu, meta\)"),
    "a tuple": (lambda: (Pair(), CROSS_ENTROPY, batch()), r"a tuple of 2.*output\[0\]"),
    "a loader": (lambda: (stack(1), CROSS_ENTROPY, iter([batch()])), r"next\(iter\(loader\)\)"),
    "arrays": (arrays, "as_tensor"),
    "strange names": (lambda: (stack(1), CROSS_ENTROPY, {"a": X, "b": y}), "a dict with a, b"),
    "nothing learns": (lambda: (nn.ReLU(), CROSS_ENTROPY, batch(), sgd(stack(1))), "no parameters"),
    "no loss": (lambda: (stack(1), None, batch()), r"function of \(output, target\)"),
    "lazy": (lambda: (nn.Sequential(nn.LazyLinear(10)), CROSS_ENTROPY, batch()), "lazy layers"),
    "no model": (lambda: ("model", CROSS_ENTROPY, batch(), None), "a PyTorch module or a network"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_gets_a_sentence(case: str) -> None:
    make, said = BAD[case]
    model, loss, data, *optimizer = make()
    with pytest.raises(ValueError, match=said):
        examine(model, loss, data, *(optimizer or [sgd(model)]), steps=2)


def refused(output: Any, y: Any) -> Any:
    assert output.isfinite().all(), "between 0 and 1"
    return CROSS_ENTROPY(output, y)


def test_a_loss_that_refuses_a_nan_breaks_the_run_and_not_the_examination() -> None:
    model = stack(2)
    seen = examine(model, refused, (X, y), torch.optim.SGD(model.parameters(), lr=1e20))
    assert np.isnan(seen.record.costs[-1])
    assert seen.verdict.cause == "large rate"
    with pytest.raises(ValueError, match=r"gives a NaN.*refuses it \(between 0 and 1"):
        examine(model, refused, (X / 0, y), sgd(model))


class Named(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.net = stack(1)

    def forward(self, pixels: Any, extra: Any = None) -> Any:
        return {"logits": self.net(pixels)}


FORMS = {
    "a pair": (stack(1), CROSS_ENTROPY, (X, y)),
    "a list": (stack(1), CROSS_ENTROPY, [X, y]),
    "a dict": (Named(), lambda o, t: CROSS_ENTROPY(o["logits"], t), {"pixels": X, "labels": y}),
    "a dict of inputs": (Named(), lambda o, t: CROSS_ENTROPY(o["logits"], t), ({"pixels": X}, y)),
    "two inputs": (nn.Bilinear(64, 64, 10), CROSS_ENTROPY, (X, X, y)),
    "a tuple of inputs": (nn.Bilinear(64, 64, 10), CROSS_ENTROPY, ((X, X), y)),
    "common names": (stack(1), CROSS_ENTROPY, {"x": X, "y": y}),
    "one tensor": (nn.Sequential(nn.Linear(64, 8), nn.Linear(8, 64)), nn.MSELoss(), X),
    "the model itself": (stack(1), whole, (X, y)),
    "only the output": (stack(1), lambda output: output.square().mean(), (X, y)),
    "a part of a tuple": (Pair(), lambda o, t: CROSS_ENTROPY(o[0], t), (X, y)),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_usual_form_of_batch_and_loss(form: str) -> None:
    model, loss, data = FORMS[form]
    record = examine(model, loss, data, sgd(model), steps=1).record
    assert all(layer.gradient >= 0 for layer in record.start.layers)
    assert len(record.costs) == 2
