"""What a checked exercise answers, as records that display themselves in a notebook."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WORDS = {"passed": "✓ Passed.", "not done yet": "○ Not done yet."}
NOT_YET = "✗ Not yet."
# Middle tones: they stand out on a light and on a dark page. The word says the same as the colour.
COLOURS = {"passed": "#009E73", "not done yet": "#7F7F7F"}
ATTENTION = "#D55E00"


def html_of(text: str) -> str:
    """Text with `code` between backticks and line breaks, as safe HTML; nothing in it is a formula.

    An element of its own keeps what begins and ends formulas from the page's typesetter.
    """
    code = re.sub(r"`([^`\n]+)`", r"<code>\1</code>", escape(text, quote=False))
    return re.sub(r"[$\\]", r"<span>\g<0></span>", code).replace("\n", "<br>")


@dataclass(frozen=True)
class Verdict:
    """The answer to one check: `passed`, a `status` of a word or two, a `message` in sentences.

    `printed` is what the function printed in the case that the message is about; `hints` can be
    opened below, one after the other.
    """

    exercise: str
    status: str
    message: str
    printed: str = ""
    hints: Sequence[str] = ()

    @property
    def passed(self) -> bool:
        """Whether the function gave the right answer in every case."""
        return self.status == "passed"

    @property
    def text(self) -> str:
        """The message, followed by what the function printed."""
        lines = self.printed.rstrip().splitlines()
        shown = [*lines[:8], "…"] if len(lines) > 8 else lines
        said = ["Meanwhile it printed:", *(line[:120] for line in shown)] if shown else []
        return "\n".join([self.message, *said])

    def __repr__(self) -> str:
        return f"{WORDS.get(self.status, NOT_YET)[2:]} {self.text}"

    def _repr_html_(self) -> str:
        colour = COLOURS.get(self.status, ATTENTION)
        return (
            f'<div role="status" style="border-left: 4px solid {colour}; padding: 0.2em 0.8em">'
            f"<strong>{WORDS.get(self.status, NOT_YET)}</strong> {html_of(self.text)}"
            f"{self._hints_html()}</div>"
        )

    def _hints_html(self) -> str:
        """The hints, each within the one before, so that they open one at a time."""
        inner = f"<br>{html_of(Hint(self.exercise, 1, 1, '', repeated=True).after)}"
        for number, text in reversed(list(enumerate(self.hints, 1))):
            inner = (
                f'<details style="margin-top: 4px"><summary style="cursor: pointer">Hint {number} '
                f"of {len(self.hints)}</summary>{html_of(text)}{inner}</details>"
            )
        return inner if self.hints else ""


@dataclass(frozen=True)
class Hint:
    """One hint of an exercise; `number` counts from 1."""

    exercise: str
    number: int
    total: int
    text: str
    repeated: bool = False

    @property
    def after(self) -> str:
        """What to do when there is no further hint."""
        if not self.repeated:
            return ""
        name = self.exercise
        return f" That was the last hint; `check.{name}.solution()` shows the solution."

    def __repr__(self) -> str:
        return f"Hint {self.number} of {self.total}: {self.text}{self.after}"

    def _repr_markdown_(self) -> str:
        return f"**Hint {self.number} of {self.total}.** {self.text}{self.after}"


@dataclass(frozen=True)
class Solution:
    """The source of an exercise's reference solution."""

    exercise: str
    source: str

    def __repr__(self) -> str:
        return self.source

    def _repr_markdown_(self) -> str:
        return f"```python\n{self.source}\n```"
