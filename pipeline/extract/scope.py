"""In whose name a number of the prose is given: the agency's own, or the whole area's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline.catalog import Catalog
from pipeline.extract.passage import Passage, Sentence
from pipeline.model import Scope
from pipeline.text import any_of


@dataclass(frozen=True, slots=True)
class _Words:
    own: re.Pattern[str]
    area: re.Pattern[str]
    area_here: re.Pattern[str]
    government: re.Pattern[str]


@cache
def _words(catalog: Catalog) -> _Words:
    cues = catalog.cues
    return _Words(
        own=re.compile(any_of(cues["own"])),
        area=re.compile(any_of(cues["area"])),
        area_here=re.compile(any_of(cues["area"] + cues["area_here"])),
        government=re.compile(any_of(cues["government"])),
    )


def scope_of(
    at: int, passage: Passage, sentence: Sentence, agency: str | None, catalog: Catalog, here: bool = True
) -> Scope | None:
    """In whose name the sentence speaks at ``at``; None if it does not say.

    With ``here`` False only what holds beyond the sentence counts: 全市, not 发各部门.
    """
    words = _words(catalog)
    areas = words.area_here if here else words.area
    own = [found.end() for found in words.own.finditer(passage.text, sentence.start, at)]
    if agency and (named := passage.text.rfind(agency, sentence.start, at)) >= 0:
        own.append(named + len(agency))
    area = [found.end() for found in areas.finditer(passage.masked, sentence.start, at)]
    if area and agency and words.government.search(agency):
        own += area  # a government reports on its area
        area = []
    if not own and not area:
        return None
    return Scope.OWN if max(own, default=-1) > max(area, default=-1) else Scope.AREA
