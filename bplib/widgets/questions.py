"""Questions to answer before the picture does: feedback on every answer, nothing recorded."""

import math
import re
from collections.abc import Mapping
from html import escape
from string import ascii_uppercase
from typing import Any

from ipywidgets import HTMLMath, Text, VBox

from bplib.messages import unknown
from bplib.widgets.saved import Keeper, with_view


def inline(text: str) -> str:
    """Text as HTML: `code` and **bold** are marked, formulas between dollar signs stay."""
    safe = escape(text, quote=False)
    safe = re.sub(r"`([^`]+)`", r"<code>\1</code>", safe)
    return re.sub(r"\*\*([^*]+)\*\*", r"<b>\1</b>", safe)


class Question:
    """A question with options to open; it needs no kernel, so it also works where none runs."""

    def __init__(self, question: str, options: Mapping[str, str], answer: str) -> None:
        self.question, self.options, self.answer = question, dict(options), answer

    def feedback(self, option: str) -> str:
        """What an option answers, ✓ or ✗ first, in words."""
        if option not in self.options:
            raise ValueError(unknown("option", option, self.options))
        verdict = "✓ Right." if option == self.answer else "✗ Not so."
        return f"{verdict} {self.options[option]}"

    def __repr__(self) -> str:
        lines = [f"{letter}. {option}" for letter, option in zip(ascii_uppercase, self.options)]  # noqa: B905
        return "\n".join([self.question, *lines])

    def _html(self) -> str:
        rows = (
            f'<details style="margin: 6px 0"><summary style="cursor: pointer"><b>{letter}.</b>'
            f' {inline(option)}</summary><p style="margin: 4px 0 8px 2em">'
            f"{inline(self.feedback(option))}</p></details>"
            for letter, option in zip(ascii_uppercase, self.options)  # noqa: B905
        )
        return f"<p><b>Predict.</b> {inline(self.question)}</p>" + "".join(rows)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self._html()}


def predict(question: str, options: Mapping[str, str], answer: str) -> Question:
    """A question to commit to before looking: `options` maps each option to its feedback."""
    if len(options) < 2 or len(options) > len(ascii_uppercase):
        raise ValueError(f"predict got {len(options)} options; expected from 2 to 26.")
    for option, feedback in options.items():
        if not isinstance(feedback, str) or not feedback.strip():
            raise ValueError(f"option {option!r} has no feedback; every option needs a sentence.")
    if answer not in options:
        raise ValueError(unknown("answer", answer, options))
    return Question(question, options, answer)


class NumberQuestion(VBox):
    """A question whose answer is a number typed by the learner."""

    def __init__(
        self,
        question: str,
        answer: float,
        tolerance: float,
        feedback: Mapping[float, str],
        why: str,
    ) -> None:
        self.question, self.answer, self.tolerance = question, float(answer), tolerance
        self.known, self.why = dict(feedback), why
        self.entry = Text(
            description="Your number:",
            placeholder="then press Enter",
            continuous_update=False,
            style={"description_width": "initial"},
        )
        self.reply = HTMLMath()
        self.entry.observe(self._answer, "value")
        asked = HTMLMath(f"<b>Predict.</b> {inline(question)}")
        super().__init__([asked, self.entry, self.reply, Keeper()])

    def feedback(self, entry: str) -> str:
        """What a typed number answers, ✓ or ✗ first, in words."""
        try:
            number = float(entry.strip().replace("−", "-").replace(",", "."))
        except ValueError:
            number = math.nan
        if math.isnan(number):
            return f"“{entry.strip()}” is not a number; type one such as 0.25."
        if abs(number - self.answer) <= self.tolerance:
            return f"✓ Right. {self.why}"
        for wrong, words in self.known.items():
            if abs(number - wrong) <= self.tolerance:
                return f"✗ Not so. {words}"
        far = "small" if number < self.answer else "large"
        return f"✗ Not so: {number:g} is too {far}. Try again."

    def _answer(self, change: Mapping[str, Any]) -> None:
        text = str(change["new"])
        self.reply.value = inline(self.feedback(text)) if text.strip() else ""

    def __repr__(self) -> str:
        return self.question

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        html = (
            f"<p><b>Predict.</b> {inline(self.question)}</p><details><summary>Answer</summary>"
            f"<p>{self.answer:g}. {inline(self.why)}</p></details>"
        )
        return with_view(self, {"text/plain": self.question, "text/html": html})


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
    return NumberQuestion(question, answer, tolerance, feedback or {}, why)
