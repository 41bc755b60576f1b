"""The catalog refuses what it cannot mean, and its digest covers all that can change a number."""

import string
from pathlib import Path

import pytest

from pipeline import catalog
from pipeline.catalog import builtin, load_catalog
from pipeline.catalog.phrases import phrase
from pipeline.errors import CatalogError

FORM = """
id = "own"
label_zh = "自制表"
label_en = "A form made for this test"
source = "made up"
years = [2010, 2018]
label_headers = ["指标"]
unit_headers = ["单位"]

[[column]]
period = "year"
headers = ["本年"]

[[row]]
indicator = "reconsideration.total"
label = "行政复议数"
unit = "件"
"""


def load(folder: Path, form: str) -> None:
    (folder / "own.toml").write_text(form, encoding="utf-8")
    load_catalog(folder)


def test_a_form_of_ones_own_is_added(tmp_path: Path) -> None:
    load(tmp_path, FORM)
    assert load_catalog(tmp_path).template("own").rows[0].label == "行政复议数"


@pytest.mark.parametrize(
    ("printed", "wrong", "said"),
    [
        ('label = "行政复议数"', "label = 5", "expected a text"),
        ("years = [2010, 2018]", "years = 2017", "expected a list"),
        ('headers = ["本年"]', 'headers = "本年"', "expected a list of text"),
        ('label_en = "A form made for this test"', "", "label_en"),
        ('unit = "件"', 'unit = "件"\ncolour = "red"', "unknown key 'colour'"),
        ("reconsideration.total", "reconsideration.totl", "not in indicators.toml"),
        ('id = "own"', 'id = "fujian-2017"', "stands twice"),
        ("[[row]]", "[[row", "not a TOML file"),
    ],
)
def test_a_wrong_form_is_one_clear_line(tmp_path: Path, printed: str, wrong: str, said: str) -> None:
    with pytest.raises(CatalogError, match=said) as raised:
        load(tmp_path, FORM.replace(printed, wrong))
    assert "\n" not in str(raised.value)


def test_the_digest_covers_every_file(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(catalog.__file__).parent
    data = sorted(path.name for path in folder.glob("**/*") if path.suffix in (".toml", ".txt", ".csv"))
    covered: list[str] = []

    def digest(sources: list[tuple[str, bytes]]) -> str:
        covered.extend(sorted(Path(name).name for name, _ in sources))
        return ""

    monkeypatch.setattr(catalog, "_digest", digest)
    load_catalog()
    assert covered == data


def test_every_sentence_names_its_gaps_in_both_languages() -> None:
    for rule in builtin().rules.values():
        for case, say in rule.say.items():
            zh, en = ({name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (say.zh, say.en))
            assert zh, f"{rule.id} {case}: {say.zh!r}"
            assert en, f"{rule.id} {case}: {say.en!r}"


def test_a_phrase_spells_out_the_sets_of_words_it_names() -> None:
    row = {"indicator": "x", "match": ["由{who}提出 ~ {what}+"], "not": ["{who}", "代理"], "units": "cases"}
    spelled = phrase("p.toml", row, {"who": ["公民", "法人"], "what": ["申请"]})
    assert spelled.match == ("由公民提出|由法人提出 ~ 申请+",)
    assert spelled.exclude == ("公民", "法人", "代理")
    with pytest.raises(CatalogError, match=r"p\.toml: x: no set 'who'"):
        phrase("p.toml", row, {"what": ["申请"]})


def test_near_concepts_and_phrases_name_indicators() -> None:
    known = builtin().indicators
    assert all(near.prose in known and near.table in known for near in builtin().near)
    assert all(within in known for phrase in builtin().phrases for within in phrase.within)
    assert all(one in known for together in builtin().together for one in together.of)
