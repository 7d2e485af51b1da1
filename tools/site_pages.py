"""Pages of the site as Sphinx reads them: of a notebook, of a figure, and of all figures."""

import re
from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from bplib.checking import Exercise
from bplib.course import all_exercises
from bplib.widgets.questions import inline
from tools.notebooks import CHECK, read, written
from tools.pictures import picture
from tools.site_figures import Shown

ASKED = re.compile(r"(questions\.\w+|remember\(\d+\))")  # a cell that only asks
ANCHOR = re.compile(r"(?<=\]\()([\w.]*#)([\w-]+)(?=\))")
SPECIAL = re.compile(r"([\\`*_{}\[\]<>$#|])")  # in Markdown
HTML = "text/html"


def notebook_page(
    path: Path, figures: Sequence[Shown], links: Mapping[str, str], folder: Path
) -> None:
    """Writes the copy of a notebook from which Sphinx makes its page."""
    notebook = read(path)
    by_cell = {each.cell: each for each in figures}
    exercises = {each.name: each for each in all_exercises()}
    imports = next(cell for cell in notebook.cells if cell.cell_type == "code")
    imports.metadata.tags = ["hide-input"]
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            text = cell.source.replace("](../", "](")  # the guides lie beside the notebooks
            cell.source = ANCHOR.sub(lambda found: found[1] + found[2].lower(), text)
            continue
        if ASKED.fullmatch(cell.source):
            cell.metadata.tags = ["remove-input"]
        if number in by_cell:
            show_figure(cell, by_cell[number])
        for name, _ in CHECK.findall(cell.source):
            show_help(cell, exercises[name])
    notebook.cells.insert(1, nbformat.v4.new_markdown_cell(ways(path.stem, links), id="ways"))
    (folder / path.name).write_text(written(notebook), encoding="utf-8")


def ways(name: str, links: Mapping[str, str]) -> str:
    """The line under a title: where the notebook runs."""
    browser, binder, file = (
        f'<a href="{escape(link.format(name=name))}">{text}</a>' for text, link in links.items()
    )
    return f'<p class="course-ways">Run it {browser} or {binder}, or take {file}.</p>'


def show_figure(cell: NotebookNode, figure: Shown) -> None:
    """The still as a file of its own, the link to its page, and where it answers if not here."""
    link = f'<a href="figures/{figure.slug}.html">This figure on a page of its own</a>'
    note = f'<p class="course-note">{elsewhere(figure)}{link}</p>'
    for output in cell.outputs:
        if picture(output.get("data", {}).get(HTML, "")):
            output.data = {HTML: figure.html() + note}


def elsewhere(figure: Shown) -> str:
    """What a figure has in a running notebook only."""
    more = {0: "", 1: "one more control"}.get(figure.left_out, f"{figure.left_out} more controls")
    return f"In a running notebook it has {more}. " if more else ""


def show_help(cell: NotebookNode, exercise: Exercise) -> None:
    """Hints and solution to open, in place of the verdict on an empty function."""
    verdicts = [
        each for each in cell.outputs if 'role="status"' in each.get("data", {}).get(HTML, "")
    ]
    cell.outputs = [each for each in cell.outputs if each not in verdicts]
    total = len(exercise.hints)
    hints = [
        folded(f"Hint {number} of {total}", f"<p>{inline(hint)}</p>")
        for number, hint in enumerate(exercise.hints, start=1)
    ]
    solution = folded(
        "Solution", f'<div class="highlight"><pre>{coloured(exercise.source())}</pre></div>'
    )
    html = f'<div class="course-help">{"".join(hints)}{solution}</div>'
    cell.outputs.append(nbformat.v4.new_output("display_data", {HTML: html}))


def folded(title: str, html: str) -> str:
    """Something to open."""
    return f"<details><summary>{title}</summary>{html}</details>"


def coloured(source: str) -> str:
    """Python as HTML, its parts marked as in the cells."""
    return highlight(source, PythonLexer(), HtmlFormatter(nowrap=True))


def figure_page(figure: Shown) -> str:
    """The page of one figure."""
    title = SPECIAL.sub(r"\\\1", figure.title)
    return (
        f"# {title}\n\n{figure.html('../')}\n\n{elsewhere(figure)}"
        f"From [](../{figure.notebook}.ipynb), “{figure.section}”: `{figure.call}`\n"
    )


def gallery(figures: Sequence[Shown]) -> str:
    """All figures, notebook by notebook, and the list of pages."""
    parts = [
        "# Figures\n\nEach has a page of its own. Drag its slider, or reach it with the Tab key "
        "and press the arrow keys. Some go on by themselves once you press *Start*."
    ]
    for notebook, group in groupby(figures, key=lambda each: each.notebook):
        cards = "".join(card(each) for each in group)
        parts.append(f'## [](../{notebook}.ipynb)\n\n<div class="course-gallery">{cards}</div>')
    names = "\n".join(each.slug for each in figures)
    parts.append(f"```{{toctree}}\n:hidden:\n\n{names}\n```\n")
    return "\n\n".join(parts)


def card(figure: Shown) -> str:
    """One figure among all."""
    title = escape(figure.title)
    return (
        f'<a href="{figure.slug}.html"><img alt="{title}" loading="lazy" '
        f'src="../_static/stills/{figure.slug}.png"><span aria-hidden="true">{title}</span></a>'
    )
