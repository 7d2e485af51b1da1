"""Notebook 11, part 1: each derivation by hand, by central differences and by PyTorch; pictures."""

import importlib.util

import numpy as np
import pytest

from bplib.course.n11_shared_weights import gates, kernels, recurrent, remembering
from bplib.course.n11_shared_weights.exercises import (
    gru_back,
    input_gradient,
    kernel_gradient,
    through_time,
)
from bplib.course.n11_shared_weights.lstm import lstm_back, lstm_step
from bplib.functions import sigmoid
from bplib.gradcheck import central_differences, relative_error

with_torch = pytest.mark.skipif(
    not importlib.util.find_spec("torch"), reason="PyTorch is not installed: pip install torch"
)


def drawn(*shapes):
    """Random arrays of the shapes."""
    rng = np.random.default_rng(5)
    return [rng.normal(size=shape) for shape in shapes]


def convolved(X, k):
    """The places (n, i, j, kernels) of images under kernels (s, t, kernels), by its definition."""
    n, (s, t, kernels) = len(X), k.shape
    Z = np.zeros((n, X.shape[1] - s + 1, X.shape[2] - t + 1, kernels))
    for i, j in np.ndindex(*Z.shape[1:3]):
        Z[:, i, j] = np.einsum("muv,uvk->mk", X[:, i : i + s, j : j + t], k)
    return Z


def recurrent_states(X, U, W):
    """The states of a tanh net from h_0 = 0, step by step."""
    h, states = np.zeros((X.shape[1], len(W))), []
    for x in X:
        h = np.tanh(x @ U + h @ W)
        states.append(h)
    return np.array(states)


def gru_step(h, x, U, W):
    """The next state of the GRU of exercise 4."""
    r, u = (sigmoid(x @ U[part] + h @ W[part]) for part in (0, 1))
    return u * h + (1 - u) * np.tanh(x @ U[2] + (r * h) @ W[2])


def test_a_convolution_agrees_with_central_differences():
    X, k, Delta = drawn((2, 5, 4), (3, 2, 2), (2, 3, 3, 2))
    at_X, dk = central_differences(lambda X, k: np.sum(convolved(X, k) * Delta), X, k)
    assert relative_error(kernel_gradient(X, Delta), dk) < 1e-7
    assert relative_error(input_gradient(k, Delta), at_X) < 1e-7


@with_torch
def test_a_convolution_agrees_with_pytorch():
    import torch

    X, k, Delta = drawn((2, 5, 4), (3, 2, 2), (2, 3, 3, 2))
    images, kernel = (torch.tensor(a, requires_grad=True) for a in (X, k))
    Z = torch.nn.functional.conv2d(images[:, None], kernel.permute(2, 0, 1)[:, None])
    assert np.allclose(Z.detach().permute(0, 2, 3, 1), convolved(X, k), rtol=1e-12)
    Z.backward(torch.tensor(Delta).permute(0, 3, 1, 2))
    assert np.allclose(kernel_gradient(X, Delta), kernel.grad, rtol=1e-10)
    assert np.allclose(input_gradient(k, Delta), images.grad, rtol=1e-10)


def test_gradients_through_time_agree_with_central_differences():
    X, Y, U, W = drawn((5, 3, 2), (5, 3, 4), (2, 4), (4, 4))
    expected = central_differences(
        lambda U, W: np.sum((recurrent_states(X, U, W) - Y) ** 2) / 2, U, W
    )
    for mine, other in zip(through_time(X, Y, U, W), expected, strict=True):
        assert relative_error(mine, other) < 1e-7


@with_torch
def test_gradients_through_time_agree_with_pytorch():
    import torch

    X, Y, U, W = drawn((5, 3, 2), (5, 3, 4), (2, 4), (4, 4))
    net = torch.nn.RNN(2, 4, bias=False, dtype=torch.float64)
    with torch.no_grad():
        net.weight_ih_l0.copy_(torch.tensor(U.T))
        net.weight_hh_l0.copy_(torch.tensor(W.T))
    (((net(torch.tensor(X))[0] - torch.tensor(Y)) ** 2).sum() / 2).backward()
    dU, dW = through_time(X, Y, U, W)
    assert np.allclose(dU, net.weight_ih_l0.grad.T, rtol=1e-10)
    assert np.allclose(dW, net.weight_hh_l0.grad.T, rtol=1e-10)


def test_an_lstm_step_agrees_with_central_differences():
    z, c, at_h, at_c = drawn((4, 12), (4, 3), (4, 3), (4, 3))

    def cost(z, c):
        h, after, _ = lstm_step(z, c)
        return np.sum(at_h * h + at_c * after)

    found = lstm_back(at_h, at_c, lstm_step(z, c)[2])
    for mine, other in zip(found, central_differences(cost, z, c), strict=True):
        assert relative_error(mine, other) < 1e-7


@with_torch
def test_an_lstm_step_agrees_with_pytorch():
    import torch

    x, h, c, U, W, at_h, at_c = drawn(
        (4, 2), (4, 3), (4, 3), (2, 12), (3, 12), (4, 3), (4, 3)
    )  # fmt: skip
    _, _, kept = lstm_step(x @ U + h @ W, c)
    delta, back = lstm_back(at_h, at_c, kept)
    order = [*range(6), *range(9, 12), *range(6, 9)]  # theirs: i, f, g, o
    cell = torch.nn.LSTMCell(2, 3, bias=False, dtype=torch.float64)
    with torch.no_grad():
        cell.weight_ih.copy_(torch.tensor(U.T[order]))
        cell.weight_hh.copy_(torch.tensor(W.T[order]))
    before = [torch.tensor(a, requires_grad=True) for a in (h, c)]
    after = cell(torch.tensor(x), before)
    sum((a * torch.tensor(g)).sum() for a, g in zip(after, (at_h, at_c), strict=True)).backward()
    assert np.allclose(delta @ W.T, before[0].grad, rtol=1e-10)
    assert np.allclose(back, before[1].grad, rtol=1e-10)
    assert np.allclose((h.T @ delta).T[order], cell.weight_hh.grad, rtol=1e-10)


