"""Run records: which program ran when, over what, with what options. Kept beside the parts, loaded into ``runs``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.errors import StoreError
from pipeline.store.durable import whole_file
from pipeline.store.values import Row

_RUNS = "runs"


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run. Times carry their zone."""

    run_id: str
    version: str
    catalog_digest: str
    started: datetime
    finished: datetime | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)


def write_run(folder: Path, run: RunRecord) -> Path:
    """Keep a run as ``folder/runs/<run_id>.json``; a record of the same id is replaced."""
    path = folder / _RUNS / f"{run.run_id}.json"
    kept = {
        "run_id": run.run_id,
        "version": run.version,
        "catalog_digest": run.catalog_digest,
        "started": run.started.astimezone(UTC).isoformat(),
        "finished": run.finished.astimezone(UTC).isoformat() if run.finished else None,
        "counts": dict(run.counts),
        "options": dict(run.options),
    }
    with whole_file(path) as unfinished:
        text = json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        unfinished.write_text(text, encoding="utf-8", newline="\n")
    return path


def read_runs(folder: Path) -> list[RunRecord]:
    """The runs kept in ``folder``, oldest first.

    Raises:
        StoreError: a record is not what ``write_run`` wrote.
    """
    runs = []
    for path in (folder / _RUNS).glob("[!.]*.json"):
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            runs.append(
                RunRecord(
                    run_id=kept["run_id"],
                    version=kept["version"],
                    catalog_digest=kept["catalog_digest"],
                    started=datetime.fromisoformat(kept["started"]),
                    finished=datetime.fromisoformat(kept["finished"]) if kept["finished"] else None,
                    counts=kept["counts"],
                    options=kept["options"],
                )
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(
                f"{path}: not a run record ({type(error).__name__}: {error}). Delete the file; only its line is lost"
            ) from error
    return sorted(runs, key=lambda run: (run.started, run.run_id))


def run_row(run: RunRecord) -> Row:
    return {
        "run_id": run.run_id,
        "version": run.version,
        "catalog_digest": run.catalog_digest,
        "started": run.started.astimezone(UTC).replace(tzinfo=None),
        "finished": run.finished.astimezone(UTC).replace(tzinfo=None) if run.finished else None,
        "counts": json.dumps(dict(run.counts), ensure_ascii=False, sort_keys=True),
        "options": json.dumps(dict(run.options), ensure_ascii=False, sort_keys=True),
    }
