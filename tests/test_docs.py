"""What the pages say is what the program does."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import cli

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "raw" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_the_readme_begins_with_the_two_commands() -> None:
    lines = [line for line in PAGES[0].read_text(encoding="utf-8").splitlines() if line]
    assert lines[1:3] == ["    make demo", "    make test"]


def test_the_flag_in_the_readme_is_the_one_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readme = PAGES[0].read_text(encoding="utf-8")
    command = re.search(r"`nianbao explain (\w+)`", readme)
    assert command is not None
    block = re.search(rf"```\n({command[1]}.*?)\n```", readme, re.DOTALL)
    assert block is not None
    monkeypatch.chdir(ROOT)  # the file is named as the user named it
    runner = CliRunner()
    ran = runner.invoke(cli, ["run", "raw/sanming-commerce-2017.txt", "-o", str(tmp_path)])
    assert ran.exit_code == 0
    shown = runner.invoke(cli, ["--lang", "en", "explain", command[1], "-o", str(tmp_path)])
    assert shown.output.strip() == block[1]


def test_the_query_in_the_readme_has_an_answer(tmp_path: Path) -> None:
    query = re.search(r'nianbao sql "(.+?)"', PAGES[0].read_text(encoding="utf-8"))
    assert query is not None
    runner = CliRunner()
    runner.invoke(cli, ["run", str(ROOT / "raw"), "-o", str(tmp_path)])
    answer = runner.invoke(cli, ["sql", query[1], "-o", str(tmp_path)])
    assert answer.exit_code == 0
    assert "三明市商务局" in answer.output


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
        assert target.startswith("http") or (page.parent / target).exists(), target
