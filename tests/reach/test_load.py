"""The load test: one learner opens a notebook, runs all of it and drags, as the page would."""

import asyncio

import pytest

pytest.importorskip("playwright", reason="playwright is not installed")

from benchmarks import classroom


def test_a_learner_runs_a_notebook_and_each_move_is_answered(monkeypatch) -> None:
    monkeypatch.setattr(classroom, "DRAG", 0.5)
    monkeypatch.setattr(classroom, "ROUNDS", 2)
    path = classroom.NOTEBOOKS / "00_start_here.ipynb"
    with (
        classroom.with_notebook(path) as folder,
        classroom.one_server(folder, 1) as (first, places),
    ):
        measured = asyncio.run(classroom.lesson(places, path.name, first, look=0.5))
    learners, _, moves, half, most, *_, gigabytes = measured
    assert (learners, int(moves) > 0) == ("1", True)
    assert 0 < int(half) <= int(most) < 1000 * classroom.PATIENCE
    assert 0.1 < float(gigabytes) < 1
