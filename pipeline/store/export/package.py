"""``datapackage.json``: what each exported file holds, as Frictionless describes tables.

Types and meanings are the database's own, so a program can check the files and a reader need not guess. Columns that
hold JSON are ``array`` or ``object``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.store.export.links import links_of
from pipeline.store.export.table import Origin, Table


def write_package(tables: Sequence[Table], format: str, path: Path, origin: Origin) -> None:  # noqa: A002
    """The description of ``<table>.<format>`` for each of ``tables``, all in the folder of ``path``."""
    names = {table.name for table in tables}
    package: dict[str, Any] = {
        "profile": "tabular-data-package" if format == "csv" else "data-package",
        "name": "nianbao",
        "title": "Annual reports on government information disclosure, as read by nianbao",
        "resources": [_resource(table, format, names) for table in tables],
        "nianbao": {"version": origin.version, "catalog_digest": origin.catalog_digest},
    }
    path.write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def _resource(table: Table, format: str, names: set[str]) -> dict[str, Any]:  # noqa: A002
    schema: dict[str, Any] = {"fields": [_field(table, field) for field in table.schema], "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    links = [
        {
            "fields": list(link.columns),
            "reference": {"resource": "" if link.table == table.name else link.table, "fields": list(link.to)},
        }
        for link in links_of(table.name, names)
    ]
    if links:
        schema["foreignKeys"] = links
    profile = "tabular-data-resource" if format == "csv" else "data-resource"
    about: dict[str, Any] = {"name": table.name, "profile": profile, "path": f"{table.name}.{format}"}
    about |= {"description": table.comment, "format": format, "schema": schema}
    if format == "csv":
        about |= {"encoding": "utf-8-sig", "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "doubleQuote": True}}
    return about


def _field(table: Table, field: pa.Field) -> dict[str, Any]:
    about = {"name": field.name, "type": _type(field.type), "description": table.comments[field.name]}
    return about | ({"constraints": {"required": True}} if field.name in table.key else {})


def _type(kind: pa.DataType) -> str:
    names = (
        (pa.types.is_boolean, "boolean"),
        (pa.types.is_integer, "integer"),
        (pa.types.is_decimal, "number"),
        (pa.types.is_floating, "number"),
        (pa.types.is_timestamp, "datetime"),
        (pa.types.is_date, "date"),
        (pa.types.is_list, "array"),
        (pa.types.is_struct, "object"),
    )
    return next((name for is_such, name in names if is_such(kind)), "string")
