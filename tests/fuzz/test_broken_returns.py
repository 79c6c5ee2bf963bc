"""The whole fuzzing campaign: two thousand broken returns of each kind."""

from __future__ import annotations

import pytest

from returns import RETURNS
from tests.synthetic.campaign import CAMPAIGN, campaign


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("return_name", RETURNS)
def test_no_broken_return_breaks_anything(return_name: str) -> None:
    failures, ended = campaign(return_name, CAMPAIGN)
    print(f"{return_name}: {dict(ended)}")
    assert not failures, f"{len(failures)} failures\n" + "\n".join(failures)
