import io
import json
import os
import stat
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from bildung.agreements.models import Phase
from bildung.desk import printing
from bildung.formats import pdf, prints
from tests.factories import AgreementFactory
from tests.scene import make_scene

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def press(monkeypatch):
    monkeypatch.setattr(pdf, "render", lambda document: b"%PDF " + document.title.encode())


def print_annex(**options):
    call_command("print_annex", **{"annex": "both", "format": "json", "out": "-", **options})


@pytest.mark.parametrize(
    ("annex", "keys"),
    [("1", ["anlage-1"]), ("2", ["anlage-2"]), ("both", ["anlage-1", "anlage-2"])],
)
def test_print_annex_writes_json(tmp_path, annex, keys):
    make_scene()
    print_annex(annex=annex, out=str(tmp_path / "plan.json"))
    data = json.loads((tmp_path / "plan.json").read_text())
    assert [table["key"] for table in data["tables"]] == keys


def test_print_annex_writes_html(tmp_path):
    scene = make_scene()
    print_annex(format="html", out=str(tmp_path / "plan.html"))
    assert scene.measure.text in (tmp_path / "plan.html").read_text()


def test_print_annex_writes_pdf_to_standard_output(monkeypatch):
    make_scene()
    output = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdout", output)
    print_annex(format="pdf")
    assert output.buffer.getvalue() == b"%PDF Zielvereinbarung"


def test_print_annex_writes_word_excel_and_csv(tmp_path):
    scene = make_scene()
    for name in ("docx", "xlsx", "csv"):
        print_annex(annex="1", format=name, out=str(tmp_path / name))
    assert [(tmp_path / name).read_bytes()[:2] for name in ("docx", "xlsx")] == [b"PK", b"PK"]
    assert scene.measure.text in (tmp_path / "csv").read_text(encoding="utf-8-sig")


def test_print_annex_writes_csv_of_one_annex_alone():
    make_scene()
    with pytest.raises(CommandError, match="csv fasst eine Anlage: bitte mit --annex 1 oder 2"):
        print_annex(format="csv")


def test_print_annex_of_one_among_several(tmp_path):
    make_scene(slug="eisenach", title="Zielvereinbarung Eisenach")
    AgreementFactory(slug="gotha")
    with pytest.raises(CommandError, match=r"--agreement\. Vorhanden: eisenach, gotha"):
        print_annex()
    with pytest.raises(CommandError, match=r"keine Zielvereinbarung „jena“.*: eisenach, gotha"):
        print_annex(agreement="jena")
    print_annex(agreement="eisenach", out=str(tmp_path / "plan.json"))
    assert "Zielvereinbarung Eisenach" in (tmp_path / "plan.json").read_text()


def test_print_annex_counts_no_template(tmp_path):
    AgreementFactory(slug="plan", title="Standardplan", phase=Phase.TEMPLATE)
    with pytest.raises(CommandError, match="Es gibt noch keine Zielvereinbarung"):
        print_annex()
    make_scene(title="Zielvereinbarung Eisenach")
    print_annex(out=str(tmp_path / "one.json"))
    print_annex(agreement="plan", out=str(tmp_path / "plan.json"))
    assert "Zielvereinbarung Eisenach" in (tmp_path / "one.json").read_text()
    assert "Standardplan" in (tmp_path / "plan.json").read_text()


def test_print_annex_without_agreement():
    with pytest.raises(CommandError, match="Es gibt noch keine Zielvereinbarung"):
        print_annex()


def test_print_annex_into_a_missing_folder(tmp_path):
    make_scene()
    with pytest.raises(CommandError, match=r"plan\.json kann nicht geschrieben werden"):
        print_annex(out=str(tmp_path / "missing" / "plan.json"))


def test_print_annex_keeps_the_former_file_when_it_fails(tmp_path, monkeypatch):
    make_scene()
    out = tmp_path / "plan.pdf"
    out.write_text("former")

    def give_up(document):
        raise pdf.PrintError("Zu groß.")

    monkeypatch.setattr(pdf, "render", give_up)
    monkeypatch.setattr(prints.kept, "get", lambda key: None)
    with pytest.raises(CommandError, match=r"Zu groß\."):
        print_annex(format="pdf", out=str(out))
    assert out.read_text() == "former"
    assert list(tmp_path.iterdir()) == [out]


def test_print_annex_leaves_nothing_behind_when_writing_fails(tmp_path, monkeypatch):
    make_scene()

    def refuse(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", refuse)
    with pytest.raises(CommandError, match="No space left on device"):
        print_annex(out=str(tmp_path / "plan.json"))
    assert list(tmp_path.iterdir()) == []


def test_print_annex_writes_files_others_may_read_as_usual(tmp_path):
    make_scene()
    new, old = tmp_path / "new.json", tmp_path / "old.json"
    plain = tmp_path / "plain"
    plain.touch()
    old.touch(mode=0o640)
    for out in (new, old):
        print_annex(out=str(out))
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (new, old)]
    assert modes == [stat.S_IMODE(plain.stat().st_mode), 0o640]


def test_print_annex_without_a_database(monkeypatch):
    def broken(*args):
        raise DatabaseError("no such table")

    monkeypatch.setattr(printing, "document_for", broken)
    make_scene()
    with pytest.raises(CommandError, match="Die Datenbank kann nicht gelesen werden"):
        print_annex()


def test_print_annex_follows_a_link(tmp_path):
    make_scene()
    target, link = tmp_path / "archiv.json", tmp_path / "plan.json"
    target.write_text("alt")
    link.symlink_to(target)
    print_annex(out=str(link))
    assert (link.is_symlink(), json.loads(target.read_text())["schema"]) == (True, 1)


def test_print_annex_writes_to_a_pipe(tmp_path):
    make_scene()
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as reader:
        read = reader.submit(pipe.read_text)
        print_annex(out=str(pipe))
        assert json.loads(read.result(timeout=10))["schema"] == 1
    assert pipe.is_fifo()
