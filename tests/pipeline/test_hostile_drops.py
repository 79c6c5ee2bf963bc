"""A seeded five per cent of the campaign of `make fuzz`: no hostile drop loses a row."""

from __future__ import annotations

from tests.synthetic.ingestion import SAMPLE, campaign


def test_a_hostile_drop_is_refused_in_words_or_every_row_of_it_is_found_and_accounted_for() -> None:
    failures, ended = campaign(SAMPLE)
    assert not failures, f"{len(failures)} failures\n" + "\n".join(failures)
    assert ended["landed"] > len(SAMPLE) / 2  # most drops must get as far as the models
