"""One made report as four programs print it: whatever the layout, no figure is read wrong.

``tools/make_pdf_reports.py`` makes the files and says what each is for; the figures in ``figures-*.csv`` were typed.
``python tools/score_pdf_reports.py`` prints the counts.
"""

import io
import subprocess
import sys
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from figures import REPORTS, score, typed

from pipeline.catalog import builtin
from pipeline.model import Document, RawFile, Result, Status
from pipeline.read import read
from pipeline.run import process

FILES = sorted(REPORTS.glob("*.pdf"))
SOUND = {"metadata_inferred", "region_unknown"}  # the made agency lies nowhere
# How a table came to be read where nothing is drawn that tells; it is not less right.
TOLD = {"table_by_positions", "columns_by_order", "rows_missing"}


@cache
def result(path: Path) -> Result:
    return process(RawFile(path.name, path.read_bytes()), builtin())


def form(path: Path) -> int:
    return int(path.stem.rsplit("-", 1)[1])


def test_there_are_reports_of_every_engine_and_both_forms() -> None:
    assert {path.stem.split("-")[0] for path in FILES} == {"chromium", "weasyprint", "libreoffice", "reportlab"}
    assert {form(path) for path in FILES} == {2019, 2021}
    assert (len(typed(2019)), len(typed(2021))) == (198, 200)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_cells_are_read_as_typed(path: Path) -> None:
    found = score(result(path), form(path))
    assert found.wrong == ()
    assert found.share >= 0.97


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_ruled_tables_are_read_without_an_issue_and_others_say_how(path: Path) -> None:
    codes = {issue.code for issue in result(path).issues} - SOUND
    if "side-by-side" in path.stem:
        codes.remove("table_unknown")  # the other table: it is of no form
    assert codes <= TOLD if "rulings" in path.stem else not codes
    if "no-rulings" in path.stem or "horizontal" in path.stem:
        assert "table_by_positions" in codes


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_sums_of_the_form_hold_and_nothing_is_flagged(path: Path) -> None:
    assert result(path).flags == ()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_prose_is_whole(path: Path) -> None:
    """Sentences run over lines and pages; page numbers and running heads are in none of them."""
    report = result(path).report
    assert report is not None
    own = [section for section in report.sections if section.level == 1]
    assert [section.number for section in own] == ["一、", "二、", "三、", "四、", "五、", "六、"]
    assert own[0].text.startswith("本报告由某某市民政局编制，所列数据的统计期限自2022年1月1日起至2022年12月31日止。")
    assert "请致电0500-0000000，或者发信到xxgk@example.cn询问。" in own[0].text
    assert own[4].text == "栏目的更新还不够及时，下一年将按月核对，并把核对的结果告诉承办的科室。"
    assert own[5].text.startswith("本年度没有收取信息处理费。")


def test_two_columns_of_prose_are_read_one_after_the_other() -> None:
    report = result(REPORTS / "weasyprint-two-columns-2021.pdf").report
    assert report is not None
    lines = report.sections[0].text.splitlines()
    assert len(lines) == 12
    assert len(set(lines)) == 4  # three times the same four paragraphs, wherever the columns break them
    assert all(line.endswith("。") for line in lines)


def test_two_tables_side_by_side_are_two() -> None:
    report = result(REPORTS / "chromium-side-by-side-2021.pdf").report
    assert report is not None
    (other,) = [issue for issue in report.issues if issue.code == "table_unknown"]
    assert "第一季度" in other.message
    assert {cell.text for cell in report.cells if cell.place.table == 2} >= {"季度", "第四季度", "14", "7"}


def test_table_two_is_cut_between_the_title_of_a_block_and_its_header() -> None:
    report = result(REPORTS / "weasyprint-cut-block-2021.pdf").report
    assert report is not None
    pages = {cell.text: cell.place.page for cell in report.cells if cell.place.table == 1}
    assert (pages["第二十条第（八）项"], pages["本年收费金额（单位：万元）"], pages["316441"]) == (1, 2, 2)


def test_table_three_runs_over_three_pages() -> None:
    for name in ("weasyprint-three-pages-2021", "weasyprint-no-header-2021"):
        facts = result(REPORTS / f"{name}.pdf").facts
        assert len({fact.place.page for fact in facts if fact.place.table == 2}) == 3


# -- the same files, treated as files are on their way ------------------------------------------


def _changed(path: Path, turn: int = 0, pages: list[int] | None = None) -> bytes:
    document, out = pypdfium2.PdfDocument(path.read_bytes()), pypdfium2.PdfDocument.new()
    out.import_pages(document, pages)
    for page in out:
        page.set_rotation((page.get_rotation() + turn) % 360)
    buffer = io.BytesIO()
    out.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("turn", [90, 180, 270])
