"""An exercise is a record; one checker judges them all."""

import inspect
import linecache
import re
import textwrap
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from bplib.exercises.compare import Named, Odd, Raised, describe, difference, plain, shorten
from bplib.exercises.guard import run_each
from bplib.exercises.verdict import Hint, Solution, Verdict

__all__ = ["Checker", "Exercise", "Misconception", "Named"]

Function = Callable[..., Any]
SEED = 2024
ELLIPSIS = plain(...)


@dataclass(frozen=True)
class Misconception:
    """A wrong answer that people give, as a function, and the hint that it deserves."""

    wrong: Function
    hint: str


@dataclass(frozen=True)
class Exercise:
    """One exercise.

    reference: the solution; its source is shown, and uses the names of the import cell alone.
    cases: rng -> argument tuples, the smallest first (the first that fails is shown), nasty ones
        included; called anew for every function, so that none sees what another one changed.
    tolerance: numbers agree up to tolerance · (1 + |expected|).
    seconds: the time that all the cases together may take.
    call: (function, *arguments) -> what is compared; for a class, or a result to be looked into.
    compare: (came, expected, *arguments) -> what is wrong as a clause after "your function", or
        None; for exercises with more than one right answer. Gets lists, dicts, arrays.
    describe: (*arguments) -> the input in words; by default `name = value` for each argument.
    """

    name: str
    reference: Function
    cases: Callable[[np.random.Generator], Sequence[tuple[Any, ...]]]
    misconceptions: Sequence[Misconception]
    hints: Sequence[str]
    tolerance: float = 1e-9
    seconds: float = 5.0
    call: Function | None = None
    compare: Callable[..., str | None] | None = None
    describe: Callable[..., str] | None = None

    def arguments(self) -> list[tuple[Any, ...]]:
        """The cases, the same at every call, in fresh copies."""
        return list(self.cases(np.random.default_rng(SEED)))

    def answers(self, function: Function) -> list["Answer"]:
        """What a trusted function answers in each case."""
        return [answer(self, function, arguments) for arguments in self.arguments()]

    def source(self) -> str:
        """The solution as text."""
        return textwrap.dedent(inspect.getsource(self.reference)).strip()

    def input_text(self, arguments: tuple[Any, ...]) -> str:
        """One case in words."""
        if self.describe:
            return self.describe(*arguments)
        names = inspect.signature(self.reference).parameters
        pairs = zip(names, arguments, strict=False)
        return ", ".join(f"{name} = {describe(value)}" for name, value in pairs)


@dataclass(frozen=True)
class Answer:
    """What a function answered in one case, and its arguments after the call, both made plain."""

    value: Any
    after: Any


def answer(exercise: Exercise, function: Function, arguments: tuple[Any, ...]) -> Answer:
    """Call the function on one case; an exception is an answer too."""
    try:
        call = exercise.call
        value = plain(call(function, *arguments) if call else function(*arguments))
    except BaseException as error:  # even SystemExit is only a wrong answer here
        value = Raised(type(error).__name__, error_text(error, function))
    try:
        return Answer(value, plain(arguments))
    except Exception:  # an argument was changed into something that cannot be read
        return Answer(value, (Odd("something that cannot be read"),) * len(arguments))


def error_text(error: BaseException, function: Function) -> str:
    """An exception in one line, with the learner's line that raised it."""
    try:
        message = re.sub(r" at 0x[0-9a-fA-F]+", "", str(error)).strip().partition("\n")[0]
    except Exception:
        message = ""
    said = f"`{type(error).__name__}{': ' if message else ''}{shorten(message)}`"
    code = getattr(function, "__code__", None)
    lines = [
        line
        for frame, line in traceback.walk_tb(error.__traceback__)
        if code and frame.f_code.co_filename == code.co_filename
    ]
    source = linecache.getline(code.co_filename, lines[-1]).strip() if code and lines else ""
    return f"{said} in the line `{source}`" if source else said


def unusable(exercise: Exercise, function: Any) -> Verdict | None:
    """The verdict on what is no function, or a function of other arguments."""
    name = exercise.name
    if not callable(function):
        message = (
            f"`check.{name}` takes your function itself, not the result of calling it: "
            f"write `check.{name}({name})`."
        )
        return Verdict(name, "not a function", message)
    if exercise.call:
        return None
    count = len(exercise.arguments()[0])
    wanted = list(inspect.signature(exercise.reference).parameters)[:count]
    try:
        signature = inspect.signature(function)
    except Exception:  # some builtin functions have none
        return None
    try:
        signature.bind(*wanted)
    except TypeError:
        yours = ", ".join(signature.parameters)
        message = f"It is called as `{name}({', '.join(wanted)})`; yours is `{name}({yours})`."
        return Verdict(name, "wrong arguments", message)
    return None


