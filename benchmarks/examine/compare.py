"""Who finds what is ill: python -m benchmarks.examine.compare [--unseen] [--public] [--blob]

The cases of `benchmarks.examine.cases`, whose truth is that of training from three seeds. Ill is
what is stuck or breaks down from at least two; healthy is what learns from all; what is slow, or
depends on the seed, counts for neither. `--public` takes published networks, as they come and
broken, `--blob` those on three clouds of points.
"""

import json
import logging
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterator
from time import perf_counter
from typing import Any

import torch

from benchmarks.examine import blob
from benchmarks.examine.cases import CASES, batch_of, unseen
from benchmarks.examine.contestants import asked, installed
from benchmarks.examine.public import PUBLIC
from benchmarks.examine.truth import TRUTH

# What the cause of a case may be called: words that mean the same illness.
FAMILIES = (
    {"vanishing", "vanishing gradients", "inputs become alike", "alike", "small weights"},
    {"exploding", "exploding gradients", "exploding activations", "large weights",
     "exploding gradients in time"},
    {"decay", "weight decay"},
    {"logarithm of 0", "undefined operation"},
)  # fmt: skip


def label(grades: list[str]) -> str:
    """ill, healthy, or in between."""
    ill = sum(each in ("stuck", "nan") for each in grades)
    return "ill" if ill >= 2 else "healthy" if grades.count("learned") == len(grades) else "between"


def patients(given: list[str]) -> Iterator[tuple[str, str, tuple[str, ...], Any]]:
    """Name, truth, causes and maker of each network."""
    if "--blob" in given:
        for network in (*blob.architectures(), *blob.settings()):
            truth = network.label if network.label in ("ill", "healthy") else "between"
            yield network.name, truth, causes(network), network
        return
    truth = json.loads(TRUTH.read_text(encoding="utf-8"))
    for case in PUBLIC if "--public" in given else CASES:
        if case.name in truth and ("--unseen" not in given or unseen(case)):
            yield case.name, label(truth[case.name]["grades"]), case.ails, case


def causes(network: blob.Network) -> tuple[str, ...]:
    """What a published network suffers from; of the settings, what was set."""
    if network.scale > 1:
        return ("large inputs",)
    if network.label == "ill" and network.cause in ("vanishing", "exploding"):
        return (network.cause,)
    return ("large rate",) if network.rate > 1e-2 else ("small rate",)


def same(said: str, ails: tuple[str, ...]) -> bool:
    """Whether a cause is one of those, in whatever words."""
    family = next((each for each in FAMILIES if said in each), {said})
    return bool(family & set(ails))


def main(given: list[str]) -> None:
    """Ask everybody about everybody and print the sums."""
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    contestants = installed()
    counts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for name, truth, ails, patient in patients(given):
        said = []
        for who, contestant in contestants.items():
            made = patient.make(0)
            batch = batch_of(made[2])
            start = perf_counter()
            alarms = asked(contestant, made, *batch)
            counts[who]["seconds"] += perf_counter() - start
            counts[who][truth] += 1
            counts[who][f"{truth} alarms"] += bool(alarms)
            if who == "bplib":
                right = same(alarms[0], ails) if alarms and truth == "ill" else None
                counts[who]["causes right"] += bool(right)
                said.append(f"{alarms[0] if alarms else '–'}{' (!)' if right is False else ''}")
            else:
                said.append("alarm" if alarms else "–")
        print(f"{name:50} {truth:8} {' | '.join(said)}", flush=True)
    for who, count in counts.items():
        print(
            f"{who:12} found {count['ill alarms']:.0f} of {count['ill']:.0f} ill, "
            f"false alarms {count['healthy alarms']:.0f} of {count['healthy']:.0f} healthy, "
            f"{count['seconds']:.0f} s"
            + (f", cause right {count['causes right']:.0f}" if who == "bplib" else "")
        )


if __name__ == "__main__":
    main(sys.argv[1:])
