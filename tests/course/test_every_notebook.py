"""Every notebook: solved, section by section, each cell twice; and its form.

That the stored text and numbers are what a run prints now is checked by nbval (`pytest --nbval`).
"""

import ast
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import nbformat
import pytest
from PIL.Image import Image

from bplib.course import check
from bplib.course.n03_graphs.drill import drill
from bplib.examine import examine
from bplib.plots import Canvas
from bplib.widgets import Maker
from tests.notebook_runs import (
    NOTEBOOKS,
    Run,
    Session,
    around_exercises,
    code_cells,
    sections,
    session,
    solved,
    stored,
    stored_data,
)
from tools.notebooks import CHECK, is_chaotic, is_measured, is_normal
from tools.pictures import ROUGHLY, alike, decoded, few_colours, picture

LONGEST_CELL, MEDIAN_CELL, WIDEST = 15, 3, 100  # lines, lines, characters
LARGEST = 1_500_000  # bytes
OTHER_PICTURES = (drill, examine)  # a form with a picture in it, a table with one
NEXT_EACH_TIME = re.compile(r"\.hint\(\)")  # a call that is meant to answer differently again
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def fine(run: Run, cell: nbformat.NotebookNode) -> Run:
    """The run, after a look that nothing was raised."""
    assert run.error is None, f"{run.error!r} raised by\n{cell.source}"
    return run


def runs_as_stored(running: Session, cell: nbformat.NotebookNode) -> Run:
    """Run a cell and compare what it says with what the notebook stores."""
    run = fine(running.run(cell.source), cell)
    assert is_measured(cell) or run.text == stored(cell), f"changed:\n{cell.source}"
    return run


def shows_as_stored(running: Session, run: Run, cell: nbformat.NotebookNode) -> None:
    """Compare a cell's pictures with those that the notebook stores; figures must be known."""
    now, kept = pictures(run.data), pictures(stored_data(cell))
    for new, old in zip(now, kept, strict=True):
        same = alike(new, old, ROUGHLY, is_chaotic(cell))  # fonts and codecs have several builds
        assert same, f"another picture than is stored:\n{cell.source}"
    assert not kept or known(running, cell.source), f"no figure of the course:\n{cell.source}"


@every_notebook
def test_solved_by_the_solutions_every_exercise_passes_and_its_cells_run(path: Path) -> None:
    with session() as running:
        for cell in around_exercises(path):
            source, exercises = cell.source, CHECK.findall(cell.source)
            for name, argument in exercises:
                source = solved(source, argument, getattr(check, name).exercise.source())
            run = fine(running.run(source), cell)
            if exercises:
                assert run.value.passed, f"{run.value!r}\n{source}"


@every_notebook
def test_each_section_runs_alone_and_each_cell_twice_as_stored(path: Path) -> None:
    imports = code_cells(path)[0]
    for heading, cells in sections(path).items():
        with session() as running:
            fine(running.run(imports.source), imports)
            for cell in cells:
                if cell.source != imports.source:
                    assert heading
                    shows_as_stored(running, runs_as_stored(running, cell), cell)
                    if NEXT_EACH_TIME.search(cell.source):
                        fine(running.run(cell.source), cell)
                    else:
                        with no_files():
                            runs_as_stored(running, cell)


@contextmanager
def no_files() -> Iterator[None]:
    """Where only words are compared, no picture is drawn to be stored."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Canvas, "file", lambda *_: b"")
        yield


def pictures(outputs: list[dict]) -> list[Image]:
    """The pictures among outputs, as notebooks keep them."""
    found = (picture(each.get("text/html", "")) for each in outputs)
    return [few_colours(decoded(each)) for each in found if each]


def known(running: Session, source: str) -> bool:
    """Whether what a cell shows at its end is made by a figure that `all_figures` knows."""
    last = ast.parse(source).body[-1]
    assert isinstance(last, ast.Expr)
    assert isinstance(last.value, ast.Call), source
    called = eval(ast.unparse(last.value.func), running.shell.user_ns)
    return isinstance(called, Maker) or called in OTHER_PICTURES


@every_notebook
def test_it_is_stored_in_its_normal_form(path: Path) -> None:
    assert is_normal(path), "run `make notebooks`"
    assert path.stat().st_size < LARGEST


@every_notebook
def test_the_first_code_cell_alone_imports(path: Path) -> None:
    first, *others = code_cells(path)
    assert all(re.match(r"(import|from)\b|$|#|\s|\)", line) for line in first.source.splitlines())
    for cell in others:
        assert not re.search(r"^\s*(import|from)\s", cell.source, re.MULTILINE), cell.source


@every_notebook
def test_cells_are_short(path: Path) -> None:
    lengths = [len(cell.source.splitlines()) for cell in code_cells(path)]
    assert min(lengths) > 0, "an empty code cell"
    assert max(lengths) <= LONGEST_CELL
    assert median(lengths) <= MEDIAN_CELL


@every_notebook
def test_code_fits_the_page(path: Path) -> None:
    for cell in code_cells(path):
        assert max(map(len, cell.source.splitlines())) <= WIDEST, cell.source


@every_notebook
def test_it_opens_with_its_title_and_has_sections(path: Path) -> None:
    first = nbformat.read(path, 4).cells[0]
    number = path.stem.split("_")[0] if path.stem[0].isdigit() else ""
    assert first.cell_type == "markdown"
    assert re.match(rf"# {number}\b", first.source), "the title starts with the notebook's number"
    assert len(sections(path)) >= 1


@every_notebook
def test_every_picture_has_words(path: Path) -> None:
    for cell in code_cells(path):
        for output in cell.outputs:
            data = output.get("data", {})
            assert "image/png" not in data, f"a picture without alternative text:\n{cell.source}"
            for tag in re.findall("<img[^>]*>", data.get("text/html", "")):
                alt = "".join(re.findall('alt="(.*?)"', tag))
                assert len(alt.split()) > 3, f"no alternative text:\n{cell.source}"


@every_notebook
def test_what_it_says_holds_on_every_machine(path: Path) -> None:
    said = path.read_text(encoding="utf-8")
    assert not re.findall(r"\b0x[0-9a-f]{6,}", said), "an address in memory"
    assert not re.findall(r"/tmp/|ipykernel_\d+|Warning:", said)


@every_notebook
def test_the_prose_is_calm(path: Path) -> None:
    for cell in nbformat.read(path, 4).cells:
        if cell.cell_type == "markdown":
            assert "!" not in words(cell.source), cell.source


def words(source: str) -> str:
    """Markdown without its formulas, code, pictures and comments."""
    hidden = r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|!\[|<!--.*?-->|\d!"
    return re.sub(hidden, "", source, flags=re.DOTALL)
