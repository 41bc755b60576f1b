"""What ``outline.toml`` says, as the patterns and questions that several stages share."""

from __future__ import annotations

import re

from pipeline.catalog import Catalog
from pipeline.text import any_of

SHORT = 400  # characters; a page that says more is a page of its own


def kind_of_report(catalog: Catalog) -> str:
    """A pattern for the words that every title holds: 政府信息公开工作年度报告."""
    words = catalog.outline["title"]
    return rf"(?:{any_of(words['subjects'])})(?:{any_of(words['between'])})*(?:{any_of(words['ends'])})"


def title_words(catalog: Catalog) -> str:
    """The same where they name a report, not a circular on how to write one: …年度报告编制工作的通知."""
    return rf"{kind_of_report(catalog)}(?!{any_of(catalog.outline['title']['not_followed'])})"


def page_of_server(said: str, catalog: Catalog) -> tuple[str, str] | None:
    """What a short page without a report shows in its place: the code of the issue, and the words that tell."""
    for code, words in catalog.outline["instead"].items():
        if found := re.search(any_of(words), said):
            return code, f"the words {found[0]}"
    return None


def tells_all(title: str, catalog: Catalog) -> bool:
    """Whether a heading without white space says all there is to say: 六、其他需要报告的事项:无; 四、2011年没有收费."""
    words = catalog.outline["empty"]
    return title.endswith(words["told_ends"]) or any(sign in title for sign in words["told_signs"])


def town_of(name: str, catalog: Catalog) -> str | None:
    """三胡乡 of 三胡乡人民政府; None of a body that is no town's."""
    words = catalog.outline["agency"]
    for office in words["town_offices"]:
        name = name.removesuffix(office)
    return name if name.endswith(words["town"]) else None
