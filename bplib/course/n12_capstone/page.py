"""The reader's page: their figures, numbers and words in one file, to print or to send.

Nothing is sent anywhere, and no name is asked for. What a reader wrote is shown as text, whatever
it is.
"""

import os
from base64 import b64encode
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from bplib.course import check

TITLE = "A digit reader from an empty cell"
STYLE = """
@page { size: A4; margin: 16mm }
body { font: 12pt/1.45 Georgia, serif; max-width: 46em; margin: 2em auto; padding: 0 1em;
  color: #111; background: #fff }
h1 { font-size: 1.5em; margin-bottom: 0.2em } .sentence { color: #444 }
table { border-collapse: collapse; margin: 1em 0 }
th, td { border-bottom: 1px solid #bbb; padding: 0.25em 1em 0.25em 0; text-align: left }
figure { margin: 1.2em 0; break-inside: avoid } img { max-width: 100%; height: auto }
figcaption { font-size: 0.85em; color: #444 }
.words { white-space: pre-wrap; overflow-wrap: anywhere }
"""


class Page:
    """A page that can be written to a file."""

    def __init__(self, figures: Sequence[Any], numbers: Mapping[str, Any], words: str) -> None:
        self.figures, self.numbers, self.words = list(figures), dict(numbers), words
        self.passed = check.progress().lines()["12"]

    def html(self) -> str:
        """The page as a document that needs nothing else."""
        parts = [
            f"<h1>{escape(TITLE)}</h1>",
            '<p class="sentence">The gradient of a weight = the activation coming in × the error '
            "going out.</p>",
            self._words(),
            self._numbers(),
            *map(drawn, self.figures),
            f"<h2>The tasks</h2><p>{escape(self.passed)}</p>",
        ]
        return (
            f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(TITLE)}'
            f"</title><style>{STYLE}</style></head><body>\n{chr(10).join(parts)}\n</body></html>\n"
        )

    def _words(self) -> str:
        return f'<p class="words">{escape(str(self.words).strip())}</p>'

    def _numbers(self) -> str:
        rows = "".join(
            f'<tr><th scope="row">{escape(str(name))}</th><td>{escape(str(value))}</td></tr>'
            for name, value in self.numbers.items()
        )
        return f"<table>{rows}</table>" if rows else ""

    def save(self, file: Any) -> str:
        """Write the page to a file of that name; says where, or why not."""
        try:
            path = Path(os.path.expanduser(file))
            if path.suffix not in (".html", ".htm"):
                return f"A page is a file that ends in .html; you named {file!r}."
            path.write_text(self.html(), encoding="utf-8")
        except (OSError, TypeError, ValueError) as error:
            return f"Nothing was written to {file!r}: {getattr(error, 'strerror', None) or error}."
        return f"Written to {path}. Open it in a browser; print it from there."

    def __repr__(self) -> str:
        count = len(self.figures)
        return (
            f"A page with {count} figure{'' if count == 1 else 's'} and the numbers: "
            f"{', '.join(map(str, self.numbers)) or 'none'}. "
            'page.save("my_page.html") writes it.'
        )


def drawn(figure: Any) -> str:
    """A figure with its sentence; what is no figure is shown as text."""
    png = getattr(figure, "png", None)
    data = png(2) if callable(png) else png
    if not isinstance(data, bytes):
        return f'<p class="words">{escape(str(figure))}</p>'
    said, encoded = escape(str(figure.text)), b64encode(data).decode("ascii")
    return (
        f'<figure><img alt="{said}" src="data:image/png;base64,{encoded}">'
        f'<figcaption aria-hidden="true">{said}</figcaption></figure>'
    )
