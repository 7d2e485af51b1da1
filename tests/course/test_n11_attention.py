"""Notebook 11, second part: every derivation three ways, and what its pictures say."""

from functools import partial
from itertools import combinations_with_replacement

import numpy as np
import pytest

from bplib.course.n11_attention import (
    exercises,
    figures,
    machines,
    memory,
    questions,
    recall,
    scaling,
)
from bplib.data import digits
from bplib.functions import softmax
from bplib.gradcheck import central_differences, relative_error
from bplib.nn import cross_entropy, mlp
from bplib.theory import softmax_slope
from bplib.training import gradients


def rng(seed=0):
    return np.random.default_rng(seed)


def drawn(*shapes, seed=0):
    """Random arrays of the shapes."""
    source = rng(seed)
    return [source.normal(size=shape) for shape in shapes]


def agree(found, expected, tolerance=1e-6):
    """Whether every gradient agrees with the one expected."""
    pairs = zip(found, expected, strict=True)
    return all(relative_error(g, e) < tolerance for g, e in pairs)


def by_torch(cost, *arrays):
    """The gradients that PyTorch finds, in double precision."""
    torch = pytest.importorskip("torch")
    leaves = [torch.tensor(each, requires_grad=True) for each in arrays]
    cost(torch, *leaves).backward()
    return [leaf.grad.numpy() for leaf in leaves]


# --- the derivations: by hand, by central differences, by PyTorch ------------------------------

TOKENS = np.array([[1, 2, 2, 0], [3, 1, 0, 0]])


def placed(E, P, xp=np):
    """Rows of words and places; where the token is 0, nothing."""
    there = TOKENS != 0
    mask = there[..., None] * 1.0 if xp is np else xp.tensor(there)[..., None]
    return (E[TOKENS] + P) * mask


def test_rows_picked_three_ways():
    E, P, at_X = drawn((5, 3), (4, 3), (2, 4, 3))
    found = exercises.embedding_back(TOKENS, at_X, 5)
    assert agree(found, central_differences(lambda E, P: np.sum(placed(E, P) * at_X), E, P))
    theirs = by_torch(lambda t, E, P: (placed(E, P, t) * t.tensor(at_X)).sum(), E, P)
    assert agree(found, theirs, 1e-10)
    assert not found[0][[0, 4]].any()


def causal(X, WQ, WK, WV):
    """Causal self-attention, the plain way."""
    S = (X @ WQ) @ (X @ WK).mT / np.sqrt(WQ.shape[1])
    return softmax(np.where(np.tri(X.shape[1], dtype=bool), S, -np.inf)) @ (X @ WV)


def test_attention_three_ways():
    *inputs, G = drawn((2, 4, 3), (3, 5), (3, 5), (3, 2), (2, 4, 2))
    dWQ, dWK, dWV, at_X = exercises.attention_back(*inputs, G)
    found = [at_X, dWQ, dWK, dWV]
    assert agree(found, central_differences(lambda *each: np.sum(causal(*each) * G), *inputs))

    def theirs(torch, X, WQ, WK, WV):
        attend = torch.nn.functional.scaled_dot_product_attention
        return (attend(X @ WQ, X @ WK, X @ WV, is_causal=True) * torch.tensor(G)).sum()

    assert agree(found, by_torch(theirs, *inputs), 1e-10)


def test_a_learned_scale_three_ways():
    Q, K, V, G = drawn((3, 4), (5, 4), (5, 2), (3, 2))
    found = [exercises.scale_gradient(Q, K, V, G, 0.3)]
    tau = np.array(0.3)
    ours = central_differences(lambda t: np.sum(softmax(np.exp(t) * Q @ K.T) @ V * G), tau)
    assert agree(found, ours)

    def theirs(torch, tau):
        scores = torch.exp(tau) * torch.tensor(Q @ K.T)
        return (torch.softmax(scores, -1) @ torch.tensor(V) * torch.tensor(G)).sum()

    assert agree(found, by_torch(theirs, tau), 1e-10)


def test_checkpoints_give_the_gradient_of_the_whole_chain_three_ways():
    weights = drawn(*[(3, 3)] * 7)
    a, g = drawn((1, 3), (1, 3), seed=1)
    layers = [exercises.tanh_layer(W) for W in weights]

    def chain(a, tanh=np.tanh, array=np.asarray):
        for W in weights:
            a = tanh(a @ array(W))
        return (a * array(g)).sum()

    (expected,) = central_differences(chain, a)
    (theirs,) = by_torch(lambda t, a: chain(a, t.tanh, t.tensor), a)
    for every in range(1, 9):
        found = exercises.checkpointed_back(layers, a, g, every)
        assert agree([found], [expected])
        assert agree([found], [theirs], 1e-10)


def test_the_network_that_looks_things_up_three_ways():
    parameters, batch = recall.start(rng()), recall.draw(3, rng(1))
    _, found = recall.by_the_engine(parameters, batch)
    E, WQ, *others = parameters
    (expected,) = central_differences(lambda WQ: recall.cost([E, WQ, *others], batch), WQ)
    assert agree(found[1:2], [expected])

    def theirs(torch, *leaves):
        return recall.cost(leaves, batch, partial(torch.softmax, dim=-1), torch.log)

    dE, *rest = by_torch(theirs, *parameters)
    dE[0] = 0
    assert agree(found, [dE, *rest], 1e-10)


