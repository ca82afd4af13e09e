"""A kept print is of use while all that shaped it is the same: sources, style, packages."""

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from shutil import copytree

import pytest
from django.conf import settings

from bildung.formats import pdf
from tests.budget import DEEP, SHARE

BASE = settings.BASE_DIR
SOURCES = [str(path.relative_to(BASE)) for path in pdf.sources(BASE)]


def test_print_of_a_changed_source_has_another_key(tmp_path):
    for name in ("bildung", "static", "templates"):
        copytree(BASE / name, tmp_path / name)
    keys = {pdf.style_digest(tmp_path)}
    assert keys == {pdf.STYLE_DIGEST}
    changed = SOURCES[:: 1 if DEEP else SHARE]
    for name in changed:
        path = tmp_path / name
        content = path.read_bytes()
        path.write_bytes(content + b" ")
        keys.add(pdf.style_digest(tmp_path))
        path.write_bytes(content)
    assert len(keys) == len(changed) + 1


@pytest.mark.parametrize("package", pdf.SHAPING_PACKAGES)
def test_print_by_another_version_has_another_key(monkeypatch, package):
    monkeypatch.setattr(pdf, "version", lambda name: "0" if name == package else version(name))
    assert pdf.style_digest(BASE) != pdf.STYLE_DIGEST


def test_all_that_a_print_reads_of_ours_is_among_its_sources():
    """Seen by what the interpreter opens, from the document to the bytes."""
    code = """
import json, os, sys
from pathlib import Path
import django
django.setup()
from django.conf import settings
from bildung.formats import html, pdf
from bildung.formats.pdf.press import STARTING
opened = set()
sys.addaudithook(lambda event, its: opened.add(str(its[0])) if event == "open" else None)
from tests.formats import papers
from bildung.formats.pdf import edition
page = html.render_paper(pdf.typeset(papers.document(papers.goals(1))))
edition.markup(papers.edition())
with pdf.press._environment():
    from bildung.formats.pdf import child
child.print_html(page, child.STYLE_SHEETS)
opened |= {module.__file__ for name, module in sys.modules.items()
           if name.startswith(("bildung.annex", "bildung.vocabulary", "bildung.formats.pdf"))}
print(json.dumps(sorted(opened)))
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=BASE,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    opened = {Path(name) for name in json.loads(done.stdout.splitlines()[-1]) if name}
    rooms = ("static", "templates", "bildung/annex", "bildung/vocabulary", "bildung/formats/pdf")
    ours = {
        str(path.relative_to(BASE))
        for path in opened
        if any(path.is_relative_to(BASE / room) for room in rooms)
        and path.suffix in (".py", ".css", ".html")
    }
    assert {"bildung/annex/condensing.py", "templates/annex/document.html"} <= ours
    assert ours - set(SOURCES) == set()
