"""The pictures of notebook 06: every step of the passes, every bug, every price."""

import numpy as np
import pytest

from bplib.explorers import backward
from bplib.explorers.bugs import BUGS, NAMES, TOLERANCE, checked

WRONG = {
    "none": "",
    "missing transpose": "W1 b1 W2 b2",
    "f′ at a instead of z": "W1 b1 W2 b2 W3 b3",
    "mean for sum": "b1 b2 b3",
    "bias not summed": "b1 b2 b3",
    "overwriting at a fork": "W1 b1",
    "off by one layer": "W1 b1 W2 b2",
}


@pytest.mark.parametrize("bug", BUGS)
def test_each_bug_shows_where_it_should_and_nowhere_else(bug):
    errors = dict(zip(NAMES, checked(bug).errors, strict=True))
    assert [name for name in NAMES if errors[name] > TOLERANCE] == WRONG[bug].split()
    right = [error for name, error in errors.items() if name not in WRONG[bug].split()]
    assert max(right, default=0) < 1e-7


def test_every_step_of_both_passes_is_drawn_and_told():
    figure = backward.played()
    said = []
    for step in range(7):
        figure.set(step=step)
        assert not figure.error
        said.append(figure.text)
    assert [text.split(",")[0].split(":")[0] for text in said] == [
        "The input",
        *["Forward"] * 3,
        *["Backward"] * 3,
    ]
    assert "layer 3 of 3" in said[4]
    assert "from the cost" in said[4]
    assert "back through W2" in said[6]


def test_the_errors_drawn_are_the_gradients_at_the_weighted_inputs():
    net, A, delta = backward.both_passes((3, 4, 2), 0)
    assert np.allclose(net.layers[1].W.grad, A[1].T @ delta[2])
    assert np.allclose(delta[1], delta[2] @ net.layers[1].W.value.T * (1 - A[1] ** 2))


@pytest.mark.parametrize(("width", "depth"), [(1, 1), (256, 20), (16, 3)])
def test_the_price_counts_products(width, depth):
    figure = backward.price()
    figure.set(width=width, depth=depth)
    weights = depth * width**2
    assert f"has {weights} weights" in figure.text
    assert f"costs {3 * weights - width**2} multiplications" in figure.text
    assert not figure.error


def test_long_counts_are_written_as_powers():
    assert backward.readable(2048) == "2\u2009048"
    assert backward.readable(1_717_990_000_000) == "1.7\u00a0×\u00a010¹²"
