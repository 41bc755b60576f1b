"""Regions: the table is sound, and an agency's name gives the division it names, no other."""

import pytest

from pipeline.catalog.regions import Region, find_regions, full_name, regions


def named(text: str, year: int | None = None, context: str = "") -> list[str]:
    """Full names of what is found, as one reads them."""
    return [full_name(region) for region in find_regions(text, year=year, context=context)]


def codes(text: str, year: int | None = None, context: str = "") -> list[str]:
    return [region.code for region in find_regions(text, year=year, context=context)]


def one(code: str, name: str) -> Region:
    (found,) = (region for region in regions() if (region.code, region.name) == (code, name))
    return found


# The table


def test_the_table_has_every_division_of_today_and_those_gone_since_2004() -> None:
    today = [region.level for region in regions() if region.to_year is None]
    assert [today.count(level) for level in ("province", "city", "county")] == [34, 333, 2849]
    assert min(region.to_year for region in regions() if region.to_year) == 2004


def test_rows_are_sorted_and_none_comes_twice() -> None:
    keys = [(region.code, region.from_year or 0) for region in regions()]
    assert keys == sorted(keys)
    assert len({(region.code, region.name) for region in regions()}) == len(regions())


def test_every_parent_is_a_row_of_a_higher_level_or_a_prefecture() -> None:
    levels = {region.code: region.level for region in regions()}
    allowed = {("city", "province"), ("city", "city"), ("county", "city"), ("county", "province")}
    assert {(region.level, levels[region.parent]) for region in regions() if region.parent} == allowed
    assert all(region.level == "province" for region in regions() if not region.parent)


def test_placeholders_of_the_statistical_code_are_not_names() -> None:
    names = {region.name for region in regions()}
    assert not names & {"市辖区", "县", "市", "省直辖县级行政区划", "自治区直辖县级行政区划"}


@pytest.mark.parametrize(
    ("code", "name", "expected"),
    [
        ("350000", "福建省", "福建省"),
        ("350400", "三明市", "福建省三明市"),
        ("110101", "东城区", "北京市东城区"),
        ("320813", "洪泽区", "江苏省淮安市洪泽区"),
        ("429004", "仙桃市", "湖北省仙桃市"),
        ("419001", "济源市", "河南省济源市"),
        ("659001", "石河子市", "新疆维吾尔自治区石河子市"),
        ("620200", "嘉峪关市", "甘肃省嘉峪关市"),
        ("341402", "居巢区", "安徽省巢湖市居巢区"),
        ("420607", "襄阳区", "湖北省襄樊市襄阳区"),  # its city was renamed when it was
        ("420607", "襄州区", "湖北省襄阳市襄州区"),
        ("654201", "塔城市", "新疆维吾尔自治区伊犁哈萨克自治州塔城地区塔城市"),
    ],
)
def test_a_full_name_has_each_division_once(code: str, name: str, expected: str) -> None:
    assert full_name(one(code, name)) == expected


def test_a_renamed_division_has_a_row_for_each_name() -> None:
    assert one("420600", "襄樊市").to_year == 2009
    assert one("420600", "襄阳市").from_year == 2010


def test_changes_after_the_history_ends_are_dated() -> None:
    assert (one("330104", "江干区").to_year, one("330113", "临平区").from_year) == (2020, 2021)
    assert (one("450127", "横县").to_year, one("450181", "横州市").from_year) == (2020, 2021)
    assert (one("540422", "米林县").to_year, one("540481", "米林市").from_year) == (2022, 2023)


# Agencies


