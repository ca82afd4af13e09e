"""Our print as a process of its own, from nothing to the PDF.

python -m tests.bench.ours DOCUMENT.json TARGET.pdf
"""

import json
import sys
from pathlib import Path

import django


def main(source: str, target: str) -> None:
    django.setup()
    from bildung.annex import schema
    from bildung.formats import pdf

    document = schema.from_dict(json.loads(Path(source).read_text(encoding="utf-8")))
    Path(target).write_bytes(pdf.render(document))


if __name__ == "__main__":
    main(*sys.argv[1:])
