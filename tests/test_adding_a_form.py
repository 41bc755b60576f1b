"""What docs/adding-a-form.md says works: its form, read from its own table. And every mistake has one clear line."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.catalog import builtin, load_catalog
from pipeline.cli import cli
from pipeline.errors import CatalogError
from pipeline.model import RawFile
from pipeline.read import read
from pipeline.structure import structure

PAGE = (Path(__file__).parent.parent / "docs" / "adding-a-form.md").read_text(encoding="utf-8")
FORM = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0]
NATIONAL = (Path(__file__).parent.parent / "pipeline/catalog/templates/national-2021.toml").read_text(encoding="utf-8")


def _table() -> list[list[str]]:
    lines = PAGE.split("figures are invented:")[1].split("Its file")[0].strip().splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for i, line in enumerate(lines) if i != 1]


def _own(folder: Path, form: str = FORM) -> Path:
    (folder / "district.toml").write_text(form, encoding="utf-8")
    return folder


def test_the_form_of_the_page_is_valid(tmp_path: Path) -> None:
    ran = CliRunner().invoke(cli, ["catalog", "check", str(_own(tmp_path))])
    assert ran.exit_code == 0
    assert "district" in ran.stdout


@pytest.mark.parametrize("flat", [False, True])
def test_the_table_of_the_page_is_read_with_it(tmp_path: Path, flat: bool) -> None:
    rows = _table()
    table = "".join("<tr>" + "".join(f"<td>{cell}" for cell in row) for row in rows)
    content = "".join(f"<p>{cell}" for row in rows for cell in row) if flat else f"<table>{table}</table>"
    title = "<h1>某区测试局2016年政府信息公开工作年度报告</h1>"
    page = f"<html><body>{title}<div id=zoom><p>一、概述</p><p>有关情况如下，请予审阅，谢谢。</p>{content}</div>"
    report = structure(read(RawFile("made.html", page.encode())), load_catalog(_own(tmp_path)))
    assert report.templates == ("district",)
    found = {(cell.indicator, cell.period): cell.text for cell in report.tables[0].cells}
    assert found == {
        ("request.received", "year"): "9", ("request.received", "cumulative"): "41",
        ("request.received.online", "year"): "6", ("request.received.online", "cumulative"): "30",
        ("request.received.letter", "year"): "3", ("request.received.letter", "cumulative"): "11",
        ("reconsideration.total", "year"): "0", ("reconsideration.total", "cumulative"): "1",
    }  # fmt: skip
    assert report.tables[0].cells[2].row_label == "一、信息公开申请/1.收到申请总数/其中:网上申请数"


@pytest.mark.parametrize(
    ("printed", "wrong", "said"),
    [
        ('under = "一、信息公开申请"', 'under = "一、申请"', "under = '一、申请' is no row of this form"),
        ('period = "cumulative"', 'period = "total"', "period 'total' is none"),
        ('headers = ["历年累计"]', 'headers = ["本年"]', "two columns have the header '本年'"),
        ('headers = ["历年累计"]', "headers = []", "a column has no headers"),
        ('label = "2.复议数"', 'label = ""', "a row has no label"),
        ('parts = ["request.received.online",', 'parts = ["reply.total",', "'reply.total' is no row of this form"),
        ('total = "request.received"', "", "[[sum]] district.requests-by-channel: total is missing"),
        ('indicator = "request.received.letter"', 'indicator = "request.received.online"', "stands in two rows"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_clear_line(tmp_path: Path, printed: str, wrong: str, said: str) -> None:
    assert printed in FORM
    with pytest.raises(CatalogError) as raised:
        load_catalog(_own(tmp_path, FORM.replace(printed, wrong)))
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("printed", "wrong", "said"),
    [
        ('member = "business"', 'member = "research"', "another cell has the same indicator, member and period"),
        ('over = ["行政诉讼", "复议后起诉"]', 'over = ["行政复议"]', "Tell them apart with over"),
        ('parts = ["natural_person",', 'parts = ["person",', "no column of this form has member 'person'"),
        ('left = ["request.received",', 'left = ["request.recieved",', "'request.recieved' is no row of this form"),
        ('indicator = ".issued"', 'indicator = ".made"', "'regulation.made' is not in indicators.toml"),
        ('unit = "万元"', "", "unit is missing"),
    ],
)
def test_a_mistake_in_a_form_of_panels_is_one_clear_line(tmp_path: Path, printed: str, wrong: str, said: str) -> None:
    assert printed in NATIONAL
    own = NATIONAL.replace('"national-2021', '"own').replace(printed, wrong)
    with pytest.raises(CatalogError) as raised:
        load_catalog(_own(tmp_path, own))
    assert said in str(raised.value)


def test_every_key_of_a_form_is_explained() -> None:
    for key in (
        "titles",
        "table",
        "over",
        "member",
        "indicator",
        "unit",
        "blank_is_zero",
        "text = true",
        "soft = true",
    ):
        assert f"`{key}" in PAGE
    kinds = {identity.kind for form in builtin().templates for identity in form.identities}
    assert all(f"`[[{kind}]]`" in PAGE for kind in kinds)
