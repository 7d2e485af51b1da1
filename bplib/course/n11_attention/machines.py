"""One gradient on many machines: parts of a batch here, on processes or on a cluster; the price."""

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from bplib import plots
from bplib.course.guests import guest
from bplib.course.words import power
from bplib.widgets import Update, explorer, slider

Map = Callable[..., Iterable[Any]]


@contextmanager
def processes(count: int) -> Iterator[Map]:
    """A `map` that runs on so many processes; Python's own where none can be started, and says so.

    In a browser there are none.
    """
    try:
        from concurrent.futures import ProcessPoolExecutor

        pool = ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"))
        pool.submit(abs, 1).result()
    except (ImportError, NotImplementedError, OSError, RuntimeError, ValueError):
        print("No other process can be started here: this one does all parts, one by one.")
        yield map
        return
    with pool:
        yield pool.map


@contextmanager
def cluster(count: int) -> Iterator[Map]:
    """A `map` that runs on a Dask cluster on this machine; Python's own where there is no Dask."""
    distributed = guest("distributed")
    if distributed is None:
        yield map
        return
    with (
        distributed.LocalCluster(
            n_workers=count, threads_per_worker=1, processes=False, dashboard_address=None
        ) as local,
        distributed.Client(local) as client,
    ):
        yield client.get_executor().map


def step_times(
    machines: int, examples: int, weights: float, speed: float, bandwidth: float
) -> tuple[float, float]:
    """Seconds that one step computes and sends, on each of so many machines.

    examples: on each machine. speed in multiplications and additions per second, bandwidth in bytes
    per second. Six operations per weight and example: one product of matrices forward, two back,
    each of a multiplication and an addition. A ring sends 2 (p − 1)/p times 4 bytes per weight.
    """
    sent = 2 * (machines - 1) / machines * 4 * weights
    return 6 * weights * examples / speed, sent / bandwidth


FASTEST = 1024  # machines


@explorer(size=(10, 4.6))
def ring(figure: Figure) -> Update:
    """How much faster many machines make a step, when their gradients must be sent around."""
    grid = figure.add_gridspec(1, 2, width_ratios=[1, 1.2])
    left = plots.axes(
        figure,
        grid[0],
        xlabel="share of the time of a step",
        ylabel="",
        xlim=(0, 1),
        ylim=(-0.9, 1.6),
    )
    left.set_yticks([0, 1], ["send", "compute"])
    bars = plots.bars(
        left, [0, 1], [0, 0], width=0.6, color=[plots.GRADIENT, plots.FORWARD], horizontal=True
    )
    told = plots.note(left, 0.03, 0.02, "", within=True, fontsize=12)
    right = plots.axes(
        figure, grid[1], xlabel="machines", ylabel="times as many examples per second",
        xscale="log", yscale="log", xlim=(0.9, 1.2 * FASTEST), ylim=(0.01, 2 * FASTEST),
    )  # fmt: skip
    counts = 2.0 ** np.arange(11)
    plots.curve(right, counts, counts, color=plots.GHOST, linewidth=1.2)
    plots.note(right, 40, 80, "nothing to send", color=plots.GHOST, ha="right", fontsize=12)
    gain = plots.curve(right, counts, counts, color=plots.FORWARD)
    here = plots.points(right, [], [], color=plots.FORWARD, size=110)
    off_scale = plots.OffScale(right)

    def update(
        machines: int = slider(
            1, FASTEST, value=8, log=True, integer=True, step=0.30103, label="machines"
        ),
        examples: int = slider(
            1, 4096, value=512, log=True, integer=True, step=0.30103, label="examples on each"
        ),
        speed: float = slider(
            0.01, 100, value=1.0, log=True, step=0.5, label="speed, 10¹² operations/s"
        ),
        bandwidth: float = slider(
            0.01, 100, value=1.0, log=True, step=0.5, label="network, 10⁹ bytes/s"
        ),
    ) -> str:
        def gained(p: float) -> float:
            compute, send = step_times(int(p), examples, 1e6, speed * 1e12, bandwidth * 1e9)
            return p * compute / (compute + send)

        compute, send = step_times(machines, examples, 1e6, speed * 1e12, bandwidth * 1e9)
        share = send / (compute + send)
        plots.move_bars(bars, [share, 1 - share])
        gain.set_data(counts, off_scale.mark(counts, [gained(p) for p in counts]))
        plots.move_points(here, [machines], [gained(machines)])
        told.set_text(f"sending takes {power(send / compute)} × computing")
        return (
            f"{machines} machine{'s' * (machines > 1)}, a batch of {examples} on each, {speed:g} × "
            f"10¹² operations and {bandwidth:g} × 10⁹ bytes per second: {share:.0%} of a step is "
            f"sending, and {power(gained(machines), 3)} times as many examples are done per second "
            "as by one machine. How many weights the network has makes no difference."
        )

    return update
