"""Nothing that a learner's function does gets out: time, prints, interrupts, what all share."""

import _thread
import contextlib
import itertools
import math
import os
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from bplib.checking import Exercise, Misconception, guard
from bplib.checking.judge import judge


def doubled(x):
    return 2 * x


DOUBLED = Exercise(
    reference=doubled,
    cases=lambda rng: [(np.array([1.0, 3.0]),), (np.array([[2.0, -1.0]]),)],
    misconceptions=[Misconception(lambda x: x * x, "You squared x; double it.")],
    hints=[],
    seconds=20,
)
SOON_OVER = replace(DOUBLED, seconds=0.1)  # for what never ends
monitoring = pytest.mark.skipif(sys.version_info < (3, 12), reason="needs sys.monitoring")


def refuse(self):
    raise RuntimeError("can't start new thread")


@pytest.fixture
def no_threads(monkeypatch):
    monkeypatch.setattr(threading.Thread, "start", refuse)


# --- the end of the time, with threads and without -------------------------------------------


def empty_loop(x):
    while True:
        pass


def deaf(x):
    while True:
        try:
            math.sqrt(2.0)
        except BaseException:
            math.sqrt(3.0)


def deaf_in_a_with(x):
    while True:
        with contextlib.suppress(BaseException):
            for _ in itertools.count():
                pass


def deaf_and_going_on(x):
    while True:
        try:
            empty_loop(x)
        except BaseException:
            continue


def deaf_at_the_end(x):
    try:
        empty_loop(x)
    finally:
        empty_loop(x)


def recursion_without_depth(x):
    return [recursion_without_depth for _ in iter(lambda: math.sqrt(2), 0.0)]


def generator(x):
    return sum(1 for _ in itertools.count())


def comparing(x):
    class Never:
        def __eq__(self, other):
            return False

    return Never() in itertools.repeat(0)


ENDLESS = [
    empty_loop,
    deaf,
    pytest.param(deaf_in_a_with, marks=monitoring),
    pytest.param(deaf_and_going_on, marks=monitoring),
    deaf_at_the_end,
    recursion_without_depth,
    generator,
    comparing,
]


@pytest.mark.parametrize("function", ENDLESS)
def test_a_function_that_never_ends_is_ended(function):
    verdict = judge(SOON_OVER, function)
    assert verdict.status == "out of time"
    assert verdict.message.endswith("0.1 seconds were over. Does a loop in it never stop?")


@monitoring
@pytest.mark.parametrize("function", ENDLESS)
def test_it_is_ended_where_no_thread_can_be_started(no_threads, function):
    verdict = judge(SOON_OVER, function)
    assert verdict.status == "out of time"
    assert verdict.message.endswith("0.1 seconds were over. Does a loop in it never stop?")
    assert not any(map(sys.monitoring.get_tool, range(6)))


ANSWERS = [
    (DOUBLED, lambda x: 2 * x),
    (DOUBLED, lambda x: x * x),
    (DOUBLED, lambda x: [].pop()),
    (DOUBLED, lambda x: print(2 * x)),
    (DOUBLED, lambda x: None),
    (DOUBLED, lambda x: sys.exit(3)),
    (SOON_OVER, deaf),
]


@monitoring
@pytest.mark.parametrize(("exercise", "function"), ANSWERS)
def test_verdicts_are_the_same_without_threads(exercise, function, monkeypatch):
    with_threads = judge(exercise, function)
    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert judge(exercise, function) == with_threads


def test_without_threads_and_monitoring_it_says_so_and_runs(no_threads, monkeypatch):
    monkeypatch.delattr(sys, "monitoring", raising=False)
    with pytest.warns(RuntimeWarning, match="nothing can stop a function that never ends"):
        verdict = judge(DOUBLED, lambda x: 2 * x)
    assert verdict.passed


# --- interrupts -------------------------------------------------------------------------------


def interrupted_at(number):
    """Run an endless function, with an interrupt at a line of the guard.

    number: which of the guard's lines that this thread reaches, each counted once.
    """
    lines = []

    def trace(frame, event, argument):
        if frame.f_code.co_filename != guard.__file__:
            return None
        if event == "line" and frame.f_lineno not in lines:
            lines.append(frame.f_lineno)
            if len(lines) == number:
                signal.raise_signal(signal.SIGINT)
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        guard.run_each([partial(empty_loop, 0)], 0.02)
    finally:
        sys.settrace(before)


def wait_for_threads(count):
    """Fail unless there are soon no more threads than `count`."""
    patience = time.monotonic() + 30
    while threading.active_count() > count:
        assert time.monotonic() < patience
        time.sleep(0.001)


