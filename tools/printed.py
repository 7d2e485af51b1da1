"""Make the page to keep print-ready: HTML of two A4 pages, which a browser prints or saves as PDF.

It needs nothing else, no script and no network.
"""

import argparse
import sys
from pathlib import Path

from nbconvert import HTMLExporter

from tools.notebooks import FOLDER, read

PAGE = FOLDER / "cheat_sheet.ipynb"
TITLE = "Backpropagation is just the chain rule"
STYLE = """
@page { size: A4; margin: 11mm 12mm }
body { font: 9.6pt/1.3 "Helvetica Neue", Arial, "DejaVu Sans", sans-serif; color: #111;
  background: #fff; max-width: 186mm; margin: 0 auto }
h1 { font-size: 17pt; margin: 0 0 1mm } h2 { font-size: 12pt; margin: 3.5mm 0 1mm }
p { margin: 1mm 0 } h2, h2 + * { break-after: avoid }
table { border-collapse: collapse; width: 100%; margin: 1mm 0; break-inside: avoid }
th, td { border: 0.3pt solid #999; padding: 0.7mm 1.6mm; text-align: left; vertical-align: top }
th { background: #eee } tr, figure { break-inside: avoid }
figure { margin: 1mm auto; text-align: center } figcaption, .anchor-link { display: none }
img { max-width: 100%; height: auto } figure img { max-height: 62mm; width: auto }
@media screen { body { padding: 8mm } }
"""


def document(title: str, style: str, body: str) -> str:
    """A page of HTML that is complete by itself."""
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{TITLE}: {title}'
        f"</title><style>{style}</style></head>\n<body>{body}</body></html>\n"
    )


def printed(path: Path) -> str:
    """A notebook's text, pictures and tables, without its code, as one document."""
    exporter = HTMLExporter(
        template_name="basic",
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    body, _ = exporter.from_notebook_node(read(path))
    return document("the page to keep", STYLE, body)


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.printed", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=Path("cheat_sheet.html"))
    options = parser.parse_args(arguments)
    options.file.write_text(printed(PAGE), encoding="utf-8")
    print(f"{options.file}: open it in a browser and print it.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
