"""Every checker against what learners write: right answers pass, mistakes are named."""

import pytest

from bplib.checking.judge import judge
from bplib.course import all_exercises
from tests.course.answers import LearnersAnswer, all_answers

ANSWERS = all_answers()
EXERCISES = {each.name: each for each in all_exercises()}
NAMED = 0.9  # of the wrong answers of an exercise


@pytest.mark.parametrize("answer", [each for each in ANSWERS if each.right], ids=repr)
def test_a_right_answer_passes(answer: LearnersAnswer) -> None:
    verdict = judge(EXERCISES[answer.exercise], answer.function)
    assert verdict.passed, verdict


@pytest.mark.parametrize("answer", [each for each in ANSWERS if not each.right], ids=repr)
def test_a_wrong_answer_gets_the_hint_that_names_its_mistake_or_none(answer) -> None:
    exercise = EXERCISES[answer.exercise]
    verdict = judge(exercise, answer.function)
    assert not verdict.passed
    if answer.hint:
        assert answer.hint in verdict.message, verdict
    else:
        assert not any(each.hint in verdict.message for each in exercise.misconceptions), verdict


@pytest.mark.parametrize("name", sorted({each.exercise for each in ANSWERS}))
def test_nine_of_ten_mistakes_are_named(name: str) -> None:
    of_it = [each for each in ANSWERS if each.exercise == name]
    wrong = [each for each in of_it if not each.right]
    assert len(wrong) >= 10
    assert len(of_it) - len(wrong) >= 5
    assert sum(bool(each.hint) for each in wrong) >= NAMED * len(wrong)
