"""The command as a user meets it: help, output, exit codes, two languages."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import click
import pytest
from click.testing import CliRunner, Result

from pipeline.catalog import builtin
from pipeline.cli import cli
from pipeline.present.screen import Screen, plain
from pipeline.present.words import LANGUAGES, Words, _messages, choose_language

ROOT = Path(__file__).parent.parent
RAW = ROOT / "raw"
TEXT = "sanming-commerce-2017.txt"
ESCAPE = "\x1b"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NIANBAO_LANG", "NIANBAO_OUT", "NIANBAO_JOBS", "NIANBAO_TEMPLATES", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


def _call(*arguments: str | Path, code: int = 0) -> Result:
    result = CliRunner().invoke(cli, [str(one) for one in arguments], prog_name="nianbao")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.stderr
    return result


def _process(*arguments: str | Path, **settings: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **settings},
    )


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of two samples, and what the run that made it printed, in ``run.txt``."""
    folder = tmp_path_factory.mktemp("cli") / "extracted"
    result = _call("run", RAW / TEXT, RAW / "nanping-health-2016-clean.html", "-o", folder)
    (folder / "run.txt").write_text(result.stdout, encoding="utf-8")
    return folder


def _ask(condition: str, out: Path) -> dict[str, str]:
    (row,) = json.loads(_call("sql", f"select * from flags where {condition}", "-o", out, "--json").stdout)["rows"]
    return dict(row)


@pytest.fixture(scope="module")
def flag(out: Path) -> dict[str, str]:
    """The flag on 147 documents in the text and 97 in the table."""
    return _ask("left_value = 147 and right_value = 97 and kind = 'text_vs_table'", out)


# -- help ------------------------------------------------------------------------------------


def _commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from _commands(below, (*path, name))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("command", list(_commands(cli)), ids=lambda path: " ".join(path) or "nianbao")
def test_every_command_has_help_with_an_example(command: tuple[str, ...], lang: str) -> None:
    shown = _call("--lang", lang, *command, "--help").stdout
    (mark,) = re.findall(r"Example:|例:", shown)
    assert mark == {"en": "Example:", "zh": "例:"}[lang]
    assert " ".join(("nianbao", *command)) in shown.split(mark)[1]
    undescribed = [line for line in shown.splitlines() if re.fullmatch(r"\s+(-\w, )?--\w+\s*", line)]
    assert undescribed == []


def test_the_commands_are_those_of_the_design() -> None:
    assert set(cli.commands) >= {"run", "check", "show", "explain", "sql", "export", "catalog", "doctor"}
    assert set(cli.commands) >= {"compare", "demo-data"}


