"""Marks of footnotes behind a time or a status: „3/2016²“, „lfd. *)“ and „erledigt [1]“."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bildung.annex.grid import GridCell, Notice
from bildung.annex.table import Block

from .extras import bare_mark
from .layout import with_cells
from .periods import is_time
from .placement import Placement
from .statuses import read_status
from .wording import Wording

# A longer text is no time, and may end in a star for reasons of its own.
LONGEST = 60
ONE = r"(?:[⁰¹²³⁴-⁹]{1,2}⁾?|⁽[⁰¹²³⁴-⁹]{1,2}⁾|\*{1,3}\)?|[†‡]|\[\d{1,2}\])"
MARK = re.compile(
    r"(?P<text>.*[^\s,*†‡⁽⁰¹²³⁴-⁹])\s*?"
    rf"(?P<mark>{ONE}(?:\s?,?\s?{ONE})?|\s\d{{1,2}}\))\s*"
)
BEHIND_YEAR = re.compile(r".*\b(?:19|20)\d\d")
WORD = re.compile(r"\w")
TOLD = "Fußnotenzeichen hinter Zeiten und Status wurden weggelassen"


def without_note_marks(
    placements: Sequence[Placement], wording: Wording
) -> tuple[list[Placement], tuple[Notice, ...]]:
    """Return the tables without such marks, which they keep in mind, and what is to be told.

    Texts that stand so in the annex of today keep theirs, and so do files of ours.
    """
    places: list[str] = []
    found = []
    for placement in placements:
        if not placement.grid.key:
            placement = _without(placement, wording, places)
        found.append(placement)
    return found, (Notice(TOLD, tuple(dict.fromkeys(places))),) if places else ()


def _without(placement: Placement, wording: Wording, places: list[str]) -> Placement:
    instead: dict[int, GridCell] = {}
    marks: list[str] = []

    def without(blocks: Sequence[Block]) -> Iterator[Block]:
        for block in blocks:
            if (mark := _mark_of(block)) and not wording.is_known(block.text):
                places.append(f"{placement.grid.place}, „{block.text.strip()}“")
                marks.append(bare_mark(mark))
                last = block.runs[-1]
                text = last.text.rstrip().removesuffix(mark).rstrip()
                block = replace(block, runs=(*block.runs[:-1], replace(last, text=text)))
            yield block

    for line in placement.lines[placement.end :]:
        for spot in line.spots:
            if spot.is_top and spot.is_left and any(map(_mark_of, spot.cell.blocks)):
                instead[id(spot.cell)] = replace(spot.cell, blocks=tuple(without(spot.cell.blocks)))
    if not instead:
        return placement
    lines = with_cells(placement.lines, instead)
    return replace(placement, lines=lines, marks=frozenset(marks))


def _mark_of(block: Block) -> str:
    """Return the mark at the end of a block, as it stands in its last run; empty for none."""
    text = block.text
    found = MARK.fullmatch(text) if len(text) <= LONGEST else None
    if not found or not block.runs[-1].text.rstrip().endswith(found["mark"]):
        return ""
    said = found["text"]
    is_meant = BEHIND_YEAR.fullmatch(said) or (WORD.search(said) and is_time(said))
    return found["mark"] if is_meant or read_status(said) else ""
