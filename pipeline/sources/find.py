"""Which files under the given paths may hold a report, and their digests.

A file that is named is always taken. Of a raw store every content is taken once, with the address that gave it. In a
folder the candidates are chosen: hidden files, program files and notes are left out, and a file whose name says nothing
is looked into. Whether a candidate is a report is for reading to say.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.acquire import RawStore, is_raw_store
from pipeline.acquire.store import MANIFEST, OF_STORE
from pipeline.errors import RawStoreError
from pipeline.sources.archives import opened, stored
from pipeline.sources.candidates import is_candidate
from pipeline.sources.source import Source, unreadable


@dataclass(slots=True)
class Found:
    """Every candidate once, sorted by name."""

    sources: list[Source] = field(default_factory=list)
    left_out: list[Path] = field(default_factory=list)
    stores: dict[str, RawStore] = field(default_factory=dict)  # the raw stores met, by location

    @property
    def notes(self) -> list[str]:
        """Lines of manifests that cannot be used."""
        return [str(dropped) for store in self.stores.values() for dropped in store.dropped]

    def of_store(self, location: Path | str) -> Iterator[Source]:
        store = self.stores[str(location)] = RawStore.open(location)
        return stored(store, location, self.left_out)


def find_sources(paths: Sequence[Path | str], without: Path) -> Found:
    """The candidates under ``paths``. ``without`` is not entered.

    An address, s3://…, is that of a raw store.

    Raises:
        RawStoreError: there is none, or it cannot be read.
    """
    all_found = Found()
    found: dict[tuple[str, int | None], Source] = {}
    for path in paths:
        if isinstance(path, str):
            if not is_raw_store(path):
                raise RawStoreError(f"{path}: no raw store: it has no manifest. Fill one with nianbao import --into")
            found |= {_place(one): one for one in all_found.of_store(path)}
            continue
        if not path.is_dir():
            found |= {_place(one): one for one in opened(path, all_found.left_out)}
            continue
        for one in _walk(path, without, all_found):
            if isinstance(one, Source):
                found.setdefault(_place(one), one)
            elif is_candidate(one):
                for source in opened(one, all_found.left_out):
                    found.setdefault(_place(source), source)
            else:
                all_found.left_out.append(one)
    all_found.sources = sorted(found.values(), key=lambda source: source.name)
    return all_found


def _place(source: Source) -> tuple[str, int | None]:
    return (source.name if source.store else os.path.normpath(source.path)), source.member


def _walk(folder: Path, without: Path, found: Found) -> Iterator[Path | Source]:
    """Files of a folder and the folders in it that are not hidden; a folder that cannot be listed is a problem."""
    problems: list[OSError] = []
    for top, folders, files in os.walk(folder, onerror=problems.append):
        here = Path(top)
        if MANIFEST in folders and is_raw_store(here):
            yield from found.of_store(here)
            folders[:] = [name for name in folders if name not in OF_STORE]
        folders[:] = sorted(name for name in folders if name[0] != "." and (here / name).resolve() != without)
        yield from (here / name for name in sorted(files) if not name.startswith((".", "~$")))
    yield from (unreadable(Path(problem.filename), problem, "unreadable_folder") for problem in problems)
