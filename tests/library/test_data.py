"""The shipped digits and the toy sets: shapes, ranges, repeatability, safety."""

import numpy as np
import pytest

from bplib.data import digits, spirals, two_moons


def test_digits_are_the_1797_images_split_once():
    d = digits()
    assert d.X_train.shape == (1437, 64)
    assert d.X_test.shape == (360, 64)
    assert np.array_equal(np.bincount(d.y_test), [36] * 10)
    assert len(np.unique(d.y_train)) == 10
    assert d.X_train.min() == 0
    assert d.X_train.max() == 1


def test_digits_are_in_no_order_and_not_the_same_in_both_parts():
    d = digits()
    assert np.bincount(d.y_train[:200], minlength=10).min() > 8
    together = np.concatenate([d.X_train, d.X_test])
    assert len(np.unique(together, axis=0)) == len(together)


def test_shipped_and_drawn_arrays_cannot_be_changed():
    for array in (*digits(), *two_moons(10, rng=np.random.default_rng(0))):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


@pytest.mark.parametrize("draw", [two_moons, spirals])
def test_toy_sets_are_balanced_repeatable_and_centred(draw):
    X, y = draw(400, rng=np.random.default_rng(3))
    again, _ = draw(400, rng=np.random.default_rng(3))
    assert X.shape == (400, 2)
    assert np.array_equal(np.bincount(y), [200, 200])
    assert np.array_equal(X, again)
    assert np.abs(X.mean(axis=0)).max() < 0.1


@pytest.mark.parametrize("draw", [two_moons, spirals])
def test_toy_sets_are_not_linearly_separable_but_apart(draw):
    X, y = draw(400, noise=0.0, rng=np.random.default_rng(3))
    ones = np.column_stack([X, np.ones(400)])
    w = np.linalg.lstsq(ones, 2 * y - 1, rcond=None)[0]
    assert np.mean((ones @ w > 0) == y) < 0.95
    gaps = np.linalg.norm(X[y == 0][:, None] - X[y == 1][None], axis=2)
    if draw is two_moons:
        assert gaps.min() > 0.2
    else:
        assert np.median(gaps.min(axis=1)) > 0.1


@pytest.mark.parametrize("draw", [two_moons, spirals])
def test_bad_sizes_are_told(draw):
    with pytest.raises(ValueError, match="got n = 1"):
        draw(1, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="noise is a standard deviation, 0 or more; got -1"):
        draw(10, noise=-1, rng=np.random.default_rng(0))
