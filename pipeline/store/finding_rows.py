"""Findings → plain rows of ``findings`` and ``finding_operands``. Pure."""

from __future__ import annotations

from pipeline.model import Finding, Issue, Operand, Result
from pipeline.store.values import Row, box, exact, grid, rounded, spot


def finding_rows(result: Result, issues: list[Issue]) -> tuple[list[Row], list[Row]]:
    found: dict[str, Row] = {}
    operands: list[Row] = []
    text = result.report.document.text if result.report else None
    for finding in result.findings:
        finding_id = finding.id(result.report_id)
        if finding_id in found:
            message = (
                f"{finding.rule}: two findings have the subject {finding.subject!r} and the same numbers; kept once"
            )
            issues.append(Issue("store", "finding_twice", message))
            continue
        found[finding_id] = _finding(finding, finding_id, number=len(found) + 1)
        for side, members in (("left", finding.left), ("right", finding.right)):
            operands += [_operand(finding_id, side, number, one, text) for number, one in enumerate(members, start=1)]
    return list(found.values()), operands


def _finding(finding: Finding, finding_id: str, number: int) -> Row:
    return {
        "finding_id": finding_id,
        "other_report_id": finding.other_report_id,
        "rule": finding.rule,
        "kind": finding.kind,
        "outcome": str(finding.outcome),
        "grade": str(finding.grade),
        "indicator": finding.indicator,
        "left_value": rounded(finding.left_value),
        "right_value": rounded(finding.right_value),
        "difference": rounded(finding.difference),
        "tolerance": rounded(finding.tolerance),
        "left_place": _first_place(finding.left),
        "right_place": _first_place(finding.right),
        "fault": str(finding.fault),
        "message_zh": finding.message_zh,
        "message_en": finding.message_en,
        "doubts": list(finding.doubts),
        "otherwise_zh": [zh for zh, _ in finding.otherwise],
        "otherwise_en": [en for _, en in finding.otherwise],
        "subject": finding.subject,
        "finding_no": number,
    }


def _first_place(operands: tuple[Operand, ...]) -> Row | None:
    if not operands:
        return None
    first = operands[0]
    return {
        "source": first.source,
        "number": first.number,
        "text": first.text,
        "page": first.place.page,
        "box": box(first.place),
    }


def _operand(finding_id: str, side: str, number: int, operand: Operand, text: str | None) -> Row:
    return {
        "finding_id": finding_id,
        "side": side,
        "operand_no": number,
        "source": operand.source,
        "number": operand.number,
        "label": operand.label,
        "text": operand.text,
        "value": exact(operand.value),
        "unit": operand.unit,
        "line_no": None if text is None else text.count("\n", 0, operand.place.start) + 1,
        **spot(operand.place),
        **grid(operand.place),
    }
