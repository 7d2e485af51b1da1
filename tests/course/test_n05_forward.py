"""Notebook 05: a layer's shapes, a digit through the drawn network, softmax shifted."""

import numpy as np
import pytest

from bplib.course.n05_forward import figures as forward
from bplib.course.n05_forward.exercises import count_parameters
from bplib.data import digits

DEEP = {"depth": 3, "width": 5, "example": 2, "seed": 7}


def test_a_digit_becomes_the_means_of_its_blocks():
    pixels = np.zeros((8, 8))
    pixels[0:2, 6:8] = [[1, 2], [3, 6]]
    assert forward.blocks(pixels.ravel())[3] == 3
    assert forward.blocks(pixels.ravel()).sum() == 3


def test_the_pass_is_the_forward_pass_of_its_weights():
    made = forward.forward(**DEEP)
    assert made.sizes == [16, 5, 5, 5, 10]
    assert np.array_equal(made.A[0], forward.blocks(digits().X_test[2]))
    for a_in, W, a in list(zip(made.A, made.W, made.A[1:], strict=False))[:-1]:
        np.testing.assert_allclose(a, np.tanh(a_in @ W))
    np.testing.assert_allclose(made.A[-1], made.A[-2] @ made.W[-1])


def test_what_a_unit_receives_along_its_lines_is_its_weighted_input():
    made = forward.forward(**DEEP)
    np.testing.assert_allclose(np.tanh(made.sent[0].sum(axis=0)), made.A[1])
    assert not made.sent[0][made.A[0] == 0].any()


def test_a_wider_or_deeper_net_keeps_the_weights_it_had():
    narrow, wide = (forward.weights([16, n, n, 10], 0) for n in (3, 12))
    np.testing.assert_allclose(narrow[0], wide[0][:, :3])
    np.testing.assert_allclose(narrow[1] * np.sqrt(3), wide[1][:3, :3] * np.sqrt(12))
    deeper = forward.weights([16, 3, 3, 3, 10], 0)
    assert np.array_equal(narrow[1], deeper[1])
    assert np.array_equal(narrow[2], deeper[3])


def drawn(figure):
    """The lines and the units of the network's drawing."""
    lines, units = figure.axes[1].collections
    return lines, units


@pytest.mark.parametrize(("depth", "width"), [(1, 1), (4, 12), (2, 8)])
def test_every_unit_and_every_weight_is_drawn_inside_the_picture(depth, width):
    figure = forward.network()
    figure.set(depth=depth, width=width)
    lines, units = drawn(figure)
    sizes = [16, *[width] * depth, 10]
    assert len(units.get_offsets()) == sum(sizes)
    assert len(lines.get_segments()) == len(lines.get_linewidth())
    assert len(lines.get_segments()) == count_parameters(sizes) - sum(sizes[1:])
    assert np.all((units.get_offsets() > 0.02) & (units.get_offsets() < 0.98))
    assert f"{count_parameters(sizes)} parameters" in figure.text


def test_units_are_as_dark_as_they_are_large_and_dashed_where_negative():
    figure = forward.network(**DEEP)
    values = np.concatenate(forward.forward(**DEEP).A)
    _, units = drawn(figure)
    order = np.argsort(np.abs(values))
    reds = units.get_facecolor()[order, 0]
    assert np.all(np.diff(reds) <= 0)
    dashed = [style[1] is not None for style in units.get_linestyle()]
    assert dashed == list(values < 0)


def test_new_weights_leave_the_input_as_it_is():
    one, other = (forward.forward(2, 8, 3, seed) for seed in (0, 1))
    assert np.array_equal(one.A[0], other.A[0])
    assert not np.allclose(one.A[1], other.A[1])


def test_softmax_by_the_formula_fails_where_the_safe_one_does_not_change():
    figure = forward.shifted()
    safe = figure.text.split("Softmax, safe: ")[1].split(". By")[0]
    assert figure.text.endswith(f"By the formula: {safe}.")
    for shift in (-900.0, 900.0):
        figure.set(shift=shift)
        assert (
            f"safe: {safe}. By the formula: no number, no number, no number, no number."
            in figure.text
        )


@pytest.mark.parametrize(("edge", "result"), [(709.7, "finite"), (709.9, "inf")])
def test_the_grey_begins_where_exp_overflows(edge, result):
    with np.errstate(over="ignore"):
        assert np.isfinite(np.exp(edge)) == (result == "finite")
    assert 709.7 < forward.EXP_OVERFLOWS < 709.9
    assert np.exp(forward.EXP_IS_0 - 0.1) == 0 < np.exp(forward.EXP_IS_0 + 0.1)


@pytest.mark.parametrize("sizes", [(5, 4, 3), (1, 1, 1), (6, 6, 6), (2, 6, 1)])
def test_the_shapes_are_those_of_a_layer_and_every_cell_is_drawn(sizes):
    n, d_in, d_out = sizes
    figure = forward.shapes(n=n, d_in=d_in, d_out=d_out)
    made = forward.layer(*sizes)
    np.testing.assert_allclose(made.Z, made.A_in @ made.W + made.b)
    laid, cells, chosen = figure.axes[0].collections
    assert len(cells.get_paths()) == sum(each.size for each in made)
    assert len(laid.get_paths()) == n * d_out
    assert len(chosen.get_paths()) == 4
    i, k = min(1, n - 1), min(2, d_out - 1)
    assert f"({n}, {d_in}) @ ({d_in}, {d_out}) + ({d_out},) → ({n}, {d_out})" in figure.text
    assert figure.text.endswith(f"= {made.Z[i, k]:g}.".replace("-", "−"))
    written = [text.get_text() for text in figure.axes[0].texts]
    assert f"{made.Z[i, k]:g}".replace("-", "−") in written


def test_a_larger_layer_keeps_the_numbers_of_a_smaller_one():
    small, large = forward.layer(2, 3, 2), forward.layer(6, 5, 4)
    np.testing.assert_array_equal(small.A_in, large.A_in[:2, :3])
    np.testing.assert_array_equal(small.W, large.W[:3, :2])
    np.testing.assert_array_equal(small.b, large.b[:2])


@pytest.mark.parametrize(
    ("slot", "row", "column", "answer"),
    [
        (0, 3, 1, {"example": 3}),
        (1, 2, 1, {"unit": 1}),
        (2, 4, 0, {"example": 4, "unit": 0}),
        (3, 0, 2, {"example": 0, "unit": 2}),
    ],
)
def test_a_click_chooses_the_row_and_the_column(slot, row, column, answer):
    figure = forward.shapes()
    rows, columns = [(5, 4), (4, 3), (5, 3), (5, 3)][slot]
    x, y = forward.cells(slot, rows, columns)[row, column].mean(axis=0)
    assert figure.points[figure.axes[0]](x, y) == answer
