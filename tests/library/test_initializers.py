"""What each initializer draws: its variance, its orthogonality, its shape."""

import numpy as np
import pytest

from bplib.initializers import INITIALIZERS, initializer

FAN_IN, FAN_OUT = 300, 500


def draw(name, fan_in=FAN_IN, fan_out=FAN_OUT, **options):
    return initializer(name)(np.random.default_rng(0), fan_in, fan_out, **options)


@pytest.mark.parametrize(
    ("name", "variance"),
    [
        ("normal", 1e-4),
        ("lecun", 1 / FAN_IN),
        ("glorot", 2 / (FAN_IN + FAN_OUT)),
        ("he", 2 / FAN_IN),
    ],
)
def test_variance(name, variance):
    W = draw(name)
    assert W.var() == pytest.approx(variance, rel=0.02)
    assert abs(W.mean()) < 4 * np.sqrt(variance / W.size)


@pytest.mark.parametrize("name", ["lecun", "glorot", "he", "orthogonal"])
def test_gain_multiplies(name):
    assert np.allclose(3 * draw(name), draw(name, gain=3.0))


def test_orthogonal_columns_or_rows():
    tall, wide = draw("orthogonal", 50, 30), draw("orthogonal", 30, 50)
    assert np.allclose(tall.T @ tall, np.eye(30))
    assert np.allclose(wide @ wide.T, np.eye(30))


def test_orthogonal_is_uniform_over_the_signs():
    rng = np.random.default_rng(0)
    corner = [initializer("orthogonal")(rng, 4, 4)[0, 0] for _ in range(400)]
    assert abs(np.mean(corner)) < 0.1  # plain QR has a first diagonal entry of one sign
    assert np.mean(np.square(corner)) == pytest.approx(1 / 4, rel=0.2)


def test_zeros_and_constant():
    assert not draw("zeros").any()
    assert np.array_equal(draw("constant", gain=0.5), np.full((FAN_IN, FAN_OUT), 0.5))


@pytest.mark.parametrize("name", sorted(INITIALIZERS))
def test_shape(name):
    assert draw(name, 3, 7).shape == (3, 7)


def test_a_function_will_do_and_unknown_names_are_told():
    assert initializer(INITIALIZERS["he"]) is INITIALIZERS["he"]
    with pytest.raises(ValueError, match="unknown initializer 'gloro'; did you mean 'glorot'"):
        initializer("gloro")
    with pytest.raises(ValueError, match="unknown initializer 'He'; did you mean 'he'"):
        initializer("He")
