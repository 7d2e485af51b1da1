"""The same training step in several engines: tanh layers, a linear last one, mean squared error.

Each maker takes a problem and returns a function that makes one step and returns the cost before
it.
"""

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np

from bplib import Tensor

Step = Callable[[], Any]


class Problem(NamedTuple):
    """Copies are made by the contestants; the cost is the mean over all entries of (a − y)²."""

    weights: list[np.ndarray]
    biases: list[np.ndarray]
    X: np.ndarray
    Y: np.ndarray
    rate: float


def by_hand(p: Problem) -> Step:
    """NumPy, written as a careful person would: arrays are reused where that is natural."""
    weights, biases = [W.copy() for W in p.weights], [b.copy() for b in p.biases]
    layers = range(len(weights))

    def step() -> Any:
        A = [p.X]
        for layer in layers:
            Z = A[-1] @ weights[layer]
            Z += biases[layer]
            A.append(np.tanh(Z, out=Z) if layer < len(weights) - 1 else Z)
        error = A[-1] - p.Y
        cost = np.mean(error * error)
        Delta = error * (2 / error.size)
        for layer in reversed(layers):
            if layer < len(weights) - 1:
                Delta *= 1 - A[layer + 1] * A[layer + 1]
            dW, db = A[layer].T @ Delta, Delta.sum(axis=0)
            if layer:
                Delta = Delta @ weights[layer].T
            dW *= p.rate
            weights[layer] -= dW
            biases[layer] -= p.rate * db
        return cost

    return step


def bplib(p: Problem) -> Step:
    """This course's engine, as the notebooks use it."""
    weights, biases = [Tensor(W) for W in p.weights], [Tensor(b) for b in p.biases]
    parameters = [*weights, *biases]

    def step() -> Any:
        A: Any = p.X
        for W, b in zip(weights[:-1], biases[:-1], strict=True):
            A = np.tanh(A @ W + b)
        C = np.mean(np.square(A @ weights[-1] + biases[-1] - p.Y))
        C.backward()
        for parameter in parameters:
            parameter.value = parameter.value - p.rate * parameter.grad
        return C.value

    return step


def torch_eager(p: Problem) -> Step:
    """PyTorch, eager, one thread."""
    import torch

    torch.set_num_threads(1)
    weights = [torch.tensor(W, requires_grad=True) for W in p.weights]
    biases = [torch.tensor(b, requires_grad=True) for b in p.biases]
    X, Y = torch.tensor(np.array(p.X)), torch.tensor(np.array(p.Y))

    def step() -> Any:
        A = X
        for W, b in zip(weights[:-1], biases[:-1], strict=True):
            A = torch.tanh(A @ W + b)
        C = torch.mean(torch.square(A @ weights[-1] + biases[-1] - Y))
        C.backward()
        with torch.no_grad():
            for parameter in (*weights, *biases):
                parameter -= p.rate * parameter.grad
                parameter.grad = None
        return C.detach()

    return step


def jax_jit(p: Problem) -> Step:
    """JAX, compiled; not an eager engine, here for scale."""
    import jax

    jax.config.update("jax_enable_x64", True)
    np_ = jax.numpy

    def cost(parameters: Any) -> Any:
        weights, biases = parameters
        A = p.X
        for W, b in zip(weights[:-1], biases[:-1], strict=True):
            A = np_.tanh(A @ W + b)
        return np_.mean(np_.square(A @ weights[-1] + biases[-1] - p.Y))

    @jax.jit
    def update(parameters: Any) -> Any:
        C, gradient = jax.value_and_grad(cost)(parameters)
        return C, jax.tree.map(lambda w, g: w - w.dtype.type(p.rate) * g, parameters, gradient)

    parameters = jax.tree.map(np_.asarray, (p.weights, p.biases))

    def step() -> Any:
        nonlocal parameters
        C, parameters = update(parameters)
        return C.block_until_ready()

    return step