# --- scores ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("sigma", "keys"), [(0.5, 3), (1.0, 16), (8.0, 16), (32.0, 64)])
def test_the_slope_left_is_what_random_scores_have(sigma, keys):
    weights = softmax(sigma * rng().standard_normal((20_000, keys)))
    left = 1 - np.sum(weights**2, axis=1)
    error = left.std() / np.sqrt(left.size)
    assert softmax_slope(sigma, keys) == pytest.approx(left.mean(), abs=4 * error)


def test_the_slope_left_at_both_ends():
    assert softmax_slope(1e-3, 5) == pytest.approx(1 - 1 / 5, abs=1e-4)
    # Far out it is E[the largest of T normal numbers] / σ; of two that is 1/√π.
    assert 32 * softmax_slope(32.0, 2) == pytest.approx(np.pi**-0.5, rel=2e-3)


def test_scores_have_the_variance_of_their_width():
    for d in (4, 64, 1024):
        std = scaling.draws(d, 16, 0).std()
        assert std == pytest.approx(scaling.score_std(d, 0.0), rel=0.1)


def test_the_slope_of_the_mix_is_weight_times_what_a_value_has_beyond_it():
    angle, scale, h = 60.0, 3.0, 1e-6
    scores = scale * np.cos(np.deg2rad(angle - np.array(figures.ANGLES)))
    _, y, slopes = figures.looked_up(angle, scale)
    (expected,) = central_differences(lambda s: softmax(s) @ figures.VALUES, scores, h=h)
    assert agree([slopes], [expected])
    assert y == pytest.approx(softmax(scores) @ figures.VALUES)


def test_two_zero_matrices_stay():
    E, WQ, WK, *others = recall.start(rng())
    _, found = recall.by_the_engine([E, 0 * WQ, 0 * WK, *others], recall.draw(8, rng(1)))
    assert not found[1].any()
    assert not found[2].any()


# --- memory ----------------------------------------------------------------------------------


def test_the_formulas_count_what_is_held_and_computed_again():
    for layers in range(1, 30):
        for k in range(1, layers + 1):
            assert memory.counted(layers, k) == memory.predicted(layers, k)


@pytest.mark.parametrize("k", [1, 4, 16])
def test_bytes_are_those_of_what_is_held_and_of_what_is_at_work(k):
    held, _ = memory.counted(16, k)
    assert memory.measured(16, k) - held == pytest.approx(3, abs=0.3)


def test_the_measured_pass_finds_the_gradients():
    (X,), weights = drawn((6, 3)), np.array(drawn(*[(3, 3)] * 5, seed=1))
    found = np.zeros_like(weights)
    memory.both_passes(X, weights, 2, found)

    def total(weights):
        A = X
        for W in weights:
            A = np.tanh(A @ W)
        return A.sum()

    assert agree([found], central_differences(total, weights))


def test_uneven_segments_hold_what_the_last_question_says():
    """By trying: the least that segments of any lengths hold at once, for few layers."""

    def least(layers):
        return min(
            max(number + length for number, length in enumerate(lengths))
            for count in range(1, layers + 1)
            for lengths in combinations_with_replacement(range(layers, 0, -1), count)
            if sum(lengths) == layers
        )

    assert [least(layers) for layers in (1, 3, 6, 7, 10)] == [1, 2, 3, 4, 4]
    m = int(questions.uneven_segments.answer)
    assert m * (m - 1) / 2 < 100 <= m * (m + 1) / 2


# --- machines --------------------------------------------------------------------------------


def parts():
    """A net, its gradient over 300 digits, and two parts of them."""
    data, net = digits(), mlp([64, 8, 10], "tanh", rng=rng())
    of = partial(gradients, net, cross_entropy)
    X, y = data.X_train[:300], data.y_train[:300]
    return of, of(X, y), np.split(X, [100]), np.split(y, [100])


def summed(found):
    return [(100 * a + 200 * b) / 300 for a, b in zip(*found, strict=True)]


@pytest.mark.parametrize("where", [machines.processes, machines.cluster])
def test_parts_elsewhere_sum_to_the_whole(where):
    of, whole, X, y = parts()
    with where(2) as run:
        assert run is not map
        assert agree(summed(list(run(of, X, y))), whole, 1e-12)


def test_where_no_process_can_be_started_this_one_does_it_and_says_so(monkeypatch, capsys):
    def refuse(*arguments, **options):
        raise OSError("no processes")

    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", refuse)
    of, whole, X, y = parts()
    with machines.processes(2) as run:
        assert agree(summed(list(run(of, X, y))), whole, 1e-12)
    assert "No other process can be started here" in capsys.readouterr().out


def test_where_there_is_no_dask_this_process_does_it_and_says_so(monkeypatch, capsys):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with machines.cluster(2) as run:
        assert list(run(abs, [-1])) == [1]
    assert "distributed is not installed here" in capsys.readouterr().out


def test_an_error_of_the_work_itself_is_not_taken_for_missing_processes():
    with pytest.raises(OSError, match="mine"), machines.cluster(1):
        raise OSError("mine")


def test_the_share_of_sending_does_not_depend_on_the_weights():
    for machines_, examples in ((2, 1), (64, 100)):
        ratios = [
            np.divide(*machines.step_times(machines_, examples, weights, 1e12, 1e9))
            for weights in (1e3, 1e9)
        ]
        assert ratios[0] == pytest.approx(ratios[1])
    compute, send = machines.step_times(10**9, 1, 8.0, 1.0, 1.0)
    assert compute / send == pytest.approx(3 / 4)
