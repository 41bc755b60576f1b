"""The made archive: it agrees with itself where nothing was planted, says that it is made, and is always the same."""

import csv
import tomllib
import zipfile
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import demo_score
import pytest
from click.testing import CliRunner

from pipeline.catalog import builtin
from pipeline.cli import cli
from pipeline.demo import write_demo

Cells = dict[tuple[str, str, str], Decimal]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("demo")
    write_demo(target, 60, 2009, 2023)
    return target


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def cells(folder: Path) -> dict[str, Cells]:
    found: dict[str, Cells] = defaultdict(dict)
    for row in rows(folder, "truth"):
        if row["source"] == "cell":
            found[row["file"]][row["indicator"], row["member"], row["period"]] = Decimal(row["value"])
    return found


@pytest.fixture(scope="module")
def planted(folder: Path) -> set[str]:
    return {row["file"] for row in rows(folder, "planted")}


def test_all_forms_of_the_years_are_there(folder: Path) -> None:
    forms = {form for row in rows(folder, "reports") for form in row["forms"].split()}
    assert forms >= {
        "fujian-2009", "fujian-2017", "shanghai-2008-v2", "anhui-2009", "qingdao-2010", "national-2014",
        "national-2019", "national-2019-hubei", "national-2021",
    }  # fmt: skip
    assert {Path(row["file"]).suffix for row in rows(folder, "reports")} == {".html", ".txt", ".docx"}


def test_every_kind_of_contradiction_is_planted(folder: Path) -> None:
    assert {row["kind"] for row in rows(folder, "planted")} == {
        "text_vs_table", "table_sum", "balance", "percent", "carry_over", "cumulative", "stock", "stated_growth",
        "copied_text", "late", "frozen_table", "silent_change",
    }  # fmt: skip


def test_what_is_printed_is_what_is_planted(folder: Path, cells: dict[str, Cells]) -> None:
    checked = 0
    for row in rows(folder, "planted"):
        key = (row["indicator"], row["member"], row["period"])
        if row["kind"] in ("table_sum", "balance", "carry_over", "cumulative", "stock", "silent_change"):
            assert cells[row["file"]][key] == Decimal(row["printed"]) != Decimal(row["agreeing"])
            checked += 1
    assert checked > 10


def test_the_identities_of_the_forms_hold_where_nothing_is_planted(
    folder: Path, cells: dict[str, Cells], planted: set[str]
) -> None:
    checked = 0
    forms = {form.id: form for form in builtin().templates}
    for row in rows(folder, "reports"):
        values = cells[row["file"]]
        for one in (one for name in row["forms"].split() for one in forms[name].identities):
            if row["file"] in planted or one.kind not in ("sum", "balance"):
                continue
            for member, period in {(member, period) for indicator, member, period in values if indicator == one.total}:
                left = [values[name, member, period] for name in (one.total, *one.beside)]
                assert sum(left) == sum(values[part, member, period] for part in one.parts), (row["file"], one.id)
                checked += 1
    assert checked > 1000


def test_the_years_follow_from_one_another(folder: Path, cells: dict[str, Cells], planted: set[str]) -> None:
    checked: dict[str, int] = defaultdict(int)
    files = {
        (row["file"].split("/")[1], int(row["year"])): row["file"]
        for row in rows(folder, "reports")
        if row["version"] == "1"
    }
    for (agency, year), file in files.items():
        now, before = cells[file], cells[files[agency, year - 1]] if (agency, year - 1) in files else {}
        if file in planted:
            continue
        for (indicator, member, period), value in now.items():
            if indicator == "request.brought_forward" and ("request.carried_forward", member, "year") in before:
                assert value == before["request.carried_forward", member, "year"], file
                checked["carried"] += 1
            if period == "cumulative" and (indicator, member, period) in before:
                assert value == before[indicator, member, period] + now[indicator, member, "year"], file
                checked["cumulative"] += 1
            if indicator == "normative.in_force" and (indicator, member, period) in before:
                issued, repealed = now["normative.issued", member, period], now["normative.repealed", member, period]
                assert value == before[indicator, member, period] + issued - repealed, file
                checked["stock"] += 1
            if indicator == "licensing.items" and (indicator, member, period) in before:
                assert value == before[indicator, member, period] + before["licensing.items_change", member, "year"]
                checked["items"] += 1
    assert set(checked) == {"carried", "cumulative", "stock", "items"}
    assert min(checked.values()) > 50


def test_the_reform_of_2018_renames_departments(folder: Path) -> None:
    names = defaultdict(set)
    for row in rows(folder, "reports"):
        names[row["file"].split("/")[1], int(row["year"]) >= 2019].add(row["agency"])
    assert all(len(found) == 1 for found in names.values())
    assert any(
        next(iter(found)).endswith("国土资源局") and next(iter(names[agency, True])).endswith("自然资源局")
        for (agency, after), found in names.items()
        if not after
    )


def test_every_page_says_that_it_is_made(folder: Path) -> None:
    for row in rows(folder, "reports"):
        path = folder / row["file"]
        if path.suffix == ".docx":
            with zipfile.ZipFile(path) as package:  # Word prints both on every page
                pages = [package.read(f"word/{name}.xml").decode() for name in ("header", "footer")]
        else:
            content = path.read_bytes()
            pages = [content.decode("gb18030" if b"gb18030" in content else "utf-8")]
        for page in pages:
            assert "合成数据" in page, path
            assert "SYNTHETIC" in page, path


def test_the_same_seed_gives_the_same_files(tmp_path: Path, folder: Path) -> None:
    write_demo(tmp_path, 3, 2009, 2023)
    files = sorted(path for path in tmp_path.glob("reports/*/*"))
    assert len(files) >= 45
    for path in files:  # more agencies leave those before them as they are
        assert path.read_bytes() == (folder / path.relative_to(tmp_path)).read_bytes()
    other = tmp_path / "other"
    write_demo(other, 3, 2009, 2023, seed=2)
    assert {path.parent.name for path in other.glob("reports/*/*")} != {path.parent.name for path in files}


def test_the_command_writes_them_and_does_not_write_over_them(tmp_path: Path) -> None:
    target = tmp_path / "demo"
    arguments = ["demo-data", str(target), "--agencies", "2", "--years", "2020-2021", "--lang", "en"]
    first = CliRunner().invoke(cli, arguments)
    assert first.exit_code == 0, first.output
    assert f"{target}: 4 made reports of 2 agencies" in first.output
    assert len(list(target.glob("reports/*/*"))) == 4
    assert CliRunner().invoke(cli, arguments).exit_code == 2
    assert CliRunner().invoke(cli, [*arguments[:5], "2023-2020"]).exit_code == 2


@pytest.mark.full
def test_the_archive_is_read_as_it_was_written() -> None:
    floors = tomllib.loads((Path(__file__).parent / "floors.toml").read_text(encoding="utf-8"))["demo"]
    one = demo_score.score(14)
    assert one.reports >= 210
    assert sum(whole for kind, (_, whole) in one.planted.items() if kind in demo_score.WITHIN) >= 5
    assert one.cells_right() >= floors["cells"]
    assert one.numbers_linked() >= floors["numbers"]
    assert one.recall() >= floors["recall"], one.misses
    assert one.alarms["high"] <= floors["high"], one.misses
    assert "| planted | found |" in demo_score.report(one)
