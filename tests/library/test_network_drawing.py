"""The drawing of a network: which units it shows, and that it shows the numbers it was given."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from bplib import plots
from bplib.plots.network import Network, column, largest, shown


def drawing(sizes, **options):
    ax = plots.blank(Figure())
    return Network(ax, sizes, **options)


def test_small_layers_are_drawn_whole_and_large_ones_in_short():
    assert list(shown(5, 12)) == [0, 1, 2, 3, 4]
    assert list(shown(100, 5)) == [0, 1, 98, 99]
    assert len(shown(64, 12)) == 11


@pytest.mark.parametrize("size", [1, 2, 5, 11, 12, 13, 64, 1000])
def test_every_shown_unit_has_a_place_in_the_picture_from_top_to_bottom(size):
    places = column(size, 12)
    assert len(places) == len(shown(size, 12))
    assert np.all(np.diff(places) < 0)
    assert places.min() > 0
    assert places.max() < 1


def test_units_do_not_touch_in_six_layers_of_twelve():
    net = drawing([12] * 6)
    gap = -np.diff(net.places[0][:, 1]).max() * 4.5 * 72  # in points, at the usual height
    assert gap > np.sqrt(net.size)


def test_a_larger_activation_is_a_darker_unit_and_a_negative_one_is_dashed():
    net = drawing([3, 2])
    net.show_activations([np.array([0.1, 0.9, -0.9]), None], written=True)
    light, dark, negative = net.fills[0].get_facecolor()
    assert light[0] > dark[0] == negative[0]
    assert [text.get_text() for text in net.numbers[0]] == ["0.10", "0.90", "−0.90"]
    styles = net.fills[0].get_linestyle()
    assert styles[1][1] is None
    assert styles[2][1] is not None


def test_a_larger_error_is_a_larger_dot_and_none_is_none():
    net = drawing([2, 3])
    net.show_errors([None, np.array([0.0, -2.0, 1.0])])
    none, large, small = net.dots[1].get_sizes()
    assert none == 0
    assert large == pytest.approx(2 * small)
    assert not net.dots[0].get_sizes().any()


def test_a_line_per_weight_as_wide_as_the_weight_is_large():
    net = drawing([2, 3, 1])
    W = np.array([[1.0, -2.0, 0.0], [0.5, 0.5, 0.5]])
    net.show_weights([W, None])
    widths = net.edges[0].get_linewidth()
    assert len(net.edges[0].get_segments()) == 6
    assert widths[1] == max(widths) == pytest.approx(2 * widths[0])
    net.show_weights([None, None])
    assert len(net.edges[0].get_segments()) == 0


def test_weights_that_are_shown_already_are_not_drawn_anew():
    net = drawing([2, 1])
    (lines, _) = net.edges
    net.show_weights([np.ones((2, 1))])
    lines.stale = False
    net.show_weights([np.ones((2, 1))])
    assert not lines.stale
    net.show_weights([np.array([[1.0], [0.5]])])
    assert lines.stale


def test_lines_of_a_large_net_join_the_shown_units():
    net = drawing([64, 30, 10])
    net.show_weights([np.ones((64, 30)), np.ones((30, 10))], gradient=True)
    assert len(net.edges[1].get_segments()) == 11 * 11 + 11 * 10


def test_a_click_finds_its_unit():
    net = drawing([64, 3])
    assert net.nearest(*net.places[0][-1]) == (0, 63)
    assert net.nearest(*net.places[1][1]) == (1, 1)


def test_the_largest_of_nothing_is_1():
    assert largest([None, np.zeros(3)]) == 1
    assert largest([None, np.array([-3.0, 1.0])]) == 3


@pytest.mark.parametrize("sizes", [[3], [3, 0]])
def test_bad_sizes_are_told(sizes):
    with pytest.raises(ValueError, match="an input and a layer"):
        drawing(sizes)
