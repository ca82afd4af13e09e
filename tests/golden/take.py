"""Writes what an installation answers, page by page and file by file, into a folder.

Two commits that are the same from outside give the same folder, byte for byte; `make same` compares
them. To be run at the top of a work tree, of an older commit too, while the clock stands still.
Where there is a database already, as the older commit filled it, that is upgraded.
"""

import argparse
import json
import os
import re
import shutil
import sqlite3
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, os.getcwd())
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ["SECRET_KEY"] = "of nobody, so that links which the other one signed are known" * 2

FORMATS = ("pdf", "docx", "xlsx", "csv", "json")
# Of an agreement. Where there is no such file, the answer is „not found“, and stays so.
OF_AGREEMENT = (
    "",
    "verlauf/",
    "synopse/",
    "synopse-anlage-1.csv",
    "synopse-anlage-2.csv",
    "schwerpunkte/",
    "fassungen/",
    "fassungen/arbeitsstand/",
    "fassungen/arbeitsstand-anlage-1.csv",
    "fassungen/arbeitsstand-anlage-2.csv",
    "fassungen/1/",
    "fassungen/1/fassung.json",
    "fassungen/1/scan.pdf",
    "fassungen/1/anlage-1.csv",
    "fassungen/1/anlage-2.csv",
    *(f"{name}.{each}" for name in ("anlage-1", "anlage-2", "anlagen") for each in FORMATS),
    *(f"{name}.{each}" for name in ("synopse", "fassungen/arbeitsstand") for each in FORMATS),
    *(f"fassungen/1/fassung.{each}" for each in FORMATS),
)
OF_PERSON = (
    "/vorlagen/",
    "/zeitstrahl.pdf",
    *(f"/{name}.{each}" for name in ("massnahmen", "abschnitte") for each in FORMATS),
)
# Not ETag: that of a file names the sources that it was made of.
KEPT = ("Content-Type", "Content-Disposition", "Location", "Cache-Control")
# Drawn by chance for each page or mail: keys of forms, challenges of passkeys, invitations.
BY_CHANCE = re.compile(
    rb'(name="(?:csrfmiddlewaretoken|once)" value="|"challenge": "|(?:/|%2F)einladung(?:/|%2F))'
    rb'[^"/%\s]*'
)


def set_up(database: Path) -> tuple[dict, dict]:
    """Return the things and the people of the plan of the browser's tests; upgrade the database."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    setup_test_environment()
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    from bildung.agreements.models import Agreement, User
    from tests.browser.plan import make_plan

    noted = database.with_suffix(".json")
    if not noted.exists():
        call_command("loaddata", "eisenach", verbosity=0)
        plan = make_plan(Agreement.objects.get(slug="eisenach"))
        things = {name: str(thing) for name, thing in plan.things.items()}
        people = {name: person.pk for name, person in plan.people.items()}
        noted.write_text(json.dumps([things, people]))
        give_times()
        made = database.parent / "made"  # before any page was asked for, or any print was kept
        made.mkdir()
        shutil.copy(noted, made)
        sqlite3.connect(database).backup(sqlite3.connect(made / database.name))
    things, people = json.loads(noted.read_text())
    return things, {name: User.objects.get(pk=key) for name, key in people.items()}


def give_times():
    """Let the history not be of one moment: some rows of several tables are within a second."""
    from django.apps import apps

    histories = [model for model in apps.get_models() if hasattr(model, "history_date")]
    for place, history in enumerate(histories):
        for row in history.objects.order_by("pk"):
            ago = timedelta(days=9) - timedelta(seconds=5 * (row.pk // 3) + place / 20)
            history.objects.filter(pk=row.pk).update(history_date=row.history_date - ago)


def addresses() -> list[tuple[str, str]]:
    """Return (person, address) of all that is asked for; things of the plan fill an address."""
    from bildung.agreements.models import Agreement
    from tests.browser.states import AREAS

    found = {(state.person, state.address) for states in AREAS.values() for state in states}
    slugs = sorted(Agreement.objects.values_list("slug", flat=True))
    for person in ("city", "agency", "small leader"):
        found |= {(person, address) for address in OF_PERSON}
        found |= {
            (person, f"/vereinbarungen/{slug}/{each}") for slug in slugs for each in OF_AGREEMENT
        }
    return sorted(found)


def content_of(response) -> bytes:
    content = b"".join(response) if response.streaming else response.content
    headers = sorted(f"{name}: {value}" for name, value in response.headers.items() if name in KEPT)
    head = "\n".join([str(response.status_code), *headers, ""]).encode()
    return BY_CHANCE.sub(rb"\1", head + content)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("var", type=Path, help="where its database and files are, or are to be")
    parser.add_argument("--archives", action="store_true", help="those of agreements, too")
    options = parser.parse_args()
    folder, var = options.folder, options.var
    folder.mkdir(parents=True)
    os.environ["BILDUNG_VAR"] = str(var)
    os.environ["DATABASE_URL"] = f"sqlite:///{var}/golden.sqlite3"
    things, people = set_up(var / "golden.sqlite3")
    from django.core.management import call_command
    from django.test import Client

    clients = {"nobody": Client()}
    for person, user in people.items():
        clients[person] = Client()
        clients[person].force_login(user)
    for person, address in addresses():
        answer = clients[person].get(address.format_map(things))
        (folder / quote(f"{person} {address}", safe=" {}")).write_bytes(content_of(answer))
    for slug in ("eisenach", "fortschreibung") if options.archives else ():
        call_command("export_agreement", slug, str(folder / f"{slug}.zip"), verbosity=0)


if __name__ == "__main__":
    main()
