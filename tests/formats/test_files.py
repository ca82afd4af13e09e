"""The table of file formats, and what is written of them."""

import json as plain_json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from bildung.annex import schema
from bildung.formats import csv, files, json, pdf, prints
from bildung.formats.addresses import FileConverter, WholeFileConverter, downloads
from bildung.formats.answers import MOST_LINES_ON_PAPER, NOT_ON_PAPER

from . import papers

GUIDE = Path(settings.BASE_DIR / "docs" / "files.md").read_text(encoding="utf-8")
ONE = papers.document(papers.goals(1))
TWO = papers.document(papers.goals(1), papers.goals(1, key="anlage-2"))


def test_formats_are_named_by_their_endings():
    assert [(key, each.key, each.label) for key, each in files.FORMATS.items()] == [
        ("pdf", "pdf", "PDF"),
        ("docx", "docx", "Word"),
        ("xlsx", "xlsx", "Excel"),
        ("csv", "csv", "CSV"),
        ("json", "json", "JSON"),
    ]


def test_all_but_csv_hold_several_annexes():
    assert [key for key, each in files.FORMATS.items() if not each.holds(TWO)] == ["csv"]
    assert all(each.holds(ONE) for each in files.FORMATS.values())
    assert WholeFileConverter.regex == "pdf|docx|xlsx|json"


def test_files_are_what_the_formats_render():
    assert files.CSV.render(ONE) == csv.render(ONE.tables[0]).encode()
    assert json.parse(files.JSON.render(TWO)) == TWO
    for each in (files.DOCX, files.XLSX):  # both are archives
        assert each.render(TWO)[:4] == b"PK\x03\x04"


def test_annex_by_itself():
    assert files.annex_of(TWO, 2) == replace(TWO, tables=TWO.tables[1:])
    assert (files.annex_of(TWO, 0), files.annex_of(TWO, 3)) == (None, None)


def test_tag_is_one_for_a_text_and_a_format(monkeypatch):
    tags = {each.etag(ONE) for each in files.FORMATS.values()}
    assert tags == {each.etag(replace(ONE)) for each in files.FORMATS.values()}
    assert files.PDF.etag(ONE) == prints.etag_of(ONE)
    tags |= {each.etag(replace(ONE, state="Fassung")) for each in files.FORMATS.values()}
    monkeypatch.setattr(files, "MAKING", "another version")
    monkeypatch.setattr(pdf, "STYLE_DIGEST", "another look")
    tags |= {each.etag(ONE) for each in files.FORMATS.values()}
    assert len(tags) == 3 * len(files.FORMATS)


def test_addresses_name_formats():
    converter = FileConverter()
    for key, each in files.FORMATS.items():
        assert converter.to_python(key) is each
        assert converter.to_url(each) == key


def test_one_annex_is_offered_in_each_format():
    offered = downloads("Anlage 1", lambda each: f"/anlage-1.{each.key}")
    assert offered.what == "Anlage 1"
    assert [(link.label, link.url) for link in offered.links] == [
        ("PDF", "/anlage-1.pdf"),
        ("Word", "/anlage-1.docx"),
        ("Excel", "/anlage-1.xlsx"),
        ("CSV", "/anlage-1.csv"),
        ("JSON", "/anlage-1.json"),
    ]


@pytest.mark.parametrize(
    ("by_annex", "labels"),
    [
        (
            ("/1.csv", "/2.csv"),
            ["PDF", "Word", "Excel", "CSV (Anlage 1)", "CSV (Anlage 2)", "JSON"],
        ),
        ((), ["PDF", "Word", "Excel", "JSON"]),
    ],
)
def test_several_annexes_are_offered_as_csv_one_by_one(by_annex, labels):
    offered = downloads("Synopse", lambda each: f"/synopse.{each.key}", by_annex)
    assert [link.label for link in offered.links] == labels
    assert [link.url for link in offered.links if "CSV" in link.label] == list(by_annex)


def test_guide_describes_the_json_of_this_version():
    (example,) = re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL)
    document = json.parse(example)
    assert plain_json.loads(json.render(document)) == plain_json.loads(example)
    assert f"this is version {schema.SCHEMA}." in GUIDE


def test_guide_names_all_parts_of_the_json():
    named = set(re.findall(r"`(\w+)`", GUIDE))
    assert _parts(schema.to_dict(ONE)) - named == set()


def _parts(data) -> set[str]:
    """Return the names of all parts in the objects of `data`."""
    if isinstance(data, list):
        return {name for each in data for name in _parts(each)}
    if isinstance(data, dict):
        return set(data) | {name for each in data.values() for name in _parts(each)}
    return set()


def test_guide_names_the_limit_of_lists_on_paper():
    assert f"up to {MOST_LINES_ON_PAPER:,} lines" in GUIDE
    assert f"{MOST_LINES_ON_PAPER:,}".replace(",", ".") in NOT_ON_PAPER
