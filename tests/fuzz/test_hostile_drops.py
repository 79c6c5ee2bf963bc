"""The whole campaign of hostile drops: three thousand of them."""

from __future__ import annotations

import pytest

from tests.synthetic.ingestion import CAMPAIGN, campaign


@pytest.mark.timeout(7200)
def test_no_hostile_drop_breaks_anything_or_loses_a_row() -> None:
    failures, ended = campaign(CAMPAIGN)
    print(dict(ended))
    assert not failures, f"{len(failures)} failures\n" + "\n".join(failures)
