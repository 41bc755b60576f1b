"""Which indicator a number of the prose states.

Tried in this order: a phrase in the number's own clause; one that its own clause completes from the clause
before (依申请公开方面,共答复3件) or from the section's heading; one in what an anaphor points to (这两类案件).
No link is an answer, with its reason in ``method``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial

from pipeline.catalog import Catalog
from pipeline.extract.filler import cue_pattern, says_nothing, without_filler
from pipeline.extract.lists import is_tally
from pipeline.extract.naming import fits, pick, settle
from pipeline.extract.passage import TITLE, Passage
from pipeline.extract.phrases import Around, Hit, allowed, find_phrases, last_words
from pipeline.extract.statement import Statement
from pipeline.model import Role

_ALL_OF = 24  # characters between a count and 均为
_FAR = 1000  # farther than any phrase of the clause
_NEAR = 400  # characters of a sentence, on either side of a number


def find_hints(statements: Sequence[Statement], passage: Passage, headings: Sequence[str], catalog: Catalog) -> None:
    """The phrases of each count's clause, and the indicator they name while nothing is known of lists."""
    text = passage.masked
    for item in statements:
        if item.role is not Role.TOTAL:
            continue
        left, right = _window(item, passage)
        hits = find_phrases(text, catalog, passage.recent, left, right)
        hits = [hit for hit in hits if "#" not in _rest(text, hit, item) and not item.start <= hit.start < item.end]
        item.hits = tuple(
            hit for hit in hits if not hit.phrase.adjacent or says_nothing(_between(hit, item, text), catalog)
        )
        around = _around(item, passage, headings)
        behind = _all_of(item, passage, catalog)
        found = pick(item, item.hits, around, catalog, partial(_distance, item=item, behind=behind))
        item.hint = found.phrase.indicator if found else None
        item.is_member = found is not None and found.phrase.member != "total"


def link(item: Statement, passage: Passage, headings: Sequence[str], catalog: Catalog) -> list[Hit]:
    """Set the indicator of a count. Returns further indicators that share its value: 复议、诉讼均为0件."""
    own = item.own_words(passage)
    if own.endswith(catalog.cues["denied"]):
        item.method = "negated"
        return []
    rule = item.value == 1 and own.endswith(catalog.cues["counting_rule"])
    if rule and not own.endswith((*catalog.cues["sum"], *catalog.cues["filler"])):
        item.method = "a rule of counting"  # 一份文件计一条
        return []
    rate = any(word in own[-8:] for word in catalog.cues["frequency"]) and not _named_whole(
        item, "frequency", passage, catalog
    )
    if rate or (item.number.quantity.high is not None and any(word in own for word in catalog.cues["each_of"])):
        item.method = "a rate"
        return []
    if is_tally(item, passage, catalog):
        item.method = "a tally"  # 两项合计9件
        return []
    if item.said is not None:
        around = Around(own, own, tuple(headings))
        chosen = pick(item, find_phrases(own, catalog, passage.recent), around, catalog, lambda hit: -hit.end)
        item.indicator, item.method = (chosen.phrase.indicator, "shares") if chosen else (None, "no phrase")
        return []
    if item.like is not None:
        item.indicator, item.method = item.like.indicator, "as before, in order"
        return []
    kind = item.role is Role.TOTAL and own.endswith(catalog.cues["category"])
    if kind and not own.endswith(catalog.cues["all_kinds"]) and not _named_whole(item, "category", passage, catalog):
        item.method = "a category"
        return []
    shared = _in_clause(item, passage, headings, catalog)
    return shared if shared is not None else _completed(item, passage, headings, catalog)


def _named_whole(item: Statement, cue: str, passage: Passage, catalog: Catalog) -> bool:
    """Whether a phrase beside the number holds the cue itself: 依申请公开类19件, 平均办理时间2天."""
    near = (hit for hit in item.hits if says_nothing(_between(hit, item, passage.masked), catalog))
    words = catalog.cues[cue]
    return any(any(word in passage.masked[h.tail : h.end] for word in words) and fits(item, h, catalog) for h in near)


