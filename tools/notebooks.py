"""Run the notebooks and store them in their one normal form.

The normal form leaves out what changes from run to run (widget ids, timings, Python's version), so
that running twice leaves no difference; text and numbers stay as they were printed.
"""

import argparse
import re
import sys
from contextlib import suppress
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from tools.pictures import picture, same_picture, small_png, with_picture
from tools.project import ROOT

FOLDER = ROOT / "notebooks"
TIMEOUT = 600  # seconds that one cell may take
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "pygments_lexer": "ipython3"},
}
KEPT = ("tags", "slideshow")  # what an author says about a cell; the rest tools leave
MEASURED = "nbval-ignore-output"  # the tag of a cell that prints a time: it differs from run to run
# The tag of a cell that draws a run in which roundings grow: each processor draws its own curve.
CHAOTIC = "chaotic"
# The line that asks for the verdict on an exercise: its name, and that of the answer.
CHECK = re.compile(r"^check\.(\w+)\((\w+)\)$", re.MULTILINE)
HTML = "text/html"
LIVE = "application/vnd.jupyter.widget-view+json"  # without its kernel it shows "model not found"


def read(path: Path) -> NotebookNode:
    """The notebook stored at `path`."""
    return nbformat.read(path, as_version=4)


def written(notebook: NotebookNode) -> str:
    """The text of the file that stores a notebook."""
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def execute(notebook: NotebookNode, folder: Path) -> None:
    """Run all cells in a fresh kernel, from `folder`; outputs are put into `notebook`."""
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        coalesce_streams=True,
        store_widget_state=False,
    )
    with suppress(CellExecutionError):  # its output is stored, and `problems` finds it there
        client.execute()


def problems(notebook: NotebookNode) -> list[str]:
    """What went wrong in a run: errors and what was written to stderr, with the cell's number."""
    found = []
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                found.append(f"cell {number}: {output.ename}: {output.evalue}")
            elif output.get("name") == "stderr":
                found.append(f"cell {number}: on stderr: {output.text.strip()}")
    return found


def normalize(notebook: NotebookNode, name: str) -> None:
    """Bring a notebook into its normal form; doing it again changes nothing."""
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    executed = 0
    for number, cell in enumerate(notebook.cells):
        cell.id = f"{name.replace('_', '-')}-{number:03d}"[-64:]
        cell.metadata = NotebookNode({k: v for k, v in cell.metadata.items() if k in KEPT})
        if cell.cell_type == "code":
            executed += 1
            cell.execution_count = executed
            cell.outputs = [normal_output(output, executed) for output in cell.outputs]


def is_measured(cell: NotebookNode) -> bool:
    """Whether a cell prints what differs from run to run, such as a time."""
    return MEASURED in cell.metadata.get("tags", [])


def is_chaotic(cell: NotebookNode) -> bool:
    """Whether a cell draws a run that comes out a little otherwise on another processor."""
    return CHAOTIC in cell.metadata.get("tags", [])


def normal_output(output: NotebookNode, count: int) -> NotebookNode:
    """One output without live widgets, numbered with its cell, its picture small."""
    if output.output_type == "execute_result":
        output.execution_count = count
    if "data" in output:
        output.data.pop(LIVE, None)
        output.metadata.pop(LIVE, None)
        html = output.data.get(HTML, "")
        if picture(html):
            output.data[HTML] = with_picture(html, small_png(picture(html)))
    return output


def words(output: NotebookNode) -> tuple:
    """What an output says without its picture."""
    data = {kind: with_picture(text, "") for kind, text in output.get("data", {}).items()}
    return output.output_type, output.get("text"), data, output.get("metadata")


def keep_noise(notebook: NotebookNode, stored: NotebookNode) -> None:
    """Take over what was measured before, and each stored picture that differs by noise alone."""
    for new, old in zip(notebook.cells, stored.cells, strict=False):
        if is_measured(new) and new.source == old.source and old.outputs:
            new.outputs = old.outputs
        for output, before in zip(new.get("outputs", []), old.get("outputs", []), strict=False):
            if words(output) != words(before):
                continue
            new_html, old_html = (each.get("data", {}).get(HTML, "") for each in (output, before))
            if same_picture(picture(new_html), picture(old_html), roughly=is_chaotic(new)):
                output.data[HTML] = old_html


def is_normal(path: Path) -> bool:
    """Whether a stored notebook is in its normal form."""
    notebook = read(path)
    normalize(notebook, path.stem)
    return written(notebook) == path.read_text(encoding="utf-8")


def run(path: Path) -> list[str]:
    """Run one notebook and store it; with problems nothing is stored, and they are returned."""
    notebook = read(path)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    execute(notebook, path.parent)
    if found := problems(notebook):
        return found
    normalize(notebook, path.stem)
    keep_noise(notebook, read(path))
    path.write_text(written(notebook), encoding="utf-8", newline="\n")
    return []


def check(path: Path) -> list[str]:
    """Say so when a stored notebook is not in its normal form."""
    return [] if is_normal(path) else ["not in its normal form; run `make notebooks`"]


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns 1 when a notebook has a problem, else 0."""
    parser = argparse.ArgumentParser(prog="python -m tools.notebooks", description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, help="default: all of notebooks/")
    parser.add_argument("--check", action="store_true", help="only look, run and change nothing")
    options = parser.parse_args(arguments)
    failed = False
    for path in options.paths or sorted(FOLDER.glob("*.ipynb")):
        found = (check if options.check else run)(path)
        failed |= bool(found)
        print(f"{path.name}: {'; '.join(found) or 'fine'}", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
