"""The tool that makes faults tells which of them the tests notice, and undoes each."""

import pytest

from tools import mutants
from tools.mutants import Fault, misfits, survives

RIGHT = "def double(x):\n    return 2 * x  # twice\n"
TEST = "from doubled import double\n\ndef test_it():\n    assert double(3) == 6\n"


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "doubled.py").write_text(RIGHT)
    (tmp_path / "test_doubled.py").write_text(TEST)
    return tmp_path


def fault(old, new, test="test_doubled.py"):
    return Fault("doubled.py", (test,), "a fault", old, new)


@pytest.mark.parametrize(
    ("old", "new", "alive"),
    [("2 * x", "3 * x", False), ("# twice", "# thrice", True), ("return", "retrun", False)],
)
def test_a_fault_is_made_judged_and_undone(tree, old, new, alive):
    assert survives(tree, fault(old, new)) is alive
    assert (tree / "doubled.py").read_text() == RIGHT


def test_an_edit_that_does_not_fit_once_is_said_so(tree, monkeypatch):
    monkeypatch.setattr(mutants, "ROOT", tree)
    edits = [fault("2 * x", ""), fault("x", ""), fault("3 * x", ""), fault("2", "", test="none.py")]
    assert list(misfits(edits)) == [
        "doubled.py: 'x' stands there 2 times; expected once",
        "doubled.py: '3 * x' stands there 0 times; expected once",
        "none.py: no such file",
    ]
