"""The page to keep: its tables are the notebooks', and it prints without a network."""

import re

import nbformat
import pytest

from bplib import theory
from bplib.course.keep import gains
from tests.notebook_runs import NOTEBOOKS
from tools.printed import PAGE, printed


def tables(path, heading):
    """The rows of the tables under a heading of a notebook."""
    cells = (cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "markdown")
    text = next(source for source in cells if f"## {heading}" in source)
    part = text.split(f"## {heading}")[1].split("\n## ")[0]
    return [line for line in part.splitlines() if line.startswith("|")]


def test_symptoms_causes_and_cures_are_those_of_the_clinic():
    clinic = next(path for path in NOTEBOOKS if path.stem.startswith("10_"))
    rows = tables(PAGE, "Symptoms, causes, cures")
    assert rows == tables(clinic, "Cheat-sheet")
    for word in ("chaos", "alike", "PyTorch's start", "unscaled", "NaN in one step"):
        assert any(word in row for row in rows), word


def test_the_gains_are_those_of_the_theory():
    rows = {row[0]: row[1:] for row in gains().rows}
    assert rows["ReLU"] == ["1.41", "2.00", "0.50", "× 1.00"]
    assert float(rows["tanh"][0]) == pytest.approx(theory.gain("tanh"), abs=0.005)
    for gain, variance, slope, factor in list(rows.values())[:-1]:
        assert float(gain) ** 2 == pytest.approx(float(variance), abs=0.03)
        assert float(variance) * float(slope) == pytest.approx(float(factor[2:]), abs=0.03)


def test_a_table_is_read_out_and_shown_alike():
    table = gains()
    assert repr(table).splitlines()[0].split("  ")[0] == "activation"
    assert table._repr_html_().count("<tr>") == 1 + len(table.rows)


def test_the_printed_page_has_all_of_it_and_asks_for_nothing():
    html = printed(PAGE)
    headings = re.findall(r"<h2[^>]*>([^<]+)<", html)
    assert headings == re.findall(r"^## (.+)$", notebook_text(), re.MULTILINE)
    assert html.count("<img alt=") == 2
    assert not re.search(r"<script|https?:|import bplib|gains\(\)", html)


def notebook_text():
    """The prose of the page."""
    cells = nbformat.read(PAGE, 4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
