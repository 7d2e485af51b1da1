"""How far one draw of a net of finite width strays from the theory of endless width.

The mean square over n units of a layer scatters around its expectation, by a relative variance of
κ/n, and the next layers carry that on. To first order in 1/n the logarithm of a layer's mean square
is then a sum of such terms, each multiplied with what the layers in between do to it. For ReLU this
gives 5 l/n forward and backward, for a linear net 2 l/n (Hanin 2018 has the growth with Σ 1/n);
with orthogonal weights 3 l/n and next to nothing.
"""

from typing import NamedTuple

import numpy as np

from bplib.activations import activation

GRID = np.linspace(-8, 8, 201)
WEIGHTS = np.exp(-(GRID**2) / 2) / np.exp(-(GRID**2) / 2).sum()
NUDGE = 1.001
FAR = (1e-60, 1e60)  # shorter and longer ones scatter as these do, and their fourth powers overflow


class Spread(NamedTuple):
    """Standard deviations of the log mean square of activations and of errors, per layer."""

    activation: np.ndarray
    error: np.ndarray


def moments(name: str, lengths: np.ndarray, power: int) -> tuple[np.ndarray, np.ndarray]:
    """E[f(√q Z)^power] and E[f′(√q Z)^power] for each length q."""
    f, z = activation(name), np.sqrt(lengths)[:, None] * GRID
    return f(z) ** power @ WEIGHTS, f.derivative(z) ** power @ WEIGHTS


def spread(
    name: str, lengths: np.ndarray, width: int, *, sigma_b: float = 0, orthogonal: bool = False
) -> Spread:
    """What to expect of one example in a net with these lengths q_1 … q_L and this width."""
    lengths = np.clip(lengths, *FAR)
    second, fourth = moments(name, lengths, 2), moments(name, lengths, 4)
    up, down = moments(name, lengths * NUDGE, 2), moments(name, lengths / NUDGE, 2)
    forward, backward = (np.log(u / d) / (2 * np.log(NUDGE)) for u, d in zip(up, down, strict=True))
    noise = (fourth[0] / second[0] ** 2 - 1) / width
    back_noise = (3 * fourth[1] / second[1] ** 2 - 1) / width
    if orthogonal:  # W keeps every length, so what f leaves of the length of z cannot scatter
        noise[1:] -= 2 * forward[1:] ** 2 / width
        back_noise[:-1] -= 2 / width
    carried = carry(forward, 1 - sigma_b**2 / lengths)
    own = forward[:, None] * carried + np.eye(len(lengths))
    later = np.cumsum((backward[:, None] * carried)[::-1], axis=0)[::-1]
    variance = later**2 @ noise + np.cumsum(back_noise[::-1])[::-1]
    return Spread(np.sqrt(np.maximum(own**2 @ noise, 0)), np.sqrt(np.maximum(variance, 0)))


def carry(forward: np.ndarray, share: np.ndarray) -> np.ndarray:
    """How much the noise of layer k moves the log length of layer l, at [l, k].

    share: what part of a length comes through the weights; the rest is the biases'.
    """
    carried = np.zeros((len(forward), len(forward)))
    for layer in range(1, len(forward)):
        carried[layer] = share[layer] * forward[layer - 1] * carried[layer - 1]
        carried[layer, layer - 1] = share[layer]
    return carried
