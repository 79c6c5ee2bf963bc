"""What every measure says of itself is complete, and of the kinds that the rest understands."""

from __future__ import annotations

from datetime import date
from typing import Literal

import pytest
from dbt.contracts.graph.nodes import ModelNode
from pydantic import BaseModel, ConfigDict, Field, model_validator
from sample_warehouse import Warehouse

Slice = Literal[
    "team",
    "ward",
    "age_band",
    "sex",
    "ethnic_group",
    "disability",
    "placement_type",
    "provider_type",
]


class Source(BaseModel):
    """Where a definition comes from."""

    model_config = ConfigDict(extra="forbid")

    document: str = Field(min_length=3)
    table: str = Field(min_length=3)


class MeasureMeta(BaseModel):
    """The meta of a measure model. An unknown key is a slip of the pen and refused."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=10, max_length=100)
    question: str = Field(min_length=10, pattern=r"\?$")
    kind: Literal["count", "proportion", "rate_per_10k", "mean", "median", "ratio"]
    basis: Literal["stock", "flow", "cohort"]
    polarity: Literal["high_is_good", "low_is_good", "neutral"]
    unit: str = Field(min_length=3)
    numerator: str = Field(min_length=10)
    denominator: str = Field(min_length=10)
    exclusions: str = Field(min_length=10)
    source: Source
    owner: str = Field(min_length=3)
    why_it_matters: str = Field(min_length=20)
    slices: list[Slice] = ["team"]
    statutory_days: int | None = Field(default=None, gt=0)
    reviewed_on: date
    next_review_on: date

    @model_validator(mode="after")
    def _is_looked_at_again(self) -> MeasureMeta:
        if self.next_review_on <= self.reviewed_on:
            raise ValueError("the next review lies after the last")
        if self.kind == "proportion" and self.unit != "per cent":
            raise ValueError("a proportion is in per cent")
        if self.kind == "rate_per_10k" and "10,000" not in self.unit:
            raise ValueError("a rate says what it is a rate of")
        return self


@pytest.fixture(scope="module")
def models(warehouse: Warehouse) -> list[ModelNode]:
    return [
        node
        for node in warehouse.manifest.nodes.values()
        if isinstance(node, ModelNode) and node.name.startswith("msr_")
    ]


def test_the_meta_of_every_measure_is_complete(models: list[ModelNode]) -> None:
    assert models
    for model in models:
        assert set(model.config.meta) == {"measure"}, model.name
        MeasureMeta.model_validate(model.config.meta["measure"])


def test_an_unknown_key_or_kind_is_refused(models: list[ModelNode]) -> None:
    good = models[0].config.meta["measure"]
    for slip in ({"polarty": "neutral"}, {"kind": "percentage"}, {"question": "Not asked."}):
        with pytest.raises(ValueError):
            MeasureMeta.model_validate(good | slip)


def test_a_measure_lies_in_the_folder_of_its_topic(models: list[ModelNode]) -> None:
    for model in models:
        assert model.name.startswith(f"msr_{model.fqn[-2]}__")


def test_the_registry_says_what_the_meta_says(
    warehouse: Warehouse, models: list[ModelNode]
) -> None:
    rows = warehouse.query(
        """
        select measure_id, title, kind, basis, polarity, statutory_days, reviewed_on
        from dim_measure
        """
    )
    assert sorted(rows) == sorted(
        (
            model.name.removeprefix("msr_"),
            *(model.config.meta["measure"][key] for key in ("title", "kind", "basis", "polarity")),
            model.config.meta["measure"].get("statutory_days"),
            MeasureMeta.model_validate(model.config.meta["measure"]).reviewed_on,
        )
        for model in models
    )


def test_every_definition_has_a_hash_of_its_own(
    warehouse: Warehouse, models: list[ModelNode]
) -> None:
    rows = warehouse.query("select distinct definition_hash from dim_measure")
    assert len(rows) == len(models)
    assert all(len(row[0]) == 32 for row in rows)
