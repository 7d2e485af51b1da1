"""Every row of the table against PyTorch in double precision: a check for development."""

import numpy as np
import pytest

from bplib import Tensor, functions
from tests.library.test_derivatives import ALL, called

torch = pytest.importorskip("torch", reason="PyTorch is not installed: pip install torch")
F = torch.nn.functional

SAME_NAME = (
    "add subtract multiply divide negative positive square sqrt reciprocal absolute exp expm1"
)
SAME_NAME += " log log1p log2 log10 sin cos tan arctan sinh cosh tanh maximum minimum logaddexp"
SAME_NAME += " clip matmul ravel swapaxes moveaxis broadcast_to"
THEIRS = {name: getattr(torch, name, None) for name in SAME_NAME.split()} | {
    "power": torch.pow,
    "reshape": lambda x, shape: x.reshape(shape),
    "expand_dims": lambda x, axis: torch.unsqueeze(x, axis),
    "squeeze": lambda x, axis=None: x.squeeze() if axis is None else x.squeeze(axis),
    "sum": lambda x, axis=None, keepdims=False: torch.sum(x, axis, keepdim=keepdims),
    "mean": lambda x, axis=None, keepdims=False: torch.mean(x, axis, keepdim=keepdims),
    "max": lambda x, axis=None, keepdims=False: torch.amax(x, axis or every(x, axis), keepdims),
    "min": lambda x, axis=None, keepdims=False: torch.amin(x, axis or every(x, axis), keepdims),
    "logsumexp": lambda x, axis, keepdims=False: torch.logsumexp(x, axis, keepdim=keepdims),
    "choose": lambda x, y, condition: torch.where(torch.as_tensor(condition), x, y),
    "softmax": lambda x, axis=-1: torch.softmax(x, axis),
    "log_softmax": lambda x, axis=-1: torch.log_softmax(x, axis),
    "transpose": lambda x, axes=None: x.permute(*(axes or range(x.ndim)[::-1])),
    "getitem": lambda x, index: x[index],
    "concatenate": lambda *pieces, axis=0: (
        torch.cat([p.ravel() for p in pieces]) if axis is None else torch.cat(pieces, axis)
    ),
    "pad": lambda x, width: F.pad(
        x, [int(n) for n in np.broadcast_to(width, (x.ndim, 2))[::-1].ravel()]
    ),
    "cross_entropy": lambda z, target: F.cross_entropy(
        z, torch.as_tensor(target), reduction="none"
    ),
    "linear": lambda x: x * 1,
    "sigmoid": torch.sigmoid,
    "relu": torch.relu,
    "leaky_relu": lambda x, slope=0.01: F.leaky_relu(x, slope),
    "elu": lambda x, alpha=1.0: F.elu(x, alpha),
    "selu": torch.selu,
    "gelu": F.gelu,
    "silu": F.silu,
    "softplus": lambda x: F.softplus(x, threshold=1000),
}


def every(x, axis):
    """All axes, where none is named."""
    return tuple(range(x.ndim)) if axis is None else axis


def translated(x):
    """A further argument as PyTorch takes it; it has no slices with a negative step."""
    if isinstance(x, tuple) and any(isinstance(p, slice) and (p.step or 1) < 0 for p in x):
        pytest.skip("PyTorch has no slices that go backward")
    return torch.as_tensor(x) if isinstance(x, np.ndarray) else x


@pytest.mark.parametrize(("function", "case"), ALL, ids=lambda each: getattr(each, "__name__", ""))
def test_a_row_agrees_with_pytorch(function, case):
    arguments, further, options = case
    ours = [Tensor(a) for a in arguments]
    out = called(function, ours, further, options)
    theirs = [torch.tensor(a, requires_grad=True) for a in arguments]
    expected = THEIRS[function.__name__](*theirs, *map(translated, further), **options)
    assert np.allclose(out.value, expected.detach().numpy(), rtol=1e-10, atol=1e-12)
    seed = np.random.default_rng(3).normal(size=out.shape)
    out.backward(seed=seed)
    expected.backward(torch.as_tensor(seed))
    for mine, other in zip(ours, theirs, strict=True):
        assert np.allclose(mine.grad, other.grad.numpy(), rtol=1e-10, atol=1e-12)


def test_ties_and_kinks_agree():
    for mine, other in (
        (lambda x: np.max(x), torch.amax),
        (lambda x: functions.relu(x).sum(), lambda x: torch.relu(x).sum()),
        (lambda x: np.absolute(x).sum(), lambda x: x.abs().sum()),
        (lambda x: np.clip(x, 0, 1).sum(), lambda x: x.clip(0, 1).sum()),
        (lambda x: np.maximum(x, x[::-1]).sum(), lambda x: torch.maximum(x, x.flip(0)).sum()),
    ):
        values = np.array([1.0, 0.0, 1.0, 0.5])
        x, t = Tensor(values), torch.tensor(values, requires_grad=True)
        mine(x).backward()
        other(t).backward()
        assert np.array_equal(x.grad, t.grad.numpy())


def test_a_training_step_agrees():
    rng = np.random.default_rng(0)
    X, labels = rng.normal(size=(8, 5)), rng.integers(0, 3, 8)
    W1, b1, W2 = rng.normal(size=(5, 7)), rng.normal(size=7), rng.normal(size=(7, 3))
    ours = [Tensor(a) for a in (W1, b1, W2)]
    logits = np.tanh(X @ ours[0] + ours[1]) @ ours[2]
    functions.cross_entropy(logits, labels).mean().backward()
    theirs = [torch.tensor(a, requires_grad=True) for a in (W1, b1, W2)]
    z = torch.tanh(torch.tensor(X) @ theirs[0] + theirs[1]) @ theirs[2]
    F.cross_entropy(z, torch.tensor(labels)).backward()
    for mine, other in zip(ours, theirs, strict=True):
        assert np.allclose(mine.grad, other.grad.numpy(), rtol=1e-12, atol=1e-14)
