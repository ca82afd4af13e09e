"""Takes a picture of each main page for README.md, on a throw-away installation.

.venv/bin/python docs/screenshots.py [--out docs/screenshots] [--width 1280] [--dark]
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
PASSWORD = "nur-fuer-bilder"  # noqa: S105 (of an installation that lives for seconds)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=HOUSE / "docs" / "screenshots")
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--dark", action="store_true")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(BILDUNG_VAR=folder, DJANGO_SETTINGS_MODULE="tests.settings")
        os.environ["BILDUNG_TEST_WORKER"] = os.environ.get("PYTEST_XDIST_WORKER", "main")
        sys.path.insert(0, str(HOUSE))
        fill()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{free.getsockname()[1]}"
        command = [sys.executable, "manage.py", "runserver", "--noreload", address]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        server = subprocess.Popen(command, cwd=HOUSE, **quiet)  # noqa: S603 (our own command)
        try:
            take_pictures(f"http://{address}", options)
        finally:
            server.terminate()
            server.wait()


def fill():
    """The Eisenach agreement, a second one of the same agency, and a person on each side."""
    import django

    django.setup()
    from django.core.management import call_command

    from bildung.agreements.models import Agreement, Membership, Organisation, Party, User

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("loaddata", "eisenach", verbosity=0)
    call_command("begin_history", verbosity=0)
    agreement = Agreement.objects.get(slug="eisenach")
    other = Organisation.objects.create(kind=Party.MUNICIPALITY, name="Landkreis Beispielland")
    Agreement.objects.create(slug="beispielland", municipality=other, agency=agreement.agency)
    parties = {
        "stadt1": agreement.municipality,
        "stadt2": agreement.municipality,
        "agentur": agreement.agency,
    }
    for username, organisation in parties.items():
        user = User.objects.create_user(username, f"{username}@example.org", PASSWORD)
        Membership.objects.create(user=user, organisation=organisation)


def take_pictures(address: str, options):
    from playwright.sync_api import sync_playwright

    from tests.chromium import ARGUMENTS, executable

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        context = {
            "base_url": address,
            "viewport": {"width": options.width, "height": 860 if options.width > 600 else 700},
            "color_scheme": "dark" if options.dark else "light",
            "locale": "de-DE",
        }
        wait_for(address)

        def log_in(username: str):
            page = browser.new_context(**context).new_page()
            page.goto("/anmelden/")
            page.get_by_label("E-Mail-Adresse").fill(f"{username}@example.org")
            page.get_by_label("Passwort").fill(PASSWORD)
            page.get_by_role("button", name="Anmelden", exact=True).click()
            return page

        def shoot(page, name: str, whole: bool = False):
            page.bring_to_front()  # Chromium may draw no frames for a window behind others
            save(page.screenshot(full_page=whole), options.out / f"{name}.png")

        page = browser.new_context(**context).new_page()
        page.goto("/anmelden/")
        shoot(page, "anmelden")

        city, colleague, agency = log_in("stadt1"), log_in("stadt2"), log_in("agentur")
        shoot(agency, "startseite")
        city.goto("/vereinbarungen/eisenach/")
        shoot(city, "vereinbarung")
        city.locator("#measure-4 .link").get_by_role("link", name="Bearbeiten").click()
        city.get_by_label("Zeitrahmen", exact=True).wait_for()
        shoot(city, "am-ort")
        city.goto("/zeitstrahl/?agreement=eisenach")
        shoot(city, "zeitstrahl")
        for person in (city, colleague):
            person.goto("/massnahmen/4/bearbeiten/")
        shoot(city, "massnahme", whole=True)
        city.get_by_label("Zeitrahmen", exact=True).fill("9/2015-272016")
        for label in ("Beginn", "Ende"):
            city.get_by_label(label, exact=True).fill("")
        city.get_by_role("button", name="Speichern").click()
        shoot(city, "massnahme-fehler", whole=True)
        colleague.get_by_label("Zeitrahmen", exact=True).fill("9/2015-3/2016")
        colleague.get_by_label("Beteiligte").fill("Jugendamt")
        colleague.get_by_role("button", name="Speichern").click()
        shoot(colleague, "gespeichert")
        city.get_by_label("Zeitrahmen", exact=True).fill("9/2015-2/2016")
        city.get_by_role("button", name="Speichern").click()
        shoot(city, "konflikt", whole=True)
        agency.goto("/vereinbarungen/eisenach/#anlage-2-title")
        shoot(agency, "meilensteinplan")
        agency.goto("/abschnitte/2/sachstand/")
        shoot(agency, "status", whole=True)
        report(agency, "abgeschlossen", "Beide Seiten haben unterzeichnet.")
        agency.goto("/abschnitte/2/sachstand/")
        agency.get_by_label("verschoben").check()
        agency.get_by_role("button", name="Speichern").click()
        shoot(agency, "status-fehler", whole=True)
        city.goto("/massnahmen/1/sachstand/")
        city.get_by_role("checkbox").first.check()
        report(city, "in Arbeit", "Die Abstimmung läuft, der Stadtrat berät im Mai.")
        city.goto("/massnahmen/1/sachstand/")
        city.get_by_role("button", name="Unverändert bestätigen").click()
        city.goto("/massnahmen/1/sachstand/")
        shoot(city, "sachstand", whole=True)
        city.goto("/massnahmen/")
        shoot(city, "massnahmen")
        city.goto("/massnahmen/4/verlauf/")
        shoot(city, "verlauf")
        agency.goto("/vereinbarungen/gibt-es-nicht/")
        shoot(agency, "fehlt")
        browser.close()


def report(page, status: str, text: str):
    page.get_by_label(status).check()
    page.get_by_label("Sachstand", exact=True).fill(text)
    page.get_by_role("button", name="Speichern").click()


def wait_for(address: str):
    host, port = address.removeprefix("http://").split(":")
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex((host, int(port))) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("The server did not start.")


def save(png: bytes, path: Path):
    """Write the picture with 128 colours, which such pages look the same with."""
    from io import BytesIO

    from PIL import Image

    Image.open(BytesIO(png)).convert("RGB").quantize(128).save(path, optimize=True)


if __name__ == "__main__":
    main()
