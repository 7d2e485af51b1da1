"""Whatever a learner writes is shown as text: no page that shows it gets an element of theirs."""

import inspect
import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from bplib import Tensor, plots
from bplib.checking import Checker, Exercise, progress_of
from bplib.course.n03_graphs.drill import drill
from bplib.course.n12_capstone.page import Page
from bplib.examine import Examination, Layer, Look, Record
from bplib.widgets import explorer, export, predict, predict_number, slider
from bplib.widgets.questions import Entry

# What would be an element, if it were not escaped, or escaped within quotes alone, or twice undone.
TEXT = """</script></pre><img src=x onerror=alert(1)> "' `<b>` **<i>** &lt;u&gt; <!--<script>"""
# What the pages are made of; no attribute runs anything, and pictures carry their own data.
TAGS = {
    *("div", "p", "style", "br", "b", "strong", "code", "pre", "span", "details", "summary"),
    *("table", "tr", "th", "td", "figure", "img", "figcaption"),
}
ATTRIBUTES = {"role", "style", "scope", "alt", "width", "src", "aria-hidden", "class"}


class Elements(HTMLParser):
    """Collects the text of a page, and refuses what the course does not use."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_starttag(self, tag, attributes):
        assert tag in TAGS, self.get_starttag_text()
        for name, value in attributes:
            assert name in ATTRIBUTES, self.get_starttag_text()
            assert name != "src" or value.startswith("data:image/png;base64,")
            self.text += value if name == "alt" else ""

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        raise AssertionError(data)


def text_of(html: str) -> str:
    """The text of a page, after a look at all its elements."""
    parser = Elements()
    parser.feed(html)
    parser.close()
    return parser.text


class Text(str):
    """A text that answers as it likes."""

    def answer(self, *_, **__):
        return self

    __str__ = __repr__ = __format__ = __getitem__ = __add__ = __radd__ = __mod__ = answer
    replace = strip = rstrip = lower = translate = expandtabs = format = answer

    def partition(self, _):
        return self, self, self

    def splitlines(self, *_):
        return [self]

    def __len__(self):
        return 1


# --- what a learner's function does --------------------------------------------------------------


def one(x):
    """The number 1."""
    return 1.0


ONE = Exercise(one, lambda rng: [(np.ones(1),), (np.ones(2),)], (), ("A hint.",), seconds=20)


def named(text: str, base: type = object, **attributes: object) -> type:
    """A class of that name."""
    return type(text, (base,), attributes)


def raising(error: Callable[[], BaseException]) -> Callable:
    def one(x):
        raise error()

    return one


def returning(value: Callable[[], object]) -> Callable:
    return lambda x: value()


def printing(text: str) -> Callable:
    def one(x):
        print(text)
        return 2.0

    return one


def called(text: str) -> Callable:
    def one(x):
        return 2.0

    one.__name__ = one.__qualname__ = one.__doc__ = text
    return one


class Lying(inspect.Signature):
    """A signature that takes nothing and names what it likes."""

    text = ""

    def bind(self, *_):
        raise TypeError(self.text)

    @property
    def parameters(self):
        return {self.text: None}


def signed(text: str) -> Callable:
    function = called("one")
    function.__signature__ = type("Lying", (Lying,), {"text": text})()
    return function


def posing(text: str, as_what: type) -> object:
    """An object that says it is of another type."""
    shown = named(text, __repr__=lambda self: text)()
    own = {"value": np.array([shown, 1], dtype=object), "__class__": property(lambda _: as_what)}
    return named(text, __repr__=lambda self: text, **own)()


def metaclassed(text: str) -> object:
    return type("Meta", (type,), {"__name__": property(lambda _: text)})("one", (), {})()


DOES: dict[str, Callable[[str], Callable]] = {
    "raises": lambda text: raising(lambda: ValueError(text)),
    "raises a class of that name": lambda text: raising(named(text, Exception)),
    "raises what says it": lambda text: raising(named("E", Exception, __str__=lambda _: text)),
    "raises a key": lambda text: raising(lambda: KeyError(text)),
    "prints": printing,
    "is called": called,
    "has the signature": signed,
    "returns": lambda text: returning(lambda: text),
    "returns a list": lambda text: returning(lambda: [text, {text: (text, {text})}]),
    "returns an object": lambda text: returning(named(text, __repr__=lambda _: text)),
    "returns its class": lambda text: returning(lambda: named(text)),
    "returns an array": lambda text: returning(lambda: np.array([text])),
    "returns a record": lambda text: returning(lambda: np.zeros(2, [(text, float)])),
    "returns what poses": lambda text: returning(lambda: posing(text, plots.Still)),
    "returns a false Tensor": lambda text: returning(lambda: posing(text, Tensor)),
    "returns a false list": lambda text: returning(lambda: posing(text, list)),
    "returns of a metaclass": lambda text: returning(lambda: metaclassed(text)),
    "returns a number's child": lambda t: returning(
        lambda: named(t, float, __repr__=lambda _: t)(3)
    ),
}


@pytest.mark.parametrize("kind", [str, Text])
@pytest.mark.parametrize("does", DOES)
def test_whatever_a_function_does_its_verdict_is_text(does, kind):
    verdict = Checker(ONE)(DOES[does](kind(TEXT)))
    assert not verdict.passed
    text_of(verdict._repr_html_())


def test_what_a_function_prints_is_what_is_shown():
    said = Checker(ONE)(printing(TEXT))._repr_html_()
    assert TEXT.replace("`", "") in text_of(said)


# --- what else a learner gives or types ---------------------------------------------------------


def figure_saying(text: str):
    """A figure whose sentence, labels and letters are a learner's."""

    @explorer(size=(4, 3))
    def drawn(figure):
        ax = plots.axes(figure, xlabel=text.replace("$", ""), ylabel="")
        line = plots.curve(ax, [0, 1], [0, 1])

        def update(z: float = slider(0, 1, value=0, step=1, label=text)) -> str:
            line.set_data([0, 1], [z, 1])
            return text

        return update

    return drawn()