@pytest.mark.parametrize(
    ("text", "year", "expected"),
    [
        ("三明市商务局", 2017, "福建省三明市"),
        ("淮安市洪泽区人民政府", 2023, "江苏省淮安市洪泽区"),
        ("江苏省淮安市洪泽区人民政府办公室", 2023, "江苏省淮安市洪泽区"),
        ("洪泽县人民政府", 2012, "江苏省淮安市洪泽县"),
        ("福建省商务厅", 2019, "福建省"),
        ("海南省教育厅", 2010, "海南省"),
        ("海南藏族自治州人民政府", 2010, "青海省海南藏族自治州"),
        ("吉林省民政厅", 2015, "吉林省"),
        ("吉林市民政局", 2015, "吉林省吉林市"),
        ("北京市东城区人民政府", 2020, "北京市东城区"),
        ("上海市浦东新区审计局", 2009, "上海市浦东新区"),
        ("重庆市城口县财政局", 2016, "重庆市城口县"),
        ("天津市河北区统计局", 2014, "天津市河北区"),
        ("长沙市长沙县人民政府", 2021, "湖南省长沙市长沙县"),
        ("湖北省仙桃市人民政府", 2013, "湖北省仙桃市"),
        ("神农架林区林业管理局", 2018, "湖北省神农架林区"),
        ("济源市水利局", 2011, "河南省济源市"),
        ("琼海市公安局", 2022, "海南省琼海市"),
        ("东莞市虎门镇人民政府", 2021, "广东省东莞市"),
        ("新疆生产建设兵团第八师石河子市财政局", 2022, "新疆维吾尔自治区石河子市"),
        ("呼伦贝尔市鄂温克族自治旗人民政府", 2019, "内蒙古自治区呼伦贝尔市鄂温克族自治旗"),
        ("伊犁哈萨克自治州塔城地区行政公署", 2019, "新疆维吾尔自治区伊犁哈萨克自治州塔城地区"),
        ("赵县人民政府", 2021, "河北省石家庄市赵县"),
        ("公安县公安局", 2020, "湖北省荆州市公安县"),
        ("青岛市市北区人民政府", 2020, "山东省青岛市市北区"),
        ("莱芜市商务局", 2012, "山东省莱芜市"),
        ("襄樊市人民政府", 2009, "湖北省襄樊市"),
        ("襄阳市人民政府", 2010, "湖北省襄阳市"),
        ("崇文区人民政府", 2009, "北京市崇文区"),
        ("江干区人民政府", 2019, "浙江省杭州市江干区"),
        ("临平区人民政府", 2021, "浙江省杭州市临平区"),
        ("龙港市人民政府", 2020, "浙江省温州市龙港市"),
        ("横州市教育局", 2022, "广西壮族自治区南宁市横州市"),
        ("毕节地区行政公署", 2009, "贵州省毕节地区"),
    ],
)
def test_an_agency_names_one_division(text: str, year: int, expected: str) -> None:
    assert named(text, year) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "《三明市商务局2017年政府信息公开工作年度报告》",
        "2017年度三明市商务局政府信息公开工作年度报告",
        "二〇一七年三明市商务局政府信息公开工作年度报告",
        "关于三明市商务局2017年度报告",
        " 三明 市商务局",
        "“福建省　三明市”商务局",
        "中共三明市委办公室",
        "国家税务总局三明市税务局",
    ],
)
def test_what_stands_before_the_name_does_not_hide_it(text: str) -> None:
    assert named(text) == ["福建省三明市"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("福建商务厅", "福建省"),
        ("内蒙古呼和浩特市商务局", "内蒙古自治区呼和浩特市"),
        ("广西桂林市人民政府", "广西壮族自治区桂林市"),
        ("福州鼓楼区人民政府", "福建省福州市鼓楼区"),
        ("恩施州商务局", "湖北省恩施土家族苗族自治州"),
        ("湘西自治州人民政府", "湖南省湘西土家族苗族自治州"),
        ("海南州人民政府", "青海省海南藏族自治州"),
        ("巴州人民政府", "新疆维吾尔自治区巴音郭楞蒙古自治州"),
        ("鄂伦春旗人民政府", "内蒙古自治区呼伦贝尔市鄂伦春自治旗"),
        ("东乡族自治县教育局", "甘肃省临夏回族自治州东乡族自治县"),
        ("东乡县教育局", "江西省抚州市东乡县"),  # the county that is so called, not the autonomous one
    ],
)
def test_usual_short_forms_are_understood(text: str, expected: str) -> None:
    assert named(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "财政部",
        "海关总署",
        "国务院办公厅",
        "国家税务总局",
        "国家发展和改革委员会",
        "中共中央",
        "三明侨报",
        "东城",
        "科学城区管理委员会",
        "高新区管委会",
        "城区供水公司",
        "矿区人民政府",
        "长治城区建设局",
        "台湾事务办公室",
        "唐县镇人民政府",
        "巴州镇人民政府",
        "湖南镇人民政府",
        "江苏路街道办事处",
        "四川北路街道",
        "新疆生产建设兵团",
        "政府信息公开工作年度报告（三明市商务局）",
    ],
)
def test_a_name_that_names_no_division_gives_none(text: str) -> None:
    assert find_regions(text) == ()


