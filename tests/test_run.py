"""Many reports: what a run skips, what bad input costs, and that nothing of it depends on chance."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest

from pipeline.catalog import Catalog
from pipeline.model import RawFile, Result, Status
from pipeline.run import Reading, Summary, Task, run
from pipeline.run import process as process_in_earnest
from pipeline.sources import MAX_BYTES, Source, find_sources, is_part_of_page
from pipeline.store import DATABASE, Database, export
from pipeline.workers import Limits

ROOT = Path(__file__).parent.parent
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


# -- what workers do in place of ``process``; each must be found by name in the child ------


def accept(raw: RawFile, catalog: Catalog) -> Result:
    """Takes anything for a report, so that these tests need no time for reading."""
    return Result(raw.sha256[:12], raw.name, raw.sha256, len(raw.data), Status.OK)


def die_on_bad(raw: RawFile, catalog: Catalog) -> Result:
    if b"bad" in raw.data:
        os.kill(os.getpid(), signal.SIGKILL)
    return accept(raw, catalog)


def hang_on_bad(raw: RawFile, catalog: Catalog) -> Result:
    if b"bad" in raw.data:
        time.sleep(600)
    return accept(raw, catalog)


def never(raw: RawFile, catalog: Catalog) -> Result:
    raise AssertionError(f"{raw.name} was read")


def slowly(raw: RawFile, catalog: Catalog) -> Result:
    with open(os.environ["NIANBAO_TEST_PIDS"], "a", encoding="utf-8") as pids:
        pids.write(f"{os.getpid()}\n")
    time.sleep(0.1)
    return accept(raw, catalog)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    for name in "abcdefghij":
        (folder / f"{name}.txt").write_text(f"made for a test: {name}", encoding="utf-8")
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def _reports(out: Path) -> dict[str, str]:
    with Database.open(out / DATABASE) as database:
        rows = database.rows("SELECT file, status FROM reports ORDER BY file")
    return {Path(row["file"]).name: row["status"] for row in rows}


def _codes(out: Path) -> dict[str, str]:
    with Database.open(out / DATABASE) as database:
        rows = database.rows("SELECT file, code FROM issues JOIN reports USING (report_id) ORDER BY issue_no")
    return {Path(row["file"]).name: row["code"] for row in rows}


def _again(raw: Path, out: Path) -> Summary:
    return run([raw], out, jobs=1, process=never)


# -- what is done and what is not ------------------------------------------------------------


def test_every_file_becomes_a_report_in_the_order_of_names(raw: Path, out: Path) -> None:
    begun: list[tuple[int, int]] = []
    (raw / "k.txt").write_bytes((raw / "a.txt").read_bytes())
    summary = run([raw], out, jobs=2, process=accept, progress=lambda done, whole: begun.append((done, whole)))
    assert _reports(out) == {f"{name}.txt": "ok" for name in "abcdefghij"}
    assert summary.done == tuple(source.report_id for source in find_sources([raw], out).sources[:10])
    assert begun[-1] == (10, 10)
    assert (summary.files, summary.reports) == (11, summary.done)
    assert _again(raw, out).reports == summary.reports


def test_without_files_nothing_is_made(tmp_path: Path, out: Path) -> None:
    (tmp_path / "nothing").mkdir()
    summary = run([tmp_path / "nothing"], out, jobs=1, process=accept)
    assert (summary.files, summary.reports, out.exists()) == (0, (), False)


def test_a_second_run_does_no_work(raw: Path, out: Path) -> None:
    run([raw], out, jobs=1, process=accept)
    before = (out / DATABASE).stat()
    summary = _again(raw, out)
    after = (out / DATABASE).stat()
    assert (summary.done, summary.current, summary.unread) == ((), 10, ())
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert len(list((out / "runs").iterdir())) == 1


def test_only_a_file_that_changed_is_read_again(raw: Path, out: Path) -> None:
    run([raw], out, jobs=1, process=accept)
    (raw / "c.txt").write_text("other words", encoding="utf-8")
    summary = run([raw], out, jobs=1, process=accept)
    assert (len(summary.done), summary.current) == (1, 9)


def test_again_reads_everything_again(raw: Path, out: Path) -> None:
    run([raw], out, jobs=1, process=accept)
    summary = run([raw], out, jobs=1, process=accept, again=True)
    assert (len(summary.done), summary.current) == (10, 0)
    assert len(_reports(out)) == 10


def test_own_forms_make_reports_be_read_again(raw: Path, out: Path, tmp_path: Path) -> None:
    run([raw], out, jobs=1, process=accept)
    text = (ROOT / "pipeline/catalog/templates/fujian-2017.toml").read_text(encoding="utf-8")
    (tmp_path / "own.toml").write_text(text.replace('id = "fujian-2017', 'id = "own'), encoding="utf-8")
    summary = run([raw], out, jobs=1, process=accept, own_templates=tmp_path)
    assert len(summary.done) == 10


def test_a_database_that_was_deleted_is_built_from_the_parts(raw: Path, out: Path) -> None:
    run([raw], out, jobs=1, process=accept)
    (out / DATABASE).unlink()
    assert _again(raw, out).current == 10
    assert len(_reports(out)) == 10


def test_the_same_bytes_under_two_names_are_one_report(raw: Path, out: Path) -> None:
    (raw / "k.txt").write_bytes((raw / "a.txt").read_bytes())
    summary = run([raw], out, jobs=1, process=accept)
    assert len(summary.done) == 10
    assert _codes(out) == {"a.txt": "duplicate"}
    assert _again(raw, out).current == 10


def test_the_folder_of_results_is_not_read(raw: Path) -> None:
    inside = raw / "out"
    run([raw], inside, jobs=1, process=accept)
    (inside / "export.txt").write_text("an export", encoding="utf-8")
    assert _again(raw, inside).current == 10


# -- which files are candidates --------------------------------------------------------------


def test_a_folder_gives_pages_and_texts_but_no_notes(tmp_path: Path) -> None:
    page, text = b"<html><body>made for a test", b"made for a test"
    files = {
        "README.md": text, "a.HTML": page, "b.shtml": page, ".hidden.html": page, "~$c.doc": page, "index": page,
        "LICENSE": text, "deep/deeper/d.txt": text, ".git/e.txt": text, "f.css": text, "g.jsp": page, "h.pdf": b"%PDF-",
    }  # fmt: skip
    for name, data in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    found = find_sources([tmp_path], tmp_path / "out")
    sources, left_out = found.sources, found.left_out
    names = [Path(source.name).relative_to(tmp_path).as_posix() for source in sources]
    assert names == ["a.HTML", "b.shtml", "deep/deeper/d.txt", "g.jsp", "h.pdf", "index"]
    assert sorted(path.name for path in left_out) == ["LICENSE", "README.md", "f.css"]


def test_a_file_that_is_named_is_always_taken_and_only_once(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("made for a test", encoding="utf-8")
    found = find_sources([tmp_path / "README.md", tmp_path], tmp_path / "out")
    sources, left_out = found.sources, found.left_out
    assert [Path(source.name).name for source in sources] == ["README.md"]
    assert left_out == [tmp_path / "README.md"] or left_out == []


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="file names are text there")
def test_a_name_in_gbk_is_read_as_one(tmp_path: Path, out: Path) -> None:
    path = os.fsencode(tmp_path) + b"/" + "年报.txt".encode("gbk")
    with open(path, "wb") as file:
        file.write(b"made for a test")
    run([tmp_path], out, jobs=1, process=accept)
    assert _reports(out) == {"年报.txt": "ok"}
    assert _again(tmp_path, out).current == 1


# -- bad input -------------------------------------------------------------------------------

BAD = {
    "empty.html": (b" \n ", "failed", "empty_file"),
    "binary.html": (bytes(range(256)) * 40, "failed", "binary"),
    "picture.html": (b"GIF89a" + bytes(100), "failed", "unsupported_type"),
    "script-only.html": (b"<html><body><script>draw()</script></body></html>", "failed", "needs_browser"),
    "blank.html": (b"<html><body> <p>&nbsp;</p> </body></html>", "failed", "no_body"),
    "notice.txt": ("一、时间\n三月十二日。\n二、地点\n城东公园，30人。\n".encode(), "not_a_report", "not_a_report"),
    "recipe.txt": ("把面粉和水搅匀，放置一小时。".encode(), "not_a_report", "not_a_report"),
}


def test_bad_files_are_named_and_the_others_go_on(tmp_path: Path, out: Path) -> None:
    folder = tmp_path / "raw"
    folder.mkdir()
    for name, (data, _, _) in BAD.items():
        (folder / name).write_bytes(data)
    with (folder / "vast.txt").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    (folder / "good.txt").write_bytes((ROOT / "raw" / "fuding-town-2018-notable.txt").read_bytes())
    summary = run([folder], out, jobs=2)
    statuses = {name: status for name, (_, status, _) in BAD.items()}
    assert _reports(out) == {**statuses, "vast.txt": "failed", "good.txt": "ok"}
    assert _codes(out) == {**{name: code for name, (_, _, code) in BAD.items()}, "vast.txt": "too_large"}
    assert len(summary.unread) == len(BAD) + 1
    with Database.open(out / DATABASE) as database:
        messages = [row["message"] for row in database.rows("SELECT message FROM issues")]
    assert all(message.startswith(str(folder)) and "\n" not in message for message in messages)


def test_what_could_not_be_read_is_not_tried_again_but_still_told(raw: Path, out: Path) -> None:
    (raw / "c.txt").write_text("bad", encoding="utf-8")
    first = run([raw], out, jobs=1, process=die_on_bad)
    second = _again(raw, out)
    assert (second.done, second.unread) == ((), first.unread)
    assert len(first.unread) == 1


def test_a_report_that_kills_its_worker_costs_only_itself(raw: Path, out: Path) -> None:
    (raw / "c.txt").write_text("bad", encoding="utf-8")
    (raw / "d.txt").write_text("bad too", encoding="utf-8")
    run([raw], out, jobs=2, process=die_on_bad)
    expected = {f"{name}.txt": "failed" if name in "cd" else "ok" for name in "abcdefghij"}
    assert _reports(out) == expected
    assert _codes(out) == {"c.txt": "worker_died", "d.txt": "worker_died"}


def test_a_report_that_hangs_is_stopped(raw: Path, out: Path) -> None:
    (raw / "c.txt").write_text("bad", encoding="utf-8")
    run([raw], out, jobs=2, process=hang_on_bad, limits=Limits(seconds=4))
    assert _codes(out) == {"c.txt": "timeout"}
    assert list(_reports(out).values()).count("ok") == 9


def test_a_file_that_vanishes_between_listing_and_reading_is_a_failed_report(tmp_path: Path) -> None:
    job = Reading(None, tmp_path, "", accept)  # type: ignore[arg-type]
    (result,) = job.one(Task(Source(tmp_path / "gone.txt", "gone.txt", "0" * 64)))
    assert (result.status, result.issues[0].code) == (Status.FAILED, "vanished")


def test_a_file_below_another_file_has_vanished(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    (source,) = find_sources([tmp_path / "a.txt" / "b.txt"], tmp_path).sources
    assert source.problem is not None
    assert source.problem.code == "vanished"


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_to_nothing_is_called_one(raw: Path) -> None:
    (raw / "z.txt").symlink_to(raw / "nowhere.txt")
    last = find_sources([raw], raw).sources[-1]
    assert last.problem is not None
    assert last.problem.code == "broken_link"
    assert f"{raw / 'z.txt'}: a link to {raw / 'nowhere.txt'}, where there is nothing" in last.problem.message


def test_a_refused_file_is_a_failed_report(raw: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: Any = Path.open

    def refuse(path: Path, *args: object, **kwargs: object) -> object:
        if path.name == "c.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *args, **kwargs)

    monkeypatch.setattr(Path, "open", refuse)
    summary = run([raw], out, jobs=1, process=accept)
    monkeypatch.undo()
    assert _codes(out) == {"c.txt": "unreadable_file"}
    assert len(summary.unread) == 1
    # Once it can be opened, the report takes the place of the failure.
    summary = run([raw], out, jobs=1, process=accept)
    assert (len(summary.done), summary.unread) == (1, ())
    assert _reports(out) == {f"{name}.txt": "ok" for name in "abcdefghij"}


def test_a_refused_folder_is_named(raw: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (raw / "closed").mkdir()
    scan = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    run([raw], out, jobs=1, process=accept)
    monkeypatch.undo()
    assert _codes(out) == {"closed": "unreadable_folder"}
    assert len(_reports(out)) == 11


@pytest.mark.skipif(IS_ROOT, reason="permissions do not stop root")
def test_files_and_folders_without_permission_are_failed_reports(raw: Path, out: Path) -> None:
    (raw / "closed").mkdir(mode=0)
    (raw / "c.txt").chmod(0)
    try:
        run([raw], out, jobs=1, process=accept)
    finally:
        (raw / "closed").chmod(0o700)
    assert _codes(out) == {"c.txt": "unreadable_file", "closed": "unreadable_folder"}


# -- the same bytes out ----------------------------------------------------------------------


def test_one_worker_and_two_give_equal_exports(tmp_path: Path) -> None:
    exports = []
    for jobs in (1, 2):
        run([ROOT / "raw"], tmp_path / f"out{jobs}", jobs=jobs)
        with Database.open(tmp_path / f"out{jobs}" / DATABASE) as database:
            formats: tuple[Literal["jsonl", "parquet"], ...] = ("jsonl", "parquet")
            paths = [
                path for format_ in formats for path in export(database, tmp_path / f"exports{jobs}", format_).paths
            ]
        exports.append({path.name: path.read_bytes() for path in paths})
    assert exports[0].keys() == exports[1].keys()
    assert [name for name in exports[0] if exports[0][name] != exports[1][name]] == []
    assert b"\n" in exports[0]["findings.jsonl"]


# -- a run that is stopped -------------------------------------------------------------------

SCRIPT = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from test_run import slowly
from pipeline.run import run
run([Path({raw!r})], Path({out!r}), jobs=2, process=slowly)
"""


