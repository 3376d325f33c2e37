"""Print one marked code block of README.md: CI runs what the README tells people to run.

A block is marked by an HTML comment on the line before its fence:

    <!-- block: test-linux -->
    ```sh
    ...
    ```
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

_BLOCK = re.compile(
    r"^<!-- block: (?P<name>[\w-]+) -->\n+```\w*\n(?P<code>.*?)^```$", re.DOTALL | re.MULTILINE
)


def blocks(text: str) -> dict[str, str]:
    """Name -> code of every marked block; a name used twice is a ValueError."""
    found: dict[str, str] = {}
    for match in _BLOCK.finditer(text):
        if match["name"] in found:
            raise ValueError(f"two blocks are called {match['name']}")
        found[match["name"]] = match["code"]
    return found


if __name__ == "__main__":
    root = Path(__file__).resolve().parent.parent
    sys.stdout.write(blocks((root / "README.md").read_text(encoding="utf-8"))[sys.argv[1]])
