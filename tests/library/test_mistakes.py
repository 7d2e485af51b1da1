"""Mistakes as edits of the solution, as bodies and as functions; and those common to all."""

import numpy as np
import pytest

from bplib.checking import Exercise, mistakes
from bplib.checking.judge import judge


def triple(x, y=1):
    """Three times x, and y."""
    result = 3 * x
    return result + y


def forgets(x, y=1):
    return 3 * x


@pytest.mark.parametrize(
    ("mistake", "value"),
    [
        ("3 * x → 2 * x", 11),
        ("result = 3 * x → result = x;  result + y → result - y", 4),
        ("return triple(x, y) + 1", 17),
        ("total = 0\nfor _ in range(y):\n    total += x\nreturn total", 5),
        (forgets, 15),
    ],
)
def test_a_mistake_is_an_edit_a_body_or_a_function(mistake, value):
    (made,) = mistakes(triple, {mistake: "why"})
    assert made.wrong(5, 1) == value
    assert made.hint == "why"
    assert triple(5, 1) == 16


@pytest.mark.parametrize("edit", ["4 * x → x", "x → y"])
def test_an_edit_must_fit_exactly_once(edit):
    with pytest.raises(ValueError, match="expected a piece that occurs once"):
        mistakes(triple, {edit: "why"})


def row_sums(X):
    return X.sum(axis=1)


ROWS = Exercise(
    reference=row_sums,
    cases=lambda rng: [(rng.normal(size=(3, 2)),), (rng.normal(size=(4, 5)),)],
    misconceptions=mistakes(row_sums, {"axis=1 → axis=0": "You added down the columns."}),
    hints=["Add along axis 1."],
)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda X: X.sum(axis=0), "down the columns"),
        (lambda X: -X.sum(axis=1), "the other sign"),
        (lambda X: 2 * X.sum(axis=1), "twice the right one"),
        (lambda X: X.sum(axis=1) / len(X), "divided by the number of examples"),
        (lambda X: len(X) * X.sum(axis=1), "times the number of examples"),
        (lambda X: np.trunc(X.sum(axis=1)), "behind the point"),
        (lambda X: X.astype(np.float32).sum(axis=1), "digits were lost"),
        (lambda X: X.sum(axis=1) * (np.arange(len(X)) == 0), "inside the loop"),
    ],
)
def test_a_mistake_is_named(wrong, words):
    assert words in judge(ROWS, wrong).message


def test_a_second_mistake_in_a_corner_does_not_hide_the_first():
    cases = [(np.full((2, 2), k),) for k in (1.0, 2.0, 3.0, 0.0)]
    exercise = Exercise(
        row_sums, lambda rng: cases,
        mistakes(row_sums, {"X.sum(axis=1) → X.sum(axis=1) + 1": "You added 1."}), ["Add."],
    )  # fmt: skip
    wrong = lambda X: X.sum(axis=1) + (1 if X.any() else 7)  # noqa: E731
    assert "You added 1." in judge(exercise, wrong).message


def test_when_two_mistakes_explain_an_answer_equally_well_neither_is_named():
    one, other = (
        "X.sum(axis=1) → X.sum(axis=1) + (len(X) > 1)",
        "axis=1) → axis=1) + (len(X) > 1) * 1.0",
    )
    exercise = Exercise(
        row_sums, lambda rng: [(np.ones((2, 2)),)],
        mistakes(row_sums, {one: "First.", other: "Second."}), ["Add."],
    )  # fmt: skip
    message = judge(exercise, lambda X: X.sum(axis=1) + 1).message
    assert "First." not in message
    assert "Second." not in message
