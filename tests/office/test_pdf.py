"""PDFs that LibreOffice makes of a plan: other tags, other lines than ours, and the same words."""

from io import BytesIO

import pikepdf
import pytest
from django.core.management import call_command

from bildung.agreements.models import Agreement
from bildung.annex import reading
from bildung.formats import docx
from bildung.formats.pdf.reading import parse
from goals import annex as goals_annex
from milestones import annex as milestones_annex
from tests.formats import papers

pytestmark = [pytest.mark.office, pytest.mark.django_db]


def untagged(content: bytes) -> bytes:
    document = pikepdf.open(BytesIO(content))
    if "/StructTreeRoot" in document.Root:
        del document.Root.StructTreeRoot
    output = BytesIO()
    document.save(output)
    return output.getvalue()


@pytest.mark.parametrize("annex", [goals_annex, milestones_annex], ids=["anlage-1", "anlage-2"])
def test_plan_comes_back_from_the_pdf_of_another_program(convert, annex):
    call_command("loaddata", "eisenach", verbosity=0)
    table = annex.build(Agreement.objects.get())
    printed = convert(docx.render(papers.document(table)), "docx", "pdf")
    for content in (printed, untagged(printed)):
        read = reading.read(parse(content), like=table).table
        assert read.words == table.words
        assert len(read.rows) == len(table.rows)
