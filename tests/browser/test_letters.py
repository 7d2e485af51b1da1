"""Letters that the first picture does not have reach a page on each way that a picture comes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from bplib import plots
from bplib.widgets import Explorer, choice, export
from tests.browser.alone import opened
from tests.library.figures import figure_with

pytestmark = pytest.mark.browser
PICTURE = "document.querySelector('canvas').toDataURL()"
OTHER = 1  # the word with new letters


def spelling(figure):
    note = plots.note(plots.blank(figure), 0.5, 0.5, "", fontsize=40)

    def update(word):
        note.set_text(word)
        return f"The word is {word}."

    return update


def told(page: Page, figure: Explorer) -> None:
    """The kernel answers."""
    sent: dict[str, object] = {}
    figure.observe(lambda change: sent.update({change.name: change.new}))
    figure.settings = {"word": OTHER}
    page.evaluate("changes => tell(changes)", sent)


def foreseen(page: Page, figure: Explorer) -> None:
    """The kernel has sent the picture ahead, and is silent now."""
    settings = {"word": OTHER}
    figure.send = lambda message: page.evaluate("message => say(message)", message)
    figure._ahead._send([[settings, *figure.drawn(settings)]])
    page.get_by_label("word").select_option(index=OTHER)


def played(page: Page, figure: Explorer) -> None:
    """No kernel is there: all pictures were exported."""
    page.set_content(export(figure, "word"))
    page.wait_for_selector("canvas[data-shown]")
    page.get_by_label("word").select_option(index=OTHER)


@pytest.mark.parametrize("arrive", [told, foreseen, played])
def test_a_word_with_new_letters_is_shown(
    chromium: Browser, arrive: Callable[[Page, Explorer], None]
) -> None:
    figure = figure_with(spelling, word=choice(["sum", "Σ∂"], label="word"))
    page = opened(chromium, figure, width=900)
    before = page.evaluate(PICTURE)
    arrive(page, figure)
    figure.settings = {"word": OTHER}
    later = opened(chromium, figure, width=900)
    assert page.evaluate(PICTURE) == later.evaluate(PICTURE) != before
    page.close()
    later.close()
