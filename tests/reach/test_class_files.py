"""The settings for a class's server: files that can be read, and that say one thing."""

import json
from pathlib import Path

import pytest
import yaml

FOLDER = Path(__file__).parents[2] / "class"
KERNELS = json.loads((FOLDER / "kernels.json").read_text(encoding="utf-8"))
LITTLEST, ZERO = (
    yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    for name in ("tljh.yaml", "values.yaml")
)


def test_every_setting_of_kernels_is_one_of_the_server() -> None:
    manager = pytest.importorskip("jupyter_server.services.kernels.kernelmanager")
    for name, settings in KERNELS.items():
        traits = getattr(manager, name).class_traits(config=True)
        assert settings.keys() <= traits.keys()


def test_both_hubs_cull_and_limit_alike() -> None:
    culled = {key: ZERO["cull"][key] for key in LITTLEST["services"]["cull"]}
    assert culled == LITTLEST["services"]["cull"]
    limits = {key: ZERO["singleuser"][key]["limit"] for key in ("memory", "cpu")}
    assert limits == LITTLEST["limits"]
    assert ZERO["singleuser"]["extraFiles"]["kernels"]["data"] == KERNELS
