"""Old and other office files by way of LibreOffice: what it is not trusted with. Its absence: ``test_office.py``."""

import http.server
import io
import os
import random
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from renditions import as_page, report, written_by_office
from test_formats import what_it_says
from words import paragraph, word

from pipeline.catalog import builtin
from pipeline.errors import ReadError
from pipeline.model import RawFile, Result, Status
from pipeline.read import convert, read
from pipeline.read.confined import Bounds, Ended
from pipeline.run import process

DOCX = Path(__file__).parent / "docx"
LINES = report()
SHORT = (DOCX / "short.doc").read_bytes()
OLE = SHORT[:8]
RTF = r"{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}\f0 " + "".join(f"\\u{ord(c)}?" for c in "某某市水务局年度报告") + "}"


def _process(name: str, data: bytes) -> Result:
    return process(RawFile(name, data), builtin())


def _refused(data: bytes) -> tuple[str, str]:
    with pytest.raises(ReadError) as caught:
        read(RawFile("made.doc", data))
    return caught.value.code, str(caught.value)


# -- LibreOffice that misbehaves, played by a script -----------------------------------------


@pytest.fixture
def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in its place; the test writes what it does, in Python, with the folder for its output as ``out``."""
    if sys.platform == "win32":
        pytest.skip("a script is no program there")
    script = tmp_path / "soffice"
    monkeypatch.setattr(convert, "find_office", lambda: str(script))
    return script


def _plays(script: Path, does: str) -> None:
    head = f"#!{sys.executable}\nimport os, sys, time, pathlib\n"
    out = "out = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1]); out.mkdir()\n"
    script.write_text(head + out + does)
    script.chmod(0o755)


def test_an_end_without_output_is_a_damaged_file_though_its_code_is_zero(played: Path) -> None:
    _plays(played, "print('source file could not be loaded')")
    code, message = _refused(SHORT)
    assert code == "office_damaged"
    assert "LibreOffice made nothing of it: it ended of itself" in message


def test_output_that_is_no_word_file_is_a_damaged_file(played: Path) -> None:
    _plays(played, "(out / 'report.docx').write_text('<html>')")
    assert _refused(SHORT)[0] == "office_damaged"


def test_bytes_taken_for_text_are_a_damaged_file(played: Path, tmp_path: Path) -> None:
    chance = random.Random(1)
    garbage = bytes(chance.randrange(32, 256) for _ in range(4000)).decode("cp1252", "replace")
    (tmp_path / "a.docx").write_bytes(word(paragraph(garbage)))
    _plays(played, f"(out / 'report.docx').write_bytes(pathlib.Path({str(tmp_path / 'a.docx')!r}).read_bytes())")
    code, message = _refused(SHORT)
    assert code == "office_damaged"
    assert "took bytes for text" in message


def test_what_hangs_is_stopped(played: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _plays(played, "time.sleep(60)")
    monkeypatch.setattr(convert, "BOUNDS", Bounds(seconds=1, memory=10**9, offline=True))
    started = time.monotonic()
    code, message = _refused(SHORT)
    assert code == "timeout"
    assert "longer than 1 seconds" in message
    assert time.monotonic() - started < 10


def test_each_file_has_a_profile_and_a_folder_of_its_own_that_are_gone_afterwards(played: Path, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(word(paragraph("某某市水务局")))
    log = tmp_path / "log"
    _plays(
        played,
        f"open({str(log)!r}, 'a').write(sys.argv[1] + chr(10))\n"
        f"(out / 'report.docx').write_bytes(pathlib.Path({str(tmp_path / 'a.docx')!r}).read_bytes())",
    )
    for _ in range(2):
        assert read(RawFile("made.doc", SHORT)).text == "某某市水务局"
    profiles = [line.removeprefix("-env:UserInstallation=file://") for line in log.read_text().splitlines()]
    assert len(set(profiles)) == 2
    assert not any(Path(profile).parent.exists() for profile in profiles)


def test_a_network_that_could_not_be_cut_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    (issue,) = convert._network(Ended("done", 0, b"", offline=False))
    assert issue.code == "network_open"
    assert convert._network(Ended("done", 0, b"", offline=True)) == []


# -- LibreOffice itself ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def office() -> None:
    if convert.find_office() is None:
        pytest.fail("LibreOffice is not installed: apt-get install libreoffice-writer")


@pytest.fixture(scope="module")
def written(office: None, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The made report as .odt, .fodt, .doc and .rtf, written by LibreOffice."""
    home = tmp_path_factory.mktemp("office")
    (home / "report.html").write_text(as_page(LINES).replace("<table>", "<table border=1>"), encoding="utf-8")
    odt = written_by_office(home / "report.html", "odt")
    found = {kind: written_by_office(odt, kind).read_bytes() for kind in ("fodt", "doc:MS Word 97", "rtf")}
    return {"odt": odt.read_bytes(), **{kind.split(":")[0]: data for kind, data in found.items()}}


