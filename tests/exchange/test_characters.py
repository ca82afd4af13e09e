"""What was typed in a form comes back from each of our files as no change."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bildung.formats import intake
from goals.models import Measure
from tests.factories import MembershipFactory, ObjectiveFactory
from tests.formats.naughty import NAUGHTY

pytestmark = pytest.mark.django_db


@pytest.fixture
def objective():
    return ObjectiveFactory()


@pytest.fixture
def typed(client, objective):
    """Measures of each seventh text of the list; what is refused says so beside the field."""
    client.force_login(MembershipFactory(organisation=objective.goal.agreement.municipality).user)
    for text in NAUGHTY[::7]:
        answer = client.post(reverse("goals:measure_add", args=[objective.pk]), {"text": text})
        if answer.status_code != 302:
            assert answer.context["form"].errors["text"]
    return objective.goal.agreement


def test_typed_texts_come_back_as_no_change(client, typed):
    assert Measure.objects.count() > 25
    for name in ("anlage-1.json", "anlage-1.docx", "anlage-1.xlsx", "anlage-1.csv"):
        content = client.get(f"{typed.get_absolute_url()}{name}").content
        page = client.post(
            reverse("importing:file", args=[typed.slug, "anlage-1"]),
            {"file": SimpleUploadedFile(name, content)},
        ).context["page"]
        assert (page.unplaced.shown, page.changes, page.total) == ((), (), 0)
        assert intake.read_file(name, content).notices == ()