def _in_clause(item: Statement, passage: Passage, headings: Sequence[str], catalog: Catalog) -> list[Hit] | None:
    """The phrase nearest to the number in its own clause; None if there is none at all."""
    around = _around(item, passage, headings)
    # a phrase that is read only beside its number or others says nothing where these do not stand
    narrow = [hit for hit in item.hits if hit.phrase.within or hit.phrase.after or hit.phrase.adjacent]
    hits = [hit for hit in item.hits if hit not in narrow or fits(item, hit, catalog)]
    behind = _all_of(item, passage, catalog)
    found = pick(item, hits, around, catalog, lambda hit: _distance(hit, item, behind))
    if found is not None:
        plural = _is_plural(item.own_words(passage), catalog)
        return settle(item, found, hits, passage.masked, "clause", catalog, plural=plural)
    if hits:
        item.method = _reason(item, hits, around, catalog)
        return []
    return None


def _around(item: Statement, passage: Passage, headings: Sequence[str]) -> Around:
    left, right = _window(item, passage)
    titled = "《" if TITLE.search(passage.text, left, right) else ""
    return Around(passage.masked[left:right] + titled, _sentence(item, passage.masked), tuple(headings))


def _sentence(item: Statement, text: str) -> str:
    """The sentence of a number; of one that goes on for pages, what is near."""
    return text[max(item.sentence.start, item.start - _NEAR) : min(item.sentence.end, item.end + _NEAR)]


def _window(item: Statement, passage: Passage) -> tuple[int, int]:
    return item.start - len(item.own_words(passage)), item.end + len(item.words_after(passage))


def _completed(item: Statement, passage: Passage, headings: Sequence[str], catalog: Catalog) -> list[Hit]:
    """The phrase that the words before, or a heading, make with the clause: "依申请公开方面" with "共答复"."""
    own, after = item.own_words(passage), item.words_after(passage)
    if item.before is not None and own.strip(" ·,、;") in catalog.cues["adds_up"]:
        item.method = "adds up what stands before it"  # 信息不存在6件,共计52件: no longer the last of the list
        whole = item.before.wholes[0] if len(item.before.wholes) == 1 and item.before.role is Role.PART else None
        if whole is not None and whole.unit == item.unit and not item.adds_up_parts:
            item.indicator, item.member, item.period = whole.indicator, whole.member, whole.period
        return []
    item.method = "no phrase"
    empty = says_nothing(own + after, catalog)
    if "《" in passage.text[item.start - len(own) : item.end] or (item.role is Role.PART and not empty):
        return []  # what has a title, or is an item of a list, is named where it stands
    plural = _is_plural(own, catalog)
    points_back = empty and plural
    rest = without_filler(own, catalog)
    if says_nothing(after, catalog):  # but not 上述33件申请中
        found = cue_pattern("anaphora", catalog).finditer(passage.text, item.clause[0], item.start)
        # the 以上 of a number, 1.2亿元以上项目83个, points to nothing
        points_back = points_back or any(passage.masked[one.start()] != "#" for one in found)
    sentence = _sentence(item, passage.text)
    foreign = any(word in sentence for word in catalog.cues["other_subject"])
    if rest and not points_back and not _may_complete(rest, passage.recent, catalog):
        return []
    for source, before in _earlier(item, passage, headings, points_back):
        if source == "heading" and foreign:
            break  # 受理12345热线诉求412件,答复412件: no requests, whatever the heading
        joined = before + own
        hits = [h for h in find_phrases(joined, catalog, passage.recent) if "#" not in joined[h.start : h.end]]
        if not (points_back or empty):
            # the clause may add the verb, nothing else: "共答复", but not "业务动态类信息", "公布权责清单"
            at = len(before)
            hits = [h for h in hits if h.start < at < h.end]
            hits = [h for h in hits if says_nothing(joined[at : h.tail] + joined[h.end :], catalog)]
        around = Around(joined + after, _sentence(item, passage.masked), tuple(headings))
        chosen = pick(item, hits, around, catalog, lambda hit: -hit.end)
        if chosen is not None:
            return settle(item, chosen, hits, joined, source, catalog, plural=plural, everything=points_back)
    return []


def _may_complete(rest: str, recent: bool, catalog: Catalog) -> bool:
    """Whether what a clause says besides filler can be the end of a phrase: 答复, not 走访相关企业."""
    return rest in _ends(catalog, recent)


@cache
def _ends(catalog: Catalog, recent: bool) -> frozenset[str]:
    """The last words of all phrases, from any of their characters on, less filler."""
    words = last_words(catalog, recent)
    return frozenset(without_filler(word[at:], catalog) for word in words for at in range(len(word)))


def _is_plural(words: str, catalog: Catalog) -> bool:
    """均为0件, 各1件: the number holds for each of those named before."""
    return any(word in words[-6:] for word in catalog.cues["plural"])


