"""Three quick questions from earlier notebooks, at the head of each: `remember(4)` asks for 04.

Every folder with a module `remember` adds its list `QUESTIONS`: pairs of a heading of the notebook,
where it can be read again, and a function that draws a question on it.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from bplib.course.folders import by_notebook, number_of
from bplib.widgets.questions import NumberQuestion
from bplib.widgets.recall import Recall

COUNT = 3
TOLERANCE = 0.01  # of the answer


class Drawn(NamedTuple):
    """A question drawn; `wrong` maps likely wrong numbers to what to say about them."""

    question: str
    answer: float
    why: str
    wrong: Mapping[float, str]


class Source(NamedTuple):
    """Where questions come from: a notebook's number, one of its headings, and what draws them."""

    notebook: str
    heading: str
    draw: Callable[[np.random.Generator], Drawn]


def sources() -> Iterator[Source]:
    """All sources, notebook by notebook."""
    for module in by_notebook("remember"):
        for heading, draw in module.QUESTIONS:
            yield Source(number_of(module), heading, draw)


def remember(notebook: int, seed: int | None = None) -> Recall:
    """Three questions from the notebooks before: one from the last of them, two from any."""
    if not isinstance(notebook, int) or notebook < 2:
        raise ValueError(
            "remember asks about the notebooks before: it takes a number from 2 up, as in "
            f"remember(6); got {notebook!r}."
        )
    known = [each for each in sources() if int(each.notebook) < notebook]
    last = [each for each in known if each.notebook == known[-1].notebook]

    def draw(rng: np.random.Generator) -> list[NumberQuestion]:
        first = last[int(rng.integers(len(last)))]
        others = [each for each in known if each is not first]
        picked = rng.choice(len(others), size=COUNT - 1, replace=False)
        chosen = [first, *(others[int(place)] for place in sorted(picked))]
        return [asked(each, rng, f"{n}.") for n, each in enumerate(chosen, start=1)]

    return Recall(draw, seed)


def asked(source: Source, rng: np.random.Generator, lead: str = "") -> NumberQuestion:
    """One question drawn from a source."""
    drawn = source.draw(rng)
    answer = float(drawn.answer) + 0.0  # never −0
    tolerance = max(1e-9, TOLERANCE * abs(answer))
    wrong = {float(n): words for n, words in drawn.wrong.items() if abs(n - answer) > tolerance}
    place = f"{source.notebook}, “{source.heading}”"
    return NumberQuestion(drawn.question, answer, tolerance, wrong, drawn.why, lead, place)


def one_of(rng: np.random.Generator, *numbers: float) -> float:
    """One of the numbers."""
    return float(rng.choice(numbers))


def said(value: float) -> str:
    """A number as a question writes it."""
    return f"{value:.6g}".replace("-", "−")


def factor(value: float) -> str:
    """A number as a factor: in brackets where it is negative."""
    return said(value) if value >= 0 else f"({said(value)})"
