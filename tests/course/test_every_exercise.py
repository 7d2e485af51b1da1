"""Every exercise: the solution passes, known mistakes get their hint, no wrong answer passes."""

import _thread
import ast
import inspect
import math
import threading
import time
from dataclasses import replace
from itertools import combinations, takewhile

import numpy as np
import pytest

import bplib.autodiff
from bplib import Tensor
from bplib.checking import Checker, Exercise, Misconception, guard
from bplib.checking.compare import difference, plain
from bplib.checking.judge import judge, key, same
from bplib.course import all_exercises, check
from bplib.course.folders import by_notebook

EXERCISES = list(all_exercises())
MISCONCEPTIONS = [(exercise, each) for exercise in EXERCISES for each in exercise.misconceptions]

every_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda each: each.name)
every_misconception = pytest.mark.parametrize(
    ("exercise", "misconception"),
    MISCONCEPTIONS,
    ids=[f"{exercise.name}-{each.wrong.__name__}" for exercise, each in MISCONCEPTIONS],
)


# --- every exercise -------------------------------------------------------------------------


@every_exercise
def test_reference_passes(exercise):
    verdict = getattr(check, exercise.name)(exercise.reference)
    assert verdict.passed, verdict


@every_exercise
def test_shown_solution_runs_with_the_names_of_a_notebook_and_passes(exercise):
    source = str(getattr(check, exercise.name).solution())
    names = {"np": np, "math": math, **vars(bplib.autodiff), **solved_before(exercise)}
    exec(compile(source, f"<solution of {exercise.name}>", "exec"), names)
    assert judge(exercise, names[exercise.name]).passed


def solved_before(exercise):
    """The solutions of the exercises that stand before it in its notebook, by name."""
    of_it = next(each.EXERCISES for each in by_notebook("exercises") if exercise in each.EXERCISES)
    return {each.name: each.reference for each in takewhile(lambda e: e is not exercise, of_it)}


@every_exercise
def test_stubs_are_not_done_yet(exercise):
    def ellipsis(*arguments):
        return ...

    def unfinished(*arguments):
        raise NotImplementedError

    for stub in (lambda *arguments: None, ellipsis, unfinished):
        assert judge(exercise, stub).status == "not done yet"


@every_misconception
def test_misconception_gets_its_hint_and_evidence_and_never_passes(exercise, misconception):
    verdict = judge(exercise, misconception.wrong)
    assert not verdict.passed
    assert verdict.message.startswith(misconception.hint + "\nFor `")


@every_exercise
def test_misconceptions_differ_from_each_other(exercise):
    right = key(exercise)
    answers = [exercise.answers(each.wrong) for each in exercise.misconceptions]
    for one, other in combinations(answers, 2):
        assert not all(same(right, *pair) for pair in zip(one, other, strict=True))


@every_exercise
@pytest.mark.parametrize("change", ["scaled", "one_off", "turned", "nan", "shape", "wrapped"])
def test_spoilt_solutions_never_pass(exercise, change):
    spoilt, changed = spoil(change), []

    def wrong(*arguments):
        value = exercise.called(exercise.reference, arguments)
        changed.append(difference(plain(spoilt(value)), plain(value), exercise.tolerance))
        return spoilt(value)

    def call(function, *arguments):
        return wrong(*arguments) if function is wrong else exercise.called(function, arguments)

    verdict = judge(replace(exercise, call=call), wrong)
    if change == "turned" and not any(changed):
        pytest.skip("the answers look the same from the other side")
    if change in ("scaled", "nan", "shape", "one_off") and not numeric(exercise):
        pytest.skip("the answers are no numbers")
    assert any(changed)
    assert not verdict.passed
    assert len(verdict.message) < 1500


def numeric(exercise):
    """Whether the answers hold floating-point or whole numbers."""
    answers = exercise.answers(exercise.reference)
    return any(difference(plain(spoil("nan")(a.value)), a.value, 0.0) for a in answers)


def spoil(change):
    """A function that spoils the numbers in an answer, however they are packed."""
    changes = {
        "scaled": lambda array: array * 1.01,
        "one_off": one_off,
        "turned": lambda array: np.flip(array).T,
        "nan": lambda array: array * np.nan,
        "shape": lambda array: array[None],
        "wrapped": lambda array: [array],
    }

    def spoilt(value):
        if isinstance(value, Tensor):
            return Tensor(spoilt(np.asarray(value.value, dtype=float)))
        if isinstance(value, (list, tuple)):
            return type(value)(spoilt(item) for item in value)
        if isinstance(value, dict):
            return {key: spoilt(item) for key, item in value.items()}
        array = np.asarray(value)
        is_number = array.dtype.kind in "iuf"
        return changes[change](array) if is_number or change == "wrapped" else value

    return spoilt


