"""Sentences for errors: what came, what was expected, what to do."""

from collections.abc import Iterable
from difflib import get_close_matches


def unknown(kind: str, name: object, known: Iterable[str]) -> str:
    """Say that a name is not known, which one was probably meant, and which ones there are."""
    names = sorted(known)
    close = get_close_matches(str(name), names, n=1, cutoff=0.7)
    hint = f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(names)}."
    return f"unknown {kind} {name!r}; {hint}"
