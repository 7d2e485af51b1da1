"""What `check.progress()` says, and the file in which it is kept."""

import json

import numpy as np
import pytest

from bplib.course import Check


def central_difference(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


def two_paths(*_):
    return None


@pytest.fixture
def check():
    """A kernel in which one exercise has passed and another has not."""
    check = Check()
    assert check.central_difference(central_difference).passed
    assert not check.two_paths(two_paths).passed
    return check


def test_it_says_what_has_passed_since_the_kernel_started(check):
    progress = check.progress()
    assert progress.passed == {"central_difference"}
    lines = repr(progress).splitlines()
    assert lines[0] == "Since the kernel started:"
    assert lines[1].startswith("01  1 of 4: ✓ central_difference, ○ numerical_gradient")
    assert lines[2].startswith("02  0 of 5: ")
    assert "<td" in progress._repr_html_()
    assert not Check().progress().passed


def test_what_has_passed_stays_passed(check):
    assert not check.central_difference(np.sin).passed
    assert check.progress().passed == {"central_difference"}


def test_a_file_adds_up_what_passed_in_several_kernels(check, tmp_path):
    file = tmp_path / "mine.json"
    first = check.progress(file)
    assert first.passed == {"central_difference"}
    assert "`" + str(file) + "`" in first.remark
    other = Check()
    other.update_ratio(other.update_ratio.exercise.reference)
    assert other.progress(str(file)).passed == {"central_difference", "update_ratio"}
    assert Check().progress(file).passed == {"central_difference", "update_ratio"}
    assert json.loads(file.read_text()) == {"passed": ["central_difference", "update_ratio"]}
    assert list(tmp_path.iterdir()) == [file]


def test_names_of_exercises_that_are_no_more_are_kept(check, tmp_path):
    file = tmp_path / "mine.json"
    file.write_text('{"passed": ["of_an_older_course"]}')
    check.progress(file)
    assert "of_an_older_course" in json.loads(file.read_text())["passed"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"passed": ["cut o',
        b'["central_difference"]',
        b'{"passed": [1]}',
        b'{"passed": {"central_difference": true}}',
        b'{"cells": [], "nbformat": 4}',
        b"\xff\xfe\x00",
        b"[" * 100_000,
    ],
)
def test_what_is_no_file_of_progress_gets_a_sentence_and_is_left_as_it_is(check, content, tmp_path):
    file = tmp_path / "mine.json"
    file.write_bytes(content)
    progress = check.progress(file)
    assert progress.passed == {"central_difference"}
    assert "Nothing was kept, and nothing is lost" in progress.remark
    assert file.read_bytes() == content
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("place", [".", "missing/mine.json", "\0", ""])
def test_a_place_where_nothing_can_be_written_gets_a_sentence(check, place, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "Name another file" in check.progress(place).remark
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("place", [3.5, ["mine.json"], b"mine.json"])
def test_what_is_no_name_of_a_file_gets_a_sentence(check, place):
    assert "Name another file" in check.progress(place).remark


def test_a_name_with_markup_is_shown_as_it_is(check):
    assert "<img" not in check.progress("missing/<img>.json")._repr_html_()
