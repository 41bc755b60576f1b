"""Data flows one way: a stage imports the records, the errors, the text, the catalog and itself, nothing else."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "pipeline"
STAGES = ("acquire", "read", "structure", "extract", "check", "store", "present")
BESIDE = ("demo",)  # no stages: nothing of the pipeline imports them
SHARED = ("model", "errors", "disk", "text", "lookalikes", "traditional", "numeral", "catalog")
MODULES = sorted(path for stage in (*STAGES, *BESIDE) for path in (ROOT / stage).glob("**/*.py"))


def imported(path: Path) -> Iterator[str]:
    """The modules of the package that a file imports, without the package's name; imports in functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = [node.module or ""]
            if node.module == "pipeline":
                names = [f"pipeline.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (name.removeprefix("pipeline.") for name in names if name.startswith("pipeline"))


def test_there_are_stages() -> None:
    assert {path.parent.name for path in MODULES} >= {"read", "structure", "extract", "check", "store", "present"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_stage_imports_only_what_all_share_and_itself(path: Path) -> None:
    stage = path.relative_to(ROOT).parts[0]
    assert {name.split(".")[0] for name in imported(path)} <= {stage, *SHARED}


@pytest.mark.parametrize("name", BESIDE)
def test_what_stands_beside_the_stages_is_asked_for_only_by_its_command(name: str) -> None:
    outside = [path for path in ROOT.glob("**/*.py") if name not in path.relative_to(ROOT).parts]
    using = [path for path in outside if name in {one.split(".")[0] for one in imported(path)}]
    assert using == [ROOT / "cli" / f"{name}.py"]


@pytest.mark.parametrize("name", SHARED)
def test_what_all_share_knows_no_stage(name: str) -> None:
    single = ROOT / f"{name}.py"
    for path in [single] if single.exists() else sorted((ROOT / name).glob("**/*.py")):
        assert {name.split(".")[0] for name in imported(path)} <= set(SHARED)


def test_only_one_module_touches_duckdb() -> None:
    def names(path: Path) -> set[str]:
        tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        return {alias.name for node in tree if isinstance(node, ast.Import) for alias in node.names}

    at_run_time = [path for path in ROOT.glob("**/*.py") if "duckdb" in names(path) and path.name != "__init__.py"]
    assert [str(path.relative_to(ROOT)) for path in at_run_time] == ["store/db.py"]
