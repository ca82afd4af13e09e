"""Documents go to JSON and come back the same; what is no document is refused."""

import json
from copy import deepcopy
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bildung.annex import schema
from bildung.annex.document import AnnexDocument, PartyName
from bildung.annex.schema import SCHEMA, canonical, digest, from_dict, to_dict
from bildung.annex.table import AnnexError, AnnexTable, Bullet, Cell, Column, Row, text_runs

from .tables import documents


def document(**changes):
    columns = (Column("goal", "Ziel", 1, is_header=True), Column("measure", "Maßnahme", 2))
    bullet = Bullet(text_runs("Leitbild:"), (Bullet(text_runs("Stadtrat")),))
    row = Row("measure-1", (Cell(), Cell((bullet,))))
    fields = {
        "agreement": "Stadt Eisenach – TransMit",
        "title": "Zielvereinbarung",
        "parties": (PartyName("Kommune", "Stadt Eisenach"),),
        "state": "Entwurf",
        "as_of": date(2026, 11, 24),
        "tables": (AnnexTable("anlage-1", "Anlage 1: Ziele", columns, (row,)),),
    }
    return AnnexDocument(**(fields | changes))


@given(documents())
def test_document_comes_back_from_json_as_it_was(made):
    assert from_dict(to_dict(made)) == made
    assert from_dict(json.loads(json.dumps(to_dict(made)))) == made
    assert from_dict(json.loads(canonical(made).decode("utf-8", "surrogatepass"))) == made


@given(documents(), documents())
def test_digest_is_the_same_for_equal_documents_only(first, second):
    assert (digest(first) == digest(second)) == (first == second)


def test_shape_of_the_json_is_that_of_its_schema_version():
    assert to_dict(document()) == {
        "schema": 1,
        "agreement": "Stadt Eisenach – TransMit",
        "title": "Zielvereinbarung",
        "parties": [{"role": "Kommune", "name": "Stadt Eisenach", "long_name": ""}],
        "state": "Entwurf",
        "as_of": "2026-11-24",
        "tables": [
            {
                "key": "anlage-1",
                "title": "Anlage 1: Ziele",
                "columns": [
                    {"key": "goal", "title": "Ziel", "width": 1, "is_header": True},
                    {"key": "measure", "title": "Maßnahme", "width": 2, "is_header": False},
                ],
                "rows": [
                    {
                        "key": "measure-1",
                        "cells": [
                            {"row_span": 1, "blocks": []},
                            {
                                "row_span": 1,
                                "blocks": [
                                    {
                                        "kind": "bullet",
                                        "runs": [{"text": "Leitbild:", "mark": ""}],
                                        "children": [
                                            {
                                                "kind": "bullet",
                                                "runs": [{"text": "Stadtrat", "mark": ""}],
                                                "children": [],
                                            }
                                        ],
                                    }
                                ],
                            },
                        ],
                    }
                ],
            }
        ],
    }


def test_digest_is_sixty_four_hexadecimal_digits_and_stays():
    assert digest(document()) == digest(document())
    assert set(digest(document())) <= set("0123456789abcdef")
    assert len(digest(document())) == 64
    assert digest(document(state="Fassung 1")) != digest(document())


def test_digest_of_a_lone_surrogate_does_not_fail():
    assert len(digest(document(title="\ud800"))) == 64


@pytest.mark.parametrize("version", [None, 0, SCHEMA + 1, "1", [1]])
def test_unknown_schema_version_is_refused(version):
    data = to_dict(document()) | {"schema": version}
    with pytest.raises(AnnexError) as caught:
        from_dict(data)
    assert str(caught.value) == (
        f"The schema version {version!r} is not known; this software reads 1."
    )


def test_older_versions_are_upgraded_one_by_one(monkeypatch):
    old = to_dict(document())
    old["name"] = old.pop("title")
    old["schema"] = -1
    upgrades = {
        -1: lambda data: data | {"schema": 0},
        0: lambda data: data | {"schema": 1, "title": data["name"]},
    }
    monkeypatch.setattr(schema, "UPGRADES", upgrades)
    assert from_dict(old) == document()
    assert old["schema"] == -1


def test_broken_data_of_an_older_version_are_refused(monkeypatch):
    upgrades = {0: lambda data: data | {"schema": 1, "title": data["name"]}}
    monkeypatch.setattr(schema, "UPGRADES", upgrades)
    with pytest.raises(AnnexError):
        from_dict({"schema": 0})


def places(data, path=()):
    """Yield the path of each part of nested data."""
    children = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in children:
        yield (*path, key)
        if isinstance(value, (dict, list)):
            yield from places(value, (*path, key))


def changed(data, path, change):
    data = deepcopy(data)
    *before, last = path
    part = data
    for key in before:
        part = part[key]
    change(part, last)
    return data


DATA = to_dict(document())
PLACES = list(places(DATA))


@pytest.mark.parametrize("path", [path for path in PLACES if isinstance(path[-1], str)], ids=str)
def test_missing_part_is_refused(path):
    with pytest.raises(AnnexError):
        from_dict(changed(DATA, path, lambda part, key: part.pop(key)))


@pytest.mark.parametrize("value", [7.5, "x", [7], {"x": 1}, ["x"], -1], ids=str)
@pytest.mark.parametrize("path", PLACES, ids=str)
def test_part_of_another_kind_is_refused_or_read_as_what_it_is(path, value):
    """Nothing but AnnexError leaves `from_dict`, and what it reads goes back to the same JSON."""
    data = changed(DATA, path, lambda part, key: part.__setitem__(key, value))
    try:
        read = from_dict(data)
    except AnnexError:
        return
    assert to_dict(read) == data


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
        ),
    )
)
def test_anything_else_is_refused(anything):
    with pytest.raises(AnnexError):
        from_dict(anything)
    with pytest.raises(AnnexError):
        from_dict(DATA | {"tables": anything})


def test_broken_grid_is_refused():
    data = changed(
        DATA, ("tables", 0, "rows", 0, "cells", 1), lambda p, key: p.__setitem__(key, None)
    )
    with pytest.raises(AnnexError) as caught:
        from_dict(data)
    assert str(caught.value) == "The row 'measure-1' has a hole in 'measure'."


def test_document_shows_at_least_one_annex_and_each_once():
    with pytest.raises(AnnexError):
        document(tables=())
    with pytest.raises(AnnexError):
        document(tables=document().tables * 2)


def test_document_with_one_annex_is_named_after_it_and_has_no_cover():
    one = document()
    assert (one.full_title, one.has_cover) == ("Anlage 1: Ziele – Stadt Eisenach – TransMit", False)
    assert one.stamp == "Entwurf, Stand 24.11.2026"


def test_document_with_both_annexes_has_a_cover():
    (first,) = document().tables
    second = AnnexTable("anlage-2", "Anlage 2: Meilensteinplan", first.columns)
    both = document(tables=(first, second))
    assert both.full_title == "Anlage 1 und Anlage 2 – Stadt Eisenach – TransMit"
    assert both.has_cover is True


@given(documents())
def test_digest_of_a_document_is_that_of_its_equal(document):
    known = digest(document)
    assert (digest(document), digest(replace(document))) == (known, known)
    assert digest(replace(document, state=document.state + "x")) != known
