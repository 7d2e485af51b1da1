"""One exercise as the learner meets it."""

from dataclasses import replace
from typing import Any

from bplib.checking.exercise import Exercise
from bplib.checking.judge import judge
from bplib.checking.verdict import Hint, Solution, Verdict


class Checker:
    """One exercise: call it with your function, or ask for a hint or the solution."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        self.passed = False  # since the kernel started
        self._shown = 0

    def __call__(self, function: Any = None) -> Verdict:
        """Check a function."""
        verdict = judge(self.exercise, function)
        self.passed |= verdict.passed
        begun = verdict.status not in ("passed", "not done yet")
        return replace(verdict, hints=self.exercise.hints) if begun else verdict

    def or_solution(self, function: Any) -> Any:
        """The function if it passes, else the solution: for cells that go on from an exercise."""
        return function if self(function).passed else self.exercise.reference

    def hint(self, number: int | None = None) -> Hint:
        """The next hint; `hint(1)` starts again from the first."""
        total = len(self.exercise.hints)
        wanted = self._shown + 1 if number is None else number
        self._shown = min(max(wanted, 1), total)
        text = self.exercise.hints[self._shown - 1]
        return Hint(self.exercise.name, self._shown, total, text, repeated=wanted > total)

    def solution(self) -> Solution:
        """The solution's source."""
        return Solution(self.exercise.name, self.exercise.source())

    def __repr__(self) -> str:
        name = self.exercise.name
        return f"check.{name}(your_function), check.{name}.hint(), check.{name}.solution()"
