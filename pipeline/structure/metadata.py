"""Who reports, about which year, published when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.catalog import Catalog
from pipeline.catalog.regions import find_regions, full_name
from pipeline.model import Document, Issue, Metadata, Place, Section
from pipeline.text import fold, squeeze

_YEAR = r"(?P<year>(?:19|20)\d\d|[二一][〇○零O0九][〇○零一二O0-9][〇○零一二三四五六七八九O0-9])\s*年?\s*度?"
_DATE = re.compile(r"(?P<y>(?:19|20)\d\d)\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})")
_CHINESE_DATE = re.compile(
    r"(?P<y>[二一][〇○零九][〇○零一二][〇○零一二三四五六七八九])年(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十]{1,3})[日号]"
)
_DIGIT = {**{c: str(i) for i, c in enumerate("〇一二三四五六七八九")}, "○": "0", "零": "0", "O": "0"}


@dataclass(frozen=True, slots=True)
class Title:
    """A report's title as it stands on the page (``place``) or only in the page's head (empty place)."""

    text: str
    agency: str | None
    year: int | None
    place: Place


def find_title(document: Document, catalog: Catalog) -> Title | None:
    """The title: "三明市商务局2017年政府信息公开工作年度报告", or with the year first, or over two lines."""
    kinds = "|".join(sorted(map(re.escape, catalog.outline["title"]["kinds"]), key=len, reverse=True))
    forms = (
        re.compile(rf"(?:关于)?《?(?P<agency>[^\d\s《》,。:;>]{{2,40}}?)(?:关于)?{_YEAR}(?:的|关于)?\s*(?:{kinds})"),
        re.compile(rf"{_YEAR}(?:的|关于)?(?P<agency>[^\d\s《》,。:;>]{{2,40}}?)的?(?:{kinds})"),
        re.compile(rf"(?P<agency>[^\d\s《》,。:;>]{{2,40}}?)(?:{kinds})\(?{_YEAR}\)?"),
    )
    lines = [(fold(document.cut(block.place)), block) for block in document.blocks if not block.cells]
    ordered = [pair for pair in lines if pair[1].content] + [pair for pair in lines if not pair[1].content]
    for line, block in ordered:
        if len(line) <= 80 and (found := _first(forms, line)):
            return _title(found, document.cut(block.place), block.place)
    for _, content in document.head:
        if found := _first(forms, fold(content)):
            return _title(found, content, Place(0, 0))
    for line, block in ordered:
        if len(line) <= 60 and (bare := re.search(rf"(?:{kinds})$", line.strip())):
            year = re.search(_YEAR, line)
            agency = re.sub(_YEAR, "", line[: bare.start()]).strip() or None
            return Title(document.cut(block.place), agency, _year(year["year"]) if year else None, block.place)
    return None


def _first(forms: Sequence[re.Pattern[str]], line: str) -> re.Match[str] | None:
    joined = re.sub(r"(?<=[\u4e00-\u9fff\d]) +(?=[\u4e00-\u9fff\d])", "", line)
    return next((found for form in forms if (found := form.search(joined))), None)


def _title(found: re.Match[str], text: str, place: Place) -> Title:
    return Title(text.strip(), found["agency"].strip("的 "), _year(found["year"]), place)


def _year(printed: str) -> int:
    return int("".join(_DIGIT.get(char, char) for char in printed))


def read_metadata(
    document: Document, catalog: Catalog, title: Title | None, sections: Sequence[Section]
) -> tuple[Metadata, tuple[Issue, ...]]:
    """Metadata of a report. What cannot be found is None, with an ``Issue``."""
    issues: list[Issue] = []
    agency, year = (title.agency, title.year) if title else (None, None)
    signature = next((section for section in sections if section.kind == "signature"), None)
    if agency is None and signature is not None:
        agency = signature.text.split("\n")[0].strip() or None
    if title is None:
        issues.append(Issue("structure", "no_title", "no line reads like the title of an annual report"))
    elif year is None:
        issues.append(Issue("structure", "no_year", f"the title {title.text!r} names no year", title.place))
    region = None
    if agency:
        found = find_regions(agency, year=year, context=document.text[:4000])
        region = found[0] if len(found) == 1 else None
        if len(found) > 1:
            names = " / ".join(full_name(one) for one in found)
            issues.append(Issue("structure", "region_ambiguous", f"{agency} may stand in {names}"))
    published = _published(document, catalog, signature)
    if published is None:
        issues.append(Issue("structure", "no_date", "no date of publication was found"))
    metadata = Metadata(
        title=title.text if title else None,
        agency=agency,
        agency_id=f"{region.code if region else '000000'}-{squeeze(agency)}" if agency else None,
        region_code=region.code if region else None,
        region=full_name(region) if region else None,
        level=region.level if region else None,
        year=year,
        published=published,
    )
    return metadata, tuple(issues)


def _published(document: Document, catalog: Catalog, signature: Section | None) -> date | None:
    """The date after a label such as 时间 in a short line, else in the page's head, else the signature's."""
    labels = "|".join(map(re.escape, catalog.outline["published"]["labels"]))
    labelled = re.compile(rf"(?:{labels})\s*[:】\]]?\s*{_DATE.pattern}")
    for block in document.blocks:
        texts = [cell.text for cell in block.cells] if block.cells else [document.cut(block.place)]
        line = fold(" ".join(texts))
        if len(line) <= 400 and (found := labelled.search(line)) and (day := _day(found)):
            return day
    wanted = [name.lower() for name in catalog.outline["published"]["head"]]
    for name, content in document.head:
        if name.lower() in wanted and (found := _DATE.search(content)) and (day := _day(found)):
            return day
    if signature is not None:
        text = fold(signature.text)
        if (found := _DATE.search(text)) and (day := _day(found)):
            return day
        if found := _CHINESE_DATE.search(text):
            return _chinese_day(found)
    return None


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return None


def _chinese_day(found: re.Match[str]) -> date | None:
    from pipeline.structure.numbering import ordinal

    try:
        return date(_year(found["y"]), ordinal(found["m"]), ordinal(found["d"]))
    except ValueError:
        return None
