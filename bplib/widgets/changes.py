"""What a page has of a picture, and what has to be sent so that it has the next one."""

from collections.abc import Sequence


class Changes:
    """Marks that were sent as a whole, and which of them have become others since.

    Each message tells all that differs from the whole, so that a page which reads the latest one
    has the picture. The longer ago the whole was sent, the more is told again: once that has cost
    as much as a new whole would, it is sent.
    """

    def __init__(self, marks: Sequence[str]) -> None:
        self.whole = self.last = list(marks)
        self.moved: dict[str, str] = {}
        self._again = 0

    def to(self, marks: Sequence[str]) -> tuple[list[str], dict[str, str]]:
        """The whole, and what is to be put in its place, by number."""
        marks = list(marks)
        alike = len(marks) == len(self.whole)
        if alike:
            self.moved = differing(self.whole, marks)
            self._again += letters(self.moved) - letters(differing(self.last, marks))
        if not alike or self._again > sum(map(len, marks)):
            self.whole, self.moved, self._again = marks, {}, 0
        self.last = marks
        return self.whole, self.moved


def differing(before: Sequence[str], after: Sequence[str]) -> dict[str, str]:
    """What has become another text, by its number."""
    pairs = enumerate(zip(before, after, strict=True))
    return {str(k): new for k, (old, new) in pairs if new != old}


def letters(texts: dict[str, str]) -> int:
    """How long the texts are together."""
    return sum(map(len, texts.values()))
