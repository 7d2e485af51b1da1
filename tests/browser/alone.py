"""A figure on a plain page: its front end, and a kernel that only writes down what it is asked.

It says at once that it has answered, unless `globalThis.late`; then when `answer` is called. What
else a kernel may send: with `tell` new states of the last figure, with `say` a message.
"""

import json
from html import escape
from typing import Any

from playwright.sync_api import Browser, Page

from bplib.widgets import Explorer
from bplib.widgets.explorer import FOLDER, front_end

MODEL = """
globalThis.asked = [];
function model(given) {
  const now = { error: "", running: false, asked: 0, answered: 0, work: 0, room: 0, ...given };
  const listeners = [];
  const set = (changes) => {
    Object.assign(now, changes);
    for (const [names, act] of listeners)
      if (Object.keys(changes).some((name) => names.includes(`change:${name}`))) act();
  };
  globalThis.tell = set;
  globalThis.say = (message) => {
    for (const [names, act] of listeners) if (names.includes("msg:custom")) act(message);
  };
  return {
    get: (name) => now[name],
    on: (names, act) => listeners.push([names.split(" "), act]),
    set,
    send: ({ ask }) => {
      asked.push(ask);
      globalThis.answer = (answered) => set({ answered });
      if (!globalThis.late) now.answered = ask.asked;
    },
  };
}
for (const node of document.querySelectorAll("[data-figure]"))
  figure.render({ model: model(JSON.parse(node.dataset.figure)), el: node });
"""
SENT = (
    "spec", "settings", "letters", "added", "background", "marks", "moved", "text", "width",
    "native", "height", "clickable", "cuts", "least", "total", "done",
)  # fmt: skip


def page_of(*figures: Explorer) -> str:
    """A page in which these figures stand one under the other."""
    places = (
        f'<div data-figure="{escape(json.dumps({name: getattr(each, name) for name in SENT}))}">'
        for each in figures
    )
    script = front_end().replace("export default", "const figure =") + MODEL
    css = (FOLDER / "explorer.css").read_text(encoding="utf-8")
    return (
        f'<!doctype html><html lang="en"><title>figures</title><style>{css}</style><main>'
        f'{"</div>".join(places)}</div></main><script type="module">{script}</script></html>'
    )


def opened(browser: Browser, *figures: Explorer, width: int, **options: Any) -> Page:
    """The same page, opened in a window so wide."""
    page = browser.new_page(viewport={"width": width, "height": 900}, **options)
    page.set_content(page_of(*figures))
    page.wait_for_function(
        "[...document.querySelectorAll('canvas')].every((each) => each.dataset.shown > 0)"
    )
    return page
