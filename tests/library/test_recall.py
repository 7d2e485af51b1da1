"""Questions drawn afresh: what is asked, what is stored, what a typed number is told."""

from bplib.widgets.questions import NumberQuestion
from bplib.widgets.recall import Recall


def draw(rng):
    """Two questions on one number."""
    number = int(rng.integers(1_000_000))
    return [question(number, more) for more in (1, 2)]


def question(number, more):
    wrong, place = {number: "Add."}, "01, “A”"
    return NumberQuestion(f"{number} + {more}?", number + more, 0, wrong, "Sum.", "1.", place)


def asked(recall):
    return [each.question for each in recall.questions]


def test_each_opening_and_each_push_of_the_button_asks_others():
    one, other = Recall(draw), Recall(draw)
    assert asked(one) != asked(other)
    before = asked(one)
    one.others.click()
    assert asked(one) != before
    assert list(one.children[:2]) == one.entries


def test_a_seed_asks_the_same():
    assert asked(Recall(draw, seed=3)) == asked(Recall(draw, seed=3))


def test_what_is_stored_stays_as_it_is():
    one, other = (Recall(draw)._repr_mimebundle_()[0] for _ in range(2))
    assert one["text/html"] == other["text/html"]
    assert one["text/plain"] == other["text/plain"] == repr(Recall(draw))
    assert one["text/html"].count("<details>") == 2


def test_a_wrong_number_is_told_where_to_read_again_and_the_answer_can_be_opened():
    recall = Recall(draw)
    entry, answer = recall.entries[0], recall.questions[0].answer
    entry.box.value = f"{answer - 1:.0f}"
    assert entry.reply.value == "✗ Not so. Add. Read again: 01, “A”."
    entry.box.value = f"{answer + 7:.0f}"
    assert entry.reply.value.endswith("Try again. Read again: 01, “A”.")
    entry.box.value = f"{answer:.0f}"
    assert entry.reply.value == "✓ Right. Sum."
    opened = entry.children[3].value
    assert opened.startswith("<details><summary>Answer</summary>")
    assert "Read again: 01, “A”" in opened
