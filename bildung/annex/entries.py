"""What a Synopse tells, place by place: values that say it in words and as marked wording."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from .marking import Blocks, marked
from .table import Mark, Paragraph, Run, texts_of

EMPTY = "(leer)"
# Up to so many characters of several paragraphs („1.“, „hoch“) stand on one line.
FEW = 30


class Kind(StrEnum):
    """What became of a place; its value is the word for it."""

    ADDED = "neu"
    REMOVED = "entfallen"
    MOVED = "verschoben"
    CHANGED = "geändert"


UNCHANGED = "unverändert"


@dataclass(frozen=True)
class Part:
    """A cell of one column in the old and the new table; None where there is none on a side.

    With `is_change` the wordings differ, and this is the place where that is told. With `is_told`
    the whole table shows it: a cell that goes on from the place above is not told again.
    `is_above` is what a row stands under, as its goal.
    """

    old_title: str
    new_title: str
    old: Blocks | None
    new: Blocks | None
    is_change: bool = False
    is_told: bool = True
    is_above: bool = False

    @property
    def has_words(self) -> bool:
        return bool(self.old or self.new)

    @cached_property
    def wordings(self) -> tuple[Blocks, Blocks]:
        """Both wordings, with the words marked that changed where this is told as a change."""
        old, new = self.old or (), self.new or ()
        return marked(old, new) if self.is_change else (old, new)

    def old_blocks(self) -> Blocks:
        """Return what the column „bisher“ shows of it: nothing where there was no such cell."""
        return () if self.old is None else _titled(self.old_title, self.wordings[0])

    def new_blocks(self) -> Blocks:
        """Return what the column „neu“ shows of it: nothing where there is no such cell."""
        return () if self.new is None else _titled(self.new_title, self.wordings[1])


def _titled(title: str, blocks: Blocks) -> Blocks:
    """Return `blocks` below their title; one paragraph, or a few words, behind it."""
    lead = Run(f"{title}:", Mark.STRONG)
    if not blocks:
        return (Paragraph((lead, Run(f" {EMPTY}"))),)
    on_one_line = len(blocks) == 1 or sum(map(len, texts_of(blocks))) <= FEW
    if on_one_line and all(isinstance(block, Paragraph) for block in blocks):
        runs = (run for block in blocks for run in (Run(" "), *block.runs))
        return (Paragraph((lead, *runs)),)
    return (Paragraph((lead,)), *blocks)


@dataclass(frozen=True)
class Move:
    """From where to where something went, in words; the whole group or this row alone."""

    was: str
    now: str
    of_group: bool


@dataclass(frozen=True)
class Entry:
    """One place of the Synopse: a row of the old table, the new one or both, or the headings.

    `key` is that of the row, the new one first: a Begründung is kept under it. `group` and `row`
    name the place („1. Aufbau …“, „Maßnahme 2“), `beginning` is how the row's own text begins.
    Without `kinds` nothing has changed here.
    """

    key: str
    group: str
    row: str
    beginning: str
    kinds: tuple[Kind, ...]
    parts: tuple[Part, ...]
    moves: tuple[Move, ...] = ()
    old_key: str | None = None
    new_key: str | None = None

    @property
    def is_change(self) -> bool:
        return bool(self.kinds)

    @property
    def kind_words(self) -> str:
        """The kinds of change in words: „verschoben und geändert“."""
        return " und ".join(self.kinds) or UNCHANGED

    @property
    def place(self) -> str:
        """The place on one line: „1. Aufbau …, Maßnahme 2“."""
        return ", ".join(filter(None, (self.group, self.row)))

    def changed_parts(self) -> tuple[Part, ...]:
        """Return what a table of the changes alone shows: of what only moved, its wording."""
        if changed := tuple(part for part in self.parts if part.is_change):
            return changed
        moved = {move.of_group for move in self.moves}
        worded = tuple(part for part in self.parts if part.has_words)
        return tuple(part for part in worded if part.is_above in moved) or worded

    def names_itself(self, parts: Collection[Part]) -> bool:
        """Whether `parts` show the text by which the row is known, so that none need say it."""
        own = (part for part in self.parts if part.has_words and not part.is_above)
        return next(own, None) in (None, *parts)

    def told_parts(self) -> tuple[Part, ...]:
        """Return what a table of all places shows; nothing where all goes on from above."""
        told = tuple(part for part in self.parts if part.is_told or part.is_change)
        return told or (self.changed_parts() if self.is_change else ())