@contextmanager
def _started(raw: Path, out: Path, pids: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A run in a process group of its own, with its first part written and more to do."""
    for number in range(30):
        (raw / f"more{number:02}.txt").write_text(f"made for a test: {number}", encoding="utf-8")
    script = SCRIPT.format(tests=str(Path(__file__).parent), raw=str(raw), out=str(out))
    environment = {**os.environ, "NIANBAO_TEST_PIDS": str(pids)}
    with subprocess.Popen([sys.executable, "-c", script], env=environment, cwd=ROOT, start_new_session=True) as running:
        try:
            _wait_until(lambda: running.poll() is not None or any((out / "parts").glob("[0-9]*/part.json")))
            assert running.poll() is None
            yield running
        finally:
            running.kill()


def _wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/status")
    return not (status.exists() and "State:\tZ" in status.read_text(encoding="utf-8"))


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_stopped_run_leaves_whole_parts_and_no_process(raw: Path, out: Path, tmp_path: Path, number: int) -> None:
    with _started(raw, out, tmp_path / "pids") as running:
        if number == signal.SIGINT:
            os.killpg(running.pid, number)  # as a terminal does: every process of the group
        else:
            running.send_signal(number)
        assert running.wait(timeout=20) != 0
    if number == signal.SIGINT:
        assert [path for path in out.rglob("*") if "unfinished" in path.name] == []
    assert not (out / DATABASE).exists()
    pids = {int(line) for line in (tmp_path / "pids").read_text(encoding="utf-8").split()}
    _wait_until(lambda: not any(map(_is_alive, pids)))
    kept = len(list((out / "parts").glob("[0-9]*/part.json")))
    summary = run([raw], out, jobs=2, process=accept)
    assert (len(summary.done), summary.current, summary.damaged) == (40 - 4 * kept, 4 * kept, ())
    assert len(_reports(out)) == 40
    assert [path for path in out.rglob("*") if "unfinished" in path.name] == []


REPORT = """某县某局2017年政府信息公开工作年度报告
一、概述
本年度我局主动公开政府信息12条,其中在网站上公开10条。
二、公开申请
本年度我局收到公开申请2件,都已答复。
三、存在的问题
宣传的力度不够,有的栏目更新得慢。
"""


@pytest.mark.parametrize(
    ("text", "status", "codes"),
    [
        (REPORT, Status.OK, {"no_date", "region_unknown"}),
        (REPORT.replace("力度", "力\ufffd"), Status.PARTIAL, {"no_date", "region_unknown", "encoding_damage"}),
    ],
    ids=["notes only", "damaged"],
)
def test_a_report_is_partial_only_where_something_was_lost(text: str, status: Status, codes: set[str]) -> None:
    from pipeline.catalog import builtin

    data = text.encode("utf-8").replace("\ufffd".encode(), b"\xff")
    result = process_in_earnest(RawFile("made for a test.txt", data), builtin())
    assert (result.status, {issue.code for issue in result.issues} & codes) == (status, codes)


def test_process_takes_a_report_through_all_stages() -> None:
    from pipeline.catalog import builtin

    path = ROOT / "raw" / "sanming-commerce-2017.txt"
    result = process_in_earnest(RawFile("a.txt", path.read_bytes()), builtin())
    assert result.status is Status.OK
    assert (len(result.facts), result.file) == (32, "a.txt")
    assert ("147条", "97") in [(f.left[0].text, f.right[0].text) for f in result.flags if f.kind == "text_vs_table"]


def test_the_same_bytes_under_two_paths_are_one_report_in_any_order(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("the same bytes", encoding="utf-8")

    def files(*runs: tuple[str, ...]) -> list[object]:
        out = tmp_path / "-".join("".join(one) for one in runs)
        for one in runs:
            run([tmp_path / name for name in one], out, jobs=1, process=accept)
        again = run([tmp_path / "a.txt", tmp_path / "b.txt"], out, jobs=1, process=accept)
        assert again.done == ()  # both are up to date
        with Database.open(out / DATABASE) as database:
            return [database.rows(f"SELECT * FROM {table} ORDER BY ALL") for table in ("reports", "issues", "findings")]

    together = files(("a.txt", "b.txt"))
    assert files(("a.txt",), ("b.txt",)) == together
    assert files(("b.txt",), ("a.txt",)) == together


def test_of_what_a_browser_saved_beside_a_page_only_documents_are_candidates(tmp_path: Path) -> None:
    page, text = b"<html><body>made for a test", b"made for a test"
    files = {
        "a.htm": page, "a_files/frame.html": page, "a_files/style.css": text, "a_files/b.pdf": b"%PDF-", "c.htm": page,
        "c.files/d.DOC": page, "c.files/e.htm": page, "alone_files/f.html": page, "g.md": text, "CHANGELOG.md": text,
        "h.mhtml": text,
    }  # fmt: skip
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    found = find_sources([tmp_path], tmp_path / "out")
    sources, left_out = found.sources, found.left_out
    assert [Path(source.name).relative_to(tmp_path).as_posix() for source in sources] == [
        "a.htm", "a_files/b.pdf", "alone_files/f.html", "c.files/d.DOC", "c.htm", "g.md", "h.mhtml",
    ]  # fmt: skip
    assert sorted(path.name for path in left_out if is_part_of_page(path)) == ["e.htm", "frame.html", "style.css"]
    assert [path.name for path in left_out if not is_part_of_page(path)] == ["CHANGELOG.md"]