@pytest.mark.parametrize(
    "name", ["libreoffice-landscape-2021", "weasyprint-blank-cells-2019", "chromium-landscape-2021"]
)
def test_turned_pages_have_the_same_figures(name: str, turn: int) -> None:
    path = REPORTS / f"{name}.pdf"
    turned = process(RawFile("turned.pdf", _changed(path, turn)), builtin())
    assert score(turned, form(path)) == score(result(path), form(path))


def test_a_cut_file_is_refused_or_its_figures_are_right() -> None:
    path = REPORTS / "libreoffice-frame-2019.pdf"
    data = path.read_bytes()
    refused = 0
    for cut in range(len(data) // 12, len(data), len(data) // 12):
        cut_short = process(RawFile("cut.pdf", data[:cut]), builtin())
        if cut_short.status is Status.FAILED:
            refused += 1
            assert cut_short.issues[0].code in {"pdf_damaged", "no_body"}
        else:
            assert score(cut_short, 2019).wrong == ()
    assert refused


def test_pages_left_out_are_missing_and_not_guessed() -> None:
    path = REPORTS / "libreoffice-frame-2021.pdf"
    count = len(pypdfium2.PdfDocument(path.read_bytes()))
    for kept in (list(range(1, count)), list(range(count - 2))):
        part = process(RawFile("part.pdf", _changed(path, pages=kept)), builtin())
        assert score(part, 2021).wrong == ()


def test_a_scan_between_pages_of_text_is_named_and_the_rest_is_read() -> None:
    path = REPORTS / "weasyprint-blank-cells-2019.pdf"
    document, out = pypdfium2.PdfDocument(path.read_bytes()), pypdfium2.PdfDocument.new()
    picture = pypdfium2.PdfImage.new(out)
    picture.set_bitmap(document[0].render(scale=0.5))
    out.import_pages(document)
    page = out.new_page(595, 842, 1)
    picture.set_matrix(pypdfium2.PdfMatrix().scale(595, 842))
    page.insert_obj(picture)
    page.gen_content()
    buffer = io.BytesIO()
    out.save(buffer)
    mixed = process(RawFile("mixed.pdf", buffer.getvalue()), builtin())
    assert mixed.status is Status.PARTIAL
    (issue,) = [issue for issue in mixed.issues if issue.code == "needs_ocr"]
    assert "page 2: the text is a picture" in issue.message
    assert score(mixed, 2019).wrong == ()


MEASURE = """
import resource, sys
from pathlib import Path
from pipeline.model import RawFile
from pipeline.read.pdf.reader import read_pdf
data = Path(sys.argv[1]).read_bytes()
read_pdf(RawFile("few.pdf", Path(sys.argv[2]).read_bytes()))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
read_pdf(RawFile("many.pdf", data))
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is in kilobytes on Linux only")
def test_memory_is_flat_over_300_pages(tmp_path: Path) -> None:
    path = REPORTS / "reportlab-no-header-2021.pdf"
    few, many = tmp_path / "few.pdf", tmp_path / "many.pdf"
    document = pypdfium2.PdfDocument(path.read_bytes())
    for target, count in ((few, 10), (many, 300)):
        target.write_bytes(_changed(path, pages=[number % len(document) for number in range(count)]))
    assert len(pypdfium2.PdfDocument(many.read_bytes())) == 300
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", MEASURE, str(many), str(few)], check=True, capture_output=True, text=True
    )
    assert int(done.stdout) < 290 * 0.25  # megabytes; a page that is kept takes two


def test_every_cell_stands_where_it_is_printed() -> None:
    """The box of a cell lies on its page, and the same cell of a turned page elsewhere."""

    def boxes(document: Document) -> list[tuple[float, float, float, float]]:
        return [cell.place.box for block in document.blocks for cell in block.cells if cell.place.box and cell.text]

    path = REPORTS / "weasyprint-blank-cells-2019.pdf"
    upright = boxes(read(RawFile("upright.pdf", path.read_bytes())))
    turned = boxes(read(RawFile("turned.pdf", _changed(path, 90))))
    assert all(0 <= x0 < x1 <= 596 and 0 <= top < bottom <= 842 for x0, top, x1, bottom in upright)
    # turned by a quarter clockwise, the left edge is at the top
    assert [(round(842 - b[3]), round(b[0])) for b in upright] == [(round(b[0]), round(b[1])) for b in turned]
