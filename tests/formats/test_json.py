from dataclasses import replace

import pytest
from hypothesis import given

from bildung.annex.table import AnnexError
from bildung.formats import json
from tests.annex.tables import documents

from . import papers


@given(documents())
def test_any_document_reads_back_to_itself(document):
    assert json.parse(json.render(document)) == document


def test_text_is_readable_and_ends_in_a_line_break():
    text = json.render(papers.document(papers.goals(1)))
    assert '"title": "Anlage 1: Ziele und Maßnahmen"' in text
    assert text.endswith("}\n")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"schema": 2}', "[" * 100_000])
def test_anything_else_is_refused(text):
    with pytest.raises(AnnexError):
        json.parse(text)


def test_another_text_is_another_document():
    document = papers.document(papers.goals(1))
    assert json.render(document) != json.render(replace(document, state="Fassung vom Oktober"))
