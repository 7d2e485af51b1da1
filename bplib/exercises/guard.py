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
    expired = threading.Event()
    printed = Captured()

    def work() -> None:
        with suppress(SystemExit):  # that is how it is ended
            for call in calls:
                if expired.is_set():
                    return
                before = len(printed.getvalue())
                result = call()
                results.append((result, printed.getvalue()[before:]))

    with redirect_stdout(printed), redirect_stderr(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        context = contextvars.copy_context()
        worker = threading.Thread(target=context.run, args=(work,), daemon=True)
        in_time = results
        try:
            worker.start()
            wait_for(worker, seconds)
            in_time = list(results)
        finally:  # also when the keyboard interrupts the wait
            expired.set()
            end(worker)
    return in_time


def wait_for(worker: threading.Thread, seconds: float) -> None:
    """Wait until the worker has ended or the time is up."""
    deadline = time.monotonic() + seconds
    while worker.is_alive() and time.monotonic() < deadline:
        worker.join(POLL)


def end(worker: threading.Thread) -> None:
    """Raise SystemExit inside the worker until it has ended, or give it up."""
    for _ in range(ATTEMPTS):
        if not worker.is_alive():
            return
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(worker.ident or 0), ctypes.py_object(SystemExit)
        )
        worker.join(POLL)
