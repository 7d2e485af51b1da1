"""Notebooks run inside the process, in a fresh namespace each time: quicker than a kernel."""

import ast
import atexit
import builtins
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from nbformat import NotebookNode
from traitlets import Type
from traitlets.config import Config

from bplib.course import check
from tools.pictures import with_picture

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))
WITHOUT_HISTORY = Config(HistoryManager={"enabled": False})
UNCOMPARED = ("application/vnd.jupyter.widget-view+json",)


@dataclass(frozen=True)
class Run:
    """What a cell did: what it printed and showed, its last value, and the error it raised.

    text: kind and words of each output. data: the outputs as they are, pictures too.
    """

    text: list[tuple[str, str]]
    data: list[dict[str, Any]]
    value: Any
    error: BaseException | None


class LastValue(DisplayHook):
    """Publishes a cell's last value with its other outputs, instead of printing it."""

    def write_output_prompt(self) -> None:
        """A notebook writes the prompt itself."""

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        """Hand the value, in all its forms, to the publisher."""
        self.shell.display_pub.publish(format_dict, md_dict)

    def finish_displayhook(self) -> None:
        """No line ends here."""


class Shell(InteractiveShell):
    """IPython that keeps what is displayed."""

    display_pub_class = Type(CapturingDisplayPublisher)
    displayhook_class = Type(LastValue)


class Session:
    """A namespace in which cells are run one after the other, as a kernel would."""

    def __init__(self) -> None:
        check.__init__()  # a new kernel has given no hints yet
        InteractiveShell.clear_instance()
        self.shell = Shell.instance(user_ns={}, config=WITHOUT_HISTORY)
        # At the end of the process it would free its names once more, and keeps them until then.
        atexit.unregister(self.shell.atexit_operations)

    def run(self, source: str) -> Run:
        """Run one cell."""
        self.shell.display_pub.outputs.clear()
        with capture_output(display=False) as captured:
            result = self.shell.run_cell(source)
        error = result.error_before_exec or result.error_in_exec
        printed = {"stdout": captured.stdout, "stderr": captured.stderr}
        text = [(name, words) for name, words in printed.items() if words]
        data = [output["data"] for output in self.shell.display_pub.outputs]
        for each in data:
            text += shown(each)
        return Run(text, data, result.result, error)


def shown(data: dict[str, Any]) -> list[tuple[str, str]]:
    """What an output says in words, kind by kind; pictures are left out."""
    compared = (kind for kind in sorted(data) if kind not in UNCOMPARED)
    return [(kind, with_picture(str(data[kind]), "")) for kind in compared]


def stored(cell: NotebookNode) -> list[tuple[str, str]]:
    """What a stored cell printed and showed, in the form of `Run.text`."""
    streams: dict[str, str] = {}
    text: list[tuple[str, str]] = []
    for output in cell.outputs:
        if output.output_type == "stream":
            streams[output.name] = streams.get(output.name, "") + output.text
        else:
            text += shown(output.get("data", {}))
    return sorted(streams.items(), reverse=True) + text


def stored_data(cell: NotebookNode) -> list[dict[str, Any]]:
    """What a stored cell showed, as it is."""
    return [output.data for output in cell.outputs if "data" in output]


@contextmanager
def session() -> Iterator[Session]:
    """A fresh session; what a shell changes in the process is put back at the end."""
    main, hook = sys.modules["__main__"], sys.displayhook
    try:
        yield Session()
    finally:
        Shell.clear_instance()
        sys.modules["__main__"], sys.displayhook = main, hook


def code_cells(path: Path) -> list[NotebookNode]:
    """The code cells of a notebook, the import cell first."""
    return [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]


def names(source: str) -> set[str]:
    """The variables that a cell defines or uses."""
    tree, defined = ast.parse(source), (ast.FunctionDef, ast.ClassDef)
    variables = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    variables |= {node.name for node in ast.walk(tree) if isinstance(node, defined)}
    return variables - set(dir(builtins))


def around_exercises(path: Path) -> list[NotebookNode]:
    """The cells that a solution can reach: they share variables with exercises, or ask `check`."""
    first, *cells = code_cells(path)
    statements = [each for each in ast.walk(ast.parse(first.source)) if isinstance(each, ast.alias)]
    imported = {each.asname or each.name for each in statements}
    own = {cell.id: names(cell.source) - (imported - {"check"}) for cell in cells}
    reached, size = {"check"}, 0
    while size < len(reached):
        size = len(reached)
        reached |= set().union(*(each for each in own.values() if each & reached))
    return [first, *(cell for cell in cells if own[cell.id] & reached)]


def sections(path: Path) -> dict[str, list[NotebookNode]]:
    """The code cells under each `## ` heading that has any."""
    found: dict[str, list[NotebookNode]] = {}
    heading = ""
    for cell in nbformat.read(path, 4).cells:
        if cell.cell_type == "markdown":
            titles = re.findall(r"^## (.+)$", cell.source, re.MULTILINE)
            heading = titles[-1] if titles else heading
        elif heading:
            found.setdefault(heading, []).append(cell)
    return found


def solved(source: str, name: str, solution: str) -> str:
    """A cell in which the definition of `name` is replaced by its solution."""
    for node in ast.parse(source).body:
        if getattr(node, "name", None) == name:
            lines = source.splitlines()
            decorators = getattr(node, "decorator_list", [])
            first = min([node.lineno, *(each.lineno for each in decorators)])
            return "\n".join([*lines[: first - 1], solution.rstrip(), *lines[node.end_lineno :]])
    raise ValueError(f"the cell checks {name!r} and does not define it; define it in the same cell")