def test_a_context_does_not_give_a_ministry_a_division() -> None:
    assert find_regions("财政部", context="北京市") == ()


@pytest.mark.parametrize(
    ("text", "year", "expected"),
    [
        ("阳泉市城区人民政府", 2020, "山西省阳泉市城区"),
        ("阳泉市矿区人民政府", 2020, "山西省阳泉市矿区"),
        ("铜陵市郊区人民政府", 2020, "安徽省铜陵市郊区"),
        ("攀枝花市东区人民政府", 2020, "四川省攀枝花市东区"),
    ],
)
def test_a_district_with_a_plain_word_for_a_name_needs_its_city(text: str, year: int, expected: str) -> None:
    assert named(text, year) == [expected]


def test_a_division_that_is_not_below_the_one_before_it_does_not_count() -> None:
    assert named("三明市朝阳区办事处") == ["福建省三明市"]


# Several candidates


def test_all_divisions_of_the_name_are_returned_by_code() -> None:
    assert codes("朝阳区人民政府") == ["110105", "220104"]
    assert codes("鼓楼区人民政府") == ["320106", "320302", "350102", "410204"]


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ("北京市", ["110105"]),
        ("首都之窗 北京市海淀区", ["110105"]),
        ("长春市", ["220104"]),
        ("吉林省人民政府", ["220104"]),
        ("长春市朝阳区人民政府网站", ["220104"]),
        ("北京市 长春市", ["110105", "220104"]),
        ("福建省", ["110105", "220104"]),
        ("朝阳区政府", ["110105", "220104"]),
    ],
)
def test_the_context_narrows_but_does_not_choose(context: str, expected: list[str]) -> None:
    assert codes("朝阳区人民政府", context=context) == expected


def test_the_nearer_division_in_the_context_decides() -> None:
    assert codes("鼓楼区人民政府", context="江苏省") == ["320106", "320302"]
    assert codes("鼓楼区人民政府", context="江苏省南京市") == ["320106"]


@pytest.mark.parametrize(
    ("text", "year", "expected"),
    [
        ("巢湖市人民政府", 2010, ["341400"]),  # the city, dissolved in 2011
        ("巢湖市人民政府", 2011, ["340181"]),  # the county of Hefei
        ("巢湖市人民政府", None, ["340181", "341400"]),
        ("钢城区人民政府", 2012, ["371203"]),
        ("钢城区人民政府", 2020, ["370117"]),
        ("儋州市人民政府", 2012, ["469003"]),
        ("儋州市人民政府", 2016, ["460400"]),
        ("铜仁市人民政府", 2010, ["522201"]),
        ("铜仁市人民政府", 2011, ["520600"]),
        ("桥西区人民政府", 2021, ["130104", "130703"]),
        ("桥西区人民政府", 2018, ["130104", "130503", "130703"]),
    ],
)
def test_the_year_leaves_out_what_did_not_exist(text: str, year: int | None, expected: list[str]) -> None:
    assert codes(text, year) == expected


def test_the_year_does_not_take_the_last_candidate() -> None:
    assert named("莱芜市人民政府", 2018) == ["山东省莱芜市"]
    assert named("临平区人民政府", 2019) == ["浙江省杭州市临平区"]


