"""Where the project lies: on this machine and on the net."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent


def repository() -> str:
    """The address of the repository."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["project"]["urls"]["Repository"]
