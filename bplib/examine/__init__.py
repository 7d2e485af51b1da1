"""Examine a network that you bring: its chart, layer by layer, and what may ail it.

    from bplib.examine import examine
    examine(model, loss, (X, y), optimizer)

model: a PyTorch module, or a network of this library. It is left as it was, bit by bit.
"""

from dataclasses import dataclass
from functools import cached_property
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

from bplib.examine.arrays import look_at_arrays
from bplib.examine.chart import chart, save
from bplib.examine.given import Batch, Loss, Model, Optimizer
from bplib.examine.record import Facts, Layer, Look, Record
from bplib.examine.table import table
from bplib.examine.verdict import Finding, Verdict, judge
from bplib.plots import Still

__all__ = [
    "Examination", "Facts", "Finding", "Layer", "Look", "Record", "Verdict", "examine", "judge",
    "look_at_arrays",
]  # fmt: skip


@dataclass(frozen=True)
class Examination:
    """The record of a network, the verdict on it, its table and its chart; renders itself."""

    record: Record
    name: str = ""

    @cached_property
    def verdict(self) -> Verdict:
        """What the rules say of the record."""
        return judge(self.record)

    @property
    def table(self) -> str:
        """The layers as text, a row each."""
        return table(self.record)

    @property
    def chart(self) -> Still:
        """The chart as a picture."""
        return chart(self.record, self.name, self.marked)

    @property
    def marked(self) -> str:
        """The layer of the first guess."""
        return self.verdict.findings[0].layer if self.verdict.findings else ""

    def save(self, path: str | Path) -> Path:
        """Write the chart as .png or .svg."""
        return save(self.record, path, self.name, self.marked)

    def __str__(self) -> str:
        return f"{self.verdict}\n\n{self.table}"

    def __repr__(self) -> str:
        return str(self)

    def _repr_mimebundle_(self, **options: Any) -> Any:
        data, metadata = self.chart._repr_mimebundle_(**options)
        said = f'<pre style="font-family: monospace; overflow-x: auto">{escape(str(self))}</pre>'
        text, html = f"{self}\n\n{data['text/plain']}", said + data["text/html"]
        return data | {"text/plain": text, "text/html": html}, metadata


def examine(
    model: Model,
    loss: Loss,
    batch: Batch,
    optimizer: Optimizer,
    *,
    steps: int | None = None,
    clip: float | None = None,
    name: str = "",
) -> Examination:
    """Look at a network at the start and after some steps on a copy, and say what may ail it.

    loss: (output, target) to one number; for networks of this library the cost of each example.
    batch: (inputs, target), inputs a tensor, a tuple or a dict; or a dict; or one tensor that is
    its own target. steps: 20 unless said otherwise, 16 for more than a
    million parameters; 0 takes the first look only and needs no copy. clip: the length at which
    the training loop clips the gradient. A model in evaluation mode, a loss that is not one number,
    an optimizer of another model and the like raise a ValueError that says what to do.
    """
    library = "torch_probe" if is_torch(model) else "own_probe"
    probe = import_module(f"bplib.examine.{library}")
    seen = probe.record(model, loss, batch, optimizer, steps=steps, clip=clip)
    return Examination(seen, name)


def is_torch(model: Model) -> bool:
    """Whether it is a module of PyTorch, without importing PyTorch for the others."""
    return any(
        each.__module__.startswith("torch.") and each.__name__ == "Module"
        for each in type(model).__mro__
    )
