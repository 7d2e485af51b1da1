"""The course as pages: built without a warning, read in a browser that reaches nobody else."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("sphinx", reason="the extra `site` is not installed")
pytest.importorskip("playwright", reason="playwright is not installed")

from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, Request, expect

from bplib.course import all_exercises, all_figures, all_questions
from bplib.widgets.figure import RunningMaker
from bplib.widgets.questions import inline
from tests.browser import lab
from tests.reach.folders import served
from tools.notebooks import FOLDER
from tools.site import build
from tools.site_figures import Shown

LARGEST = 15_000_000  # bytes, all pages together
LARGEST_RUN = 200_000  # bytes of a figure that goes on by itself
# Whether a control, a slider or a list, is at its last value.
AT_END = """each => each.options
    ? each.selectedIndex === each.options.length - 1
    : each.valueAsNumber === Number(each.max)"""
SOON = 500  # milliseconds from the loaded page to the first slider
NOTEBOOKS = sorted(path.stem for path in FOLDER.glob("*.ipynb"))
PAGES = ["index", "course", "instructors", *NOTEBOOKS]
# Text with a dollar sign, other than code.
RAW = """() => {
  const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    if (data.includes("$") && !parentElement.closest("pre, code, script")) found.push(data);
  }
  return found;
}"""
# One worker builds the site, and runs all of these.
pytestmark = pytest.mark.xdist_group("site")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Shown]]:
    """The folder of the site, and its figures."""
    folder = tmp_path_factory.mktemp("site")
    return folder, build(folder)


@pytest.fixture(scope="module")
def parsed(site: tuple[Path, list[Shown]]) -> dict[str, BeautifulSoup]:
    """Every page by its address, without .html."""
    folder, _ = site
    return {
        path.relative_to(folder).with_suffix("").as_posix(): BeautifulSoup(
            path.read_text(encoding="utf-8"), "html.parser"
        )
        for path in folder.rglob("*.html")
        if "_static" not in path.parts
    }


@pytest.fixture(scope="module")
def address(site: tuple[Path, list[Shown]]) -> Iterator[str]:
    """Where the site is served, on this machine only."""
    folder, _ = site
    with served(folder) as found:
        yield f"{found}/"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    with lab.browser() as running:
        yield running


def lost(request: Request) -> bool:
    """Whether a request failed otherwise than by the page's being left."""
    return request.failure != "net::ERR_ABORTED"


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A window that reaches the site and nothing else, and remembers what went wrong."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("requestfailed", lambda request: wrong.append(request.url) if lost(request) else None)
    page.on("response", lambda answer: wrong.append(answer.url) if answer.status >= 400 else None)

    def only_here(route) -> None:
        if route.request.url.startswith(address):
            route.continue_()
        else:
            wrong.append(f"asked for {route.request.url}")
            route.abort()

    context.route("**/*", only_here)
    page.wrong = wrong  # type: ignore[attr-defined]
    yield page
    context.close()
    assert wrong == []


def going_on(site: tuple[Path, list[Shown]]) -> list[Shown]:
    """The figures that go on by themselves."""
    names = {maker.name for maker in all_figures() if isinstance(maker, RunningMaker)}
    return [each for each in site[1] if each.maker in names]


def test_it_is_small(site: tuple[Path, list[Shown]]) -> None:
    folder, _ = site
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    assert sum(sizes) < LARGEST


def test_every_figure_of_the_course_has_a_page(site, parsed) -> None:
    _, figures = site
    assert {maker.name for maker in all_figures()} <= {each.maker for each in figures}
    for each in figures:
        assert f"figures/{each.slug}" in parsed
        shown = parsed[each.notebook].find(id=f"figure-{each.slug}")
        assert shown.find("figcaption").text == each.sentence


def test_every_figure_that_moves_plays(site) -> None:
    _, figures = site
    moving = {maker.name for maker in all_figures() if hasattr(maker, "pin")}
    assert moving <= {each.maker for each in figures if each.replay}
    assert not moving & {each.maker for each in figures if not each.replay}


def test_each_that_goes_on_by_itself_is_small(site) -> None:
    folder, _ = site
    for each in going_on(site):
        page = folder / "_static" / "replays" / f"{each.slug}.bin"
        assert page.stat().st_size < LARGEST_RUN, each.slug


def test_every_picture_has_alternative_text(parsed) -> None:
    for name, soup in parsed.items():
        assert not [image for image in soup.find_all("img") if not image.get("alt")], name


def test_no_page_gives_an_answer_away(site) -> None:
    folder, _ = site
    for file in folder.rglob("*"):
        if file.suffix in (".html", ".js", ".txt", ".ipynb") and "mathjax" not in file.parts:
            assert "answer=" not in file.read_text(encoding="utf-8"), file


def test_every_question_stands_open_on_its_page(parsed) -> None:
    asked = [
        part.text
        for name in NOTEBOOKS
        for part in parsed[name].find_all("p")
        if part.text.startswith("Predict.") and not part.find_parent("details")
    ]
    for folder, name, question in all_questions():
        words = BeautifulSoup(inline(question.question), "html.parser").text
        assert f"Predict. {words}" in asked, f"{folder}.{name}"


def test_questions_open_and_their_answers_are_folded(parsed) -> None:
    for name, soup in parsed.items():
        for verdict in soup.find_all(string=re.compile(r"^[✓✗] (Right|Not so)\.")):
            assert verdict.find_parent("details"), f"{name}: {verdict}"


