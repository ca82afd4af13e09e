"""The admin shows editions and all around them; what is signed it changes nothing of."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bildung.editions.models import (
    Approval,
    Edition,
    EditionPrint,
    Ending,
    EntryIntoForce,
    PaperRecord,
    Reason,
    Scan,
)
from tests.admin_pages import address, send
from tests.factories import (
    ApprovalFactory,
    EditionFactory,
    EditionPrintFactory,
    EndingFactory,
    EntryIntoForceFactory,
    PaperRecordFactory,
    ReasonFactory,
    ScanFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

FACTORIES = {
    Edition: EditionFactory,
    EditionPrint: EditionPrintFactory,
    Approval: ApprovalFactory,
    EntryIntoForce: EntryIntoForceFactory,
    PaperRecord: PaperRecordFactory,
    Scan: ScanFactory,
    Reason: ReasonFactory,
    Ending: EndingFactory,
}


@pytest.fixture(params=FACTORIES, ids=lambda model: model.__name__)
def model(request):
    return request.param


@pytest.fixture
def browser(client):
    client.force_login(UserFactory(superuser=True))
    return client


def test_every_model_has_an_admin_page():
    models = set(apps.get_app_config("editions").get_models())
    own = {model for model in models if not model.__name__.startswith("Historical")}
    assert own == set(FACTORIES)
    assert own <= set(admin.site._registry)


def test_pages_open_and_change_papers_alone(browser, model):
    record = FACTORIES[model]()
    pages = [
        address(model, "changelist"),
        address(record),
        address(record, "history"),
        address(model, "add"),
        address(record, "delete"),
    ]
    codes = [browser.get(url).status_code for url in pages]
    editable = model is PaperRecord
    assert codes == [200, 200, 200, 200 if editable else 403, 200 if editable else 403]
    if not editable:
        assert browser.post(address(record), {}).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_database_as_often_for_any_number_of_rows(browser, model, count):
    FACTORIES[model]()
    browser.get(address(model, "changelist"))
    with CaptureQueriesContext(connection) as once:
        browser.get(address(model, "changelist"))
    FACTORIES[model].create_batch(count)
    with CaptureQueriesContext(connection) as again:
        browser.get(address(model, "changelist"))
    assert len(again) == len(once)


def test_edition_stays_that_of_its_papers(browser):
    papers, other = PaperRecordFactory(), EditionFactory()
    send(browser, address(papers), edition=other.pk, draft_number="2015/999")
    stored = PaperRecord.objects.get()
    assert (stored.edition, stored.draft_number, stored.version) == (papers.edition, "2015/999", 2)
    assert stored.history.count() == 2
