"""``search`` finds words in the Chinese text, whole and ranked, in a database that is open for reading only."""

from pathlib import Path

import pytest
from click.testing import CliRunner

import pipeline
from pipeline.cli import cli
from pipeline.run import run
from pipeline.store import Database
from pipeline.store.dictionary import dictionary, macros

RAW = Path(__file__).parent.parent / "raw"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("search")
    run([RAW], target, jobs=1)
    return target


def found(out: Path, words: str) -> list[tuple[str, int, str]]:
    with Database.open(out) as database:
        rows = database.rows("SELECT report_id, section_no, passage FROM search(?)", [words])
    return [(row["report_id"], row["section_no"], row["passage"]) for row in rows]


@pytest.mark.parametrize("word", ["复议", "政府信息公开", "公开申请"])
def test_every_section_with_the_word_is_found_and_no_other(out: Path, word: str) -> None:
    with Database.open(out) as database:
        rows = database.rows(
            "SELECT report_id, section_no, s.title, text FROM sections AS s JOIN reports USING (report_id) "
            "WHERE is_latest"
        )
    holding = {(row["report_id"], row["section_no"]) for row in rows if word in f"{row['title'] or ''} {row['text']}"}
    hits = found(out, word)
    assert len(hits) == len(holding) > 2
    assert {hit[:2] for hit in hits} == holding
    assert all(word in passage for *_, passage in hits)


def test_all_words_must_be_there_in_any_order(out: Path) -> None:
    both = {hit[:2] for hit in found(out, "复议 诉讼")}
    assert both == {hit[:2] for hit in found(out, "  诉讼　复议 ")}
    assert both == {hit[:2] for hit in found(out, "复议")} & {hit[:2] for hit in found(out, "诉讼")}
    assert both
    assert found(out, "") == found(out, "没有这样的话") == []


def test_a_rare_word_often_in_a_short_section_comes_first() -> None:
    texts = ["申请申请申请", "申请" + "其他的话" * 30, "别的", "别的"]
    with Database.create() as database:
        for no, text in enumerate(texts):
            report = f"{no:012}"
            database.run(
                "INSERT INTO reports (report_id, file, sha256, bytes, templates, status, is_latest) "
                "VALUES (?, ?, ?, 1, [], 'ok', true)", [report, report, report],
            )  # fmt: skip
            database.run(
                "INSERT INTO sections (report_id, section_no, level, text, char_start, char_end, method, kind, style, "
                "path, heading_start, heading_end, spans) VALUES (?, 1, 1, ?, 0, 1, '', '', '', '', 0, 0, [])",
                [report, text],
            )
        rows = database.rows("SELECT report_id, score FROM search('申请')")
    assert [int(row["report_id"]) for row in rows] == [0, 1]
    # by hand: 4 sections of mean size (7 + 123 + 3 + 3) / 4 = 34, in two of which the word stands
    weight, first = 0.6931, 3 * 2.2 / (3 + 1.2 * (0.25 + 0.75 * 7 / 34))
    assert float(rows[0]["score"]) == pytest.approx(weight * first, abs=0.001)


def test_it_works_on_the_command_line_and_in_python(out: Path) -> None:
    query = "SELECT count(*) AS n FROM search('复议')"
    done = CliRunner().invoke(cli, ["sql", query, "-d", str(out)])
    assert done.exit_code == 0, done.output
    connection = pipeline.open(out)
    (count,) = connection.execute(query).fetchone() or (0,)
    connection.close()
    assert done.stdout.split() == ["n", str(count)]
    assert count > 0


def test_the_dictionary_names_every_column_of_every_macro() -> None:
    with Database.create() as database:
        known = macros(database)
    assert [macro.name for macro in known] == ["search"]
    assert all(meaning for macro in known for *_, meaning in macro.columns)
    assert "#### search(query)" in dictionary()