def one_off(array):
    array = np.array(array, dtype=float)
    if array.size:
        array.flat[-1] += 0.01 * (1 + abs(array.flat[-1]))
    return array


@every_exercise
def test_function_that_raises_gets_a_readable_verdict(exercise):
    def wrong(*arguments):
        return {}["missing"]

    verdict = judge(exercise, wrong)
    assert verdict.status == "raised"
    assert "KeyError" in verdict.message
    assert '`return {}["missing"]`' in verdict.message


@every_exercise
def test_changed_input_is_seen(exercise):
    changeable = [change_something(arguments) for arguments in exercise.arguments()]
    if not any(changeable) or exercise.call:
        pytest.skip("no argument that could be changed")

    def meddling(*arguments):
        value = exercise.reference(*arguments)
        change_something(arguments)
        return value

    assert judge(exercise, meddling).status in ("changed input", "wrong")


def change_something(arguments):
    """Change an argument that can be changed; say whether there was one."""
    for each in arguments:
        if isinstance(each, np.ndarray) and each.size and each.flags.writeable:
            each.flat[0] = not each.flat[0] if each.dtype == bool else each.flat[0] + 1
            return True
        if isinstance(each, list):
            each.append(each[0] if each else 0)
            return True
        if isinstance(each, dict) and each:
            each.pop(next(iter(each)))
            return True
    return False


@every_exercise
def test_cases_are_seeded_and_share_nothing(exercise):
    one, other = exercise.arguments(), exercise.arguments()
    assert difference(plain(one), plain(other), 0.0) is None
    assert not set(mutable_parts(one)) & set(mutable_parts(other))


def mutable_parts(value):
    """The ids of all arrays, lists and dicts in a value."""
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from mutable_parts(item)
    if isinstance(value, dict):
        for item in value.values():
            yield from mutable_parts(item)
    if isinstance(value, (np.ndarray, list, dict)):
        yield id(value)


@every_exercise
def test_words(exercise):
    texts = [*exercise.hints, *(each.hint for each in exercise.misconceptions)]
    assert len(exercise.hints) >= 2
    assert exercise.misconceptions
    for text in texts:
        assert "!" not in text.replace("!=", "")
        assert text[-1] in ".?`"
        assert len(text) < 300


def test_names_are_unique_and_listed():
    names = [exercise.name for exercise in EXERCISES]
    assert len(names) == len(set(names))
    assert dir(check) == sorted([*names, "progress"])
    assert names[0] in repr(check)


def test_unknown_name_is_an_error_that_helps():
    with pytest.raises(AttributeError, match="did you mean 'central_difference'"):
        check.central_diference  # noqa: B018
    assert not hasattr(check, "_repr_html_")


# --- the framework against whatever a learner's function does --------------------------------


def doubled(x):
    """Twice x."""
    return 2 * x


def squared(x):
    return x * x


CASES = [(np.array([1.0, 3.0]),), (np.array([[2.0, -1.0]]),)]
PLAIN = Exercise(
    reference=doubled,
    cases=lambda rng: [(np.array(x),) for (x,) in CASES],
    misconceptions=[Misconception(squared, "You squared x; double it.")],
    hints=["Add x to itself.", "Or multiply by 2."],
    seconds=20,
)
SOON_OVER = replace(PLAIN, seconds=0.2)  # for what never ends


class Hostile:
    """An object that raises whatever is asked of it."""

    def __eq__(self, other):
        raise ValueError("no comparing")

    def __array__(self, *arguments, **options):
        raise ValueError("no array")

    def __repr__(self):
        raise ValueError("no words")

    __hash__ = None


class HostileError(Exception):
    def __str__(self):
        raise ValueError("no words")


class HostileCallable:
    def __call__(self, x):
        raise HostileError

    def __getattr__(self, name):
        raise RuntimeError("no attributes")


def endless(x):
    while True:
        pass


def endless_and_deaf(x):
    while True:
        try:
            math.sqrt(2.0)
        except BaseException:
            math.sqrt(3.0)


def asleep(x):
    time.sleep(3)


def exits(x):
    raise SystemExit(3)


def interrupts(x):
    raise KeyboardInterrupt


def recurses(x):
    return recurses(x)


def raises_hostile(x):
    raise HostileError


def yields(x):
    yield 2 * x


async def awaited(x):
    return 2 * x


def contains_itself(x):
    items = []
    items.append(items)
    return items


def meddles(x):
    x += 1
    return 2 * x - 2


def breaks_the_input(x):
    x.resize((7,), refcheck=False)
    return x


def sometimes_nothing(x):
    return 2 * x if x.ndim == 1 else None


