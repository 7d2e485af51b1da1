"""The types hold: beside the other tests, as it takes seconds of one processor."""

import subprocess
import sys
from pathlib import Path


def test_the_types_hold() -> None:
    command = [sys.executable, "-m", "mypy"]
    done = subprocess.run(command, cwd=Path(__file__).parent.parent, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
