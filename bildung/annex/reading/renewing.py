"""Cells of „Termin neu“ that are blank: nothing became new there, so that „Termin alt“ stands."""

from collections.abc import Sequence
from dataclasses import replace

from bildung.annex.grid import GridCell, Notice

from .companions import is_renewed
from .layout import with_cells
from .placement import Placement
from .synonyms import TIMEFRAME

TOLD = "Wo die Spalte des neuen Zeitrahmens leer ist, ist der bisherige gelesen"


def with_former(
    placements: Sequence[Placement],
) -> tuple[list[Placement], tuple[Notice, ...]]:
    """Return the tables with the former time frame where the new one is blank, and what is told."""
    places: list[str] = []
    found = [_with_former(placement, places) for placement in placements]
    return found, (Notice(TOLD, tuple(places)),) if places else ()


def _with_former(placement: Placement, places: list[str]) -> Placement:
    instead: dict[int, GridCell] = {}
    for new, others in placement.rivals:
        is_new = placement.keys[new] == TIMEFRAME and new not in placement.asked
        former = [at for at in others if is_renewed(*(placement.headings[p] for p in (at, new)))]
        for line in placement.data if is_new and len(former) == 1 else ():
            blank, spot = line.spots[new], line.spots[former[0]]
            if not line.texts[new] and blank.is_top and line.texts[former[0]]:
                instead[id(blank.cell)] = replace(blank.cell, blocks=spot.blocks)
                places.append(f"{placement.grid.place}, „{line.texts[former[0]][:60]}“")
    if not instead:
        return placement
    return replace(placement, lines=with_cells(placement.lines, instead))
