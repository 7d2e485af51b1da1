"""The course: `nNN_<name>` holds what notebook NN shows (figures) and asks (questions, exercises).

`check.<name>(your_function)` says what is right or goes wrong, `check.<name>.hint()` gives one hint
after another, `check.<name>.solution()` the whole solution, `check.progress()` which have passed.
Every folder with a module `exercises` adds its list `EXERCISES`, by name. `remember(7)` asks three
questions from the notebooks before 07. `guest("jax")` is a library that need not be installed.
"""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from bplib.checking import Checker, Exercise, Progress, progress_of
from bplib.course.earlier import remember
from bplib.course.folders import by_notebook, number_of
from bplib.course.guests import guest
from bplib.messages import unknown
from bplib.widgets import Maker, NumberQuestion, Question

__all__ = [
    "Check", "all_exercises", "all_figures", "all_questions", "check", "guest", "remember",
]  # fmt: skip


def all_exercises() -> Iterator[Exercise]:
    """Every exercise, notebook by notebook; a module is imported when it is reached."""
    for exercises in by_notebook("exercises"):
        yield from exercises.EXERCISES


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
    for module in by_notebook("questions"):
        for name, each in vars(module).items():
            if isinstance(each, (Question, NumberQuestion)):
                yield module.__name__.split(".")[2], name, each


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

    def progress(self, file: object = None) -> Progress:
        """Which exercises of which notebook have passed since the kernel started.

        file: a name of your choice, such as "progress.json". What the file holds is shown too, and
        what has passed is added to it; it keeps names of exercises and nothing else.
        """
        passed = [name for name, checker in self._checkers.items() if checker.passed]
        exercises: dict[str, list[str]] = {}
        for module in by_notebook("exercises"):
            names = exercises.setdefault(number_of(module), [])
            names += [each.name for each in module.EXERCISES]
        return progress_of(exercises, passed, file)

    def __dir__(self) -> list[str]:
        return sorted([*(exercise.name for exercise in all_exercises()), "progress"])

    def __repr__(self) -> str:
        return "check.<name>(your_function), with <name> one of: " + ", ".join(
            sorted(exercise.name for exercise in all_exercises())
        )


check = Check()
