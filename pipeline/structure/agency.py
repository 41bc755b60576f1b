"""Who reports: the agency's name, from the first source that has it.

Title, opening sentence (现将某局…, 由某局…编制), signature, label (发布机构, 来源), whom to ask. Where the title has
the name short (市商务局), or it stands only in the page's head (某市环保局), the signature's full name goes before it.
"""

from __future__ import annotations

import re

from pipeline.catalog import Catalog
from pipeline.model import Document, Section
from pipeline.structure.dates import first_date
from pipeline.structure.said import Value, quoted, short_lines, spaced, unsure
from pipeline.structure.title import Title
from pipeline.text import any_of, fold, shortens


def find_agency(
    document: Document, catalog: Catalog, title: Title | None, signature: Section | None
) -> Value[str] | None:
    words = catalog.outline["agency"]
    signed = []
    for line in signature.text.split("\n") if signature else ():
        name = "".join(line.split())
        if _is_name(name, words["ends"]) and first_date(fold(line)) is None:
            signed.append(name)
    if title is not None and title.agency:
        # 市商务局, where the signature has 三明市商务局; 某市环保局 in the page's head, where it has 某市环境保护局
        short = title.agency if title.source != "page" or title.agency.startswith(words["areas"]) else None
        if short and (whole := next((name for name in signed if name != short and shortens(short, name)), None)):
            return Value(whole, f"the signature; the title has {short}")
        # 某市, where the signature has 某市人民政府: the government reports for its area
        government = title.agency + "".join(catalog.outline["title"]["shared"])
        if government in signed and title.agency.endswith(words["areas"]):
            return Value(government, f"the signature; the title has {title.agency}")
        if whole := _in_full(title.agency, _made_by(document, catalog) or "", words["areas"]):
            return Value(whole, f"the sentence that says who made the report; the title has {title.agency}")
        return Value(title.agency, unsure(title))
    if made := _made_by(document, catalog):
        return Value(made, "the sentence that says who made the report")
    if signed:
        return Value(signed[0], "the signature")
    label = re.compile(rf"(?:{spaced(words['labels'])})\s*[:】\]|]\s*(?P<name>[^\s:|]+)")
    for line in short_lines(document):
        for found in label.finditer(line):
            name = found["name"].strip("[]【】()")
            if name not in words["not_names"] and _is_name(name, words["ends"]):
                return Value(name, f"the line {quoted(found[0])}")
    if asked := _asked(document, catalog):
        return Value(asked, "the sentence that says whom to ask")
    return None


def _in_full(agency: str, maker: str, areas: tuple[str, ...]) -> str | None:
    """某区人民政府 with the city before it, where 某市某区人民政府办公室 made the report."""
    before, found, _ = maker.partition(agency)
    return before + agency if found and len(before) > 1 and before.endswith(areas) else None


def _made_by(document: Document, catalog: Catalog) -> str | None:
    """由某市人民政府信息公开工作办公室根据《条例》编制: the agency is what stands before the words of the subject."""
    words = catalog.outline["announcement"]
    by, ends = any_of(words["made_by"]), any_of(words["made_by_ends"])
    for found in re.finditer(rf"(?:{by})(?P<name>[^。;,:、《\s]{{3,40}}?)(?:{ends})", fold(document.text[:2000])):
        name = re.split(any_of(catalog.outline["title"]["subjects"]), found["name"])[0]
        last, first = catalog.outline["title"]["shared"]
        if name.endswith(last) and found["name"].startswith(name + first):
            name += first
        if _is_name(name, catalog.outline["agency"]["ends"]) and not _speaks_of_itself(name, catalog):
            return name
    return None


def _asked(document: Document, catalog: Catalog) -> str | None:
    """如对本报告有疑问,请与某旗某苏木人民政府办公室联系: the agency is what stands before its office."""
    words = catalog.outline["announcement"]
    by, ends = any_of(words["contact"]), any_of(words["contact_ends"])
    office = re.compile(rf"(?:{any_of(words['offices'])})$")
    for found in re.finditer(rf"(?:{by})(?P<name>[^。;,:、《()\s]{{3,40}}?)(?:{ends})", fold(document.text[:3000])):
        name = re.split(any_of(catalog.outline["title"]["subjects"]), found["name"])[0]
        whole = office.sub("", name)
        for one in (whole, name):
            if _is_name(one, catalog.outline["agency"]["ends"]) and not _speaks_of_itself(one, catalog):
                return one
    return None


def _speaks_of_itself(name: str, catalog: Catalog) -> bool:
    """我局, 本机关办公室: no name."""
    return name.startswith(catalog.outline["agency"]["own"])


def _is_name(name: str, ends: tuple[str, ...]) -> bool:
    return 3 <= len(name) <= 40 and name.endswith(ends) and not re.search(r"[\d。,;:]", name)
