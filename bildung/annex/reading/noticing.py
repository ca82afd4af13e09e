"""What is to be said of tables whose columns are known: rivals, colours, names of sheets."""

import re
from collections.abc import Iterator, Mapping, Sequence

from bildung.annex.grid import GridCell, Notice
from bildung.annex.table import AnnexTable

from .layout import Line
from .mapping import NO_GOAL
from .periods import is_odd
from .placement import Placement
from .wording import text_of

COLOURS = "Farben von Zellen sind nicht gelesen"
RIVALS = "Mehrere Spalten nennen sich „{}“; gelesen ist die neuere, sonst die erste"
RIVALS_ASKED = (
    "Mehrere Spalten nennen sich „{}“, und keine ist die neuere; vorgeschlagen ist die erste hier"
)
SHEETS_READ = "Die Namen der Blätter sind als „{}“ gelesen"
SHEETS_LEFT = "Die Namen der Blätter sind nicht übernommen"
# They say when, which the time frames beside may lack.
YEARS = re.compile(r"(?:19|20)\d\d(?!\d)")
# So many cells are named of each table.
MOST_CELLS = 25


def noticed(placements: Sequence[Placement], like: AnnexTable) -> Iterator[Notice]:
    """Yield what the tables have that no row of the annex says."""
    taken = [one for one in placements if one.is_taken]
    heads = next((column.title for column in like.columns if column.is_header), "")
    if named := list(dict.fromkeys(f"„{one.sheet}“" for one in taken if one.sheet)):
        yield Notice(SHEETS_READ.format(heads), tuple(named))
    years = {one.grid.name for one in taken if YEARS.match(one.grid.name)}
    left = {one.grid.name for one in taken if not NO_GOAL.fullmatch(one.grid.name)} | years
    left -= {one.sheet for one in taken}
    if len({one.grid.name for one in taken}) > 1 and left:
        names = dict.fromkeys(one.grid.name for one in taken if one.grid.name in left)
        yield Notice(SHEETS_LEFT, tuple(f"„{name}“" for name in names))
    titles = {column.key: column.title for column in like.columns}
    for one in taken:
        yield from _rivals(one, titles)
    places = []
    for one in placements:
        if not one.is_other and (cells := list(_coloured(one))):
            more = [f"und {len(cells) - MOST_CELLS} weitere"] if len(cells) > MOST_CELLS else []
            places.append(f"{one.grid.place}: {' '.join([', '.join(cells[:MOST_CELLS]), *more])}")
    if places:
        yield Notice(COLOURS, tuple(places))


def _rivals(placement: Placement, titles: Mapping[str, str]) -> Iterator[Notice]:
    """Yield which of several columns was taken, where others say something, too."""
    for place, others in placement.rivals:
        left = [at for at in others if any(line.texts[at] for line in placement.data)]
        if left and not any(placement.keys[at] for at in left):
            names = [f"„{placement.headings[at]}“ (Spalte {at + 1})" for at in (place, *left)]
            told = f"{placement.grid.place}, {names[0]}, nicht {', '.join(names[1:])}"
            sentence = RIVALS_ASKED if place in placement.asked else RIVALS
            yield Notice(sentence.format(titles[placement.keys[place]]), (told,))


def _coloured(placement: Placement) -> Iterator[str]:
    """Yield the cells whose colour may mean something: neither that of a row nor of a column."""
    data = placement.data
    columns = range(len(placement.headings))
    varied = [
        len(data) < 2 or len({line.spots[place].cell.colour for line in data}) > 1
        for place in columns
    ]
    for line in data:
        for place in columns:
            spot = line.spots[place]
            is_told = spot.cell.colour and varied[place] and place not in placement.plan
            if is_told and spot.is_top and spot.is_left and _stands_out(spot.cell, line):
                yield _name(placement, line, place)


def _stands_out(cell: GridCell, line: Line) -> bool:
    if not cell.blocks:
        return is_odd(cell, line)
    texts = [spot.cell for spot in line.spots if spot.cell.blocks and spot.cell is not cell]
    return any(other.colour != cell.colour for other in texts)


def _name(placement: Placement, line: Line, place: int) -> str:
    """Return „C2“, or in a table without such names the heading of the column and the text."""
    letters = placement.grid.letters
    if line.number and place < len(letters):
        return f"{letters[place]}{line.number}"
    text = text_of(line.spots[place].cell.blocks) or next(filter(None, line.texts), "")
    return " ".join(filter(None, (placement.headings[place], f"„{text[:60]}“")))
