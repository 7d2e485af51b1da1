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
    "amax": lambda x, axis=None, keepdims=False: torch.amax(x, every(x, axis), keepdims),
    "amin": lambda x, axis=None, keepdims=False: torch.amin(x, every(x, axis), keepdims),
    "prod": lambda x, axis=None, keepdims=False: product(x, every(x, axis), keepdims),
    "cumsum": lambda x, axis: x.ravel().cumsum(0) if axis is None else x.cumsum(axis),
    "norm": lambda x, ord=None, axis=None, keepdims=False: torch.linalg.vector_norm(
        x, 2, axis, keepdims
    ),
    "flip": lambda x, axis=None: torch.flip(x, every(x, axis)),
    "roll": lambda x, shift, axis=None: torch.roll(x, shift, axis),
    "repeat": lambda x, repeats, axis=None: torch.repeat_interleave(
        x, torch.as_tensor(repeats), axis
    ),
    "tile": lambda x, reps: torch.tile(x, reps),
    "take": lambda x, i, axis=None: (x.ravel() if axis is None else x).index_select(
        axis or 0, torch.atleast_1d(torch.as_tensor(i))
    ),
    "sliding_window_view": lambda x, shape, axis=0: windows(x, shape, axis),
    "diagonal": lambda x, offset, axis1, axis2: torch.diagonal(x, offset, axis1, axis2),
    "stack": lambda *pieces, axis: torch.stack(pieces, axis),
    "vstack": lambda *pieces: torch.vstack(pieces),
    "hstack": lambda *pieces: torch.hstack(pieces),
    "column_stack": lambda *pieces: torch.column_stack(pieces),
    "split": lambda x, parts, axis=0: torch.tensor_split(x, parts, axis),
    "diag": lambda x, k=0: torch.diag(x, k),
    "var": lambda x, axis=None, ddof=0, keepdims=False: torch.var(
        x, axis, correction=ddof, keepdim=keepdims
    ),
    "std": lambda x, axis=None, ddof=0: torch.std(x, axis, correction=ddof),
    "average": lambda x, axis=None, weights=1.0: (
        (x * torch.as_tensor(weights)).sum(every(x, axis))
        / (0 * x + torch.as_tensor(weights)).sum(every(x, axis))
    ),
    "outer": lambda a, b: torch.outer(a.ravel(), b),
    "dot": lambda a, b: (
        a * b if a.ndim == 0 else torch.tensordot(a, b, ([a.ndim - 1], [max(b.ndim - 2, 0)]))
    ),
    "inner": torch.inner,
    "tensordot": lambda a, b, axes=2: torch.tensordot(a, b, axes),
    "trace": lambda x, offset, axis1, axis2: torch.diagonal(x, offset, axis1, axis2).sum(-1),
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
    "binary_cross_entropy": lambda z, target: F.binary_cross_entropy_with_logits(
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


THEIRS |= {"max": THEIRS["amax"], "min": THEIRS["amin"]}


def every(x, axis):
    """The axes in a tuple; all of them, where none is named."""
    return tuple(range(x.ndim)) if axis is None else axis if isinstance(axis, tuple) else (axis,)


def windows(x, shape, axis):
    """PyTorch unfolds one axis at a time."""
    for size, along in zip(np.atleast_1d(shape), np.atleast_1d(axis), strict=True):
        x = x.unfold(int(along), int(size), 1)
    return x


def product(x, axes, keepdims):
    """PyTorch multiplies along one axis at a time."""
    for axis in sorted(axes, reverse=True):
        x = torch.prod(x, axis, keepdim=keepdims)
    return x


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
    if isinstance(out, list):
        out, expected = np.concatenate(out, axis=-1), torch.cat(expected, -1)
    assert np.allclose(
        out.value, expected.detach().numpy().reshape(out.shape), rtol=1e-10, atol=1e-12
    )
    seed = np.random.default_rng(3).normal(size=out.shape)
    out.backward(seed=seed)
    expected.backward(torch.as_tensor(seed).reshape(expected.shape))
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
