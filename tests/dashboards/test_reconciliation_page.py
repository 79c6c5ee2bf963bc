"""The page of a reconciliation in a real browser, with no server and no network behind it."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from returns import read, reconcile, write_reconciliation

YEAR = "2025-26"
CENSUS = Path(__file__).resolve().parents[1] / "golden/returns/cin/CIN_999_2025-26.xml"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def test_axe_finds_nothing_on_the_page_and_it_asks_for_nothing(
    browser: Browser, tmp_path: Path
) -> None:
    tables = read("cin", CENSUS, year=YEAR)
    answer = reconcile("cin", tables, year=YEAR, previous={})
    write_reconciliation(answer, tmp_path)
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    address = (tmp_path / "reconciliation.html").as_uri()
    page.goto(address)
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response
    page.close()
    assert found["passes"], "axe looked at nothing"
    assert [broken["help"] for broken in found["violations"]] == []
    assert asked == [address]


def test_the_page_prints_on_numbered_a4_pages_without_a_lost_column(
    browser: Browser, tmp_path: Path
) -> None:
    tables = read("cin", CENSUS, year=YEAR)
    write_reconciliation(reconcile("cin", tables, year=YEAR, previous=tables), tmp_path)
    page = browser.new_page(viewport={"width": 680, "height": 900})
    page.goto((tmp_path / "reconciliation.html").as_uri())
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 680
    assert "counter(page)" in page.content()
    page.close()
