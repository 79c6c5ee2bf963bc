"""What can be produced from the tables that were given: measures, and the parts of returns.

Read from needs.yml, so that a report needs no parse of the models; a test holds it against them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from pipelines.contract import Contract

NEEDS_PATH = Path(__file__).resolve().parent / "needs.yml"
MEASURE = "measure"


@dataclass(frozen=True)
class Output:
    """One measure, or one part of a return, and the tables that it cannot do without.

    `kind` is `measure` or the name of the return; `name` the measure's id or the part's name.
    """

    kind: str
    name: str
    title: str
    needs: Sequence[str]


@dataclass(frozen=True)
class NotProduced:
    """An output that cannot be made; `lacking` is empty where tables are there and not enough."""

    output: Output
    lacking: Sequence[str]

    @property
    def why(self) -> str:
        """The reason in words."""
        if self.lacking:
            return f"no rows of {' and '.join(self.lacking)}"
        return "the return that was given does not hold what it is counted from"


@cache
def outputs() -> tuple[Output, ...]:
    """Every measure, then every part of each return, in the order of the file."""
    stated = yaml.safe_load(NEEDS_PATH.read_text(encoding="utf-8"))
    found = [Output(MEASURE, name, name, needs) for name, needs in stated["measures"].items()]
    for return_name, stated_return in stated["returns"].items():
        title = stated_return["title"]
        found += [
            Output(return_name, part, f"{title} {part}", needs)
            for part, needs in stated_return["parts"].items()
        ]
    return tuple(found)


def not_produced(contract: Contract, given: Mapping[str, Collection[str]]) -> list[NotProduced]:
    """What cannot be produced.

    A council's own return tells of some measures only, whatever contract tables it fills; the
    contract says which.

    Args:
        contract: its systems.
        given: by system, the contract tables that hold loaded rows of it.
    """
    held = {table for tables in given.values() for table in tables}
    found = []
    for output in outputs():
        lacking = [table for table in output.needs if table not in held]
        if lacking or not _is_given(contract, given, output):
            found.append(NotProduced(output, lacking))
    return found


def _is_given(contract: Contract, given: Mapping[str, Collection[str]], output: Output) -> bool:
    """Whether some system that holds rows for a measure holds enough of them."""
    if output.kind != MEASURE:
        return True
    systems = [
        contract.systems[name] for name, tables in given.items() if {*tables} & {*output.needs}
    ]
    return any(system.has_contract_shape or output.name in system.gives for system in systems)
