"""Our workbooks in LibreOffice: nothing is lost by its saving, and all is seen on paper."""

import io
import re
from collections import Counter
from dataclasses import replace

import pdfplumber
import pytest
from django.core.management import call_command

from bildung.agreements.models import Agreement
from bildung.annex.document import AnnexDocument
from bildung.formats import xlsx
from goals import annex as goals_annex
from milestones import annex as milestones_annex
from tests.formats import papers

pytestmark = [pytest.mark.office, pytest.mark.django_db]

FOOT = re.compile(r"Seite \d+ von \d+")


@pytest.fixture
def eisenach() -> AnnexDocument:
    call_command("loaddata", "eisenach", verbosity=0)
    agreement = Agreement.objects.get(slug="eisenach")
    return papers.document(goals_annex.build(agreement), milestones_annex.build(agreement))


def letters(text: str) -> Counter:
    """Count the signs of `text`: a cell's lines may end anywhere, a word's letters stay."""
    return Counter(re.sub(r"\s", "", text))


def test_texts_spans_and_keys_survive_libreoffice(eisenach, convert):
    content = xlsx.render(eisenach)
    assert xlsx.parse(convert(content, "xlsx", "xlsx")) == xlsx.parse(content)


def test_signs_bullets_formulas_and_long_cells_survive_libreoffice(convert):
    trials = papers.trials()
    row = papers.one_cell(*papers.paragraphs("=1+1\n- x\n_x0041_\n'a")).tables[0]
    document = papers.document(trials, replace(row, key="anlage-2", title="Anlage 2: Zeichen"))
    content = xlsx.render(document)
    assert xlsx.parse(convert(content, "xlsx", "xlsx")) == xlsx.parse(content)


def test_old_excel_format_keeps_texts_and_keys_on_its_way(eisenach, convert):
    content = xlsx.render(eisenach)
    old = convert(content, "xlsx", "xls")
    assert xlsx.parse(convert(old, "xls", "xlsx")) == xlsx.parse(content)


@pytest.mark.parametrize("place", [0, 1], ids=["anlage-1", "anlage-2"])
def test_all_text_is_seen_on_paper(eisenach, convert, place):
    table = eisenach.tables[place]
    with pdfplumber.open(
        io.BytesIO(convert(xlsx.render(papers.document(table)), "xlsx", "pdf"))
    ) as pdf:
        pages = [page.extract_text() for page in pdf.pages]
    assert all(FOOT.search(page) for page in pages)
    assert not re.search(r"(measure|stage)-\d", "".join(pages))
    seen = letters("".join(pages))
    assert {
        sign: count for sign, count in letters("".join(table.words)).items() if count > seen[sign]
    } == {}
