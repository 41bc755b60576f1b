"""Crawls for tests: the command in a process of its own (Scrapy's reactor starts once per process), and its outcome."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
SENTENCE = "<p>本年主动公开政府信息{n}条，受理申请{n}件。</p>"


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "pipeline", "crawl", *map(str, arguments), "--allow-private", "--contact", "test"]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "NIANBAO_LANG": "en", "PYTHONIOENCODING": "utf-8"}


def crawl(*arguments: str | Path, code: int = 0, private: bool = True) -> dict[str, Any]:
    """What the command prints as JSON, with ``stderr`` added."""
    call = [*command(*arguments), "--json"]
    if not private:
        call.remove("--allow-private")
    done = subprocess.run(
        call, capture_output=True, env=environment(), cwd=ROOT, text=True, encoding="utf-8", timeout=120
    )
    assert done.returncode == code, done.stderr
    return {**json.loads(done.stdout), "stderr": done.stderr}


def states(raw: Path) -> dict[str, tuple[str, str]]:
    """State and reason by address, as the frontier has them; addresses without scheme and host."""
    with sqlite3.connect(raw / ".crawl" / "frontier.sqlite") as frontier:
        rows = list(frontier.execute("select url, state, reason from urls order by seq"))
    frontier.close()
    return {url.split("/", 3)[-1] if url.startswith("http") else url: (state, reason) for url, state, reason in rows}


def report(number: int, title: str = "") -> bytes:
    """A page that reads like a report."""
    title = title or f"某局{2000 + number % 25}年政府信息公开工作年度报告"
    body = SENTENCE.format(n=number) * 12
    head = f"<html><head><title>{title}</title></head><body><h1>{title}</h1>"
    return f"{head}<div id='zoom'>{body}</div></body></html>".encode()


def listing(links: dict[str, str], after: str = "") -> bytes:
    """A list page in GBK, with words by address."""
    rows = "".join(f'<li><a href="{url}">{words}</a> <span>2024-01-18</span></li>' for url, words in links.items())
    page = f'<meta charset="gb2312"><title>政府信息公开年报</title><ul>{rows}</ul>{after}'
    return page.encode("gb18030")
