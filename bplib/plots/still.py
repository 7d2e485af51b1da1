"""Pictures that stand still, and what a notebook keeps of any picture."""

from base64 import b64encode
from dataclasses import dataclass
from html import escape
from typing import Any

from bplib.plots.canvas import Canvas, Draw, Size

Bundle = tuple[dict[str, Any], dict[str, Any]]
STORED = 1500  # pixels: the most that a notebook's column shows of a picture's width
# On Jupyter's dark pages light and dark change places and hues stay, as in what the page paints.
NIGHT = "[data-jp-theme-light=false] .bplib-still{filter:invert(.93) hue-rotate(180deg)}"


def stored_scale(width: int) -> float:
    """How many pixels a notebook keeps for each of the page: two, if it is not too wide."""
    return min(2.0, STORED / width)


def image(alt: str, png: bytes, width: int) -> str:
    """The picture as HTML, its words in place of it for those who do not see it."""
    encoded = b64encode(png).decode("ascii")
    return (
        f'<img class="bplib-still" alt="{escape(alt)}" width="{width}" '
        f'style="max-width: 100%; height: auto; border-radius: 6px" '
        f'src="data:image/png;base64,{encoded}">'
    )


def bundle(text: str, png: bytes, width: int) -> Bundle:
    """The picture and under it its sentence, as Jupyter's mime bundle.

    As HTML, since no front end shows the alternative text of a bare picture. The sentence is that
    text already, so it is read out once.
    """
    html = (
        f'<style>{NIGHT}</style><figure style="margin: 0">{image(text, png, width)}'
        f'<figcaption aria-hidden="true">{escape(text)}</figcaption></figure>'
    )
    return {"text/plain": text, "text/html": html}, {}


@dataclass(frozen=True)
class Still:
    """A picture with the sentence that reads it out."""

    text: str
    png: bytes
    width: int

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, **_: Any) -> Bundle:
        return bundle(self.text, self.png, self.width)


def show(draw: Draw, *, size: Size = (8, 4.5)) -> Still:
    """A picture without controls: `draw(figure)` returns a function that returns its sentence."""
    canvas = Canvas(draw, size=size)
    text = canvas.move()
    return Still(text, canvas.png(stored_scale(canvas.width)), canvas.width)
