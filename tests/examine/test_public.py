"""What is said of some published networks, as they come and broken, whose truth is by training."""

import json

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed: pip install torch")

from benchmarks.examine.cases import batch_of  # noqa: E402
from benchmarks.examine.compare import label, same  # noqa: E402
from benchmarks.examine.public import PUBLIC  # noqa: E402
from benchmarks.examine.truth import TRUTH  # noqa: E402
from bplib.examine import examine  # noqa: E402

QUICK = ("GPT", "LSTM tagger", "IRNN, twice the identity", "MLP-Mixer, trunk cut off by .data",
         "ViT, rate 1", "VAE, rate 10")  # fmt: skip


@pytest.mark.parametrize("name", QUICK)
def test_a_published_network_is_told_as_training_told(name: str) -> None:
    case = next(case for case in PUBLIC if case.name == name)
    model, loss, task, optimizer = case.make(0)
    verdict = examine(model, loss, batch_of(task), optimizer).verdict
    truth = label(json.loads(TRUTH.read_text(encoding="utf-8"))[name]["grades"])
    assert verdict.outcome == truth
    assert truth == "healthy" or same(verdict.cause, case.ails)
