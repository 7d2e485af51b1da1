"""A form to fill in, page after page: each entry is answered at once, and nothing is recorded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ipywidgets import HTML, Button, GridBox, HBox, HTMLMath, Layout, Text, VBox

from bplib.plots import bundle, image
from bplib.widgets.questions import inline
from bplib.widgets.saved import Keeper, with_view


@dataclass(frozen=True)
class Page:
    """One page of a form.

    fields: the names of the entries. judge: (name, what was typed) -> what is wrong with it, ""
    where it is right. picture: the names of the entries that are right -> a PNG file, drawn with
    two pixels for each of the page, `width` pixels wide there.
    """

    prompt: str
    fields: tuple[str, ...]
    judge: Callable[[str, str], str]
    picture: Callable[[set[str]], bytes]
    width: int
    alt: str


class Form(VBox):
    """Pages with entries; `pages(n)` makes the n-th. The next one opens when all are right."""

    def __init__(self, pages: Callable[[int], Page]) -> None:
        self._pages = pages
        self.number = 0
        self.prompt, self.said = HTMLMath(), HTMLMath()
        self.image = HTML()
        self.keeper = Keeper()
        self.grid = GridBox(layout=Layout(grid_template_columns="max-content 1fr"))
        self.check_button = Button(description="Check", tooltip="Check all entries")
        self.next_button = Button(description="Next", button_style="primary", disabled=True)
        self.check_button.on_click(lambda _: self.check())
        self.next_button.on_click(lambda _: self.next())
        buttons = HBox([self.check_button, self.next_button])
        super().__init__([self.prompt, self.image, self.grid, buttons, self.said, self.keeper])
        self.turn(0)

    def turn(self, number: int) -> None:
        """Turn to a page, with empty entries."""
        self.number, self.page = number, self._pages(number)
        self.entries = {name: self._entry(name) for name in self.page.fields}
        self.replies = {name: HTMLMath() for name in self.page.fields}
        self.grid.children = [
            part for name in self.page.fields for part in (self.entries[name], self.replies[name])
        ]
        self.prompt.value, self.said.value = inline(self.page.prompt), ""
        self.next_button.disabled = True
        self._draw()

    def _entry(self, name: str) -> Text:
        style = {"description_width": "6em"}
        entry = Text(
            description=name, continuous_update=False, style=style, layout=Layout(width="13em")
        )
        entry.observe(lambda change: self._answer(name), "value")
        return entry

    def feedback(self, name: str) -> str:
        """What one entry gets for an answer; nothing while it is empty."""
        typed = self.entries[name].value.strip()
        if not typed:
            return ""
        wrong = self.page.judge(name, typed)
        return f"✗ {wrong}" if wrong else "✓"

    def _answer(self, name: str) -> None:
        reply = self.feedback(name)
        self.replies[name].value = inline(reply)
        self.next_button.disabled = len(self.right) < len(self.page.fields)
        done = f"All right: on with {self.next_button.description}."
        self.said.value = "" if self.next_button.disabled else done
        self.keeper.say(f"{name}: {reply.replace('✓', '✓ Right.')} {self.said.value}")
        self._draw()

    @property
    def right(self) -> set[str]:
        """The names of the entries that are right."""
        return {name for name in self.page.fields if self.feedback(name) == "✓"}

    def fill(self, entries: Mapping[str, Any]) -> None:
        """Type into entries, as a hand would."""
        for name, typed in entries.items():
            self.entries[name].value = str(typed)

    def check(self) -> None:
        """Answer every entry and say how many are still missing."""
        for name in self.page.fields:
            self._answer(name)
        left = len(self.page.fields) - len(self.right)
        if left:
            self.said.value = f"{left} of {len(self.page.fields)} are still to be found."
            self.keeper.say(self.said.value)

    def next(self) -> None:
        """Turn to the next page when this one is right; its first entry is ready for typing."""
        if not self.next_button.disabled:
            self.turn(self.number + 1)
            next(iter(self.entries.values())).focus()

    def _draw(self) -> None:
        self.png = self.page.picture(self.right)
        self.image.value = image(self.page.alt, self.png, self.page.width)

    def __repr__(self) -> str:
        return self.page.prompt.replace("**", "")

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        return with_view(self, *bundle(self.page.alt, self.png, self.page.width))
