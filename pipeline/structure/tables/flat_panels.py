"""The cells of flattened tables, in a row: where one panel ends and the next begins, and which form each is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.model import Document
from pipeline.structure.tables.labels import Form
from pipeline.structure.tables.segments import MIN_OTHER, is_aside
from pipeline.structure.tables.tokens import Token, tokens_of
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

MIN_OTHER_HEADS = 8  # heads of another panel: 结果维持, 结果纠正, …


def forms_apart(first: int, last: int, document: Document, known: Vocabulary, wanted: Wanted) -> list[tuple[int, int]]:
    """A run of lines cut where another form begins: two tables stand below each other, captions between them at most.

    The panels of one printed table stay together, also where one is of an older version of the form.
    """
    tokens: list[Token] = []
    block_of: list[int] = []
    for i in range(first, last + 1):
        own = tokens_of(document.blocks[i], document, known)
        tokens += own
        block_of += [i] * len(own)
    cuts, at, before = [first], 0, None
    for stretch in panels_of(tokens, known, wanted):
        form = form_of(stretch, known, wanted)
        if form is not None:
            if before is not None and _is_other(before, form) and at and block_of[at] > block_of[at - 1]:
                cuts.append(block_of[at])
            before = form
        at += len(stretch)
    return [(start, end - 1) for start, end in pairwise([*cuts, last + 1])]


def _is_other(before: Form, form: Form) -> bool:
    same_table = before.panel.table and before.panel.table == form.panel.table
    return before.template is not form.template and not same_table


def panels_of(tokens: list[Token], known: Vocabulary, wanted: Wanted) -> list[list[Token]]:
    """All tokens if one panel explains them, else cut at titles, heads and changes of panel."""
    titled = any(token.kind == "label" and title_of(token.text, known) for token in tokens)
    if not titled and (form := form_of(tokens, known, wanted)) is not None and not _others(tokens, form, known):
        return [tokens]
    stretches: list[list[Token]] = [[]]
    forms: frozenset[int] | None = None
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        own = forms_of_row(token.text, known) if token.kind == "label" else frozenset()
        starts = token.kind == "label" and (bool(title_of(token.text, known)) or is_header(token.text, known))
        heads = known.columns.get(squeeze(token.text), frozenset()) if token.kind == "label" else frozenset()
        valued = (
            following is not None and following.kind == "value" and not names_any_column(following.text, known, None)
        )
        starts = starts or (bool(heads) and not valued and forms is not None and not heads & forms)  # another panel's
        changes = bool(own) and forms is not None and not own & forms and following is not None
        if (starts and forms is not None) or changes:
            stretches.append(_caption(stretches[-1], known))
            forms = None
        stretches[-1].append(token)
        if own:
            forms = own if forms is None else own & forms
    return stretches


def _others(tokens: Sequence[Token], form: Form, known: Vocabulary) -> bool:
    """Whether more than a few labels or heads are of other forms only: one table stands right below the other."""
    labels = [token.text for token in tokens if token.kind == "label"]
    number = known.forms.index(form)
    rows = sum(bool(forms) and number not in forms for forms in (forms_of_row(label, known) for label in labels))
    heads = (known.columns.get(squeeze(label), frozenset()) for label in labels)
    return rows >= MIN_OTHER or sum(bool(forms) and number not in forms for forms in heads) >= MIN_OTHER_HEADS


def _caption(stretch: list[Token], known: Vocabulary) -> list[Token]:
    """The lines at the end of a panel that are no row and have no value: they belong to what stands below."""
    at = len(stretch)
    while at > 0 and stretch[at - 1].kind == "label" and not names_a_row(stretch[at - 1].text, known):
        at -= 1
    taken = stretch[at:]
    del stretch[at:]
    return taken


def head_end(tokens: Sequence[Token], known: Vocabulary, year: int | None) -> int:
    """Where the rows begin: at the first label of a form, or one that values follow."""
    for i, token in enumerate(tokens):
        if token.kind != "label" or is_head(tokens, i, known, year) or title_of(token.text, known):
            continue
        if names_any_column(token.text, known, year):
            continue  # 其他, the last of the head, where the values of the first row stand before its label
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        if names_a_row(token.text, known) or (following is not None and following.kind in ("value", "unit")):
            return i
        joint = token.text + following.text if following is not None else ""
        if names_a_row(joint, known):
            return i
    return len(tokens)


def form_of(tokens: Sequence[Token], known: Vocabulary, wanted: Wanted) -> Form | None:
    head = head_end(tokens, known, wanted.year)
    above = [token.text for token in tokens[:head] if token.kind == "label"]
    labels = [
        token.text
        for i, token in enumerate(tokens)
        if i >= head and token.kind == "label" and not is_head(tokens, i, known, wanted.year)
    ]
    if any(names_a_row(label, known) for label in labels):
        return choose(labels, above, known, wanted)
    return choose_unlabelled([token.text for token in tokens if token.kind == "label"], known, wanted)


def is_head(tokens: Sequence[Token], at: int, known: Vocabulary, year: int | None) -> bool:
    """Part of a head, and no row: a column's name that values follow may be a row's that has lost its number (其他)."""
    text = tokens[at].text
    if is_aside(text, known):
        return True
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    after = tokens[at + 2] if at + 2 < len(tokens) else None
    serial = after is not None and after.kind == "label" and names_a_row(after.text, known)  # "1", before the first row
    has_value = (
        following is not None
        and following.kind == "value"
        and not names_any_column(following.text, known, year)
        and not (serial and squeeze(following.text) == "1")
    )
    return not has_value and names_any_column(text, known, year)
