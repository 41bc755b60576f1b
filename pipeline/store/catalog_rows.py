"""Catalog → plain rows of the catalog tables. Pure."""

from __future__ import annotations

from pipeline.catalog import Catalog, Entry, Identity, Template
from pipeline.catalog.across import terms_of
from pipeline.store.values import Row, Rows

# The general rule that an identity of a form is a case of, and how its sides are joined.
_IDENTITIES = {
    "sum": ("table_sum", "{total} = {sum}"),
    "part": ("table_part", "{total} ≥ {each}"),
    "balance": ("table_balance", "{left} = {sum}"),
    "members": ("table_members", "{total} = {sum}"),
    "backlog": ("requests_answered", "{total}[cumulative] - {sum}[cumulative] ≤ {total}[year]"),
}


def catalog_rows(catalog: Catalog) -> Rows:
    return {
        "templates": [_template(template) for template in catalog.templates],
        "template_rows": [row for template in catalog.templates for row in _template_rows(template)],
        "indicators": [
            {
                "id": one.id,
                "label_zh": one.label_zh,
                "label_en": one.label_en,
                "unit": one.unit,
                "concept": one.concept,
                "comparability": one.comparability,
                "parent": one.parent,
                "note": one.note,
            }
            for one in catalog.indicators.values()
        ],
        "concepts": _concepts(catalog),
        "concept_links": _links(catalog),
        "rules": [
            *(
                {
                    "id": rule.id,
                    "kind": rule.kind,
                    "label_zh": rule.label_zh,
                    "label_en": rule.label_en,
                    "source": rule.source,
                    "source_zh": rule.source_zh or None,
                    "parts": [],
                }
                for rule in catalog.rules.values()
            ),
            *(_identity(catalog, template, one) for template in catalog.templates for one in template.identities),
        ],
        "section_parts": [
            {"id": one.id, "position": one.order, "label_zh": one.label_zh, "label_en": one.label_en}
            for one in sorted(catalog.parts.values(), key=lambda part: part.order)
        ],
        "successions": [
            {"before": one.before, "after": one.after, "year": one.year, "kind": one.kind, "note": one.note}
            for one in catalog.agencies.successions
        ],
        "fields": [{"id": one.id, "label_zh": one.zh, "label_en": one.en} for one in catalog.agencies.fields],
        "doubts": [
            {
                "id": name,
                "label_zh": one.zh,
                "label_en": one.en,
                "why_zh": one.why_zh,
                "why_en": one.why_en,
                "cap": one.cap,
            }
            for name, one in catalog.doubts.items()
        ],
    }


def _template(template: Template) -> Row:
    first, last = template.years
    return {
        "id": template.id,
        "label_zh": template.label_zh,
        "label_en": template.label_en,
        "source": template.source,
        "first_year": first,
        "last_year": last,
        "value_columns": [
            {
                "period": column.period,
                "member": column.member,
                "headers": ["/".join((*column.over, one)) for one in column.headers],
            }
            for column in template.columns
        ],
    }


def _template_rows(template: Template) -> list[Row]:
    """One row per indicator; where the columns count different things, its label goes on with the column's."""
    entries: dict[str, Entry] = {}
    for entry in template.entries:
        entries.setdefault(entry.indicator, entry)
    return [
        {
            "template": template.id,
            "row_no": number,
            "indicator": entry.indicator,
            "under": entry.row.under if entry.row.under in entries else None,
            "label": "/".join(filter(None, [entry.row.label, entry.column.label if entry.column.indicator else ""])),
            "aliases": list(entry.row.aliases),
            "unit": entry.unit,
        }
        for number, entry in enumerate(entries.values(), start=1)
    ]


