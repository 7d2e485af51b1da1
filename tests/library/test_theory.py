"""The theory of wide networks against other ways to its numbers: integrals, forms, networks."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from bplib import theory
from bplib.activations import ACTIVATIONS, activation
from bplib.autodiff import Tensor
from bplib.course.n09_initialization.finite_width import spread
from bplib.functions import SELU_ALPHA, SELU_SCALE
from bplib.nn import MLP, Dense

NAMES = sorted(ACTIVATIONS)
# E[f²], gain, E[f′²] and χ at length 1 with that gain, to ten digits.
TABLE = {
    "linear": (1, 1, 1, 1),
    "sigmoid": (0.2933790359, 1.8462285453, 0.0448362414, 0.1528270117),
    "tanh": (0.3942944904, 1.5925374197, 0.4644029024, 1.1778072323),
    "relu": (0.5, 1.4142135624, 0.5, 1),
    "leaky_relu": (0.50005, 1.4141428570, 0.50005, 1),
    "elu": (0.6449454175, 1.2451983007, 0.6681020012, 1.0359047186),
    "selu": (1, 1, 1.0715749925, 1.0715749925),
    "gelu": (0.4252214826, 1.5335304412, 0.4558508656, 1.0720315984),
    "silu": (0.3557755198, 1.6765324703, 0.3794823516, 1.0666342412),
    "softplus": (0.9212459089, 1.0418668355, 0.2933790359, 0.3184589837),
}


@pytest.mark.parametrize("name", TABLE)
def test_the_table_of_gains(name):
    square, gain, slope, chi = TABLE[name]
    assert theory.mean_square(name, 1.0) == pytest.approx(square, abs=6e-11)
    assert theory.gain(name) == pytest.approx(gain, abs=6e-11)
    assert theory.mean_square_slope(name, 1.0) == pytest.approx(slope, abs=6e-11)
    assert theory.gradient_factor(name, 1.0, theory.gain(name)) == pytest.approx(chi, abs=6e-11)


@pytest.mark.parametrize("q", [0.01, 0.1, 1.0, 3.7, 50.0])
@pytest.mark.parametrize("name", NAMES)
def test_expectations_are_those_of_adaptive_integration(name, q):
    f = activation(name)

    def expected(g):
        halves = [
            quad(lambda z: g(np.array(np.sqrt(q) * z)) * norm.pdf(z), *ends, epsabs=0, epsrel=1e-12)
            for ends in ((-14, 0), (0, 14))
        ]
        return sum(value for value, _ in halves)

    assert theory.mean_square(name, q) == pytest.approx(expected(lambda z: f(z) ** 2), rel=1e-10)
    slope = expected(lambda z: f.derivative(z) ** 2)
    assert theory.mean_square_slope(name, q) == pytest.approx(slope, rel=1e-10)


@pytest.mark.parametrize("q", [0.1, 1.0, 3.7])
def test_closed_forms(q):
    tail, half = np.exp(2 * q) * norm.cdf(-2 * np.sqrt(q)), norm.cdf(-np.sqrt(q))
    square = tail - 2 * np.exp(q / 2) * half + 0.5  # E[(eᶻ − 1)²; z < 0], by completing squares
    assert theory.mean_square("elu", q) == pytest.approx(q / 2 + square, abs=1e-12)
    assert theory.mean_square_slope("elu", q) == pytest.approx(0.5 + tail, abs=1e-12)
    selu = SELU_SCALE**2 * (q / 2 + SELU_ALPHA**2 * square)
    assert theory.mean_square("selu", q) == pytest.approx(selu, abs=1e-12)
    gelu = q / 4 + q / (2 * np.pi) * (
        np.arcsin(q / (1 + q)) + 2 * q / ((1 + q) * np.sqrt(1 + 2 * q))
    )
    assert theory.mean_square("gelu", q) == pytest.approx(gelu, abs=1e-12)
    # The derivative of softplus is sigmoid.
    expected = theory.mean_square("sigmoid", q)
    assert theory.mean_square_slope("softplus", q) == pytest.approx(expected, abs=1e-13)


@pytest.mark.parametrize("name", ["linear", "relu", "leaky_relu"])
def test_closed_forms_of_homogeneous_activations_are_what_quadrature_gives(name):
    closed = activation(name)
    general = replace(closed, homogeneous=False)
    c = np.array([-1, -0.4, 0, 0.7, 0.99, 1])
    for function, arguments in [
        (theory.mean_square, (2.5,)),
        (theory.mean_square_slope, (2.5,)),
        (theory.product_mean, (c, 2.5)),
    ]:
        ours, other = function(closed, *arguments), function(general, *arguments)
        assert np.allclose(ours, other, rtol=0, atol=1e-10)


@pytest.mark.parametrize("name", NAMES)
def test_arrays_of_lengths_are_taken_entry_by_entry(name):
    q = np.array([[0.0, 0.5], [1.0, 2.0]])
    for function in (theory.mean_square, theory.mean_square_slope):
        one_by_one = [[function(name, each) for each in row] for row in q]
        assert np.allclose(function(name, q), one_by_one, rtol=1e-13)
        assert np.ndim(function(name, 1.0)) == 0


@pytest.mark.parametrize("name", NAMES)
def test_the_slope_of_the_length_map_is_its_difference_quotient(name):
    q, h = 1.3, 1e-4
    up, down = (theory.length_map(name, q + s * h, 1.2, 0.3) for s in (1, -1))
    assert theory.length_slope(name, q, 1.2) == pytest.approx((up - down) / (2 * h), rel=1e-7)


@pytest.mark.parametrize("name", NAMES)
def test_the_correlation_map_ends_at_1_with_slope_chi(name):
    q = theory.fixed_length(name, 1.1, 0.3) if name not in {"linear", "selu"} else 1.0
    sigma_b = np.sqrt(q - theory.length_map(name, q, 0.9))  # which makes q the fixed point
    maps = [theory.correlation_map(name, c, q, 0.9, sigma_b) for c in (1.0, 1 - 1e-6)]
    assert maps[0] == pytest.approx(1, abs=1e-12)
    chi = theory.gradient_factor(name, q, 0.9)
    assert (maps[0] - maps[1]) / 1e-6 == pytest.approx(chi, rel=3e-3)  # ReLU: error of order √h


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "gelu", "silu", "softplus"])
def test_products_are_those_of_a_sum_over_the_plane(name):
    """The trapezoidal rule, which is exact to rounding where all is smooth and ends at 0."""
    f, q, z = activation(name), 1.7, np.arange(-9, 9, 0.02)
    weights = 0.02 * norm.pdf(z)
    for c in (-0.7, 0.0, 0.6, 0.95):
        u1, u2 = z[:, None], c * z[:, None] + np.sqrt(1 - c**2) * z
        expected = weights @ (f(np.sqrt(q) * u1) * f(np.sqrt(q) * u2)) @ weights
        assert theory.product_mean(name, c, q) == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize("name", ["elu", "selu", "tanh", "softplus"])
def test_products_do_not_depend_on_the_number_of_nodes(name, monkeypatch):
    c = np.array([-1, -0.4, 0, 0.5, 0.9, 0.999, 1])
    rough = theory.product_mean(name, c, 2.0)
    finer = {64: 150}
    half_line, both_sides = theory.half_line, theory.both_sides
    monkeypatch.setattr(theory, "half_line", lambda n: half_line(finer.get(n, n)))
    monkeypatch.setattr(theory, "both_sides", lambda n: both_sides(finer.get(n, n)))
    assert np.allclose(rough, theory.product_mean(name, c, 2.0), rtol=0, atol=1e-10)


def test_the_products_of_relu_are_the_arc_cosine_kernel():
    """Cho & Saul 2009: with He's weights, c′ = (√(1−c²) + c (π − arccos c)) / π."""
    c = np.linspace(-1, 1, 9)
    kernel = (np.sqrt(1 - c**2) + c * (np.pi - np.arccos(c))) / np.pi
    assert np.allclose(theory.correlation_map("relu", c, 1.0, np.sqrt(2)), kernel, atol=1e-15)


