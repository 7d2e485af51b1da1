"""Notebook 02's pictures: every derivative, every sum of paths, every count."""

import itertools

import matplotlib.colors
import numpy as np
import pytest

from bplib import plots
from bplib.course.n02_chain import exercises as paths
from bplib.course.n02_chain import figures as chain
from bplib.course.n02_chain.counting import count_products
from bplib.gradcheck import central_differences


@pytest.mark.parametrize("name", chain.CHAINS)
@pytest.mark.parametrize("x", [-1.5, -0.4, 0.3, 1.2])
def test_local_slopes_multiply_to_the_measured_slope(name, x):
    h = 1e-5
    measured = (chain.run(name, x + h)[-1] - chain.run(name, x - h)[-1]) / (2 * h)
    assert np.prod(chain.local_slopes(name, x)) == pytest.approx(measured, rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("name", chain.CHAINS)
def test_each_chain_is_what_its_name_says_and_stays_on_its_number_lines(name):
    formulas = {
        "(sin 2x)²": lambda x: np.sin(2 * x) ** 2,
        "exp(−x²)": lambda x: np.exp(-(x**2)),
        "2 tanh, three times": lambda x: 2 * np.tanh(2 * np.tanh(2 * np.tanh(x))),
        "−1.5 x by belts": lambda x: -1.5 * x,
    }
    for x in np.linspace(-1.5, 2.0, 15):
        assert chain.run(name, x)[-1] == pytest.approx(formulas[name](x))
        assert max(map(abs, chain.run(name, x))) <= chain.SPAN


@pytest.mark.parametrize("join", chain.JOINS)
@pytest.mark.parametrize("x", [-2.0, -0.3, 0.8, 1.9])
def test_the_paths_of_the_diamond_add_to_the_measured_slope(join, x):
    u_x, v_x, y_u, y_v = chain.diamond_slopes(join, x)
    measured = (chain.diamond_ratio(join, x, 1e-5) + chain.diamond_ratio(join, x, -1e-5)) / 2
    assert u_x * y_u + v_x * y_v == pytest.approx(measured, rel=1e-7, abs=1e-8)


@pytest.mark.parametrize(
    ("inputs", "width", "outputs", "depth"), [(5, 3, 2, 2), (7, 4, 1, 5), (1, 9, 6, 3)]
)
def test_costs_are_those_of_the_exercise(inputs, width, outputs, depth):
    sizes = [outputs, *[width] * (depth - 1), inputs]
    shapes = list(itertools.pairwise(sizes))
    assert chain.order_costs(inputs, width, outputs, depth) == paths.cost_of_order(shapes)


def test_with_equal_widths_the_smaller_end_is_the_cheap_start():
    figure = chain.orders(inputs=20, outputs=3)
    assert "From the output is cheaper" in figure.text
    figure.set(inputs=2)
    assert "From the input is cheaper" in figure.text
    figure.set(inputs=3)
    assert "Both orders cost the same" in figure.text


def test_d_flows_back_to_the_sum_over_the_paths():
    edges = paths.diamonds(chain.ROW)
    for node, value, told in chain.flow(chain.ROW):
        assert value == paths.sum_over_paths(edges, node, f"n{chain.ROW}")
        assert told.endswith(chain.exact(value))


@pytest.mark.parametrize("step", range(10))
def test_each_step_uses_the_edges_of_the_nodes_that_are_known(step):
    figure = chain.flow_back(step=step)
    arrows = [each for each in figure.axes[0].patches if each.get_visible()]
    colors = [matplotlib.colors.to_hex(each.get_edgecolor()).upper() for each in arrows]
    assert len(arrows) == 12
    assert f"{colors.count(plots.GRADIENT)} of 12 multiplications" in figure.text


@pytest.mark.parametrize(
    ("keep", "products"), [(False, lambda n: 4 * (2**n - 1)), (True, lambda n: 4 * n)]
)
@pytest.mark.parametrize("count", [1, 3, 8])
def test_products_are_counted_on_the_learners_own_function(count, keep, products):
    for function in (paths.sum_over_paths, with_loops, lambda edges, start, end: ...):
        told = count_products(function, paths.diamonds(count), "n0", f"n{count}", keep=keep)
        assert told == f"{1.25**count:.6f} after {products(count):,} multiplications"


def with_loops(edges, start, end):
    if start == end:
        return 1.0
    total = 0.0
    for source, target in edges:
        if source == start:
            total += with_loops(edges, target, end) * edges[source, target]
    return total


def test_a_count_without_end_is_given_up():
    told = count_products(with_loops, paths.diamonds(30), "n0", "n30")
    assert told == "given up after 100,000 multiplications"
    assert (
        count_products(with_loops, paths.diamonds(30), "n0", "n30", keep=True)
        == "807.793567 after 120 multiplications"
    )


def test_the_slope_by_hand_is_the_measured_one():
    for x in (-1.3, 0.4, 1.7):
        (measured,) = central_differences(lambda x: (x**2 + 1) * np.sin(x**2), x)
        assert paths.slope_by_hand(x) == pytest.approx(measured, rel=1e-7)
