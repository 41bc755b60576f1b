"""What the pages say is what the program does."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import cli
from pipeline.run import run
from pipeline.store import DATABASE, Database

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


def test_the_id_in_the_help_is_the_one_in_the_readme() -> None:
    asked = {Path(name): set(re.findall(r"nianbao explain ([0-9a-f]+)", (ROOT / name).read_text(encoding="utf-8")))
             for name in ("README.md", "pipeline/present/messages.toml")}  # fmt: skip
    assert len(set.union(*asked.values())) == 1


def test_the_queries_in_the_readme_count_a_report_once(tmp_path: Path) -> None:
    queries = re.findall(r'nianbao sql "(.+?)"', PAGES[0].read_text(encoding="utf-8"))
    assert len(queries) == 2
    runner = CliRunner()
    runner.invoke(cli, ["run", str(ROOT / "raw"), "-o", str(tmp_path)])
    for query in queries:
        answer = runner.invoke(cli, ["sql", query, "-d", str(tmp_path)])
        assert answer.exit_code == 0
        assert "三明市商务局" in answer.output
        lines = answer.output.splitlines()
        assert len(set(lines)) == len(lines)


def test_every_query_of_the_page_on_the_database_runs(tmp_path: Path) -> None:
    queries = re.findall(r"```sql\n(.+?)```", (ROOT / "docs" / "database.md").read_text(encoding="utf-8"), re.DOTALL)
    run([ROOT / "raw"], tmp_path)
    with Database.open(tmp_path / DATABASE) as database:
        found = {query: database.rows(query) for query in queries}
    assert len(queries) == 8
    assert [query for query, rows in found.items() if not rows and "FROM changes" not in query] == []
    most, numbers, requests, places, blanks, _, parts, heard = found.values()
    assert (most[0]["agency"], len({(row["agency"], row["year"]) for row in most})) == ("三明市商务局", len(most))
    assert "147条" in [row["printed"] for row in numbers]
    assert {(row["agency"], row["value"]) for row in requests} >= {("三明市商务局", 2)}
    assert {(row["side"], row["printed"]) for row in places} >= {("left", "147条"), ("right", "97")}
    assert {row["state"] for row in blanks} == {"blank", "dash"}
    headings = {(row["agency"], row["year"]): row["headings"] for row in parts}
    assert headings["三明市商务局", 2017] == ["三、政府信息依申请公开办理情况"]
    assert all("复议" in row["passage"] or "诉讼" in row["passage"] for row in heard)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
        assert target.startswith("http") or (page.parent / target).exists(), target
