"""The annex as it stands today, and which row of a file is which of its rows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from bildung.annex.likeness import Tokens, tokens_of
from bildung.annex.table import AnnexTable, texts_of

from .shapes import WORKING, Role, shape_of
from .wording import Blocks

# A row is something like its namesake where they share this part of their words.
ALIKE = 0.3

NOT_OURS = (
    "Die Kennungen in der Datei passen nicht zu diesem Stand der Anlage (etwa weil die Datei aus "
    "einer anderen Installation stammt). Sie wurden nicht beachtet; verglichen wird nach dem "
    "Wortlaut."
)


class Known:
    """The rows of a table by their keys, and what stands in them."""

    def __init__(self, table: AnnexTable):
        self.table = table
        self.places = {row.key: place for place, row in enumerate(table.rows)}
        self.columns = [column.key for column in table.columns]
        self.above: dict[str, list[int]] = {key: [] for key in self.columns}
        for place, row in enumerate(table.rows):
            for key, cell in zip(self.columns, row.cells, strict=True):
                above = self.above[key]
                above.append(above[-1] if cell is None else place)

    def has_both(self, one: str, other: str) -> bool:
        return one in self.places and other in self.places

    def is_same_cell(self, column: str, one: str, other: str) -> bool:
        """Whether one cell of a column stands in both rows, which are in the table."""
        above = self.above[column]
        return above[self.places[one]] == above[self.places[other]]

    def cell(self, column: str, key: str) -> tuple[str, Blocks]:
        """Return the key of the row in which the cell begins that stands in a row, and its text."""
        row = self.table.rows[self.above[column][self.places[key]]]
        cell = row.cells[self.columns.index(column)]
        return row.key, cell.blocks if cell else ()

    def is_blank(self, key: str) -> bool:
        """Whether a row says nothing but what stands above it."""
        if key not in self.places:
            return False
        cells = zip(self.columns, self.table.rows[self.places[key]].cells, strict=True)
        return not any(
            cell and cell.words for column, cell in cells if shape_of(column).role != Role.LEAD
        )

    def likeness(self, key: str, texts: Mapping[str, Sequence[str]]) -> float:
        """Return how much of their words a row of the table and one of a file share: 0 to 1."""
        compared = [each for each in self.columns if each in texts and each not in WORKING]
        said = {column: list(texts_of(self.cell(column, key)[1])) for column in compared}
        if all(said[column] == texts[column] for column in compared):
            return 1.0
        mine = {column: tokens_of(said[column]) for column in compared}
        theirs = {column: tokens_of(texts[column]) for column in compared}
        own = [column for column in mine if shape_of(column).role in (Role.OWN, Role.GIVEN)]
        if any(mine[column] for column in own) and any(theirs[column] for column in own):
            return _shared(*(_tagged(side, own) for side in (mine, theirs)))
        if not any(theirs.values()) and not any(mine[column] for column in own):
            return 1.0  # neither says anything that speaks against it
        return _shared(*(_tagged(side, mine) for side in (mine, theirs)))

    def likest(self, key: str, column: str, texts: Sequence[str]) -> int:
        """Return which of `texts` is likest to what a row says in a column, the first of equals."""
        scores = [self.likeness(key, {column: [text]}) for text in texts]
        return scores.index(max(scores))


def _tagged(side: Mapping[str, Tokens], columns: Iterable[str]) -> frozenset[tuple[str, str]]:
    return frozenset((column, token) for column in columns for token in side[column])


def _shared(one: frozenset, other: frozenset) -> float:
    if not one and not other:
        return 1.0
    return 2 * len(one & other) / (len(one) + len(other))


def trusted(
    keys: Sequence[str], texts: Sequence[Mapping[str, Sequence[str]]], known: Known
) -> tuple[list[str], tuple[str, ...]]:
    """Return the keys of the rows of a file, "" for those not to be trusted, and what to say of it.

    A key of a row that is not in the table counts for nothing. A key that several rows have stays
    with the likest. Where most rows are nothing like their namesakes, none counts.
    """
    places = defaultdict(list)
    for place, key in enumerate(keys):
        if key in known.places:
            places[key].append((known.likeness(key, texts[place]), -place))
    best = {key: max(scores) for key, scores in places.items()}
    alike = sum(score >= ALIKE for score, _ in best.values())
    if 2 * alike < len(best):
        return [""] * len(keys), (NOT_OURS,)
    kept = {-place for _, place in best.values()}
    return [key if place in kept else "" for place, key in enumerate(keys)], ()
