"""Beginning an agreement by its pages, as a browser does."""

import re

from django.urls import reverse

from bildung.agreements.models import Agreement
from bildung.annex.table import texts_of
from bildung.exchange.starting import previewing
from bildung.exchange.starting.draft import Draft

CHOOSE, DETAILS, PREVIEW, TEMPLATES = (
    reverse(f"starting:{name}") for name in ("choose", "details", "preview", "templates")
)
NEW = {"city_name": "Landkreis Mühlhausen", "title": "Zielvereinbarung"}


def hidden(response) -> dict[str, str]:
    """Return what the preview's form sends by itself."""
    page = response.content.decode().partition("<main")[2]
    fields = re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page)
    return {name: value.replace("&quot;", '"') for name, value in fields}


def create(client, ref: str, **data) -> Agreement:
    """Go through preview and creation; return the agreement, which the redirect leads to."""
    seen = client.post(PREVIEW, {"aus": ref, **NEW, **data})
    assert seen.status_code == 200, seen.content.decode()
    made = client.post(PREVIEW, hidden(seen) | {"create": "1"})
    assert made.status_code == 302
    return Agreement.objects.get(slug=made.url.split("/")[-2])


def drafts_shown(monkeypatch) -> list[Draft]:
    """Return a list that gets each draft that is shown from now on."""
    drafts, shown = [], previewing._shown

    def show(draft: Draft, *more):
        drafts.append(draft)
        return shown(draft, *more)

    monkeypatch.setattr(previewing, "_shown", show)
    return drafts


def texts(table) -> list[str]:
    return [
        text for row in table.rows for cell in row.cells if cell for text in texts_of(cell.blocks)
    ]
