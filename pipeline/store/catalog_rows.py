"""Catalog → plain rows of the catalog tables. Pure."""

from __future__ import annotations

from pipeline.catalog import Catalog, Identity, Template
from pipeline.store.values import Row, Rows

# The general rule that an identity of a form is a case of, and how its sides are joined.
_IDENTITIES = {
    "sum": ("table_sum", "{total} = {sum}"),
    "part": ("table_part", "{total} ≥ {each}"),
    "backlog": ("requests_answered", "{total}[cumulative] - {sum}[cumulative] ≤ {total}[year]"),
}


def catalog_rows(catalog: Catalog) -> Rows:
    return {
        "templates": [_template(template) for template in catalog.templates],
        "template_rows": [
            {
                "template": template.id,
                "row_no": number,
                "indicator": row.indicator,
                "under": row.under,
                "label": row.label,
                "aliases": list(row.aliases),
                "unit": row.unit,
            }
            for template in catalog.templates
            for number, row in enumerate(template.rows, start=1)
        ],
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
        "doubts": [
            {"id": name, "label_zh": one.zh, "label_en": one.en, "cap": one.cap} for name, one in catalog.doubts.items()
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
            {"period": column.period, "member": column.member, "headers": list(column.headers)}
            for column in template.columns
        ],
    }


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
    return rows


def _identity(catalog: Catalog, template: Template, identity: Identity) -> Row:
    base, formula = _IDENTITIES[identity.kind]
    rule = catalog.rules[base]

    def written(names: dict[str, str]) -> str:
        parts = [names[part] for part in identity.parts]
        return formula.format(total=names[identity.total], sum=" + ".join(parts), each=", ".join(parts))

    own = (identity.total, *identity.parts)
    return {
        "id": identity.id,
        "kind": rule.kind,
        "label_zh": f"{rule.label_zh}: {written({one: catalog.indicators[one].label_zh for one in own})}",
        "label_en": f"{rule.label_en}: {written({one: catalog.indicators[one].label_en for one in own})}",
        "source": template.source,
        "template": template.id,
        "base": base,
        "total": identity.total,
        "parts": list(identity.parts),
        "formula": written({one: one for one in own}),
    }