@pytest.mark.full
@pytest.mark.parametrize(
    ("kind", "name"), [("doc", "a.doc"), ("doc", "a.wps"), ("rtf", "a.doc"), ("odt", "a.odt"), ("fodt", "a.xml")]
)
def test_what_libreoffice_opens_says_what_the_word_file_says(written: dict[str, bytes], kind: str, name: str) -> None:
    result = _process(name, written[kind])
    assert what_it_says(result) == what_it_says(_process("a.html", as_page(LINES).encode()))
    assert result.report is not None
    assert ("converted_by", "LibreOffice") in result.report.document.head


@pytest.mark.full
def test_the_same_file_gives_the_same_document(written: dict[str, bytes]) -> None:
    assert _process("a.odt", written["odt"]) == _process("a.odt", written["odt"])


@pytest.mark.full
def test_a_document_cut_short_or_damaged_is_refused_or_read(office: None, written: dict[str, bytes]) -> None:
    whole = written["doc"]
    chance = random.Random(3)
    noise = OLE + bytes(chance.randrange(256) for _ in range(20_000))
    cases = [whole[:3000], noise, OLE + bytes(4000), b"{\\rtf1 \\u", b"{\\rtf1 " + noise[8:]]
    for _ in range(3):
        damaged = bytearray(whole)
        for _ in range(60):
            damaged[chance.randrange(512, len(whole))] = chance.randrange(256)
        cases.append(bytes(damaged))
    for data in cases:
        result = _process("a.doc", data)
        assert result.status in (Status.OK, Status.PARTIAL) or len(result.issues) == 1
        codes = {issue.code for issue in result.issues}
        assert result.status is not Status.FAILED or codes <= {"office_damaged", "no_body", "too_many_nodes"}


@pytest.mark.full
def test_two_at_once_do_not_disturb_each_other(written: dict[str, bytes]) -> None:
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda n: _process(f"{n}.doc", written["doc"]), range(2)))
    assert {result.status for result in results} == {Status.OK}


@pytest.mark.full
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="not every user may cut the network")
def test_no_request_leaves_when_a_document_links_to_a_picture(office: None) -> None:
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}/a.png"
        names = " ".join(
            f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{kind}:1.0"'
            for name, kind in (
                ("office", "office"), ("text", "text"), ("draw", "drawing"), ("svg", "svg-compatible"),
            )
        )  # fmt: skip
        frame = (
            '<draw:frame svg:width="2cm" svg:height="2cm" text:anchor-type="as-char">'
            f'<draw:image xlink:href="{address}" xlink:type="simple"/></draw:frame>'
        )
        document = (
            f'<?xml version="1.0"?><office:document {names} xmlns:xlink="http://www.w3.org/1999/xlink" '
            'office:mimetype="application/vnd.oasis.opendocument.text" office:version="1.3"><office:body><office:text>'
            f"<text:p>某某市水务局{frame}</text:p></office:text></office:body></office:document>"
        )
        assert "某某市水务局" in read(RawFile("a.fodt", document.encode())).text
        assert asked == []
        server.shutdown()


@pytest.mark.full
def test_rich_text_named_doc_is_rich_text(office: None) -> None:
    assert read(RawFile("a.doc", RTF.encode())).text == "某某市水务局年度报告"
    assert io.BytesIO(RTF.encode()).read(5) == b"{\\rtf"
