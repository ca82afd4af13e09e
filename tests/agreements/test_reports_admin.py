"""Sachstände in the admin: to be read, by nobody to be changed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.admin_pages import address
from tests.factories import MeasureReportFactory, StageReportFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client):
    client.force_login(UserFactory(superuser=True))
    return client


@pytest.fixture(params=[MeasureReportFactory, StageReportFactory], ids=["measure", "stage"])
def written(request):
    return request.param()


def test_reports_are_read_only(browser, written):
    assert written.text in browser.get(address(written)).content.decode()
    assert browser.get(address(written, "history")).status_code == 200
    for page in ("add", "delete"):
        assert browser.get(address(written, page)).status_code == 403
    for page in ("add", "change", "delete"):
        assert browser.post(address(written, page), {"text": "anders"}).status_code == 403
    assert type(written).objects.get().text == written.text


def test_list_offers_no_deleting(browser, written):
    url = address(written, "changelist")
    page = browser.get(url + "?q=e").content.decode()
    assert written.author_name in page
    assert "delete_selected" not in page
    browser.post(url, {"action": "delete_selected", "_selected_action": written.pk, "post": "yes"})
    assert type(written).objects.count() == 1


def test_list_asks_as_often_for_many_as_for_one(browser, written):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            browser.get(address(written, "changelist"))
        return len(captured)

    queries()  # fills the caches of content types
    first = queries()
    for factory in (MeasureReportFactory, StageReportFactory):
        factory.create_batch(3)
    assert queries() == first


def test_record_with_reports_is_not_thrown_away(browser, written):
    about = getattr(written, written.about)
    page = browser.post(address(about, "delete"), {"post": "yes"})
    assert page.status_code == 403
    assert type(about).objects.filter(pk=about.pk).exists()