WRONG = {
    exits: ("raised", "SystemExit: 3"),
    interrupts: ("raised", "KeyboardInterrupt"),
    recurses: ("raised", "RecursionError"),
    raises_hostile: ("raised", "HostileError"),
    HostileCallable(): ("raised", "HostileError"),
    yields: ("wrong", "a generator"),
    awaited: ("wrong", "a coroutine (remove `async`)"),
    contains_itself: ("raised", "RecursionError"),
    meddles: ("changed input", "its argument `x`"),
    breaks_the_input: ("changed input", "its argument `x`"),
    sometimes_nothing: ("wrong", "returned None; expected an array of shape (1, 2), [[4, -2]]"),
    (lambda x: Hostile()): ("wrong", "an object of type Hostile"),
    (lambda x: [Hostile()]): ("wrong", "a list of 1 items, [an object of type Hostile]"),
    (lambda x: np.array([x, None], dtype=object)): ("wrong", "an array of dtype object"),
    (lambda x: (2 * x).tolist()): ("wrong", "a list of 2 items, [2, 6]; expected an array"),
    (lambda x: (2 * x)[None]): ("wrong", "shape (1, 2), [[2, 6]]; expected an array of shape (2,)"),
    (lambda x: 2 * x * np.nan): ("wrong", "returned [nan, nan]; expected [2, 6]"),
    (lambda x: 2 * x + 1e-7): ("wrong", "[0]: 2.0000001, not 2"),
    (lambda x: 2 * x + 0j): ("wrong", "expected real numbers"),
    (lambda x: Tensor(2 * x)): ("wrong", "returned Tensor([2, 6])"),
    (lambda x: "2x"): ("wrong", "returned '2x'"),
    (lambda x: x / 0): ("wrong", "returned [inf, inf]"),
    squared: ("wrong", "You squared x; double it."),
    (lambda: 3): ("wrong arguments", "It is called as `doubled(x)`; yours is `doubled()`."),
    (lambda x, y: 3): ("wrong arguments", "yours is `doubled(x, y)`."),
    7.0: ("not a function", "write `check.doubled(doubled)`"),
    None: ("not a function", "not the result of calling it"),
}


@pytest.mark.parametrize(("function", "expected"), WRONG.items(), ids=range(len(WRONG)))
def test_whatever_a_function_does_there_is_a_verdict(function, expected):
    verdict = Checker(PLAIN)(function)
    status, words = expected
    assert (verdict.status, verdict.passed) == (status, False)
    assert words in verdict.message
    assert verdict == Checker(PLAIN)(function)  # the same words at every run


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (endless, "Does a loop in it never stop?"),
        (endless_and_deaf, "0.2 seconds"),
        (asleep, "x = [1, 3]"),
    ],
)
def test_a_function_without_an_end_gets_its_verdict(function, words, monkeypatch):
    monkeypatch.setattr(guard, "PATIENCE", 0.5)
    verdict = judge(SOON_OVER, function)
    assert verdict.status == "out of time"
    assert words in verdict.message


@pytest.mark.parametrize("function", [doubled, lambda x: x + x, lambda x, y=2: y * x])
def test_right_answers_pass_however_they_are_written(function):
    verdict = Checker(PLAIN)(function)
    assert verdict.passed
    assert repr(verdict) == "Passed. `doubled` gives the right answer in all 2 cases."


def test_a_hanging_function_is_ended_not_left_running():
    ticks = []

    def ticking(x):
        while True:
            ticks.append(1)

    judge(SOON_OVER, ticking)
    count = len(ticks)
    time.sleep(0.1)
    assert len(ticks) == count > 0


def test_interrupting_the_kernel_ends_the_check_and_the_function():
    ticks = []

    def ticking(x):
        while True:
            ticks.append(1)

    timer = threading.Timer(0.2, _thread.interrupt_main)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        judge(PLAIN, ticking)
    timer.join()
    count = len(ticks)
    time.sleep(0.1)
    assert len(ticks) == count > 0


def test_what_is_printed_shows_in_the_verdict_alone(capsys):
    def talks(x):
        print("x is", x.tolist())
        return x

    verdict = Checker(PLAIN)(talks)
    assert capsys.readouterr() == ("", "")
    assert repr(verdict).endswith("Meanwhile it printed:\nx is [1.0, 3.0]")


def test_an_endless_print_is_cut():
    def talks(x):
        while True:
            print("again")

    assert len(judge(SOON_OVER, talks).text) < 1000


def test_a_second_mistake_elsewhere_does_not_hide_the_first():
    verdict = judge(PLAIN, lambda x: x * x if x.ndim == 1 else x[:, 7])
    assert verdict.message.startswith("For `x = [1, 3]`") or "You squared" in verdict.message
    extra = replace(PLAIN, cases=lambda rng: [(np.array([1.0, 3.0]),), (np.zeros(0),)])
    verdict = judge(extra, lambda x: x * x if x.size else x.max())
    assert verdict.message.startswith("You squared x; double it.\nFor `x = [1, 3]`")


