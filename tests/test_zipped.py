"""A zip of reports: each file in it is one of its own; names lead nowhere, and bombs and locks are named."""

import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest
from renditions import as_page, as_word, report
from test_run import never

from pipeline.catalog import builtin
from pipeline.model import Issue
from pipeline.run import Reading, Task, process, run
from pipeline.sources import Source, find_sources
from pipeline.sources.zipped import is_zip, safe_name
from pipeline.store import DATABASE, Database

PAGE = as_page(report()).encode()


def _zip(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return path


def _sources(path: Path) -> tuple[list[Source], list[str]]:
    found = find_sources([path], path.parent / "out")
    return found.sources, [one.as_posix() for one in found.left_out]


def _names(path: Path) -> list[str]:
    return [source.name.split("!/", 1)[-1] for source in _sources(path)[0]]


def _issues(path: Path) -> list[Issue]:
    """The first issue of each file, as a worker of a run reads them."""
    job = Reading(builtin(), path, "", process)
    return [job.one(Task(source))[0].issues[0] for source in _sources(path)[0]]


def _problems(path: Path) -> dict[str, str]:
    return {s.name.split("!/", 1)[-1]: s.problem.code for s in _sources(path)[0] if s.problem is not None}


def test_each_file_is_read_for_itself_and_a_second_run_reads_none(tmp_path: Path) -> None:
    path = _zip(tmp_path / "年报.zip", {"水利局/2023.html": PAGE, "2023.docx": as_word(report()), "logo.gif": b"GIF8"})
    out = tmp_path / "out"
    summary = run([path], out, jobs=1)
    assert (summary.files, [one.name for one in summary.left_out]) == (2, ["logo.gif"])
    with Database.open(out / DATABASE) as database:
        rows = database.rows("SELECT file, status, is_latest FROM reports ORDER BY file")
    assert [(row["file"].split("年报.zip")[-1], row["status"]) for row in rows] == [
        ("!/2023.docx", "ok"),
        ("!/水利局/2023.html", "ok"),
    ]
    assert sorted(row["is_latest"] for row in rows) == [False, True]  # one report in two renditions
    assert run([path], out, jobs=1, process=never).current == 2


def test_a_folder_gives_the_files_in_its_zips(tmp_path: Path) -> None:
    _zip(tmp_path / "a.zip", {"b.html": PAGE, "deep/c.txt": b"made", "readme.txt": b"made", "__MACOSX/._b.html": b"x"})
    (tmp_path / "d.html").write_bytes(PAGE)
    sources, left_out = _sources(tmp_path)
    names = [Path(source.name).relative_to(tmp_path).as_posix() for source in sources]
    assert names == ["a.zip!/b.html", "a.zip!/deep/c.txt", "d.html"]
    assert sorted(Path(name).name for name in left_out) == ["._b.html", "readme.txt"]
    assert sources[0].sha256 == sources[2].sha256
    assert sources[0].load() == PAGE


def test_the_same_bytes_in_a_zip_and_beside_it_are_one_report(tmp_path: Path) -> None:
    _zip(tmp_path / "a.zip", {"b.html": PAGE})
    (tmp_path / "b.html").write_bytes(PAGE)
    first, second = _sources(tmp_path)[0]
    assert first.report_id == second.report_id


# -- names -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.txt", "etc/passwd.txt"),
        ("/absolute/a.txt", "absolute/a.txt"),
        (r"C:\reports\a.txt", "reports/a.txt"),
        ("a/./b//c/../d.txt", "a/b/c/d.txt"),
        ("new\nline\x1b[31m.txt", "new_line_[31m.txt"),
        ("...", "unnamed"),
    ],
)
def test_a_name_leads_nowhere(name: str, shown: str) -> None:
    assert safe_name(zipfile.ZipInfo(name)) == shown


def test_names_in_gbk_and_in_utf8_without_a_mark_are_read(tmp_path: Path) -> None:
    names = ["三明市水利局年报.txt", "厦门市卫生局年报.txt"]
    data = _zip(tmp_path / "a.zip", {"A" * 21 + ".txt": b"1", "B" * 24 + ".txt": b"2"}).read_bytes()
    gbk, utf8 = names[0].encode("gbk"), names[1].encode()
    data = data.replace(b"A" * 21 + b".txt", gbk.ljust(25, b"_")).replace(b"B" * 24 + b".txt", utf8.ljust(28, b"_"))
    (tmp_path / "a.zip").write_bytes(data)
    with zipfile.ZipFile(tmp_path / "a.zip") as package:
        shown = [safe_name(entry) for entry in package.infolist()]
    assert [name.rstrip("_") for name in shown] == names


