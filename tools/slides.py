"""Notebooks as slides for jupyterlab-slideshow, as the plan of a lecture says: tools/lectures.py.

The notebooks themselves stay as they are; the slides are a copy, made anew each time. How a cell
becomes a slide is stated here, once:

- a section begins a slide; its text is cut where a thought ends, and each page is a slide below it;
- a question and a figure have a slide of their own, without their line of code;
- other code waits below the text before it, and appears at the next key;
- exercises are left for home.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools.lectures import Lecture, Part
from tools.notebooks import METADATA, read
from tools.pages import SLIDE, blocks, height, pages

AT_HOME = ("**Exercise", "Time: about", "(Where no kernel runs")
IMPORTS = ("import ", "from ")
BARE = "remove-input"  # the tag of a cell that is shown without its code


@dataclass
class Section:
    """What stands under one heading of a notebook: blocks of text, and cells of code."""

    level: int
    heading: str
    content: list[str | NotebookNode] = field(default_factory=list)


def sections(path: Path) -> list[Section]:
    """The sections of a notebook, each up to the next heading of whatever level."""
    found = []
    for cell in read(path).cells:
        for piece in blocks(cell.source) if cell.cell_type == "markdown" else [cell]:
            if isinstance(piece, str) and piece.startswith("#"):
                level, _, heading = piece.partition(" ")
                found.append(Section(len(level), heading))
            else:
                found[-1].content.append(piece)
    return found


def is_alone(cell: NotebookNode) -> bool:
    """Whether a cell shows a question or a figure, which take a slide each."""
    html = "".join(output.get("data", {}).get("text/html", "") for output in cell.outputs)
    return "<figure" in html or "<details" in html


def is_for_home(cell: NotebookNode) -> bool:
    """Whether a cell is run but not shown: an exercise, or imports."""
    return "check." in cell.source or cell.source.startswith(IMPORTS)


def code_height(cell: NotebookNode) -> float:
    """The height of a cell of code below text, with what it printed, in lines of text."""
    if is_alone(cell) or is_for_home(cell):
        return 0.0
    printed = "".join(output.get("text", "") for output in cell.outputs)
    return 1.0 + 0.8 * len((cell.source + "\n" + printed).splitlines())


class Deck:
    """Slides under construction: the cells, and how many lines the last slide has left."""

    def __init__(self) -> None:
        self.cells: list[NotebookNode] = []
        self.room = 0.0

    def add(self, cell: NotebookNode, kind: str, room: float = 0.0) -> None:
        """Adds a cell as slide, subslide, fragment, notes or skip; `room` is what it leaves."""
        cell.metadata["slideshow"] = {"slide_type": kind}
        self.cells.append(cell)
        self.room = room

    def text(self, section: Section, content: list[str], is_first: bool, below: float) -> None:
        """Adds text, on as many slides as it takes; the last leaves room for what comes below."""
        for page in pages(content, below):
            marks, kind = ("######", "subslide")
            if is_first:
                marks, kind = "#" * section.level, "slide" if section.level < 3 else "subslide"
            source = "\n\n".join([f"{marks} {section.heading}", *page])
            room = SLIDE - height(page)
            self.add(new_markdown_cell(source), kind, room)
            is_first = False

    def code(self, cell: NotebookNode) -> None:
        """Adds a cell of code where the rule of this file wants it."""
        made = new_code_cell(cell.source, outputs=cell.outputs)
        made.execution_count = cell.execution_count
        if is_for_home(cell):
            self.add(made, "skip", self.room)
        elif is_alone(cell):
            made.metadata.update(jupyter={"source_hidden": True}, tags=[BARE])
            self.add(made, "subslide")
        else:
            size = code_height(cell)
            kind, room = ("fragment", self.room) if size <= self.room else ("subslide", SLIDE)
            self.add(made, kind, room - size)

    def section(self, section: Section, notes: str) -> None:
        """Adds a section: its first slide, the notes to it, and what follows."""
        text: list[str] = []
        is_first, begin = True, len(self.cells)
        for piece in [*section.content, None]:
            if isinstance(piece, str):
                text.extend([] if piece.startswith(AT_HOME) else [piece])
                continue
            if text or is_first:
                self.text(section, text, is_first, 0.0 if piece is None else code_height(piece))
                text, is_first = [], False
            if piece is not None:
                self.code(piece)
        beside = new_markdown_cell(notes, metadata={"slideshow": {"slide_type": "notes"}})
        self.cells.insert(begin + 1, beside)

    def run_only(self, section: Section) -> None:
        """Adds the code of a section that is not shown, since what is shown may need it."""
        for piece in section.content:
            if not isinstance(piece, str):
                self.add(new_code_cell(piece.source), "skip", self.room)

    def notebook(self, path: Path, parts: Iterable[Part]) -> None:
        """Adds what a lecture shows of one notebook."""
        notes = {part.heading: f"**{part.minutes} min.** {part.notes}" for part in parts}
        title, *rest = sections(path)
        self.run_only(title)
        chapter: list[Section] = []
        for section in [*rest, Section(2, "")]:
            if section.level == 2:
                if any(each.heading in notes for each in chapter):
                    self.chapter(chapter, notes)
                chapter = []
            chapter.append(section)

    def chapter(self, chapter: list[Section], notes: Mapping[str, str]) -> None:
        """Adds a section with its subsections: those with notes are shown, all are run."""
        for section in chapter:
            if section.heading in notes:
                self.section(section, notes[section.heading])
            else:
                self.run_only(section)


def deck(lecture: Lecture) -> NotebookNode:
    """The slides of a lecture, as a notebook that jupyterlab-slideshow shows."""
    made = Deck()
    grouped = groupby(lecture.parts, lambda part: part.notebook)
    by_notebook = [(path, list(parts)) for path, parts in grouped]
    said: list[str | NotebookNode] = []
    if len(by_notebook) == 1:
        about = sections(by_notebook[0][0])[0].content
        said = [piece for piece in about if isinstance(piece, str)]
    made.section(Section(1, lecture.title, said), lecture.before)
    for path, parts in by_notebook:
        made.notebook(path, parts)
    notebook = new_notebook(cells=made.cells, metadata=METADATA)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"slide-{number:03d}"
    return notebook
