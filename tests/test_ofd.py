"""OFD: text and ruled tables are read with page and box; a picture, a font without a map and damage are refused."""

import io
import random
import zipfile
from collections.abc import Callable

import pytest
from figures import score
from made_report import made_report
from print_ofd import Look, as_ofd

from pipeline.catalog import builtin
from pipeline.errors import ReadError
from pipeline.model import Document, RawFile, Result, Status
from pipeline.read import read
from pipeline.read.ofd import page as ofd_page
from pipeline.read.office import OFD
from pipeline.read.sniff import sniff
from pipeline.run import process

WHOLE = as_ofd(made_report(2021, 3))
CONTENT = "Doc_0/Pages/Page_1/Content.xml"


def _process(data: bytes) -> Result:
    return process(RawFile("made.ofd", data), builtin())


def _read(data: bytes) -> Document:
    return read(RawFile("made.ofd", data))


def _refused(data: bytes) -> tuple[str, str]:
    with pytest.raises(ReadError) as caught:
        _read(data)
    return caught.value.code, str(caught.value)


def _changed(change: Callable[[str, str], str | None]) -> bytes:
    """The whole file, each part as ``change`` makes it of its name and text; left out where that is nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in package.namelist():
            text = change(name, package.read(name).decode())
            if text is not None:
                target.writestr(name, text)
    return out.getvalue()


def _page(*objects: str) -> Document:
    """A file of one page with just these objects."""
    start, end = '<ofd:Layer ID="4">', "</ofd:Layer>"

    def change(name: str, text: str) -> str:
        if name == CONTENT:
            return text[: text.index(start)] + start + "".join(objects) + end + text[text.index(end) + len(end) :]
        return text.replace('<ofd:Page ID="2" BaseLoc="Pages/Page_2/Content.xml"/>', "")

    return _read(_changed(change))


def _text(text: str, x: float = 30, y: float = 50, size: float = 5, more: str = "", code: str = "") -> str:
    return (
        f'<ofd:TextObject ID="50" Boundary="{x} {y} 100 6" Font="1" Size="{size}" {more}>'
        f'<ofd:TextCode X="0" Y="{size}" {code}>{text}</ofd:TextCode></ofd:TextObject>'
    )


# -- what is read ----------------------------------------------------------------------------


@pytest.mark.parametrize("form", [2019, 2021])
@pytest.mark.parametrize(
    "look",
    [
        pytest.param(Look(), id="a box for each cell"),
        pytest.param(Look(ruled=True), id="rulings"),
        pytest.param(Look(landscape=True), id="lying"),
        pytest.param(Look(single=True, blocks=True), id="an object for each character, in blocks"),
    ],
)
def test_every_cell_of_a_made_report_is_read_as_typed(form: int, look: Look) -> None:
    found = score(result := _process(as_ofd(made_report(form, 5), look)), form)
    assert (found.unread, found.wrong) == ((), ())
    assert found.right > 190
    assert result.status is Status.OK
    assert result.report is not None
    assert result.report.document.media_type == OFD
    numbers = [section.number for section in result.report.sections if section.level == 1]
    assert numbers == ["一、", "二、", "三、", "四、", "五、", "六、"]
    assert result.report.metadata.year == 2022


def test_without_rulings_no_cell_is_wrong() -> None:
    for form in (2019, 2021):
        assert score(_process(as_ofd(made_report(form, 3), Look(rulings=False))), form).wrong == ()


def test_cells_have_their_page_and_box_in_points() -> None:
    report = _process(WHOLE).report
    assert report is not None
    cell = next(cell for cell in report.cells if cell.text == "行政规范性文件")
    assert cell.place.page == 1
    assert cell.place.box is not None
    x0, top, x1, bottom = cell.place.box
    assert 26 / 25.4 * 72 - 1 < x0 < x1 < 210 / 25.4 * 72
    assert 0 < top < bottom < 297 / 25.4 * 72
    assert {cell.place.page for cell in report.cells} == {1, 2}


def test_what_a_template_prints_on_every_page_is_no_text_of_the_report() -> None:
    document = _read(WHOLE)
    dashes = [block for block in document.blocks if document.cut(block.place) == "———"]
    assert len(dashes) >= 2
    assert not any(block.content for block in dashes)


def test_what_the_file_says_of_itself_is_kept() -> None:
    assert dict(_read(WHOLE).head)["title"] == made_report(2021, 3).title


def test_steps_between_glyphs_are_counted() -> None:
    assert ofd_page._steps("g 3 4.2 5 g 2 1") == [4.2, 4.2, 4.2, 5.0, 1.0, 1.0]
    assert ofd_page._steps("g x y 3") == [0.0] * 0 + [3.0]
    assert ofd_page._steps(None) == []


def test_text_is_read_where_a_matrix_puts_it() -> None:
    document = _page(_text("上面一行", y=100, more='CTM="1 0 0 1 0 -60"'), _text("下面一行", y=50))
    assert document.text.split("\n")[:2] == ["上面一行", "下面一行"]


def test_text_that_is_not_shown_is_none() -> None:
    document = _page(
        _text("看得见的字"), _text("看不见", y=70, more='Visible="false"'), _text("透明", more='Alpha="0"')
    )
    assert "看得见的字" in document.text
    assert "看不见" not in document.text
    assert "透明" not in document.text


def test_text_set_downwards_on_an_upright_page_is_aside() -> None:
    document = _page(_text("正文在这里写得长一些"), _text("竖着", more='CTM="0 1 -1 0 0 0"'))
    texts = {document.cut(block.place): block.content for block in document.blocks}
    assert texts["正文在这里写得长一些"] is True
    assert texts["竖着"] is False


def test_characters_printed_twice_for_bold_are_read_once() -> None:
    document = _page(_text("共收到12件"), _text("共收到12件", x=30.1))
    assert "共收到12件" in document.text.split("\n")


# -- what is not read ------------------------------------------------------------------------


@pytest.mark.parametrize("look", [Look(picture=True), Look(unmapped=True)], ids=["pictures", "a font without a map"])
def test_pages_that_are_pictures_or_tell_no_characters_need_ocr(look: Look) -> None:
    result = _process(as_ofd(made_report(2021, 3), look))
    assert result.status is Status.NEEDS_OCR
    assert result.issues[0].code == "needs_ocr"
    assert "made.ofd: pages 1, 2" in result.issues[0].message


def test_a_page_among_others_that_is_a_picture_is_an_issue() -> None:
    picture = '<ofd:Layer ID="4"><ofd:ImageObject ID="9" Boundary="0 0 210 297" ResourceID="9"/></ofd:Layer>'

    def change(name: str, text: str) -> str:
        if name != CONTENT.replace("Page_1", "Page_2"):
            return text
        return text[: text.index("<ofd:Layer")] + picture + text[text.index("</ofd:Content>") :]

    issues = _read(_changed(change)).issues
    assert next(issue for issue in issues if issue.code == "needs_ocr").message.startswith("page 2: ")


def test_blank_pages_are_no_report() -> None:
    def change(name: str, text: str) -> str:
        return text if "Content.xml" not in name else '<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"/>'

    assert _refused(_changed(change))[0] == "no_body"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda name, text: None if name == "Doc_0/Document.xml" else text, "Doc_0/Document.xml is missing"),
        (lambda name, text: text[:-9] if name == CONTENT else text, "is no XML"),
        (lambda name, text: None if name == CONTENT else text, f"{CONTENT} is missing"),
        (lambda name, text: text.replace("DocRoot", "Doc") if name == "OFD.xml" else text, "names no document"),
        (
            lambda name, text: text.replace(
                "?>", '?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>', 1
            ).replace("一", "&e;") if name == CONTENT else text,
            "declares entities",
        ),
    ],
)  # fmt: skip
def test_a_damaged_file_says_what_is_wrong(change: Callable[[str, str], str | None], why: str) -> None:
    code, message = _refused(_changed(change))
    assert code == "ofd_damaged"
    assert why in message
    assert "save it as PDF" in message


def test_a_file_cut_short_is_named() -> None:
    assert sniff(WHOLE) == OFD
    code, message = _refused(WHOLE[: len(WHOLE) // 2])
    assert code in ("ofd_damaged", "unsupported_type")
    assert message.startswith("made.ofd: ")


def test_too_many_pages_are_refused() -> None:
    page = '<ofd:Page ID="9" BaseLoc="Pages/Page_1/Content.xml"/>'
    data = _changed(lambda name, text: text.replace("</ofd:Pages>", f"{page * 501}</ofd:Pages>"))
    assert _refused(data)[0] == "too_many_pages"


def test_nonsense_in_numbers_ends_in_no_crash() -> None:
    """Boundaries, matrices, steps and paths of every kind of nonsense: the page is read without them."""
    chance = random.Random(1)
    nonsense = ["", "nan", "inf 1e400", "-1", "1 2 3", "a b c d", "1e308 1e308 1e308 1e308 1e308 1e308", "g g g", "M 1"]
    for _ in range(60):
        worse = [chance.choice(nonsense) for _ in range(6)]
        document = _page(
            f'<ofd:TextObject ID="1" Boundary="{worse[0]}" CTM="{worse[1]}" Size="{worse[2]}">'
            f'<ofd:TextCode X="{worse[3]}" DeltaX="{worse[4]}">字</ofd:TextCode></ofd:TextObject>',
            f'<ofd:PathObject ID="2" Boundary="{worse[3]}" CTM="{worse[0]}"><ofd:AbbreviatedData>{worse[5]}'
            "</ofd:AbbreviatedData></ofd:PathObject>",
            f'<ofd:ImageObject ID="3" Boundary="{worse[1]}"/>',
            _text("还在的一行字"),
        )
        assert "还在的一行字" in document.text


def test_a_file_damaged_anywhere_is_refused_or_read() -> None:
    chance = random.Random(2)
    for _ in range(60):
        damaged = bytearray(WHOLE)
        for _ in range(chance.randrange(1, 10)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        result = _process(bytes(damaged))
        assert result.status in (Status.OK, Status.PARTIAL) or result.issues
