"""A list of expected reports against the database."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from years import CATALOG, published

from pipeline.cli import cli
from pipeline.errors import ListError
from pipeline.model import Status
from pipeline.present.coverage import read_expected, select_coverage
from pipeline.store import build, in_memory, write_part

KEY = CATALOG.agencies.key_of_name
REPORTS = (
    published(2015, agency="三明市环保局", agency_id=KEY("三明市环保局")),
    published(2020, agency="三明市生态环境局", agency_id=KEY("三明市生态环境局")),
    replace(published(2021, agency="三明市生态环境局", agency_id=KEY("三明市生态环境局")), status=Status.FAILED),
    published(2020, agency="三明市商务局", agency_id=KEY("三明市商务局")),
)


def _list(folder: Path, *lines: str) -> Path:
    path = folder / "expected.csv"
    path.write_text("\ufeffagency,year,region,published\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_renamed_agency_is_found_under_any_name(tmp_path: Path) -> None:
    expected = _list(
        tmp_path,
        "三明市环境保护局,2015,,",
        "三明市环保局,2019-2021,,",
        "市商务局,2020,福建省三明市,",
        "三明市教育局,2020,,no",
    )
    with in_memory(REPORTS, CATALOG) as database:
        found = select_coverage(database.rows, read_expected(expected, KEY))
    assert [(row["agency"], row["year"], row["state"]) for row in found] == [
        ("三明市环境保护局", 2015, "present"),
        ("三明市环保局", 2019, "missing"),
        ("三明市环保局", 2020, "present"),
        ("三明市环保局", 2021, "failed"),
        ("市商务局", 2020, "present"),
        ("三明市教育局", 2020, "not_published"),
    ]


@pytest.mark.parametrize("line", ["三明市商务局,去年,,", ",2020,,"])
def test_a_line_that_says_nothing_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(ListError, match="line 2"):
        list(read_expected(_list(tmp_path, line), KEY))


def test_the_command(tmp_path: Path) -> None:
    write_part(tmp_path / "out", 1, REPORTS, "made")
    build(tmp_path / "out", CATALOG)
    said = CliRunner().invoke(
        cli, ["coverage", str(_list(tmp_path, "三明市商务局,2019-2020,,")), "-d", str(tmp_path / "out"), "--csv"]
    )
    assert said.exit_code == 0, said.output
    assert said.output.splitlines()[:2] == ["agency,year,state,file", "三明市商务局,2019,missing,"]
