"""Checked exercises: `check.<name>(your_function)` says what is right or goes wrong.

`check.<name>.hint()` gives one hint after another, `check.<name>.solution()` the whole solution.
Every module of this package that holds a list `EXERCISES` adds its exercises, by name.
"""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from bplib.exercises.checker import Checker, Exercise, Misconception, Named
from bplib.exercises.verdict import Verdict
from bplib.messages import unknown

__all__ = ["Check", "Exercise", "Misconception", "Named", "Verdict", "all_exercises", "check"]


def all_exercises() -> Iterator[Exercise]:
    """Every exercise of the course, module by module; a module is imported when it is reached."""
    for module in iter_modules(__path__):
        yield from getattr(import_module(f"{__name__}.{module.name}"), "EXERCISES", [])


class Check:
    """The exercises as attributes: `check.central_difference(central_difference)`."""

    def __init__(self) -> None:
        self._checkers: dict[str, Checker] = {}

    def __getattr__(self, name: str) -> Checker:
        if name.startswith("_"):  # what displays and copies ask every object for
            raise AttributeError(name)
        if name not in self._checkers:
            found = next((each for each in all_exercises() if each.name == name), None)
            if found is None:
                raise AttributeError(unknown("exercise", name, [e.name for e in all_exercises()]))
            self._checkers[name] = Checker(found)
        return self._checkers[name]

    def __dir__(self) -> list[str]:
        return sorted(exercise.name for exercise in all_exercises())

    def __repr__(self) -> str:
        return f"check.<name>(your_function), with <name> one of: {', '.join(dir(self))}"


check = Check()