def hips_autograd(p: Problem) -> Step:
    """HIPS autograd."""
    import autograd.numpy as anp
    from autograd.differential_operators import value_and_grad

    def cost(parameters: Any) -> Any:
        weights, biases = parameters
        A = p.X
        for W, b in zip(weights[:-1], biases[:-1], strict=True):
            A = anp.tanh(anp.dot(A, W) + b)
        return anp.mean(anp.square(anp.dot(A, weights[-1]) + biases[-1] - p.Y))

    gradient = value_and_grad(cost)
    parameters = [list(p.weights), list(p.biases)]

    def step() -> Any:
        C, slopes = gradient(parameters)
        for group, group_slopes in zip(parameters, slopes, strict=True):
            for i, slope in enumerate(group_slopes):
                group[i] = group[i] - p.rate * slope
        return C

    return step


def my_grad(p: Problem) -> Step:
    """MyGrad."""
    import mygrad as mg

    weights, biases = [mg.tensor(W) for W in p.weights], [mg.tensor(b) for b in p.biases]

    def step() -> Any:
        A: Any = p.X
        for W, b in zip(weights[:-1], biases[:-1], strict=True):
            A = mg.tanh(mg.matmul(A, W) + b)
        C = mg.mean(mg.square(mg.matmul(A, weights[-1]) + biases[-1] - p.Y))
        C.backward()
        for group in (weights, biases):
            for i, parameter in enumerate(group):
                group[i] = mg.tensor(parameter.data - p.rate * parameter.grad)
        return C.data

    return step


def micro_grad(p: Problem) -> Step:
    """micrograd: numbers one by one, so only the smallest net."""
    from micrograd.engine import Value

    weights = [[[Value(float(w)) for w in row] for row in W] for W in p.weights]
    biases = [[Value(float(b)) for b in row] for row in p.biases]
    parameters = [w for group in (*weights, biases) for row in group for w in row]

    def step() -> Any:
        errors = [
            (a - float(y)) ** 2
            for row, target in zip(p.X.tolist(), p.Y, strict=True)
            for a, y in zip(micro_forward(weights, biases, row), target, strict=True)
        ]
        C = sum(errors) * (1 / len(errors))
        for parameter in parameters:
            parameter.grad = 0
        C.backward()
        for parameter in parameters:
            parameter.data -= p.rate * parameter.grad
        return C.data

    return step


def micro_forward(weights: Any, biases: Any, row: Any) -> Any:
    """One example through the net, number by number."""
    for i, (W, b) in enumerate(zip(weights, biases, strict=True)):
        columns = zip(zip(*W, strict=True), b, strict=True)
        z = [sum((x * w for x, w in zip(row, w_in, strict=True)), c) for w_in, c in columns]
        row = [micro_tanh(each) for each in z] if i < len(weights) - 1 else z
    return row


def micro_tanh(x: Any) -> Any:
    """tanh, which micrograd leaves to its user."""
    a = float(np.tanh(x.data))
    out = type(x)(a, (x,), "tanh")

    def back() -> None:
        x.grad += (1 - a * a) * out.grad

    out._backward = back
    return out


CONTESTANTS: dict[str, tuple[str, Callable[[Problem], Step]]] = {
    "NumPy by hand": ("numpy", by_hand),
    "bplib": ("bplib", bplib),
    "PyTorch": ("torch", torch_eager),
    "JAX jit": ("jax", jax_jit),
    "autograd": ("autograd", hips_autograd),
    "MyGrad": ("mygrad", my_grad),
    "micrograd": ("micrograd", micro_grad),
}


def installed(*, small: bool) -> dict[str, Callable[[Problem], Step]]:
    """The contestants whose package is there; micrograd only for the smallest net."""
    return {
        name: make
        for name, (package, make) in CONTESTANTS.items()
        if find_spec(package) and (small or package != "micrograd")
    }
