from dataclasses import replace
from datetime import date

import pytest

from bildung.annex.document import Attachment
from bildung.annex.table import AnnexError
from tests.formats import papers


def test_edition_tells_its_day_and_the_beginning_of_its_digest():
    edition = papers.edition()
    assert edition.day == "12. Oktober 2015"
    assert edition.foot == f"Fassung vom Oktober 2015 · 12.10.2015 · Prüfwert {edition.digest[:12]}"
    assert edition.digest_in_groups.replace(" ", "") == edition.digest


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": 0},
        {"digest": "abc"},
        {"digest": "A" * 64},
        {"check_url": "/pruefen/"},
        {"check_url": "javascript:alert(1)"},
        {"check_url": 'https://example.org/"><x'},
        {"check_url": "https://example.org/a b"},
        {"annexes": papers.document(papers.goals(1))},
        {"attachments": papers.edition().attachments * 2},
    ],
)
def test_edition_with_a_wrong_part_is_refused(wrong):
    with pytest.raises(AnnexError):
        replace(papers.edition(), **wrong)


@pytest.mark.parametrize(
    "wrong", [{"name": "../x"}, {"media_type": "text/csv>>"}, {"relationship": "Supplement"}]
)
def test_attachment_with_a_wrong_part_is_refused(wrong):
    sound = Attachment("a.csv", "text/csv", "Eine Tabelle", "Data", b"")
    with pytest.raises(AnnexError):
        replace(sound, **wrong)


def test_day_is_the_one_of_the_annexes():
    edition = papers.edition()
    later = replace(edition, annexes=replace(edition.annexes, as_of=date(2026, 3, 1)))
    assert later.day == "1. März 2026"
