"""Checked exercises: from a record of an exercise and a learner's function to a verdict."""

from bplib.checking.checker import Checker
from bplib.checking.compare import Named
from bplib.checking.exercise import Exercise, Misconception
from bplib.checking.mistakes import mistakes
from bplib.checking.progress import Progress, progress_of
from bplib.checking.verdict import Verdict

__all__ = [
    "Checker", "Exercise", "Misconception", "Named", "Progress", "Verdict", "mistakes",
    "progress_of",
]  # fmt: skip
