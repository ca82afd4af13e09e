"""XLSX: one sheet an annex, to be read, filtered, printed and worked on in Excel or LibreOffice.

What is for programs stands hidden in the sheet itself, so that it moves along with rows and columns
and survives being saved by either of them: a column names each row by its key, a row above the
headings each column by its own (see `layout`).
"""

from .reading import parse
from .writing import render

__all__ = ["parse", "render"]
