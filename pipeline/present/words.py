"""What the program itself says, in two languages: the loader of ``messages.toml``."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Words:
    """The messages in one language. A key without a text is our bug and raises ``KeyError``."""

    lang: str

    def __call__(self, key: str, /, **values: object) -> str:
        text = _messages()[key][self.lang]
        return text.format(**values) if values else text

    def explained(self, key: str, message: str) -> str:
        """A message that was recorded in English: in Chinese, what ``key`` stands for comes first, if it is known."""
        return f"{self(key)}（{message}）" if self.lang != "en" and key in _messages() else message

    def pick(self, row: dict[str, Any], name: str) -> str:
        """The column ``name_zh`` or ``name_en`` of a row."""
        return str(row[f"{name}_{self.lang}"] or "")


def choose_language(asked: str | None = None) -> str:
    """``asked``, else NIANBAO_LANG, else the locale: Chinese where that is Chinese, English anywhere else."""
    names = (asked, *(os.environ.get(name) for name in ("NIANBAO_LANG", "LC_ALL", "LC_MESSAGES", "LANG")))
    chosen = next((name for name in names if name), "en")
    return "zh" if chosen.lower().startswith("zh") else "en"


@cache
def _messages() -> dict[str, dict[str, str]]:
    """``{"run.nothing": {"zh": …, "en": …}}``: the tables of the file, their names joined by dots."""
    parts = tomllib.loads((files(__package__) / "messages.toml").read_text(encoding="utf-8"))
    return {
        f"{part}.{name}": {lang: text.strip("\n") for lang, text in texts.items()}
        for part, named in parts.items()
        for name, texts in named.items()
    }
