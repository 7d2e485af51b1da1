"""What an examination costs, in training steps and in memory: python -m benchmarks.examine.cost

Time is that of the processor, as the median of the ratios of several turns, in each of which some
steps and an examination were made; memory is the most that the process held, beyond what it holds
while it trains, in units of what the model with its gradients and its optimizer's state takes.
"""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import torch
from torch import nn

from bplib.examine import examine

PAGE = os.sysconf("SC_PAGE_SIZE")


def resident() -> int:
    """The bytes that the process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


def peak(run: Callable[[], Any]) -> int:
    """The most bytes that the process held while something ran."""
    most, done = resident(), threading.Event()

    def watch() -> None:
        nonlocal most
        while not done.wait(0.02):
            most = max(most, resident())

    watcher = threading.Thread(target=watch)
    watcher.start()
    run()
    done.set()
    watcher.join()
    return most


def measured(width: int, depth: int, examples: int, rounds: int, repeat: int) -> None:
    """Examine a stack of layers and print what it cost."""
    torch.set_num_threads(1)
    layers = [layer for _ in range(depth) for layer in (nn.Linear(width, width), nn.ReLU())]
    model = nn.Sequential(*layers, nn.Linear(width, 10))
    optimizer = torch.optim.Adam(model.parameters(), 1e-4)
    X, y = torch.randn(examples, width), torch.randint(0, 10, (examples,))
    loss = nn.CrossEntropyLoss()
    count = sum(p.numel() for p in model.parameters())

    def step() -> None:
        optimizer.zero_grad()
        loss(model(X), y).backward()
        optimizer.step()

    for _ in range(2):
        step()
    trains = peak(step)
    held, most = peak(lambda: None), 0
    examined = {"an examination": None, "a first look": 0}
    ratios: dict[str, list[float]] = {name: [] for name in examined}
    for _ in range(rounds):
        one = taken(lambda: [step() for _ in range(repeat)])[0] / repeat
        for name, steps in examined.items():
            used, held_most = taken(lambda: examine(model, loss, (X, y), optimizer, steps=steps))  # noqa: B023
            ratios[name].append(used / one)
            most = max(most, held_most) if steps is None else most
    whole = 4 * count * 4  # weights, gradients and Adam's two averages, four bytes each
    told = ", ".join(f"{name} {median(each):.1f} steps" for name, each in ratios.items())
    print(
        f"{count / 1e6:.2f} million parameters: {told} of {1e3 * one:.3g} ms; memory beyond "
        f"training {(most - max(trains, held)) / whole:.2f} of one training copy"
    )


def taken(run: Callable[[], Any]) -> tuple[float, int]:
    """The processor's seconds and the most bytes held while something runs."""
    start = time.process_time()
    held = peak(run)
    return time.process_time() - start, held


if __name__ == "__main__":
    measured(64, 3, 64, 9, 20)
    measured(512, 4, 64, 9, 20)
    measured(4096, 6, 64, 3, 4)
