"""The whole flow on one screen; the only module that knows all stages.

``process`` takes one report through it. ``run`` does so for many, in worker processes, and keeps what they give as
parts, from which the database is built. What the parts hold already is not done again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import count
from pathlib import Path

from pipeline.catalog import Catalog, load_catalog
from pipeline.catalog.notes import is_note
from pipeline.check import check
from pipeline.check.across import across
from pipeline.check.recognised import with_sums_heard
from pipeline.errors import RawStoreError, ReadError
from pipeline.extract import extract
from pipeline.model import Document, Issue, Mention, RawFile, Report, Result, Status
from pipeline.model.pulse import cores
from pipeline.read import at_hand, read
from pipeline.sources import Source, find_sources, hash_source, printable, read_source, unreadable
from pipeline.store import (
    DATABASE,
    Ledger,
    RunRecord,
    build,
    kept_fetches,
    locked,
    read_ledger,
    write_fetches,
    write_part,
)
from pipeline.structure import Evidence, structure, weigh, what_instead
from pipeline.workers import Batch, Limits, work

Process = Callable[[RawFile, Catalog], Result]

# A report with one of these was not read, and the run says so with its exit code.
UNREAD = frozenset((Status.NEEDS_OCR, Status.NEEDS_OFFICE, Status.NOT_A_REPORT, Status.FAILED))


# What stands where a report was expected, and what to do.
_INSTEAD = {
    "only_attachment": "not a report but a page that links to one. Fetch the files",
    "needs_ocr": "the report stands in pictures. Have a program recognise the text in them, or ask for it as text",
    "error_page": "not a report but a page of the server, which says that it cannot show one. Fetch it again",
    "challenge_page": "not a report but a page that asks whether a person is there. Fetch it with a browser",
    "login_page": "not a report but a page that asks for a name and a password. Look at the address",
}
_STATUS = {
    "needs_ocr": Status.NEEDS_OCR,
    "page_not_seen": Status.NEEDS_OCR,
    "needs_office": Status.NEEDS_OFFICE,
    "only_attachment": Status.NOT_A_REPORT,
    "needs_browser": Status.FAILED,
    "no_body": Status.FAILED,
}


def process(raw: RawFile, catalog: Catalog) -> Result:
    """One file, all the way. Never raises for a bad file: what is wrong with it is an issue of the result."""
    digest = raw.sha256
    failed = Result(
        report_id=digest[:12],
        file=raw.name,
        sha256=digest,
        bytes=len(raw.data),
        status=Status.FAILED,
        source_url=raw.source_url,
        fetched_at=raw.fetched_at,
    )
    try:
        document = read(raw)
    except ReadError as error:
        status = _STATUS.get(error.code, Status.FAILED)
        return replace(failed, status=status, issues=(Issue("read", error.code, str(error)),))
    report = structure(document, catalog)
    facts, mentions, issues = extract(report, catalog)
    evidence = weigh(report, sum(mention.indicator is not None for mention in mentions), catalog)
    if not evidence.is_report:
        issue = _no_report(raw, report, evidence, catalog)
        status = _STATUS.get(issue.code, Status.NOT_A_REPORT)
        return replace(failed, status=status, report=report, issues=(issue,))
    mentions = tuple(_on_page(document, mention) for mention in mentions)
    issues = (*report.issues, *issues)
    findings = check(report, facts, mentions, catalog)
    return replace(
        failed,
        status=Status.OK if all(map(is_note, issues)) else Status.PARTIAL,
        report=report,
        facts=with_sums_heard(facts, findings) if document.recognised else facts,
        mentions=mentions,
        findings=findings,
        issues=issues,
    )


def _on_page(document: Document, mention: Mention) -> Mention:
    """The mention with its page and box, where the document has pages: its section may run over several."""
    return replace(mention, place=document.locate(mention.place), sentence=document.locate(mention.sentence))


def process_file(path: Path, catalog: Catalog) -> Result:
    """``process`` for one file of the disk, here and now; one that cannot be read is a failed result."""
    return Reading(catalog, Path(), "", process).one(Task(hash_source(path)))[0]


def _no_report(raw: RawFile, report: Report, evidence: Evidence, catalog: Catalog) -> Issue:
    if instead := what_instead(report, catalog):
        return Issue("structure", instead.code, f"{raw.name}: {_INSTEAD[instead.code]}; found {instead.found}")
    for issue in report.issues:
        if issue.code in _STATUS:
            return replace(issue, message=f"{raw.name}: {issue.message}")
    title, forms = catalog.outline["title"]["kinds"][0], ", ".join(form.id for form in catalog.templates)
    attached = next(
        (f"; is it in the attachment {one.label} ({one.address})?" for one in report.document.attachments), ""
    )
    message = (
        f"{raw.name}: not an annual report. Looked for a title that ends like {title} with a report below it: a filled "
        f"table in one of the forms {forms}, sections with text, or sentences that give a report's figures; "
        f"found {evidence.found}{attached}. Look at the file, or leave it out"
    )
    return Issue("structure", "not_a_report", " ".join(message.split()))


# -- many reports ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read, and the paths of others with the same bytes: they are one report."""

    source: Source
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """What the parent needs to know of a report that a worker has done."""

    report_id: str
    status: Status


