"""Web archives and people's own files → the raw store: what ``nianbao import`` does, in worker processes.

An archive is read in stretches, several at a time. Where a stretch begins, its reader has to search for a record; so
it is checked that it found the one at which the stretch before it ended, and read again from there if not. Then what
an archive holds does not depend on how it was cut.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.acquire import Line, RawStore
from pipeline.acquire.candidates import same_address
from pipeline.acquire.own import Listed, fetches, read_list
from pipeline.acquire.warc.archive import Archive, find_archives, is_archive, is_named_archive
from pipeline.acquire.warc.harvest import Harvest, Pending, Reaping, Revisit, Stretch, linked
from pipeline.catalog import Catalog, load_catalog
from pipeline.sources import find_sources, printable
from pipeline.workers import Batch, Limits, work

STRETCH = 32_000_000  # packed bytes read by one process at a time
SECONDS = 300.0  # for a stretch; it may come over a slow line
SLOWEST = 1_000_000  # packed bytes read in a second at least


@dataclass(slots=True)
class Imported:
    """What an import did. ``counts`` are of records; ``kept`` counts lines of the manifest, ``new`` files."""

    archives: int = 0
    files: int = 0
    kept: int = 0
    again: int = 0  # lines that were in the manifest already
    new: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    left_out: list[Path] = field(default_factory=list)  # files in folders that are no documents

    @property
    def is_damaged(self) -> bool:
        return any(self.counts[kind] for kind in ("damaged", "unusable", "too_large", "lost"))


@dataclass(frozen=True, slots=True)
class _First:
    """The first round: stretches."""

    reaping: Reaping

    def one(self, item: Stretch) -> Harvest:
        return self.reaping.reap(item)

    def lost(self, item: Stretch, code: str, message: str) -> Harvest:
        harvest = Harvest(item)
        harvest.note("lost", f"{item.archive.name}: bytes {item.start:,} to {item.end:,} were given up: {message}")
        return harvest

    def finish(self, number: int, done: list[Harvest]) -> Harvest:
        return done[0]


@dataclass(frozen=True, slots=True)
class _Second:
    """The second round: documents, each by itself, since one may take the process down."""

    reaping: Reaping

    def one(self, item: Pending) -> Harvest:
        return self.reaping.look(item)

    def lost(self, item: Pending, code: str, message: str) -> Harvest:
        harvest = Harvest(Stretch(item.archive, item.offset, item.offset))
        harvest.note(
            "lost", f"{item.archive.name}: byte {item.offset:,}: {next(iter(item.urls))}: left out: it {message}"
        )
        return harvest

    def finish(self, number: int, done: list[Harvest]) -> list[Harvest]:
        return done


def import_all(
    paths: Sequence[Path | str],
    into: str,
    listing: Path | None,
    *,
    jobs: int,
    progress: Callable[[int, int], None] = lambda done, whole: None,
) -> Imported:
    """Archives as archives, other files as they are; in folders both. ``listing`` tells of the files (``read_list``).

    Raises:
        ArchiveError, RawStoreError, CatalogError, WorkerError: the work could not begin, or not go on.
    """
    catalog = load_catalog(None)
    listed = read_list(listing) if listing else None
    archives: list[str] = []
    files: dict[Path, str] = {}
    left_out: list[Path] = []
    stores: list[str] = []
    target = Path() if "://" in into else Path(into)
    for path in paths:
        if isinstance(path, str):
            archives.append(path)
        elif path.is_dir():
            archives += _archives_in(path, target.resolve())
            found = find_sources([path], target.resolve())
            left_out += [one for one in found.left_out if not is_named_archive(one) and one != listing]
            stores += [one for one in found.stores if Path(one).resolve() != target.resolve()]
            for source in found.sources:
                if source.store is None and source.path != listing:
                    files[source.path] = printable(source.path.relative_to(path))
        elif is_archive(path):
            archives.append(str(path))
        else:
            files[path] = printable(Path(path.name))
    done = import_archives(archives, into, catalog, jobs=jobs, progress=progress)
    done.left_out = left_out
    done.notes += [f"{one}: a raw store already, left out. Read it with: nianbao run {one}" for one in stores]
    import_files(list(files.items()), into, listed, done)
    return done


def _archives_in(folder: Path, target: Path) -> list[str]:
    """The archives in a folder; those that a crawl has left in the raw store itself only if it is named."""
    inside = folder.resolve()
    others = target not in (inside, *inside.parents)
    found = sorted(one for one in folder.rglob("*") if is_named_archive(one))
    return [str(one) for one in found if not (others and target in one.resolve().parents)]


def import_archives(
    paths: Sequence[str],
    into: str,
    catalog: Catalog,
    *,
    jobs: int,
    progress: Callable[[int, int], None] = lambda done, whole: None,
    stretch: int = STRETCH,
    limits: Limits | None = None,
) -> Imported:
    """Keep what may be a report of the archives at ``paths``. ``progress`` hears how many of how many bytes are read.

    Raises:
        ArchiveError, RawStoreError, WorkerError: a path is no archive, or the work could not begin or not go on.
    """
    archives = list({(one.path, one.name): one for path in paths for one in find_archives(path)}.values())
    done = Imported(len(archives))
    # an archive that is one member is one stretch, and may be long
    limits = limits or Limits(SECONDS + max((one.length for one in archives), default=0) / SLOWEST)
    reaping = Reaping(catalog, into)
    links: dict[str, tuple[str, str]] = {}
    pending: dict[tuple[str, str, int], Pending] = {}
    revisits: list[Revisit] = []
    documents: list[Line] = []
    with RawStore.open(into) as store:
        book = _Book(store, done)
        for harvest in _first_round(archives, reaping, jobs, progress, stretch, limits):
            book.take(harvest)
            links |= {address: link for address, link in harvest.links.items() if address not in links}
            revisits += harvest.revisits
            documents += harvest.documents
            archive = harvest.stretch.archive
            for offset, url in harvest.pending:
                one = pending.setdefault((archive.path, archive.name, offset), Pending(archive, offset, {}))
                pending[archive.path, archive.name, offset] = replace(one, urls={**one.urls, same_address(url): None})
        for line in documents:
            book.add(line if (link := links.get(same_address(line.url))) is None else linked(line, link))
        looks = [replace(one, urls={url: links.get(url) for url in one.urls}) for one in pending.values()]
        batches = [Batch(number, tuple(looks[at : at + 20])) for number, at in enumerate(range(0, len(looks), 20))]
        for harvests in work(_Second(reaping), batches, jobs, limits):
            for harvest in harvests:
                book.take(harvest)
        book.resolve(revisits)
    return done


def _first_round(
    archives: Sequence[Archive],
    reaping: Reaping,
    jobs: int,
    progress: Callable[[int, int], None],
    size: int,
    limits: Limits,
) -> Iterator[Harvest]:
    """The harvest of every stretch, in order; each begins where the one before it has ended."""
    stretches = [stretch for archive in archives for stretch in _cut(archive, size)]
    whole, read = sum(archive.length for archive in archives), 0
    batches = [Batch(number, (stretch,)) for number, stretch in enumerate(stretches)]
    expected: int | None = 0
    for harvest in work(_First(reaping), batches, jobs, limits):
        stretch = harvest.stretch
        read += stretch.end - stretch.start
        if expected is None or harvest.next is None or stretch.start == 0 or harvest.first == expected:
            expected = harvest.next  # null: given up, and nobody knows where its last record ended
            yield harvest
        elif expected < stretch.end:  # it began with something that only looked like a record
            again = replace(stretch, start=expected)
            for one in work(_First(reaping), [Batch(0, (again,))], 1, limits):
                expected = one.next
                yield one
        progress(read, whole)


def _cut(archive: Archive, size: int) -> Iterator[Stretch]:
    if archive.member is not None:  # packed once more: it can only be read from the front
        size = archive.length
    starts = range(0, archive.length, size) if archive.length else range(0)
    return (Stretch(archive, start, min(start + size, archive.length)) for start in starts)


class _Book:
    """Lines on their way into the manifest: each once, however often an archive is imported."""

    def __init__(self, store: RawStore, done: Imported) -> None:
        self._store, self._done = store, done
        self._known: set[tuple[str, str | None, str | None]] = set()
        self._contents: set[str] = set()
        self._digests: dict[str, Line] = {}
        for line in store.manifest():
            self._note(line)
        done.notes += map(str, store.dropped)

    def _note(self, line: Line) -> None:
        self._known.add((line.url, line.fetched_at, line.sha256))
        if line.sha256:
            self._contents.add(line.sha256)
            if digest := line.headers.get("warc-payload-digest"):
                self._digests.setdefault(digest, line)

    def take(self, harvest: Harvest) -> None:
        self._done.counts.update(harvest.counts)
        self._done.notes += harvest.notes
        for line in harvest.lines:
            self.add(line)
        self._store.flush()

    def add(self, line: Line) -> None:
        if (line.url, line.fetched_at, line.sha256) in self._known:
            self._done.again += 1
            return
        self._done.kept += 1
        self._done.new += line.sha256 is not None and line.sha256 not in self._contents
        self._store.tell(line)
        self._note(line)

    def resolve(self, revisits: Sequence[Revisit]) -> None:
        """Revisits of what was kept become lines of their own; of others nobody knows what they looked like."""
        for revisit in revisits:
            if earlier := self._digests.get(revisit.digest):
                found = replace(revisit.line, sha256=earlier.sha256, bytes=earlier.bytes)
                self.add(replace(found, media_type=found.media_type or earlier.media_type))
                self._done.counts["revisits_resolved"] += 1
        self._store.flush()


def import_files(found: Sequence[tuple[Path, str]], into: str, listed: Listed | None, done: Imported) -> None:
    """Keep people's own files; ``found`` are paths and the names to keep them under.

    Raises:
        RawStoreError: the store cannot be written.
    """
    done.files = len(found)
    notes: list[str] = []
    with RawStore.open(into) as store:
        book = _Book(store, done)
        for fetch in fetches(found, listed, notes):
            digest, _ = store.put(fetch.data)
            book.add(Line.of(fetch, digest))
    done.counts["unusable"] += len(notes)
    done.notes += notes
    if listed:
        problems = [*listed.problems, *listed.unused()]
        done.counts["unlisted"] = len(problems)
        done.notes += problems
