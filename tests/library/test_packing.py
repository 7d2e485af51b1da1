"""Packed listings: numbers as in source maps, what is alike as nothing."""

import json

import pytest

from bplib.widgets.packing import digits, in_line, packed


def listing(places, marks=()):
    return json.dumps([["pen", "#010203"], ["path", "ML", places, 1], *marks])


@pytest.mark.parametrize(("number", "text"), [(0, "A"), (1, "C"), (-1, "D"), (15, "e"), (16, "gB")])
def test_numbers_are_written_as_in_source_maps(number, text):
    assert digits(number) == text


def test_a_row_says_what_has_changed():
    found = packed([listing([1, 5, 2, 6]), listing([1, 5, 3, 6]), listing([1, 5])])
    assert len(found["forms"]) == 1
    assert [numbers for _, numbers in found["rows"]] == ["CEKM C", "ACAA A", "CK A"]


def test_an_image_is_cells_of_all_colours_in_line():
    names = ["#ffffff", "#000000", "#888888"]
    marks = [
        ["image", 0.5, 0.5, 8.0, 8.0, 2, "".join(shown), "ABBA"] for shown in (names[:2], names[1:])
    ]
    found = packed([listing([1, 1], [mark]) for mark in marks])
    assert found["colours"] == ["#000000", "#888888", "#ffffff"]
    assert len(found["forms"]) == 1
    assert [numbers.split()[-1] for _, numbers in found["rows"]] == ["EAAE", "FCCF"]


def test_colours_resemble_their_neighbours():
    shades = [f"#00{k:02x}00" for k in range(0, 256, 15)]
    assert in_line(set(shades)) == shades
    assert in_line({"#00000080", "#000000"}) == ["#000000", "#00000080"]
