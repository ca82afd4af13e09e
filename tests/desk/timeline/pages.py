"""Reads the timeline's page and its PDF."""

import re
from datetime import date
from io import BytesIO

import pdfplumber

DAY = date(2026, 11, 24)
URL, PRINT = "/zeitstrahl/", "/zeitstrahl.pdf"


def page_of(client, user, url=URL):
    client.force_login(user)
    response = client.get(url, follow=True)
    assert response.status_code == 200
    return response.context["page"]


def bars(page) -> list[str]:
    return [bar.item.key for bar in page.picture.bars] if page.picture else []


def rows(page) -> list[str]:
    return [item.key for _, items in page.groups for item in items]


def same(response) -> str:
    """The page without what differs from one answer to the next."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def texts_of(content: bytes) -> list[str]:
    """The text of each page, without spaces: pdfplumber finds none in pictures."""
    with pdfplumber.open(BytesIO(content)) as document:
        return ["".join(page.extract_text().split()) for page in document.pages]


def key(record) -> str:
    return f"{type(record).__name__.lower()}-{record.pk}"
