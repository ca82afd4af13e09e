"""What reading files takes, loaded once ahead of the first file; each reading is a fork.

Imported by the server process of the press alone (see bildung.formats.pdf.press).
"""

from bildung.formats import csv, docx, json, xlsx
from bildung.formats.pdf import reading

from . import job

__all__ = ["csv", "docx", "job", "json", "reading", "xlsx"]
