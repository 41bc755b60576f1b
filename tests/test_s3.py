"""The raw store on a server that speaks S3, over real sockets, under Chinese keys."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import archives
import boto3
import fsspec
import pytest
from archives import record, write
from click.testing import CliRunner

from pipeline.acquire import Fetch, RawStore, WarcWriter, is_raw_store
from pipeline.cli import cli
from pipeline.errors import RawStoreError
from pipeline.store import Database

pytestmark = pytest.mark.full
PLACE = "s3://made/原始文件/某市"


@pytest.fixture(scope="module")
def server() -> Iterator[subprocess.Popen[bytes]]:
    """moto in a process of its own, so that it can be killed."""
    code = (
        "from moto.server import ThreadedMotoServer; import time\n"
        "server = ThreadedMotoServer(ip_address='127.0.0.1', port=0); server.start()\n"
        "print(server.get_host_and_port()[1], flush=True); time.sleep(600)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    port = next(line for line in process.stdout if line.strip().isdigit()).decode().strip()
    process.stdout.close()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "AWS_ACCESS_KEY_ID": "made",
            "AWS_SECRET_ACCESS_KEY": "made",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_MAX_ATTEMPTS": "1",
        }.items():
            patch.setenv(name, value)
        boto3.client("s3").create_bucket(Bucket="made")
        yield process
        fsspec.filesystem("s3").clear_instance_cache()
    process.kill()
    process.wait()


def keys(prefix: str = "") -> list[str]:
    found: list[dict[str, Any]] = boto3.client("s3").list_objects_v2(Bucket="made", Prefix=prefix).get("Contents", [])
    return [one["Key"] for one in found]


def nianbao(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """The command as a process of its own: workers of an earlier test would not know the server's address."""
    command = [sys.executable, "-m", "pipeline", *arguments]
    return subprocess.run(command, capture_output=True, cwd=Path(__file__).parent.parent, check=False)


@pytest.mark.usefixtures("server")
def test_what_is_kept_on_s3_is_read_by_another_process() -> None:
    with RawStore.open(PLACE) as store, WarcWriter(store) as warc:
        for number in range(3):
            store.keep(Fetch(f"http://made.example/年报/{number}", b"made %d" % (number % 2), status=200))
        warc.flush()
        assert keys("原始文件/某市/manifest/") == []  # the lines wait
    assert len(keys("原始文件/某市/files/")) == 2
    assert len(keys("原始文件/某市/manifest/")) == 1
    code = (
        "import sys; from pipeline.acquire import RawStore; store = RawStore.open(sys.argv[1])\n"
        "print(*sorted(store.read(line.sha256).decode() + line.url for line in store.manifest()), sep='\\n')"
    )
    env = os.environ | {"PYTHONIOENCODING": "utf-8"}
    read = subprocess.run([sys.executable, "-c", code, PLACE], capture_output=True, env=env, check=True)
    assert read.stdout.decode().split("\n")[:3] == [
        "made 0http://made.example/年报/0", "made 0http://made.example/年报/2", "made 1http://made.example/年报/1",
    ]  # fmt: skip


@pytest.mark.usefixtures("server")
def test_an_archive_on_s3_is_imported_to_s3_and_run_from_there(tmp_path: Path) -> None:
    records = [
        record("http://made.example/a.htm", archives.REPORT),
        record("http://made.example/b.htm", archives.OTHER),
    ]
    path = write(tmp_path / "made.warc.gz", records)
    boto3.client("s3").upload_file(path, "made", "存档/made.warc.gz")
    answer = nianbao("import", "s3://made/存档/made.warc.gz", "--into", "s3://made/库", "-j", "1", "--json")
    assert (answer.returncode, json.loads(answer.stdout)["kept"]) == (0, 1), answer.stderr
    answer = nianbao("run", "s3://made/库", "-o", str(tmp_path / "out"), "-j", "1")
    assert answer.returncode == 0, answer.stderr
    with Database.open(tmp_path / "out") as database:
        (found,) = database.rows("SELECT file, source_url, status FROM reports")
    assert found["file"].startswith("s3://made/库/made.example/a.htm [")
    assert (found["source_url"], found["status"]) == ("http://made.example/a.htm", "ok")


@pytest.mark.usefixtures("server")
def test_a_bucket_that_is_not_there_is_told_and_not_made() -> None:
    assert not is_raw_store("s3://mistyped/raw")
    with pytest.raises(RawStoreError, match=r"s3://mistyped/raw/files/.*cannot write it"):
        RawStore.open("s3://mistyped/raw").keep(Fetch("http://made.example/", b"1"))
    assert [bucket["Name"] for bucket in boto3.client("s3").list_buckets()["Buckets"]] == ["made"]
    answer = CliRunner().invoke(cli, ["run", "s3://mistyped/raw", "--lang", "en"])
    assert answer.exit_code == 1
    assert "no raw store" in answer.stderr


def test_a_server_that_dies_is_told_and_what_was_flushed_is_there(server: subprocess.Popen[bytes]) -> None:
    store = RawStore.open("s3://made/dies")
    store.keep(Fetch("http://made.example/", b"1"))
    store.flush()
    assert len(keys("dies/manifest/")) == 1
    server.kill()
    server.wait()
    with pytest.raises(RawStoreError, match=r"s3://made/dies/files/.*cannot"):
        store.keep(Fetch("http://made.example/", b"2"))
    assert len(store.place._waiting) == 0  # type: ignore[attr-defined]  # no line without its bytes
