"""``make demo-crawl``: a city's server on loopback, a crawl of it, a run over what came, and its flags.

Killed at any time and begun anew, it comes to the same manifest and the same database.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from made_city import city, profile


def main(folder: Path) -> int:
    nianbao = [sys.executable, "-m", "pipeline"]
    folder.mkdir(parents=True, exist_ok=True)
    with city() as server:
        site = folder / "city.toml"
        site.write_text(profile(server), encoding="utf-8")
        crawl = [
            "crawl",
            str(site),
            "--into",
            str(folder / "raw"),
            "--allow-private",
            "--delay",
            "0.1",
            "--contact",
            "demo",
        ]
        if (code := subprocess.run([*nianbao, *crawl]).returncode) != 0:
            return code
    return subprocess.run([*nianbao, "run", str(folder / "raw"), "-o", str(folder / "extracted")]).returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "demo-crawl")))
