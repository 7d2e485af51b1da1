"""The plans of the lectures fit the notebooks: every heading is there, and minutes add up."""

import re
from pathlib import Path

import pytest

from tests.notebook_runs import NOTEBOOKS
from tools.lectures import PLANS, lecture, part, the_one
from tools.pages import PAGE, blocks, height, pages
from tools.slides import deck, sections

ALL = sorted(PLANS.glob("*.md"))
TAUGHT = [path.stem for path in NOTEBOOKS if path.stem != "cheat_sheet"]  # that is a page to print


def kinds(path: Path) -> list[tuple[str, str]]:
    """Of each cell of a lecture's slides what kind of slide it is, and its source."""
    cells = deck(lecture(path)).cells
    return [(cell.metadata.slideshow.slide_type, cell.source) for cell in cells]


def test_every_notebook_has_a_plan() -> None:
    assert set(TAUGHT) <= {path.stem for path in ALL}


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_minutes_add_up_and_every_part_has_notes(path: Path) -> None:
    plan = lecture(path)
    assert sum(each.minutes for each in plan.parts) == plan.minutes
    assert all(each.notes for each in plan.parts)


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_every_heading_is_shown_with_its_notes(path: Path) -> None:
    plan, slides = lecture(path), kinds(path)
    headings = [source.splitlines()[0].lstrip("# ") for kind, source in slides if kind != "notes"]
    for each in plan.parts:
        assert each.heading in headings, f"{each.notebook.stem} has no section {each.heading!r}"
        assert ("notes", f"**{each.minutes} min.** {each.notes}") in slides


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_notebook_has_a_heading_twice(path: Path) -> None:
    headings = [section.heading for section in sections(path)]
    assert len(set(headings)) == len(headings)


def test_slides_hold_all_code_and_no_exercise() -> None:
    slides = kinds(the_one("06", PLANS, ".md"))
    shown = [source for kind, source in slides if kind not in ("skip", "notes")]
    assert not [source for source in shown if "check." in source or "**Exercise" in source]
    assert any(source.startswith("import ") for kind, source in slides if kind == "skip")


def test_text_is_cut_between_thoughts() -> None:
    formula = "$$a = b$$"
    text = blocks("\n\n".join(["First. " * 80, "So", formula, "Last. " * 80]))
    cut = pages(text)
    assert [page for page in cut if formula in page] == [["So", formula]]
    assert all(height(page) <= PAGE for page in cut)
    assert [block for page in cut for block in page] == text


def test_a_long_table_is_cut_between_rows_under_its_heading() -> None:
    table = "\n".join(["| a | b |", "|---|---|", *(f"| {n} | row |" for n in range(12))])
    cut = [block.splitlines() for (block,) in pages([table])]
    assert len(cut) > 1
    assert all(rows[:2] == ["| a | b |", "|---|---|"] for rows in cut)
    assert [row for rows in cut for row in rows[2:]] == table.splitlines()[2:]


def test_names_that_are_not_clear_are_told_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="'11_' names 2 .*11_beyond_1_shared_weights"):
        the_one("11_", PLANS, ".md")
    with pytest.raises(ValueError, match="'13' names 0 .*00_start_here"):
        the_one("13", PLANS, ".md")
    with pytest.raises(ValueError, match="has no minutes"):
        part(PLANS / "06_the_backward_pass.md", "## The bug gallery\n\nGo through it.")


def test_the_guide_says_the_minutes_of_the_plans() -> None:
    guide = (PLANS.parent / "LECTURING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \| (\d+) \|", guide, re.MULTILINE)
    assert [int(session) for session, _, _ in rows] == list(range(1, 13))
    for _, notebooks, minutes in rows:
        plans = [path for n in re.findall(r"\b\d\d\b", notebooks) for path in PLANS.glob(f"{n}*_*")]
        assert sum(lecture(path).minutes for path in plans) == int(minutes) <= 90
    assert re.findall(r"lectures/(\d+)_minutes\.md\)", guide) == ["45", "90"]
    assert [lecture(the_one(each, PLANS, ".md")).minutes for each in ("45", "90")] == [45, 90]