def _rest(text: str, hit: Hit, item: Statement) -> str:
    """The hit's text without the number itself: it may span that number but no other."""
    return text[hit.start : min(hit.end, item.start)] + text[max(hit.start, item.end) : hit.end]


def _between(hit: Hit, item: Statement, text: str) -> str:
    return text[hit.end : item.start] if hit.end <= item.start else text[item.end : hit.start]


def _distance(hit: Hit, item: Statement, behind: int) -> int:
    """Characters between a phrase and its number; far, where it only says what all of them are: 均为自然人申请."""
    if hit.end <= item.start:
        return item.start - hit.end
    return max(hit.start - item.end, 0) + (_FAR if hit.start >= behind else 0)


def _all_of(item: Statement, passage: Passage, catalog: Catalog) -> int:
    """Where 均为 or the like follows a number in its clause; the clause's end where it does not."""
    found = cue_pattern("all_of", catalog).search(passage.masked, item.end, item.clause[1])
    return found.end() if found else item.clause[1]


def _earlier(item: Statement, passage: Passage, headings: Sequence[str], points_back: bool) -> list[tuple[str, str]]:
    """Where the subject may stand, nearest first: clauses before, or all that an anaphor points to; headings."""
    before = passage.masked[max(item.sentence.start, item.start - _NEAR) : item.clause[0]]
    if points_back:
        index = passage.sentences.index(item.sentence)
        last = passage.sentences[index - 1] if index else item.sentence
        places = [("anaphora", text) for text in (before, passage.masked[last.start : last.end]) if text.strip("·# ")]
    else:
        clauses = reversed(re.split(r"[,;:()]", before))
        places = [("earlier clause", clause) for clause in clauses if clause.strip("·# ")][:3]
    return [*places, *(("heading", heading) for heading in headings)]


def whole_of(item: Statement, passage: Passage, headings: Sequence[str], catalog: Catalog) -> Hit | None:
    """What all of a count is, said right after it: 收到申请8件,均为自然人提出; 复议2件,均维持."""
    stop = min(item.sentence.end, item.end + _ALL_OF)
    bracketed = passage.text[item.end : item.end + 1] == "("  # 3件(均未审结): drawn over where it holds no number
    text = passage.text if bracketed else passage.masked
    found = cue_pattern("all_of", catalog).search(text, item.end, stop)
    if found is None:
        return None
    between = passage.masked[item.end : found.start()]
    each = found[0].startswith(catalog.cues["plural"])
    if "#" in between and (not each or ";" in between or "其中" in between):
        return None  # 复议7件、诉讼9件,均获维持 holds for both; 9件,其中3件为当面申请 does not
    end = passage.clause(found.end(), found.end(), item.sentence)[1]
    if bracketed:
        end = min(end, text.find(")", item.end) % (len(text) + 1))
    if "#" in passage.masked[found.end() : end]:
        return None  # 12件,申请人为法人的3件: the words of the next number
    around = Around(text[found.end() : end], _sentence(item, passage.masked), tuple(headings))
    hits = find_phrases(text, catalog, passage.recent, found.end(), end)
    for hit in allowed(hits, around):
        phrase = hit.phrase
        listed = item.indicator in phrase.within or catalog.indicators[phrase.indicator].parent == item.indicator
        if listed and item.indicator and says_nothing(text[found.end() : hit.start], catalog):
            if phrase.member != "total":
                return replace(hit, phrase=replace(phrase, indicator=item.indicator))
            if phrase.indicator.split(".")[0] == item.indicator.split(".")[0]:
                return replace(hit, phrase=replace(phrase, member=item.member))  # 直接起诉2件,均维持
            return hit
    return None


def _reason(item: Statement, hits: list[Hit], around: Around, catalog: Catalog) -> str:
    for hit in hits:
        phrase = hit.phrase
        word = next((w for w in phrase.exclude if w in around.clause), None) or next(
            (w for w in phrase.exclude_sentence if w in around.sentence), None
        )
        if word:
            return f"{phrase.indicator} excluded by {word}"
        if item.unit is not None and item.unit not in catalog.families[phrase.units]:
            return f"{phrase.indicator} is not counted in {item.unit}"
        if phrase.needs and not any(word in around.sentence for word in phrase.needs):
            return f"{phrase.indicator}, but nothing says it is about disclosure"
    return "not of the kind its total lists"
