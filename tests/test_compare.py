"""``nianbao compare``: the right figures beside each other, no break hidden, no blank a zero."""

import csv
import json
import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.catalog import builtin
from pipeline.cli import cli
from pipeline.demo import write_demo
from pipeline.present.compare import find_agency, find_concept, printed, select_comparison
from pipeline.run import process_file
from pipeline.store import Database, in_memory

RECEIVED = re.compile(r"(?<=（一）收到申请数<td>件<td>)\d+")
FUJIAN = "福建省泉州市德化县人民政府"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four agencies; of the second, 2016 left the cell blank, 2017 has a dash in it, and 2018 is not there."""
    target = tmp_path_factory.mktemp("compare")
    write_demo(target, 4, 2014, 2021, share=0)
    for year, text in ((2016, ""), (2017, "—")):
        (path,) = target.glob(f"reports/0002-*/{year}.html")
        page = path.read_bytes()
        encoding = "gb18030" if b"gb18030" in page else "utf-8"
        changed, count = RECEIVED.subn(text, page.decode(encoding))
        assert count == 1
        path.write_bytes(changed.encode(encoding))
    next(target.glob("reports/0002-*/2018.*")).unlink()
    return target


@pytest.fixture(scope="module")
def database(folder: Path) -> Iterator[Database]:
    with in_memory([process_file(path, builtin()) for path in sorted(folder.glob("reports/*/*"))], builtin()) as made:
        yield made


@pytest.fixture(scope="module")
def truth(folder: Path) -> dict[tuple[str, int], str]:
    """Requests received, by agency's folder and year."""
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as lines:
        return {
            (row["file"].split("/")[1], int(row["file"].split("/")[2][:4])): row["value"]
            for row in csv.DictReader(lines)
            if (row["source"], row["indicator"], row["member"], row["period"])
            == ("cell", "request.received", "total", "year")
        }


def ids(database: Database, number: str) -> list[str]:
    """The agency ids of a folder, before and after the reform."""
    found = database.rows("SELECT DISTINCT agency_id FROM reports WHERE contains(file, ?) ORDER BY 1", [f"/{number}-"])
    return [row["agency_id"] for row in found]


def test_figures_are_those_of_the_reports(database: Database, folder: Path, truth: dict[tuple[str, int], str]) -> None:
    checked = 0
    for path in sorted(folder.glob("reports/*")):
        rows = select_comparison(
            database.rows, ids(database, path.name[:4]), ["request.received"], (2014, 2021), "total", "year"
        )
        for row in rows:
            if row["state"] == "number":
                assert row["value"] == Decimal(truth[path.name, row["year"]])
                checked += 1
    assert checked >= 24


def test_what_is_no_number_says_what_it_is(database: Database) -> None:
    agency = ids(database, "0002")
    rows = select_comparison(database.rows, agency, ["request.received"], (2013, 2021), "total", "year")
    states = {row["year"]: (row["state"], row["value"]) for row in rows if row["agency_id"] == agency[-1]}
    assert states[2016] == ("blank", None)
    assert states[2017] == ("dash", None)
    assert states[2018] == states[2013] == ("no_report", None)
    website = select_comparison(database.rows, agency, ["proactive.items.website"], (2019, 2021), "total", "year")
    assert {row["state"] for row in website} <= {"not_in_form", "no_report"}
    assert [printed(row) for row in rows if row["year"] in (2016, 2017, 2018)][-3:] == ["·", "—", "×"]


def test_a_break_in_comparability_is_marked(database: Database) -> None:
    fujian = find_agency(database.rows, FUJIAN).ids
    rows = select_comparison(database.rows, fujian, ["request.received"], (2014, 2021), "total", "year")
    breaks = {row["year"]: row["breaks"] for row in rows if row["breaks"]}
    assert breaks[2019] == "similar"
    assert 2015 not in breaks
    assert printed(next(row for row in rows if row["year"] == 2019)).startswith("┆")


def test_names_may_be_cut_short_where_they_stay_clear(database: Database) -> None:
    assert find_agency(database.rows, "德化").ids == find_agency(database.rows, FUJIAN).ids
    assert len(find_agency(database.rows, "局").ids) > 1
    assert find_agency(database.rows, "没有这个").ids == ()
    assert find_concept(database.rows, "request.received").ids == ("request.received",)
    assert len(find_concept(database.rows, "request").ids) > 1


# -- the command ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def out(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("out")
    few = folder / "reports" / next(path.name for path in folder.glob("reports/0004-*"))
    done = CliRunner().invoke(cli, ["run", str(few), "-o", str(target), "-j", "1"])
    assert done.exit_code == 0, done.output
    return target


def call(out: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["compare", *arguments, "-d", str(out), "--lang", "en"])


def test_the_command_prints_a_line_for_each_year(out: Path) -> None:
    done = call(out, "德化", "--years", "2017-2020")
    assert done.exit_code == 0, done.output
    head, *lines = done.stdout.splitlines()
    assert head.split("\t")[:7] == ["agency", "concept", "line", "member", "period", "year", "value"]
    assert [line.split("\t")[5] for line in lines] == ["2017", "2018", "2019", "2020"]
    rows = json.loads(call(out, "德化", "--years", "2017-2020", "--json").stdout)["rows"]
    assert [row["year"] for row in rows] == [2017, 2018, 2019, 2020]
    assert len(call(out, "德化", "--csv").stdout.splitlines()) == 9


def test_what_is_not_clear_is_asked_back(out: Path) -> None:
    for arguments, said in (
        (("没有",), "there is no such agency"),
        (("德化", "--concept", "request"), "may be any of these"),
        (("德化", "--concept", "nothing"), "no figures of such a concept"),
        (("德化", "--years", "17-20"), "expected years as 2014-2023"),
    ):
        done = call(out, *arguments)
        assert done.exit_code == 2
        assert said in done.stderr
    assert "there is no such figure" in call(out, "德化", "--member", "business", "--years", "2014").stderr


def test_a_chart_shows_what_the_table_shows(out: Path, tmp_path: Path) -> None:
    path = tmp_path / "compared.svg"
    done = call(out, "德化", "--plot", str(path))
    assert done.exit_code == 0, done.output
    drawn = path.read_text(encoding="utf-8")
    assert FUJIAN in drawn
    assert "only similar: national-2019" in drawn


@pytest.mark.full
def test_a_page_with_a_chart_needs_no_network(out: Path, tmp_path: Path) -> None:
    page = tmp_path / "compared.html"
    assert call(out, "德化", "--plot", str(page)).exit_code == 0
    assert "https://cdn" not in page.read_text(encoding="utf-8")


def test_without_altair_there_is_a_clear_line(out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    done = call(out, "德化", "--plot", str(tmp_path / "compared.svg"))
    assert done.exit_code == 1
    assert "pip install 'nianbao[notebook]'" in done.stderr
    assert done.stdout  # the table is there all the same
    assert "charts are written as .svg, .png, .html" in call(out, "德化", "--plot", str(tmp_path / "a.pdf")).stderr
