"""Write docs/database.md: docs/database.head.md, then the comments in the database schema."""

from pathlib import Path

from pipeline.store.dictionary import dictionary

DOCS = Path(__file__).parent.parent / "docs"
PAGE = DOCS / "database.md"


def page() -> str:
    return (DOCS / "database.head.md").read_text(encoding="utf-8") + "\n" + dictionary()


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
    print(f"wrote {PAGE}")