@dataclass(frozen=True, slots=True)
class Reading:
    """The job of a worker: read files one by one, keep each batch as a part."""

    catalog: Catalog
    folder: Path
    fingerprint: str
    process: Process

    def one(self, task: Task) -> tuple[Result, ...]:
        if task.source.problem is not None:
            return _with_copies(_unread(task.source, task.source.problem), task)
        try:
            data = read_source(task.source)
        except OSError as error:  # it could be hashed a moment ago
            source = unreadable(task.source.path, error)
            assert source.problem is not None
            return _with_copies(_unread(source, source.problem), task)
        except RawStoreError as error:
            return _with_copies(_unread(task.source, Issue("run", "raw_damaged", f"{task.source.name}: {error}")), task)
        # the first name stands for all, whichever was read first
        first, *copies = sorted((task.source.name, *task.copies))
        of = task.source
        result = self.process(RawFile(first, data, of.source_url, of.fetched_at, of.listed_title), self.catalog)
        return _with_copies(result, replace(task, copies=tuple(copies)))

    def lost(self, task: Task, code: str, message: str) -> tuple[Result, ...]:
        name = task.source.name
        message = f"{name}: {message}. Look at the file; to try once more: nianbao run --again {name}"
        return _with_copies(_unread(task.source, Issue("run", code, message)), task)

    def finish(self, number: int, done: list[tuple[Result, ...]]) -> list[Brief]:
        write_part(self.folder, number, [result for results in done for result in results], self.fingerprint)
        return [Brief(results[0].report_id, results[0].status) for results in done]


def _unread(source: Source, problem: Issue) -> Result:
    return Result(
        report_id=source.report_id,
        file=source.name,
        sha256=source.sha256,
        bytes=source.bytes,
        status=Status.FAILED,
        issues=(problem,),
        source_url=source.source_url,
        fetched_at=source.fetched_at,
    )


