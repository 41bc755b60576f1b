"""A stretch of a web archive → what may be a report, put into the raw store, and what is to be said of the rest.

Pages are known by their words. A PDF is known by its name, by what a page says that links to it, or by the text of
its first page; that is looked at in a second round, each file by itself, since PDFs take processes down.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.message import Message
from functools import cached_property
from urllib.parse import unquote

from pipeline.acquire.candidates import DOCUMENT, OTHER, PAGE, Candidates, same_address
from pipeline.acquire.store import RawStore
from pipeline.acquire.warc.answer import Answer, UnusableError, check_digests, read_answer, unpack
from pipeline.acquire.warc.archive import Archive
from pipeline.acquire.warc.record import Loss, Record
from pipeline.catalog import Catalog
from pipeline.model.fetch import Fetch, Line

MAX_NOTES = 200
_OF_FIRST_PAGE = 2_000
_GOOD = (None, 200, 203)


@dataclass(frozen=True, slots=True)
class Stretch:
    archive: Archive
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pending:
    """Documents of one member, or one record, that tell nothing of themselves: ``urls`` as same_address has them."""

    archive: Archive
    offset: int
    urls: Mapping[str, tuple[str, str] | None]  # address → the page that links to it and its words, if one does


@dataclass(frozen=True, slots=True)
class Revisit:
    """A page that had not changed: its bytes are those of another record with this digest."""

    digest: str
    line: Line


@dataclass(slots=True)
class Harvest:
    """``first`` and ``next``: where the stretch's first record began and where the first behind it begins."""

    stretch: Stretch
    first: int | None = None
    next: int | None = None
    counts: Counter[str] = field(default_factory=Counter)
    lines: list[Line] = field(default_factory=list)
    documents: list[Line] = field(default_factory=list)  # kept for their names; a page that links to them may follow
    links: dict[str, tuple[str, str]] = field(default_factory=dict)  # by same_address
    pending: list[tuple[int, str]] = field(default_factory=list)  # offset and address
    revisits: list[Revisit] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def note(self, kind: str, message: str) -> None:
        self.counts[kind] += 1
        if len(self.notes) < MAX_NOTES:
            self.notes.append(message)


