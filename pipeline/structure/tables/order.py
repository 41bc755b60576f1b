"""Whether the values of a flattened table stand behind their own labels.

A page may print the values of a row before its label, lose a label, or lose every line that it has printed before. One
row tells nothing then, but the rows together do: some have too many values, others none.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.numeral import cell_number, is_dash
from pipeline.structure.tables.tokens import Token
from pipeline.text import squeeze

MIN_CODES = 2  # values with a leading zero in front of a form's rows
STEP = 3  # from one code to the next, where rows between them are lost


def led_by_values(head: Sequence[Token], is_header: Sequence[bool], columns: int) -> bool:
    """Whether the values of the first row stand before its label: "97", "255", "主动公开文件数".

    Under 甲 乙 丙 a form numbers its columns: 1, 2.
    """
    last = len(head)
    while last > 0 and head[last - 1].kind == "value":
        last -= 1
    if all(is_header[last:]):
        return False
    values = [squeeze(token.text) for token in head[last:]]
    numbered = len(head) > columns and values == [str(i) for i in range(1, len(values) + 1)]
    return len(values) >= columns and not numbered


def displaced(counts: Sequence[int], columns: int) -> set[int]:
    """The rows whose values may be another's: from one with too many values to the nearest ones without any.

    ``counts``: of the values of each row. Between "甲 1", "2 乙" and "3 丙" the label 乙 has the value of 丙.
    """
    found: set[int] = set()
    for row, count in enumerate(counts):
        if count > columns:
            above = next((i for i in range(row - 1, -1, -1) if counts[i] == 0), row)
            below = next((i for i in range(row + 1, len(counts)) if counts[i] == 0), row)
            found |= set(range(above, below + 1))
    return found


def has_lost_repeats(values: Sequence[str]) -> bool:
    """Whether a page has removed every line that was there before, and with them most of the zeros.

    No value is printed twice, a zero or a dash among them: an agency that leaves its zeros empty prints none at all.
    """
    texts = [squeeze(text) for text in values]
    return len(set(texts)) == len(texts) and any(cell_number(text) == 0 or is_dash(text) for text in texts)


def codes_of(rows: Sequence[Sequence[str]], announced: bool) -> set[int]:
    """The rows whose first value is their code: 01, 02, … 49**. A count is not written 01.

    ``announced``: the head has 代码.
    """
    firsts = {i: squeeze(row[0]).rstrip("*") for i, row in enumerate(rows) if row}
    firsts = {i: text for i, text in firsts.items() if len(text) == 2 and text.isdecimal()}
    if not announced and sum(text[0] == "0" for text in firsts.values()) < MIN_CODES:
        return set()
    found: set[int] = set()
    last = 0
    for i, text in firsts.items():
        if 0 < int(text) - last <= STEP or (not found and (announced or text[0] == "0")):
            found.add(i)
            last = int(text)
    return found
