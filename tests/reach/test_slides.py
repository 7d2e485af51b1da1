"""Every slide of every lecture fits at 1280 × 720, and a figure on a slide answers to a key."""

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="playwright is not installed")
pytest.importorskip("jupyterlab_slideshow", reason="jupyterlab-slideshow is not installed")

from playwright.sync_api import Page

from tests.browser import lab
from tools.lectures import PLANS
from tools.present import RUN_ALL, built

ALL = sorted(PLANS.glob("*.md"))
LOOK = Path(__file__).with_name("slides.js").read_text(encoding="utf-8")
NOISE = 3  # pixels
OPEN = """async (path) => {
  const kernelPreference = { shouldStart: false, canStart: false };
  const panel = await jupyterapp.commands.execute("docmanager:open", { path, kernelPreference });
  await panel.context.ready;
  return panel;
}"""
# The keys of the slides are heard where the focus is.
AT_THE_FIRST = "(panel) => panel.content.widgets[0].node === document.activeElement"


@pytest.fixture(scope="module")
def slides(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Page]]:
    """The address of a JupyterLab that presents the slides of 00, and a page to open it in."""
    root, home = tmp_path_factory.mktemp("slides"), tmp_path_factory.mktemp("home")
    start = ("tools.present", "00", "--folder", str(root))
    with lab.lab_server(root, home, start=start) as address, lab.browser() as browser:
        for plan in ALL:
            built(plan, root)
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.set_default_timeout(lab.STARTUP)
        yield address, page


def test_a_figure_on_a_slide_answers_to_a_key_and_the_next_one_leads_on(slides) -> None:
    address, page = slides
    notebook = lab.Notebook(page, "00_start_here.ipynb", address)
    page.keyboard.press(RUN_ALL.replace("Accel", "Control").replace(" ", "+"))
    page.locator(".bplib-explorer").first.wait_for(state="attached")
    page.wait_for_function(AT_THE_FIRST, arg=notebook.panel)
    for _ in range(2):  # from the title to the section, and to its figure
        page.keyboard.press("Space")
    control = page.locator(".jp-deck-mod-onscreen .bplib-explorer input[type=range]")
    control.wait_for(timeout=lab.REACT)
    output = notebook.output_of(control)
    before = notebook.picture(output)
    control.focus()
    assert notebook.press(control, "ArrowLeft")
    notebook.wait_for_change(output, before)
    page.keyboard.press("Space")
    control.wait_for(state="hidden", timeout=lab.REACT)
    assert notebook.error_outputs() == []
    assert page.locator(".Toastify__toast").count() == 0, "nothing lies over the slides"
    notebook.close()


@pytest.mark.parametrize("plan", ALL, ids=lambda plan: plan.stem)
def test_every_slide_fits(plan: Path, slides) -> None:
    _, page = slides
    panel = page.evaluate_handle(OPEN, f"{plan.stem}.ipynb")
    page.locator(".jp-deck-mod-onscreen").first.wait_for()
    found = panel.evaluate(LOOK)
    panel.evaluate("(panel) => panel.dispose()")
    assert len(found) > 10
    assert [each for each in found if max(each[1:]) > NOISE] == []
