"""A report that comes as page and attachment is one report with two files. All files are made for the tests."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from renditions import TITLE, Line, as_markdown, as_page, as_text, as_word, report

from pipeline.catalog import builtin
from pipeline.cli import cli
from pipeline.model import RawFile, Status
from pipeline.run import process
from pipeline.store import in_memory

LINES = report()
NAME = "三明市测试局 2023年报.docx"
DATED = "<p>发布时间：2024-01-20</p>"
NO_TITLE = [Line("text", "年度报告"), *LINES[2:]]  # without agency and year


def _linked(page: str, address: str, label: str = "附件") -> str:
    return page.replace("</body>", f'<p><a href="{address}">{label}</a></p></body>')


def _only_link(address: str, label: str = TITLE) -> str:
    return (
        f'<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><a href="{address}">{label}</a></body></html>'
    )


class Folder:
    """Files, and the database of what they hold."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def run(self, files: dict[str, str | bytes]) -> dict[str, dict[str, Any]]:
        """What the database says of each file, by its name."""
        self.files |= {name: data if isinstance(data, bytes) else data.encode() for name, data in files.items()}
        results = [process(RawFile(f"raw/{name}", data), builtin()) for name, data in self.files.items()]
        self.database = in_memory(results, builtin())
        rows = self.rows(
            "SELECT r.*, n.file AS stands FROM reports r LEFT JOIN reports n ON n.report_id = r.version_of"
        )
        for row in rows:
            row["stands"] = row["stands"] and Path(row["stands"]).name
        return {Path(row["file"]).name: row for row in rows}

    def rows(self, sql: str) -> list[dict[str, Any]]:
        return self.database.rows(sql)


@pytest.fixture
def folder() -> Folder:
    return Folder()


@pytest.mark.parametrize(
    ("address", "saved"),
    [
        pytest.param(f"./{quote(NAME)}?t=1", NAME, id="the name in the address"),
        pytest.param(f"/download.jsp?id=3&name={quote(NAME)}", NAME, id="the name in a query"),
        pytest.param("/files/P02024.docx", "P02024.DOCX", id="in capitals"),
        pytest.param("/files/P02024.docx", "page_files/P02024.docx", id="in the folder beside the page"),
    ],
)
def test_a_page_and_the_file_that_it_links_to_are_one_report(folder: Folder, address: str, saved: str) -> None:
    pictures = [line._replace(text='<p><img src="a.png"></p>') if line.kind == "table" else line for line in LINES]
    found = folder.run({"page.html": _linked(as_page(pictures), address), saved: as_word(NO_TITLE)})
    page, file = found["page.html"], found[Path(saved).name]
    assert (file["agency"], file["status"]) == (None, "partial")
    assert (file["is_latest"], file["stands"]) == (True, None)  # it has the tables
    assert (page["is_latest"], page["stands"]) == (False, Path(saved).name)


def test_the_label_of_a_link_may_name_the_file(folder: Folder) -> None:
    found = folder.run(
        {"page.html": _linked(as_page(LINES), "/download?id=8", TITLE), f"{TITLE}.docx": as_word(NO_TITLE)}
    )
    assert found[f"{TITLE}.docx"]["stands"] == "page.html"


def test_a_page_that_is_only_a_link_is_stood_for_by_its_file(folder: Folder) -> None:
    found = folder.run({"page.html": _only_link("P02024.docx"), "P02024.docx": as_word(LINES)})
    page = found["page.html"]
    assert (page["status"], page["is_latest"], page["stands"]) == (Status.NOT_A_REPORT, False, "P02024.docx")
    assert [row["code"] for row in folder.rows("SELECT code FROM issues WHERE NOT is_note")] == ["only_attachment"]


