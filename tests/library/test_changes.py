"""What is sent of a picture: all of it once, then what has changed, until that costs as much."""

from itertools import pairwise

from bplib.widgets.changes import Changes


def shown(whole, moved):
    """The marks of a page that has read the latest message."""
    return [moved.get(str(k), text) for k, text in enumerate(whole)]


def pictures(count, marks=6, length=100):
    """One mark after the other becomes another one."""
    texts = ["a" * length] * marks
    for k in range(count):
        texts = [*texts[: k % marks], f"{k:0{length}}", *texts[k % marks + 1 :]]
        yield texts


def test_a_page_that_reads_the_latest_message_alone_has_the_picture():
    first, *rest = pictures(40)
    changes = Changes(first)
    for marks in rest:
        assert shown(*changes.to(marks)) == marks


def test_the_whole_is_sent_again_when_as_much_was_told_twice_and_seldom_otherwise():
    first, *rest = pictures(40)
    changes = Changes(first)
    wholes = [changes.to(marks)[0] for marks in rest]
    renewed = sum(old is not new for old, new in pairwise(wholes))
    assert 5 <= renewed <= 15
    sent = Changes(first)
    there_and_back = [sent.to(each)[0] for each in [rest[0], first] * 20]
    assert all(whole == first for whole in there_and_back)


def test_other_marks_are_a_new_whole():
    changes = Changes(["a", "b"])
    assert changes.to(["a"]) == (["a"], {})
