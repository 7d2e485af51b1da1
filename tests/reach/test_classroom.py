"""Assignments for nbgrader: marked as a class's teacher would have them marked."""

import csv
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from bplib.course import all_exercises, check
from tests.notebook_runs import NOTEBOOKS, code_cells, session, solved
from tools import classroom
from tools.notebooks import CHECK

NBGRADER = Path(sys.executable).with_name("nbgrader")
exercised = [path for path in NOTEBOOKS if any(CHECK.search(c.source) for c in code_cells(path))]
every_notebook = pytest.mark.parametrize("path", exercised, ids=lambda path: path.stem)
# Of cells by the names of their exercises: those for answers, those that test them.
Edit = Callable[[dict[str, nbformat.NotebookNode], dict[str, nbformat.NotebookNode]], None]


def roles(cells: list[nbformat.NotebookNode]) -> list[tuple[nbformat.NotebookNode, ...]]:
    """The pairs of a cell for an answer and the locked cell that tests it."""
    marked = [cell for cell in cells if "nbgrader" in cell.metadata]
    pairs = list(zip(marked[::2], marked[1::2], strict=True))
    assert all(answer.metadata.nbgrader.solution for answer, _ in pairs)
    assert all(test.metadata.nbgrader.grade and test.metadata.nbgrader.locked for _, test in pairs)
    return pairs


def cells_of(path: Path) -> tuple[str, list[str]]:
    """The import cell of a notebook, and the cells of its exercises as they are stored."""
    first, *cells = (cell.source for cell in code_cells(path))
    return first, [source for source in cells if CHECK.search(source)]


@every_notebook
def test_every_exercise_has_its_point_for_the_solution_and_none_for_the_stub(path, tmp_path):
    pairs = roles(nbformat.read(classroom.make(path, tmp_path), 4).cells)
    imports, stubs = cells_of(path)
    names = [CHECK.search(source)[1] for source in stubs]
    assert [answer.metadata.nbgrader.grade_id for answer, _ in pairs] == names
    with session() as running:
        assert running.run(imports).error is None
        for answer, test in pairs:
            running.run(answer.source)
            assert running.run(test.source).error is None, answer.source
    with session() as running:
        running.run(imports)
        for stub, (_, test) in zip(stubs, pairs, strict=True):
            running.run(stub)
            assert isinstance(running.run(test.source).error, AssertionError), stub


def test_a_solution_that_is_imported_and_not_written_is_worth_nothing(tmp_path):
    path = next(path for path in NOTEBOOKS if path.stem.startswith("12_"))
    pairs = roles(nbformat.read(classroom.make(path, tmp_path), 4).cells)
    with session() as running:
        running.run(cells_of(path)[0])
        for _, test in pairs:
            assert "Write your own" in str(running.run(test.source).error)


def test_no_exercise_is_left_out():
    asked = [CHECK.search(source)[1] for path in exercised for source in cells_of(path)[1]]
    assert sorted(asked) == sorted(exercise.name for exercise in all_exercises())


# --- from the notebook to the marks, with nbgrader ------------------------------------------------

TRICKS = """
import bplib.course

class Passing:
    passed = True
    def __getattr__(self, name):
        return self
    def __call__(self, function):
        return self

central_difference = len
bplib.course.check.central_difference = check = Passing()
"""


def solving(*names: str) -> Edit:
    """A learner who solves these exercises and leaves the others."""

    def edit(answers, tests):
        for name in names:
            answers[name].source = solved(answers[name].source, name, solution_of(name))

    return edit


def rewriting(**sources: str) -> Edit:
    """A learner who writes this in place of answers."""

    def edit(answers, tests):
        for name, source in sources.items():
            answers[name].source = source

    return edit


def cheating(answers, tests):
    """A learner who solves two, and for the others binds `check` anew and rewrites the tests."""
    solving("numerical_gradient", "second_difference")(answers, tests)
    answers["central_difference"].source = TRICKS
    tests["steepest_step"].source = "assert True"


def solution_of(name: str) -> str:
    """The solution's source."""
    return check.__getattr__(name).exercise.source()


EXERCISES = ("central_difference", "numerical_gradient", "steepest_step", "second_difference")
DEFAULT = ", h=1e-5"  # of a solution, where the notebook names none
NEVER_ENDS = "def central_difference(f, x, h):\n    while True: pass"
NOT_PYTHON = "def numerical_gradient(f, x:"
LEARNERS: dict[str, tuple[int, Edit]] = {
    "ada": (4, solving(*EXERCISES)),
    "bob": (0, solving()),
    "cas": (2, cheating),
    "dan": (0, rewriting(central_difference=NEVER_ENDS, numerical_gradient=NOT_PYTHON)),
}


def nbgrader(course: Path, *command: str) -> str:
    """What nbgrader says in a course, after it has done what it is told."""
    path = f"{NBGRADER.parent}{os.pathsep}{os.environ['PATH']}"  # it calls a tool beside it
    done = subprocess.run(
        [NBGRADER, *command],
        cwd=course,
        env=os.environ | {"PATH": path, "JUPYTER_CONFIG_DIR": str(course / "none")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def submit(course: Path, name: str, learner: str, edit: Edit) -> None:
    """Hand in the released notebook as a learner leaves it."""
    released = nbformat.read(course / "release" / name / f"{name}.ipynb", 4)
    pairs = [(a.metadata.nbgrader.grade_id, a, test) for a, test in roles(released.cells)]
    edit({key: answer for key, answer, _ in pairs}, {key: test for key, _, test in pairs})
    handed_in = course / "submitted" / learner / name / f"{name}.ipynb"
    handed_in.parent.mkdir(parents=True)
    nbformat.write(released, handed_in)


@pytest.mark.skipif(not NBGRADER.exists(), reason="nbgrader is not installed")
def test_marks_are_points_for_what_is_solved(tmp_path):
    path = exercised[0]
    classroom.main([str(path), str(tmp_path)])
    nbgrader(tmp_path, "generate_assignment", path.stem)
    asked = {cell.id: cell.source for cell in nbformat.read(path, 4).cells}
    released = nbformat.read(tmp_path / "release" / path.stem / path.name, 4)
    given = {cell.id: cell.source.replace(DEFAULT, "") for cell in released.cells}
    assert {key: given[key] for key in asked} == asked

    for learner, (_, edit) in LEARNERS.items():
        submit(tmp_path, path.stem, learner, edit)
    nbgrader(tmp_path, "autograde", path.stem)
    nbgrader(tmp_path, "export")
    with (tmp_path / "grades.csv").open() as file:
        marks = {
            row["student_id"]: (row["score"], row["max_score"]) for row in csv.DictReader(file)
        }
    assert marks == {learner: (f"{n}.0", "4.0") for learner, (n, _) in LEARNERS.items()}
