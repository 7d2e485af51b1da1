"""Which exercises have passed: shown as a table, and kept in a file that the learner names.

The file is a line of JSON, `{"passed": ["central_difference", …]}`: names of exercises alone, no
name of a person and no time.
"""

import json
import os
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from pathlib import Path

from bplib.checking.verdict import COLOURS, html_of

KEY = "passed"


@dataclass(frozen=True)
class Progress:
    """The exercises of each notebook, by its name; those that have passed; what there is to say."""

    exercises: Mapping[str, Collection[str]]
    passed: frozenset[str]
    remark: str

    def __repr__(self) -> str:
        return "\n".join(
            [self.remark, *(f"{notebook}  {line}" for notebook, line in self.lines().items())]
        )

    def lines(self) -> dict[str, str]:
        """For each notebook how many have passed, and which they are."""
        return {
            notebook: f"{len(self.passed & {*names})} of {len(names)}: "
            + ", ".join(f"{'✓' if name in self.passed else '○'} {name}" for name in names)
            for notebook, names in self.exercises.items()
        }

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><th scope="row">{escape(notebook)}</th>'
            f'<td style="text-align: left">{escape(line)}</td></tr>'
            for notebook, line in self.lines().items()
        )
        return (
            f'<div style="border-left: 4px solid {COLOURS["passed"]}; padding: 0.2em 0.8em">'
            f"{html_of(self.remark)}<table>{rows}</table></div>"
        )


def progress_of(
    exercises: Mapping[str, Collection[str]], passed: Collection[str], file: object = None
) -> Progress:
    """What has passed since the kernel started; with a file also what it holds, kept there."""
    known = frozenset(passed)
    if file is None:
        return Progress(exercises, known, "Since the kernel started:")
    try:
        path = Path(os.path.expanduser(file))  # type: ignore[call-overload]
        before = kept(path)
        keep(path, known | before)
    except (OSError, TypeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        remark = (
            f"Nothing was kept, and nothing is lost: `{file}` was left as it is ({reason}). "
            "Name another file. Since the kernel started:"
        )
        return Progress(exercises, known, remark)
    return Progress(exercises, known | before, f"Kept in `{path}`, with what it held before:")


def kept(path: Path) -> frozenset[str]:
    """The names that a file holds: none if there is no file yet, an error if it is another."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return frozenset()
    except UnicodeDecodeError:
        raise ValueError("it is no text") from None
    try:
        names = json.loads(text)[KEY]
    except (ValueError, TypeError, KeyError, RecursionError):
        names = None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError(f'it holds something else than {{"{KEY}": [names of exercises]}}')
    return frozenset(names)


def keep(path: Path, names: Collection[str]) -> None:
    """Write a file beside the old one, then put it in its place: never half of one."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(json.dumps({KEY: sorted(names)}) + "\n", encoding="utf-8")
        os.replace(beside, path)
    finally:
        with suppress(OSError):
            beside.unlink()
