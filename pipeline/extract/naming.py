"""Which of the phrases near a number names it, and what the number has from its total and its neighbours."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.catalog import Catalog
from pipeline.extract.phrases import Around, Hit, allowed, coordinated, may_list
from pipeline.extract.statement import Statement
from pipeline.model import Role


def pick(
    item: Statement, hits: Sequence[Hit], around: Around, catalog: Catalog, distance: Callable[[Hit], int]
) -> Hit | None:
    fitting = [hit for hit in allowed(hits, around) if fits(item, hit, catalog)]
    whole = item.wholes[0].indicator if item.wholes and item.role is Role.PART else None

    def rank(hit: Hit) -> tuple[object, ...]:
        phrase = hit.phrase
        of_all = phrase.member == "total"
        # 驳回诉讼请求1件 of 诉讼2件 says more than 诉讼; 自然人的申请 is of a member, however long the other phrase is
        repeats = of_all and phrase.indicator == whole and hit.end != item.start
        return repeats, distance(hit), of_all, hit.start - hit.end, not (phrase.after or phrase.within), hit.order

    return min(fitting, key=rank, default=None)


def fits(item: Statement, hit: Hit, catalog: Catalog) -> bool:
    phrase = hit.phrase
    if item.unit is not None and item.unit not in catalog.families[phrase.units]:
        return False
    wholes = {whole.indicator for whole in item.wholes} if item.role is Role.PART else set()
    if phrase.after and not _follows(item, phrase.after):
        return False
    if phrase.within:
        return not wholes.isdisjoint(phrase.within)
    if not any(wholes):
        return True
    return any(may_list(whole, phrase.indicator, catalog) for whole in wholes if whole)


def _follows(item: Statement, indicators: Sequence[str]) -> bool:
    """Whether the last count before it that is linked is of one of these: 有效15件(其中制发3件),修订1件,废止2件."""
    before = item.before
    while before is not None and (before.role is Role.PART or _is_unnamed_beside(before, item)):
        if before.indicator in indicators:
            return True
        before = before.before
    return before is not None and before.indicator in indicators


def _is_unnamed_beside(before: Statement, item: Statement) -> bool:
    """出台规章2件、修改1件、废止1件: what is not linked in the same clause."""
    return before.indicator is None and before.clause == item.clause


def settle(
    item: Statement, found: Hit, hits: list[Hit], text: str, method: str, catalog: Catalog,
    plural: bool, everything: bool = False,
) -> list[Hit]:  # fmt: skip
    """Take ``found``; of several named together, each has a zero and a number that is 均, and no other."""
    fitting = [hit for hit in hits if fits(item, hit, catalog)]
    group = coordinated(fitting, found, text)
    each = item.value == 0 or plural
    if everything and each:
        seen = {one.phrase.indicator for one in group}
        for hit in fitting:
            if (hit.phrase.zero or item.value != 0) and hit.phrase.indicator not in seen:
                seen.add(hit.phrase.indicator)
                group.append(hit)
    if len(group) > 1 and not each:
        item.method = "counts several indicators together"
        return []
    item.indicator, item.member = _told(group[0], item)
    item.method = method
    return [hit for hit in group[1:] if hit.phrase.zero or item.value != 0]


def _told(hit: Hit, item: Statement) -> tuple[str, str]:
    """What a phrase names: indicator and member. A part has one of them from its total.

    自然人 among requests in hand are in hand too; 结果维持2件 of 未经复议直接起诉3件 were not reconsidered either.
    """
    phrase = hit.phrase
    whole = item.wholes[0] if item.role is Role.PART else None
    if whole is None or whole.indicator is None:
        return phrase.indicator, phrase.member
    if phrase.member != "total":
        return whole.indicator if whole.indicator in phrase.within else phrase.indicator, phrase.member
    alike = phrase.indicator.split(".")[0] == whole.indicator.split(".")[0]
    return phrase.indicator, whole.member if alike else "total"
