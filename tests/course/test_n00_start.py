"""Notebook 00: the taste says what the arithmetic says; the check of the machine; the map."""

import re
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import numpy as np
import pytest

from bplib.course.n00_start import figures as taste
from bplib.course.n00_start.environment import report
from bplib.course.wire import wire
from bplib.course.words import number, power
from bplib.training import adam

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
ENDS = (0.1, 10.0)


@pytest.fixture(scope="module")
def explorer():
    return taste.taste()


def test_every_scale_lies_within_the_axes(explorer):
    low, high = explorer.axes[0].get_ylim()
    for scale in ENDS:
        sizes = np.concatenate([*taste.sizes_per_layer(scale).values()])
        assert low < sizes.min()
        assert sizes.max() < high


def test_small_weights_starve_the_last_layers_of_activation_and_the_first_of_error():
    small = taste.sizes_per_layer(0.2)
    assert np.all(np.diff(small["a"]) < 0)
    assert np.all(np.diff(small["delta"]) > 0)
    assert small["dW"].max() < 10 * small["dW"].min()  # alike in all layers, and tiny
    assert small["dW"].max() < 1e-6


def test_large_weights_let_the_error_alone_grow():
    large = taste.sizes_per_layer(10.0)
    assert large["a"].max() <= 1.01
    assert large["delta"][0] > 100 * large["delta"][-1]
    assert large["dW"][0] > 100 * large["dW"][-1]


def test_the_same_draw_is_scaled():
    one, three = taste.deep_net(1.0), taste.deep_net(3.0)
    for a, b in zip(one.layers, three.layers, strict=True):
        np.testing.assert_allclose(3 * a.W.value, b.W.value, rtol=1e-14)


def test_gradient_is_bounded_by_activation_times_error():
    for scale in (0.1, 1.0, 10.0):
        sizes = taste.sizes_per_layer(scale)
        assert np.all(sizes["dW"] <= sizes["a"] * sizes["delta"] * (1 + 1e-12))


@pytest.mark.parametrize(
    ("scale", "word", "learns"),
    [(0.5, "dies", False), (1.0, "is healthy", True), (10.0, "explodes", False)],
)
def test_the_verdict_is_what_training_comes_to(scale, word, learns):
    assert taste.fate_of(taste.sizes_per_layer(scale)["dW"]) == word
    share = taste.share_read(scale)
    assert share > 0.9 if learns else share < 0.3


@pytest.mark.parametrize("scale", [0.2, 10.0])
@pytest.mark.parametrize("rate", [0.005, 0.5, 3.0])
def test_no_other_rate_saves_a_wrong_scale(scale, rate):
    assert taste.share_read(scale, rate=rate) < 0.2


def test_steps_of_another_kind_get_away_from_small_weights(monkeypatch):
    monkeypatch.setattr(taste, "gradient_descent", adam)
    assert taste.share_read(0.2, steps=400, rate=0.003) > 0.25


def test_the_wire_shows_the_product():
    assert wire().text.endswith("∂C/∂w = a_in · δ_out.")
    assert wire(0.6, -0.5).text.endswith("∂C/∂w = 0.6 × (−0.5) = −0.3.")
    assert wire().png != wire(0.6, -0.5).png


def test_environment_is_fine_here():
    lines = report().splitlines()
    assert len(lines) >= 5
    assert all(line.endswith(" is fine.") for line in lines)


def test_environment_names_what_is_missing_or_old_and_what_to_do():
    def version_of(name):
        if name == "anywidget":
            raise PackageNotFoundError(name)
        return "1.9.2rc1" if name == "numpy" else "99.0"

    said = report(version_of)
    assert "anywidget is missing: run `make lab`" in said
    assert re.search(r"numpy 1\.9\.2rc1 is too old, 2(\.\d+)* is needed: run `make lab`", said)
    assert "matplotlib is fine." in said


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.123, "0.12"), (300.4, "300"), (3.2e-9, "3.2 × 10⁻⁹"), (-4.5e5, "−4.5 × 10⁵")],
)
def test_numbers_in_sentences(value, text):
    assert power(value).replace("\u00a0", " ") == text


def test_no_minus_zero():
    assert number(-0.001) == "0.00"
    assert number(-1.5, 1) == "−1.5"


def test_the_map_links_every_notebook_there_is():
    there = {path.name for path in NOTEBOOKS.glob("*.ipynb")}
    said = (NOTEBOOKS / "00_start_here.ipynb").read_text(encoding="utf-8")
    assert set(re.findall(r"\]\((\w+\.ipynb)\)", said)) == there - {"00_start_here.ipynb"}
    said = (NOTEBOOKS.parent / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\]\(notebooks/(\w+\.ipynb)\)", said)) == there
