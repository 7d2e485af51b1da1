"""Other tools that look for faults in a PyTorch model, each used as its own first example does.

A contestant takes model, cost, inputs, targets and optimizer and returns its alarms in words; no
alarm is an empty list. Where a tool has degrees, the alarm is the one that it calls an error.
"""

import contextlib
import io
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import torch

STEPS = 20
Contestant = Callable[..., list[str]]


def bplib(model: Any, loss: Any, X: Any, y: Any, optimizer: Any) -> list[str]:
    """This library's examination: the first guess first."""
    from bplib.examine import examine

    return [each.cause for each in examine(model, loss, (X, y), optimizer).verdict.findings]


def torchtest2(model: Any, loss: Any, X: Any, y: Any, optimizer: Any) -> list[str]:
    """Its report; an alarm is a FAIL."""
    import torchtest2 as tool

    report = tool.check_model(model, X, y, loss_fn=loss, optimizer=optimizer)
    return [each.name for each in report.failures]


def steps(model: Any, loss: Any, X: Any, y: Any, optimizer: Any) -> Any:
    """Steps of plain training on this batch, with the cost of each."""
    for _ in range(STEPS):
        optimizer.zero_grad()
        cost = loss(model(X), y)
        cost.backward()
        optimizer.step()
        yield cost.item()


def torchmortem(model: Any, loss: Any, X: Any, y: Any, optimizer: Any) -> list[str]:
    """Its report after some steps; an alarm is CRITICAL."""
    from torchmortem import Autopsy, Severity

    with Autopsy(model, optimizer=optimizer) as autopsy:
        for cost in steps(model, loss, X, y, optimizer):
            autopsy.step(loss=cost)
    report = autopsy.get_report()
    return [each.title for each in report.findings if each.severity >= Severity.CRITICAL]


def torchdiag(model: Any, loss: Any, X: Any, y: Any, optimizer: Any) -> list[str]:
    """Its three checks; an alarm is a gradient that is not OK, or units that are CRITICAL."""
    import torchdiag as tool

    dead = tool.check_dead_neurons(model, X)
    step = tool.verify_step(model, optimizer, loss, X, y)
    gradients = tool.check_gradients(model)
    alarms = [f"{name} dead" for name, each in dead.items() if each["dead_pct"] > 50]
    alarms += [f"{name} {g['status']}" for name, g in gradients.items() if g["status"] != "OK"]
    return alarms + [f"{k}: {v}" for k, v in step.items() if str(v).startswith("FAIL")]


def torch_audit(model: Any, loss: Any, X: Any, y: Any, optimizer: Any) -> list[str]:
    """Its audit of some steps; an alarm is an ERROR or worse."""
    from torch_audit import Severity, audit_dynamic

    with audit_dynamic(model, optimizer=optimizer, every_n_steps=1) as auditor:
        for _ in range(STEPS):
            optimizer.zero_grad()
            cost = loss(auditor.forward(X), y)
            auditor.backward(cost)
            auditor.optimizer_step()
    return [each.message for each in auditor.finish().findings if each.severity >= Severity.ERROR]


CONTESTANTS: dict[str, Contestant] = {
    each.__name__: each for each in (bplib, torchtest2, torchmortem, torchdiag, torch_audit)
}


def installed() -> dict[str, Contestant]:
    """The contestants that are here; of the others a word is printed."""
    here = {name: each for name, each in CONTESTANTS.items() if find_spec(name)}
    for name in CONTESTANTS.keys() - here.keys():
        print(f"{name} is not installed and is left out: pip install {name.replace('_', '-')}")
    return here


def asked(contestant: Contestant, made: Any, X: torch.Tensor, y: torch.Tensor) -> list[str]:
    """A contestant's alarms, without what it prints; an exception is an alarm as well."""
    model, loss, _, optimizer = made
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            return contestant(model, loss, X, y, optimizer)
        except Exception as error:
            return [f"raised {type(error).__name__}"]
