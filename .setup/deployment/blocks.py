"""The blocks of README's „Running it for real“, in their order."""

import re
from dataclasses import dataclass
from pathlib import Path

README = Path(__file__).resolve().parents[2] / "README.md"
SECTION = "Running it for real"


@dataclass(frozen=True)
class Block:
    """What stands between two fences: commands; a file where a path with a mode stands before."""

    name: str  # the heading above, and which of its blocks: "nginx 2"
    text: str
    path: str | None = None
    mode: int = 0


def blocks(readme: str) -> list[Block]:
    """Return all fenced blocks of the section. Raises ValueError where there is no such section."""
    found = re.search(rf"^## {SECTION}$(.*?)(?=^## |\Z)", readme, re.MULTILINE | re.DOTALL)
    if not found:
        raise ValueError(f"README has no section „{SECTION}“.")
    result = []
    for part in re.split(r"^### ", found[1], flags=re.MULTILINE):
        heading, _, body = part.partition("\n")
        pieces = re.split(r"^```.*\n", body, flags=re.MULTILINE)
        if len(pieces) % 2 == 0:
            raise ValueError(f"A block below „{heading}“ does not end.")
        for number, (before, text) in enumerate(zip(pieces[::2], pieces[1::2], strict=False), 1):
            paragraph = before.strip().rpartition("\n\n")[2]
            file = re.match(r"`(/[^`]+)`, mode (\d+)\b", paragraph)
            path, mode = (file[1], int(file[2], 8)) if file else (None, 0)
            result.append(Block(f"{heading} {number}", text, path, mode))
    return result
