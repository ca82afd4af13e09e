"""Notices: sent by a thread once the deed is stored, in their order, and told by the log."""

import re
import subprocess
import sys
import threading
import time
from smtplib import SMTPDataError
from unittest.mock import Mock

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import transaction

from bildung.agreements import mailing
from tests.mail_server import MailServer, serving


@pytest.fixture
def mail_server(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with serving(MailServer()) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


def notice(subject: str) -> EmailMessage:
    return EmailMessage(subject, "Guten Tag", "von@example.org", ["an@example.org"])


@pytest.mark.django_db(transaction=True)
def test_notices_are_sent_in_their_order(mail_server):
    for subject in "abc":
        mailing.post(notice(subject))
    assert mailing.wait(30)
    assert mail_server.subjects == ["a", "b", "c"]


@pytest.mark.django_db(transaction=True)
def test_notice_of_what_is_taken_back_is_not_sent(mail_server):
    with transaction.atomic():
        mailing.post(notice("stored"))
        assert mailing.wait(0)  # nothing before the commit, and no lock held meanwhile
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        mailing.post(notice("taken back"))
        1 / 0  # noqa: B018
    assert mailing.wait(30)
    assert mail_server.subjects == ["stored"]


@pytest.mark.django_db(transaction=True)
def test_notice_that_fails_is_told_by_the_log_and_the_next_one_sent(mail_server, caplog):
    failing = {
        "kaputt": ZeroDivisionError,
        "abgelehnt": SMTPDataError(554, b"nein"),
        "danach": None,
    }
    for subject, error in failing.items():
        message = notice(subject)
        if error:
            message.send = Mock(side_effect=error)
        mailing.post(message)
    assert mailing.wait(30)
    assert re.findall(r"Not mailed: „(.+?)“ to ([^:\s]+)", caplog.text) == [
        ("kaputt", "an@example.org"),
        ("abgelehnt", "an@example.org"),
    ]
    assert mail_server.subjects == ["danach"]


@pytest.mark.django_db(transaction=True)
def test_more_notices_than_there_is_room_for_are_told_by_the_log(monkeypatch, caplog):
    notices, held = mailing._Notices(), threading.Event()
    notices._queue.maxsize = 1
    monkeypatch.setattr(mailing, "_notices", notices)
    first = notice("wird gesendet")
    began = threading.Event()
    first.send = lambda: (began.set(), held.wait(30))
    notices.put(first)
    assert began.wait(30)
    for subject in ("wartet", "zu viel"):
        notices.put(notice(subject))
    held.set()
    assert notices.wait(30)
    assert re.findall(r"„(.+?)“", caplog.text) == ["zu viel"]
    assert [message.subject for message in mail.outbox] == ["wartet"]


def test_process_ends_soon_and_says_what_may_not_have_been_sent(tmp_path):
    script = """
import django
from django.conf import settings
settings.configure(EMAIL_HOST="127.0.0.1", EMAIL_PORT={port}, EMAIL_TIMEOUT=60,
                   EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend")
from django.core.mail import EmailMessage
from bildung.agreements import mailing
mailing._notices.put(EmailMessage("Hinweis", "Text", "von@example.org", ["an@example.org"]))
"""
    with serving(MailServer(mute=True)) as server:
        began = time.monotonic()
        ended = subprocess.run(
            [sys.executable, "-c", script.format(port=server.port)],
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert (ended.returncode, ended.stderr.strip()) == (
        0,
        "The process ends; notices that may not have been mailed: 1",
    )
    assert time.monotonic() - began < 30
