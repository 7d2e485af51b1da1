"""The bug gallery of notebook 06: one net, one backward pass, and six ways to get it wrong."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from bplib.gradcheck import central_differences, relative_error

WIDTH, BATCH = 4, 6  # every layer is square, so that a wrong product still has a possible shape
TOLERANCE = 1e-6
ZERO = np.zeros(WIDTH)
NAMES = ("W1", "b1", "W2", "b2", "W3", "b3")

BUGS = {
    "none": "Every entry lies on the diagonal.",
    "missing transpose": "Errors go back through W instead of its transpose: the last layer is "
    "right, every layer before it is wrong. Square layers hide this bug; with other shapes NumPy "
    "raises an error.",
    "f′ at a instead of z": "Every layer is wrong, the last one too: each error has a wrong "
    "factor.",
    "mean for sum": "The weights are right, every bias is wrong, by one factor: the batch size.",
    "bias not summed": "The weights are right; each bias has a gradient of shape (6, 4), not (4,).",
    "overwriting at a fork": "Only the first layer is wrong: its activations fork into layer 2 and "
    "into the skip connection, and one of the two gradients was lost.",
    "off by one layer": "The last layer is right; before it, errors went back through wrong "
    "weights.",
}

Arrays = list[np.ndarray]


def slope(z: np.ndarray) -> np.ndarray:
    """tanh′(z)."""
    return 1 - np.tanh(z) ** 2


def forward(parameters: Arrays, X: np.ndarray) -> tuple[Arrays, Arrays]:
    """Weighted inputs and activations; layer 2 adds its input to its output, a skip connection."""
    W1, b1, W2, b2, W3, b3 = parameters
    Z1 = X @ W1 + b1
    A1 = np.tanh(Z1)
    Z2 = A1 @ W2 + b2
    A2 = np.tanh(Z2) + A1
    Z3 = A2 @ W3 + b3
    return [Z1, Z2, Z3], [X, A1, A2, np.tanh(Z3)]


def cost(parameters: Arrays, X: np.ndarray, Y: np.ndarray) -> float:
    """The mean over the batch of ½ Σ (a − y)²."""
    return float(0.5 * np.sum((forward(parameters, X)[1][-1] - Y) ** 2) / len(X))


def backward(parameters: Arrays, X: np.ndarray, Y: np.ndarray, bug: str = "none") -> Arrays:
    """The gradient of every parameter, with one bug of `BUGS` in it."""
    (Z1, Z2, Z3), A = forward(parameters, X)
    back = {layer: parameters[2 * layer - 2].T for layer in (2, 3)}
    if bug == "missing transpose":
        back = {layer: W.T for layer, W in back.items()}
    if bug == "off by one layer":
        back = {layer: parameters[2 * layer - 4].T for layer in (2, 3)}
    points = A[1:] if bug == "f′ at a instead of z" else [Z1, Z2, Z3]

    D3 = (A[3] - Y) / len(X) * slope(points[2])
    at_a2 = D3 @ back[3]
    D2 = at_a2 * slope(points[1])
    at_a1 = D2 @ back[2]
    if bug != "overwriting at a fork":
        at_a1 = at_a1 + at_a2
    D1 = at_a1 * slope(points[0])

    add = {"mean for sum": lambda D: D.mean(axis=0), "bias not summed": lambda D: D}
    bias = add.get(bug, lambda D: D.sum(axis=0))
    return [g for a, D in zip(A, (D1, D2, D3), strict=False) for g in (a.T @ D, bias(D))]


@dataclass(frozen=True)
class Checked:
    """A gradient check: what came and what central differences say, for every parameter."""

    names: tuple[str, ...]
    came: Arrays
    expected: Arrays

    @property
    def errors(self) -> list[float]:
        """The largest relative error of each parameter; a wrong shape is stretched to compare."""
        pairs = map(np.broadcast_arrays, self.came, self.expected)
        return [relative_error(came, expected) for came, expected in pairs]

    @property
    def entries(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Every entry: expected, what came, and whether the two differ."""
        pairs = [np.broadcast_arrays(e, c) for e, c in zip(self.expected, self.came, strict=True)]
        expected, came = (np.concatenate([p[i].ravel() for p in pairs]) for i in (0, 1))
        differ = [relative_error(c, e) > TOLERANCE for c, e in zip(came, expected, strict=True)]
        return expected, came, np.array(differ)

    def __str__(self) -> str:
        """The parameters that are wrong."""
        wrong = [n for n, e in zip(self.names, self.errors, strict=True) if e > TOLERANCE]
        return f"wrong: {', '.join(wrong)}" if wrong else f"all of {', '.join(self.names)} agree"


def random_point() -> tuple[Arrays, np.ndarray, np.ndarray]:
    """Parameters of the gallery's net, a batch X and its targets Y."""
    rng = np.random.default_rng(6)
    shapes = [(WIDTH, WIDTH), (WIDTH,)] * 3
    parameters = [rng.normal(size=shape) * 0.7 for shape in shapes]
    return parameters, rng.normal(size=(BATCH, WIDTH)), rng.choice([-0.5, 0.5], (BATCH, WIDTH))


@cache
def checked(bug: str) -> Checked:
    """The check of the gallery's net at a random point, with one bug of `BUGS`."""
    parameters, X, Y = random_point()
    expected = central_differences(lambda *p: cost(list(p), X, Y), *parameters)
    return Checked(NAMES, backward(parameters, X, Y, bug), expected)


def check_pass(gradients: Callable[..., Sequence[np.ndarray]]) -> Checked:
    """The check of gradients(W1, W2, W3, X, Y) -> (dW1, dW2, dW3) of that net without biases."""
    (W1, _, W2, _, W3, _), X, Y = random_point()
    came = gradients(W1, W2, W3, X, Y)
    shapes = [np.shape(each) for each in came] if isinstance(came, (list, tuple)) else came
    if shapes != [(WIDTH, WIDTH)] * 3:
        raise ValueError(
            f"the pass returned {'arrays of the shapes ' if came else ''}{shapes}; expected the "
            f"gradients of W1, W2, W3, three arrays of shape {(WIDTH, WIDTH)}."
        )
    expected = central_differences(
        lambda *W: cost([W[0], ZERO, W[1], ZERO, W[2], ZERO], X, Y), W1, W2, W3
    )
    return Checked(NAMES[::2], list(came), expected)
