"""What an examination costs, in training steps and in memory: python -m benchmarks.examine.cost

Time is that of the processor, the least of several, taken in turns in one process; memory is the
most that the process held, beyond what it holds while it trains, in units of what the model with
its gradients and its optimizer's state takes.
"""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
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


def measured(width: int, depth: int, examples: int, rounds: int) -> None:
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
    times: dict[str, list[float]] = {"step": [], "examine": [], "first look": []}
    trains = peak(step)
    held, most = peak(lambda: None), 0
    for _ in range(rounds):
        for name, run in (
            ("step", step),
            ("examine", lambda: examine(model, loss, (X, y), optimizer)),
            ("first look", lambda: examine(model, loss, (X, y), optimizer, steps=0)),
        ):
            start = time.process_time()
            used = peak(run)
            times[name].append(time.process_time() - start)
            most = max(most, used) if name == "examine" else most
    least = {name: min(each) for name, each in times.items()}
    whole = 4 * count * 4  # weights, gradients and Adam's two averages, four bytes each
    print(
        f"{count / 1e6:.1f} million parameters: a step {least['step']:.2f} s, an examination "
        f"{least['examine']:.2f} s = {least['examine'] / least['step']:.1f} steps, a first look "
        f"{least['first look'] / least['step']:.1f} steps; memory beyond training "
        f"{(most - max(trains, held)) / whole:.2f} of one training copy"
    )


if __name__ == "__main__":
    measured(64, 3, 64, 5)
    measured(512, 4, 64, 3)
    measured(4096, 6, 64, 2)
