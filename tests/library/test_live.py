"""Figures that go on by themselves: start, stop, start over, and a kernel that stays free."""

import asyncio
import os
import signal
import threading
import time

import numpy as np
import pytest
from IPython.core.interactiveshell import ExecutionInfo, InteractiveShell

from bplib import plots
from bplib.widgets import Explorer, live, progress, slider
from bplib.widgets.live import SLICE

TOTAL = 400


def counting(figure):
    ax = plots.axes(figure, xlabel="step", ylabel="sum", xlim=(0, TOTAL), ylim=(0, 5 * TOTAL))
    line = plots.curve(ax, [], [])

    def update(sums):
        line.set_data(np.arange(len(sums)), sums)
        return f"After {len(sums) - 1} steps the sum is {sums[-1]}."

    return update


def sums(by, pause=0.0, ends=10**9, fails=10**9):
    """The sums of a number that is added again and again."""
    so_far = [0]
    yield so_far
    while len(so_far) <= ends:
        if len(so_far) > fails:
            raise ZeroDivisionError("no further")
        time.sleep(pause)
        so_far.append(so_far[-1] + by)
        yield so_far


def figure_of(total=TOTAL, **options) -> Explorer:
    make = {key: options.pop(key) for key in ("pause", "ends", "fails") if key in options}

    def steps(by: int = slider(1, 5, value=2, integer=True, label="by")):
        return sums(by, **make)

    return live(steps=steps, total=total, **options)(counting)()


async def until(done, limit=10.0):
    """Waits, and lets the loop do other things, until something holds."""
    end = time.perf_counter() + limit
    while not done():
        assert time.perf_counter() < end, "it took too long"
        await asyncio.sleep(0.002)


def test_it_waits_at_the_start():
    figure = figure_of()
    assert (figure.running, figure.done, figure.total) == (False, 0, TOTAL)
    assert figure.text == "After 0 steps the sum is 0."


def test_it_goes_to_a_step_at_once_and_back():
    figure = figure_of()
    figure.done = 30
    assert figure.text == "After 30 steps the sum is 60."
    figure.done = 10
    assert figure.text == "After 10 steps the sum is 20."
    figure.done = 0
    assert figure.text == "After 0 steps the sum is 0."
    figure.done = 10 * TOTAL
    assert figure.done == TOTAL


def test_a_moved_control_starts_anew_and_a_pin_does_not():
    figure = figure_of(pin=True)
    figure.done = 30
    figure.set(pin=True)
    assert figure.text == "After 30 steps the sum is 60."
    figure.set(by=5)
    assert (figure.done, figure.text) == (0, "After 0 steps the sum is 0.")


def test_it_runs_to_the_end_and_then_stops():
    async def run():
        figure = figure_of()
        figure.running = True
        await until(lambda: not figure.running)
        first = figure.done, figure.text
        figure.running = True
        await until(lambda: figure.done not in (0, TOTAL))
        figure.running = False
        return first

    assert asyncio.run(run()) == (TOTAL, f"After {TOTAL} steps the sum is {2 * TOTAL}.")


def test_the_picture_changes_while_it_runs():
    async def run():
        figure = figure_of(pace=50)
        pictures, steps = [], []
        figure.observe(lambda _: pictures.append("".join(figure.picture)), ["marks", "moved"])
        figure.observe(lambda change: steps.append(change["new"]), "done")
        figure.running = True
        await until(lambda: not figure.running)
        return pictures, steps

    pictures, steps = asyncio.run(run())
    strides = np.diff([0, *steps])  # shorter ones where the machine is slow
    assert steps[-1] == TOTAL
    assert strides.min() > 0
    assert strides.max() <= 50
    assert len(set(pictures)) >= len(steps)


def test_the_loop_stays_free_while_it_runs():
    async def run():
        figure = figure_of(pause=0.004, pace=10**6)
        figure.running = True
        beats, last = [], time.perf_counter()
        while figure.done < 60:
            await asyncio.sleep(0)
            beats.append(time.perf_counter() - last)
            last = time.perf_counter()
        figure.running = False
        await asyncio.sleep(3 * SLICE)
        return beats, figure.done

    beats, done = asyncio.run(run())
    assert np.median(beats) < SLICE
    assert len(beats) > 3 * 60 * 0.004 / SLICE
    assert 60 <= done < TOTAL


def test_a_control_moved_while_it_runs_starts_anew_and_goes_on():
    async def run():
        figure = figure_of()
        figure.running = True
        await until(lambda: figure.done > 50)
        figure.set(by=5)
        begun = figure.done
        await until(lambda: not figure.running)
        return begun, figure.text

    assert asyncio.run(run()) == (0, f"After {TOTAL} steps the sum is {5 * TOTAL}.")


def test_stop_holds_it_where_it_is():
    async def run():
        figure = figure_of(pause=0.001)
        figure.running = True
        await until(lambda: figure.done > 0)
        figure.running = False
        stopped = figure.done
        await asyncio.sleep(4 * SLICE)
        return stopped, figure.done, figure.text

    stopped, later, text = asyncio.run(run())
    assert stopped == later < TOTAL
    assert text == f"After {stopped} steps the sum is {2 * stopped}."


