"""The drill of notebook 03: its graphs, its answers to right and to wrong entries."""

import numpy as np
import pytest

from bplib.course.n03_graphs import drill
from bplib.course.n03_graphs.expressions import parse

FORK = parse("x * y + 3 * x", {"x": 2.0, "y": 5.0})
PLACES = {FORK.name(place): place for place in range(len(FORK))}


@pytest.mark.parametrize("gates", range(2, drill.MOST_GATES + 1))
def test_graphs_are_whole_small_forked_and_of_the_size_asked_for(gates):
    for seed in range(5):
        graph = drill.random_graph(np.random.default_rng(seed), gates)
        assert sum(bool(node.sources) for node in graph) == gates
        numbers = np.array([(node.value, node.grad) for node in graph])
        assert np.all(numbers == np.round(numbers))
        assert np.abs(numbers).max() <= drill.LARGEST
        assert any(len(graph.uses(place)) > 1 for place in range(len(graph)))
        assert all(graph.uses(place) for place in range(len(graph) - 1))


def solved(form):
    """The right entries of the present page, found by the engine."""
    level, gradients = divmod(form.number, 2)
    rng = np.random.default_rng([0, level])
    graph = drill.random_graph(rng, min(2 + level, drill.MOST_GATES))
    by_name = {graph.name(place): node for place, node in enumerate(graph)}
    return {name: by_name[name].grad if gradients else by_name[name].value for name in form.entries}


def test_right_entries_open_the_next_page_and_the_graphs_grow():
    form = drill.drill(seed=0)
    counts = []
    for _ in range(6):
        counts.append(len(form.entries))
        form.next()
        assert form.number == len(counts) - 1, "Next is closed until all is right"
        form.fill(solved(form))
        assert not form.next_button.disabled
        form.next()
    assert counts[::2] == [2, 3, 4]
    assert form.number == 6


def test_one_wrong_entry_keeps_the_page_closed():
    form = drill.drill()
    entries = solved(form)
    form.fill(entries)
    name = next(iter(entries))
    form.fill({name: entries[name] + 1})
    assert form.next_button.disabled
    assert form.replies[name].value.startswith("✗")
    assert form.keeper.said.startswith(f"{name}: ")
    assert "✗" not in form.keeper.said
    form.check()
    assert form.said.value == f"1 of {len(entries)} are still to be found."
    form.fill({name: entries[name]})
    assert not form.next_button.disabled
    assert form.keeper.said == f"{name}: Right. All right: on with Next."


def test_the_same_seed_gives_the_same_series():
    pages = [[repr(form) for form in (drill.drill(s), drill.drill(s))] for s in (0, 1)]
    assert pages[0][0] == pages[0][1]
    assert pages[0] != pages[1]


def test_the_picture_shows_what_was_found():
    form = drill.drill()
    empty = form.image.value
    form.fill(solved(form))
    assert form.image.value != empty
    assert f' alt="{form.page.alt}" ' in form.image.value


@pytest.mark.parametrize(
    ("node", "number", "said"),
    [
        ("x", 8, ""),
        ("x", 5, "forgot to add the second path"),
        ("x", 3, "forgot to add the second path"),
        ("x", 15, "over the paths, add"),
        ("x", 4, "not averaged"),
        ("x", -8, "sign"),
        ("y", 2, ""),
        ("y", 1, "upstream gradient; multiply"),
        ("y", 5, "Multiply swaps"),
        ("y", 77, "upstream × local for each use"),
    ],
)
def test_each_wrong_gradient_gets_its_own_answer(node, number, said):
    answer = drill.gradient_trouble(FORK, PLACES[node], number)
    assert said in answer
    assert bool(answer) == bool(said)


def test_a_wrong_sign_blames_minus_only_where_there_is_one():
    minus = parse("x - y", {"x": 2.0, "y": 5.0})
    assert "second input of −" in drill.gradient_trouble(minus, 1, 1.0)
    assert "second input of −" not in drill.gradient_trouble(minus, 0, -1.0)
    assert drill.gradient_trouble(FORK, PLACES["x"], -8) == "Look at the sign."


def test_a_local_derivative_is_recognized():
    graph = parse("(x * y) * z", {"x": 2.0, "y": 3.0, "z": 5.0})
    assert "local derivative" in drill.gradient_trouble(graph, 0, 3.0)
    assert drill.gradient_trouble(graph, 0, 15.0) == ""


@pytest.mark.parametrize(
    ("text", "number", "said"),
    [
        ("x - y", 3.0, "The other way round: it is x − y"),
        ("x * y", 7.0, "That is +"),
        ("max(x, y)", 2.0, "That is min"),
        ("x * y", -10.0, "sign"),
        ("x + y", 70.0, "This box is +, of x and y"),
        ("x + y", 7.0, ""),
    ],
)
def test_each_wrong_value_gets_its_own_answer(text, number, said):
    graph = parse(text, {"x": 2.0, "y": 5.0})
    answer = drill.value_trouble(graph, len(graph) - 1, number)
    assert said in answer
    assert bool(answer) == bool(said)


@pytest.mark.parametrize(
    ("typed", "number"), [("−3", -3), (" 2,5 ", 2.5), ("x", None), ("nan", None)]
)
def test_what_was_typed_is_read(typed, number):
    assert drill.read(typed) == number


def test_what_is_no_number_is_said():
    form = drill.drill()
    name = next(iter(form.entries))
    form.fill({name: "three"})
    assert "“three” is not a number" in form.replies[name].value
