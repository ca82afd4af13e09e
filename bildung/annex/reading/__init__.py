"""From whatever a file holds to the table of an annex.

    read(contents, like) -> Reading: its table, which column is which, and what found no place

mapping   which column of a file's table is which of the annex: by keys, by headings, by hand
placement a table with that
entries   the rows of all tables as one list: what goes on from above, what is one row
dividing  a row for each measure
building  cells as the annex makes them, spans, keys
known     which row of the file is which row of today
Below these: headings (where they are and what they name), layout (merged cells), sections and
extras (rows that head others, or are none of the plan), notemarks, ditto and renewing (what cells
say besides, or by those above or beside), bullets, levels (numbers, priorities), statuses, heads
(goals and milestones), shapes (how the cells of each column are made), periods and dating (time
frames in several columns), synonyms and companions (words of headings), wording.
"""

from .mapping import Mapping
from .placement import MappedColumn, MappedGrid
from .reading import Reading, Unplaced, read

__all__ = ["MappedColumn", "MappedGrid", "Mapping", "Reading", "Unplaced", "read"]
