"""The course in a browser, nothing installed: `python -m tools.lite FOLDER` writes its pages.

JupyterLite brings JupyterLab, Pyodide brings Python, `lite/` the first page, the settings, and what
keeps the pages for times without a network.
"""

import argparse
import json
import shutil
import string
import sys
import tempfile
from pathlib import Path

import nbformat

from tools.notebooks import FOLDER
from tools.project import ROOT, repository
from tools.pyodide import run, runtime

OURS = ROOT / "lite"
KERNEL = {"name": "python", "display_name": "Python (Pyodide)", "language": "python"}
FRONT_ENDS = (
    "@jupyterlite/pyodide-kernel-extension",
    "@jupyter-widgets/jupyterlab-manager",
    "anywidget",
)
WORKER = "service-worker.js"


def notebooks(folder: Path) -> None:
    """Copies of the notebooks that name the browser's kernel, so that no dialog asks for one."""
    folder.mkdir()
    for path in FOLDER.glob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        notebook.metadata["kernelspec"] = KERNEL
        nbformat.write(notebook, folder / path.name)


def jupyterlite(lite: Path, output: Path) -> None:
    """JupyterLab with the notebooks, the front ends of the figures, and Pyodide's kernel."""
    shutil.copy(OURS / "jupyter-lite.json", lite)
    found = [Path(sys.prefix, "share", "jupyter", "labextensions", name) for name in FRONT_ENDS]
    settings = {
        "lite_dir": str(lite),
        "output_dir": str(output),
        "contents": [str(lite / "notebooks")],
        "apps": ["lab"],
        "ignore_sys_prefix": ["federated_extensions"],
        "federated_extensions": [str(path) for path in found],
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
    }
    (lite / "jupyter_lite_config.json").write_text(json.dumps({"LiteBuildConfig": settings}))
    run(sys.executable, "-m", "jupyterlite_core", "build", cwd=lite)


def front(output: Path) -> None:
    """The first page, and the worker that keeps pages."""
    shutil.move(output / WORKER, output / f"jupyterlite-{WORKER}")
    shutil.copy(OURS / WORKER, output)
    page = string.Template((OURS / "index.html").read_text(encoding="utf-8"))
    filled = page.substitute(repository=repository())
    (output / "index.html").write_text(filled, encoding="utf-8")
    kept = [path for place in ("files", "api") for path in (output / place).rglob("*.*")]
    names = ["./", *(path.relative_to(output).as_posix() for path in kept)]
    (output / "offline.json").write_text(json.dumps(names))


def build(output: Path, *, compiled: bool = True) -> None:
    """Writes the pages into a new folder; compiled: as in `tools.pyodide.runtime`."""
    with tempfile.TemporaryDirectory() as scratch:
        lite = Path(scratch)
        notebooks(lite / "notebooks")
        runtime(lite / "static" / "pyodide", compiled=compiled)
        jupyterlite(lite, output.resolve())
    front(output)


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.lite", description=__doc__)
    parser.add_argument("folder", type=Path, help="where to write; what it held goes")
    parser.add_argument(
        "--without-compiled",
        action="store_true",
        help="leave NumPy and the like where Pyodide keeps them",
    )
    options = parser.parse_args(arguments)
    shutil.rmtree(options.folder, ignore_errors=True)
    build(options.folder, compiled=not options.without_compiled)
    return 0


if __name__ == "__main__":
    sys.exit(main())