def judge(exercise: Exercise, function: Any) -> Verdict:
    """Try a learner's function on every case and say what came of it; never raises."""
    verdict = unusable(exercise, function)
    if verdict:
        return verdict
    calls = [partial(answer, exercise, function, each) for each in exercise.arguments()]
    came = run_each(calls, exercise.seconds)
    verdict = first_problem(exercise, came)
    if verdict is None:
        cases = "the one case" if len(came) == 1 else f"all {len(came)} cases"
        message = f"`{exercise.name}` gives the right answer in {cases}."
        return Verdict(exercise.name, "passed", message)
    answers = [each for each, _ in came]
    if len(answers) == len(calls) and all(is_stub(each) for each in answers):
        message = f"`{exercise.name}` returns nothing. Write its body; let it end with `return`."
        return Verdict(exercise.name, "not done yet", message)
    hint = explanation(exercise, answers) if len(answers) == len(calls) else None
    return (
        replace(verdict, status="wrong", message=f"{hint}\n{verdict.message}") if hint else verdict
    )


def is_stub(given: Answer) -> bool:
    """Whether an answer is that of an exercise not yet begun."""
    if isinstance(given.value, Raised):
        return given.value.kind == "NotImplementedError"
    return given.value is None or given.value == ELLIPSIS


def explanation(exercise: Exercise, came: Sequence[Answer]) -> str | None:
    """The hint of the misconception that explains the answers best, if one does.

    It explains them when it goes wrong in the first case that fails, and wherever it goes wrong
    the answers are its answers. (Elsewhere they may be wrong for another reason.)
    """
    right = exercise.answers(exercise.reference)
    first = agreement(exercise, came, right).index(False)
    best = 0, None
    for misconception in exercise.misconceptions:
        wrong = exercise.answers(misconception.wrong)
        is_right = agreement(exercise, wrong, right)
        agrees = agreement(exercise, came, wrong)
        if not is_right[first] and all(a or b for a, b in zip(agrees, is_right, strict=True)):
            best = max(best, (sum(agrees), misconception.hint), key=lambda pair: pair[0])
    return best[1]


def agreement(exercise: Exercise, came: Sequence[Answer], others: Sequence[Answer]) -> list[bool]:
    """Whether two functions gave the same answer, case by case."""
    return [
        difference(one.value, other.value, exercise.tolerance) is None
        and difference(one.after, other.after, 0.0) is None
        for one, other in zip(came, others, strict=True)
    ]


def first_problem(exercise: Exercise, came: Sequence[tuple[Answer, str]]) -> Verdict | None:
    """The verdict on the first, and so the smallest, case that fails."""
    expected = exercise.answers(exercise.reference)
    inputs = exercise.arguments()
    for (given, printed), wanted, arguments in zip(came, expected, inputs, strict=False):
        found = problem(exercise, given, wanted, arguments)
        if found:
            status, clause = found
            message = f"For `{exercise.input_text(arguments)}` {clause}."
            return Verdict(exercise.name, status, message, printed)
    if len(came) == len(expected):
        return None
    message = (
        f"For `{exercise.input_text(inputs[len(came)])}` your function had not come to an end "
        f"when {exercise.seconds:g} seconds were over. Does a loop in it never stop?"
    )
    return Verdict(exercise.name, "out of time", message)


def problem(
    exercise: Exercise, given: Answer, wanted: Answer, arguments: tuple[Any, ...]
) -> tuple[str, str] | None:
    """What is wrong with one answer: a status and a clause."""
    if isinstance(given.value, Raised) and not isinstance(wanted.value, Raised):
        return "raised", f"your function raised {given.value.message}"
    if difference(given.after, wanted.after, 0.0):
        names = list(inspect.signature(exercise.reference).parameters)
        parts = zip(names, given.after, wanted.after, strict=False)
        name = next((n for n, one, other in parts if difference(one, other, 0.0)), "argument")
        if difference(wanted.after, plain(arguments), 0.0):
            return "wrong", f"your function does not leave `{name}` as it should be afterwards"
        return "changed input", (
            f"your function changed its argument `{name}`, which belongs to the caller; "
            f"work on a copy, or put back what you changed"
        )
    if exercise.compare is None or isinstance(given.value, Raised):
        clause = difference(given.value, wanted.value, exercise.tolerance)
    else:
        clause = compared(exercise, given, wanted, arguments)
    return ("wrong", clause) if clause else None


def compared(
    exercise: Exercise, given: Answer, wanted: Answer, arguments: tuple[Any, ...]
) -> str | None:
    """What the exercise's own comparison says, also of answers that it was not made for."""
    assert exercise.compare is not None
    try:
        clause = exercise.compare(given.value, wanted.value, *arguments)
    except Exception:
        clause = difference(given.value, wanted.value, exercise.tolerance)
        return clause or f"your function returned {describe(given.value)}"
    return f"your function {clause}" if clause else None


class Checker:
    """One exercise in the notebook: call it with your function; ask it for a hint or the solution."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        self._shown = 0

    def __call__(self, function: Any = None) -> Verdict:
        """Check a function."""
        return judge(self.exercise, function)

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
