"""The plans of the lectures, `lectures/*.md`: which sections are shown, for how long, what to say.

A plan is a page to read. Its headings name headings of a notebook, each with its minutes:
`## The four equations, 12 min`. What a plan does not name is left for reading at home. A plan that
takes from several notebooks says from which: `## 06: The four equations, 12 min`.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from tools.notebooks import FOLDER
from tools.project import ROOT

PLANS = ROOT / "lectures"
NAMED = re.compile(r"(#+) (?:(\w+): )?(.+), (\d+) min")
LENGTH = re.compile(r"\*\*(\d+) minutes")


@dataclass(frozen=True)
class Part:
    """One section of a notebook as a part of a lecture."""

    notebook: Path
    heading: str
    minutes: int
    notes: str


@dataclass(frozen=True)
class Lecture:
    """A lecture: its title, how many minutes it says it takes, what it begins with, its parts."""

    title: str
    minutes: int
    before: str
    parts: tuple[Part, ...]


def the_one(start: str, folder: Path, suffix: str) -> Path:
    """The file of a folder whose name begins with `start`, such as 06 or 11_beyond_2."""
    found = sorted(folder.glob(f"{start}*{suffix}"))
    if len(found) != 1:
        names = ", ".join(each.stem for each in found or sorted(folder.glob(f"*{suffix}")))
        raise ValueError(f"{start!r} names {len(found)} of {folder.name}/; name one of: {names}.")
    return found[0]


def lecture(path: Path) -> Lecture:
    """The lecture that a plan describes."""
    top, *rest = re.split(r"\n(?=##+ )", path.read_text(encoding="utf-8").strip())
    title, _, before = top.partition("\n")
    length = LENGTH.search(before)
    if length is None:
        raise ValueError(f"{path.name} does not say how long it takes: begin with **45 minutes**.")
    return Lecture(
        title.removeprefix("# "), int(length[1]), before.strip(), tuple(part(path, r) for r in rest)
    )


def part(path: Path, text: str) -> Part:
    """One part of a plan: its heading, and below it the notes."""
    first, _, notes = text.partition("\n")
    named = NAMED.fullmatch(first)
    if named is None:
        raise ValueError(f"{path.name}: {first!r} has no minutes; write '## Heading, 5 min'.")
    notebook = the_one(named[2] or path.stem, FOLDER, ".ipynb")
    return Part(notebook, named[3], int(named[4]), notes.strip())
