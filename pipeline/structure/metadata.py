"""Who reports, about which year, published when.

Each is taken from the first source that has it, in a stated order. A value that neither the title nor a label gives
is recorded as an issue ``metadata_inferred``, since it is less sure:

* agency: see ``agency``;
* year: title, opening sentence, stated period of the figures, address, the year that the text speaks of, the year
  before publication;
* date of publication: best label, a line that is a date, the page's head, address, signature.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from pipeline.catalog import Catalog
from pipeline.catalog.outline import town_of
from pipeline.catalog.regions import Region, find_regions, full_name
from pipeline.model import Document, Issue, Metadata, Place, Section
from pipeline.structure.agency import find_agency
from pipeline.structure.dates import date_in_address, find_dates, first_date
from pipeline.structure.said import Value, quoted, short_lines, spaced, unsure
from pipeline.structure.title import OUTSIDE, Title
from pipeline.text import any_of, fold, squeeze

# "2016年1月1日", "2017.1.1", and "201611日", which lost its 年 and 月
_PERIOD = re.compile(
    r"(?<!\d)(?P<y>20[0-3]\d)(?:\s*[年./-]\s*(?P<m>\d{1,2})\s*[月./-]\s*(?P<d>\d{1,2})|\s*年|(?=\d{2,4}\s*日))"
)
_REPORT_YEAR = re.compile(r"[?&_](?:fbtime|year)[=_](?P<year>20[0-3]\d)")  # how some sites address a report
_OPENS = re.compile(r"\s*(?P<year>20[0-3]\d)\s*年度?\s*,")  # "2025年,某街道…" at the head of a paragraph
_SPOKEN = re.compile(r"(?<!\d)(?P<year>20[0-3]\d)\s*年(?!\s*\d{1,2}\s*月)")
# "2013年04月23日16:59 | 某门户网", "2017-03-24"; not "2014年1月1日至12月31日,…"
_AFTER_DATE = re.compile(r"\s*(?:\d{1,2}\s*:\s*\d{2}(?:\s*:\s*\d{2})?)?\s*(?:$|[|•·]|(?<=\s)\S{2,12}:)")
_BULLET = re.compile(r"^[\s•·*\-(\[|]+")

# -- the year ---------------------------------------------------------------------------


def find_year(document: Document, catalog: Catalog, title: Title | None) -> Value[int] | None:
    """The year that the report is about. Never taken from the date of publication if anything else names it."""
    if title is not None and title.year is not None:
        return Value(title.year, unsure(title))
    if period := _stated_period(document, catalog):
        return period
    address = dict(document.head).get("source_url", "")
    if found := _REPORT_YEAR.search(address):
        return Value(int(found["year"]), f"the page's address, {found[0][1:]}")
    if spoken := _spoken_year(document):
        return spoken
    published = _find_published(document, catalog, None)
    return Value(published.value.year - 1, f"its publication on {published.value}") if published else None


def _stated_period(document: Document, catalog: Catalog) -> Value[int] | None:
    """The year at whose end the stated period of the figures ends: 统计期限自2017年1月1日起至12月31日止."""
    labels = re.compile(any_of(catalog.outline["period"]["labels"]))
    for sentence in re.finditer(r"[^。\n]+", fold(document.text[:8000])):
        label = labels.search(sentence[0])
        days = list(_PERIOD.finditer(sentence[0], label.start() if label else 0)) if label else []
        if not days or not (days[0]["m"] or len(days) > 1 or days[0].end() == days[0].end("y")):
            continue  # a year alone is no period
        last = days[-1]
        year = int(last["y"]) - (len(days) > 1 and (last["m"], last["d"]) in (("1", "1"), ("01", "01")))
        place = Place(sentence.start() + days[0].start(), sentence.start() + last.end())
        return Value(year, f"the stated period {quoted(document.cut(place))}", place)
    return None


def _spoken_year(document: Document) -> Value[int] | None:
    """The year that most of the text speaks of: at least two mentions, and more than all other years together."""
    text = "\n".join(document.cut(block.place) for block in document.blocks if block.content and not block.cells)
    years = Counter(int(found["year"]) for found in _SPOKEN.finditer(fold(text)))
    if not years:
        return None
    (year, count), *_ = sorted(years.items(), key=lambda item: (-item[1], item[0]))
    opens = any((found := _OPENS.match(line)) and int(found["year"]) == year for line in fold(text).split("\n"))
    if (count < 2 and not opens) or count * 2 <= years.total():
        return None
    return Value(year, f"the year that the text speaks of, in {count} of {years.total()} places")


# -- the date of publication --------------------------------------------------------------


def _find_published(document: Document, catalog: Catalog, signature: Section | None) -> Value[date] | None:
    if labelled := _labelled_date(document, catalog):
        return Value(labelled)
    for line in short_lines(document, before_text=True):
        line = _BULLET.sub("", line)
        day = next(iter(find_dates(line)), None)
        if day is not None and day[1] == 0 and _AFTER_DATE.match(line, day[2]):
            return Value(day[0])
    wanted = [name.lower() for name in catalog.outline["published"]["head"]]
    for name, content in document.head:
        if name.lower() in wanted and (said := first_date(content)):
            return Value(said)
    if said := date_in_address(dict(document.head).get("source_url", "")):
        return Value(said, "the page's address")
    if signature is not None and (said := first_date(fold(signature.text))):
        return Value(said, "the signature")
    return None


@lru_cache(maxsize=8)
def _date_labels(catalog: Catalog) -> re.Pattern[str]:
    labels = spaced(catalog.outline["published"]["labels"])
    return re.compile(rf"(?<![\u4e00-\u9fff])(?P<label>{labels})[\s:】\]|]*")


def _labelled_date(document: Document, catalog: Catalog) -> date | None:
    """The date after the best label: 发布时间 before 成文日期, wherever they stand."""
    ranks = {squeeze(label): rank for rank, label in enumerate(catalog.outline["published"]["labels"])}
    best: tuple[int, date] | None = None
    for line in short_lines(document):
        for found in _date_labels(catalog).finditer(line):
            rank = ranks[squeeze(found["label"])]
            day = next(iter(find_dates(line[found.end() : found.end() + 30])), None)
            if day is not None and day[1] == 0 and (best is None or rank < best[0]):
                best = (rank, day[0])
    return best[1] if best else None


# -- all of it ------------------------------------------------------------------------------


def read_metadata(
    document: Document, catalog: Catalog, title: Title | None, year: Value[int] | None, sections: Sequence[Section]
) -> tuple[Metadata, tuple[Issue, ...]]:
    """Metadata of a report. What cannot be found is None, with an ``Issue``."""
    issues: list[Issue] = []
    signature = next((section for section in sections if section.kind == "signature"), None)
    agency = find_agency(document, catalog, title, signature)
    published = _find_published(document, catalog, signature)
    if title is None:
        issues.append(_issue("no_title", "no line reads like the title of an annual report"))
    for name, code, value in (
        ("agency", "no_agency", agency),
        ("year", "no_year", year),
        ("date", "no_date", published),
    ):
        if value is None:
            missing = "date of publication" if name == "date" else name
            issues.append(_issue(code, f"no {missing} was found, neither in a title nor anywhere else"))
        elif value.inferred:
            issues.append(
                _issue("metadata_inferred", f"{name} {value.value} was taken from {value.inferred}", value.place)
            )
    region, key = None, None
    if agency is not None:
        found = _find_region(agency.value, year.value if year else None, document)
        region = found[0] if len(found) == 1 else None
        key = catalog.agencies.key(squeeze(agency.value), region, len(found) > 1)
        so = "" if key else ". Several agencies bear that name, so the report has no agency_id and is in no series"
        if len(found) > 1:
            names = " / ".join(f"{full_name(one)} ({one.code})" for one in found)
            issues.append(
                _issue("region_ambiguous", f"{agency.value} may stand in {names}; nothing on the page decides{so}")
            )
        elif not found:
            issues.append(_issue("region_unknown", f"{agency.value} names no division of China, nor does the page{so}"))
    metadata = Metadata(
        title=title.text if title else None,
        agency=agency.value if agency else None,
        agency_id=key,
        region_code=region.code if region else None,
        region=full_name(region) if region else None,
        level=_level(agency.value, region, catalog) if agency else None,
        year=year.value if year else None,
        published=published.value if published else None,
    )
    return metadata, tuple(issues)


def _find_region(agency: str, year: int | None, document: Document) -> tuple[Region, ...]:
    """市商务局 alone says nothing; what the page, its head and its foot name decides."""
    head = " ".join(content for name, content in document.head if name not in OUTSIDE)
    return find_regions(agency, year=year, context=f"{head} {document.text[:4000]} {document.text[-1000:]}")


def _level(agency: str, region: Region | None, catalog: Catalog) -> str | None:
    """The region's level; "town" for a township's own government or office, whose county is the region.

    "ministry" for a department of the State Council.
    """
    if region is None and catalog.agencies.is_central(squeeze(agency)):
        return "ministry"
    if town_of(agency, catalog) is not None:
        return "town"
    return region.level if region else None


def _issue(code: str, message: str, place: Place | None = None) -> Issue:
    return Issue("structure", code, message, place)
