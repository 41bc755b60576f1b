"""What all tests share: the long ones are left to --full; golden files are generated, read by a person, committed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.read import convert
from pipeline.read.ocr import engine


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-examples", action="store_true", help="write the golden files anew, and fail")
    parser.addoption("--full", action="store_true", help="also the long tests; fail where a part is missing")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--full"):
        for item in items:
            if item.get_closest_marker("full"):
                item.add_marker(pytest.mark.skip(reason="a long test, or one of an optional part: make test-full"))


@pytest.fixture(autouse=True)
def only_the_core(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the mark a test has no optional part, whatever is installed here: LibreOffice, the recogniser."""
    if request.node.get_closest_marker("full") is None:
        monkeypatch.setattr(convert, "find_office", lambda: None)
        monkeypatch.setattr(engine, "find_spec", lambda name: None)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare with a committed file. It is written, and the test fails, where it is missing or to be updated.

    Writing fails too, so that nobody commits an expectation unread.
    """

    def compare(path: Path, actual: str) -> None:
        if request.config.getoption("--update-examples") or not path.exists():
            path.write_text(actual, encoding="utf-8", newline="\n")
            pytest.fail(f"wrote {path}: read the diff, then run again")
        assert actual == path.read_text(encoding="utf-8")

    return compare
