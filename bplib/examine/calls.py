"""How a batch goes through a model to its cost, in the forms that people write it in."""

import copy
import inspect
import warnings
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import torch
from torch.utils._pytree import tree_leaves

from bplib.examine.given import Batch, Loss, Model, Output


class NotFinite(ValueError):
    """The model gives a NaN or an infinity, and the loss refuses it."""


MODEL_NAMES = ("model", "net", "network", "module")
WHOLE_NAMES = ("batch", "data", "sample", "inputs")
TARGET_NAMES = ("labels", "label", "targets", "target", "y")


def parameters_of(function: Any) -> list[inspect.Parameter]:
    """The parameters of a function or of a module's forward; none where Python cannot tell."""
    try:
        called = function.forward if isinstance(function, torch.nn.Module) else function
        return list(inspect.signature(called).parameters.values())
    except (TypeError, ValueError):
        return []


def required(function: Any) -> list[inspect.Parameter]:
    """Those that a call must give by their place."""
    by_place = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    every = parameters_of(function)
    return [p for p in every if p.kind in by_place and p.default is inspect.Parameter.empty]


@dataclass
class Call:
    """A batch taken apart: what the model is called with, and what its output is held against."""

    loss: Callable[..., Any]
    batch: Batch
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    target: Any
    warned: list[str] = field(default_factory=list)

    @property
    def examples(self) -> int:
        """How many examples there are: as the target says, else the first tensor."""
        for each in (self.target, *self.args, *self.kwargs.values()):
            if isinstance(each, torch.Tensor) and each.dim():
                return len(each)
        return 0

    def __call__(
        self, model: Model, in_steps: bool = False, loss: Loss = None
    ) -> tuple[torch.Tensor | None, torch.Tensor]:
        """The output, where it is or holds a tensor, and the cost of a model for this batch.

        The batch is copied, since a model may change what it is given.
        """
        loss = self.loss if loss is None else loss
        with ExitStack() as contexts:
            caught = contexts.enter_context(warnings.catch_warnings(record=True))
            warnings.simplefilter("always")
            if in_steps:
                contexts.enter_context(torch.backends.mkldnn.flags(enabled=False))
                contexts.enter_context(torch.backends.cudnn.flags(enabled=False))
            output, cost = self.run(model, loss)
            self.warned = [str(each.message) for each in caught]
        return first_tensor(output), scalar(cost)

    def run(self, model: Model, loss: Loss) -> tuple[Any, Any]:
        """Output and cost as they come."""
        names = [p.name for p in required(loss)]
        if names and names[0] in MODEL_NAMES and not isinstance(loss, torch.nn.Module):
            return None, loss(model, *([copy.deepcopy(self.batch)] if len(names) > 1 else []))
        output = model(*copy.deepcopy(self.args), **copy.deepcopy(self.kwargs))
        try:
            return output, loss(*((output,) if len(names) == 1 else (output, self.target)))
        except Exception as error:
            if not all(t.isfinite().all() for t in tree_leaves(output) if is_number(t)):
                said = f"the model gives a NaN or an infinity, and the loss refuses it ({error})."
                raise NotFinite(said) from error
            if isinstance(output, torch.Tensor):
                raise
            raise ValueError(
                f"the model returns {described(output)}, and the loss does not take that "
                f"({error}). Give a loss that picks what it needs, such as "
                "lambda output, target: cross_entropy(output[0], target)."
            ) from error


def is_number(t: Any) -> bool:
    """Whether it is a tensor of floating point numbers."""
    return isinstance(t, torch.Tensor) and t.is_floating_point()


def described(value: Any) -> str:
    """A value in a few words."""
    if isinstance(value, torch.Tensor):
        return f"a tensor of shape {tuple(value.shape)}"
    if isinstance(value, Mapping):
        return f"a dict with {', '.join(map(str, value))}"
    if isinstance(value, tuple | list):
        return f"a {type(value).__name__} of {len(value)}"
    return f"a {type(value).__name__}"


