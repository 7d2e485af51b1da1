"""Learning: optimizers of two lines each, and one loop that yields what happened at every step."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import NamedTuple

import numpy as np

from bplib.arrays import Array, Numbers
from bplib.autodiff import Tensor
from bplib.data import read_only
from bplib.initializers import generator
from bplib.nn import Cost, Network, mean_cost

Rate = float | Callable[[int], float]
Optimizer = Callable[[list[Tensor]], None]


class Step(NamedTuple):
    """One step of training: its number from 0, its epoch from 0, the cost before the update."""

    number: int
    epoch: int
    cost: float


def gradient_descent(rate: Rate) -> Optimizer:
    """w ← w − η ∂C/∂w. The rate η is a number, or a function of the step number."""
    eta = schedule(rate)

    def update(parameters: list[Tensor]) -> None:
        step = eta()
        for p, gradient in used_up(parameters):
            p.value = p.value - step * gradient

    return update


def momentum(rate: Rate, beta: float = 0.9) -> Optimizer:
    """v ← β v + ∂C/∂w, then w ← w − η v: a ball that keeps rolling."""
    eta, velocity = schedule(rate), dict[Tensor, Array]()

    def update(parameters: list[Tensor]) -> None:
        step = eta()
        for p, gradient in used_up(parameters):
            velocity[p] = beta * velocity.get(p, 0) + gradient
            p.value = p.value - step * velocity[p]

    return update


def adam(rate: Rate, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8) -> Optimizer:
    """Momentum divided by the typical size of each gradient (Kingma & Ba 2015, Algorithm 1)."""
    eta, mean, square = schedule(rate), dict[Tensor, Array](), dict[Tensor, Array]()
    times = 0

    def update(parameters: list[Tensor]) -> None:
        nonlocal times
        times += 1
        step, m_part, v_part = eta(), 1 - beta1**times, 1 - beta2**times
        for p, gradient in used_up(parameters):
            mean[p] = beta1 * mean.get(p, 0) + (1 - beta1) * gradient
            square[p] = beta2 * square.get(p, 0) + (1 - beta2) * gradient * gradient
            p.value = p.value - step * (mean[p] / m_part) / ((square[p] / v_part) ** 0.5 + eps)

    return update


def used_up(parameters: list[Tensor]) -> list[tuple[Tensor, np.ndarray]]:
    """The parameters with their gradients, each of which is used once: it is None from then on.

    So a parameter that the next cost does not reach stays where it is.
    """
    found = [(p, p.grad) for p in parameters if p.grad is not None]
    if not found:
        raise ValueError("no parameter has a gradient: call backward() on a cost made from them.")
    for p, _ in found:
        p.grad = None
    return found


def schedule(rate: Rate) -> Callable[[], float]:
    """The rate as something that is asked once per step; a number must be positive."""
    if not callable(rate) and not (isinstance(rate, (int, float, np.number)) and 0 < rate < np.inf):
        raise ValueError(
            f"the learning rate is a positive number; got {rate!r:.60}. An optimizer is made with "
            "its rate: adam(0.01)."
        )
    count = iter(range(2**62))
    return lambda: float(rate(next(count)) if callable(rate) else rate)


def warm_up(rate: float, steps: int) -> Callable[[int], float]:
    """A learning rate that rises in a straight line to `rate` over the first steps."""
    return lambda number: rate * min(1.0, (number + 1) / steps)


def clip_gradients(parameters: list[Tensor], limit: float) -> float:
    """Shorten the gradient of all parameters together to length `limit`; return its length before.

    The direction stays (Pascanu, Mikolov & Bengio 2013).
    """
    check_limit(limit)
    reached = [p for p in parameters if p.grad is not None]
    length = float(np.sqrt(sum(np.sum(np.square(p.grad, dtype=float)) for p in reached)))
    if length > limit:
        for p in reached:
            p.grad = p.grad * (limit / length)
    return length


def check_limit(limit: float) -> None:
    """Refuse a limit that nothing could be shortened to."""
    if not limit > 0:
        raise ValueError(
            f"gradients are clipped to a length above 0; got {limit} (None: not at all)."
        )


def minibatches(n: int, size: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Cut the examples 0…n−1, in a new order, into batches of at most `size` indices."""
    order = generator(rng).permutation(n)
    return (order[start : start + size] for start in range(0, n, size))


def train(
    net: Network,
    cost: Cost,
    X: np.ndarray,
    targets: np.ndarray,
    *,
    optimizer: Optimizer,
    rng: np.random.Generator,
    epochs: int = 10,
    batch_size: int = 32,
    clip: float | None = None,
) -> Iterator[Step]:
    """Train `net` in place, one step each time the next `Step` is asked for.

    cost: (outputs, targets) to the cost of each example, whose mean over the batch is minimized.
    Stop asking, and training stops. The same seeds give the same numbers.
    """
    check_training(X, targets, optimizer, epochs, batch_size)
    if clip is not None:
        check_limit(clip)
    number = 0
    for epoch in range(epochs):
        for batch in minibatches(len(X), batch_size, rng):
            C = mean_cost(cost, net(read_only(X[batch])), read_only(targets[batch]))
            C.backward()
            if clip is not None:
                clip_gradients(net.parameters, clip)
            optimizer(net.parameters)
            yield Step(number, epoch, C.item())
            number += 1


def gradients(net: Network, cost: Cost, X: Numbers, targets: Numbers) -> list[Array]:
    """Return the gradient of the mean cost over a batch for each of `net.parameters`, in order.

    It works on a copy, so that threads may share the net, and takes what other processes can get.
    """
    check_examples("gradients", X, targets)
    net = deepcopy(net)
    mean_cost(cost, net(X), targets).backward()
    return [gradient for _, gradient in used_up(net.parameters)]


def check_examples(who: str, X: Numbers, targets: Numbers) -> None:
    """Refuse examples that have not a target each, and none at all."""
    if len(X) != len(targets) or len(X) == 0:
        raise ValueError(f"{who} got {len(X)} examples and {len(targets)} targets; one each.")


def check_training(
    X: Numbers, targets: Numbers, optimizer: Optimizer, epochs: int, batch_size: int
) -> None:
    """Refuse what cannot be trained with, before the first step."""
    for name, given in (("X", X), ("targets", targets)):
        if not isinstance(given, np.ndarray):
            raise TypeError(
                f"train takes arrays; {name} is a {type(given).__name__}. Write np.array(…) "
                "around a list; data needs no Tensor, since no gradient is asked for it."
            )
    check_examples("train", X, targets)
    if batch_size < 1 or epochs < 1:
        raise ValueError(f"batch_size and epochs are at least 1; got {batch_size} and {epochs}.")
    if not callable(optimizer):
        raise TypeError(f"an optimizer is made with its rate, adam(0.01); got {optimizer!r:.60}.")
