"""The rows of the rules, and records that need no PyTorch: of our own networks, or of arrays."""

import html
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bplib.data import digits
from bplib.examine import Examination, Record, examine, judge, look_at_arrays
from bplib.examine.record import Layer, Look, as_row
from bplib.examine.rules import LIKELY, RULES, SECTIONS, SURE
from bplib.nn import MLP, cross_entropy, mlp
from bplib.probes import probe
from bplib.training import adam, gradient_descent, momentum, warm_up

ROOT = Path(__file__).parent.parent.parent
X, y = digits().X_train[:96], digits().y_train[:96]


def test_every_row_is_whole_and_its_sections_exist() -> None:
    assert len({rule.cause for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.sure in (SURE, LIKELY)
        assert rule.why
        assert rule.also
        assert rule.first
        assert rule.sections
        assert set(rule.sections) <= SECTIONS.keys()


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_is_a_heading_of_its_notebook(section: str) -> None:
    notebook, heading = SECTIONS[section]
    cells = json.loads((ROOT / f"notebooks/{notebook}.ipynb").read_text(encoding="utf-8"))["cells"]
    lines = "".join(f"{''.join(cell['source'])}\n" for cell in cells).splitlines()
    assert any(line.lstrip("# ") == heading and line.startswith("#") for line in lines)


def said(net: MLP, optimizer: Any, **options: Any) -> Examination:
    return examine(net, cross_entropy, (X, y), optimizer, **options)


def net(*, depth: int = 3, **options: Any) -> MLP:
    return mlp([64, *[32] * depth, 10], rng=np.random.default_rng(0), **options)


def loud() -> MLP:
    return net(depth=8, activation="relu", init="he", gain=5.0)


OWN = {
    "": lambda: said(net(), gradient_descent(0.1)),
    "zero weights": lambda: said(net(init="zeros"), gradient_descent(0.1)),
    "vanishing gradients": lambda: said(net(depth=10, activation="sigmoid"), gradient_descent(0.1)),
    "small rate": lambda: said(net(), gradient_descent(1e-5)),
    "large rate": lambda: said(net(activation="relu", init="he"), gradient_descent(50.0)),
    "large weights": lambda: said(loud(), gradient_descent(0.1)),
}


@pytest.mark.parametrize("cause", OWN)
def test_our_own_networks(cause: str) -> None:
    assert OWN[cause]().verdict.cause == cause


@pytest.mark.parametrize(
    "make", [lambda: gradient_descent(warm_up(0.1, 50)), lambda: momentum(0.1), lambda: adam(1e-3)]
)
def test_our_own_networks_and_optimizers_stay_as_they_were(make: Any) -> None:
    def after(examined: bool) -> list[np.ndarray]:
        subject, optimizer = net(), make()
        for step in range(3):
            if examined and step == 1:
                said(subject, optimizer, steps=3)
            cross_entropy(subject(X), y).mean().backward()
            optimizer(subject.parameters)
        return [p.value for p in subject.parameters]

    for a, b in zip(after(False), after(True), strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_true_step_of_our_own_optimizers() -> None:
    subject = net()
    seen = said(subject, gradient_descent(0.1), steps=0, clip=0.1).record.start
    cross_entropy(subject(X), y).mean().backward()
    length = np.sqrt(sum(np.sum(p.grad**2) for p in subject.parameters))
    W = subject.layers[0].W
    true = 0.1 * min(1, 0.1 / length) * np.sqrt(np.mean(W.grad**2) / np.mean(W.value**2))
    assert seen.layers[0].step == pytest.approx(true)


def test_a_record_from_arrays_of_any_library_is_the_one_of_our_own() -> None:
    subject, looks = net(depth=10, activation="sigmoid"), []
    for _ in range(3):
        seen = probe(subject, cross_entropy, X, y)
        gradient_descent(0.1)(subject.parameters)
        looks.append(
            look_at_arrays(
                cost=seen.cost, activations=[X, *seen.A[:-1]], weights=seen.weights,
                gradients=seen.weight_gradients, errors=seen.delta, preactivations=seen.Z,
                functions=["sigmoid"] * 10 + ["linear"],
                after=[dense.W.value for dense in subject.layers],
            )
        )  # fmt: skip
    record = Record.of(looks, guess=float(np.log(10)))
    own = said(net(depth=10, activation="sigmoid"), gradient_descent(0.1), steps=2).record
    assert repr(record.rows) == repr(own.rows)
    assert judge(record).cause == "vanishing gradients"
    assert as_row(record.last.layers[0])["name"] == "layer 1"


def test_of_arrays_the_least_will_do() -> None:
    look = look_at_arrays(cost=1, activations=[X], weights=[np.eye(64)], gradients=[np.eye(64)])
    assert Record.of([look]).later is None
    assert judge(Record.of([look])).outcome == "cannot tell"
    assert "layer 1" in Examination(Record.of([look])).table


def test_arrays_that_do_not_go_together_get_a_sentence() -> None:
    with pytest.raises(ValueError, match="gradients: one array for each of 1 layers; got 0"):
        look_at_arrays(cost=1, activations=[X], weights=[X], gradients=[])
    W, given = np.ones((64, 2)), {"cost": 1, "activations": [X]}
    for more, says in (
        ({"weights": [W.T], "gradients": [W.T]}, r"layer 1: weights of shape \(2, 64\)"),
        ({"weights": [W[0]], "gradients": [W[0]]}, r"expected \(d_in, d_out\) and \(n, d_in\)"),
        ({"weights": [W], "gradients": [W.T]}, r"gradients of shape \(2, 64\); expected \(64, 2\)"),
        ({"weights": [W], "gradients": [W], "after": [W[:2]]}, r"after of shape \(2, 2\)"),
    ):
        with pytest.raises(ValueError, match=says):
            look_at_arrays(**given, **more)
    with pytest.raises(ValueError, match="one for each step; got none"):
        Record.of([])


def test_what_is_not_known_decides_nothing() -> None:
    look = Look(1.0, (Layer("a"), Layer("b", hidden=False)))
    verdict = judge(Record(look, look, np.array([1.0, 0.5])))
    assert verdict.outcome == "cannot tell"
    assert "step could not be measured" in str(verdict)
    assert judge(Record(Look(1.0, ()))).outcome == "cannot tell"


def test_an_examination_shows_itself() -> None:
    examination = said(net(), gradient_descent(0.1), steps=2, name="a net of ours")
    data, _ = examination._repr_mimebundle_()
    for kind in ("text/plain", "text/html"):
        assert str(examination) in html.unescape(data[kind])
        assert "a net of ours: cost from" in data[kind]
    assert "<img" in data["text/html"]
    assert "layer 3" in examination.table


def test_a_chart_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.png or \.svg; got 'chart\.gif'"):
        said(net(), gradient_descent(0.1), steps=0).save(tmp_path / "chart.gif")


MODULE = """
import numpy as np
from bplib.data import digits
from bplib.nn import cross_entropy, mlp
from bplib.training import gradient_descent

def make(rate):
    net = mlp([64, 32, 10], rng=np.random.default_rng(0))
    batch = digits().X_train[:64], digits().y_train[:64]
    return net, cross_entropy, batch, gradient_descent(rate)

def healthy():
    return make(0.1)

def timid():
    return make(1e-5)

def nothing():
    return None
"""


@pytest.mark.parametrize(
    ("call", "status", "words", "written"),
    [
        (["mine:healthy"], 0, "Nothing was found", ("examined.png", b"\x89PNG")),
        (["mine:timid", "--chart", "a.svg"], 1, "Likely: small rate", ("a.svg", b"<?xml")),
        (["mine:nothing"], 2, "returns (model, loss, batch, optimizer); got None", None),
        (["mine"], 2, "write module:function; got 'mine'", None),
        (["mine:absent"], 2, "absent", None),
    ],
)
def test_from_a_terminal(
    call: list[str], status: int, words: str, written: Any, tmp_path: Path, monkeypatch: Any,
    capsys: Any,
) -> None:  # fmt: skip
    from bplib.examine.__main__ import main

    (tmp_path / "mine.py").write_text(MODULE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "mine", raising=False)
    assert main(call) == status
    out, err = capsys.readouterr()
    assert words in (err if status == 2 else out)
    if written:
        assert (tmp_path / written[0]).read_bytes().startswith(written[1])
    else:
        assert not list(tmp_path.glob("*.png"))


def test_torch_is_not_loaded_for_our_own_networks() -> None:
    code = "import bplib.examine, sys; print('torch' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "False"