def _concepts(catalog: Catalog) -> list[Row]:
    """Concepts are named by indicators; the one of the same id, or the first exact one, gives the label."""
    members: dict[str, list[str]] = {}
    for one in catalog.indicators.values():
        members.setdefault(one.concept, []).append(one.id)
    rows: list[Row] = []
    for concept, ids in members.items():
        exact = [one for one in ids if catalog.indicators[one].comparability == "exact"]
        standing = next((one for one in (concept, *exact) if one in ids), None)
        named = catalog.indicators[standing] if standing is not None else None
        rows.append(
            {
                "id": concept,
                "label_zh": named.label_zh if named else None,
                "label_en": named.label_en if named else None,
                "unit": named.unit if named else None,
                "indicators": ids,
            }
        )
    rows += [
        {
            "id": one.concept,
            "label_zh": one.label_zh,
            "label_en": one.label_en,
            "unit": one.unit,
            "indicators": list(dict.fromkeys(term for link, _ in one.links for term, _ in terms_of(link))),
        }
        for one in catalog.across.crosswalks
    ]
    return rows


def _links(catalog: Catalog) -> list[Row]:
    """What may stand for each concept: indicators, sums of them where the indicator has no cell, sums of columns."""
    columns = [(one.member, column) for one in catalog.combined_members if one.member == "total" for column in one.of]
    rows = [_link(one.concept, one.id, one.comparability, one.note) for one in catalog.indicators.values()]
    for rule in catalog.combined:
        one = catalog.indicators[rule.indicator]
        comparability = "derived" if one.comparability == "exact" else one.comparability
        rows.append(_link(one.concept, " + ".join(rule.of), comparability, one.note, one.id))
    routes = {  # indicators whose columns add up to a total that the form does not print
        entry.indicator
        for form in catalog.templates
        for entry in form.entries
        if entry.column.member in {column for _, column in columns}
    }
    for indicator in catalog.indicators:
        if indicator in routes:
            one = catalog.indicators[indicator]
            comparability = "derived" if one.comparability == "exact" else one.comparability
            row = _link(one.concept, indicator, comparability, one.note, indicator)
            terms = [{**row["terms"][0], "of_member": column, "member": member} for member, column in columns]
            formula = " + ".join(f"{indicator}[{column}]" for _, column in columns)
            rows.append({**row, "formula": formula, "terms": terms})
    for concept in catalog.across.crosswalks:
        rows += [_link(concept.concept, link, comparability, concept.note) for link, comparability in concept.links]
    return [{**row, "link_no": number} for number, row in enumerate(rows, start=1)]


def _link(concept: str, link: str, comparability: str, note: str, stands_for: str | None = None) -> Row:
    """A link of one indicator, or of a sum, which may stand for an indicator that has no cell."""
    terms = [{"indicator": term, "sign": sign, "of_member": None, "member": None} for term, sign in terms_of(link)]
    is_sum = len(terms) > 1
    return {
        "concept": concept,
        "indicator": stands_for if is_sum or stands_for else link,
        "formula": link if is_sum else None,
        "comparability": comparability,
        "note": note,
        "terms": terms,
    }


def _identity(catalog: Catalog, template: Template, identity: Identity) -> Row:
    base, formula = _IDENTITIES[identity.kind]
    rule = catalog.rules[base]

    def written(names: dict[str, str]) -> str:
        parts = [names[part] for part in identity.parts]
        left = " + ".join(names[one] for one in (identity.total, *identity.beside))
        return formula.format(total=names[identity.total], left=left, sum=" + ".join(parts), each=", ".join(parts))

    own = (identity.total, *identity.beside, *identity.parts)
    named = catalog.indicators if identity.kind != "members" else {}
    chinese = {one: named[one].label_zh if one in named else one for one in own}
    english = {one: named[one].label_en if one in named else one for one in own}
    return {
        "id": identity.id,
        "kind": rule.kind,
        "label_zh": f"{rule.label_zh}: {written(chinese)}",
        "label_en": f"{rule.label_en}: {written(english)}",
        "source": template.source,
        "template": template.id,
        "base": base,
        "total": identity.total,
        "parts": list(identity.parts),
        "formula": written({one: one for one in own}),
    }
