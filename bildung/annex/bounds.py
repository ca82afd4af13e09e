"""How far the tables of a file may reach that comes in: sheets are endless, memory is not.

A plan of 5,000 measures has some 5,000 rows and 6 columns; the bounds leave room for titles, and
for calendars of months beside the text.
"""

from .table import AnnexError

MAX_ROWS = 10_000
MAX_COLUMNS = 100
# Places of one table, most of them empty: 5,000 rows of 100 columns.
MAX_PLACES = 500_000
# Characters and lines of all texts together; Eisenach's annexes have 20,000 and 500.
MAX_CHARACTERS = 10_000_000
MAX_LINES = 300_000


class OutOfBounds(AnnexError):
    """The file reaches farther than it is read; `place` says in German where („Blatt „Ziele““)."""

    def __init__(self, place: str, what: str):
        super().__init__(f"Out of bounds in {place}: {what}.")
        self.place = place


def check_place(place: str, row: int, column: int) -> None:
    """Raise OutOfBounds for a cell beyond the last row or column that is read (from 1)."""
    if row > MAX_ROWS or column > MAX_COLUMNS:
        raise OutOfBounds(place, f"row {row} of {MAX_ROWS}, column {column} of {MAX_COLUMNS}")


class Amount:
    """Counts how much text a file gives. Raises OutOfBounds as soon as it is too much.

    In a sheet the same text can be named by any number of cells, so that a small file may say much.
    """

    def __init__(self):
        self.characters = self.lines = 0

    def add(self, place: str, text: str) -> None:
        if not text:
            return
        self.characters += len(text)
        self.lines += 1 + text.count("\n")
        if self.characters > MAX_CHARACTERS or self.lines > MAX_LINES:
            raise OutOfBounds(place, f"{self.characters} characters on {self.lines} lines")