def gru_case():
    """A step of a GRU: the gradient after it, h, x and the two triples of matrices."""
    at_next, h, x, *matrices = drawn((4, 3), (4, 3), (4, 2), *[(2, 3)] * 3, *[(3, 3)] * 3)
    return at_next, h, x, tuple(matrices[:3]), tuple(matrices[3:])


def test_a_gru_step_agrees_with_central_differences():
    at_next, h, x, U, W = gru_case()
    (expected,) = central_differences(lambda h: np.sum(at_next * gru_step(h, x, U, W)), h)
    assert relative_error(gru_back(at_next, h, x, U, W), expected) < 1e-7


@with_torch
def test_a_gru_step_agrees_with_pytorch():
    import torch

    at_next, h, x, U, W = gru_case()
    state, step = torch.tensor(h, requires_grad=True), torch.tensor(x)
    (Ur, Uu, Un), (Wr, Wu, Wn) = ([torch.tensor(a) for a in each] for each in (U, W))
    r, u = torch.sigmoid(step @ Ur + state @ Wr), torch.sigmoid(step @ Uu + state @ Wu)
    after = u * state + (1 - u) * torch.tanh(step @ Un + (r * state) @ Wn)
    after.backward(torch.tensor(at_next))
    assert np.allclose(gru_back(at_next, h, x, U, W), state.grad, rtol=1e-10)


def test_the_pictures_of_kernels_show_these_gradients():
    image, delta, kernel = kernels.scene()
    dk = kernel_gradient(image[None], delta[None, :, :, None])[:, :, 0]
    figure = kernels.touched()
    for entry in range(9):
        figure.set(entry=entry + 1, place=36)
        assert figure.text.endswith(f"all 36 to {kernels.number(dk.flat[entry])}.")
    at_image = input_gradient(kernel[:, :, None], delta[None, :, :, None])[0]
    figure = kernels.turned()
    for row, column, places in ((0, 0, "1 place."), (3, 5, "9 places."), (7, 3, "3 places.")):
        figure.set(row=row, column=column)
        assert f"was used in {places}" in figure.text
        assert figure.text.endswith(f"{kernels.number(at_image[row, column], 3)}.")


def test_a_diagonal_is_the_gradient_of_a_kernel_entry():
    a, k, delta = kernels.line()
    (expected,) = central_differences(lambda k: np.correlate(a, k) @ delta, k)
    figure = kernels.diagonals()
    for entry, slope in enumerate(expected):
        figure.set(entry=entry)
        assert figure.text.endswith(f"the gradient of the entry, is {kernels.number(slope)}.")


@pytest.mark.parametrize("w", [-1.5, 0.0, 0.8])
def test_the_shares_of_a_single_recurrent_weight_add_to_its_slope(w):
    h, delta = recurrent.single(w)
    (slope,) = central_differences(
        lambda w: (recurrent.single(float(w[0]))[0][-1] - recurrent.TARGET) ** 2 / 2, [w]
    )
    assert np.isclose(h[:-1] @ delta, slope[0], rtol=1e-7)


@pytest.mark.parametrize("f", ["tanh", "relu", "linear"])
@pytest.mark.parametrize("kind", recurrent.KINDS)
def test_the_theory_of_wide_nets_holds_through_ten_steps(f, kind):
    found = [recurrent.measure(f, 1.0, 11, kind, seed) for seed in range(6)]
    expected = recurrent.predict_sizes(f, 1.0, 11)
    errors = np.mean([each.error / expected.error for each in found], axis=0)
    states = np.mean([each.state / expected.state for each in found], axis=0)
    assert np.all((errors > 0.7) & (errors < 1.4))
    assert np.all((states > 0.8) & (states < 1.25))


def test_without_recurrent_weights_all_that_comes_back_is_the_additive_path():
    every, additive = gates.memory_gradients(3.0, 0.0, 30)
    assert np.allclose(every, additive, rtol=1e-12)
    assert additive[0] == pytest.approx(sigmoid(np.float64(3.0)) ** 58, rel=0.3)


@pytest.mark.parametrize("cell", ["plain", "LSTM"])
def test_the_gradients_of_the_nets_that_remember(cell):
    rng = np.random.default_rng(0)
    p = remembering.start(cell, 1.0, rng)
    X, y = remembering.task(rng, 4)
    _, found = remembering.gradients(cell, p, X, y)
    for name in p:
        nudge, h = rng.normal(size=p[name].shape), 1e-5
        ends = [
            remembering.gradients(cell, p | {name: p[name] + step * nudge}, X, y)[0].sum()
            for step in (h, -h)
        ]
        assert np.isclose((ends[0] - ends[1]) / (2 * h), np.sum(found[name] * nudge), rtol=1e-6)


def test_what_is_to_be_remembered_is_shown_once():
    X, y = remembering.task(np.random.default_rng(1), 6)
    assert np.array_equal(X[0, ..., :1], 2 * y - 1)
    assert not X[1:, ..., 0].any()
