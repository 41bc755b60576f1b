"""Single values as the columns keep them: exact, in UTC, storable. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from pipeline.model import Issue, Place

Row = dict[str, Any]
Rows = dict[str, list[Row]]

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_STEP = Decimal("0.0001")
_LIMIT = Decimal(10) ** 14  # DECIMAL(18,4)


def spot(place: Place) -> Row:
    return {"page": place.page, "box": box(place), "char_start": place.start, "char_end": place.end}


def grid(place: Place) -> Row:
    return {"table_no": place.table, "row_no": place.row, "col_no": place.col}


def box(place: Place) -> list[float] | None:
    return None if place.box is None else list(place.box)


def exact(value: Decimal | None) -> Decimal | None:
    """The value if DECIMAL(18,4) holds it to the last digit, else None: a printed number is never rounded."""
    kept = rounded(value)
    return kept if kept == value else None


def rounded(value: Decimal | None) -> Decimal | None:
    if value is None or not value.is_finite() or abs(value) >= _LIMIT - 1:
        return None
    return value.quantize(_STEP)


def too_long(found: str, place: Place) -> Issue:
    message = f"{found}: more digits than the database keeps (14 before the point, 4 after it); stored without a value"
    return Issue("store", "value_out_of_range", message, place)


def moment(text: str | None, issues: list[Issue]) -> datetime | None:
    """An ISO 8601 time as the column keeps it: UTC, without a zone. A time without a zone is taken as UTC."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        message = f"fetched_at is {text!r}, expected a time such as 2018-01-15T08:30:00Z; stored without it"
        issues.append(Issue("store", "time_not_read", message))
        return None
    return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found


def clean(value: Any) -> Any:
    """NUL and halves of surrogate pairs cannot be stored; U+FFFD takes their place, one for one."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {key: clean(one) for key, one in value.items()}
    if isinstance(value, list):
        return [clean(one) for one in value]
    return value
