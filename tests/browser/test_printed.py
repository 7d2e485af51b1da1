"""The page to keep, as a browser prints it."""

import re

import pytest
from playwright.sync_api import Browser

from tools.printed import PAGE, printed

pytestmark = pytest.mark.browser


def test_it_fits_two_pages_of_paper(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content(printed(PAGE))
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    page.close()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 2
