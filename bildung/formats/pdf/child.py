"""What the press loads before its first print; each print is a fork of the process that did.

Imported by the server process alone (see press.py), which has set the fonts it sees.
"""

import gc
import os
from pathlib import Path

from . import hyphenation
from .layout import print_html, style_sheet

__all__ = ["STYLE_SHEETS", "print_html"]

STYLE_SHEETS = [
    style_sheet(Path(path).read_text(encoding="utf-8"))
    for path in os.environ["BILDUNG_PRESS_STYLE_SHEETS"].split(os.pathsep)
]
SAMPLE = (
    '<html lang="de"><head><title>Probe</title></head><body data-agreement="" data-stamp="">'
    '<section><h1>Probe</h1><table><tbody><tr><th scope="row">Probe</th>'
    "<td><p>Probe</p><ul><li><b>•</b>Verwaltungsbereichsübergreifend</li></ul></td></tr></tbody></table></section></body></html>"
)

hyphenation.load()
# One print fills WeasyPrint's and Pango's caches; freezing keeps the pages shared with each fork.
print_html(SAMPLE, STYLE_SHEETS)
gc.freeze()