def test_help_loads_no_stage() -> None:
    heavy = ["duckdb", "pyarrow", "bs4", "lxml", "jieba", "rich", "rapidfuzz", "pandas", "pipeline.run"]
    script = (
        "import sys; from pipeline.cli import cli\n"
        "cli(['run', '--help'], standalone_mode=False)\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    assert shown.stdout.splitlines()[-1] == "[]"


def test_the_version_is_told() -> None:
    assert re.fullmatch(r"nianbao \d+\.\d+\.\d+\S*\n", _call("--version").stdout)


def test_every_message_has_both_languages_with_the_same_fields() -> None:
    for key, texts in _messages().items():
        assert set(texts) == set(LANGUAGES), key
        fields = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in texts.values()]
        assert fields[0] == fields[1], key


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8", "NIANBAO_LANG": "zh"}, "zh"),
        ({"LANG": "C"}, "en"),
    ],
)
def test_the_language_comes_from_the_locale(
    environment: dict[str, str], lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert choose_language() == lang
    assert choose_language("zh") == "zh"


# -- run -------------------------------------------------------------------------------------


def test_run_prints_a_line_per_report_the_flags_and_where_the_database_is(out: Path) -> None:
    lines = (out / "run.txt").read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(
        r".*nanping-health-2016-clean.html: ok 南平市卫生和计划生育委员会 2016 facts=32 numbers=\d+ flags=0 issues=0",
        lines[0],
    )
    assert re.fullmatch(rf".*{TEXT}: ok 三明市商务局 2017 facts=32 numbers=\d+ flags=\d+ issues=0", lines[1])
    flags = [line for line in lines if re.match(rf".*{TEXT}: [\w.-]+\[(high|medium|low)\] [0-9a-f]{{12}} \S", line)]
    assert len(flags) >= 5
    assert f": table_sum[high] {_ask('rule = ' + repr('table_sum'), out)['finding_id']} In column" in "\n".join(flags)
    counts = [sum(f"[{grade}]" in line for line in flags) for grade in ("high", "medium", "low")]
    assert lines[-5:-3] == [
        "files 2: read 2",
        "flags {}: high {}, medium {}, low {}".format(len(flags), *counts),
    ]
    assert re.fullmatch(r"comparisons that wait for another year's report: [1-9]\d* \(.*\)", lines[-3])
    assert lines[-2] == f"database: {out / 'nianbao.duckdb'} (reports 2, flags {len(flags)})"
    command = re.fullmatch(r'try:      nianbao sql "(.*)" -d (.*)', lines[-1])
    assert command is not None
    answer = _call("sql", command[1], "-d", command[2]).stdout.splitlines()
    assert len(answer) == len(flags) + 1
    finding, agency, *_ = answer[1].split("\t")
    assert (answer[0].split("\t")[0], agency) == ("finding", "三明市商务局")
    assert _call("explain", finding, "-d", out).stdout.startswith(finding)


def test_a_second_run_gives_the_counts_that_stand(out: Path) -> None:
    first = (out / "run.txt").read_text(encoding="utf-8").splitlines()
    paths = (RAW / TEXT, RAW / "nanping-health-2016-clean.html", "-o", out)
    second = _call("run", *paths).stdout.splitlines()
    assert second == ["files 2: up to date 2", *first[-4:]]
    zh = _call("run", "--lang", "zh", RAW / TEXT, "-o", out).stdout.splitlines()
    assert (zh[0], len(zh)) == ("文件 1 个：已是最新 1", 5)
    found = json.loads(_call("run", *paths, "--json").stdout)
    assert (found["done"], len(found["reports"])) == ([], 2)
    assert f"flags {len(found['flags'])}:" in second[1]


def test_a_report_in_three_renditions_is_counted_once(tmp_path: Path) -> None:
    paths = sorted(RAW.glob("sanming-commerce-2017*"))
    shown = _call("run", *paths, "-o", tmp_path / "out").stdout
    (count,) = {int(found) for found in re.findall(r" flags=(\d+) ", shown)}
    assert shown.count(f", a copy of {RAW / TEXT}") == 2
    assert len(re.findall(r"^\S+: \S+\[\w+\] [0-9a-f]{12} ", shown, re.MULTILINE)) == count
    assert f"\nflags {count}: " in shown
    assert "\nolder versions and other renditions of the same reports: 2; flags are listed and counted once" in shown
    assert f"(reports 1, flags {count})" in shown
    # A copy that is run alone shows its flags, though another stands for it in the database.
    alone = _call("run", paths[0], "--again", "-o", tmp_path / "out").stdout
    assert f"\nflags {count}: " in alone


def test_what_became_of_the_files_is_told(tmp_path: Path) -> None:
    for name in ("empty.txt", "empty too.txt"):
        (tmp_path / name).write_bytes(b"")
    shown = _call("run", tmp_path, RAW / "fuding-town-2018-notable.txt", "-o", tmp_path / "out", code=1)
    assert "files 3: read 1, could not be read 1, same bytes as another file 1\nflags 0\n" in shown.stdout
    assert "note[duplicate]" in shown.stderr
    assert "the same report" not in shown.stderr


def test_a_report_that_cannot_be_read_is_one_line_on_stderr(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "recipe.txt").write_text("把面粉和水搅匀。", encoding="utf-8")
    result = _call("run", tmp_path / "empty.txt", tmp_path / "recipe.txt", "-o", tmp_path / "out", code=1)
    lines = result.stderr.splitlines()
    assert lines[0].startswith(f"{tmp_path / 'empty.txt'}: failed[empty_file] the file is empty")
    assert lines[1].startswith(
        f"{tmp_path / 'recipe.txt'}: not_a_report[not_a_report] not an annual report. Looked for"
    )
    assert lines[2:] == ["reports that could not be read: 2, see above"]
    again = _call("run", tmp_path / "empty.txt", "--lang", "zh", "-o", tmp_path / "out", code=1)
    assert again.stdout.startswith("文件 1 个：未能读出 1\n疑点 0 个\n")
    assert "失败[empty_file] 文件是空的" in again.stderr


def test_run_gives_one_json_object(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    result = _call("run", "--json", RAW / "fuding-town-2018-notable.txt", tmp_path, "-o", tmp_path / "out", code=1)
    found = json.loads(result.stdout)
    assert found["version"] == 1
    assert [row["status"] for row in found["reports"]] == ["failed", "ok"] or len(found["reports"]) == 2
    assert [row["code"] for row in found["issues"]] == ["empty_file"]
    assert found["database"] == str(tmp_path / "out" / "nianbao.duckdb")


def test_wrong_usage_is_exit_code_2(tmp_path: Path) -> None:
    _call("run", code=2)
    _call("run", tmp_path / "nowhere", code=2)
    _call("nonsense", code=2)
    _call("sql", "select 1", "--lang", "fr", code=2)


def test_a_folder_without_candidates_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("made for a test", encoding="utf-8")
    result = _call("run", tmp_path, "-o", tmp_path / "out", code=1)
    assert result.stdout == ""
    assert "left out, not documents (1): " in result.stderr
    assert f"{tmp_path}: no file to read. Expected web pages" in result.stderr
    assert not (tmp_path / "out").exists()


def test_an_output_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    result = _call("run", RAW / TEXT, "-o", tmp_path / "file" / "out", code=1)
    (line,) = result.stderr.splitlines()
    assert line == f"nianbao: {tmp_path / 'file' / 'out'}: cannot make the folder: a file stands in the way. " + (
        "Name another folder"
    )
    zh = _call("run", "--lang", "zh", RAW / TEXT, "-o", tmp_path / "file", code=1)
    assert zh.stderr.startswith("nianbao: 数据库或文件夹不能使用，或查询有错（")


def test_interrupted_is_exit_code_130(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.run.work", interrupt)
    result = _call("run", RAW / TEXT, "-o", tmp_path / "out", code=130)
    assert result.stderr.splitlines() == ["stopped; finished batches are kept, run the same command to go on"]


# -- one report ------------------------------------------------------------------------------


def test_check_shows_each_flag_with_its_evidence() -> None:
    shown = _call("check", RAW / TEXT).stdout
    lines = shown.splitlines()
    assert lines[0].startswith(f"{RAW / TEXT}: ok 三明市商务局 2017 facts=32")
    assert "    主动公开文件数 | 2017: 【97】 | 历年累计: 255" in lines
    assert any(line.endswith("其中公开的文件有【147条】。") for line in lines)
    failed = re.fullmatch(r"checks: (\d+) failed \(flags\), (\d+) passed, (\d+) could not be made", lines[-1])
    assert failed is not None
    assert int(failed[1]) == len([line for line in lines if re.match(r"[0-9a-f]{12} \S+\[\w+\] fails$", line)])
    assert sum(TEXT in line for line in lines) == 1


def test_check_all_shows_what_passed_too() -> None:
    found = json.loads(_call("check", RAW / "nanping-health-2016-clean.html", "--all", "--json").stdout)
    outcomes = {finding["outcome"] for finding in found["findings"]}
    assert "pass" in outcomes
    assert "fail" not in outcomes
    assert found["report"]["agency"] == "南平市卫生和计划生育委员会"


def test_check_of_a_file_that_is_no_report_is_exit_code_1(tmp_path: Path) -> None:
    (tmp_path / "recipe.txt").write_text("把面粉和水搅匀。", encoding="utf-8")
    result = _call("check", tmp_path / "recipe.txt", code=1)
    assert result.stdout.startswith(f"{tmp_path / 'recipe.txt'}: not_a_report - ")
    assert "not_a_report[not_a_report]" in result.stderr


def test_a_document_that_is_cut_short_is_told_from_an_archive(tmp_path: Path) -> None:
    (tmp_path / "report.docx").write_bytes(b"PK\x03\x04" + bytes(range(256)))
    told = _call("check", tmp_path / "report.docx", code=1).stderr
    assert "an archive, or a document that is cut short" in told
    assert "fetch the document again" in told


def test_show_prints_the_parts_that_are_asked_for() -> None:
    shown = _call("show", RAW / "longyan-water-2015-gbk.html", "--tables").stdout
    assert "Sections" not in shown
    assert "row\tunit\t2015年度\t历年累计" in shown
    assert "2.政府公报公开数\t条\t\t7" in shown  # blank is blank
    assert "政府信息公开收费减免金额\t元\t/\t0" in shown  # a dash is a dash
    found = json.loads(_call("show", RAW / TEXT, "--json").stdout)
    assert {name: bool(found[name]) for name in ("sections", "tables", "mentions")} == dict.fromkeys(
        ("sections", "tables", "mentions"), True
    )


# -- the database ----------------------------------------------------------------------------


def test_explain_shows_both_sides_where_they_stand(out: Path, flag: dict[str, str]) -> None:
    shown = _call("explain", flag["finding_id"][:8], "-o", out).stdout
    assert shown.startswith(f"{flag['finding_id']} {flag['rule']}[high] fails\n")
    assert flag["message_zh"] in shown
    assert flag["message_en"] in shown
    assert "其中公开的文件有【147条】。" in shown
    assert re.search(r"  二\(一\)公开的数量, line \d+, characters \d+–\d+\n", shown)
    assert re.search(r"  table 1 row 2 column 2, line \d+, characters \d+–\d+\n", shown)
    assert "主动公开文件数 | 2017: 【97】 | 历年累计: 255" in shown
    assert "difference 50, tolerance 0" in shown
    zh = _call("explain", flag["finding_id"].upper(), "-o", out, "--lang", "zh").stdout
    assert "相差 50，允许误差 0" in zh
    assert zh.splitlines()[0].endswith("不一致")
    assert zh.index(flag["message_zh"]) < zh.index(flag["message_en"])
    assert not re.search(r"^(left|right|difference|rule|source)\b", zh, re.MULTILINE)


def test_explain_gives_json_with_operands(out: Path, flag: dict[str, str]) -> None:
    found = json.loads(_call("explain", flag["finding_id"], "-o", out, "--json").stdout)["finding"]
    (left,), (right,) = found["left"], found["right"]
    assert (left["source"], left["marked"]) == ("mention", "147条")
    assert (right["source"], right["text"], right["row_label"]) == ("fact", "97", "主动公开文件数")


def test_explain_of_an_unknown_or_ambiguous_id_says_so(out: Path) -> None:
    assert "'zz': no finding has an id that begins like this" in _call("explain", "zz", "-o", out, code=1).stderr
    digits = json.loads(_call("sql", "select left(finding_id, 1) as d from findings", "-o", out, "--json").stdout)
    first = [row["d"] for row in digits["rows"]]
    often = max(first, key=first.count)
    assert first.count(often) > 1
    assert "Type more of the id" in _call("explain", often, "-o", out, code=1).stderr


def test_sql_prints_tabs_json_and_csv(out: Path) -> None:
    query = "select 1.50 as d, null as n, 'a,b' as t, [1, 2] as l, date '2018-01-15' as day"
    assert _call("sql", query, "-o", out).stdout == "d\tn\tt\tl\tday\n1.5\t\ta,b\t1, 2\t2018-01-15\n"
    rows = list(csv.DictReader(io.StringIO(_call("sql", query, "-o", out, "--csv").stdout)))
    assert rows == [{"d": "1.5", "n": "", "t": "a,b", "l": "[1, 2]", "day": "2018-01-15"}]
    found = json.loads(_call("sql", query, "-o", out, "--json").stdout)
    assert found == {"version": 1, "rows": [{"d": 1.5, "n": None, "t": "a,b", "l": [1, 2], "day": "2018-01-15"}]}


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("select nonsense", "Binder Error"),
        ("selec", "Parser Error"),
        ("", "the query is empty"),
        (" ;; ", "the query is empty"),
        ("select 1; select 2", "2 statements. Expected one"),
        ("delete from reports", "DELETE is not a query"),
        ("copy (select 1) to 'copied.csv'", "COPY is not a query"),
        ("explain analyze copy (select 1) to 'copied.csv'", "EXPLAIN is not a query"),
        ("install httpfs", "LOAD is not a query"),
        ("attach 'other.duckdb'", "ATTACH is not a query"),
        ("select * from read_csv('https://example.invalid/a.csv')", "httpfs"),
    ],
)
def test_sql_that_is_wrong_or_writes_is_refused(
    out: Path, query: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = _call("sql", query, "-d", out, code=1)
    assert result.stdout == ""
    assert result.stderr.startswith("nianbao: ")
    assert reason in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("from reports select year", "year"),
        ("with a as (select 1 as n) select n from a", "n"),
        ("describe reports", "column_name\tcolumn_type\tnull\tkey\tdefault\textra"),
        ("pivot (select state, 1 as n from facts) on state using count(n)", "blank\tdash\tnumber"),
        ("select 1 as one -- a comment\n;", "one"),
        ("select year from reports where false", "year"),
    ],
)
def test_sql_takes_what_reads(out: Path, query: str, columns: str) -> None:
    first = _call("sql", query, "-d", out).stdout.splitlines()[0]
    assert set(first.split("\t")) <= set(columns.split("\t"))


