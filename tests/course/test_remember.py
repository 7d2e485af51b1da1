"""The questions at the heads of the notebooks: what they ask, and where each can be read again."""

import re

import nbformat
import numpy as np
import pytest

from bplib.course.earlier import COUNT, Source, asked, remember, sources
from tests.notebook_runs import NOTEBOOKS

SOURCES = list(sources())
BY_NUMBER = {path.stem[:2]: path for path in NOTEBOOKS}
WITH_HEAD = [path for path in NOTEBOOKS if "02" <= path.stem[:2] <= "99"]


@pytest.mark.parametrize("source", SOURCES, ids=lambda each: each.draw.__name__)
def test_a_question_is_short_answers_in_words_and_knows_mistakes(source: Source) -> None:
    drawn = [asked(source, np.random.default_rng(seed)) for seed in range(12)]
    assert len({(each.question, each.answer) for each in drawn}) > 1, "always the same"
    for each in drawn:
        assert each.feedback(f"{each.answer:g}").startswith("✓")
        assert len(each.question) < 260
        assert np.isfinite(each.answer)
        assert any(each.feedback(repr(wrong)).startswith("✗ Not so. ") for wrong in each.known)
        for text in (each.question, each.why, *each.known.values()):
            assert text[-1] in ".?)"
            assert not re.search(r"!|\be[+-]\d\d|  |nan|inf\b", text), text


@pytest.mark.parametrize("source", SOURCES, ids=lambda each: each.draw.__name__)
def test_the_place_to_read_again_is_there(source: Source) -> None:
    paths = [path for path in NOTEBOOKS if path.stem.startswith(source.notebook)]
    cells = [cell for path in paths for cell in nbformat.read(path, 4).cells]
    headings = [h for cell in cells for h in re.findall(r"^#+ (.+)$", cell.source, re.MULTILINE)]
    assert source.heading in headings


def test_one_question_is_of_the_notebook_before_and_none_of_a_later_one() -> None:
    for notebook in range(2, 13):
        for seed in range(5):
            places = [each.place[:2] for each in remember(notebook, seed).questions]
            earlier = [each.notebook for each in SOURCES if int(each.notebook) < notebook]
            assert len(places) == COUNT
            assert places[0] == max(earlier)
            assert set(places) <= set(earlier)


@pytest.mark.parametrize("notebook", [1, "2"])
def test_without_notebooks_before_it_says_what_it_takes(notebook) -> None:
    with pytest.raises(ValueError, match=r"from 2 up, as in remember\(6\); got"):
        remember(notebook)


def test_the_three_differ() -> None:
    for seed in range(20):
        questions = [each.question for each in remember(2, seed).questions]
        assert len(set(questions)) == COUNT


@pytest.mark.parametrize("path", WITH_HEAD, ids=lambda path: path.stem)
def test_every_notebook_from_02_on_begins_with_them(path) -> None:
    cells = nbformat.read(path, 4).cells
    _, imports, heading, asks = cells[:4]
    assert re.search(r"^from bplib.course import .*\bremember\b", imports.source, re.MULTILINE)
    assert heading.source.startswith("## Three questions from before")
    assert asks.source == f"remember({int(path.stem[:2])})"
