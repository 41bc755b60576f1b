"""Write ``tests/pdf/reports/``: one made report, printed by four programs in the ways that published ones come.

Each layout is one that readers were seen to stumble over. The name says which; the number at its end is the form.

    python tools/make_pdf_reports.py [NAME ...]     needs chromium, weasyprint and soffice on the PATH, reportlab, and
                                                    the fonts WenQuanYi Zen Hei and Noto Sans CJK
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from made_report import HERE, made_report
from print_html import as_html, chromium, weasyprint
from print_office import as_document, libreoffice
from print_reportlab import reportlab

Print = Callable[[Path], None]

FONT = "body { font-family: 'WenQuanYi Zen Hei' } "  # of the free ones, its parts are the smallest to embed


def web(engine: Callable[[str, Path], None], form: int, opening: int, style: str = "", **options: bool) -> Print:
    return lambda target: engine(as_html(made_report(form, opening), FONT + style, **options), target)


def office(form: int, opening: int, **options: Any) -> Print:
    return lambda target: libreoffice(as_document(made_report(form, opening), **options), target)


def lab(form: int, opening: int, repeated: bool) -> Print:
    return lambda target: reportlab(made_report(form, opening), target, repeated)


WAYS: dict[str, Print] = {
    # the header printed again on the second page; values of a row stand in the middle of labels of several lines
    "chromium-head-repeated-2021": web(chromium, 2021, 4, repeated=True),
    # rows cut through their lines of text by the page break, rulings in dashes
    "chromium-dashes-2019": web(chromium, 2019, 3, "td { border: .7pt dashed #333 } tr, td { break-inside: auto }"),
    # bold without a bold font: every glyph twice, 0.3 points apart
    "chromium-printed-twice-2021": web(chromium, 2021, 5, "td, p, h2 { text-shadow: .3px 0 0 #000 }"),
    # upright pages and wide ones in one file
    "chromium-landscape-2021": web(chromium, 2021, 3, "@page t { size: A4 landscape } table { page: t }"),
    # a merged label set from the top down; thick and double borders
    "chromium-tall-label-2021": web(
        chromium, 2021, 2,
        "table { border: 2.5pt solid #000 } td { border: 1.5pt solid #000 } .tall { writing-mode: vertical-rl }",
    ),
    "chromium-no-rulings-2021": web(chromium, 2021, 4, "td { border: none }"),
    "chromium-horizontal-rulings-2021": web(chromium, 2021, 2, "td { border-width: .5pt 0 }"),
    "chromium-stripes-2019": web(
        chromium, 2019, 5, "tr:nth-child(odd) td { background: #e8eef7 } td, p { background: #fff }"
    ),
    # table two cut between the title of a block and its header
    "weasyprint-cut-block-2021": web(
        weasyprint, 2021, 5, "h1 { margin: 0 0 10pt } table { font-size: 11pt; line-height: 18pt }"
    ),
    # blank cells for zero
    "weasyprint-blank-cells-2019": web(weasyprint, 2019, 6),
    # large type: table three over three pages, with its header on each
    "weasyprint-three-pages-2021": web(
        weasyprint, 2021, 3, "table { font-size: 13pt; line-height: 26pt }", repeated=True
    ),
    "weasyprint-no-header-2021": web(weasyprint, 2021, 3, "table { font-size: 13pt; line-height: 26pt }"),
    "weasyprint-no-outer-rulings-2021": web(weasyprint, 2021, 6, "table { border-style: hidden }"),
    "weasyprint-outlined-cells-2021": web(
        weasyprint, 2021, 4, "table { border-collapse: separate; border-spacing: 1.5pt }"
    ),
    "weasyprint-no-rulings-2019": web(weasyprint, 2019, 4, "td { border: none }"),
    # prose in two columns, to be read one after the other
    "weasyprint-two-columns-2021": web(weasyprint, 2021, 12, columned=True),
    "chromium-side-by-side-2021": web(chromium, 2021, 4, repeated=True, beside=True),
    # figures of five digits in cells for four
    "chromium-broken-numbers-2021": web(chromium, 2021, 2, "table { font-size: 12pt } td { padding: 4pt }"),
    # as word processors write: a frame around the page, white behind every line, a label set from the top down
    "libreoffice-frame-2021": office(2021, 5, framed=True, shaded=True),
    "libreoffice-frame-2019": office(2019, 3, framed=True, shaded=True, repeated=True),
    "libreoffice-landscape-2021": office(2021, 3, landscape=True, repeated=True),
    "libreoffice-running-head-2019": office(2019, 5, running="某某市民政局文件", tall=False, size=11),
    "libreoffice-no-rulings-2021": office(2021, 3, border="none", repeated=True),
    "reportlab-head-repeated-2021": lab(2021, 4, repeated=True),
    "reportlab-no-header-2021": lab(2021, 6, repeated=False),
}  # fmt: skip


def main() -> None:
    for name in sys.argv[1:] or WAYS:
        target = HERE / f"{name}.pdf"
        WAYS[name](target)
        print(f"wrote {target} ({target.stat().st_size // 1024} KB)")


if __name__ == "__main__":
    main()
