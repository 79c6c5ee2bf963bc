"""The contract is whole, and everything made from it is up to date."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
import yaml

from pipelines.contract import CONTRACT_PATH, load_contract, table_names
from pipelines.contract_models import differing, generated_files, main
from pipelines.faults import Fault


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return generated_files(load_contract())


@pytest.fixture
def written_to(tmp_path, monkeypatch, files) -> Path:
    """An empty dbt project; the files are made once for all tests, for that takes seconds."""
    monkeypatch.setattr("pipelines.contract_models.DBT_DIR", tmp_path)
    monkeypatch.setattr("pipelines.contract_models.generated_files", lambda _: files)
    return tmp_path


@pytest.fixture
def given() -> dict:
    return yaml.safe_load(CONTRACT_PATH.read_text(encoding="utf-8"))


def test_the_contract_is_valid_and_has_the_spine():
    contract = load_contract()
    spine = {
        "person",
        "address",
        "contacts",
        "cin_episodes",
        "cin_assessments",
        "assessment_factors",
        "s47_enquiry",
        "initial_cp_conference",
        "cp_plans",
        "cp_reviews",
        "cp_visits",
        "cin_plans",
        "cla_episodes",
        "cla_placement",
        "legal_status",
        "cla_reviews",
        "cla_visits",
        "missing",
        "involvements",
        "professionals",
        "department",
    }
    assert {table.name for table in contract.staged} >= spine
    assert [table.name for table in contract.tables.values() if table.required] == ["person"]


def test_the_generated_models_are_up_to_date(monkeypatch, files):
    monkeypatch.setattr("pipelines.contract_models.generated_files", lambda _: files)
    assert differing(load_contract()) == []


def test_the_check_names_the_files_that_differ_and_changes_none(written_to, capsys):
    assert main(["--check"]) == 1
    said = capsys.readouterr().out
    assert "dbt_project/models/staging/ssd/stg_ssd__person.sql differs" in said
    assert list(written_to.iterdir()) == []


def test_writing_removes_the_models_of_a_table_that_left_the_contract(written_to):
    old = written_to / "models/staging/ssd/stg_ssd__gone.sql"
    old.parent.mkdir(parents=True)
    old.write_text("select 1")
    assert main([]) == 0
    assert not old.exists()
    assert main(["--check"]) == 0


def test_a_staged_table_has_a_staging_a_typed_and_a_contract_model(files):
    for table in load_contract().staged:
        assert f"models/staging/ssd/stg_ssd__{table.name}.sql" in files
        assert f"models/intermediate/contract/int_contract_typed__{table.name}.sql" in files
        assert f"models/intermediate/contract/int_contract__{table.name}.sql" in files


def test_names_are_accepted_without_their_prefix_and_by_alias():
    tables = load_contract().tables
    assert table_names(tables["cla_placement"]) == {"cla_placement", "cla_placements"}
    assert "icpc" in table_names(tables["initial_cp_conference"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda c: c["tables"]["person"].update(key=["nowhere"]), "key column nowhere"),
        (
            lambda c: c["tables"]["contacts"]["columns"]["cont_person_id"].update(
                references="person.nowhere"
            ),
            "there is no person.nowhere",
        ),
        (
            lambda c: c["tables"]["person"]["columns"]["pers_sex"].update(code_list="nowhere"),
            "no code list nowhere",
        ),
        (
            lambda c: c["tables"]["person"]["columns"]["pers_sex"].pop("code_list"),
            "a code needs a code list",
        ),
        (lambda c: c["code_lists"]["sex"]["also"].update(man="X"), "not in the list"),
        (lambda c: c["tables"]["address"].update(aliases=["person"]), "person means both"),
        (
            lambda c: c["tables"]["person"]["columns"]["pers_upn"].update(aliases=["pers_sex"]),
            "means two columns",
        ),
        (lambda c: c["tables"]["person"].update(person="nowhere"), "no column nowhere"),
        (lambda c: c["tables"]["person"].update(colour="red"), "Extra inputs"),
        (lambda c: c["tables"]["person"].pop("columns"), "has no columns"),
        (
            lambda c: c["tables"]["contacts"]["columns"]["cont_contact_date"].update(type="money"),
            "Input should be",
        ),
        (
            lambda c: c["tables"]["contacts"]["columns"]["cont_contact_team"].update(
                references="family.fami_table_id"
            ),
            "no models to look in",
        ),
    ],
)
def test_a_contract_that_names_what_is_not_there_is_refused(given, tmp_path, change, words):
    broken = copy.deepcopy(given)
    change(broken)
    path = tmp_path / "contract.yml"
    path.write_text(yaml.safe_dump(broken), encoding="utf-8")
    with pytest.raises(Fault, match=words):
        load_contract(path)


def test_a_contract_that_is_absent_or_no_yaml_is_a_fault(tmp_path):
    with pytest.raises(Fault, match="cannot be read"):
        load_contract(tmp_path / "nowhere.yml")
    path = tmp_path / "contract.yml"
    path.write_text("tables: [")
    with pytest.raises(Fault, match="not valid"):
        load_contract(path)


def test_the_date_of_a_table_is_the_one_named_then_the_first_required():
    tables = load_contract().tables
    assert tables["cp_reviews"].date_column == "cppr_cp_review_date"
    assert tables["cin_episodes"].date_column == "cine_referral_date"
    assert tables["department"].date_column is None
