"""What is not ours is set aside before a look and put back after it, bit by bit."""

import copy
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch

from bplib.examine.given import Loss, Optimizer


class CannotCopy(Exception):
    """The model has something in it that Python cannot copy."""


@contextmanager
def random_state_kept() -> Iterator[None]:
    """Put the random states of Python, NumPy and PyTorch back where they were."""
    python, numpy, cpu = random.getstate(), np.random.get_state(), torch.get_rng_state()  # noqa: NPY002
    devices = torch.cuda.get_rng_state_all() if torch.cuda.is_initialized() else []
    try:
        yield
    finally:
        random.setstate(python)
        np.random.set_state(numpy)  # noqa: NPY002
        torch.set_rng_state(cpu)
        if devices:
            torch.cuda.set_rng_state_all(devices)


def owners(*things: Any) -> list[torch.nn.Module]:
    """All modules in a model, and in a loss that is one."""
    return [m for each in things if isinstance(each, torch.nn.Module) for m in each.modules()]


@contextmanager
def untouched(model: torch.nn.Module, loss: Loss) -> Iterator[None]:
    """Put gradients, buffers, modes and attributes of the model and the loss back as they were."""
    modules = owners(model, loss)
    gradients = [(p, p.grad) for module in modules for p in module.parameters(recurse=False)]
    buffers = [(b, b.detach().clone()) for m in modules for b in m.buffers(recurse=False)]
    attributes = [(m, {k: shallow(v) for k, v in vars(m).items()}) for m in modules]
    for p, _ in gradients:
        p.grad = None
    try:
        with random_state_kept(), torch.inference_mode(False), torch.enable_grad():
            yield
    finally:
        for module, before in attributes:
            restore(vars(module), before)
        with torch.no_grad():
            for buffer, kept in buffers:
                if not same(buffer, kept):
                    buffer.copy_(kept)
        for p, gradient in gradients:
            p.grad = gradient


def shallow(value: Any) -> Any:
    """A dict, list or set of its own with the same things in it; anything else as it is."""
    return copy.copy(value) if isinstance(value, dict | list | set) else value


def restore(now: dict[str, Any], before: dict[str, Any]) -> None:
    """Put back attributes; containers keep their identity and get their contents back."""
    for name in set(now) - set(before):
        del now[name]
    for name, value in before.items():
        current: Any = now.get(name)
        if isinstance(value, dict | set) and type(current) is type(value):
            current.clear()
            current.update(value)
        elif isinstance(value, list) and type(current) is type(value):
            current[:] = value
        else:
            now[name] = value


def same(a: torch.Tensor, b: torch.Tensor) -> bool:
    """Whether two tensors hold the same bits, NaN included."""
    return a.shape == b.shape and bool(((a == b) | ((a != a) & (b != b))).all())


def twins(model: torch.nn.Module, loss: Loss, optimizer: Optimizer) -> tuple[Any, Any, Any]:
    """Copies of model, loss and optimizer that belong together."""
    memo: dict[int, Any] = {}
    try:
        model_twin, loss_twin = copy.deepcopy((model, loss), memo)
        optimizer_twin = object.__new__(type(optimizer))
        kept = {k: v for k, v in vars(optimizer).items() if k != "step"}  # a schedule's counter
        optimizer_twin.__dict__.update(copy.deepcopy(kept, memo))
    except Exception as error:
        raise CannotCopy(str(error).split("\n")[0]) from error
    if held(model_twin, optimizer_twin) != held(model, optimizer):
        raise CannotCopy("its copy has other parameters than the copy of its optimizer")
    return model_twin, loss_twin, optimizer_twin


def held(model: torch.nn.Module, optimizer: Optimizer) -> int:
    """How many of a model's parameters an optimizer holds."""
    ours = {id(p) for p in model.parameters()}
    return sum(id(p) in ours for group in optimizer.param_groups for p in group["params"])
