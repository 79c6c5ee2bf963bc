"""The pack as a document: structure, hidden numbers, escaping, repetition, and what it reads."""

from __future__ import annotations

import json
import shutil
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest
from conftest import ask
from lxml import html
from published_folder import MEASURES, RUN_ID

from dashboards.pack import PackFault, build, newest_quarter
from dashboards.wording import short_period

QUARTER = "2026-27-Q1"


@pytest.fixture(scope="module")
def public(published_folder: Path) -> Path:
    return published_folder / "published" / f"public-{RUN_ID}.duckdb"


@pytest.fixture(scope="module")
def page(public: Path, tmp_path_factory: pytest.TempPathFactory) -> html.HtmlElement:
    return html.parse(
        build(public, tmp_path_factory.mktemp("pack") / "pack.html", "999", QUARTER)
    ).getroot()


def changed(public: Path, folder: Path, *statements: str) -> Path:
    """A copy of the public file in which something is different."""
    copy = folder / "public.duckdb"
    shutil.copyfile(public, copy)
    with duckdb.connect(str(copy)) as connection:
        for statement in statements:
            connection.execute(statement)
    return copy


def test_it_has_a_language_one_title_one_h1_and_headings_in_order(page: html.HtmlElement) -> None:
    assert page.get("lang") == "en-GB"
    assert "Barsetshire" in page.findtext(".//title")
    assert len(page.findall(".//h1")) == 1
    levels = [int(element.tag[1]) for element in page.iter("h1", "h2", "h3", "h4")]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_its_skip_link_leads_to_the_main_part(page: html.HtmlElement) -> None:
    first = page.find(".//body/a")
    assert page.get_element_by_id(first.get("href")[1:]).tag == "main"


def test_every_table_has_a_caption_and_every_heading_cell_a_scope(page: html.HtmlElement) -> None:
    tables = page.findall(".//table")
    assert len(tables) > len(MEASURES)
    captions = [table.findtext("caption") for table in tables]
    assert all(captions)
    assert len(set(captions)) == len(captions)
    assert all(cell.get("scope") in ("col", "row") for cell in page.findall(".//th"))


def test_every_chart_has_a_title_and_a_description(page: html.HtmlElement) -> None:
    charts = page.findall(".//svg")
    assert len(charts) == len(MEASURES)
    for chart in charts:
        assert chart.get("role") == "img"
        title, description = chart.get("aria-labelledby").split()
        assert page.get_element_by_id(title).text
        assert "table below holds every point" in page.get_element_by_id(description).text


def test_ids_are_unique_and_links_lead_somewhere(page: html.HtmlElement) -> None:
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.xpath("//a/@href")} <= set(ids)


def test_it_fetches_nothing(page: html.HtmlElement) -> None:
    assert not page.xpath("//script | //link | //img | //iframe | //@src")


def test_no_hidden_number_can_be_read_anywhere(public: Path, page: html.HtmlElement) -> None:
    hidden = ask(
        public,
        """
        select title, period_end
        from measure_value inner join dim_measure using (measure_id)
        where slice = 'all' and period_type = 'quarter' and status = 'c'
            and period_end > date '2024-06-30'
        """,
    )
    assert hidden
    assert "[c] hidden to protect confidentiality" in page.text_content()
    for title, ends_on in hidden:
        quarter = short_period("quarter", ends_on)
        (row,) = page.xpath(
            f"//table[starts-with(caption, '{title}, by quarter')]//tr[contains(th, '({quarter})')]"
        )
        assert [cell.text for cell in row.findall("td")][:2] == ["[c]", "[c]"]


def test_a_hidden_point_is_a_gap_in_the_chart(public: Path, page: html.HtmlElement) -> None:
    shown = ask(
        public,
        """
        select title, count(*) filter (status = 'ok')
        from measure_value inner join dim_measure using (measure_id)
        where slice = 'all' and period_type = 'quarter' and period_end >= date '2024-06-30'
        group by title
        """,
    )
    assert len(shown) == len(MEASURES)
    for title, points in shown:
        (chart,) = page.xpath(f"//svg[title = '{title}, by quarter']")
        assert len(chart.findall("circle")) == points


