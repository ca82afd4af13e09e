"""DOCX: annexes as a Word document, and any Word document's tables back.

    package   the parts of the file, those in `parts/` as they are, and what the others say
    writing   what stands on its pages
    tables    a table as Word has it: merged cells, repeated headings, lists
    naming    keys as names of bookmarks, by which rows are known again after a person edited them
    reading   tables and texts of any Word document, as they stand
    cells     what one cell or paragraph says
    lists     which paragraphs are bullets, and how deep

python-docx knows neither merged rows nor repeated headings, lists, fields or bookmarks; it writes
today's date into each file and, when reading, loads every image: so that the XML here is our own.
"""

from .reading import parse
from .writing import render

__all__ = ["parse", "render"]
