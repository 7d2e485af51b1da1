"""Mistakes written beside their hints: as an edit of the solution, or as another body.

    mistakes(chain_slope, {
        "slope * derivative(x) → slope * derivative(f(x))":
            "You took each derivative at the link's output. …",
        "slope = 1.0 → slope = 0.0; slope * derivative(x) → slope + derivative(x)":
            "You added the slopes. …",
        "return links[0][1](x) if links else 1.0":
            "That is the slope of the first link alone. …",
        rounded: "You rounded on the way. …",
    })

A key with an arrow edits the solution's source: each `old → new` (several are parted by a
semicolon) must fit exactly once. Any other text is the body of a function with the solution's
arguments, which may call the solution by its name. A function is taken as it is.
"""

import inspect
import linecache
import re
import textwrap
from collections.abc import Mapping
from itertools import count
from typing import Any

from bplib.checking.exercise import Function, Misconception

ARROW = " → "
_NUMBERS = count(1)  # each mistake is a file of its own to tracebacks


def mistakes(solution: Function, hints: Mapping[str | Function, str]) -> list[Misconception]:
    """The misconceptions of an exercise, each with its hint; see the head of this module."""
    return [Misconception(wrong_one(solution, key), hint) for key, hint in hints.items()]


def wrong_one(solution: Function, mistake: str | Function) -> Function:
    """The wrong function that a key of `mistakes` stands for."""
    if not isinstance(mistake, str):
        return mistake
    source = textwrap.dedent(inspect.getsource(solution))
    if ARROW in mistake:
        return compiled(solution, edited(source, mistake), calls_solution=False)
    return compiled(solution, with_body(source, mistake), calls_solution=True)


def edited(source: str, edits: str) -> str:
    """The source after its edits, each of which must fit exactly once."""
    for edit in re.split(r";\s+", edits.strip()):
        old, _, new = (part.strip() for part in edit.partition(ARROW.rstrip()))
        if source.count(old) != 1:
            raise ValueError(
                f"the edit {edit!r} fits {source.count(old)} times; "
                f"expected a piece that occurs once in\n{source}"
            )
        source = source.replace(old, new)
    return source


def with_body(source: str, body: str) -> str:
    """The head of a function over another body."""
    head = re.match(r"(?:@.*\n)*def \w+\((?:[^()]|\([^()]*\))*\)[^:]*:", source)
    if head is None:
        raise ValueError(f"a body needs a solution that is a function; this is\n{source}")
    return f"{head[0]}\n{textwrap.indent(textwrap.dedent(body).strip(), '    ')}\n"


def compiled(solution: Function, source: str, *, calls_solution: bool) -> Function:
    """The function that the source defines, among the names of the solution's module."""
    name, file = solution.__name__, f"<mistake {next(_NUMBERS)}>"
    names: dict[str, Any] = dict(vars(inspect.getmodule(solution)))
    exec(compile(source, file, "exec"), names)
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    wrong = names[name]
    if calls_solution:
        names[name] = solution
    return wrong
