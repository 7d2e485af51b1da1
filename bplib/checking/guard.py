"""Calling a learner's function so that nothing it does gets out: time limit, prints, warnings.

The calls run in a worker thread. The alternatives fall short: signals exist on Unix only, a trace
function slows everything and is switched off by the first exception that a bare `except` swallows,
a process cannot be given the functions of a notebook. The waiting thread keeps control on every
platform; a loop written in Python is ended by an exception raised inside it, again and again until
it obeys; a call that sleeps outside Python is left behind.
"""

import contextvars
import ctypes
import io
import threading
import time
import warnings
from collections.abc import Callable, Iterable
from contextlib import redirect_stderr, redirect_stdout, suppress
from typing import TypeVar

Result = TypeVar("Result")
POLL = 0.05  # seconds; short, since Windows sees an interrupt from the keyboard only between waits
ATTEMPTS = 40  # to end a thread that swallows exceptions
LONGEST_PRINT = 100_000  # characters kept, should a loop print for ever


class Captured(io.StringIO):
    """What was printed, up to a limit."""

    def write(self, text: str) -> int:
        return super().write(text) if self.tell() < LONGEST_PRINT else len(text)


def run_each(calls: Iterable[Callable[[], Result]], seconds: float) -> list[tuple[Result, str]]:
    """Make the calls in turn, for at most `seconds` in all; return the results that came in time.

    Each result comes with the text that was printed meanwhile.
    """
    results: list[tuple[Result, str]] = []
    expired, finished = threading.Event(), threading.Event()
    printed = Captured()

    def work() -> None:
        with suppress(SystemExit):  # that is how it is ended
            make_calls(calls, results, printed, expired)
        finished.set()

    with redirect_stdout(printed), redirect_stderr(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        worker = threading.Thread(target=contextvars.copy_context().run, args=(work,), daemon=True)
        worker.start()
        try:
            wait_for(finished, seconds)
            return list(results)  # the last call may still add its own
        finally:  # also when the keyboard interrupts the wait
            expired.set()
            end(worker, finished)


def make_calls(
    calls: Iterable[Callable[[], Result]],
    results: list[tuple[Result, str]],
    printed: Captured,
    expired: threading.Event,
) -> None:
    """Collect the results, with what each call printed, until the time has expired."""
    for call in calls:
        if expired.is_set():
            return
        before = len(printed.getvalue())
        result = call()
        results.append((result, printed.getvalue()[before:]))


def wait_for(finished: threading.Event, seconds: float) -> None:
    """Wait until the worker has finished or the time is up."""
    deadline = time.monotonic() + seconds
    while not finished.is_set() and time.monotonic() < deadline:
        finished.wait(POLL)


def end(worker: threading.Thread, finished: threading.Event) -> None:
    """Raise SystemExit inside the worker until it has finished, or give it up.

    It asks an event, not `worker.is_alive()`: Python 3.11 takes a thread for ended when a wait for
    it was interrupted.
    """
    raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
    for _ in range(ATTEMPTS):
        if finished.is_set():
            return
        raise_in(ctypes.c_ulong(worker.ident or 0), ctypes.py_object(SystemExit))
        finished.wait(POLL)
