"""From a learner's function to a verdict."""

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from bplib.checking.common import COMMON, LOST_DIGITS, NEAR, count_examples
from bplib.checking.compare import Odd, Raised, describe, difference, plain
from bplib.checking.exercise import Answer, Exercise, Function, answer
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


class Key(NamedTuple):
    """The right answers of an exercise, case by case."""

    exercise: Exercise
    cases: list[tuple[Any, ...]]
    answers: list[Answer]

    def problem(self, i: int, given: Answer) -> tuple[str, str] | None:
        """What is wrong with an answer in case i: a status and a clause."""
        return problem(self.exercise, given, self.answers[i], self.cases[i])


def key(exercise: Exercise) -> Key:
    """What the solution answers."""
    return Key(exercise, exercise.arguments(), exercise.answers(exercise.reference))


def judge(exercise: Exercise, function: Any) -> Verdict:
    """Try a learner's function on every case and say what came of it; never raises."""
    verdict = unusable(exercise, function)
    if verdict:
        return verdict
    calls = [partial(answer, exercise, function, each) for each in exercise.arguments()]
    run = run_each(calls, exercise.seconds)
    right = key(exercise)
    verdict = first_problem(right, run)
    if verdict is None:
        cases = "the one case" if len(calls) == 1 else f"all {len(calls)} cases"
        message = f"`{exercise.name}` gives the right answer in {cases}."
        return Verdict(exercise.name, "passed", message)
    if len(run.results) < len(calls):
        return verdict
    answers = [each for each, _ in run.results]
    if all(is_stub(each) for each in answers):
        return nothing_returned(exercise, run.results[0][1])
    hint = explanation(right, answers)
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
    body = "is empty. Write its methods"
    if not inspect.isclass(exercise.reference):
        body = "returns nothing. Write its body, with `return` at the end"
    message = f"`{name}` {body}; `check.{name}.hint()` helps."
    return Verdict(name, "not done yet", message)


def is_stub(given: Answer) -> bool:
    """Whether an answer is that of an exercise not yet begun."""
    if isinstance(given.value, Raised):
        return given.value.kind == "NotImplementedError"
    return given.value is None or (isinstance(given.value, Odd) and given.value == ELLIPSIS)


# What a mistake answers in case i, and the hint that it deserves.
Mistake = tuple[Callable[[int], Answer], str]


def explanation(right: Key, came: Sequence[Answer]) -> str | None:
    """The hint of the mistake that explains the answers, if one does and no other does as well.

    A mistake explains them when it goes wrong in the first case that fails and gives the answer
    that came there, and in more than half of the cases in which it goes wrong. (In the others
    there may be a second mistake.) What people do in any exercise comes after the exercise's own.
    """
    first = next(i for i, given in enumerate(came) if right.problem(i, given))
    for mistakes in (own_mistakes(right.exercise), common_mistakes(right)):
        hint = best_hint(right, came, mistakes, first)
        if hint:
            return hint
    if right.exercise.compare:
        return None
    rough = right._replace(exercise=replace(right.exercise, tolerance=NEAR))
    return None if any(rough.problem(i, given) for i, given in enumerate(came)) else LOST_DIGITS


def own_mistakes(exercise: Exercise) -> Iterator[Mistake]:
    """The mistakes that the exercise knows; a case is tried when it is asked for."""

    def tried(wrong: Function, cases: Sequence[tuple[Any, ...]], i: int) -> Answer:
        return answer(exercise, wrong, cases[i])

    for wrong, hint in exercise.misconceptions:
        yield partial(tried, wrong, exercise.arguments()), hint


def common_mistakes(right: Key) -> Iterator[Mistake]:
    """What people do in any exercise, done to the right answers."""

    def changed(change: Callable[[Any, int], Any], i: int) -> Answer:
        with np.errstate(all="ignore"):
            value = change(right.answers[i].value, count_examples(right.cases[i]))
        return replace(right.answers[i], value=value)

    for change, hint in COMMON:
        yield partial(changed, change), hint


def best_hint(
    right: Key, came: Sequence[Answer], mistakes: Iterable[Mistake], first: int
) -> str | None:
    """The hint of the mistake that agrees with the most answers; none when two do."""
    found: dict[str, tuple[bool, int]] = {}
    for answered, hint in mistakes:
        at_first = answered(first)
        if not same(right, at_first, came[first]) or not right.problem(first, at_first):
            continue  # most mistakes end here, after one case
        wrong = [at_first if i == first else answered(i) for i in range(len(came))]
        agrees = [same(right, *pair) for pair in zip(wrong, came, strict=True)]
        in_wrong = [agree for i, agree in enumerate(agrees) if right.problem(i, wrong[i])]
        if 2 * sum(in_wrong) > len(in_wrong):
            found[hint] = max(found.get(hint, (False, 0)), (all(in_wrong), sum(agrees)))
    best = max(found.values(), default=None)
    hints = [hint for hint, score in found.items() if score == best]
    return hints[0] if len(hints) == 1 else None


def same(right: Key, one: Answer, other: Answer) -> bool:
    """Whether two answers to one case agree."""
    tolerance = right.exercise.tolerance
    pairs = ((other.value, one.value), (other.after, one.after))
    return not any(difference(*pair, tolerance) for pair in pairs)


def first_problem(right: Key, run: Run[Answer]) -> Verdict | None:
    """The verdict on the first, and so the smallest, case that fails."""
    exercise, came = right.exercise, run.results
    for i, (given, printed) in enumerate(came):
        found = right.problem(i, given)
        if found:
            status, clause = found
            message = f"For `{exercise.input_text(right.cases[i])}` {clause}."
            return Verdict(exercise.name, status, message, printed)
    if len(came) == len(right.cases):
        return None
    message = (
        f"For `{exercise.input_text(right.cases[len(came)])}` your function had not come to an end "
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
