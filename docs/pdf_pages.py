"""Makes pictures of printed pages for README.md, on a throw-away installation.

.venv/bin/python docs/pdf_pages.py [--out docs/screenshots] [--width 1100]
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
# The first page of each print; that of both annexes together is the cover.
PICTURES = {"both": "pdf-deckblatt", "1": "pdf-anlage-1", "2": "pdf-anlage-2"}
EDGE = "#b8bcc0"  # a page is white, and so may be what it is shown on
COLOURS = 64  # black on white with few shades: more than enough for smooth letters


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=HOUSE / "docs" / "screenshots")
    parser.add_argument("--width", type=int, default=1100)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(BILDUNG_VAR=folder, DJANGO_SETTINGS_MODULE="bildung.settings")
        os.environ.pop("DATABASE_URL", None)
        sys.path.insert(0, str(HOUSE))
        for name, content in prints():
            save(content, options.width, options.out / f"{name}.png")


def prints():
    """Yield the name of each picture and the PDF whose first page it shows."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils.timezone import localdate

    from bildung.agreements.models import Agreement
    from bildung.desk import printing
    from bildung.formats import pdf

    call_command("migrate", verbosity=0)
    call_command("loaddata", "eisenach", verbosity=0)
    agreement = Agreement.objects.select_related("municipality", "agency").get()
    for which, name in PICTURES.items():
        yield name, pdf.render(printing.document_for(agreement, which, localdate()))


def save(content: bytes, width: int, path: Path):
    """Write the first page of the PDF as a picture, `width` pixels wide with its edge."""
    import pypdfium2
    from PIL import ImageOps

    page = pypdfium2.PdfDocument(content)[0]
    picture = page.render(scale=(width - 2) / page.get_width()).to_pil().convert("RGB")
    picture = ImageOps.expand(picture, border=1, fill=EDGE)
    picture.quantize(COLOURS).save(path, optimize=True)


if __name__ == "__main__":
    main()
