"""The examples of CONTRIBUTING.md do what they say: each is run in the module it names."""

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parent.parent


def examples() -> list[tuple[str, str]]:
    """Module and code of each example."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n# (bplib/\S+)\.py\n(.*?)```", text, re.DOTALL)
    return [(name.replace("/", "."), code) for name, code in blocks]


def run_all() -> dict[str, ModuleType]:
    """Run the examples in order; modules by name, new ones made where an example needs one."""
    modules = {}
    for name, code in examples():
        try:
            module = import_module(name)
        except ModuleNotFoundError:
            module = sys.modules[name] = ModuleType(name)
        file = ROOT / "CONTRIBUTING.md"
        exec(compile(code, file, "exec"), vars(module))
        modules[name] = module
    return modules


def try_them() -> None:
    """Use what the examples made, as the tests of the library would."""
    import numpy as np

    modules = run_all()
    gradcheck = import_module("bplib.gradcheck").gradcheck
    softsign = modules["bplib.functions"].softsign
    assert gradcheck(lambda x: softsign(x).sum(), np.array([-2.0, 0.3, 5.0])).passed
    explorer = modules["bplib.course.n08_softsign.figures"].tangent()
    explorer.set(x=4.0)
    assert explorer.text == "At z = 4.00 the slope of tanh is 0.001."
    (exercise,) = modules["bplib.course.n08_softsign.exercises"].EXERCISES
    check = import_module("bplib.checking").Checker(exercise)
    assert check(exercise.reference).passed
    assert "per step of x" in check(exercise.misconceptions[0].wrong).message


def test_the_examples_work() -> None:
    # In a process of its own, since they add to the tables of the library.
    code = "from tests.test_contributing import try_them; try_them()"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_there_is_an_example_of_each_kind() -> None:
    wanted = {"functions", "derivatives", "activations", "figures", "exercises"}
    assert {name.split(".")[-1] for name, _ in examples()} == wanted
