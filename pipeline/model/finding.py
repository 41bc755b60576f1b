"""What the checks say, and everything that one file gave."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256

from pipeline.model.document import Issue, Place
from pipeline.model.number import Fact, Mention
from pipeline.model.report import Report


class Status(StrEnum):
    """How far a report could be read."""

    OK = "ok"
    PARTIAL = "partial"  # read, but something in it was not understood
    NEEDS_OCR = "needs_ocr"
    NEEDS_OFFICE = "needs_office"  # a file that only an office program can open, and none is installed
    NOT_A_REPORT = "not_a_report"
    FAILED = "failed"


class Outcome(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    NOT_ASSESSABLE = "not_assessable"


class Grade(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Fault(StrEnum):
    """Who is most likely wrong where a finding fails."""

    SOURCE = "source"
    READER = "reader"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Operand:
    """One number or heading that a finding compares, with its place."""

    source: str  # fact, mention, section
    number: int  # fact_no, mention_no or section_no
    label: str  # what it is, as printed
    text: str  # the number or heading, as printed
    place: Place
    value: Decimal | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One check on one subject. A finding that failed is a flag."""

    rule: str
    kind: str
    subject: str
    outcome: Outcome
    grade: Grade
    left: tuple[Operand, ...]
    right: tuple[Operand, ...]
    message_zh: str
    message_en: str
    indicator: str | None = None
    left_value: Decimal | None = None
    right_value: Decimal | None = None
    difference: Decimal | None = None
    tolerance: Decimal | None = None
    fault: Fault = Fault.UNCLEAR
    other_report_id: str | None = None
    otherwise: tuple[tuple[str, str], ...] = ()  # what else could explain a failure, in Chinese and English
    doubts: tuple[str, ...] = ()  # what keeps the grade below high: keys of Catalog.doubts, the weightiest first

    def id(self, report_id: str) -> str:
        """A hash of report, rule, subject and the printed values: stable over re-runs."""
        printed = [f"{operand.source}={operand.text}" for operand in (*self.left, *self.right)]
        key = "\x1f".join([report_id, self.rule, self.subject, *printed])
        return sha256(key.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Result:
    """Everything one file gave: what the store writes and the terminal shows."""

    report_id: str
    file: str
    sha256: str
    bytes: int
    status: Status
    report: Report | None = None
    facts: tuple[Fact, ...] = ()
    mentions: tuple[Mention, ...] = ()
    findings: tuple[Finding, ...] = ()
    issues: tuple[Issue, ...] = field(default=())
    source_url: str | None = None
    fetched_at: str | None = None

    @property
    def flags(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.outcome is Outcome.FAIL)
