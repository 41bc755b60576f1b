"""The rows of a flattened table: what stands between one label and the next, and which column each value has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.model import Cell, Document, Issue, Place
from pipeline.numeral import cell_number
from pipeline.structure.tables.columns import members_witness
from pipeline.structure.tables.labels import Form, core
from pipeline.structure.tables.rows import Gap, Line, issue
from pipeline.structure.tables.tokens import Token
from pipeline.structure.tables.vocabulary import Vocabulary, header_fits, is_header, names_a_row, title_of
from pipeline.text import squeeze


def header_columns(
    tokens: Sequence[Token], form: Form, known: Vocabulary, year: int | None
) -> tuple[list[int], dict[int, str]]:
    """The panel's columns in the order in which their headers stand, all of them in its order if none does.

    A head of several rows is printed row by row, which is not the order of the columns: theirs is the panel's.
    """
    columns = form.panel.columns
    headers: dict[int, str] = {}
    certain: set[int] = set()
    if not any(column.over for column in columns):
        for token in tokens:
            fits = {i: how for i, one in enumerate(columns) if (how := header_fits(token.text, one, known, year))}
            worn = [i for i, how in fits.items() if how == "worn"]
            sure = [i for i, how in fits.items() if how in ("exact", "stale")] or (worn if len(worn) == 1 else [])
            index = next(iter(sure), None)
            if index is not None and (index not in headers or (fits[index] != "stale" and index not in certain)):
                headers[index] = token.text
                certain |= {index} if fits[index] != "stale" else set()
        if len(headers) == len(columns):
            return list(headers), headers
        values = [token.text for token in tokens if not is_header(token.text, known)]
        if headers and len(values) == len(columns):  # those that are known stand where they are printed
            texts = {text: index for index, text in headers.items()}
            rest = iter(index for index in range(len(columns)) if index not in headers)
            order = [texts[text] if text in texts else next(rest, -1) for text in values]
            if sorted(order) == list(range(len(columns))):  # not where one header is printed twice
                return order, {index: headers.get(index, "") for index in order}
    printed = {squeeze(token.text) for token in tokens}
    named = {
        i: column.label
        for i, column in enumerate(columns)
        if column.over and any(squeeze(header) in printed for header in column.headers)
    }
    order = list(range(len(columns)))
    return order, {index: headers.get(index, named.get(index, "")) for index in order}


def rows_of(
    tokens: Sequence[Token], head: int, known: Vocabulary, document: Document
) -> Iterator[tuple[int, Token, list[Token]]]:
    """Each label with what stands before the next; 其中 alone is dropped, a label over two lines is put together."""
    index = head
    while index < len(tokens):
        at, label = index, tokens[index]
        index += 1
        if index < len(tokens) and tokens[index].kind == "label" and _goes_on(label.text, tokens[index].text, known):
            whole = Place(label.place.start, tokens[index].place.end)
            label = Token(document.cut(whole), whole, "label")
            index += 1
        rest = []
        while index < len(tokens) and tokens[index].kind != "label":
            rest.append(tokens[index])
            index += 1
        yield at, label, rest


def _goes_on(label: str, following: str, known: Vocabulary) -> bool:
    """Whether the next line belongs to a label: its other half, or its remark in brackets."""
    if names_a_row(following, known):
        return False
    if not names_a_row(label, known):
        return names_a_row(label + following, known)
    folded = squeeze(following)
    return folded.startswith("(") and core("_" + folded) == "_" and not title_of(following, known)


def starts_of(rows: Sequence[list[Cell]], count: int) -> dict[int, int]:
    """Where the values begin in rows of so many cells, as the rows tell that have all their values.

    "主动公开信息数 | 条 | 41 | 128 |" closes each row with a bar; "2.政府公报 | 条 |  |  |" does so, too.
    """
    seen: dict[int, set[int]] = {}
    for values in rows:
        printed = [i for i, cell in enumerate(values) if squeeze(cell.text)]
        if len(values) > count and len(printed) == count == printed[-1] - printed[0] + 1:
            seen.setdefault(len(values), set()).add(printed[0])
    return {length: min(starts) for length, starts in seen.items() if len(starts) == 1}


def line_of(
    no: int, label: Cell, unit: Cell | None, values: list[Cell], columns: Sequence[int], form: Form,
    starts: Mapping[int, int],
) -> tuple[Line, Issue | None]:  # fmt: skip
    count = len(form.panel.columns)
    printed = [cell for cell in values if squeeze(cell.text)]
    if len(printed) > count and len({squeeze(cell.text) for cell in printed}) == 1 and _is_dash(printed[0]):
        own = printed[:count]  # a heading's dashes, one of them for its unit
    else:
        own = window(values, columns, form, starts.get(len(values))) if len(values) > count else values
    if len(own) == count:
        placed = dict(zip(columns, own, strict=True))
        return Line(label, unit, tuple(placed[index] for index in range(count))), None
    if not own:
        return Line(label, unit, (Gap.BLANK,) * count), None
    message = (
        f"table {no}, row {label.text}: {len(values)} values are printed where form {form.template.id} has {count}, "
        "and the flattened table does not tell which is which; look at the page"
    )
    return Line(label, unit, (Gap.UNREAD,) * count), issue("value_missing", message, label.place)


def _is_dash(cell: Cell) -> bool:
    return not any(sign.isdigit() for sign in cell.text)


def window(values: list[Cell], columns: Sequence[int], form: Form, start: int | None) -> list[Cell]:
    """The values among more cells, where only empty ones stand around them: spans become empty cells between bars.

    ``start``: where they begin in the table's other rows of this length.
    """
    count = len(form.panel.columns)
    windows = {
        at: values[at : at + count]
        for at in range(len(values) - count + 1)
        if not any(squeeze(cell.text) for cell in (*values[:at], *values[at + count :]))
    }
    if start is not None and start in windows:
        return windows[start]
    if len(windows) == 1:
        return next(iter(windows.values()))
    if windows and not any(squeeze(cell.text) for cell in values):
        return values[:count]
    numbers = {at: [cell_number(cell.text) for cell in own] for at, own in windows.items()}
    telling = [own for at, own in windows.items() if members_witness(numbers[at], columns, form)]
    return telling[0] if len(telling) == 1 else values