def test_sql_reads_a_file_beside_the_database(out: Path, tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text("agency,name\n三明市商务局,a\n", encoding="utf-8")
    query = f"select name from reports join read_csv('{tmp_path / 'names.csv'}') using (agency)"
    assert _call("sql", query, "-d", out).stdout == "name\na\n"


def test_an_answer_without_rows_has_its_columns(out: Path) -> None:
    query = "select year, file from reports where false"
    assert _call("sql", query, "-d", out).stdout == "year\tfile\n"
    assert _call("sql", query, "-d", out, "--csv").stdout == "year,file\n"


def test_a_missing_database_is_named(tmp_path: Path) -> None:
    result = _call("sql", "select 1", "-o", tmp_path, code=1)
    assert f"{tmp_path / 'nianbao.duckdb'}: there is no database here. Make one with: nianbao run" in result.stderr


def test_export_writes_the_tables(out: Path, tmp_path: Path) -> None:
    result = _call("export", tmp_path / "tables", "-o", out, "--format", "jsonl")
    assert re.match(r".*tables: \d+ files", result.stdout)
    assert (tmp_path / "tables" / "flags.jsonl").exists()
    assert "the database stands here" in _call("export", out, "-d", out, code=2).stderr
    (tmp_path / "file").touch()
    assert "is a file" in _call("export", tmp_path / "file", "-d", out, code=2).stderr


# -- the catalog -----------------------------------------------------------------------------


def test_catalog_lists_forms_rules_and_indicators() -> None:
    forms = _call("catalog").stdout
    assert [line.split("\t")[0] for line in forms.splitlines()[1:]] == [form.id for form in builtin().templates]
    assert "national-2021" in forms
    shown = _call("catalog", "forms", "fujian-2017").stdout.splitlines()
    assert shown[0] == "row_no\tlabel\tindicator\tunder\tunit\taliases"
    assert shown[1].startswith("1\t主动公开文件数\tproactive.documents\t\t条\t")
    assert {line.split("\t")[0] for line in shown[-2:]} == {"year", "cumulative"}
    assert "known are anhui-2009, anhui-2014, fujian-2009" in _call("catalog", "forms", "nowhere", code=2).stderr
    assert "text_vs_table" in _call("catalog", "rules").stdout
    rule = _call("catalog", "rules", "percent").stdout
    assert "2017年我局主动公开政府信息{120条}，其中工作动态{45条}，占{47.5%}。" in rule
    assert "the text gives 47.5%" in rule
    one = json.loads(_call("catalog", "rules", "national-2021.in-equals-out", "--json").stdout)["rule"]
    assert [example["outcome"] for example in one["examples"]] == ["fail", "pass", "not_assessable"]
    assert "known are percent" in _call("catalog", "rules", "percen", code=2).stderr
    indicators = json.loads(_call("catalog", "indicators", "--json").stdout)["indicators"]
    assert "request.received" in [row["id"] for row in indicators]


def test_a_form_with_an_id_that_exists_is_one_line(tmp_path: Path) -> None:
    form = (ROOT / "pipeline/catalog/templates/fujian-2017.toml").read_text(encoding="utf-8")
    (tmp_path / "own.toml").write_text(form, encoding="utf-8")
    commands: tuple[list[str | Path], ...] = (
        ["catalog", "check", tmp_path],
        ["run", RAW, "--templates", tmp_path, "-o", tmp_path / "out"],
    )
    for command in commands:
        (line,) = _call(*command, code=1).stderr.splitlines()
        assert line.startswith("nianbao: ")
        assert "'fujian-2017' stands twice" in line
    assert not (tmp_path / "out" / "parts").exists()


def test_a_form_whose_identities_have_the_ids_of_another_is_one_line(tmp_path: Path) -> None:
    form = (ROOT / "pipeline/catalog/templates/fujian-2017.toml").read_text(encoding="utf-8")
    (tmp_path / "own.toml").write_text(form.replace('id = "fujian-2017"', 'id = "own-form"'), encoding="utf-8")
    (line,) = _call("catalog", "check", tmp_path, code=1).stderr.splitlines()
    assert re.search(r"id 'fujian-2017\.[\w-]+' stands twice", line)


def test_own_forms_are_checked_and_listed(tmp_path: Path) -> None:
    told = _call("catalog", "check", tmp_path, code=1).stderr
    assert "no *.toml file" in told
    assert (Path(told.split("see ")[1].split(" for how")[0]) / "fujian-2017.toml").exists()
    form = (ROOT / "pipeline/catalog/templates/fujian-2017.toml").read_text(encoding="utf-8")
    (tmp_path / "own.toml").write_text(form.replace('id = "fujian-2017', 'id = "own-form'), encoding="utf-8")
    assert re.search(r"fujian-2009, fujian-2017, .*\bown-form", _call("catalog", "check", tmp_path).stdout)
    assert "own-form" in _call("catalog", "forms", "--templates", tmp_path).stdout


# -- the terminal ----------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _table(monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    for name, value in {"TERM": "xterm-256color", "COLUMNS": "100", **environment}.items():
        monkeypatch.setenv(name, value)
    file = Terminal()
    screen = Screen(file)
    screen.line("heading", "bold red")
    screen.table(["机关", "n"], [["三明市商务局", 1], ["abc", 20]])
    return file.getvalue()


def test_colours_are_for_terminals_and_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert f"{ESCAPE}[1;31m" in _table(monkeypatch)
    assert "[31m" not in _table(monkeypatch, NO_COLOR="1")
    assert ";31m" not in _table(monkeypatch, NO_COLOR="1")


def test_chinese_columns_are_aligned_by_the_width_of_the_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    from rich.cells import cell_len

    lines = re.sub(r"\x1b\[[0-9;]*m", "", _table(monkeypatch, NO_COLOR="1")).splitlines()
    ends = {cell_len(line.rstrip()) for line in lines if line.rstrip().endswith(("1", "20"))}
    assert len(ends) == 1


def test_text_of_a_report_cannot_steer_the_terminal() -> None:
    assert plain("a\x1b[2J\tb\r\nc\u202e") == "a\ufffd[2J b c\ufffd"
    assert plain(None) == ""


def test_flags_are_blocks_on_a_terminal_of_80_columns(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from rich.cells import cell_len

    from pipeline.present.flags import select_flags, show_flags
    from pipeline.store import Database

    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    file = Terminal()
    with Database.open(out) as database:
        found = select_flags(database.rows, [row["report_id"] for row in database.rows("from reports")])
    show_flags(found, Screen(file), Words("en"))
    lines = re.sub(r"\x1b\[[0-9;]*m", "", file.getvalue()).splitlines()
    assert max(map(cell_len, lines)) <= 80
    assert sum(TEXT in line for line in lines) == 1
    blocks = [line for line in lines if re.fullmatch(r"  (high|medium|low)  [\w.-]+  [0-9a-f]{12}", line)]
    assert len(blocks) == len(found)


@pytest.mark.parametrize("encoding", ["gbk", "cp1252", "ascii"])
def test_a_console_that_lacks_characters_shows_the_others(out: Path, encoding: str) -> None:
    query = "select '镕 㛃 三明' as names"
    process = subprocess.run(
        [sys.executable, "-m", "pipeline", "sql", query, "-d", str(out)],
        capture_output=True, cwd=ROOT, env={**os.environ, "PYTHONIOENCODING": encoding}, check=True,
    )  # fmt: skip
    assert process.stderr == b""
    shown = process.stdout.decode("utf-8" if encoding == "ascii" else encoding).splitlines()[1]
    escaped = "镕 㛃 三明".encode(encoding, "backslashreplace").decode(encoding)
    assert shown in ("镕 㛃 三明", escaped)


def test_a_cache_that_cannot_be_written_is_quiet(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    process = _process("check", RAW / TEXT, XDG_CACHE_HOME=str(tmp_path / "file"))
    shown, told = process.communicate(timeout=60)
    assert (told, "checks: " in shown) == ("", True)


def test_markup_in_a_report_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    file = Terminal()
    Screen(file).table(["a"], [["[bold]x[/bold]"]])
    assert "[bold]x[/bold]" in file.getvalue()


@pytest.mark.skipif(sys.platform == "win32", reason="pipes")
def test_a_closed_pipe_is_quiet(out: Path) -> None:
    process = _process("sql", "select i, 'x' from range(200000) t(i)", "-o", out)
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline() == "i\t'x'\n"
    process.stdout.close()
    assert (process.stderr.read(), process.wait(timeout=20)) == ("", 141)
    process.stderr.close()


def test_the_module_runs_as_the_command(out: Path) -> None:
    process = _process("sql", "select year from reports where agency = '三明市商务局'", "-o", out)
    assert process.communicate(timeout=20) == ("year\n2017\n", "")


def test_words_pick_the_column_of_their_language() -> None:
    assert [Words(lang).pick({"label_zh": "甲", "label_en": "A"}, "label") for lang in LANGUAGES] == ["甲", "A"]