def test_a_run_over_a_link_and_its_file_has_read_the_report(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "page.html").write_text(_only_link("P02024.docx"), encoding="utf-8")
    (raw / "P02024.docx").write_bytes(as_word(LINES))
    result = CliRunner().invoke(cli, ["run", str(raw), "-o", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    (raw / "P02024.docx").unlink()
    result = CliRunner().invoke(cli, ["run", str(raw), "-o", str(tmp_path / "alone")])
    assert result.exit_code == 1, result.output
    assert "only_attachment" in result.output


def test_a_list_of_reports_is_none_of_them(folder: Folder) -> None:
    other = TITLE.replace("测试局", "水利局")
    page = _only_link("a.docx").replace("</body>", f'<a href="b.docx">{other}</a></body>')
    found = folder.run({"list.html": page, "a.docx": as_word(LINES), "b.docx": as_word(report(other))})
    assert [row["is_latest"] for row in found.values()] == [True, True, True]


def test_a_file_of_another_agency_or_year_is_another_report(folder: Folder) -> None:
    found = folder.run(
        {
            "page.html": _linked(_linked(as_page(LINES), "a.docx"), "b.docx"),
            "a.docx": as_word(report(TITLE.replace("测试局", "水利局"))),
            "b.docx": as_word(report(TITLE.replace("2023", "2022"))),
            "elsewhere/c.docx": as_word(NO_TITLE),
        }
    )
    assert all(row["is_latest"] for row in found.values())


def test_of_renditions_the_better_reading_stands(folder: Folder) -> None:
    damaged = [line._replace(text=line.text.replace("（一）予以公开", "甲")) for line in LINES]
    found = folder.run({"a.txt": as_text(LINES), "b.html": as_page(damaged), "c.md": as_markdown(damaged)})
    assert {name: row["stands"] for name, row in found.items()} == {"a.txt": None, "b.html": "a.txt", "c.md": "a.txt"}
    dated = [damaged[0], Line("text", "发布时间：2024-01-20"), *damaged[1:]]
    found = folder.run({"b.html": as_page(dated)})  # a page has a date, and its attachment seldom
    assert found["b.html"]["published"] is not None
    assert found["b.html"]["stands"] == "a.txt"


def test_of_editions_the_newest_stands_whatever_was_read_of_it(folder: Folder) -> None:
    def on(date: str, lines: list[Line]) -> str:
        return as_page([lines[0], Line("text", f"发布时间：{date}"), *lines[1:]])

    fewer = [line for line in LINES if line.kind != "table"]
    found = folder.run({"a.html": on("2024-01-20", LINES), "b.html": on("2024-03-02", fewer)})
    assert {name: row["stands"] for name, row in found.items()} == {"a.html": "b.html", "b.html": None}
    assert folder.rows("SELECT * FROM issues WHERE code = 'renditions_differ'") == []


def _changed(*changes: tuple[str, str]) -> list[Line]:
    lines = LINES
    for before, after in changes:
        lines = [line._replace(text=line.text.replace(f">{before}<", f">{after}<")) for line in lines]
    return lines


def test_where_renditions_differ_the_one_that_stands_says_so(folder: Folder) -> None:
    found = folder.run({"page.html": as_page(LINES), "file.docx": as_word(_changed(("111", "711"), ("299", "")))})
    assert found["file.docx"]["stands"] == "page.html"
    (issue,) = folder.rows("SELECT * FROM issues WHERE code = 'renditions_differ'")
    assert issue["report_id"] == found["page.html"]["report_id"]
    assert "raw/page.html and raw/file.docx" in issue["message"]
    assert " are one report and differ in 2 cells: " in issue["message"]
    assert ": 111 in the first, 711 in the second; " in issue["message"]
    assert ": 299 in the first, (blank) in the second. " in issue["message"]
    assert folder.rows("SELECT status FROM quality WHERE notes > 0 AND issues = 0")[0]["status"] == "ok"
    text = folder.rows("SELECT text FROM documents JOIN reports USING (report_id) WHERE is_latest")[0]["text"]
    assert text[issue["place"]["char_start"] : issue["place"]["char_end"]] == "111"


def test_renditions_that_agree_say_nothing(folder: Folder) -> None:
    folder.run({"page.html": as_page(LINES), "file.docx": as_word(LINES), "file.md": as_markdown(LINES)})
    assert folder.rows("SELECT count(*) AS n FROM reports WHERE is_latest") == [{"n": 1}]
    assert folder.rows("SELECT * FROM issues WHERE code = 'renditions_differ'") == []