def test_selu_has_its_fixed_point_at_mean_0_and_variance_1():
    z, weights = theory.both_sides(200)
    assert activation("selu")(z) @ weights == pytest.approx(0, abs=1e-14)
    assert theory.mean_square("selu", 1.0) == pytest.approx(1, abs=1e-14)
    assert theory.length_slope("selu", 1.0, 1.0) == pytest.approx(0.782648, abs=5e-7)
    for start in (0.3, 1.0, 4.0):  # and it draws other lengths to it
        assert theory.fixed_length("selu", 1.0, start=start) == pytest.approx(1, abs=1e-10)


@pytest.mark.parametrize(
    ("sigma_w2", "phase", "q", "chi"),
    [
        (1.3, "order", 0.3153, 0.8802),
        (2.5, "chaos", 1.0640, 1.1335),
        (4.0, "chaos", 2.1955, 1.3424),
    ],
)
def test_tanh_in_order_and_in_chaos(sigma_w2, phase, q, chi):
    sigma_w, sigma_b = np.sqrt([sigma_w2, 0.05])
    fixed = theory.fixed_length("tanh", sigma_w, sigma_b)
    assert fixed == pytest.approx(q, abs=6e-5)
    assert theory.length_map("tanh", fixed, sigma_w, sigma_b) == pytest.approx(fixed, rel=1e-13)
    assert theory.gradient_factor("tanh", fixed, sigma_w) == pytest.approx(chi, abs=6e-5)
    c = theory.fixed_correlation("tanh", sigma_w, sigma_b)
    assert (c == 1) == (phase == "order")
    after = theory.correlation_map("tanh", c, fixed, sigma_w, sigma_b)
    assert after == pytest.approx(c, abs=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_likeness_can_be_followed_through_many_layers(name):
    c, q = 0.3, 1.0
    for _ in range(40):
        c, q = (
            float(theory.correlation_map(name, c, q, theory.gain(name))),
            float(theory.length_map(name, q, theory.gain(name))),
        )
        assert -1 <= c <= 1


def test_depth_scales_are_those_of_the_iterated_maps():
    sigma_w, sigma_b = np.sqrt([2.5, 0.05])
    star = theory.fixed_length("tanh", sigma_w, sigma_b)
    q, gaps = 4.0, []
    for _ in range(20):
        q = theory.length_map("tanh", q, sigma_w, sigma_b)
        gaps.append(abs(q - star))
    predicted = theory.depth_scale(theory.length_slope("tanh", star, sigma_w))
    assert -1 / np.log(gaps[-1] / gaps[-2]) == pytest.approx(predicted, rel=1e-4)
    assert theory.depth_scale(np.exp(-0.25)) == pytest.approx(4)
    assert theory.depth_scale(np.exp(0.25)) == pytest.approx(4)
    assert theory.depth_scale(1.0) == np.inf


def test_fixed_lengths_where_there_is_none_and_where_all_are():
    assert theory.fixed_length("tanh", 1.0) == 0  # critical, and the signal dies
    assert theory.fixed_length("sigmoid", 2.0) > 0  # its value at 0 is not 0
    assert theory.fixed_length("relu", np.sqrt(2), start=3.0) == 3  # He keeps every length
    assert theory.fixed_length("relu", 2.0) == np.inf
    assert theory.fixed_length("relu", np.sqrt(2), 0.1) == np.inf
    assert theory.fixed_length("relu", 1.0, 0.3) == pytest.approx(0.09 / 0.5)
    assert theory.fixed_length("gelu", 1.4, start=1.0) == 0


def test_on_the_critical_line_chi_is_1_and_the_length_is_fixed():
    lengths = np.array([0.1, 1.0, 5.0])
    for factor in (0.8, 1.0):
        for q, w, b in zip(lengths, *theory.critical_line("tanh", lengths, factor), strict=True):
            assert theory.gradient_factor("tanh", q, w) == pytest.approx(factor)
            assert theory.length_map("tanh", q, w, b) == pytest.approx(q)
    w, b = theory.critical_line("gelu", (3 + np.sqrt(17)) / 2)
    assert (w**2, b**2) == (pytest.approx(1.983058257), pytest.approx(0.172922391))
    for factor in (1.5, 3.0):  # no biases give such a length
        assert np.isnan(theory.critical_line("tanh", 0.5, factor)).all()


def test_tanh_at_gain_1_loses_its_signal_as_1_over_2l():
    q, depth = 1.0, 2000
    for _ in range(depth):
        q = theory.length_map("tanh", q, 1.0)
    assert depth * q == pytest.approx(0.5, rel=0.01)


def test_sigmoid_without_biases_is_ordered_until_10():
    for sigma_w, side in ((10.1, -1), (10.2, 1)):
        chi = theory.gradient_factor("sigmoid", theory.fixed_length("sigmoid", sigma_w), sigma_w)
        assert np.sign(chi - 1) == side


WIDTH, DEPTH, SEEDS = 1000, 6, 8


@cache
def draws():
    """An input, an error at the output and weights at σ_w = 1 of each network."""
    nets = []
    for seed in range(SEEDS):
        rng = np.random.default_rng(seed)
        x, g = rng.standard_normal((2, 1, WIDTH))
        Ws = rng.standard_normal((DEPTH, WIDTH, WIDTH)) / np.sqrt(WIDTH)
        nets.append((x / np.sqrt(np.mean(x**2)), g / np.sqrt(np.mean(g**2)), Ws))
    return nets


def measured_logs(name, sigma_w):
    """Log mean squares of A and δ, (networks, 2, layers)."""
    logs, b = [], Tensor(np.zeros(WIDTH))
    for x, g, Ws in draws():
        net = MLP(tuple(Dense(Tensor(sigma_w * W), b, activation(name)) for W in Ws))
        trace = net.trace(x)
        trace[-1].A.backward(seed=g)
        arrays = [layer.A.value for layer in trace], [layer.Z.grad for layer in trace]
        logs.append([[np.log(np.mean(a**2)) for a in row] for row in arrays])
    return np.array(logs)


def predicted_logs(name, sigma_w):
    """What theory says of the same, (2, layers), and the lengths it says it of."""
    q = [sigma_w**2]
    for _ in range(DEPTH - 1):
        q.append(theory.length_map(name, q[-1], sigma_w))
    slopes = theory.mean_square_slope(name, np.array(q))
    back = slopes[-1] * np.cumprod([1, *(sigma_w**2 * slopes[-2::-1])])[::-1]
    return np.log([theory.mean_square(name, np.array(q)), back]), np.array(q)


@pytest.mark.parametrize("name", NAMES)
def test_wide_networks_do_what_theory_says(name):
    """Eight networks of width 1000: their mean within 3.5 standard errors of what is predicted.

    The standard error is that which a finite width gives, and so is the bias of the logarithm.
    """
    sigma_w = theory.gain(name)
    expected, lengths = predicted_logs(name, sigma_w)
    std = np.array(spread(name, lengths, WIDTH))
    off = measured_logs(name, sigma_w).mean(axis=0) - (expected - std**2 / 2)
    assert (np.abs(off) < 3.5 * std / np.sqrt(SEEDS)).all()
    assert (std < 0.3).all()  # so that to agree says something


def test_he_keeps_what_glorot_halves():
    """With equal widths Glorot's variance is half of He's: ½ per layer, forward and backward."""
    for sigma_w, factor in ((np.sqrt(2), 1.0), (1.0, 0.5)):
        logs = measured_logs("relu", sigma_w).mean(axis=0)
        forward, backward = np.exp((logs[:, -1] - logs[:, 0]) / (DEPTH - 1) * [1, -1])
        assert forward == pytest.approx(factor, rel=0.04)
        assert backward == pytest.approx(factor, rel=0.04)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: theory.gain("rleu"), "unknown activation 'rleu'; did you mean 'relu'"),
        (lambda: theory.mean_square("tanh", -1.0), "q is a mean square"),
        (lambda: theory.length_map("relu", np.nan, 1.0), "q is a mean square"),
        (lambda: theory.softmax_slope(-1.0, 4), "sigma is a standard deviation"),
        (lambda: theory.softmax_slope(np.nan, 4), "sigma is a standard deviation"),
        (lambda: theory.softmax_slope(1.0, 0), "keys is a whole number from 1 up; got 0"),
        (lambda: theory.product_mean("tanh", 1.2, 1.0), "between −1 and 1"),
        (lambda: theory.correlation_map("tanh", 0.5, 0.0, 1.0), "the signal dies"),
        (lambda: theory.correlation_map("relu", 0.5, np.inf, 1.0), "grows beyond all numbers"),
        (lambda: theory.fixed_length("tanh", 1.0, start=0.0), "a number above 0; got 0.0"),
        (lambda: theory.fixed_correlation("tanh", 1.0), "the length goes to 0"),
    ],
)
def test_bad_input_is_named(call, says):
    with pytest.raises(ValueError, match=says):
        call()


@pytest.mark.parametrize("factor", [1.005, 1.04])
def test_just_beyond_the_edge_two_inputs_no_longer_become_alike(factor):
    sigma_w, sigma_b = map(float, theory.critical_line("tanh", 1.0, factor))
    c = theory.fixed_correlation("tanh", sigma_w, sigma_b)
    assert c < 0.99
    assert theory.correlation_map("tanh", c, 1.0, sigma_w, sigma_b) == pytest.approx(c, abs=1e-10)


def test_a_start_beside_the_fixed_point_is_not_taken_for_it():
    fixed = theory.fixed_length("tanh", 1.5, 0.3)
    beside = theory.fixed_length("tanh", 1.5, 0.3, start=fixed * (1 + 1e-4))
    assert beside == pytest.approx(fixed, rel=1e-10)