def test_steps_that_end_early_end_there():
    async def run():
        figure = figure_of(ends=70)
        figure.running = True
        await until(lambda: not figure.running)
        return figure.done, figure.text, figure.error

    assert asyncio.run(run()) == (70, "After 70 steps the sum is 140.", "")


def test_a_step_that_fails_says_so_and_the_figure_goes_on_working():
    async def run():
        figure = figure_of(fails=10)
        figure.running = True
        await until(lambda: not figure.running)
        said = figure.error
        figure.set(by=3)
        return said, figure.error, figure.text

    said, later, text = asyncio.run(run())
    assert said == "ZeroDivisionError: no further"
    assert (later, text) == ("", "After 0 steps the sum is 0.")


def test_an_interrupt_between_cells_stops_it():
    async def run():
        figure = figure_of(pause=0.001)
        figure.running = True
        await until(lambda: figure.done > 0)
        os.kill(os.getpid(), signal.SIGINT)
        await until(lambda: not figure.running)
        return figure.done

    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as a kernel does between cells
    try:
        assert 0 < asyncio.run(run()) < TOTAL
    finally:
        signal.signal(signal.SIGINT, before)


def test_elsewhere_than_in_a_notebook_it_says_what_to_do():
    figure = figure_of()
    figure.running = True
    assert not figure.running
    assert "set its `done`" in figure.error


def test_the_stored_picture_is_that_after_so_many_steps():
    figure = figure_of(still=40)
    data, _ = figure._repr_mimebundle_()
    assert data["text/plain"] == "After 40 steps the sum is 80."
    assert figure.text == "After 0 steps the sum is 0."
    figure.done = 3
    figure._repr_mimebundle_()
    assert figure.text == "After 3 steps the sum is 6."


def test_a_progress_bar_hands_on_every_step(capsys):
    assert list(progress(iter(range(7)), 7)) == list(range(7))
    assert "Training: 7 steps" in capsys.readouterr().out


def test_leaving_the_loop_takes_no_further_step():
    taken = []

    def steps():
        for number in range(100):
            taken.append(number)
            yield number

    for number in progress(steps(), 100):
        if number == 4:
            break
    assert taken == [0, 1, 2, 3, 4]


def test_only_numbers_of_steps_that_make_sense():
    with pytest.raises(ValueError, match="at least 1 step in all and for each picture; got 0"):
        figure_of(total=0)


def sent(figure, **state):
    """A message of the page, as the kernel hands it over."""
    data = {"method": "update", "state": state, "buffer_paths": []}
    return {"content": {"data": data}, "buffers": []}


def test_messages_in_another_thread_are_taken_on_the_figures_own_loop():
    async def run():
        figure = figure_of(pause=0.001)
        threads = set()
        figure.observe(lambda change: threads.add(threading.current_thread()), "text")
        deliver = lambda **state: asyncio.to_thread(figure._handle_msg, sent(figure, **state))  # noqa: E731
        await deliver(settings={"by": 3})
        await deliver(running=True)
        await until(lambda: figure.done > 0)
        await deliver(running=False)
        stopped = figure.done
        await asyncio.sleep(4 * SLICE)
        return threads, stopped, figure.done, figure.text

    threads, stopped, later, text = asyncio.run(run())
    assert threads == {threading.main_thread()}
    assert stopped == later < TOTAL
    assert text == f"After {stopped} steps the sum is {3 * stopped}."


def test_who_sends_waits_until_the_figure_has_answered():
    async def run():
        figure = figure_of()
        deliver = asyncio.to_thread(figure._handle_msg, sent(figure, done=50))
        await deliver
        return figure.text

    assert asyncio.run(run()) == "After 50 steps the sum is 100."


def test_whatever_fails_in_a_run_ends_it_and_is_said(monkeypatch):
    async def run():
        figure = figure_of()
        monkeypatch.setattr(figure, "refresh", lambda: 1 / 0)
        figure.running = True
        await until(lambda: not figure.running)
        return figure.error

    assert asyncio.run(run()) == "ZeroDivisionError: division by zero"


def test_an_interrupt_stops_every_figure_that_runs_whichever_began_first():
    async def run():
        one, two = figure_of(pause=0.001), figure_of(pause=0.001)
        for first, second in ((one, two), (two, one)):
            for figure in (first, second):
                figure.done, figure.running = 0, True
            await until(lambda: one.done > 0 < two.done)
            os.kill(os.getpid(), signal.SIGINT)
            await until(lambda: not one.running and not two.running)
        return one.done, two.done

    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        assert max(asyncio.run(run())) < TOTAL
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_cell_that_runs_again_ends_the_run_that_it_replaces():
    shell = InteractiveShell()
    shell.get_parent = lambda: {"metadata": {"cellId": "a"}}

    async def run():
        figure = figure_of(pause=0.001)
        figure._shown_in(shell)
        figure.running = True
        shell.events.trigger("pre_run_cell", ExecutionInfo("", False, False, False, "b"))
        others = figure.running
        shell.events.trigger("pre_run_cell", ExecutionInfo("", False, False, False, "a"))
        return others, figure.running

    assert asyncio.run(run()) == (True, False)
    assert not [
        f
        for f in shell.events.callbacks["pre_run_cell"]
        if f.__module__ == "bplib.widgets.explorer"
    ]
