"""Listings that resemble each other, packed for a page that plays them (see `replay.js`).

    {"colours": ["#rrggbb", …], "forms": [form, …], "rows": [[form, numbers], …]}

- A form is a listing (`plots.listing`) with signs in the place of its numbers: "#" for a number,
  "%" for one in hundredths, "*" for a list of them, "@" for the cells of an image. Numbers with
  more places stay. An image has no colours of its own: its cells are places in `colours`.
- `numbers` are what stood there, in order, with a blank after each: text as in source maps (Base64
  VLQ: five bits a character, the sign first, the sixth bit where more follow). In a "*" of an even
  number are points, all x before all y.
- Each number is its difference from that of the row before, where there were as many beside it.
  Pictures that follow each other differ by little, and little is short.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

from bplib.plots.listing import DIGITS


def packed(listings: Iterable[str]) -> dict[str, Any]:
    """Listings in the form above; a page gets them back as they were."""
    read = [json.loads(text) for text in listings]
    colours = in_line({name for each in read for image in images(each) for name in names(image)})
    place = {name: k for k, name in enumerate(colours)}
    forms: dict[str, int] = {}
    rows: list[list[Any]] = []
    before: list[list[int]] = []
    for listing in read:
        for image in images(listing):
            own = [place[name] for name in names(image)]
            image[6:8] = [Cells(own[DIGITS.index(cell)] for cell in image[7])]
        lists: list[list[int]] = []
        form = json.dumps(taken_out(listing, lists), separators=(",", ":"))
        rows.append([forms.setdefault(form, len(forms)), " ".join(differences(lists, before))])
        before = lists
    return {"colours": colours, "forms": [json.loads(form) for form in forms], "rows": rows}


class Cells(list[int]):
    """An image's cells, which are no points."""


def images(listing: list[list[Any]]) -> list[list[Any]]:
    """The images in a listing."""
    return [operation for operation in listing if operation[0] == "image"]


def names(image: list[Any]) -> list[str]:
    """The names of an image's colours."""
    return re.findall(r"#\w+", image[6])


def taken_out(part: Any, lists: list[list[int]]) -> Any:
    """A part of a listing without its numbers, which are added to `lists`."""
    if isinstance(part, Cells):
        lists.append(part)
        return "@"
    if isinstance(part, list):
        if not part or not all(type(each) is int for each in part):
            return [taken_out(each, lists) for each in part]
        lists.append([*part[::2], *part[1::2]] if len(part) % 2 == 0 else part)
        return "*"
    if type(part) is int:
        lists.append([part])
        return "#"
    if isinstance(part, float) and part == round(part, 2):
        lists.append([round(100 * part)])
        return "%"
    return part


def differences(lists: list[list[int]], before: list[list[int]]) -> Iterable[str]:
    """Each list as text, as what has changed where that can be said."""
    for k, now in enumerate(lists):
        alike = k < len(before) and len(before[k]) == len(now)
        old = before[k] if alike else [0] * len(now)
        yield "".join(digits(new - was) for new, was in zip(now, old, strict=True))


def digits(number: int) -> str:
    """A number as in source maps."""
    left, text = 2 * abs(number) + (number < 0), ""
    while left > 31:
        text += DIGITS[left % 32 + 32]
        left //= 32
    return text + DIGITS[left]


def in_line(names: set[str]) -> list[str]:
    """Colours so that neighbours resemble each other, as on the map of colours they are from."""
    left = {name: [int(name[k : k + 2], 16) for k in range(1, len(name), 2)] for name in names}
    line: list[str] = []
    here = [0, 0, 0]
    while left:
        name = min(left, key=lambda each: (distance(left[each], here), each))
        here = left.pop(name)
        line.append(name)
    return line


def distance(one: list[int], other: list[int]) -> int:
    """How far apart two colours are."""
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=False))
