"""What a notebook keeps of a widget: its picture and its words, so that it needs no kernel."""

import re
from pathlib import Path
from typing import Any

from anywidget import AnyWidget
from traitlets import Unicode

from bplib.plots import NIGHT

VIEW = "application/vnd.jupyter.widget-view+json"
SCRIPT = (Path(__file__).parent / "saved.js").read_text(encoding="utf-8")


def with_view(
    widget: Any, data: dict[str, Any], metadata: dict[str, Any] | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A bundle that is complete by itself, and the live view, which is not saved (saved.js)."""
    view = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    return data | {VIEW: view}, {**(metadata or {}), VIEW: {"complete": True}}


class Keeper(AnyWidget):
    """Shows nothing; has the page do for widgets of others' make what saved.js says.

    With it come the colours of their pictures by night, and a voice: what is said here is read out
    to those who do not see it appear.
    """

    _css = NIGHT
    _esm = SCRIPT + (Path(__file__).parent / "keeper.js").read_text(encoding="utf-8")
    said = Unicode().tag(sync=True)

    def say(self, words: str) -> None:
        """Have words read out, without signs and marks."""
        self.said = re.sub(r"[✓✗] |[`*]", "", words)
