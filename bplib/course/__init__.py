"""The course: `nNN_<name>` holds what notebook NN shows (figures) and asks (questions, exercises).

`check.<name>(your_function)` says what is right or goes wrong, `check.<name>.hint()` gives one hint
after another, `check.<name>.solution()` the whole solution. Every folder with a module `exercises`
adds its list `EXERCISES`, by name.
"""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from bplib.checking import Checker, Exercise
from bplib.messages import unknown
from bplib.widgets import Maker, NumberQuestion, Question

__all__ = ["Check", "all_exercises", "all_figures", "all_questions", "check"]


def all_exercises() -> Iterator[Exercise]:
    """Every exercise, notebook by notebook; a module is imported when it is reached."""
    for file in sorted(Path(__file__).parent.glob("n*/exercises.py")):
        yield from import_module(f"{__name__}.{file.parent.name}.exercises").EXERCISES


def all_figures() -> Iterator[Maker]:
    """Every figure, notebook by notebook: what `@explorer`, `@live` and `@picture` have made."""
    folder = Path(__file__).parent
    for file in sorted(folder.rglob("*.py")):
        if file.stem in ("__init__", "exercises"):
            continue
        path = ".".join(file.relative_to(folder).with_suffix("").parts)
        module = import_module(f"{__name__}.{path}")
        made = (each for each in vars(module).values() if isinstance(each, Maker))
        yield from (each for each in made if each.__module__ == module.__name__)


def all_questions() -> Iterator[tuple[str, str, Question | NumberQuestion]]:
    """Every question: its notebook's folder, its name, what it asks."""
    for file in sorted(Path(__file__).parent.glob("n*/questions.py")):
        module = import_module(f"{__name__}.{file.parent.name}.questions")
        for name, each in vars(module).items():
            if isinstance(each, (Question, NumberQuestion)):
                yield file.parent.name, name, each


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
