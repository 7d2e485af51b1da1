"""Every question is called by its name where it belongs, and its answer stands nowhere above it."""

import re
from pathlib import Path

import pytest

from bplib.course import all_questions
from bplib.widgets.questions import Question
from tests.notebook_runs import NOTEBOOKS, code_cells

QUESTIONS = list(all_questions())
CALL = re.compile(r"^questions\.(\w+)$")


def called(path: Path) -> list[str]:
    """The questions that a notebook shows, by name, in order."""
    return [found[1] for cell in code_cells(path) if (found := CALL.match(cell.source))]


def folder(path: Path) -> str:
    """The folder from which a notebook's import cell takes its questions, if it has any."""
    found = re.search(r"bplib\.course\.(n\d\d_\w+) import [^\n]*\bquestions\b", first_cell(path))
    return found[1] if found else ""


def first_cell(path: Path) -> str:
    """The import cell, its brackets on one line."""
    return re.sub(
        r"\(\s*([^()]*?)\s*\)", lambda m: " ".join(m[1].split()), code_cells(path)[0].source
    )


def test_every_question_belongs_to_a_notebook() -> None:
    assert {where for where, _, _ in QUESTIONS} == {folder(path) for path in NOTEBOOKS} - {""}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_asks_each_of_its_questions_once_and_tells_no_answer(path: Path) -> None:
    own = folder(path)
    known = [name for where, name, _ in QUESTIONS if where == own]
    assert called(path) == known, "questions stand in the order in which they are asked"
    for cell in code_cells(path):
        assert not re.search(r"\banswer\s*=|\bpredict(_number)?\(", cell.source), cell.source


def test_the_name_of_a_question_does_not_tell_its_answer() -> None:
    for where, name, question in QUESTIONS:
        answer = str(question.answer).lower().replace(" ", "_")
        assert len(answer) < 4 or answer not in name, f"{where}: {name}"


def length(option: str) -> int:
    """How long an option looks: without the marks of formulas."""
    return len(re.sub(r"\\cdot", "·", option).translate(str.maketrans("", "", "${}\\^_`")))


def test_the_length_of_an_option_does_not_tell_the_answer() -> None:
    longest = chance = 0.0
    for where, name, question in QUESTIONS:
        if isinstance(question, Question):
            lengths = {option: length(option) for option in question.options}
            shortest, most = min(lengths.values()), max(lengths.values())
            assert most <= max(1.6 * shortest, shortest + 16), f"{where}: {name}"
            ties = [option for option, found in lengths.items() if found == most]
            longest += (question.answer in ties) / len(ties)
            chance += 1 / len(lengths)
    assert longest <= chance, (
        f"the right option is the longest of {longest:.1f}; by chance it is of {chance:.1f}"
    )