def test_two_files_of_one_name_are_two(tmp_path: Path) -> None:
    data = _zip(tmp_path / "a.zip", {"a.txt": b"one", "b.txt": b"two"}).read_bytes()
    (tmp_path / "a.zip").write_bytes(data.replace(b"b.txt", b"a.txt"))
    sources, _ = _sources(tmp_path / "a.zip")
    assert {source.name.split("!/")[1]: source.load() for source in sources} == {"a.txt": b"one", "a (2).txt": b"two"}


# -- what is not read ------------------------------------------------------------------------


def test_an_archive_in_an_archive_is_refused_by_name(tmp_path: Path) -> None:
    inner = _zip(tmp_path / "inner.zip", {"a.html": PAGE}).read_bytes()
    (tmp_path / "inner.zip").unlink()
    rar = b"Rar!\x1a\x07\0" + b"\0" * 90
    issues = _issues(_zip(tmp_path / "a.zip", {"inner.zip": inner, "b.rar": rar}))
    assert [issue.code for issue in issues] == ["nested_archive", "nested_archive"]
    assert "a.zip!/inner.zip: an archive in an archive" in issues[1].message


@pytest.mark.parametrize(("name", "magic"), [("a.rar", b"Rar!\x1a\x07\0"), ("a.7z", b"7z\xbc\xaf\x27\x1c")])
def test_other_archives_are_refused_by_name(tmp_path: Path, name: str, magic: bytes) -> None:
    (tmp_path / name).write_bytes(magic + b"\0" * 90)
    (issue,) = _issues(tmp_path)
    assert issue.code == "unsupported_type"
    assert "pack its files as .zip" in issue.message


def test_a_locked_file_and_a_link_are_named_and_the_others_read(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", {"open.txt": b"made", "locked.txt": b"made", "link.txt": b"/etc/passwd"})
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    data[at + 8] |= 1
    at = data.index(b"PK\x01\x02", at + 1)
    data[at + 38 : at + 42] = struct.pack("<I", (stat.S_IFLNK | 0o777) << 16)
    path.write_bytes(data)
    assert _problems(path) == {"locked.txt": "zip_password", "link.txt": "link_in_archive"}
    assert [issue.code for issue in _issues(path)] == ["link_in_archive", "zip_password", "not_a_report"]


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", {"a.txt": bytes(150_000_000), "b.txt": b"made"})
    assert path.stat().st_size < 1_000_000
    (source,) = _sources(path)[0]
    assert source.problem is not None
    assert source.problem.code == "zip_bomb"
    assert source.name == str(path)


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", {f"{n}.txt": b"" for n in range(5_001)})
    assert [source.problem and source.problem.code for source in _sources(path)[0]] == ["zip_bomb"]


def test_an_empty_archive_is_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as package:
        package.mkdir("folder") if hasattr(package, "mkdir") else package.writestr("folder/", b"")
    assert list(_problems(tmp_path / "a.zip").values()) == ["empty_archive"]


def test_a_file_that_is_damaged_in_the_archive_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as package:
        package.writestr("a.txt", b"made for a test: first")
        package.writestr("b.txt", b"made for a test: second")
    path.write_bytes(path.read_bytes().replace(b"test: first", b"TEST: first"))
    assert _problems(path) == {"a.txt": "zip_damaged"}
    assert len(_names(path)) == 2


def test_an_archive_cut_short_is_one_file_that_failed(tmp_path: Path) -> None:
    data = _zip(tmp_path / "a.zip", {"a.html": PAGE}).read_bytes()
    (tmp_path / "a.zip").write_bytes(data[:-30])
    (issue,) = _issues(tmp_path)
    assert issue.code == "unsupported_type"
    assert "cut short" in issue.message


def test_a_document_that_is_kept_as_a_zip_is_no_archive(tmp_path: Path) -> None:
    for name in ("a.docx", "a.zip"):
        (tmp_path / name).write_bytes(as_word(report()))
        assert not is_zip(tmp_path / name)
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as package:
        package.writestr("a.txt", b"made")
    (tmp_path / "b.docx").write_bytes(other.getvalue())
    assert not is_zip(tmp_path / "b.docx")
    assert is_zip(_zip(tmp_path / "c.zip", {"a.txt": b"made"}))


def test_a_zip_that_goes_between_listing_and_reading_is_a_failed_report(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", {"a.txt": b"made"})
    (source,) = _sources(path)[0]
    path.unlink()
    with pytest.raises(OSError, match="No such file"):
        source.load()


def test_nothing_is_written_beside_the_archive(tmp_path: Path) -> None:
    folder = tmp_path / "raw"
    folder.mkdir()
    assert len(_issues(_zip(folder / "a.zip", {"../outside.txt": b"made", "a/b.txt": b"made"}))) == 2
    assert [one.name for one in tmp_path.iterdir()] == ["raw"]
    assert [one.name for one in folder.iterdir()] == ["a.zip"]
