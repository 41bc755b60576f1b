"""Growth, multiples and shares, with the numbers they speak of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pipeline.catalog import Catalog
from pipeline.extract.lists import like_units
from pipeline.extract.passage import Passage
from pipeline.extract.phrases import find_phrases
from pipeline.extract.statement import Statement
from pipeline.model import Period, Role
from pipeline.text import any_of

_BRACKETS = re.compile(r"\([^()]*\)")
_STOP = re.compile(r"[,;:。]")
_MANY = 80  # numbers before a share that it may speak of


class _Words:
    def __init__(self, catalog: Catalog) -> None:
        cues = catalog.cues
        up, down = any_of(cues["up"]), any_of(cues["down"])
        level = any_of(cues["level"])
        # 增长26%, 增长了约26%, 增幅为26%; not 提高到78%
        # 比上年多收11件, 多发布105条: what there was more of
        verb = r"(?:(?<=[多少])[\u4e00-\u9fff]{1,4})?"
        self.moves = re.compile(rf"(?:(?P<up>{up})|(?P<down>{down})){verb}(?:了|幅度|率|幅|近|约|为|·|\s)*$")
        self.level = re.compile(rf"(?:{up}|{down})(?:{level})[^#]*$")
        self.compare = re.compile(any_of(cues["compare"]))
        self.compared = re.compile(rf"(?:{any_of(cues['compare'])})[^,;。]*相?比[^,;。]*,\s*$|相比\s*,\s*$")
        self.base = re.compile(any_of(cues["base_year"]))
        self.reached = re.compile(rf"^[,;\s]*(?:{any_of(cues['reached'])})[^,;。#]{{0,3}}$")
        self.share = re.compile(rf"(?:{any_of(cues['share_of'])})(?P<of>[^,;:。#]{{0,24}})$")
        self.each = re.compile(rf"(?:{any_of(cues['each'])})[^#,;]{{0,8}}$")
        self.ratio = re.compile(any_of(cues["share"]))
        self.difference = re.compile(any_of(cues["difference"]))
        words = any_of(cues["share_words"])
        self.share_ends = re.compile(rf"^(?:{words})+|(?:{words})+$")


@cache
def _words(catalog: Catalog) -> _Words:
    return _Words(catalog)


def find_differences(statements: Sequence[Statement], passage: Passage, catalog: Catalog) -> None:
    """法定时限153个,承诺时限80个,压缩时限73个: the third is the first less the second."""
    words = _words(catalog)
    for index, item in enumerate(statements):
        own = item.own_words(passage)
        if item.role is not Role.TOTAL or not words.difference.search(own) or words.compare.search(own):
            continue
        here = [s for s in statements[max(0, index - _MANY) : index] if s.sentence is item.sentence]
        before = [s for s in here if s.unit == item.unit and s.is_count][-2:]
        if len(before) == 2:
            minuend, subtrahend = sorted(before, key=lambda s: -s.value)
            item.role, item.wholes = Role.DIFFERENCE, [minuend, subtrahend]


def find_growth(statements: Sequence[Statement], passage: Passage, year: int | None, catalog: Catalog) -> None:
    """比2016年增长26%, 同比增加12件, 是去年的1.5倍: role, direction and base year."""
    words = _words(catalog)
    last: Statement | None = None
    for item in statements:
        own = item.own_words(passage)
        # 比2011年(68条)增加6条: brackets do not end a comparison
        unbracketed = _BRACKETS.sub("", passage.masked[item.sentence.start : item.start])
        clause = _STOP.split(unbracketed)[-1]
        before = passage.masked[item.sentence.start : item.clause[0]]
        moves = words.moves.search(own)
        compared = words.compare.search(clause) or words.compared.search(before)
        if moves and not compared and last is not None and last.sentence is item.sentence:
            # 办结率较上年提升1.5个百分点,平均天数缩短3天; 新增 and 增 alone are no comparison
            compared = moves if last.role is Role.GROWTH and len(moves["up"] or moves["down"]) > 1 else None
        if item.role is Role.MULTIPLE or (moves and (item.role is Role.PERCENT or compared)):
            if item.role in (Role.PERCENT, Role.TOTAL):
                item.role = Role.GROWTH
            item.period = Period.YEAR  # the growth is this year's, whatever year it is measured against
            item.falls = bool(moves and moves["down"])
            said = passage.text[item.sentence.start : item.start]
            item.base_year = _base_year(said, own, year, bool(compared), words)
        elif last is not None and last.role is Role.GROWTH and _goes_on(last, item, passage):
            item.role, item.period, item.falls, item.base_year = Role.GROWTH, last.period, last.falls, last.base_year
        last = item


def _goes_on(growth: Statement, item: Statement, passage: Passage) -> bool:
    """分别增长11.2%和4.7%: the second is a growth as the first is."""
    between = passage.masked[growth.end : item.start]
    return item.role is Role.PERCENT and item.unit == growth.unit and between in ("、", "和", "与", "及")


def _base_year(before: str, own: str, year: int | None, compared: bool, words: _Words) -> int | None:
    clauses = _STOP.split(before)
    near = "".join(clauses[-2:])
    if compared:
        years = [int(found) for found in re.findall(r"(?:19|20)\d\d(?=\s*年)", near)]
        named = [found for found in years if found != year]
        if named:
            return named[-1]
    if year is not None and (words.base.search(near) or words.compare.search(own)):
        return year - 1
    return None


def find_operands(statements: Sequence[Statement], passage: Passage, catalog: Catalog) -> None:
    """The count a growth or a share speaks of; for a share also what it is a share of."""
    words = _words(catalog)
    given = _given_in_order(statements, passage, catalog, words)
    for index, item in enumerate(statements):
        if item in given:
            continue
        if item.role in (Role.GROWTH, Role.MULTIPLE):
            item.operand = _grown(index, statements, passage, catalog, words)
        elif item.role is Role.PERCENT:
            _share(index, statements, passage, catalog, words)


def _given_in_order(
    statements: Sequence[Statement], passage: Passage, catalog: Catalog, words: _Words
) -> set[Statement]:
    """412条、386条、1508条,分别占17.9%、16.7%、65.4%: each share is of the count in its place.

    Where the numbers of counts and shares differ, no share has an operand.
    """
    given: set[Statement] = set()
    for index, first in enumerate(statements):
        if first.role is not Role.PERCENT or first in given or not words.each.search(first.own_words(passage)):
            continue
        run = [first]
        for item in statements[index + 1 :]:
            between = passage.masked[run[-1].end : item.start]
            if item.role is not Role.PERCENT or not re.fullmatch(r"[、,和及与\s]*", between):
                break
            run.append(item)
        near = [s for s in statements[max(0, index - _MANY) : index] if s.is_count and s.sentence is first.sentence]
        parts = near[-len(run) :]
        given.update(run)
        listed = len({(*(id(whole) for whole in part.wholes), part.list_no) for part in parts}) == 1
        if len(run) > 1 and len(parts) == len(run) and listed:
            for share, part in zip(run, parts, strict=True):
                share.operand, share.wholes = part, _whole(part, near[: -len(run)], catalog)
    return given


def _grown(
    index: int, statements: Sequence[Statement], passage: Passage, catalog: Catalog, words: _Words
) -> Statement | None:
    """The figure that grew: the one reached right after, else the one before of what the clause names, if it does."""
    item = statements[index]
    named = {hit.phrase.indicator for hit in find_phrases(item.own_words(passage), catalog, passage.recent)}
    if index + 1 < len(statements):
        following = statements[index + 1]
        between = passage.masked[item.end : following.start]
        if following.sentence is item.sentence and following.is_count and words.reached.search(between):
            return following  # 比2016年增长26%,达到316条
    unit = item.unit if item.role is Role.GROWTH and item.unit != "%" else None
    base = statements[index - 1] if index else None
    if base is not None and base.sentence is item.sentence and base.period is Period.PREVIOUS_YEAR and base.is_count:
        # 与2018年的118件相比,新收申请增长21.2%: the base counts what has grown; without a name, its own words tell
        if named and base.method == "as before":
            base.indicator = next(iter(named)) if len(named) == 1 else base.indicator
        if alike := _of_base(base, named, statements[:index]):
            return alike
    for earlier in reversed(statements[:index]):
        near = earlier.sentence is item.sentence or item.start - earlier.end < 120
        if not near:
            return None
        if (
            earlier.role in (Role.TOTAL, Role.PART)
            and earlier.period in (None, Period.YEAR)
            and (earlier.role is Role.TOTAL or earlier.sentence is item.sentence)
            and (not named or earlier.indicator in named)
            and (unit is None or like_units(unit, earlier.unit, catalog))
        ):
            return earlier
    return None


def _of_base(base: Statement, named: set[str], before: Sequence[Statement]) -> Statement | None:
    """This year's total of what the base counts: 公开220条,…制发46件。上年公开198条,今年增长11.1%."""
    wanted = named or ({base.indicator} if base.indicator and base.method != "as before" else set())
    for earlier in reversed(before):
        own = earlier.role in (Role.TOTAL, Role.PART) and earlier.period in (None, Period.YEAR)
        if own and earlier.unit == base.unit and earlier.indicator in wanted and earlier.member == "total":
            return earlier
    return None


