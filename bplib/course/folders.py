"""The notebooks' folders, `nNN_<name>`, and the modules in them."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType


def by_notebook(name: str) -> Iterator[ModuleType]:
    """The modules of that name, notebook by notebook, each imported when it is reached."""
    for file in sorted(Path(__file__).parent.glob(f"n*/{name}.py")):
        yield import_module(f"bplib.course.{file.parent.name}.{name}")


def number_of(module: ModuleType) -> str:
    """The number of the notebook that a module belongs to: "07"."""
    return module.__name__.split(".")[2][1:3]
