"""How the cells of each column of our annexes are made: the one table of that."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from bildung.annex.table import Paragraph, text_runs

from .bullets import outline_of
from .continuing import joined
from .wording import Blocks, Wording, lines_of


class Role(Enum):
    """What a column is in a row: `LEAD` heads a group, `PARENT` spans rows within it, `OWN` has a
    cell in each row, `SHARED` too, but a merged cell says the same in each row; `GIVEN` cells are
    taken as the file has them.
    """

    LEAD = "lead"
    PARENT = "parent"
    OWN = "own"
    SHARED = "shared"
    GIVEN = "given"


@dataclass(frozen=True)
class Shape:
    """The role of a column, and what makes its cells of those of a file.

    `make` takes blocks, the wording as of today, and whether the column's cells are numbered.
    """

    role: Role
    make: Callable[[Blocks, Wording, bool], Blocks]


def _line(blocks: Blocks, wording: Wording, is_numbered: bool) -> Blocks:
    """Return all lines as one paragraph."""
    if wording.is_empty(blocks):
        return ()
    text = joined(filter(None, map(wording.clean, lines_of(blocks))))
    return (Paragraph(text_runs(text)),) if text else ()


def _paragraphs(blocks: Blocks, wording: Wording, is_numbered: bool) -> Blocks:
    """Return a paragraph for each line and item."""
    if wording.is_empty(blocks):
        return ()
    outline = outline_of(blocks, wording, 1, is_numbered, is_prose=True)
    return tuple(Paragraph(bullet.runs) for bullet in outline)


def _bullets(levels: int) -> Callable[[Blocks, Wording, bool], Blocks]:
    def make(blocks: Blocks, wording: Wording, is_numbered: bool) -> Blocks:
        return () if wording.is_empty(blocks) else outline_of(blocks, wording, levels, is_numbered)

    return make


def _given(blocks: Blocks, wording: Wording, is_numbered: bool) -> Blocks:
    return blocks


# A priority and a status are read by their words besides (see levels).
SHAPES = {
    "priority": Shape(Role.LEAD, _line),
    "goal": Shape(Role.LEAD, _line),
    "objective": Shape(Role.PARENT, _bullets(3)),
    "measure": Shape(Role.OWN, _bullets(2)),
    "milestone": Shape(Role.LEAD, _line),
    "purpose": Shape(Role.PARENT, _paragraphs),
    "municipality": Shape(Role.OWN, _bullets(1)),
    "agency": Shape(Role.OWN, _bullets(1)),
    "timeframe": Shape(Role.SHARED, _line),
    "status": Shape(Role.SHARED, _line),
}
GIVEN = Shape(Role.GIVEN, _given)
# Each item of its cells is a row of its own.
DIVIDED = "measure"
# Its empty cells go on from above even where the file tells spans: our annex has them so.
GOES_ON = "purpose"
# What says little about which row this is.
WORKING = frozenset(("priority", "timeframe", "status"))


def shape_of(key: str) -> Shape:
    return SHAPES.get(key, GIVEN)
