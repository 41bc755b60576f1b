"""One report in every format gives the same facts, mentions and findings at other places. All files are made."""

import base64
import random
import time
from contextlib import suppress
from typing import Any

import pytest
from renditions import TITLE, as_archive, as_markdown, as_page, as_text, as_word, report

from pipeline.catalog import builtin
from pipeline.errors import ReadError
from pipeline.model import Document, RawFile, Result, Status
from pipeline.read import read
from pipeline.read.sniff import sniff
from pipeline.run import process

PAGE = as_page(report())
MARKDOWN = as_markdown(report())


def _process(data: bytes | str, name: str = "made") -> Result:
    return process(RawFile(name, data if isinstance(data, bytes) else data.encode()), builtin())


def _read(data: bytes | str) -> Document:
    return read(RawFile("made", data if isinstance(data, bytes) else data.encode()))


def _lines(data: bytes | str) -> list[str]:
    document = _read(data)
    return [document.cut(block.place) for block in document.blocks]


def _grid(data: bytes | str) -> list[tuple[int, int, str]]:
    (block,) = [block for block in _read(data).blocks if block.cells]
    return [(cell.row, cell.col, cell.text) for cell in block.cells]


def what_it_says(result: Result) -> dict[str, Any]:
    """Facts, mentions and findings without their places; labels as a format without spans may print them."""
    return {
        "facts": [(f.template, f.indicator, f.member, f.period, f.value, f.state, f.unit) for f in result.facts],
        "mentions": [
            (m.quantity.text, m.quantity.value, m.role, m.indicator, m.member, m.period, m.scope, m.noun, m.wholes)
            for m in result.mentions
        ],
        "findings": sorted(
            (f.rule, f.subject, f.outcome, f.grade, f.left_value, f.right_value, f.difference, f.doubts)
            for f in result.findings
        ),
        "sections": [
            (s.level, s.kind, s.number, s.title) for s in (result.report.sections if result.report else ()) if s.number
        ],
        "title": result.report.metadata if result.report else None,
        "status": result.status,
    }


RENDITIONS = {
    "a page in GB 18030": as_page(report(), "gb2312").encode("gb18030"),
    "a page in UTF-16": as_page(report(), "utf-16").encode("utf-16"),
    "text": as_text(report()).encode(),
    "text with a mark": as_text(report()).encode("utf-8-sig"),
    "text in GBK": as_text(report()).encode("gbk"),
    "text in UTF-16": as_text(report()).encode("utf-16"),
    "text in UTF-16, big end first": b"\xfe\xff" + as_text(report()).encode("utf-16-be"),
    "text with the line ends of Windows": as_text(report()).replace("\n", "\r\n").encode(),
    "Markdown": MARKDOWN.encode(),
    "Markdown in GBK": MARKDOWN.encode("gbk"),
    "Markdown in UTF-16": MARKDOWN.encode("utf-16"),
    "Markdown with its tables as HTML": as_markdown(report(), tables="html").encode(),
    "an archive": as_archive(PAGE),
    "a page saved with a folder": PAGE.replace("</body>", "<img src='a_files/logo.png'></body>").encode(),
    "an archive in base64": as_archive(PAGE, encoding="base64"),
    "an archive in GBK": as_archive(as_page(report(), "gb2312"), charset="gb2312"),
    "an archive with pictures": as_archive(PAGE, parts=[("image/png", "http://made.example/a.png", b"\x89PNG\r\n")]),
    "Word": as_word(report()),
}


@pytest.mark.parametrize("rendition", RENDITIONS.values(), ids=RENDITIONS.keys())
def test_a_report_says_the_same_in_every_format(rendition: bytes) -> None:
    expected, found = what_it_says(_process(PAGE)), what_it_says(_process(rendition))
    assert len(expected["facts"]) == 200
    assert len(expected["mentions"]) == 9
    assert {outcome.value for _, _, outcome, *_ in expected["findings"]} == {"pass", "fail", "not_assessable"}
    for key in expected:
        assert found[key] == expected[key], key