# Names that leave the division to the context


@pytest.mark.parametrize(
    ("text", "context", "expected"),
    [
        ("市商务局", "三明市商务局网站", ["福建省三明市"]),
        ("市民政局", "福建省三明市", ["福建省三明市"]),
        ("省司法厅", "福建省三明市", ["福建省"]),
        ("县教育局", "福建省三明市将乐县", ["福建省三明市将乐县"]),
        ("市商务局", "将乐县", ["福建省三明市"]),
        ("自治区水利厅", "南宁市", ["广西壮族自治区"]),
        ("州商务局", "恩施州", ["湖北省恩施土家族苗族自治州"]),
        ("市商务局", "", []),
        ("市商务局", "三明市永安市", []),
        ("市商务局", "福建省", []),
        ("市场监督管理局", "三明市", []),
        ("市政管理处", "三明市", []),
        ("区域合作办公室", "三明市梅列区", []),
    ],
)
def test_a_bare_level_is_what_the_context_says(text: str, context: str, expected: list[str]) -> None:
    assert named(text, context=context) == expected


@pytest.mark.parametrize(
    ("text", "context", "expected"),
    [
        ("将乐县古镛镇人民政府", "", ["福建省三明市将乐县"]),
        ("古镛镇人民政府", "福建省三明市将乐县", ["福建省三明市将乐县"]),
        ("列西街道办事处", "三明市", ["福建省三明市"]),
        ("四川北路街道办事处", "上海市虹口区", ["上海市虹口区"]),
        ("唐县镇人民政府", "湖北省随州市随县", ["湖北省随州市随县"]),
        ("古镛镇人民政府", "", []),
        ("古镛镇人民政府", "三明市 南平市", []),
        ("乡村振兴局", "三明市", []),
    ],
)
def test_a_town_is_of_the_county_or_city_named_around_it(text: str, context: str, expected: list[str]) -> None:
    assert named(text, context=context) == expected


# The table and the matcher together

PLAIN_WORDS = {"城区", "郊区", "矿区", "东区", "西区"}


@pytest.mark.parametrize("level", ["province", "city", "county"])
def test_every_division_is_found_by_its_full_name_in_its_last_year(level: str) -> None:
    lost = [
        region
        for region in regions()
        if region.level == level
        and find_regions(f"{full_name(region)}人民政府", year=region.to_year or 2023) != (region,)
    ]
    assert lost == []


@pytest.mark.parametrize("level", ["province", "city", "county"])
def test_every_division_is_among_those_found_by_its_name(level: str) -> None:
    lost = [
        region
        for region in regions()
        if region.level == level
        and region.name not in PLAIN_WORDS
        and region not in find_regions(f"{region.name}人民政府", year=region.to_year or 2023)
    ]
    assert lost == []


@pytest.mark.parametrize(
    ("text", "context", "expected"),
    [
        ("运城经济技术开发区", "", ["山西省运城市"]),
        ("山西运城经济开发区", "", ["山西省运城市"]),
        ("重庆合川工业园区管理委员会", "", ["重庆市合川区"]),
        ("永川高新技术产业开发区", "重庆市永川区人民政府", ["重庆市永川区"]),
        ("永川高新技术产业开发区", "", []),  # a county's bare name is not enough
        ("武汉东湖新技术开发区", "武汉市", ["湖北省武汉市"]),  # not 东湖区 of 南昌
        ("东湖高新区", "", []),
        ("滨海工业园区", "江苏省盐城市滨海县", ["江苏省盐城市滨海县"]),
        ("吉林高新区", "吉林省吉林市", ["吉林省吉林市"]),
        ("大连市金普新区", "", ["辽宁省大连市"]),
        ("张江高科技园区", "上海市浦东新区", []),
        ("重庆海关", "", ["重庆市"]),
        ("上海路街道办事处", "", []),
    ],
)
def test_a_zone_is_of_the_place_whose_bare_name_it_has(text: str, context: str, expected: list[str]) -> None:
    assert named(text, 2020, context) == expected
