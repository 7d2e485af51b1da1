"""From a learner's function to a verdict."""

import inspect
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from bplib.checking.common import COMMON, LOST_DIGITS, NEAR, count_examples
from bplib.checking.compare import Odd, Raised, describe, difference, plain
from bplib.checking.exercise import Answer, Exercise, answer
from bplib.checking.guard import Run, run_each
from bplib.checking.verdict import Verdict

ELLIPSIS = plain(...)


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
    run = run_each(calls, exercise.seconds)
    verdict = first_problem(exercise, run)
    if verdict is None:
        cases = "the one case" if len(calls) == 1 else f"all {len(calls)} cases"
        message = f"`{exercise.name}` gives the right answer in {cases}."
        return Verdict(exercise.name, "passed", message)
    answers = [each for each, _ in run.results]
    if len(answers) == len(calls) and all(is_stub(each) for each in answers):
        return nothing_returned(exercise, run.results[0][1])
    hint = explanation(exercise, answers) if len(answers) == len(calls) else None
    return (
        replace(verdict, status="wrong", message=f"{hint}\n{verdict.message}") if hint else verdict
    )


def nothing_returned(exercise: Exercise, printed: str) -> Verdict:
    """The verdict on an exercise not yet begun, or on `print` in the place of `return`."""
    name = exercise.name
    if printed.strip():
        message = (
            f"`{name}` prints, and returns nothing. Who calls it gets what stands after `return`; "
            f"write `return …` where you wrote `print(…)`."
        )
        return Verdict(name, "wrong", message, printed)
    message = (
        f"`{name}` returns nothing. Write its body, with `return` at the end; "
        f"`check.{name}.hint()` helps."
    )
    return Verdict(name, "not done yet", message)


def is_stub(given: Answer) -> bool:
    """Whether an answer is that of an exercise not yet begun."""
    if isinstance(given.value, Raised):
        return given.value.kind == "NotImplementedError"
    return given.value is None or (isinstance(given.value, Odd) and given.value == ELLIPSIS)


def explanation(exercise: Exercise, came: Sequence[Answer]) -> str | None:
    """The hint of the mistake that explains the answers, if one does and no other does as well.

    A mistake explains them when it goes wrong in the first case that fails and gives the answer
    that came there, and in more than half of the cases in which it goes wrong. (In the others
    there may be a second mistake.) What people do in any exercise comes after the exercise's own.
    """
    first = rightness(exercise, came).index(False)
    own = [(exercise.answers(each.wrong), each.hint) for each in exercise.misconceptions]
    for mistakes in (own, common_answers(exercise)):
        hint = best_hint(exercise, came, mistakes, first)
        if hint:
            return hint
    rough = replace(exercise, tolerance=NEAR, compare=None)
    return LOST_DIGITS if exercise.compare is None and all(rightness(rough, came)) else None


def best_hint(
    exercise: Exercise,
    came: Sequence[Answer],
    mistakes: Sequence[tuple[Sequence[Answer], str]],
    first: int,
) -> str | None:
    """The hint of the mistake that agrees with the most answers; none when two do."""
    found: dict[str, tuple[bool, int]] = {}
    for wrong, hint in mistakes:
        agrees = agreement(exercise, came, wrong)
        if not agrees[first]:  # most mistakes end here, before the solution is run again
            continue
        right = rightness(exercise, wrong)
        in_wrong = [same for same, fine in zip(agrees, right, strict=True) if not fine]
        if not right[first] and 2 * sum(in_wrong) > len(in_wrong):
            found[hint] = max(found.get(hint, (False, 0)), (all(in_wrong), sum(agrees)))
    best = max(found.values(), default=None)
    hints = [hint for hint, score in found.items() if score == best]
    return hints[0] if len(hints) == 1 else None


def common_answers(exercise: Exercise) -> list[tuple[list[Answer], str]]:
    """What the common mistakes make of the right answers."""
    expected = exercise.answers(exercise.reference)
    counts = [count_examples(arguments) for arguments in exercise.arguments()]
    changed = []
    for change, hint in COMMON:
        with np.errstate(all="ignore"):
            pairs = zip(expected, counts, strict=True)
            answers = [replace(each, value=change(each.value, n)) for each, n in pairs]
        changed.append((answers, hint))
    return changed


def rightness(exercise: Exercise, answers: Sequence[Answer]) -> list[bool]:
    """Whether the answers are right, case by case."""
    expected = exercise.answers(exercise.reference)
    cases = zip(answers, expected, exercise.arguments(), strict=True)
    return [problem(exercise, *case) is None for case in cases]


def agreement(exercise: Exercise, came: Sequence[Answer], others: Sequence[Answer]) -> list[bool]:
    """Whether two functions gave the same answer, case by case."""
    return [
        difference(one.value, other.value, exercise.tolerance) is None
        and difference(one.after, other.after, exercise.tolerance) is None
        for one, other in zip(came, others, strict=True)
    ]


def first_problem(exercise: Exercise, run: Run[Answer]) -> Verdict | None:
    """The verdict on the first, and so the smallest, case that fails."""
    came = run.results
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
        f"when {exercise.seconds:g} seconds were over. "
        f"{run.remark or 'Does a loop in it never stop?'}"
    )
    return Verdict(exercise.name, "out of time", message, run.printed)


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
