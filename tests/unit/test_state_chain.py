"""What was submitted is kept for good: nothing of it can change, go or come without being named."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from pipelines.state import ChainFault, chain, open_state, submissions

TABLES = {
    "ChildIdentifiers": pl.DataFrame({"LAchildID": ["a", "b"], "_line": [7, 19]}),
    "Assessments": pl.DataFrame({"AssessmentFactors": [["1A", "2B"], []]}),
}


def keep(
    folder: Path, year: str = "2024-25", digest: str = "00", authority: str = "999"
) -> tuple[submissions.Submission, bool]:
    return submissions.keep(
        folder,
        return_name="cin",
        year=year,
        authority=authority,
        tables=TABLES,
        source={"cin.xml": digest},
        by="analyst",
    )


def places(folder: Path) -> list[Path]:
    return sorted(path for path in chain.chain_dir(folder).iterdir() if path.is_dir())


def writable(path: Path) -> Path:
    path.chmod(0o644)
    return path


def test_a_submission_comes_back_as_it_was_given(tmp_path: Path):
    submission, already = keep(tmp_path)
    assert not already
    found = submissions.tables_of(tmp_path, submission)
    assert found.keys() == TABLES.keys()
    for name, frame in TABLES.items():
        assert found[name].equals(frame)
    assert (submission.year, submission.authority) == ("2024-25", "999")
    assert "cin.xml" in submission.words


def test_the_same_files_again_write_nothing_and_others_are_the_newer_submission(tmp_path: Path):
    first, _ = keep(tmp_path)
    assert keep(tmp_path) == (first, True)
    second, already = keep(tmp_path, digest="11")
    assert not already
    assert len(places(tmp_path)) == 2
    assert submissions.newest(tmp_path, "cin", "999", "2024-25") == second
    assert submissions.kept(tmp_path) == [second, first]


def test_years_and_authorities_do_not_mix(tmp_path: Path):
    keep(tmp_path)
    keep(tmp_path, year="2023-24")
    other, _ = keep(tmp_path, authority="998")
    assert submissions.newest(tmp_path, "cin", "998", "2024-25") == other
    assert submissions.newest(tmp_path, "cin", "998", "2023-24") is None
    assert submissions.newest(tmp_path, "ssda903", "999", "2024-25") is None
    assert len(submissions.kept(tmp_path, return_name="cin", authority="999")) == 2


def test_links_name_each_other_and_their_content(tmp_path: Path):
    keep(tmp_path)
    keep(tmp_path, digest="11")
    first, second = chain.links(tmp_path)
    assert first.previous_hash == chain.FIRST_PREVIOUS
    assert second.previous_hash == first.link_hash
    assert set(first.files) == {"ChildIdentifiers.parquet", "Assessments.parquet"}


def change_a_cell(folder: Path) -> str:
    path = writable(places(folder)[0] / "Assessments.parquet")
    pl.DataFrame({"AssessmentFactors": [["1A"], []]}).write_parquet(path)
    return "000001/Assessments.parquet: The file is not what was kept"


def change_the_link(folder: Path) -> str:
    path = writable(places(folder)[0] / "link.json")
    path.write_text(path.read_text().replace("analyst", "nobody"))
    return "000001/link.json"


def change_a_file_and_its_hash(folder: Path) -> str:
    path = writable(places(folder)[1] / "link.json")
    said = json.loads(path.read_text())
    parquet = writable(path.with_name("Assessments.parquet"))
    parquet.write_bytes(parquet.read_bytes() + b"0")
    said["files"]["Assessments.parquet"] = chain._file_hash(parquet)
    said["content_hash"] = chain._content_hash(said["files"])
    path.write_text(json.dumps(said, indent=2, sort_keys=True) + "\n")
    return "000002/link.json: A link of the chain was altered"


def take_a_file(folder: Path) -> str:
    (places(folder)[0] / "Assessments.parquet").unlink()
    return "000001/Assessments.parquet: A file that was kept on"


def put_a_file_in(folder: Path) -> str:
    (places(folder)[1] / "Header.parquet").write_bytes(b"")
    return "000002/Header.parquet: The file was put in later"


def take_the_first_link(folder: Path) -> str:
    remove(places(folder)[0])
    return "number 1"


def cut_off_the_end(folder: Path) -> str:
    remove(places(folder)[1])
    return "number 2 is missing"


def swap_the_links(folder: Path) -> str:
    first, second = places(folder)
    aside = first.with_name("aside")
    first.rename(aside)
    second.rename(first)
    aside.rename(second)
    return "missing"


def remove(place: Path) -> None:
    for path in place.iterdir():
        path.unlink()
    place.rmdir()


@pytest.mark.parametrize(
    "tamper",
    [
        change_a_cell,
        change_the_link,
        change_a_file_and_its_hash,
        take_a_file,
        put_a_file_in,
        take_the_first_link,
        cut_off_the_end,
        swap_the_links,
    ],
)
def test_whatever_is_altered_is_named_and_nothing_is_read_or_added(tamper, tmp_path: Path):
    keep(tmp_path)
    keep(tmp_path, year="2023-24")
    named = tamper(tmp_path)
    with pytest.raises(ChainFault) as fault:
        submissions.newest(tmp_path, "cin", "999", "2024-25")
    assert named in fault.value.sentence()
    with pytest.raises(ChainFault):
        keep(tmp_path, digest="22")
    assert len(places(tmp_path)) <= 2


def test_a_file_that_changes_after_the_chain_was_checked_is_not_used(tmp_path: Path):
    submission, _ = keep(tmp_path)
    change_a_cell(tmp_path)
    with pytest.raises(ChainFault, match="altered"):
        submissions.tables_of(tmp_path, submission)


def test_what_a_process_that_died_has_left_is_no_link_and_goes_with_the_next(tmp_path: Path):
    keep(tmp_path)
    left = chain.chain_dir(tmp_path) / ".unfinished-x"
    left.mkdir()
    (left / "Header.parquet").write_bytes(b"half")
    assert len(submissions.kept(tmp_path)) == 1
    keep(tmp_path, digest="11")
    assert not left.exists()


def test_the_record_of_links_can_be_neither_changed_nor_removed(tmp_path: Path):
    keep(tmp_path)
    for statement in ("update chain_link set link_hash = ''", "delete from chain_link"):
        with pytest.raises(sqlite3.DatabaseError, match="never"), open_state(tmp_path) as con:
            con.execute(statement)


def test_no_chain_is_an_empty_one_and_looking_makes_nothing(tmp_path: Path):
    assert submissions.kept(tmp_path / "state") == []
    assert list(tmp_path.iterdir()) == []


def test_two_that_keep_at_once_make_one_chain(tmp_path: Path):
    code = (
        "import sys, polars as pl; from pathlib import Path; from pipelines.state import chain\n"
        "entry = chain.Entry('submission', 'cin', '2024-25', '999', 'a', {'f': sys.argv[2]})\n"
        "for _ in range(3):\n"
        "    chain.append(Path(sys.argv[1]), entry, {'T': pl.DataFrame({'a': [1]})})"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path), str(n)], cwd=Path(__file__).parents[2]
        )
        for n in range(2)
    ]
    assert [process.wait(60) for process in running] == [0, 0]
    assert [link.sequence for link in chain.links(tmp_path)] == [1, 2, 3, 4, 5, 6]
