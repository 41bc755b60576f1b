"""China's divisions from province to county, and which of them an agency's name names.

The divisions are data: ``regions.csv``, described in ``regions.md``. This module reads names from the left:
三明市商务局 names 三明市, 江苏省淮安市洪泽区人民政府 names 洪泽区. It never chooses: 朝阳区人民政府 gives the
朝阳区 of Beijing and that of Changchun until the context or the year leaves one.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# 恩施土家族苗族自治州 is called 恩施州. Without the list nothing tells that 恩施土 is not the place.
_PEOPLES = (
    "(?:各族|(?:蒙古|哈萨克|柯尔克孜|塔吉克|锡伯|维吾尔|达斡尔|鄂温克|鄂伦春)族?"
    "|(?:回|藏|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西"
    "|景颇|土|仫佬|羌|布朗|撒拉|毛南|仡佬|普米|怒|保安|裕固|独龙)族)+"
)
# "恩施土家族苗族自治州" -> 恩施, "内蒙古自治区" -> 内蒙古, "东乡族自治县" -> 东乡. The place has at least two
# characters: not 内 of the 蒙古, not nothing of the 东乡族.
_AUTONOMOUS = re.compile(rf"(?P<place>.{{2,}}?)(?:{_PEOPLES}|族)?自治(?P<level>[区州县旗])")
# "三明市" -> 三明, "铜仁地区" -> 铜仁, "锡林郭勒盟" -> 锡林郭勒, "香港特别行政区" -> 香港; not "东城区".
_PLAIN = re.compile(r"(?P<place>.{2,}?)(?:省|市|地区|盟|特别行政区)")
_BARE = re.compile(r"(?P<place>.{2,}?)(?:省|市|地区|盟|区|县|旗)")
# What three prefectures of Xinjiang call themselves on their sites.
_BY_INITIAL = {"652700": "博州", "652800": "巴州", "653000": "克州"}

# What may stand before the division: "关于", "《", "2021年度", "中共", "国家税务总局" before "三明市税务局",
# "新疆生产建设兵团第八师" before "石河子市". Not "国务院", not "财政部": they are nobody's local agency.
_LEAD = re.compile(
    r"^(?:[《〈“”\"'‘’「『【\[（(]|关于|中共|中国共产党|[0-9０-９〇零一二三四五六七八九]{4}年度?|国家[^，。、]{1,9}?局"
    r"|新疆生产建设兵团|第?[一二三四五六七八九十]+师)*"
)
# 城区, 矿区, 东区: also plain words, so only right after the city ("阳泉市城区", not "城区供水公司").
_PLAIN_WORD = re.compile(r".区")
# "唐县镇人民政府" is a town in 随县, "巴州镇" one in 民和县; but "某县乡村振兴局", "某县乡镇企业局".
_TOWN_OF_THAT_NAME = re.compile(r"镇|乡(?![村镇])|街道|苏木")
# What a county is called before and after it becomes a district or a city of its own: 洪泽县, 洪泽区.
_DISTRICT = re.compile(r"[县区市]$")
# "福建商务厅" is of 福建省; "湖南镇", "四川北路街道", "河南岸街道" are not of 湖南省, 四川省, 河南省.
_NOT_A_PROVINCE = re.compile(r"[市区县州盟旗镇乡村岸岛屯]|[东南西北中大]?[路街道]|新区|自治|生产建设兵团|合作组织")
# "运城经济技术开发区", "重庆合川工业园区", "永川高新技术产业开发区": the zone of a place, whose level word is left out.
_ZONE = re.compile(
    r"^(?P<before>[^区县市旗]{2,9}?)(?:国家级?|省级)?"
    r"(?:经济|技术|新技术|高新|产业|工业|综合|保税|出口|加工|农业|科技|旅游|生态|文化|循环|现代|物流|临空|临港|空港|港口|示范|合作)*"
    r"(?:经开区|高新区|开发区|产业园区?|工业园区?|集聚区|园区|新区|保税区|度假区|示范区|试验区|实验区|风景名?胜?区|管理区)"
)
# "市商务局", "本市"; not "市场监督管理局", "市政管理处", "市容环境局", "市民服务中心", "区域合作办公室".
_OWN_LEVEL = re.compile(
    r"[本我全]?(?P<level>自治[区州县旗]|[省市县区州盟旗])(?![场容域块划区]|政(?![府务法协研])|民(?![政宗族防办]))"
)
# "某县" of 某县水利局, "高新区" of 高新区教育局; not "城市" of 城市管理局, nothing of 市场监督管理局
_DIVISION = re.compile(
    r"(?!城市|地市|社区|园区|景区|小区|库区|牧区|林区|城区管)[^省市县区州盟旗局]{0,6}(?:自治)?[省市县区州盟旗](?![场容域政民])(?=.{2,})"
)
# "古镛镇人民政府", "列西街道办事处", "安溪乡2021年…", "东华门街道"; not "城镇化办公室", "乡村振兴局".
_TOWN = re.compile(r"(?:镇|乡|街道|苏木)(?=人民政府|政府|办事处|[12]\d{3}年|$)")


@dataclass(frozen=True, slots=True)
class Region:
    """One division under one name; a renamed division has a row for each name.

    ``from_year`` and ``to_year`` are the first and the last year at whose end the code list has it: 崇文区,
    merged in July 2010, ends with 2009. ``None`` means from before the records, or until today.
    """

    code: str
    name: str
    parent: str
    level: str
    from_year: int | None
    to_year: int | None


@dataclass(frozen=True, slots=True)
class _Name:
    """A way to write some regions; ``bare`` is one without the level word (福建, 三明)."""

    text: str
    regions: tuple[Region, ...]
    bare: bool = False


@cache
def regions() -> tuple[Region, ...]:
    """All divisions, sorted by code and time."""
    table = (files("pipeline.catalog") / "regions.csv").read_text(encoding="utf-8")
    return tuple(
        Region(
            code=row["code"],
            name=row["name"],
            parent=row["parent"],
            level=row["level"],
            from_year=int(row["from_year"]) if row["from_year"] else None,
            to_year=int(row["to_year"]) if row["to_year"] else None,
        )
        for row in csv.DictReader(table.splitlines())
    )


def full_name(region: Region) -> str:
    """The name with the names above it, 江苏省淮安市洪泽区, as they were in its last year."""
    names = [region.name]
    for above in _ancestors(region):
        if above.name != names[0]:
            names.insert(0, above.name)
    return "".join(names)


def find_regions(text: str, *, year: int | None = None, context: str = "") -> tuple[Region, ...]:
    """Divisions that ``text``, an agency's name or a report's title, names at its beginning.

    The deepest one counts when names nest (淮安市洪泽区). If several divisions have the name, all are
    returned, sorted by code, except those that ``year`` or ``context`` rule out. Neither rules out the last
    one: a report of 2018 may still be signed by 莱芜市, which the code list has only to 2017.

    Args:
        text: 三明市商务局, 福建省商务厅, 关于朝阳区人民政府…; a division further on is not looked for.
        year: the year that the report is about.
        context: any text that names the divisions around, e.g. the name of the site. It also stands in where
            ``text`` leaves the name to it: 市商务局, or a town (古镛镇人民政府).

    Returns:
        () if nothing is named, as for 财政部, or if the context does not settle what 市 in 市商务局 is.
    """
    name = _LEAD.sub("", "".join(text.split()), count=1)
    path, end = _read(name, 0)
    if path:
        found = _valid_in(path[-1], year)
        if path[-1][0].level != "county" and (zone := _of_zone(name, end, path[-1], context, year)):
            return zone
        return _narrow(found, _mentions(context, year)) if len(found) > 1 else found
    if zone := _of_zone(name, 0, (), context, year):
        return zone
    if own := _OWN_LEVEL.match(name):
        return _of_level(own["level"], _mentions(context, year))
    if _TOWN.search(name):
        return _deepest(_mentions(context, year))
    return ()


def office_of(text: str) -> str:
    """An agency's name without its division, as far as that is in the list; "" where the name is a division's.

    商务局 of 三明市商务局, of 福建省三明市商务局 and of 市商务局; 高新区财政局 stays, for it is not 财政局.
    """
    text = "".join(text.split())
    name = _LEAD.sub("", text, count=1)
    if not name:  # 国家统计局
        return text
    path, end = _read(name, 0)
    if not path and (own := _OWN_LEVEL.match(name)):
        end = own.end()
    return name[end:]


def names_its_division(text: str, is_bare: Callable[[str], bool]) -> bool:
    """Whether a name of no known division is one of a kind: 某大学, not 市商务局, 城关镇人民政府 or a bare 教育局."""
    name = _LEAD.sub("", "".join(text.split()), count=1)
    return not (_OWN_LEVEL.match(name) or _TOWN.search(name) or is_bare(name))


@cache
def today(region: Region) -> Region:
    """The division under its last name and code: 洪泽区 for 洪泽县. One that was merged or split stays as it was."""
    last = _rows()[region.code][-1]
    if last.to_year is None:
        return last
    stem = _DISTRICT.sub("", last.name)
    after = [
        one
        for one in regions()
        if one.parent == last.parent and one.from_year == last.to_year + 1 and _DISTRICT.sub("", one.name) == stem
    ]
    return today(after[0]) if len(after) == 1 and stem else last


def _of_zone(name: str, start: int, over: tuple[Region, ...], context: str, year: int | None) -> tuple[Region, ...]:
    """The division whose zone ``name`` is from ``start`` on, one below ``over`` if that is given.

    A county's bare name is a plain word as often (滨海, 东湖), so something else must bear it out: the name above it,
    or the context, which names the division.
    """
    match = _ZONE.match(name[start:])
    if match is None:
        return ()
    before, bare = match["before"], _bare()
    place = next((before[at:] for at in range(len(before) - 1) if before[at:] in bare), "")
    found = _valid_in(bare.get(place, ()), year)
    # "重庆合川工业园区", "山西运城经济开发区": what stands before the place is above it
    above = {region.code for region in over or bare.get(before.removesuffix(place), ())}
    if below := tuple(region for region in found if above & _codes(region) - {region.code}):
        return below
    if above or not found:  # "武汉东湖新技术开发区": 东湖 is no division of 武汉
        cities = (bare.get(before[:end], ()) for end in range(len(before) - 1, 1, -1))
        found = next((found for found in cities if found and found[0].level == "city"), ())
    mentions = _mentions(context, year)
    if not mentions and len(found) == 1 and found[0].level == "city":
        return found
    named = [region for region in found if any(region in regions for path in mentions for regions in path)]
    over_named = {region for one in named for region in _ancestors(one)}
    named = [region for region in named if region not in over_named]  # 吉林 is the city, where 吉林省吉林市 is named
    return tuple(named) if len(named) == 1 else ()


def without_region(name: str) -> str:
    """An agency's name without the divisions at its beginning: 商务局 of 福建省三明市商务局, and of 市商务局.

    Of divisions that are not in the list (某县, 高新区) what ends like one goes, too, where a name is left.
    """
    whole = _LEAD.sub("", "".join(name.split()), count=1)
    path, end = _read(whole, 0)
    rest = whole[end:] if path else whole
    while found := _DIVISION.match(rest):
        rest = rest[found.end() :]
    return rest or whole


# A path is what a chain of names names, top down: 福建省三明市 gives ((福建省,), (三明市,)).
_Path = tuple[tuple[Region, ...], ...]


def _read(text: str, start: int, path: _Path = (), after_bare: bool = False) -> tuple[_Path, int]:
    """The longest chain of nested names from ``start`` on, and where it ends."""
    above = {region.code for region in path[-1]} if path else set()
    for name in _names_at(text, start):
        found, end = name.regions, start + len(name.text)
        if path:
            found = tuple(region for region in found if above & (_codes(region) - {region.code}))
        if _PLAIN_WORD.fullmatch(name.text):
            found = tuple(region for region in found if region.parent in above and not after_bare)
        if not found:
            continue
        deeper, stop = _read(text, end, (*path, found), name.bare)
        if len(deeper) > len(path) + 1:
            return deeper, stop
        if name.bare and not _is_province(found, text[end:]):
            continue
        if not path and _TOWN_OF_THAT_NAME.match(text, end):
            continue
        return (*path, found), end
    return path, start


def _is_province(found: tuple[Region, ...], rest: str) -> bool:
    """Whether 福建 in 福建商务厅 is the province; 吉林 may be the city, 台湾 that of 台湾事务办公室."""
    if len(found) > 1 or found[0].level != "province" or found[0].code.startswith("8"):
        return False
    return not _NOT_A_PROVINCE.match(rest) and not _TOWN.search(rest)


def _mentions(context: str, year: int | None) -> list[_Path]:
    """Every chain of names anywhere in ``context``; an ambiguous one is narrowed by the others."""
    text, index, stop, paths = "".join(context.split()), _index(), 0, []
    for start in range(len(text)):
        if start < stop or text[start : start + 2] not in index:
            continue
        path, stop = _read(text, start)
        if path:
            below = _valid_in(path[-1], year)
            over = set().union(*map(_codes, below))
            kept = (tuple(region for region in regions if region.code in over) for regions in path[:-1])
            paths.append((*(_valid_in(regions, year) for regions in kept), below))
    paths = list(dict.fromkeys(paths))  # a site's name returns in every heading
    return [(*path[:-1], _narrow(path[-1], [other for other in paths if other != path])) for path in paths]


def _narrow(found: tuple[Region, ...], mentions: list[_Path]) -> tuple[Region, ...]:
    """Those of ``found`` that have most in common with what is mentioned; all if none has anything.

    南京市 decides for the 鼓楼区 of Nanjing against that of Xuzhou, though both are in 江苏省; 苏州市 leaves
    both. So do two mentions that lead to different ones.
    """
    if len(found) < 2:
        return found
    # 鼓楼区 alone says nothing, and 江苏省 nothing beside 南京市.
    clear = {path[-1][0] for path in mentions if len(path[-1]) == 1}
    clear -= {above for region in clear for above in _ancestors(region)}
    kept: set[Region] = set()
    for mention in clear:
        shared = {region: len(_codes(mention) & _codes(region)) for region in found}
        most = max(shared.values())
        kept |= {region for region in found if most and shared[region] == most}
    return _by_code(kept) or found


def _of_level(level: str, mentions: list[_Path]) -> tuple[Region, ...]:
    """The only mentioned division whose name ends in ``level``, else the only one above a mentioned one."""
    named = [regions for path in mentions for regions in path]
    above = [(over,) for path in mentions if len(path[-1]) == 1 for over in _ancestors(path[-1][0])]
    for group in (named, above):
        fitting = {
            regions
            for regions in group
            if regions[0].name.endswith(level) and (level != "区" or regions[0].level == "county")
        }
        if fitting:
            only = fitting.pop()
            return only if not fitting and len(only) == 1 else ()
    return ()


def _deepest(mentions: list[_Path]) -> tuple[Region, ...]:
    """The mentioned city or county that all other mentions lie above; () if there are two such."""
    lowest = {path[-1] for path in mentions if path[-1][0].level != "province"}
    over = {above.code for regions in lowest for region in regions for above in _ancestors(region)}
    lowest = {regions for regions in lowest if not all(region.code in over for region in regions)}
    return lowest.pop() if len(lowest) == 1 else ()


def _valid_in(found: tuple[Region, ...], year: int | None) -> tuple[Region, ...]:
    """Those that existed at the end of ``year``; all if none did."""
    if year is None:
        return found
    valid = (region for region in found if (region.from_year or 0) <= year <= (region.to_year or year))
    return tuple(valid) or found


def _names_at(text: str, start: int) -> Iterator[_Name]:
    """Known names that ``text`` has at ``start``, the longest first."""
    for name in _index().get(text[start : start + 2], ()):
        if text.startswith(name.text, start):
            yield name


@cache
def _index() -> dict[str, tuple[_Name, ...]]:
    """Names by their first two characters, so that a place in the text costs one lookup."""
    full: dict[str, set[Region]] = {}
    short: dict[str, set[Region]] = {}
    bare: dict[str, set[Region]] = {}
    for region in regions():
        full.setdefault(region.name, set()).add(region)
        autonomous, plain = _AUTONOMOUS.fullmatch(region.name), _PLAIN.fullmatch(region.name)
        if autonomous:
            place, level = autonomous["place"], autonomous["level"]
            forms = [f"{place}自治{level}", f"{place}{level}"] if level != "区" else [f"{place}自治{level}"]
            forms += [_BY_INITIAL[region.code]] if region.code in _BY_INITIAL else []
            for form in forms:
                short.setdefault(form, set()).add(region)
        if region.level != "county" and (match := autonomous or plain):
            bare.setdefault(match["place"], set()).add(region)
    # 东乡县 is safe for 东乡族自治县 only as long as there is no county of that very name.
    safe = {
        form: found for form, found in short.items() if form not in full and len({region.name for region in found}) == 1
    }
    names = [_Name(text, _by_code(found)) for text, found in (full | safe).items()]
    names += [_Name(text, _by_code(found), bare=True) for text, found in bare.items() if text not in full]
    index: dict[str, list[_Name]] = {}
    for name in sorted(names, key=lambda name: -len(name.text)):
        index.setdefault(name.text[:2], []).append(name)
    return {prefix: tuple(found) for prefix, found in index.items()}


@cache
def _bare() -> dict[str, tuple[Region, ...]]:
    """Divisions by their names without the level word: 合川, 运城. At least two characters."""
    bare: dict[str, set[Region]] = {}
    for region in regions():
        match = _AUTONOMOUS.fullmatch(region.name) or _BARE.fullmatch(region.name)
        if match:
            bare.setdefault(match["place"], set()).add(region)
    return {place: _by_code(found) for place, found in bare.items()}


def _by_code(found: Iterable[Region]) -> tuple[Region, ...]:
    return tuple(sorted(found, key=lambda region: (region.code, region.from_year or 0)))


@cache
def _ancestors(region: Region) -> tuple[Region, ...]:
    """Divisions above ``region``, the nearest first, each under the last name it had in the same years."""
    if not region.parent:
        return ()
    # Rows of a code are sorted by time, and a renamed parent (襄樊市, 襄阳市) has several.
    last = region.to_year or 9999
    above = [row for row in _rows()[region.parent] if (row.from_year or 0) <= last]
    return (above[-1], *_ancestors(above[-1]))


@cache
def _codes(region: Region) -> frozenset[str]:
    """Its own code and those above."""
    return frozenset({region.code, *(above.code for above in _ancestors(region))})


@cache
def _rows() -> dict[str, tuple[Region, ...]]:
    """Rows by code; several if the division was renamed."""
    rows: dict[str, list[Region]] = {}
    for region in regions():
        rows.setdefault(region.code, []).append(region)
    return {code: tuple(found) for code, found in rows.items()}
