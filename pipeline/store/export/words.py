"""Values as JSON, for formats without lists, structs and times of their own."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any


def as_json(value: Any) -> str:
    """JSON with decimals as exact numbers, which the standard encoder cannot write; a bare time stands unquoted."""
    if isinstance(value, datetime):
        return f"{value.isoformat()}Z"  # every time in the store is UTC
    if isinstance(value, date):
        return value.isoformat()
    return _json(value)


def _json(value: Any) -> str:
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{_json(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_json, value)) + "]"
    if isinstance(value, date):
        return f'"{as_json(value)}"'
    return json.dumps(value, ensure_ascii=False)
