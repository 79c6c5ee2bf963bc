"""Every page of a real server, and the pack, in a real Chromium.

Axe, console, text alternatives, reflow, downloads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import running_server
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from published_folder import RUN_ID, TEAMS

from dashboards.access import ROLES
from dashboards.pack import build
from pipelines.state import AuditRow, audit_rows

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Each page once, and the measure page in each form that a role gives it; all roles are driven
# without a browser.
PAGES = (
    ("scrutiny", "Overview"),
    ("scrutiny", "Measure"),
    ("manager", "Measure"),
    ("officer", "Measure"),
    ("analyst", "Returns"),
    ("officer", "Data in"),
    ("analyst", "One child or two"),
    ("analyst", "About"),
    ("auditor", "Audit"),
)
TO_OPEN = ("Show the rows", "Show the findings", "Show the pairs", "Show the values")


def is_ours(said: ConsoleMessage) -> bool:
    """Whether a console message is an error, Streamlit's own search for its base path left out.

    On an address such as /measure its script first asks /measure/_stcore/health, gets a 404 and
    takes the folder above.
    """
    own_search = re.search(r"/\w+/_stcore/(health|host-config)$", said.location.get("url", ""))
    return said.type == "error" and not own_search


@contextmanager
def tab(
    browser: Browser, width: int = 1280, height: int = 1000
) -> Iterator[tuple[Page, list[str]]]:
    """A fresh tab, and the list of what its console complains about."""
    page = browser.new_page(viewport={"width": width, "height": height})
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if is_ours(said) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_default_timeout(60_000)
    try:
        yield page, complaints
    finally:
        page.close()


def settle(page: Page) -> None:
    """Wait until the app has run to its end and nothing is left to draw."""
    page.wait_for_selector("h1")
    page.wait_for_selector(".stApp[data-test-script-state='notRunning']")
    page.wait_for_function("!document.querySelector('[data-stale=true], [data-testid=stSkeleton]')")
    page.wait_for_timeout(250)


def choose_role(page: Page, role: str) -> None:
    if role == "scrutiny":
        return
    page.get_by_role("combobox", name="View as").click()
    page.get_by_role("option", name=ROLES[role], exact=True).click()
    settle(page)


def follow(page: Page, title: str) -> None:
    page.get_by_test_id("stSidebarNavLink").filter(has_text=title).click()
    expect(page).to_have_title(title)
    settle(page)


def show_tab(page: Page, name: str) -> None:
    """A tab of the page, with its list of children opened."""
    page.get_by_role("tab", name=name, exact=True).click()
    settle(page)
    for label in ("Show the findings", "Show the fix list"):
        button = page.get_by_role("button", name=label)
        if button.count() and button.is_visible():
            button.click()
            settle(page)
            expect(page.get_by_role("table").last).to_be_visible()
            # On a busy machine the app may still be drawing what comes after the table.
            settle(page)


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG A and AA."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}}).response
    assert found["passes"], "axe looked at nothing"
    return [
        f"{broken['id']}: {broken['help']}: {node['html'][:160]}"
        for broken in found["violations"]
        for node in broken["nodes"]
    ]


def heading_levels(page: Page) -> list[int]:
    return page.evaluate(
        "[...document.querySelectorAll('[data-testid=stMain] :is(h1,h2,h3,h4,h5,h6)')]"
        ".map(heading => Number(heading.tagName[1]))"
    )


def keep_picture(page: Page, path: Path) -> None:
    """A picture of the whole page, for people to look at."""
    height = page.evaluate("document.querySelector('[data-testid=stMain]')?.scrollHeight || 0")
    if height:
        page.set_viewport_size(
            {"width": page.viewport_size["width"], "height": min(height + 20, 6000)}
        )
        page.wait_for_timeout(300)
    page.screenshot(path=path, full_page=True)
    assert path.stat().st_size > 10_000


@pytest.mark.parametrize(("role", "title"), PAGES)
def test_a_page_is_accessible_quiet_and_described(
    role: str, title: str, server: str, browser: Browser, tmp_path: Path
) -> None:
    with tab(browser) as (page, complaints):
        page.goto(server)
        settle(page)
        choose_role(page, role)
        if page.title() != title:
            follow(page, title)
        for label in TO_OPEN:
            button = page.get_by_role("button", name=label)
            if button.count():
                button.click()
                settle(page)
                # Waits for it: on a busy machine the second comes later.
                expect(page.get_by_role("table").nth(1)).to_be_visible(timeout=20_000)
        assert violations(page) == []
        for name in page.get_by_role("tab").all_inner_texts():
            show_tab(page, name)
            assert violations(page) == [], name
            keep_picture(page, tmp_path / f"{role}-{title}-{name}.png")
        assert complaints == []
        assert page.locator("h1").count() == 1
        levels = heading_levels(page)
        assert all(after - before <= 1 for before, after in pairwise(levels))
        charts = page.get_by_test_id("stPlotlyChart")
        assert charts.count() == (2 if title == "Measure" else 0)
        for chart in charts.all():
            described = chart.evaluate(
                "e => (e.closest('[role=figure]') || e.querySelector('[role=figure]'))"
                "?.getAttribute('aria-label')"
            )
            assert described
            assert re.search(r"The table below holds every (point|group)\.", described)
        for image in page.locator("[data-testid=stMain] img").all():
            assert image.get_attribute("alt")
        assert page.locator(".modebar-btn").count() == 0
        keep_picture(page, tmp_path / f"{role}-{title}.png")


@pytest.mark.parametrize("title", ["Overview", "Measure"])
def test_a_page_reflows_at_320_pixels(
    title: str, server: str, browser: Browser, tmp_path: Path
) -> None:
    with tab(browser, width=320, height=800) as (page, complaints):
        page.goto(f"{server}/{'measure' if title == 'Measure' else ''}")
        settle(page)
        assert page.title() == title
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        main = "document.querySelector('[data-testid=stMain]')"
        assert page.evaluate(f"{main}.scrollWidth <= {main}.clientWidth")
        assert violations(page) == []
        assert complaints == []
        keep_picture(page, tmp_path / f"narrow-{title}.png")


def test_a_card_leads_to_its_measure_and_the_address_can_be_sent_on(
    server: str, browser: Browser
) -> None:
    with tab(browser) as (page, _):
        page.goto(f"{server}/?period=year")
        settle(page)
        page.get_by_role("link", name="Trend and definition: Children looked after").click()
        expect(page).to_have_title("Measure")
        settle(page)
        expect(page.locator("h1")).to_have_text("Children looked after")
        assert "measure=looked_after__rate_per_10k" in page.url
        assert "period=year" in page.url
        address = page.url
    with tab(browser) as (page, complaints):
        page.goto(address)
        settle(page)
        expect(page.locator("h1")).to_have_text("Children looked after")
        expect(page.get_by_role("status").first).to_contain_text("Year to 31 March 2026")
        assert complaints == []


def test_the_first_visit_after_a_start_may_be_any_address(
    data_root: Path, browser: Browser
) -> None:
    with running_server(data_root) as address, tab(browser) as (page, complaints):
        page.goto(f"{address}/measure?measure=looked_after__rate_per_10k")
        settle(page)
        expect(page.locator("h1")).to_have_text("Children looked after")
        assert page.get_by_role("combobox", name="View as").count() == 1
        assert complaints == []


def test_a_page_of_children_stays_shut_to_scrutiny_by_its_address(
    server: str, browser: Browser
) -> None:
    with tab(browser) as (page, _):
        page.goto(f"{server}/returns")
        settle(page)
        expect(page.get_by_text("not open to the role scrutiny member")).to_be_visible()
        assert page.get_by_role("table").count() == 0


def audited(page: Page, data_root: Path, what: str) -> AuditRow:
    """The newest audit row, which begins so; the browser may have the file a moment before it."""
    for _ in range(100):
        newest = audit_rows(data_root / "state")[0]
        if newest.what.startswith(what):
            return newest
        page.wait_for_timeout(100)
    raise AssertionError(f"Nothing was audited that begins with {what!r}")


def test_a_download_of_rows_leaves_an_audit_row(
    published_folder: Path, server: str, browser: Browser
) -> None:
    with tab(browser) as (page, _):
        page.goto(server)
        settle(page)
        choose_role(page, "manager")
        follow(page, "Measure")
        page.get_by_role("combobox", name="Group", exact=True).click()
        page.get_by_role("option", name="Team", exact=True).click()
        settle(page)
        page.get_by_role("combobox", name="Team", exact=True).click()
        page.get_by_role("option", name=TEAMS[0], exact=True).click()
        settle(page)
        page.get_by_role("button", name="Show the rows").click()
        settle(page)
        with page.expect_download() as got:
            page.get_by_role("button", name="Download", exact=False).last.click()
        rows = Path(got.value.path()).read_text(encoding="utf-8-sig").splitlines()
        newest = audited(page, published_folder, "Download: contact__decided_within_1_working_day")
    assert (newest.role, newest.rows) == ("manager", len(rows) - 1)
    assert rows[0].startswith("Child id,Event date,In numerator?")
    assert all(f",{TEAMS[0]}," in row for row in rows[1:])


def test_a_file_that_is_dropped_is_checked_and_gone(
    published_folder: Path, server: str, browser: Browser, tmp_path: Path
) -> None:
    census = tmp_path / "secret-name.xml"
    census.write_text(
        "<Message><Header><Source><LEA>999</LEA></Source></Header><Children><Child>"
        "<ChildIdentifiers><LAchildID>DROPPED</LAchildID></ChildIdentifiers></Child></Children>"
        "</Message>"
    )
    with tab(browser) as (page, complaints):
        page.goto(server)
        settle(page)
        choose_role(page, "analyst")
        follow(page, "Returns")
        page.get_by_role("tab", name="Check a file").click()
        page.locator("input[type=file]").set_input_files(census)
        expect(page.get_by_text("secret-name.xml")).to_be_visible()
        page.get_by_role("button", name="Check", exact=True).click()
        expect(page.get_by_role("button", name="Forget this answer")).to_be_visible()
        settle(page)
        assert page.get_by_text("secret-name.xml").count() == 0
        assert page.get_by_text("DROPPED").count() > 0
        assert violations(page) == []
        assert complaints == []
        keep_picture(page, tmp_path / "dropped.png")
    newest = audit_rows(published_folder / "state")[0]
    assert newest.what == "A file that was dropped to be checked as CIN census 2025-26"


@pytest.mark.parametrize("width", [1280, 320])
def test_the_pack_is_accessible_and_reflows(
    width: int, published_folder: Path, browser: Browser, tmp_path: Path
) -> None:
    public = published_folder / "published" / f"public-{RUN_ID}.duckdb"
    pack = build(public, tmp_path / "pack.html", "999", "2026-27-Q1")
    with tab(browser, width=width) as (page, complaints):
        page.goto(pack.as_uri())
        assert violations(page) == []
        assert complaints == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.screenshot(path=tmp_path / f"pack-{width}.png", full_page=True)


def test_the_pack_prints_on_a4_without_a_lost_column(
    published_folder: Path, browser: Browser, tmp_path: Path
) -> None:
    public = published_folder / "published" / f"public-{RUN_ID}.duckdb"
    pack = build(public, tmp_path / "pack.html", "999", "2026-27-Q1")
    with tab(browser, width=680) as (page, _):
        page.goto(pack.as_uri())
        page.emulate_media(media="print")
        assert page.evaluate("document.documentElement.scrollWidth") <= 680
        page.pdf(path=tmp_path / "pack.pdf", format="A4")
    assert (tmp_path / "pack.pdf").stat().st_size > 20_000
