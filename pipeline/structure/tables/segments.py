"""A true table → the rows that may be one panel each.

It is cut where a title or another head stands, and where a label belongs to no panel of the labels before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.model import Cell
from pipeline.structure.tables.grid import Grid, is_numbers_only, is_title_row
from pipeline.structure.tables.labels import Form, is_of_which, is_value
from pipeline.structure.tables.vocabulary import (
    Vocabulary,
    Wanted,
    choose,
    choose_unlabelled,
    forms_of_row,
    is_header,
    names_a_row,
    names_any_column,
    title_of,
)
from pipeline.text import squeeze

MIN_OTHER = 4  # labels of another panel


@dataclass(slots=True)
class Segment:
    """Rows of the grid that may be one panel."""

    rows: list[int] = field(default_factory=list)
    labels: dict[int, Cell] = field(default_factory=dict)  # of rows that name a row of some form
    forms: frozenset[int] | None = None  # that have all its labels
    above: Sequence[int] = ()  # the head it stands under where it has none of its own
    form: Form | None = None  # if it is known already


def is_aside(text: str, known: Vocabulary) -> bool:
    """A row that belongs to a table without being a row of the form: its header again, 其中 alone, who filled it in."""
    if is_header(text, known) or is_of_which(text):
        return True
    return squeeze(text).startswith(known.notes) and not names_a_row(text, known)  # 注册用户数 is no 注


def cut_panels(grid: Grid, labels: Mapping[int, Cell], known: Vocabulary, wanted: Wanted) -> list[Segment]:
    """The whole table if one panel explains it, else its rows cut at titles, heads and changes of panel."""
    whole = Segment(list(range(1, grid.height + 1)))
    titled = any(title_of(cell.text, known) for cell in grid.cells)
    if not titled:
        whole.form = chosen_form(grid, whole, labels, known, wanted)
        if whole.form is not None and not _another_below(whole.form, [labels[row].text for row in labels], known):
            return [whole]
        whole.form = None
    segments = [Segment()]
    for row in whole.rows:
        now = segments[-1]
        label = labels.get(row)
        own = forms_of_row(label.text, known) if label is not None else frozenset()
        if is_title_row(grid, row, known) or (not own and _is_head_row(grid, row, known)):
            if now.labels:
                segments.append(Segment([row]))
            else:
                now.rows.append(row)
            continue
        if own and now.forms is not None and not own & now.forms:
            now = Segment(above=_head_above(grid, now, known))
            segments.append(now)
        now.rows.append(row)
        if own and label is not None:
            now.labels[row] = label
            now.forms = own if now.forms is None else own & now.forms
        elif is_numbers_only(grid, row, known) and not now.labels:
            now.labels[row] = grid.own(row)[0]  # numbers without a label: the row of an unlabelled panel
    return [part for segment in segments for part in _without_words(grid, segment, labels, known)]


def _another_below(form: Form, labels: Sequence[str], known: Vocabulary) -> bool:
    """Whether the last rows are all of another panel, and of this one none."""
    number, count = known.forms.index(form), 0
    common = frozenset(range(len(known.forms)))
    for own in (forms_of_row(label, known) for label in reversed(labels)):
        if number in own or (own and not own & common):
            break
        count += bool(own)
        common &= own or common
    return count >= MIN_OTHER


def _head_above(grid: Grid, segment: Segment, known: Vocabulary) -> list[int]:
    """The rows of a panel's head, which the panels below it may have in common."""
    first = min(segment.labels)
    return [row for row in segment.rows if row < first and _is_head_row(grid, row, known)] or list(segment.above)


def _without_words(grid: Grid, segment: Segment, labels: Mapping[int, Cell], known: Vocabulary) -> Iterator[Segment]:
    """The segment, and apart from it the rows at its end that no form has and that hold words: 工作人员, 专职2人。"""
    at = len(segment.rows)
    while at > 0 and segment.labels and _holds_words(grid, segment.rows[at - 1], labels, known):
        at -= 1
    words, segment.rows = segment.rows[at:], segment.rows[:at]
    yield segment
    if words:
        yield Segment(words)


def _holds_words(grid: Grid, row: int, labels: Mapping[int, Cell], known: Vocabulary) -> bool:
    if row not in labels:
        return False
    texts = grid.texts([row])
    none = not any(names_a_row(text, known) or is_aside(text, known) for text in texts)
    return len(texts) > 1 and none and not any(is_value(t, known.units) or squeeze(t) in known.units for t in texts)


def _is_head_row(grid: Grid, row: int, known: Vocabulary) -> bool:
    """A row with a header and no numbers: 其他 with numbers behind it is a row."""
    texts = [cell.text for cell in grid.own(row) if squeeze(cell.text)]
    heads = [is_header(text, known) or names_any_column(text, known, None) for text in texts]
    return any(heads) and not any(is_value(text) and not head for text, head in zip(texts, heads, strict=True))


def chosen_form(
    grid: Grid, segment: Segment, labels: Mapping[int, Cell], known: Vocabulary, wanted: Wanted
) -> Form | None:
    own = [(row, labels[row].text) for row in segment.rows if row in labels]
    first = next((row for row, text in own if names_a_row(text, known)), None)
    if first is None:
        return choose_unlabelled(grid.texts(_head_rows(grid, segment, known)), known, wanted)
    head = grid.texts([row for row in segment.rows if row < first] or segment.above)
    texts = [text for row, text in own if row >= first and not is_aside(text, known)]
    before = [text for row, text in own if row < first and not is_aside(text, known)]
    before = [text for text in before if not names_any_column(text, known, None)]
    return choose([*before, *texts], head, known, wanted)


def _head_rows(grid: Grid, segment: Segment, known: Vocabulary) -> list[int]:
    first = next((row for row in segment.rows if is_numbers_only(grid, row, known)), None)
    return [row for row in segment.rows if first is None or row < first]