def test_more_than_one_right_answer_through_compare():
    def either(came, expected, x):
        return None if np.all(abs(came) == abs(expected)) else "returned another size"

    exercise = replace(PLAIN, compare=either)
    assert judge(exercise, lambda x: -2 * x).passed
    assert "your function returned another size." in judge(exercise, lambda x: 3 * x).message
    assert judge(exercise, lambda x: "text").status == "wrong"
    assert judge(exercise, lambda x: None).status == "not done yet"


def test_a_function_that_is_to_work_in_place():
    def doubled(x):
        x *= 2

    exercise = replace(PLAIN, reference=doubled, misconceptions=[])
    assert judge(exercise, doubled).passed
    assert judge(exercise, lambda x: None).status == "not done yet"
    assert "does not leave `x` as it should be" in judge(exercise, squared).message


def test_an_exercise_about_a_class_through_call():
    class Doubler:
        def __init__(self, x):
            self.y = 2 * x

    exercise = replace(PLAIN, reference=Doubler, call=lambda cls, x: cls(x).y, misconceptions=[])
    assert judge(exercise, Doubler).passed
    assert judge(exercise, object).status == "raised"


@pytest.mark.parametrize(
    ("expected", "right", "wrong"),
    [
        ((1.0, 2), [np.float32(1.0), 2], (1.0, 3)),
        ([np.ones(2), 3.0], (np.ones(2), np.array(3.0)), [np.ones(3), 3.0]),
        ([1.0, 2.0], np.array([1.0, 2.0]), 1.0),
        ({"W": np.eye(2)}, {"W": np.eye(2)}, {"w": np.eye(2)}),
        ({"W": np.eye(2)}, {"W": np.eye(2)}, {"W": np.zeros((2, 2))}),
        (Tensor([1.0]), Tensor([1.0]), np.ones(1)),
        (True, np.bool_(True), False),
        ("tanh", "tanh", "relu"),
        (["z", "a"], ("z", "a"), ["a", "z"]),
        ({1, 2}, {2, 1}, {1}),
        (10**30, 10**30, 10**29),
        (np.nan, np.nan, 0.0),
        (np.inf, np.inf, -np.inf),
    ],
)
def test_answers_are_compared_by_structure(expected, right, wrong):
    assert difference(plain(right), plain(expected), 1e-9) is None
    assert difference(plain(wrong), plain(expected), 1e-9)


# --- what the learner sees --------------------------------------------------------------------


def test_hints_come_one_at_a_time_and_start_again():
    checker = Checker(PLAIN)
    shown = [str(checker.hint()) for _ in range(3)]
    assert shown[0] == "Hint 1 of 2: Add x to itself."
    assert shown[1] == "Hint 2 of 2: Or multiply by 2."
    assert shown[2].endswith("`check.doubled.solution()` shows the solution.")
    assert str(checker.hint(1)) == shown[0]
    assert str(checker.hint()) == shown[1]
    assert str(checker.hint(99)) == shown[2]
    assert "**Hint 1 of 2.**" in checker.hint(1)._repr_markdown_()


def test_cells_that_go_on_take_what_passed_or_the_solution():
    def mine(x):
        return x + x

    assert Checker(PLAIN).or_solution(mine) is mine
    assert Checker(PLAIN).or_solution(squared) is doubled
    assert Checker(PLAIN).or_solution(lambda x: None) is doubled


def test_solution_is_the_source():
    solution = Checker(PLAIN).solution()
    assert str(solution) == inspect.getsource(doubled).strip()
    assert ast.parse(str(solution))
    assert solution._repr_markdown_().startswith("```python\ndef doubled(x):")


def test_html_says_in_words_what_the_colour_says_and_escapes():
    page = Checker(PLAIN)(lambda x: "<script>")._repr_html_()
    assert "<script>" not in page
    assert "Not yet." in page
    assert "background" not in page  # the page's own colours hold, light or dark
    assert "<code>x = [1, 3]</code>" in page
    assert "Passed." in Checker(PLAIN)(doubled)._repr_html_()


def test_a_wrong_answer_brings_its_hints_each_within_the_one_before():
    page = Checker(PLAIN)(squared)._repr_html_()
    total = len(PLAIN.hints)
    opened = [
        page.index(f'<summary style="cursor: pointer">Hint {k + 1} of {total}<')
        for k in range(total)
    ]
    assert opened == sorted(opened)
    assert page.endswith("</details>" * total + "</div>")
    assert f"check.{PLAIN.name}.solution()" in page
    for right in (doubled, lambda x: None):
        assert "<details" not in Checker(PLAIN)(right)._repr_html_()