def test_an_interrupt_at_any_line_ends_the_function(monkeypatch):
    monkeypatch.setattr(guard, "POLL", 0.005)
    threads, out, handler = threading.active_count(), sys.stdout, signal.getsignal(signal.SIGINT)
    for number in itertools.count(1):
        try:
            interrupted_at(number)
        except KeyboardInterrupt:
            assert sys.stdout is out
            assert signal.getsignal(signal.SIGINT) is handler
            wait_for_threads(threads)
        else:
            break
    assert number > 40


@monitoring
def test_an_interrupt_ends_the_function_where_there_are_no_threads(no_threads):
    def interrupts_itself(x):
        _thread.interrupt_main()
        deaf(x)

    with pytest.raises(KeyboardInterrupt):
        judge(DOUBLED, interrupts_itself)


def test_an_interrupt_is_the_only_limit_where_nothing_else_is(no_threads, monkeypatch):
    monkeypatch.delattr(sys, "monitoring", raising=False)

    def interrupts_itself(x):
        _thread.interrupt_main()
        empty_loop(x)

    with pytest.warns(RuntimeWarning), pytest.raises(KeyboardInterrupt):
        judge(SOON_OVER, interrupts_itself)


# --- what cannot be ended is said -------------------------------------------------------------


def test_a_call_that_sleeps_is_left_behind_and_said_to_be_so(monkeypatch):
    monkeypatch.setattr(guard, "PATIENCE", 0.1)
    verdict = judge(SOON_OVER, lambda x: time.sleep(1))
    assert verdict.message.endswith("over. " + guard.LEFT)


def test_a_call_that_keeps_the_interpreter_is_said_to_do_so(monkeypatch):
    monkeypatch.setattr(guard, "STALLED", 0.2)
    verdict = judge(SOON_OVER, lambda x: sum(range(4 * 10**7)) + empty_loop(x))
    assert verdict.status == "out of time"
    assert "One call kept Python to itself for" in verdict.message


# --- what was printed -------------------------------------------------------------------------


def test_print_in_the_place_of_return_is_told_and_shown():
    verdict = judge(DOUBLED, lambda x: print("twice:", 2 * x))
    assert verdict.status == "wrong"
    assert verdict.message.startswith("`doubled` prints, and returns nothing.")
    assert verdict.text.endswith("Meanwhile it printed:\ntwice: [2. 6.]")


def test_each_result_has_what_its_own_call_printed():
    run = guard.run_each([partial(print, "one"), partial(print, "two")], seconds=20)
    assert run.results == [(None, "one\n"), (None, "two\n")]


def test_a_time_out_shows_what_the_case_printed():
    def talks(x):
        print("in", x.ndim)
        return 2 * x if x.ndim == 1 else deaf(x)

    verdict = judge(SOON_OVER, talks)
    assert verdict.status == "out of time"
    assert verdict.printed == "in 2\n"


def test_what_was_printed_is_kept_when_the_output_is_closed():
    def closes(x):
        print("x")
        sys.stdout.close()
        return x

    verdict = judge(DOUBLED, closes)
    assert "For `x = [1, 3]` your function returned [1, 3]" in verdict.message
    assert verdict.printed == "x\n"


# --- what all share ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "read"),
    [
        (lambda: sys.setrecursionlimit(5000), sys.getrecursionlimit),
        (lambda: os.chdir(os.sep), os.getcwd),
        (lambda: np.random.seed(1), lambda: str(np.random.get_state())),  # noqa: NPY002
        (lambda: random.seed(1), random.getstate),
        (lambda: np.seterr(all="raise"), np.geterr),
        (lambda: np.set_printoptions(precision=2), np.get_printoptions),
        (lambda: sys.stdin.close(), lambda: sys.stdin),
        (lambda: setattr(sys, "stdout", None), lambda: sys.stdout),
    ],
)
def test_what_a_function_changes_for_all_is_put_back(change, read):
    before = read()

    def changes(x):
        change()
        return 2 * x

    assert judge(DOUBLED, changes).passed
    assert read() == before


def test_exit_in_a_notebook_ends_the_check_alone():
    """A shell of its own process, since only one may live in each."""
    code = """
from ipykernel.inprocess.ipkernel import InProcessInteractiveShell
from bplib.checking import Checker, Exercise
shell = InProcessInteractiveShell.instance()
shell.user_ns["check"] = Checker(Exercise(abs, lambda rng: [(1,)], [], []))
shell.run_cell("answer = check(lambda x: quit())")
verdict = shell.user_ns["answer"]
assert verdict.status == "raised" and "SystemExit" in verdict.message, verdict
assert not shell.exit_now and "ask_exit" not in vars(shell)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