def test_the_format_is_found_in_the_bytes_not_in_the_name() -> None:
    assert {name: sniff(data) for name, data in RENDITIONS.items()} == {
        name: "text/html" if "page" in name
        else "text/plain" if "text" in name
        else "text/markdown" if "Markdown" in name
        else "multipart/related" if "archive" in name
        else "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        for name in RENDITIONS
    }  # fmt: skip
    for name in ("made.doc", "made.pdf", "made", "made.md"):
        assert _process(MARKDOWN, name).status is Status.OK


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("某局年报\n---\n一、概述\n- 主动公开3条", id="a line of dashes"),
        pytest.param("# 某局年报\n一、概述", id="one sign of number"),
        pytest.param("指标 | 数\n总数 | 5", id="bars without a ruled line"),
        pytest.param("**注** 数据截至年底", id="one bold word"),
    ],
)
def test_a_text_with_a_mark_or_two_is_plain_text(text: str) -> None:
    assert sniff(text.encode()) == "text/plain"


def test_a_page_that_shows_markdown_is_a_page() -> None:
    assert sniff(f"<html><body><pre>\n{MARKDOWN}</pre>".encode()) == "text/html"


# -- Markdown -----------------------------------------------------------------------------

HEAD = "# 标题\n\n## 一、概述\n\n"


def test_marks_go_and_what_they_mark_stays() -> None:
    lines = _lines(
        HEAD + "**（一）概况。**本年*主动*公开`3`条，~~旧~~。\n- 其中甲\n* 乙\n+ 丙\n> 引文\n1. 第一\n2\\. 第二\n"
        "见[附件](a.pdf)和 <http://made.example/>\n```\n代码\n```\n***\n1\\*2 &amp; 3<5，<某某格式>\n"
    )
    assert lines[2:] == [
        "（一）概况。本年主动公开3条，旧。", "其中甲", "乙", "丙", "引文", "1. 第一", "2. 第二",
        "见附件和 http://made.example/", "代码", "1*2 & 3<5，<某某格式>",
    ]  # fmt: skip


def test_headings_keep_their_level_and_bold_lines_are_bold() -> None:
    document = _read(
        "＃ 标题\n\n## 一、概述 ##\n\n二、其他\n---\n\n总题\n===\n**（一）概况**\n\n正文，一句。\n# 三、又"
    )
    assert [(document.cut(block.place), block.level, block.bold) for block in document.blocks] == [
        ("标题", 1, False), ("一、概述", 2, False), ("二、其他", 2, False), ("总题", 1, False),
        ("（一）概况", None, True),
        ("正文，一句。", None, False), ("三、又", 1, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "grid"),
    [
        pytest.param(
            "| 指标 | 数 |\n| --- | :-: |\n| 总数 | 5 |", ["指标", "数", "总数", "5"], id="bars on both sides"
        ),
        pytest.param("指标 | 数\n--- | ---\n总数 | 5", ["指标", "数", "总数", "5"], id="bars between"),
        pytest.param("|  |  |\n|---|---|\n| 总数 | 5 |", ["", "", "总数", "5"], id="no head"),
        pytest.param("| 甲 | 乙 |\n|---|---|\n| 丙\\|丁 | 5<br>6 |", ["甲", "乙", "丙|丁", "5 6"], id="signs"),
        pytest.param("| 甲 | 乙 |\n|--|--|\n| - | - |\n|---|---|\n| 1 | |", [*"甲乙--1", ""], id="dashes"),
        pytest.param("| **甲** | 乙 |\n|---|---|\n| 1 | 2 | 3 |", ["甲", "乙", "1", "2", "3"], id="a longer row"),
    ],
)  # fmt: skip
def test_a_table_keeps_every_cell(table: str, grid: list[str]) -> None:
    assert [text for _, _, text in _grid(HEAD + table)] == grid


def test_the_front_matter_is_what_the_page_says_of_itself() -> None:
    document = _read(f"---\ntitle: {TITLE}\ndate: '2024-01-20'\n---\n{HEAD}正文。")
    assert document.head == (("title", TITLE), ("date", "2024-01-20"))
    assert document.text.startswith("标题")
    assert _lines(f"---\n{HEAD}正文。\n---\n完")[-2:] == ["正文。", "完"]


def test_files_that_a_text_links_to_are_attachments() -> None:
    (one,) = _read(f'{HEAD}附件：[统计表](./files/表.xls "下载")').attachments
    assert (one.label, one.address) == ("统计表", "./files/表.xls")