def _with_copies(result: Result, task: Task) -> tuple[Result, ...]:
    return (result, *(replace(result, file=name, issues=()) for name in task.copies))


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did with the reports under its paths."""

    database: Path
    files: int  # under the paths, without what was left out
    reports: tuple[str, ...]  # report ids of them all, in the order of the files; fewer where files have the same bytes
    done: tuple[str, ...]  # those read now
    current: int  # reports that were up to date
    unread: tuple[str, ...]  # report ids that could not be read, now or in the run that did them
    left_out: tuple[Path, ...]  # files in the folders that are no documents
    damaged: tuple[str, ...]  # parts of earlier runs, and lines of manifests, that could not be used


def run(
    paths: Sequence[Path | str],
    out: Path,
    *,
    jobs: int | None = None,
    own_templates: Path | None = None,
    own_agencies: Path | None = None,
    again: bool = False,
    limits: Limits | None = None,
    process: Process = process,
    progress: Callable[[int, int], None] = lambda begun, whole: None,
) -> Summary:
    """Read, check and store every report under ``paths``; build ``out``/nianbao.duckdb. Without files nothing is made.

    A file whose bytes the parts hold already, by this program and this catalog, is not read again, unless ``again``.
    ``progress`` hears how many of how many files are begun. What comes out does not depend on ``jobs``.

    Raises:
        CatalogError, StoreError, WorkerError: the run could not begin, or not go on; the parts it wrote are kept.
    """
    started = datetime.now(UTC)
    catalog = load_catalog(own_templates, own_agencies)
    fingerprint = f"nianbao {version('nianbao')}, catalog {catalog.digest}"
    found = find_sources(paths, out.resolve())
    if not found.sources:
        return Summary(out / DATABASE, 0, (), (), 0, (), tuple(found.left_out), tuple(found.notes))
    with locked(out):
        ledger = read_ledger(out)
        tasks = _one_per_report(found.sources, ledger)
        mended = at_hand()
        held = {} if again else {task: _held(task, ledger, fingerprint, mended) for task in tasks}
        todo = [task for task in tasks if not held.get(task)]
        begun = count(1)
        done: list[Brief] = []
        for briefs in work(
            Reading(catalog, out, fingerprint, process),
            _batches(todo, ledger.next_batch),
            jobs or cores(),
            limits or Limits(),
            lambda: progress(next(begun), len(todo)),
        ):
            done += briefs
        statuses = [*done, *(brief for brief in held.values() if brief)]
        for location, store in found.stores.items():
            write_fetches(out, location, store.manifest())
        if done or not _is_built(out, ledger):
            record = RunRecord(
                run_id=started.strftime("%Y%m%dT%H%M%S.%fZ"),
                version=version("nianbao"),
                catalog_digest=catalog.digest,
                started=started,
                finished=datetime.now(UTC),
                counts=Counter(str(brief.status) for brief in done),
                options={
                    "paths": [path if isinstance(path, str) else printable(path) for path in paths],
                    "again": again,
                },
            )
            build(out, catalog, [record], across(catalog))
    return Summary(
        database=out / DATABASE,
        files=len(found.sources),
        reports=tuple(task.source.report_id for task in tasks),
        done=tuple(brief.report_id for brief in done),
        current=len(tasks) - len(todo),
        unread=tuple(brief.report_id for brief in statuses if brief.status in UNREAD),
        left_out=tuple(found.left_out),
        damaged=(*map(str, ledger.damaged), *found.notes),
    )


def _one_per_report(sources: Sequence[Source], ledger: Ledger) -> list[Task]:
    """Files of the same bytes become one task, with those that earlier runs read under other paths."""
    groups: dict[str, list[Source]] = {}
    for source in sources:
        groups.setdefault(source.sha256, []).append(source)
    earlier: dict[str, list[str]] = {}
    for entry in ledger.files.values():
        earlier.setdefault(entry.sha256, []).append(entry.file)
    tasks = []
    for sha256, found in groups.items():
        first, *others = sorted(found, key=lambda source: source.store is None)  # the one that knows its origin
        names = {*(other.name for other in others), *earlier.get(sha256, ())} - {first.name}
        if first.store is not None:  # it was called otherwise before an earlier fetch of it came to light
            names = {name for name in names if not name.endswith(f"[{first.report_id}]")}
        tasks.append(Task(first, tuple(sorted(names))))
    return tasks


def _held(task: Task, ledger: Ledger, fingerprint: str, mended: frozenset[str]) -> Brief | None:
    """What the parts hold of a task; nothing if one of its files is new, has changed or was read otherwise.

    ``mended``: what reports lacked in earlier runs and is here now.
    """
    entries = [ledger.entry(name) for name in (task.source.name, *task.copies)]
    for entry in entries:
        if entry is None or (entry.sha256, entry.fingerprint) != (task.source.sha256, fingerprint):
            return None
        if (entry.source_url, entry.fetched_at) != (task.source.source_url, task.source.fetched_at):
            return None
        if not mended.isdisjoint(entry.lacks):
            return None
    return Brief(task.source.report_id, entries[0].status) if entries[0] else None


def _is_built(out: Path, ledger: Ledger) -> bool:
    """Whether the database is there and nothing it is made of is newer: a run may have been stopped before."""
    try:
        built = (out / DATABASE).stat().st_mtime_ns
        made_of = (*(part.folder for part in ledger.parts), *kept_fetches(out))
        return all(path.stat().st_mtime_ns <= built for path in made_of)
    except FileNotFoundError:
        return False


def _batches(tasks: Sequence[Task], first: int) -> list[Batch[Task]]:
    """Slices in order. Their size depends on the number of files, not of workers: 64 batches, of 4 to 100 files."""
    size = max(4, min(100, len(tasks) // 64))
    slices = [tuple(tasks[at : at + size]) for at in range(0, len(tasks), size)]
    return [Batch(number, items) for number, items in enumerate(slices, first)]
