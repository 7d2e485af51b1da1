"""Answers as learners write them, right and wrong: the measure of the checkers.

One module for each notebook, with whole functions:

    @right("central_difference")
    def _(f, x, h=1e-5): ...

    @wrong("central_difference", "divided by h")  # words of the hint that it must get
    def _(f, x, h=1e-5): ...

A wrong answer without such words is one whose mistake no hint names; nine in ten must have one.
"""

import inspect
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple


class LearnersAnswer(NamedTuple):
    """A function for an exercise; `hint` are words of the hint that a wrong one must get."""

    exercise: str
    function: Callable[..., Any]
    right: bool
    hint: str = ""

    def __repr__(self) -> str:
        if code := getattr(self.function, "__code__", None):
            line = code.co_firstlineno
        else:
            line = inspect.getsourcelines(self.function)[1] if callable(self.function) else 0
        return f"{self.exercise}-{'right' if self.right else 'wrong'}-line-{line}"


ANSWERS: list[LearnersAnswer] = []


def right(exercise: str) -> Callable[[Any], Any]:
    """Record a right answer."""

    def record(function: Any) -> Any:
        ANSWERS.append(LearnersAnswer(exercise, function, True))
        return function

    return record


def wrong(exercise: str, hint: str = "") -> Callable[[Any], Any]:
    """Record a wrong answer, with words of the hint that names its mistake."""

    def record(function: Any) -> Any:
        ANSWERS.append(LearnersAnswer(exercise, function, False, hint))
        return function

    return record


def all_answers() -> list[LearnersAnswer]:
    """Every recorded answer, notebook by notebook."""
    if not ANSWERS:
        for file in sorted(Path(__file__).parent.glob("n*.py")):
            import_module(f"tests.course.answers.{file.stem}")
    return ANSWERS