def test_hints_and_solutions_are_folded_below_their_exercise(parsed) -> None:
    found = [each for name in NOTEBOOKS for each in parsed[name].find_all(class_="course-help")]
    texts = [each.text for each in found]
    for exercise in all_exercises():
        assert any(exercise.source() in text for text in texts), exercise.name
    for each in found:
        assert all(part.name == "details" and not part.has_attr("open") for part in each.children)


def test_notebooks_lead_to_where_they_run(parsed) -> None:
    for name in NOTEBOOKS:
        links = [each["href"] for each in parsed[name].select(".course-ways a")]
        assert len(links) == 3
        assert all(f"{name}.ipynb" in link for link in links)


def test_links_within_the_site_lead_somewhere(site, parsed) -> None:
    folder, _ = site
    for name, soup in parsed.items():
        for link in soup.find_all("a", href=True):
            target, _, anchor = link["href"].partition("#")
            if re.match(r"[a-z]+:|lite/", target) or "lite/" in target:
                continue
            file = (
                ((folder / name).parent / target).resolve() if target else folder / f"{name}.html"
            )
            assert file.is_file(), f"{name}: {link['href']}"
            there = parsed.get(file.relative_to(folder.resolve()).with_suffix("").as_posix())
            if anchor and there is not None:
                assert there.find(id=anchor), f"{name}: {link['href']}"


@pytest.mark.parametrize("name", PAGES)
def test_formulas_are_set(name: str, page: Page, address: str) -> None:
    page.goto(f"{address}{name}.html")
    if page.locator("script[src*=mathjax]").count():
        page.wait_for_function("window.MathJax?.startup?.promise")
        page.evaluate("MathJax.startup.promise")
    assert page.locator("mjx-merror").count() == 0
    assert page.evaluate(RAW) == []


def test_search_finds_a_word(page: Page, address: str) -> None:
    page.goto(f"{address}search.html?q=momentum")
    expect(page.locator("#search-results li").first).to_be_visible()
    assert "07_learning" in page.locator("#search-results").inner_html()


def test_the_first_slider_is_there_soon(page: Page, address: str) -> None:
    def milliseconds() -> float:
        page.goto(f"{address}00_start_here.html")
        page.wait_for_selector(".course-plays iframe")
        return page.evaluate(
            "performance.getEntriesByName('course-plays')[0].startTime"
            " - performance.getEntriesByType('navigation')[0].loadEventEnd"
        )

    assert min(milliseconds() for _ in range(3)) < SOON  # others may use this machine as well


def test_every_figure_that_plays_moves_by_key(site, page: Page, address: str) -> None:
    running = going_on(site)  # before their first step all values of a control may look alike
    for each in site[1]:
        if not each.replay or each in running:
            continue
        page.goto(f"{address}figures/{each.slug}.html", wait_until="commit")
        page.wait_for_selector(".course-plays iframe")
        inside = page.frame_locator("iframe")
        assert page.locator(".course-figure img").is_hidden()
        canvas = inside.locator("canvas[data-shown]")
        words = inside.locator(".bplib-readout")
        before = (words.inner_text(), canvas.evaluate("each => each.toDataURL()"))
        control = inside.locator("input, select").first
        at_end = control.evaluate(AT_END)
        control.press("Home" if at_end else "End")
        after = (words.inner_text(), canvas.evaluate("each => each.toDataURL()"))
        assert before != after, each.slug


def test_each_that_goes_on_by_itself_plays_to_its_end(site, page: Page, address: str) -> None:
    for each in going_on(site):
        for name in (f"figures/{each.slug}", each.notebook):
            page.goto(f"{address}{name}.html", wait_until="commit")
            figure = page.locator(f"#figure-{each.slug}")
            figure.scroll_into_view_if_needed()
            inside = figure.locator("iframe").content_frame
            words, canvas = inside.locator(".bplib-readout"), inside.locator("canvas[data-shown]")
            before = words.inner_text(), canvas.evaluate("each => each.toDataURL()")
            inside.get_by_role("button", name="▶ Start").press("Enter")
            expect(inside.get_by_role("button", name="Run again")).to_be_visible(timeout=60_000)
            after = words.inner_text(), canvas.evaluate("each => each.toDataURL()")
            assert not set(before) & set(after), name


def test_without_script_the_stills_stay(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}00_start_here.html")
    expect(page.locator(".course-figure img").first).to_be_visible()
    context.close()


def test_by_night_figures_are_dark(browser: Browser, address: str) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(f"{address}figures/00-taste.html")
    page.wait_for_selector(".course-plays iframe")
    canvas = page.frame_locator("iframe").locator("canvas[data-shown]").element_handle()
    corner = "canvas => canvas.getContext('2d').getImageData(1, 1, 1, 1).data[0]"
    inside = canvas.owner_frame()
    inside.wait_for_function(f"{corner} < 64", arg=canvas)
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    inside.wait_for_function(f"{corner} > 192", arg=canvas)
    context.close()


def test_on_a_phone_no_page_is_wider_than_the_screen(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    for name in ("index", "course", "figures/index", "01_nudges_and_slopes"):
        page.goto(f"{address}{name}.html")
        page.wait_for_selector("article")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, name
    context.close()
