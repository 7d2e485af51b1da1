"""Text that tries to be a page, in a real JupyterLab: it stays text, and nothing is fetched."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page

from tests.browser.lab import Notebook, elsewhere

pytestmark = pytest.mark.browser
TEXT = (
    "</script></pre><img src=x onerror=alert(1)><svg onload=alert(2)>"
    "<a href=javascript:alert(3)>x</a> $\\href{javascript:alert(4)}{x}$ <script>alert(5)</script>"
)
CELLS = [
    f"TEXT = {TEXT!r}",
    """from bplib.checking import Checker, Exercise, progress_of
def one(x):
    return 1.0
check = Checker(Exercise(one, lambda rng: [(1.0,)], (), ("A hint.",)))
def prints(x):
    print(TEXT)
def raises(x):
    raise type(TEXT, (Exception,), {})(TEXT)
def called(x):
    return type(TEXT, (), {})()
called.__name__ = TEXT
display(check(prints), check(raises), check(called), check(lambda x: TEXT), check(TEXT))
display(progress_of({TEXT: [TEXT]}, [TEXT], TEXT))""",
    """from bplib import plots
from bplib.examine import Examination, Layer, Look, Record
from bplib.widgets import explorer, predict, predict_number, slider
layer = Layer(TEXT, TEXT, TEXT, activation=1.0, error=1.0, gradient=1.0, weight=1.0)
display(Examination(Record.of([Look(1.0, (layer,))])))
display(predict(TEXT, {TEXT: TEXT, "b": TEXT}, TEXT))""",
    """@explorer(size=(4, 3))
def drawn(figure):
    plots.axes(figure, xlabel="x", ylabel="")
    def update(z: float = slider(0, 1, step=1, value=0, label=TEXT)) -> str:
        if z:
            raise ValueError(TEXT)
        return TEXT
    return update
shown = drawn()
display(shown)
shown.set(z=1)""",
    "number = predict_number(TEXT, 1.0, why=TEXT)\nnumber",
]
FOREIGN = "script, svg[onload], img[src=x], a[href^=javascript]"


@pytest.fixture
def notebook(notebook_of):
    with notebook_of("hostile", CELLS) as opened:
        yield opened


@pytest.fixture
def noticed(lab_page: Page) -> Iterator[tuple[list[Dialog], list[str]]]:
    """The dialogs that the page opens, and the addresses that it asks for."""
    dialogs: list[Dialog] = []
    asked: list[str] = []
    listeners = {
        "dialog": lambda dialog: (dialogs.append(dialog), dialog.dismiss()),
        "request": lambda request: asked.append(request.url),
    }
    for each in listeners.items():
        lab_page.on(*each)
    yield dialogs, asked
    for each in listeners.items():
        lab_page.remove_listener(*each)


def test_text_that_tries_to_be_a_page_stays_text(
    noticed: tuple[list[Dialog], list[str]], notebook: Notebook, place: tuple[str, Path]
) -> None:
    dialogs, asked = noticed
    notebook.run_all()
    box = notebook.page.get_by_label("Your number:")
    box.fill(TEXT)
    box.press("Enter")
    notebook.page.get_by_text("is not a number").first.wait_for()
    outputs = notebook.page.locator(".jp-OutputArea-output")
    outputs.get_by_text("onerror").nth(len(CELLS) - 1).wait_for(state="attached")
    assert outputs.locator(FOREIGN).count() == 0
    for each in outputs.locator("summary").all():
        each.click()
    assert dialogs == []
    assert asked
    assert elsewhere(asked, place[0]) == []
