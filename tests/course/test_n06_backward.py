"""The pictures of notebook 06: every step of the passes, every bug, every price."""

import numpy as np
import pytest

from bplib import Tensor
from bplib.autodiff import sigmoid
from bplib.course.n06_backward import figures as backward
from bplib.course.n06_backward.bugs import BUGS, NAMES, TOLERANCE, check_pass, checked
from bplib.course.n06_backward.exercises import ONE_STEP as STEP
from bplib.course.n06_backward.exercises import repaired
from bplib.gradcheck import central_differences
from bplib.nn import squared_error

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
    assert "from the targets" in said[4]
    assert "back through W2" in said[6]


def test_the_errors_drawn_are_the_gradients_at_the_weighted_inputs():
    net, A, _, delta = backward.both_passes((3, 4, 2), 0)
    assert np.allclose(net.layers[1].W.grad, A[1].T @ delta[1])
    assert np.allclose(delta[0], delta[1] @ net.layers[1].W.value.T * (1 - A[1] ** 2))


def test_one_example_is_an_outer_product_and_the_stalls_are_an_empty_row_and_column():
    figure = backward.outer()
    A_in, A, Delta = backward.batch_of_a_layer()
    n = len(A_in)
    assert not A_in[:, 3].any()
    assert abs(A[:, 2]).min() > 0.99
    for example in range(1, n + 1):
        figure.set(example=example)
        table, total = tables(figure)
        assert np.allclose(table, np.outer(A_in[example - 1], Delta[example - 1]), atol=0.0051)
        assert np.allclose(total, A_in[:example].T @ Delta[:example], atol=0.0051)
        assert not table[A_in[example - 1] == 0].any()
        assert not table[:, 2].any()
    assert f"In the sum of examples 1 to {n} row 4 and column 3 are still empty." in figure.text


def tables(figure):
    """The two large tables of `outer`, as they are written."""
    written = []
    for text in figure.axes[0].texts:
        words = text.get_text().replace("−", "-")
        if words.removeprefix("-").replace(".", "", 1).isdigit():
            written.append((*text.get_position(), float(words)))
    inside = [each for each in written if min(each[:2]) > 0]
    middle = np.mean([x for x, _, _ in inside])
    halves = ([e for e in inside if e[0] < middle], [e for e in inside if e[0] > middle])
    return [
        np.array([v for _, _, v in sorted(half, key=lambda e: (e[1], e[0]))]).reshape(5, 4)
        for half in halves
    ]


def test_the_errors_of_the_layer_are_the_slopes_of_its_cost():
    _, A, Delta = backward.batch_of_a_layer()
    Y = A - Delta / (1 - A**2)
    assert set(np.round(Y, 9).ravel()) == {-0.5, 0.5}
    (slopes,) = central_differences(
        lambda Z: 0.5 * np.sum((np.tanh(Z) - Y) ** 2), np.arctanh(np.clip(A, -0.999, 0.999))
    )
    inside = abs(A) < 0.999
    assert np.allclose(slopes[inside], Delta[inside], atol=1e-6)


def test_a_chart_of_ones_own_pass():
    def patient(W1, W2, W3, X, Y):
        dW1, dW2, dW3 = repaired(W1, W2, W3, X, Y)
        return dW1, 2 * dW2, dW3

    assert "wrong: W2" in repr(backward.chart(patient))
    assert "all of W1, W2, W3 agree" in repr(backward.chart(repaired))
    assert check_pass(repaired).errors == pytest.approx([0, 0, 0], abs=1e-7)
    with pytest.raises(ValueError, match="expected the gradients of W1, W2, W3"):
        backward.chart(lambda *arguments: None)


@pytest.mark.parametrize(("width", "depth"), [(1, 1), (256, 20), (16, 3)])
def test_the_price_counts_products(width, depth):
    figure = backward.price()
    figure.set(width=width, depth=depth)
    weights = depth * width**2
    said = figure.text.replace("\u2009", "")
    assert f"has {weights} weights" in said
    together = backward.readable(3 * weights - width**2).replace("\u2009", "")
    assert f"costs {together} multiplications" in said
    assert not figure.error


def test_long_counts_are_written_as_powers():
    assert backward.readable(2048) == "2\u2009048"
    assert backward.readable(1_717_990_000_000) == "1.7\u00a0×\u00a010¹²"


def mazur(order):
    """The worked example of notebook 06 in the engine: both costs and the eight new weights.

    order: whether the hidden weights' gradient is taken "before" the output weights are updated,
    or from the graph that is built "after" it, which is the in-place bug.
    """
    x, y = np.array([[0.05, 0.10]]), np.array([[0.01, 0.99]])
    W1, W2 = Tensor([[0.15, 0.25], [0.20, 0.30]]), Tensor([[0.40, 0.50], [0.45, 0.55]])

    def cost(W1, W2):
        return squared_error(sigmoid(sigmoid(x @ W1 + 0.35) @ W2 + 0.60), y).mean()

    C = cost(W1, W2)
    C.backward()
    new_W2 = W2.value - 0.5 * W2.grad
    if order == "before":
        return C.item(), cost(W1.value - 0.5 * W1.grad, new_W2), W1.value - 0.5 * W1.grad, new_W2
    h = sigmoid(x @ W1.value + 0.35)
    a = sigmoid(h @ W2.value + 0.60)
    mixed = x.T @ (((a - y) * a * (1 - a)) @ new_W2.T * h * (1 - h))
    return C.item(), cost(W1.value - 0.5 * mixed, new_W2), W1.value - 0.5 * mixed, new_W2


def test_a_much_copied_worked_example():
    """M. Mazur, A Step by Step Backpropagation Example (2015): a 2-2-2 sigmoid net, one step.

    Its cost before the step and its eight new weights are right. The cost after the step that is
    printed there, 0.291027924, comes out only with the output weights already updated.
    """
    first, then, W1, W2 = mazur("before")
    assert first == pytest.approx(0.298371108760003, abs=5e-16)
    assert then == pytest.approx(0.291027773693599, abs=5e-16)
    printed = [0.14978072, 0.19956143, 0.24975114, 0.29950229]
    assert np.round(W1.T.ravel(), 8).tolist() == printed
    assert np.round(W2.T.ravel(), 8).tolist() == [0.35891648, 0.40866619, 0.51130127, 0.56137012]
    assert mazur("after")[1] == pytest.approx(0.291027924, abs=5e-10)


def test_the_exercise_of_the_worked_example_has_the_same_weights():
    _, _, W1, W2 = mazur("before")
    example = next(iter(STEP.cases(np.random.default_rng(0))))
    found = STEP.reference(*example)
    assert np.allclose(found[0], W1, atol=1e-15)
    assert np.allclose(found[1], W2, atol=1e-15)
