"""The checks over several reports, on a made archive: no worse than asked for, and silent on what is sound."""

import pytest
from quality_panel import RULES, measure


@pytest.mark.full
def test_planted_contradictions_are_found_and_sound_reports_are_not_accused() -> None:
    done = measure()
    assert done.planted.total() >= 30
    assert set(done.planted) == set(RULES)
    assert done.recall >= 0.95, done.missed
    assert done.precision >= 0.95, done.alarms
    assert done.wrong["high"] == 0, done.alarms