def test_no_marks_raise_and_none_takes_long() -> None:
    chosen = random.Random(31)
    for _ in range(300):
        text = "".join(
            chosen.choice(["# ", "|", "---", "\n", "*", "**", "`", "\\", "<", "table>", "公开3条，", " "])
            for _ in range(80)
        )
        with suppress(ReadError):
            document = _read("# a\n# b\n" + text)
            assert all(document.cut(block.place) for block in document.blocks)


# -- web archives -----------------------------------------------------------------------------


def test_an_archive_says_where_its_page_was() -> None:
    assert _read(as_archive(PAGE)).head[0] == ("source_url", "http://www.made.example/2024/t1.htm")


def test_files_in_an_archive_are_listed_and_not_read() -> None:
    found = _read(as_archive(PAGE, parts=[("application/pdf", "http://made.example/a.pdf", b"%PDF-1.4 made")]))
    assert [one.address for one in found.attachments] == ["http://made.example/a.pdf"]
    assert [issue.code for issue in found.issues] == ["embedded_file"]


def test_of_the_pages_in_an_archive_the_one_with_the_text_is_read() -> None:
    frames = "<html><body><p>某局，欢迎。</p><iframe src='cid:1'></iframe>"
    archive = as_archive(frames, parts=[("text/html", "http://made.example/inner.htm", PAGE.encode())])
    assert len(_process(archive).facts) == 200


def test_an_archive_of_word_in_utf16_is_read() -> None:
    head = (
        'MIME-Version: 1.0\r\nContent-Type: text/html; charset="unicode"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    )
    archive = head.encode() + base64.encodebytes(PAGE.encode("utf-16-le"))
    assert what_it_says(_process(archive))["facts"] == what_it_says(_process(PAGE))["facts"]


def test_an_archive_that_is_cut_short_says_so() -> None:
    archive = as_archive(PAGE, parts=[("image/png", "http://made.example/a.png", b"\x89PNG" * 400)])
    assert "archive_cut_short" in [issue.code for issue in _read(archive[:-500]).issues]


def test_an_archive_without_a_page_is_refused() -> None:
    head = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n"
    archive = head + b"--x\nContent-Type: image/png\n\nabc\n--x--\n"
    with pytest.raises(ReadError) as refusal:
        _read(archive)
    assert refusal.value.code == "no_body"


def _nested(levels: int) -> bytes:
    parts = "".join(f"Content-Type: multipart/related; boundary=x{n}\n\n--x{n}\n" for n in range(levels))
    return f"MIME-Version: 1.0\n{parts}Content-Type: text/html\n\n<p>公开3条，".encode()


BOMBS = {
    "brackets": f"# a\n# b\n{'[' * 200_000}",
    "stars": f"# a\n# b\n{'**' * 100_000}",
    "stars and letters": f"# a\n# b\n{'*a **b ' * 30_000}",
    "blanks": f"# a\n# b\n|{' ' * 200_000}\n{' ' * 200_000}x",
    "bars": f"# a\n# b\n{'|' * 200_000}\n|-|",
    "dashes": f"a\n{'- ' * 100_000}|\n{'-|' * 100_000}x",
    "tags": f"# a\n# b\n{'<a ' * 60_000}",
    "parts in parts": _nested(3000),
    "quotes": "<html><body><p>一句，二句。</p><script>" + "\"'`" * 100_000 + "主动公开。</script>",
    "escapes": "<html><body><p>一句，二句。</p><script>a='" + "\\u4e00。" * 30_000 + "</script>",
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_no_bomb_takes_long(bomb: str | bytes) -> None:
    started = time.process_time()
    with suppress(ReadError):
        _read(bomb)
    assert time.process_time() - started < 10


def test_no_damage_to_an_archive_raises() -> None:
    chosen = random.Random(32)
    whole = as_archive(
        "<html><body><p>公开3条，其中甲2条。</p></body></html>", parts=[("application/pdf", "a.pdf", b"%PDF-")]
    )
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(chosen.randint(1, 20)):
            data[chosen.randrange(len(data))] = chosen.randrange(256)
        with suppress(ReadError):
            _read(bytes(data))
