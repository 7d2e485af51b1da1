"""Hand-outs: what the slides show, complete in one file, and no answer before the lecture."""

import re
from pathlib import Path

import pytest

pytest.importorskip("latex2mathml", reason="latex2mathml is not installed")

from tools.handout import VERBATIM, handout, with_formulas
from tools.lectures import PLANS, lecture
from tools.slides import deck

ALL = sorted(PLANS.glob("*.md"))


@pytest.mark.parametrize("plan", ALL, ids=lambda plan: plan.stem)
def test_a_handout_is_complete_and_holds_no_answer(plan: Path) -> None:
    page = handout(plan)
    shown = [cell for cell in deck(lecture(plan)).cells if cell.metadata.get("jupyter")]
    assert page.count("<figure") + page.count('class="question"') == len(shown)
    assert "✓ Right" not in page
    assert "✗ Not so" not in page
    assert not re.search(r"<script|<link|https?://(?!www\.w3\.org)[^\"]*\.(?:js|css)", page)
    assert len(re.findall("<h[23]", page)) == len(lecture(plan).parts)
    prose = re.sub(r"<style.*?</style>", "", "".join(VERBATIM.split(page)[::2]), flags=re.DOTALL)
    assert "$" not in prose
    assert not re.search(r"\\[a-zA-Z]{2}", prose), "a formula was not understood"


def test_formulas_are_mathml_and_code_is_left_alone() -> None:
    page = with_formulas(r"<p>$a &lt; b$ and $\text{fan\_in}$</p><pre>$HOME and $PATH</pre>")
    assert page.count("<math") == 2
    assert "<mo>&#x0003C;</mo>" in page
    assert "fan_in" in page
    assert page.endswith("<pre>$HOME and $PATH</pre>")
