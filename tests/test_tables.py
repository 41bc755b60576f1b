from decimal import Decimal

import pytest

from pipeline.extract.tables import read_state
from pipeline.model import State


@pytest.mark.parametrize(
    ("printed", "state", "value"),
    [
        ("97", State.NUMBER, Decimal(97)),
        ("1,234", State.NUMBER, Decimal(1234)),
        ("３１６", State.NUMBER, Decimal(316)),
        ("7730.28", State.NUMBER, Decimal("7730.28")),
        ("", State.BLANK, None),
        ("\u3000", State.BLANK, None),
        ("/", State.DASH, None),
        ("——", State.DASH, None),
        ("─", State.DASH, None),
        ("*", State.DASH, None),
        ("12件", State.NOT_READ, None),
        ("①128", State.NOT_READ, None),
        ("详见附件", State.NOT_READ, None),
        (None, State.NOT_READ, None),
    ],
)
def test_a_cell_has_one_state(printed: str | None, state: State, value: Decimal | None) -> None:
    assert read_state(printed) == (state, value)
