"""Cells that say „as above“: „dito“, „s. o.“, „"“."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bildung.annex.grid import GridCell, Notice

from .layout import with_cells
from .placement import Placement
from .wording import Blocks, Wording, text_of

DITTO = re.compile(
    r"\(?(?:dito|ditto|dto\.?|detto|desgl\.?|desgleichen|s\.\s?o\.?|siehe\s+oben|wie\s+(?:oben|vor|"
    r"zuvor|darüber)|w\.\s?o\.?|ebenso|ebd\.?|ebenda"
    r"|[-–—\s]*(?:[\"″〃„“”]|''|’’|,,){1,2}[-–—\s]*)\)?",
    re.IGNORECASE,
)
TOLD = "Was auf das darüber verweist („dito“, „s. o.“), ist so gelesen wie dieses"


def without_ditto(
    placements: Sequence[Placement], wording: Wording
) -> tuple[list[Placement], tuple[Notice, ...]]:
    """Return the tables with the texts that such cells stand for, and what is to be told of that.

    Below headings alone, and in tables that go on from others, below their last row.
    """
    found: list[Placement] = []
    places: list[str] = []
    above: list[Blocks] = []
    for placement in placements:
        goes_on = bool(found) and found[-1].heads == placement.heads
        if not goes_on or len(above) != len(placement.keys):
            above = [()] * len(placement.keys)
        if placement.is_taken and not wording.is_ours:
            placement = _resolved(placement, above, wording, places)
        found.append(placement)
    return found, (Notice(TOLD, tuple(places)),) if places else ()


def _resolved(
    placement: Placement, above: list[Blocks], wording: Wording, places: list[str]
) -> Placement:
    """Return a table without such cells; `above` becomes its last row, `places` has their texts."""
    instead: dict[int, GridCell] = {}
    for line in placement.data:
        for at, spot in enumerate(line.spots):
            if not (spot.is_top and spot.is_left and spot.cell.blocks):
                continue
            text = text_of(spot.cell.blocks)
            is_ditto = DITTO.fullmatch(text) and not line.key and not wording.is_known(text)
            if is_ditto and above[at] and placement.keys[at]:
                instead[id(spot.cell)] = replace(spot.cell, blocks=above[at])
                said = text_of(above[at])[:60]
                places.append(f"{placement.grid.place}, „{text}“ als „{said}“")
            else:
                above[at] = spot.cell.blocks
    if not instead:
        return placement
    return replace(placement, lines=with_cells(placement.lines, instead))
