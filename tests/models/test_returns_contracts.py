"""The contracts of the rtn_ models are those of the specifications."""

from __future__ import annotations

import pytest
import yaml

from pipelines import return_models
from pipelines.faults import Fault
from returns import KNOWN_YEARS, specification


def test_the_committed_contracts_are_those_that_the_specifications_give() -> None:
    assert return_models.main(["--check"]) == 0


@pytest.mark.parametrize("return_name", ["cin", "ssda903"])
def test_a_model_has_every_column_that_its_table_has_in_any_year(return_name: str) -> None:
    models = {
        model.table: dict(model.columns) for model in return_models.return_models(return_name)
    }
    for year in KNOWN_YEARS:
        for name, table in specification(return_name, year).tables.items():
            assert {column.name for column in table.written} <= models[name].keys()


@pytest.mark.parametrize("return_name", ["cin", "ssda903"])
def test_every_contract_belongs_to_a_model_and_is_enforced(return_name: str) -> None:
    path = return_models.contract_path(return_name)
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))["models"]
    assert {entry["name"] for entry in entries} == {
        sql.stem for sql in path.parent.glob("rtn_*.sql")
    }
    assert all(entry["config"]["contract"]["enforced"] for entry in entries)


def test_factors_are_a_list_and_everything_else_is_text_as_in_the_file() -> None:
    types = {
        (model.table, column): data_type
        for model in return_models.return_models("cin")
        for column, data_type in model.columns
        if column[0].isupper()
    }
    assert types.pop(("Assessments", "AssessmentFactors")) == "varchar[]"
    assert set(types.values()) == {"varchar"}


def test_a_table_that_nobody_described_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {name: row for name, row in return_models.ROWS["ssda903"].items() if name != "DoLo"}
    monkeypatch.setitem(return_models.ROWS, "ssda903", rows)
    return_models.return_models.cache_clear()
    with pytest.raises(Fault, match="DoLo"):
        return_models.return_models("ssda903")
    return_models.return_models.cache_clear()
