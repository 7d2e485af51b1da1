"""Make a lecture's hand-out: `make handout NOTEBOOK=06`. HTML to print, with room for notes.

It holds what the slides hold, with the pictures that are stored. Questions come without answers.
It needs nothing else, no script and no network: formulas are MathML.
"""

import argparse
import re
import sys
from html import unescape
from pathlib import Path

from latex2mathml.converter import convert
from nbconvert import HTMLExporter
from nbconvert.preprocessors import TagRemovePreprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from tools.lectures import PLANS, lecture, the_one
from tools.notebooks import HTML
from tools.printed import document
from tools.slides import BARE, deck

STYLE = """
@page { size: A4; margin: 15mm 15mm 15mm 20mm }
body { font: 10.5pt/1.45 "Helvetica Neue", Arial, "DejaVu Sans", sans-serif; color: #111;
  background: #fff; max-width: 175mm; margin: 0 auto }
h1 { font-size: 19pt } h2 { font-size: 14pt; margin: 8mm 0 2mm } h3 { font-size: 12pt }
h2, h3, .question p { break-after: avoid } h6, .anchor-link, figcaption { display: none }
p, ul, ol, table, pre, blockquote { max-width: 125mm }
figure { margin: 3mm 0; break-inside: avoid } figure img { width: 150mm; height: auto }
pre { font: 8.5pt/1.35 "DejaVu Sans Mono", Menlo, Consolas, monospace; white-space: pre-wrap;
  break-inside: avoid; margin: 1mm 0 }
.input pre { background: #f3f3f3; padding: 1.5mm 2.5mm }
table { border-collapse: collapse } th, td { border: 0.3pt solid #999; padding: 0.7mm 1.6mm;
  text-align: left } .question ul { list-style: "○  " }
@media screen { body { padding: 8mm } }
"""
VERBATIM = re.compile(r"(<pre.*?</pre>|<code.*?</code>)", re.DOTALL)
FORMULA = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$", re.DOTALL)
OPTION = re.compile(r"<details.*?<summary[^>]*>(.*?)</summary>.*?</details>", re.DOTALL)


def mathml(found: re.Match) -> str:
    """A formula between dollar signs as MathML."""
    kind = "block" if found[1] else "inline"
    return convert(unescape(found[1] or found[2]), display=kind).replace(r"\_", "_")


def with_formulas(body: str) -> str:
    """HTML whose formulas are MathML; what is code stays as it is."""
    parts = VERBATIM.split(body)
    parts[::2] = [FORMULA.sub(mathml, part) for part in parts[::2]]
    return "".join(parts)


def without_answers(cell: NotebookNode) -> NotebookNode:
    """A cell in which a question shows its options and nothing of what they answer."""
    for output in cell.get("outputs", []):
        html = output.get("data", {}).get(HTML, "")
        if "<details" in html:
            options = OPTION.sub(r"<ul><li>\1</li></ul>", html).replace("</ul><ul>", "")
            output.data[HTML] = f'<div class="question">{options}</div>'
    return cell


def handout(plan: Path) -> str:
    """What a lecture shows, as one document."""
    shown = [
        without_answers(cell)
        for cell in deck(lecture(plan)).cells
        if cell.metadata.slideshow.slide_type not in ("skip", "notes")
    ]
    exporter = HTMLExporter(
        template_name="basic", exclude_input_prompt=True, exclude_output_prompt=True
    )
    exporter.register_preprocessor(TagRemovePreprocessor(remove_input_tags={BARE}), enabled=True)
    body, _ = exporter.from_notebook_node(new_notebook(cells=shown))
    return document(lecture(plan).title, STYLE, with_formulas(body))


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.handout", description=__doc__)
    parser.add_argument("start", help="how the name of a plan in lectures/ begins, such as 06")
    options = parser.parse_args(arguments)
    plan = the_one(options.start, PLANS, ".md")
    file = Path(f"handout_{plan.stem}.html")
    file.write_text(handout(plan), encoding="utf-8")
    print(f"{file}: open it in a browser and print it.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
