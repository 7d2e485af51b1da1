"""States drawn ahead: shown at once, without waiting for the kernel, and the newest always wins."""

import pytest
from playwright.sync_api import expect

from bplib.course.n01_slopes.figures import secant
from tests.browser.lab import Notebook

pytestmark = pytest.mark.browser
CELLS = ["from bplib.course.n01_slopes import figures", "shown = figures.secant()\nshown"]
PRESSES = 25
# Until the page has got the pictures of these values of x.
AHEAD = """(panel, values) => {
  const missing = new Set(values);
  panel.sessionContext.session.kernel.anyMessage.connect((_, { msg }) => {
    const states = msg.content.data?.content?.ahead?.states ?? [];
    for (const [settings] of states) missing.delete(settings.x);
  });
  globalThis.allAhead = () => !missing.size;
}"""
# Until the kernel itself has read this out.
TOLD = """(panel, text) => {
  globalThis.told = false;
  panel.sessionContext.session.kernel.anyMessage.connect((_, { msg }) => {
    if (msg.content.data?.state?.text === text) globalThis.told = true;
  });
}"""
# Moves as a held key makes them; how many others were read out and painted at once.
HOLD = """async ([slider, words, canvas, presses]) => {
  let [changes, pictures] = [0, 0];
  for (let k = 0; k < presses; k++) {
    const before = [words.textContent, canvas.toDataURL()];
    slider.stepDown();
    slider.dispatchEvent(new Event('input'));
    changes += words.textContent !== before[0];
    pictures += canvas.toDataURL() !== before[1];
    await new Promise(requestAnimationFrame);
  }
  return [changes, pictures];
}"""


@pytest.fixture(scope="module")
def notebook(notebook_of):
    with notebook_of("ahead", CELLS, run=2) as opened:
        yield opened


def test_a_held_key_shows_a_picture_each_time_though_the_kernel_is_busy(notebook: Notebook) -> None:
    page = notebook.page
    figure = page.locator(".bplib-explorer")
    slider, words = figure.get_by_label("x", exact=True), figure.locator(".bplib-readout")
    live = secant()
    stops = live.controls["x"].stops
    start = int(slider.input_value()) - 1  # after the first press
    notebook.panel.evaluate(AHEAD, stops[start - PRESSES : start])
    slider.focus()
    slider.press("ArrowLeft")
    page.wait_for_function("allAhead()")
    live.set(x=stops[start - PRESSES])
    notebook.panel.evaluate(TOLD, live.text)
    handles = [each.element_handle() for each in (slider, words, figure.locator("canvas"))]
    with notebook.busy():
        changes, pictures = page.evaluate(HOLD, [*handles, PRESSES])
    assert changes == pictures == PRESSES
    expect(words).to_have_text(live.text)
    page.wait_for_function("globalThis.told")
    assert notebook.run_source("shown.text") == repr(live.text)
    expect(words).to_have_text(live.text)
    assert notebook.errors == []