def test_every_measure_stands_with_numerator_and_denominator(
    public: Path, page: html.HtmlElement
) -> None:
    said = page.text_content()
    for measure_id, numerator, denominator in ask(
        public,
        """
        select measure_id, numerator::int, denominator::int from measure_value
        where slice = 'all' and period_type = 'quarter' and status = 'ok'
            and period_end = date '2026-06-30'
            and measure_id not like '%rate_per_10k'
        """,
    ):
        assert f"{numerator} of {denominator}" in said, measure_id


def test_it_says_as_at_lag_provisional_and_what_it_was_built_from(page: html.HtmlElement) -> None:
    said = page.text_content()
    for words in (
        "31 July 2026",
        "31 days after the quarter ended",
        "Provisional",
        "999/ssd/2026-07-31-0123456789ab",
    ):
        assert words in said
    assert "England" in said
    assert "2024-25" in said


def test_neutral_measures_are_not_rated(page: html.HtmlElement) -> None:
    for measure in (item for item in MEASURES if item[6] == "neutral"):
        (section,) = page.xpath(f"//section[h2[contains(., '{measure[1]}')]]")
        assert "Neutral: not rated" in section.text_content()
        assert "Target" not in section.text_content()


def test_the_same_file_gives_the_same_bytes(public: Path, tmp_path: Path) -> None:
    first = build(public, tmp_path / "a" / "pack.html", "999", QUARTER).read_bytes()
    assert build(public, tmp_path / "b" / "pack.html", "999", QUARTER).read_bytes() == first


def test_another_run_of_the_same_snapshots_gives_the_same_bytes(
    public: Path, tmp_path: Path
) -> None:
    first = build(public, tmp_path / "a.html", "999", QUARTER).read_bytes()
    again = changed(
        public,
        tmp_path,
        "update run_manifest set run_id = 'another'",
        "create table other as from measure_value order by random()",
        "drop table measure_value",
        "alter table other rename to measure_value",
    )
    assert build(again, tmp_path / "b.html", "999", QUARTER).read_bytes() == first


def test_what_comes_from_data_is_escaped(public: Path, tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>&\"'"
    quoted = evil.replace("'", "''")
    copy = changed(
        public,
        tmp_path,
        f"update dim_measure set title = '{quoted}', question = '{quoted}'",
        f"update dim_measure set numerator = '{quoted}', source = '{quoted}'",
        f"update measure_benchmark set release = '{quoted}', definition_difference = '{quoted}'",
        f"update dim_authority set authority_name = '{quoted}'",
        f"update run_manifest set code_version = '{quoted}'",
        f"update run_manifest set snapshots = '{json.dumps({quoted: ''})}'",
    )
    text = build(copy, tmp_path / "pack.html", "999", QUARTER).read_text()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_the_default_quarter_is_the_newest_that_was_closed(public: Path) -> None:
    assert newest_quarter(public) == QUARTER


@pytest.mark.parametrize(
    ("authority", "quarter", "words"),
    [
        ("999", "2026-27", "is not a quarter"),
        ("999", "2026-27-Q2", "2023-24-Q1 to 2026-27-Q1"),
        ("999", "2019-20-Q1", "2023-24-Q1 to 2026-27-Q1"),
        ("301", QUARTER, "no quarter of this council"),
    ],
)
def test_a_pack_that_cannot_be_made_is_told_and_not_written(
    authority: str, quarter: str, words: str, public: Path, tmp_path: Path
) -> None:
    with pytest.raises(PackFault, match=words):
        build(public, tmp_path / "pack.html", authority, quarter)
    assert list(tmp_path.iterdir()) == []


def test_without_a_public_file_the_remedy_is_told(tmp_path: Path) -> None:
    with pytest.raises(PackFault, match="make run"):
        build(tmp_path / "none.duckdb", tmp_path / "pack.html", "999", QUARTER)
