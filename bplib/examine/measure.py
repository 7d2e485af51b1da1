"""Numbers of tensors, in double precision whatever they are stored in, and in little memory."""

from typing import Any

import torch

CHUNK = 2**22  # entries that are turned into doubles at a time
NAN = float("nan")


def chunks(t: torch.Tensor) -> Any:
    """The entries of a tensor in pieces, as doubles."""
    return (piece.double() for piece in t.detach().reshape(-1).split(CHUNK))


SAFE = 1e-12, 1e15  # lengths between which squares neither vanish nor overflow in single precision


def rms(t: torch.Tensor | None) -> float:
    """The root mean square of the entries."""
    if t is None or t.numel() == 0:
        return NAN
    if t.dtype == torch.float32 and not t.is_sparse:
        length = torch.linalg.vector_norm(t.detach()).item()
        if SAFE[0] < length < SAFE[1] or length != length:
            return length / t.numel() ** 0.5
    if t.is_sparse:
        return rms(t.coalesce().values()) * (t._nnz() * t.size(-1) / t.numel()) ** 0.5
    return float(sum(float(piece.square().sum()) for piece in chunks(t)) / t.numel()) ** 0.5


def by_example(t: torch.Tensor, examples: int) -> torch.Tensor:
    """The tensor as (examples, the rest), in double precision, thinned out where it is large."""
    count = examples if examples and len(t) % examples == 0 else len(t)
    rows = t.detach().reshape(count, -1)
    stride = max(1, rows.numel() // CHUNK)
    return rows[:, ::stride].double()


def differing(t: torch.Tensor | None, examples: int) -> float:
    """How much of a tensor is not the same for all examples, 0…1; NaN where all is 0."""
    if t is None or not t.is_floating_point() or t.dim() == 0:
        return NAN
    rows = by_example(t, examples)
    size = rows.square().mean().sqrt()
    if len(rows) < 2 or not size > 0:
        return NAN
    return float((rows - rows.mean(0)).square().mean().sqrt() / size)


def silent(t: torch.Tensor | None, channel: int) -> float:
    """The share of units that are 0 for every example."""
    if t is None or t.dim() < 2:
        return NAN
    return every(t == 0, channel)


def every(where: torch.Tensor, channel: int) -> float:
    """The share of units for which something holds everywhere."""
    return float(where.movedim(channel, -1).flatten(0, -2).all(0).double().mean())


def alike(W: torch.Tensor) -> bool:
    """Whether all units of a layer have the same weights."""
    if len(W) < 2:
        return False
    rows = W.detach().reshape(len(W), -1)
    if (rows[0] - rows[1]).abs().max() > 1e-6 * rows[0].abs().max():
        return False  # as nearly always, and then the others need not be looked at
    return bool((rows - rows[:1]).abs().max() <= 1e-6 * rows.abs().max())


def finite(tensors: list[torch.Tensor]) -> bool:
    """Whether all entries of all tensors are finite, without a copy of any."""
    dense = (t.coalesce().values() if t.is_sparse else t for t in tensors)
    ends = (torch.stack(torch.aminmax(t.detach())) for t in dense if t.numel())
    return all(bool(each.isfinite().all()) for each in ends)
