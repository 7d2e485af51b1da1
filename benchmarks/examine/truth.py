"""Train every case from three seeds and store what became of it: python -m benchmarks.examine.truth

A run learned when its last costs are under a quarter of what guessing costs, is slow under three
quarters, else ill. (A perfect answer costs 0 in every task but two, where it is near 0.)
"""

import json
import sys
import warnings
from pathlib import Path

import torch
from torch.utils._pytree import tree_leaves

from benchmarks.examine.cases import CASES
from benchmarks.examine.making import BATCH, Case
from benchmarks.examine.public import PUBLIC

STEPS, SEEDS = 600, 3
TRUTH = Path(__file__).parent / "truth.json"


def trained(case: Case, seed: int) -> list[float]:
    """The cost of every step."""
    model, loss, task, optimizer = case.make(seed)
    costs, order = [], torch.Generator().manual_seed(seed)
    for _ in range(STEPS):
        rows = torch.randint(len(task.X), (BATCH,), generator=order)
        optimizer.zero_grad()
        output = model(task.X[rows])
        if not all(t.isfinite().all() for t in tree_leaves(output)):
            return [*costs, float("nan")]  # some costs refuse these
        cost = loss(output, task.y[rows])
        cost.backward()
        optimizer.step()
        costs.append(cost.item())
        if not torch.isfinite(cost):
            break
    return costs


def grade(costs: list[float], guess: float) -> str:
    """What became of one run, by its last twenty costs."""
    last = sum(costs[-20:]) / 20
    if not last < float("inf"):
        return "nan"
    return "learned" if last < guess / 4 else "slow" if last < 0.75 * guess else "stuck"


def main(names: list[str]) -> None:
    """Train the cases of these names, or all, and store their grades."""
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    truth = json.loads(TRUTH.read_text()) if TRUTH.exists() else {}
    for case in (*CASES, *PUBLIC):
        if not names or case.name in names:
            runs = [trained(case, seed) for seed in range(SEEDS)]
            grades = [grade(run, case.task().guess) for run in runs]
            truth[case.name] = {"grades": grades, "last": [f"{run[-1]:.3g}" for run in runs]}
            print(f"{case.name:40} {truth[case.name]}", flush=True)
            TRUTH.write_text(json.dumps(truth, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