def _share(index: int, statements: Sequence[Statement], passage: Passage, catalog: Catalog, words: _Words) -> None:
    item = statements[index]
    before = [s for s in statements[max(0, index - _MANY) : index] if s.is_count]
    if not before:
        return
    own = item.own_words(passage)
    nearest = before[-1]
    if nearest.sentence is not item.sentence:
        return
    if words.difference.search(own):  # 法定153个,压缩73个,平均压缩比例48%
        if nearest.role is Role.DIFFERENCE:
            item.operand, item.wholes = nearest, nearest.wholes[:1]
        return
    between = passage.masked[nearest.end : item.start]
    if between == "(" or re.fullmatch(r"\((?:占(?:比)?)?", between):
        item.operand, item.wholes = nearest, _whole(nearest, before[:-1], catalog)
        return
    share = words.share.search(own)
    if share is None:
        return
    named = share["of"]
    if not words.ratio.search(own) and "的" not in named:
        return  # 是, 为 open a share only as 是主办件的50%
    if len(re.sub(r"[\s·]", "", between[: between.rfind(share[0])])) > 10 or ";" in between:
        return
    key = named
    while (stripped := words.share_ends.sub("", key)) != key:
        key = stripped
    item.operand = nearest
    item.wholes = _named(key, nearest, before[:-1], passage) if key else _whole(nearest, before[:-1], catalog)


def _whole(part: Statement, before: Sequence[Statement], catalog: Catalog) -> list[Statement]:
    """What a part is a share of where the sentence does not name it: its list's total, else the nearest one."""
    if part.wholes and part.role is Role.PART:
        return part.wholes
    for earlier in reversed(before):
        if earlier.role is Role.TOTAL and earlier.unit == part.unit and earlier.value >= part.value:
            return [earlier] if part.start - earlier.end < 200 else []
    return []


def _named(key: str, part: Statement, before: Sequence[Statement], passage: Passage) -> list[Statement]:
    """The nearest count before whose words hold ``key``: 占主办件数 of "主办的16件"."""
    for earlier in reversed(before):
        if earlier.value >= part.value and key in earlier.own_words(passage) + earlier.words_after(passage):
            return [earlier]
    return []