@dataclass(frozen=True)
class Reaping:
    """The work on stretches, in any process."""

    catalog: Catalog
    into: str  # the raw store

    @cached_property
    def _candidates(self) -> Candidates:
        return Candidates(self.catalog)

    @cached_property
    def _store(self) -> RawStore:
        return RawStore.open(self.into)

    def reap(self, stretch: Stretch) -> Harvest:
        """Every record that begins in the stretch."""
        harvest = Harvest(stretch)
        archive = stretch.archive
        with archive.open() as window:
            records = archive.records(window, stretch.start, stretch.end)
            for record in records:
                if isinstance(record, Loss):
                    lost = (
                        f"{record.end - record.start:,} bytes from byte {record.start:,} on are lost: {record.reason}"
                    )
                    harvest.note("damaged", f"{archive.name}: {lost}")
                else:
                    self._one(harvest, record)
        harvest.first, harvest.next = records.first, records.next
        return harvest

    def _one(self, harvest: Harvest, record: Record) -> None:
        harvest.counts["records"] += 1
        kind = record.headers.get("warc-type")
        if kind not in ("response", "resource", "revisit"):
            return
        url = _address(record)
        if record.block is None:
            if self._candidates.is_named(url):
                harvest.note("too_large", f"{_where(harvest, record)}: {record.length:,} bytes, more than is taken in")
            return
        try:
            if kind == "revisit":
                self._revisit(harvest, record, url)
            else:
                self._response(harvest, record, url)
        except UnusableError as error:
            harvest.note("unusable", f"{_where(harvest, record)}: left out: {error}")

    def _response(self, harvest: Harvest, record: Record, url: str) -> None:
        candidates = self._candidates
        harvest.counts["responses"] += 1
        try:
            answer = read_answer(record)
        except UnusableError:  # of another protocol, DNS say
            return
        what = candidates.kind(answer.media_type, url)
        if answer.status not in _GOOD or what == OTHER or not answer.sent:
            return
        harvest.counts[what] += 1
        name = _file_name(answer.headers)
        named = candidates.is_named(url, name)
        # most pages are decided here, so what is packed is unpacked, and nothing else is done to it
        try:
            data = unpack(answer)
        except UnusableError:
            if named:
                raise
            harvest.counts["unusable_unnamed"] += 1
            return
        is_page = what == PAGE or _is_html(data)
        if not named and not (candidates.is_page(data) if is_page else candidates.is_document(data)):
            if what == DOCUMENT and not is_page and data.startswith(b"%PDF-"):
                harvest.pending.append((record.offset, url))
            return
        line = self._keep(record, answer, data, harvest.stretch.archive, url, name)
        (harvest.lines if is_page else harvest.documents).append(line)
        if is_page:
            for link in candidates.links(data, url):
                if candidates.kind("", link.address) == DOCUMENT or "?" in link.address:
                    harvest.links.setdefault(same_address(link.address), (url, link.text))

    def _keep(self, record: Record, answer: Answer, data: bytes, archive: Archive, url: str, name: str | None) -> Line:
        if "warc-truncated" in record.headers:
            raise UnusableError(f"cut off by whoever fetched it ({record.headers['warc-truncated']})")
        if not check_digests(record, answer, data) and record.doubtful:
            raise UnusableError(
                "its length is wrong, or what follows it is damaged, and it has no digest that would tell"
            )
        digest, _ = self._store.put(data)
        return self._line(record, answer, archive, url, name, digest, data)

    def _line(
        self,
        record: Record,
        answer: Answer,
        archive: Archive,
        url: str,
        name: str | None,
        digest: str | None,
        data: bytes,
    ) -> Line:
        stated = record.headers.get("warc-payload-digest")
        fetch = Fetch(
            url=url,
            data=data,
            fetched_at=_moment(record.headers.get("warc-date")),
            status=answer.status,
            headers={**answer.headers, **({"warc-payload-digest": stated} if stated else {})},
            name=name,
            warc=archive.name,
            warc_offset=record.offset,
        )
        return Line.of(fetch, digest)

    def _revisit(self, harvest: Harvest, record: Record, url: str) -> None:
        harvest.counts["revisits"] += 1
        digest = record.headers.get("warc-payload-digest")
        if not digest:
            return
        try:
            answer = read_answer(record)
        except UnusableError:  # the headers may be left out
            answer = Answer(200, {}, b"")
        if answer.status == 304:  # the server said that nothing had changed: the answer that counts is the earlier one
            answer = replace(answer, status=200)
        if answer.status in _GOOD and self._candidates.kind(answer.media_type, url) != OTHER:
            line = self._line(record, answer, harvest.stretch.archive, url, _file_name(answer.headers), None, b"")
            harvest.revisits.append(Revisit(digest, line))

    def look(self, pending: Pending) -> Harvest:
        """The second round: documents that a kept page links to, and PDFs whose first page has a title."""
        harvest = Harvest(Stretch(pending.archive, pending.offset, pending.offset))
        with pending.archive.open() as window:
            for record in pending.archive.records_at(window, pending.offset):
                if isinstance(record, Loss) or record.headers.get("warc-type") not in ("response", "resource"):
                    continue
                url = _address(record)
                if same_address(url) not in pending.urls or record.block is None:
                    continue
                try:
                    answer = read_answer(record)
                    data = unpack(answer)
                    link = pending.urls[same_address(url)]
                    if link is None and not self._candidates.is_titled(_first_page(data)):
                        harvest.counts["document_unknown"] += 1
                        continue
                    name = _file_name(answer.headers)
                    line = self._keep(record, answer, data, pending.archive, url, name)
                except UnusableError as error:
                    harvest.note("unusable", f"{_where(harvest, record)}: left out: {error}")
                    continue
                harvest.lines.append(line if link is None else linked(line, link))
        return harvest


def linked(line: Line, link: tuple[str, str]) -> Line:
    """The line of a document with the page that links to it, and the words of the link."""
    return replace(line, parent_url=link[0], listed_title=link[1] or None)


def _where(harvest: Harvest, record: Record) -> str:
    return f"{harvest.stretch.archive.name}: byte {record.offset:,}: {_address(record)[:300]}"


def _address(record: Record) -> str:
    return record.headers.get("warc-target-uri", "").strip("<> ")


def _is_html(data: bytes) -> bool:
    head = data[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith(b"<") and any(tag in head for tag in (b"<!doctype html", b"<html", b"<head", b"<body"))


def _file_name(headers: Mapping[str, str]) -> str | None:
    """What Content-Disposition calls the file, without any path."""
    stated = headers.get("content-disposition")
    if not stated:
        return None
    message = Message()
    message["content-disposition"] = " ".join(stated.split())
    name = message.get_filename()
    return unquote(name).replace("\\", "/").rsplit("/", 1)[-1][:200] or None if name else None


def _moment(stated: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat((stated or "").strip())
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def _first_page(data: bytes) -> str:
    """The text of a PDF's first page; empty where there is none."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as document:
            text: str = document[0].get_textpage().get_text_range() if len(document) else ""
            return text[:_OF_FIRST_PAGE]
    except pypdfium2.PdfiumError:
        return ""
