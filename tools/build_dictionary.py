"""Write docs/database.md from the comments in the database schema."""

from pathlib import Path

from pipeline.store.dictionary import dictionary

PAGE = Path(__file__).parent.parent / "docs" / "database.md"

if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(dictionary(), encoding="utf-8", newline="\n")
    print(f"wrote {PAGE}")
