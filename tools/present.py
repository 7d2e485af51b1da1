"""Open a lecture's slides in JupyterLab, in presentation: `make slides NOTEBOOK=06`.

JupyterLab runs with settings of its own, so that nothing of the reader's is changed.
"""

import argparse
import json
import os
import shutil
import sys
from pathlib import Path

from nbformat.sign import NotebookNotary

from tools.lectures import PLANS, lecture, the_one
from tools.notebooks import written
from tools.project import ROOT
from tools.slides import deck

FOLDER = ROOT / "build" / "slides"
STYLE = Path(__file__).with_name("slides.css")
RUN_ALL = "Accel Alt Enter"
RUN_ALL_AND_RETURN = [
    "notebook:run-all-cells",
    "notebook:extend-marked-cells-top",
    "notebook:deselect-all",
]
SETTINGS = {
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "jupyterlab-slideshow/plugin": {"active": True},
    "@jupyterlab/shortcuts-extension/shortcuts": {
        "shortcuts": [
            {
                "command": "apputils:run-all-enabled",
                "args": {"commands": RUN_ALL_AND_RETURN, "args": [{}, {}, {}]},
                "keys": [RUN_ALL],
                "selector": ".jp-Notebook",
            }
        ]
    },
}


def built(plan: Path, folder: Path) -> Path:
    """Writes the slides of a plan, trusted since all of it is the course's own; their path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{plan.stem}.ipynb"
    slides = deck(lecture(plan))
    path.write_text(written(slides), encoding="utf-8", newline="\n")
    NotebookNotary().sign(slides)
    return path


def environment(home: Path) -> dict[str, str]:
    """JupyterLab's settings and style, written below `home`; the variables that point to them."""
    for name, values in SETTINGS.items():
        file = home / "settings" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values), encoding="utf-8")
    custom = home / "config" / "custom"
    custom.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(STYLE, custom / "custom.css")
    return {
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
    }


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns when JupyterLab ends."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.present", description=__doc__, epilog="What follows is JupyterLab's."
    )
    parser.add_argument("start", help="how the name of a plan in lectures/ begins, such as 06")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the slides are written")
    options, for_lab = parser.parse_known_args(arguments)
    path = built(the_one(options.start, PLANS, ".md"), options.folder)
    os.environ.update(environment(options.folder / ".lab"))
    from jupyterlab.labapp import LabApp  # reads the variables while it is imported

    LabApp.launch_instance(["--LabApp.custom_css=True", *for_lab, str(path)])
    return 0


if __name__ == "__main__":
    sys.exit(main())
