"""Make an nbgrader assignment of each of some notebooks.

    python -m tools.classroom notebooks/04_one_neuron.ipynb course
    cd course && nbgrader generate_assignment 04_one_neuron

After the cell of each exercise comes a locked one, worth a point, that asserts what `check` says.
`source` holds the solutions, of which nbgrader leaves `...` to the learner. CLASSROOM.md tells the
rest.
"""

import argparse
import ast
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from bplib.course import check
from tools.notebooks import CHECK, read, written

STUB = "    ..."
CONFIG = """\
c = get_config()
c.ClearSolutions.code_stub = {"python": "..."}  # what the course leaves to the learner
c.Execute.timeout = 300  # seconds for a cell: some train networks
"""
# `Check` is made anew, since a learner may have bound `check`, or what it holds, to something else.
TEST = """\
# One point, if the check passes.
from bplib.course import Check

checker = Check().{name}
assert {answer} is not checker.exercise.reference, "Write your own in the cell above."
verdict = checker({answer})
assert verdict.passed, verdict"""


def answered(source: str, name: str) -> str:
    """The cell of an exercise with its solution, the body marked as nbgrader wants it."""
    solution = check.__getattr__(name).exercise.source()
    (definition,) = ast.parse(solution).body
    lines, first = solution.splitlines(), definition.body[0].lineno - 1  # type: ignore[attr-defined]
    marked = ["    ### BEGIN SOLUTION", *lines[first:], "    ### END SOLUTION"]
    head, stub = re.search(r"^(?:def|class) .*:$", source, re.MULTILINE), source.count(STUB)
    if head is None or stub != 1:
        raise ValueError(f"expected a definition with one line `...` in the cell:\n{source}")
    source = source.replace(head[0], "\n".join(lines[:first]), 1)  # the solution may have defaults
    return source.replace(STUB, "\n".join(marked))


def role(name: str, **given: object) -> NotebookNode:
    """What a cell is to nbgrader, as metadata."""
    nothing = {"grade": False, "solution": False, "locked": False, "task": False}
    return nbformat.from_dict({"grade_id": name, "schema_version": 3, **nothing, **given})


def assigned(cells: list[NotebookNode]) -> Iterator[NotebookNode]:
    """The cells of a notebook, and after each exercise its test."""
    for cell in cells:
        found = CHECK.search(cell.source) if cell.cell_type == "code" else None
        yield cell
        if found:
            name, answer = found.groups()
            cell.source = answered(cell.source, name)
            cell.metadata.nbgrader = role(name, solution=True)
            test = nbformat.v4.new_code_cell(TEST.format(name=name, answer=answer))
            test.id = f"test-{name.replace('_', '-')}"[:64]
            test.metadata.nbgrader = role(f"{name}-test", grade=True, locked=True, points=1)
            yield test


def make(path: Path, course: Path) -> Path:
    """Write a notebook's assignment into a course, where nbgrader looks for it; its path."""
    notebook = read(path)
    notebook.cells = list(assigned(notebook.cells))
    target = course / "source" / path.stem / path.name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(written(notebook), encoding="utf-8", newline="\n")
    config = course / "nbgrader_config.py"
    if not config.exists():
        config.write_text(CONFIG, encoding="utf-8")
    return target


def main(arguments: list[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.classroom", description=__doc__)
    parser.add_argument("notebooks", nargs="+", type=Path)
    parser.add_argument("course", type=Path, help="the folder of the nbgrader course")
    options = parser.parse_args(arguments)
    for path in options.notebooks:
        print(make(path, options.course))


if __name__ == "__main__":
    main()
