"""An exercise is a record; and what a function answers in its cases."""

from __future__ import annotations  # leaves np.random unloaded until it is needed

import inspect
import linecache
import re
import textwrap
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from bplib.checking.compare import Odd, Raised, describe, plain, shorten

Function = Callable[..., Any]
SEED = 2024


class Misconception(NamedTuple):
    """A wrong answer that people give, as a function, and the hint that it deserves."""

    wrong: Function
    hint: str


@dataclass(frozen=True)
class Exercise:
    """One exercise.

    reference: the solution, whose name is that of the exercise; its source is shown, and uses the
        names of the import cell and of earlier solutions of its notebook.
    cases: rng -> argument tuples, the smallest first (the first that fails is shown), nasty ones
        included; called anew for every function, so that none sees what another one changed.
    tolerance: numbers agree up to tolerance · (1 + |expected|).
    seconds: the time that all the cases together may take.
    call: (function, *arguments) -> what is compared; for a class, or a result to be looked into.
    compare: (came, expected, *arguments) -> what is wrong as a clause after "your function", or
        None; for exercises with more than one right answer. Gets lists, dicts, arrays.
    describe: (*arguments) -> the input in words; by default `name = value` for each argument.
    """

    reference: Function
    cases: Callable[[np.random.Generator], Sequence[tuple[Any, ...]]]
    misconceptions: Sequence[Misconception]
    hints: Sequence[str]
    tolerance: float = 1e-9
    seconds: float = 5.0
    call: Function | None = None
    compare: Callable[..., str | None] | None = None
    describe: Callable[..., str] | None = None

    @property
    def name(self) -> str:
        """What the learner's function is called."""
        return self.reference.__name__

    def arguments(self) -> list[tuple[Any, ...]]:
        """The cases, the same at every call, in fresh copies."""
        return list(self.cases(np.random.default_rng(SEED)))

    def called(self, function: Function, arguments: tuple[Any, ...]) -> Any:
        """What is compared in one case."""
        return self.call(function, *arguments) if self.call else function(*arguments)

    def answers(self, function: Function) -> list[Answer]:
        """What a trusted function answers in each case."""
        return [answer(self, function, arguments) for arguments in self.arguments()]

    def source(self) -> str:
        """The solution as text."""
        return textwrap.dedent(inspect.getsource(self.reference)).strip()

    def input_text(self, arguments: tuple[Any, ...]) -> str:
        """One case in words."""
        if self.describe:
            return self.describe(*arguments)
        names = inspect.signature(self.reference).parameters
        pairs = zip(names, arguments, strict=False)
        return ", ".join(f"{name} = {describe(value)}" for name, value in pairs)


@dataclass(frozen=True)
class Answer:
    """What a function answered in one case, and its arguments after the call, both made plain."""

    value: Any
    after: Any


def answer(exercise: Exercise, function: Function, arguments: tuple[Any, ...]) -> Answer:
    """Call the function on one case; an exception is an answer too."""
    try:
        with np.errstate(all="ignore"):
            value = plain(exercise.called(function, arguments))
    except BaseException as error:  # even SystemExit is only a wrong answer here
        value = Raised(type(error).__name__, error_text(error, function))
    try:
        return Answer(value, plain(arguments))
    except Exception:  # an argument was changed into something that cannot be read
        return Answer(value, (Odd("something that cannot be read"),) * len(arguments))


def error_text(error: BaseException, function: Function) -> str:
    """An exception in one line, with the learner's line that raised it."""
    kind = type(error).__name__
    try:
        message = re.sub(r" at 0x[0-9a-fA-F]+", "", str(error)).strip().partition("\n")[0]
        source = line_that_raised(error, function)
    except Exception:  # what a learner's object says of itself may raise as well
        message = source = ""
    said = f"`{kind}: {shorten(message)}`" if message else f"`{kind}`"
    return f"{said} in the line `{source}`" if source else said


def line_that_raised(error: BaseException, function: Function) -> str:
    """The last line that ran in the file or notebook cell that holds the function."""
    code = getattr(function, "__code__", getattr(function.__init__, "__code__", None))
    file = getattr(code, "co_filename", "")
    frames = traceback.walk_tb(error.__traceback__)
    lines = [line for frame, line in frames if frame.f_code.co_filename == file]
    return linecache.getline(file, lines[-1]).strip() if lines else ""
