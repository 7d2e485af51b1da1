"""Questions to answer before the picture does: feedback on every answer, nothing recorded.

They are data, and kept in `bplib/course/nNN_<name>/questions.py`: a notebook calls them by name, so
that no answer stands in a cell above its question.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from ipywidgets import HTMLMath, Text, VBox

from bplib.messages import unknown
from bplib.widgets.saved import Keeper, with_view


def inline(text: str) -> str:
    """Text as HTML: `code` and **bold** are marked, formulas between dollar signs stay."""
    safe = escape(text, quote=False)
    safe = re.sub(r"`([^`]+)`", r"<code>\1</code>", safe)
    return re.sub(r"\*\*([^*]+)\*\*", r"<b>\1</b>", safe)


@dataclass(frozen=True)
class Question:
    """A question with options to open; it needs no kernel, so it also works where none runs."""

    question: str
    options: Mapping[str, str]
    answer: str

    def feedback(self, option: str) -> str:
        """What an option answers, ✓ or ✗ first, in words."""
        if option not in self.options:
            raise ValueError(unknown("option", option, self.options))
        verdict = "✓ Right." if option == self.answer else "✗ Not so."
        return f"{verdict} {self.options[option]}"

    def __repr__(self) -> str:
        return "\n".join([self.question, *(f"○ {option}" for option in self.options)])

    def _html(self) -> str:
        rows = (
            f'<details style="margin: 6px 0"><summary style="cursor: pointer">{inline(option)}'
            f'</summary><p style="margin: 4px 0 8px 2em">{inline(self.feedback(option))}</p>'
            "</details>"
            for option in self.options
        )
        return f"<p><b>Predict.</b> {inline(self.question)}</p>" + "".join(rows)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self._html()}


def read(typed: str) -> float:
    """A typed number or fraction; nan for anything else."""
    top, slash, below = typed.strip().replace("−", "-").replace(",", ".").partition("/")
    try:
        return float(top) / float(below) if slash else float(top)
    except (ValueError, ZeroDivisionError):
        return math.nan


def predict(question: str, options: Mapping[str, str], answer: str) -> Question:
    """A question to commit to before looking: `options` maps each option to its feedback."""
    if len(options) < 2:
        raise ValueError(f"predict got {len(options)} options; expected at least 2.")
    for option, feedback in options.items():
        if not isinstance(feedback, str) or not feedback.strip():
            raise ValueError(f"option {option!r} has no feedback; every option needs a sentence.")
    if answer not in options:
        raise ValueError(unknown("answer", answer, options))
    return Question(question, dict(options), answer)


@dataclass(frozen=True)
class NumberQuestion:
    """A question whose answer is a number typed by the learner."""

    question: str
    answer: float
    tolerance: float
    known: Mapping[float, str]
    why: str
    lead: str = "Predict."
    place: str = ""  # where it can be read again

    def feedback(self, entry: str) -> str:
        """What a typed number answers, ✓ or ✗ first, in words."""
        number = read(entry)
        if math.isnan(number):
            return f"“{entry.strip()}” is not a number; type one such as 0.25."
        if abs(number - self.answer) <= self.tolerance:
            return f"✓ Right. {self.why}"
        for wrong, words in self.known.items():
            if abs(number - wrong) <= self.tolerance:
                return f"✗ Not so. {words}{self.again}"
        far = "small" if number < self.answer else "large"
        return f"✗ Not so: {number:g} is too {far}. Try again.{self.again}"

    def __repr__(self) -> str:
        return self.question

    @property
    def again(self) -> str:
        """The place to read again, as a sentence."""
        return f" Read again: {self.place}." if self.place else ""

    def answer_html(self) -> str:
        """The answer, to open."""
        return (
            "<details><summary>Answer</summary>"
            f"<p>{self.answer:g}. {inline(self.why + self.again)}</p></details>"
        )

    def html(self) -> str:
        """The question with its answer to open, for where no kernel runs."""
        return f"<p><b>{self.lead}</b> {inline(self.question)}</p>{self.answer_html()}"

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        return with_view(Entry(self), {"text/plain": self.question, "text/html": self.html()})


class Entry(VBox):
    """Where the number is typed, and answered; with the place to read again the answer opens."""

    def __init__(self, question: NumberQuestion) -> None:
        self._question = question
        self.box = Text(
            description="Your number:",
            placeholder="then press Enter",
            continuous_update=False,
            style={"description_width": "initial"},
        )
        self.reply = HTMLMath()
        self.box.observe(self._answer, "value")
        asked = HTMLMath(f"<b>{question.lead}</b> {inline(question.question)}")
        shown = [HTMLMath(question.answer_html())] if question.place else []
        self.keeper = Keeper()
        super().__init__([asked, self.box, self.reply, *shown, self.keeper])

    def _answer(self, change: Mapping[str, Any]) -> None:
        text = str(change["new"])
        reply = self._question.feedback(text) if text.strip() else ""
        self.reply.value = inline(reply)
        self.keeper.say(reply)


def predict_number(
    question: str,
    answer: float,
    *,
    tolerance: float = 1e-6,
    feedback: Mapping[float, str] | None = None,
    why: str,
) -> NumberQuestion:
    """A number to commit to before looking; `feedback` maps likely wrong numbers to what to say."""
    if not (math.isfinite(answer) and tolerance >= 0):
        raise ValueError(f"answer is {answer!r}, tolerance {tolerance!r}; expected finite, ≥ 0.")
    for wrong in feedback or {}:
        if abs(wrong - answer) <= tolerance:
            raise ValueError(f"{wrong:g} lies within {answer:g} ± {tolerance:g}: it is not wrong.")
    return NumberQuestion(question, answer, tolerance, dict(feedback or {}), why)
