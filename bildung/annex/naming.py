"""How a Synopse names the places of a table: „1. Aufbau …“, „Maßnahme 2“."""

import re
from collections import defaultdict
from collections.abc import Container, Iterable

from .marking import Blocks
from .matching import Side
from .table import texts_of

NUMBER = re.compile(r"\d+\.?")
# How much of a title or a text names a place, in characters.
SHORT = 90


class Names:
    """Names of the rows of one side; `row_name` is the word for one that is no heading."""

    def __init__(self, side: Side, parents: Container[str], row_name: str):
        self.side = side
        self.row_name = row_name
        self.own = [column for column in side.columns if column not in parents]
        self.heads = [c for c in side.table.columns if c.is_header and c.key in side.columns]
        self.group_word = self.heads[0].title if self.heads else side.table.columns[0].title
        groups = sorted(set(side.group_of))
        self.ordinals = {group: number for number, group in enumerate(groups, start=1)}
        self.numbers = self._numbers()
        self.counts = {side.group_of[row]: number for row, number in self.numbers.items()}

    def group(self, row: int) -> str:
        """Return the heading of the row's group, with its number where it has one."""
        group = self.side.group_of[row]
        first = self.side.first_column[group]
        number = first[0].text if first and NUMBER.fullmatch(first[0].text) else ""
        said = [self.side.wording[column.key][row] for column in self.heads] or [first]
        title = short(text for blocks in said for text in texts_of(blocks))
        return title if title.startswith(number) else f"{number} {title}"

    def row(self, row: int) -> str:
        """Return the row's name within its group; nothing for one without text of its own."""
        return f"{self.row_name} {self.numbers[row]}" if row in self.numbers else ""

    def row_of_several(self, row: int) -> str:
        """Return the row's name where its group has others."""
        return self.row(row) if self.counts.get(self.side.group_of[row], 0) > 1 else ""

    def beginning(self, row: int) -> str:
        """Return how the row's own text begins."""
        return next((short(texts_of(blocks)) for blocks in self._own(row) if blocks), "")

    def ordinal(self, group: int) -> str:
        """Return the place of a group among all: „Grundlegendes Ziel an 3. Stelle“."""
        return f"{self.group_word} an {self.ordinals[group]}. Stelle"

    def position(self, row: int, column: str | None) -> str:
        """Return where the row stands: within what did not change, or under what did.

        `column` is that of the cell to name, „“ for the group, None where no name is needed.
        """
        name = self.row(row) or f"Zeile {row - self.side.group_of[row] + 1}"
        if column is None:
            return name
        said = self.group(row) if not column else short(texts_of(self.side.wording[column][row]))
        return f"{name} unter „{said}“"

    def _own(self, row: int) -> list[Blocks]:
        return [self.side.wording[column][row] for column in self.own]

    def _numbers(self) -> dict[int, int]:
        """Count the rows with text of their own within each group."""
        counts: dict[int, int] = defaultdict(int)
        numbers = {}
        for row, group in enumerate(self.side.group_of):
            if any(self._own(row)):
                counts[group] += 1
                numbers[row] = counts[group]
        return numbers


def short(texts: Iterable[str]) -> str:
    """Return the beginning of `texts` on one line, cut between words."""
    text = " ".join(texts)
    if len(text) <= SHORT:
        return text
    cut = text[:SHORT].rsplit(" ", 1)[0]
    return f"{cut.rstrip(' ,;–-')} …"
