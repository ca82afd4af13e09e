"""What reading files takes, loaded once ahead of the first file; each reading is a fork.

Imported by the server process of the press alone (see bildung.formats.pdf.press).
"""

import defusedxml.ElementTree
import lxml.etree
import openpyxl
import pdfplumber
import pikepdf

__all__ = ["defusedxml", "lxml", "openpyxl", "pdfplumber", "pikepdf"]
