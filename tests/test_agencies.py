"""One agency under several names, several agencies under one, and what reforms made of them."""

from pathlib import Path

import pytest
from years import AGENCY, CATALOG, published

from pipeline.catalog import load_catalog
from pipeline.catalog.regions import find_regions
from pipeline.errors import CatalogError
from pipeline.store import in_memory


def _key(name: str, year: int = 2020, context: str = "") -> str | None:
    found = find_regions(name, year=year, context=context)
    return CATALOG.agencies.key(name, found[0] if len(found) == 1 else None, len(found) > 1)


@pytest.mark.parametrize(
    "names",
    [
        pytest.param([("三明市环保局", 2012), ("三明市环境保护局", 2015), ("三明市生态环境局", 2020)], id="renamed"),
        pytest.param([("南平市卫生和计划生育委员会", 2016), ("南平市卫健委", 2020)], id="committee"),
        pytest.param([("三明市商务局", 2017), ("福建省三明市商务局", 2018)], id="longer"),
        pytest.param([("洪泽县审计局", 2014), ("淮安市洪泽区审计局", 2022)], id="county became a district"),
        pytest.param([("襄樊市商务局", 2009), ("襄阳市商务局", 2012)], id="city was renamed"),
        pytest.param([("三明市", 2012), ("三明市人民政府", 2013)], id="area"),
    ],
)
def test_one_agency_has_one_key(names: list[tuple[str, int]]) -> None:
    assert len({_key(name, year) for name, year in names}) == 1
    assert None not in {_key(name, year) for name, year in names}


def test_different_agencies_have_different_keys() -> None:
    names = ("三明市商务局", "三明市教育局", "南平市商务局", "福建省商务厅", "三明市人民政府", "三明市人民政府办公室")
    assert len({_key(name) for name in names}) == len(names)


def test_what_was_merged_is_not_one_agency() -> None:
    names = ("三明市工商行政管理局", "三明市质量技术监督局", "三明市市场监督管理局")
    assert len({_key(name) for name in names}) == 3


@pytest.mark.parametrize("name", ["市商务局", "教育局", "朝阳区教育局", "古镛镇人民政府", "县水利局"])
def test_a_name_of_several_agencies_has_no_key(name: str) -> None:
    assert _key(name) is None


def test_the_page_says_which_city_it_is() -> None:
    assert _key("市商务局", context="福建省三明市人民政府网站") == _key("三明市商务局")


def test_departments_of_the_state_council() -> None:
    assert CATALOG.agencies.is_central("国家统计局")
    assert _key("财政部") == "000000-财政部"
    assert _key("国家统计局") == "000000-国家统计局"


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("三明市环保局", "environment"),
        ("三明市人民政府办公室", "government"),
        ("将乐县古镛镇人民政府", "township"),
        ("三明市市场监督管理局", "market"),
        ("三明市考古局", None),
    ],
)
def test_fields_of_work(name: str, field: str | None) -> None:
    assert CATALOG.agencies.field(name) == field


def test_names_and_links_stand_in_the_database() -> None:
    made = [
        published(year, agency=name, agency_id=_key(name, year), region_code=find_regions(name)[0].code)
        for name, year in (
            ("三明市环保局", 2016), ("三明市环境保护局", 2017), ("三明市生态环境局", 2019),
            ("三明市工商行政管理局", 2017), ("三明市市场监督管理局", 2019), ("南平市质量技术监督局", 2017),
        )
    ]  # fmt: skip
    with in_memory(made, CATALOG) as database:
        rows = database.rows("SELECT label_zh, office, field, first_year, last_year FROM agencies ORDER BY id")
        names = database.rows("SELECT name, first_year FROM agency_names WHERE agency_id LIKE '%生态环境局' ORDER BY 2")
        links = database.rows("SELECT from_name, to_name, kind FROM agency_links")
    renamed = next(row for row in rows if row["field"] == "environment")
    assert renamed == {
        "label_zh": "三明市生态环境局", "office": "生态环境局", "field": "environment", "first_year": 2016,
        "last_year": 2019,
    }  # fmt: skip
    assert [one["name"] for one in names] == ["三明市环保局", "三明市环境保护局", "三明市生态环境局"]
    assert [tuple(one.values()) for one in links] == [("三明市工商行政管理局", "三明市市场监督管理局", "merged")]


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    own = tmp_path / "mine.toml"
    own.write_text(
        '[alias]\n"三明市测试处" = "三明市测试局"\n[[succession]]\nbefore = "粮食"\nafter = "粮食和物资储备"\n'
        'year = 2019\nkind = "renamed"\n',
        encoding="utf-8",
    )
    agencies = load_catalog(own_agencies=own).agencies
    region = find_regions(AGENCY)[0]
    assert agencies.key("三明市测试处", region, False) == agencies.key(AGENCY, region, False)
    assert agencies.key("三明市粮食局", region, False) == "350400-三明市粮食和物资储备局"
    for wrong, said in (
        ("[[form]]\n", "unknown key 'form'"),
        ("[alias\n", "not a TOML file"),
        ("[alias]\na = 1\n", "in full"),
    ):
        own.write_text(wrong, encoding="utf-8")
        with pytest.raises(CatalogError, match=said):
            load_catalog(own_agencies=own)
