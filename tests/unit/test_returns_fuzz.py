"""A seeded five per cent of the fuzzing of `make fuzz`: broken returns break nothing of ours."""

from __future__ import annotations

import pytest

from returns import RETURNS
from tests.synthetic.campaign import SAMPLE, campaign


@pytest.mark.parametrize("return_name", RETURNS)
def test_a_broken_return_is_refused_in_words_or_checked_by_every_rule(return_name: str) -> None:
    failures, ended = campaign(return_name, SAMPLE)
    assert not failures, "\n".join(failures)
    assert ended["checked"] > len(SAMPLE) / 3  # most mutations must get as far as the rules
