"""Text cut into pages: where a thought ends, formulas whole, none longer than a slide."""

import math
import re

WIDTH = 95  # letters in a line
PAGE = 9.0  # lines that text alone may take
SLIDE = 16.0  # lines that a slide holds
GAP = 0.6  # lines between blocks
POINT = re.compile(r"- |\d+\. ")
SENTENCE = re.compile(r"(?<=[.!?:]) (?=[A-Z“*(])")


def blocks(source: str) -> list[str]:
    """The blocks of a Markdown text: headings, paragraphs, formulas, lists, tables."""
    return [block for block in re.split(r"\n{2,}", source.strip()) if block]


def is_formula(block: str) -> bool:
    """Whether a block is a formula on lines of its own."""
    return block.startswith("$$")


def letters(text: str) -> int:
    """How many letters wide a text is, its formulas and links as they are seen."""
    seen = re.sub(r"\\(text|operatorname|mathrm|big|Big|left|right)\b|\\[,;!]", "", text)
    seen = re.sub(r"\]\([^)]*\)|[*`$_^{}\\]", "", re.sub(r"\\[a-zA-Z]+", "x", seen))
    return len(seen)


def formula_height(formula: str) -> float:
    """The height of a displayed formula, in lines of text."""
    tall = 2.0 if re.search(r"\\(d?frac|sum|int|prod)\b", formula) else 1.3
    under = 1.3 if re.search(r"under|over(?:brace|set)|pmatrix", formula) else 0.0
    return (formula.count(r"\\") + 1) * tall + under


def block_height(block: str) -> float:
    """The height of a block, in lines of text."""
    if is_formula(block):
        return formula_height(block)
    rows = [max(1, math.ceil(letters(row) / WIDTH)) for row in block.splitlines()]
    return 1.4 * sum(rows) if block.startswith("|") else float(sum(rows))


def height(page: list[str]) -> float:
    """The height of blocks below each other, in lines of text."""
    return sum(block_height(block) + GAP for block in page)


def pieces(block: str) -> list[str]:
    """A block cut into the least that a page may show of it: sentences, points, rows of a table."""
    is_table = block.startswith("|")
    if is_formula(block) or height([block]) <= (SLIDE if is_table else PAGE):
        return [block]
    rows = block.splitlines()
    if is_table:
        return ["\n".join([*rows[:2], row]) for row in rows[2:]]
    return rows if len(rows) > 1 else SENTENCE.split(block)


def joined(page: list[str], piece: str) -> list[str]:
    """A page with one piece more; rows of one table, and points of one list, stay together."""
    if page and piece[0] == page[-1][0] == "|":
        return [*page[:-1], page[-1] + "\n" + piece.splitlines()[-1]]
    is_point = page and POINT.match(piece) and POINT.match(page[-1])
    return [*page[:-1], page[-1] + "\n" + piece] if is_point else [*page, piece]


def goes_on(block: str) -> bool:
    """Whether a block belongs to the one before: a formula, a list, a sentence not yet ended."""
    return block[0] in "$|>" or block[0].islower() or bool(POINT.match(block))


def thoughts(content: list[str]) -> list[list[str]]:
    """Blocks that belong together, such as a formula and what leads to it."""
    found: list[list[str]] = []
    for block in content:
        if found and (goes_on(block) or found[-1][-1].endswith(":")):
            found[-1].append(block)
        else:
            found.append([block])
    return found


def pages(content: list[str], below: float = 0.0) -> list[list[str]]:
    """Blocks of text as pages, each as full as it may be; the last has room for `below`."""
    found: list[list[str]] = [[]]
    *before, last = thoughts(content) or [[]]
    for thought in [*before, last]:
        room = min(PAGE, SLIDE - below) if thought is last else PAGE
        if height([*found[-1], *thought]) > room:
            found.append([])
        for piece in (piece for block in thought for piece in pieces(block)):
            fuller = joined(found[-1], piece)
            if height(fuller) > PAGE:
                found.append([])
                fuller = [piece]
            found[-1] = fuller
    return [page for page in found if page] or [[]]