def first_tensor(output: Output) -> torch.Tensor | None:
    """The first tensor with numbers in an output."""
    if isinstance(output, torch.Tensor):
        return output.detach() if output.is_floating_point() else None
    parts = output.values() if isinstance(output, Mapping) else output
    if not isinstance(parts, tuple | list) and not isinstance(output, Mapping):
        return None
    found = (first_tensor(part) for part in parts)
    return next((each for each in found if each is not None), None)


def scalar(cost: Any) -> torch.Tensor:
    """The cost, if it is one number that depends on a weight that can learn."""
    if not isinstance(cost, torch.Tensor):
        raise ValueError(
            f"the loss gave {described(cost)}; it must give a tensor with one number, made by "
            "PyTorch, so that it can be differentiated (no .item(), no float)."
        )
    if cost.numel() != 1:
        raise ValueError(
            f"the loss gave a tensor of shape {tuple(cost.shape)}; it must be one number. Take the "
            "mean over the batch: .mean(), or reduction='mean'."
        )
    if not cost.requires_grad:
        raise ValueError(
            "the cost depends on no weight that can learn: everything is frozen "
            "(requires_grad=False), or a no_grad() or a detach() cuts the way back to the weights."
        )
    return cost.reshape(())


def taken_apart(model: torch.nn.Module, loss: Loss, batch: Batch) -> Call:
    """How this batch is to go through this model.

    (inputs, target), where inputs may be a tuple or a dict of several; (x1, x2, …, target); a dict,
    whose keys that `forward` names go to the model; or one tensor that is its own target.
    """
    if not callable(loss):
        raise ValueError(f"loss is a function of (output, target); got {described(loss)}.")
    if isinstance(batch, torch.Tensor):
        return Call(loss, batch, (batch,), {}, batch)
    if isinstance(batch, Mapping):
        return from_names(model, loss, batch)
    if not isinstance(batch, tuple | list) or not batch:
        raise ValueError(
            f"batch is (inputs, target), a dict, or a tensor; got {described(batch)}. From a "
            "DataLoader take one batch: next(iter(loader))."
        )
    refuse_arrays(batch)
    if len(batch) == 1:
        return Call(loss, batch, (batch[0],), {}, batch[0])
    *inputs, target = batch
    if len(inputs) == 1 and isinstance(inputs[0], Mapping):
        return from_names(model, loss, inputs[0], batch, target)
    if len(inputs) == 1 and isinstance(inputs[0], tuple | list) and len(required(model)) != 1:
        inputs = list(inputs[0])
    return Call(loss, batch, tuple(inputs), {}, target)


def refuse_arrays(batch: Batch) -> None:
    """Say what to do with arrays that are not tensors."""
    for each in batch:
        if type(each).__module__ == "numpy":
            raise ValueError(
                "the batch holds NumPy arrays; a PyTorch model takes tensors: "
                "torch.as_tensor(X, dtype=torch.float32)."
            )


def from_names(
    model: torch.nn.Module,
    loss: Loss,
    batch: Mapping[str, Any],
    whole: Any = None,
    target: Any = None,
) -> Call:
    """The call of a model by the names in a dict."""
    refuse_arrays(batch.values())
    whole = batch if whole is None else whole
    known = parameters_of(model)
    names = {p.name for p in known}
    takes_all = any(p.kind is inspect.Parameter.VAR_KEYWORD for p in known)
    given = {key: value for key, value in batch.items() if key in names or takes_all}
    rest = {key: value for key, value in batch.items() if key not in given}
    if target is None:
        target = next(iter(rest.values())) if len(rest) == 1 else (rest or batch)
    if given:
        return Call(loss, whole, (), given, target)
    labels = [key for key in batch if key in TARGET_NAMES]
    inputs = [value for key, value in batch.items() if key not in labels]
    if len(labels) == 1 and len(inputs) == len(required(model)):
        return Call(loss, whole, tuple(inputs), {}, batch[labels[0]])
    if len(required(model)) == 1 and required(model)[0].name in WHOLE_NAMES:
        return Call(loss, whole, (batch,), {}, target)
    raise ValueError(
        f"the batch is {described(batch)}, and the model's forward takes "
        f"{', '.join(sorted(names)) or 'nothing'}: give (inputs, target), or a dict with the names "
        "that forward has."
    )
