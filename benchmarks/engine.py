"""How long a training step takes: the engine against NumPy written by hand and other engines.

`python -m benchmarks.engine` prints, for each net and precision, the time of one full step
(forward, backward, update) relative to the same step written by hand in NumPy, all on one thread.
The rounds of all contestants are interleaved, and each one's fastest round counts, so that what
else the machine does falls on all alike. An engine that is not installed is left out.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from benchmarks import contestants


class Net(NamedTuple):
    """A net with tanh between its layers, and a batch size."""

    name: str
    sizes: Sequence[int]
    batch: int


NETS = (
    Net("64×[2-16-16-1]", (2, 16, 16, 1), 64),
    Net("64×[64-64-32-10]", (64, 64, 32, 10), 64),
    Net("128×[784-256-128-10]", (784, 256, 128, 10), 128),
    Net("256×[128]×50", (128,) * 51, 256),
)
RATE = 1e-3
ROUND = 0.01  # seconds a round should take, so that no contestant's round is one unlucky moment


def seconds(step: Callable[[], object], repeat: int = 1) -> float:
    """The time of one step, as the mean over a round of `repeat`."""
    start = time.perf_counter()
    for _ in range(repeat):
        step()
    return (time.perf_counter() - start) / repeat


def fastest(steps: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """The fastest round of each contestant, in seconds a step, the rounds interleaved."""
    best = [seconds(step) for step in steps]
    for _ in range(rounds):
        for i, step in enumerate(steps):
            best[i] = min(best[i], seconds(step, max(1, round(ROUND / best[i]))))
    return best


def problem(net: Net, dtype: type) -> contestants.Problem:
    """Weights, inputs and targets of a net, the same for every contestant."""
    rng = np.random.default_rng(0)
    pairs = list(zip(net.sizes, net.sizes[1:], strict=False))
    weights = [(rng.normal(size=pair) / np.sqrt(pair[0])).astype(dtype) for pair in pairs]
    biases = [np.zeros(out, dtype) for _, out in pairs]
    X = rng.normal(size=(net.batch, net.sizes[0])).astype(dtype)
    Y = rng.normal(size=(net.batch, net.sizes[-1])).astype(dtype)
    X.flags.writeable = Y.flags.writeable = False  # as the course's data sets are
    return contestants.Problem(weights, biases, X, Y, RATE)


def agree(costs: dict[str, float], dtype: type) -> None:
    """Stop when two contestants have not computed the same cost after the same steps."""
    expected = costs["NumPy by hand"]
    for name, cost in costs.items():
        if not np.isclose(cost, expected, rtol=1e-3 if dtype is np.float32 else 1e-9):
            raise SystemExit(f"{name} has the cost {cost}, NumPy by hand {expected}: not one step")


def measure(net: Net, dtype: type, rounds: int) -> dict[str, float]:
    """Seconds a step for every contestant that is installed."""
    makers = contestants.installed(small=net.sizes[0] == 2)
    steps = {name: make(problem(net, dtype)) for name, make in makers.items()}
    agree({name: [float(step()) for _ in range(3)][-1] for name, step in steps.items()}, dtype)
    times = fastest(list(steps.values()), rounds)
    return dict(zip(steps, times, strict=True))


def import_ratio(runs: int = 15) -> float:
    """The time of importing bplib over that of NumPy, the fastest of many, in turn."""
    code = "import time; t = time.perf_counter(); import {}; print(time.perf_counter() - t)"

    def once(module: str) -> float:
        command = [sys.executable, "-c", code.format(module)]
        return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)

    pairs = [(once("bplib"), once("numpy")) for _ in range(runs)]
    return min(b for b, _ in pairs) / min(n for _, n in pairs)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engine", description=__doc__)
    parser.add_argument("--rounds", type=int, default=60)
    rounds = parser.parse_args().rounds
    print("one training step, relative to NumPy by hand (and that in microseconds)")
    for net in NETS:
        for dtype in (np.float32, np.float64):
            times = measure(net, dtype, rounds)
            hand = times["NumPy by hand"]
            row = "  ".join(f"{name} {each / hand:.2f}" for name, each in times.items())
            print(f"{net.name:22s} {dtype.__name__}  {1e6 * hand:8.0f} µs  {row}", flush=True)
    print(f"import bplib / import numpy: {import_ratio():.2f}")


if __name__ == "__main__":
    main()