def examination(text: str) -> Examination:
    """What is seen of a network whose layers, optimizer and troubles have such names."""
    numbers = {"activation": 1.0, "error": 1e-9, "gradient": 1e-9, "weight": 1.0, "step": 1e-9}
    layers = tuple(Layer(name + text, text, text, uses=(1.0, 2.0), **numbers) for name in "ab")
    look = Look(1.0, layers, broken=text)
    facts = {
        "optimizer": text,
        "rate": 0.1,
        "bad_data": text,
        "broadcast": text,
        "remarks": (text,),
    }
    return Examination(Record.of([look, look], missing=(text,), frozen=(text,), **facts), text)


def picture() -> plots.Still:
    """A picture of nothing."""
    return plots.show(lambda figure: lambda: "A picture.", size=(1, 1))


def html_of_mime(shown: object) -> str:
    """What an object is on a page."""
    bundle = shown._repr_mimebundle_()
    return (bundle[0] if isinstance(bundle, tuple) else bundle)["text/html"]


def replied(text: str) -> str:
    """What the box for a number answers to what is typed."""
    entry = Entry(predict_number("?", 1.0, why="So."))
    entry.box.value = text
    return entry.reply.value


def drilled(text: str) -> str:
    """What the entries of a drill answer to what is typed."""
    form = drill()
    form.fill(dict.fromkeys(form.entries, text))
    form.check()
    return "".join([form.said.value, *(each.value for each in form.replies.values())])


def paged(text: str) -> str:
    """The body of a reader's page, with such words, numbers and figures."""
    still = replace(picture(), text=text)
    figures = [still, text, named(text, __repr__=lambda _: text)()]
    page = Page(figures, {text: named(text, __repr__=lambda _: text)()}, text).html()
    return (
        re.search("<body>(.*)</body>", page, re.DOTALL)[1].replace("h1>", "b>").replace("h2>", "b>")
    )


SHOWN: dict[str, Callable[[str], str]] = {
    "a figure's sentence": lambda text: html_of_mime(figure_saying(text)),
    "a picture's sentence": lambda text: html_of_mime(replace(picture(), text=text)),
    "names in an examination": lambda text: html_of_mime(examination(text)),
    "a file that progress names": lambda text: progress_of({"01": ["one"]}, [], text)._repr_html_(),
    "names of exercises": lambda text: progress_of({text: [text]}, [text])._repr_html_(),
    "a number typed": replied,
    "numbers of a drill": drilled,
    "a reader's page": paged,
    "a question of one's own": lambda text: html_of_mime(
        predict(text, {text: text, "b": text}, text)
    ),
    "a number asked for": lambda text: html_of_mime(predict_number(text, 1.0, why=text)),
}


@pytest.mark.parametrize("shown", SHOWN)
def test_what_a_page_shows_of_a_text_is_text(shown):
    assert "onerror" in text_of(SHOWN[shown](TEXT))


@pytest.mark.parametrize("formula", ["$5 and $6", r"\(x\)", r"\[x\]", r"\begin{x}y\end{x}"])
def test_what_looks_like_a_formula_in_a_verdict_is_none(formula):
    said = Checker(ONE)(printing(formula))._repr_html_()
    assert formula in text_of(said)
    assert formula not in said


def test_no_text_of_an_exported_figure_is_read_as_markup():
    page = export(figure_saying(TEXT), "z")
    data = re.search('<script type="application/json" id="data">(.*)</script>\n<script', page)[1]
    assert "<" not in data
    assert TEXT in json.loads(data)["texts"]
    assert text_of(re.search("<title>(.*)</title>", page)[1]) == TEXT
