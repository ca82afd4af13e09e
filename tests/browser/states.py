"""Every page in every state worth looking at, and how a browser gets there.

test_states.py holds each of them to WCAG 2.2 AA, light and dark, wide and narrow; `make pictures`
takes pictures of all. A new page is one more line in STATES; a state that needs hands is a function
that brings the page there from its address.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.management import call_command
from django.template.loader import render_to_string
from playwright.sync_api import Page, expect

from bildung.agreements.models import Agreement, Role, User
from goals.models import Measure
from milestones.models import Stage
from tests.factories import AgreementFactory, MembershipFactory, UserFactory

NOBODY = "nobody"


@dataclass(frozen=True)
class Plan:
    """What the states are about. `things` fill the {names} in their addresses."""

    agreement: Agreement
    measure: Measure
    stage: Stage
    people: dict[str, User]

    @property
    def things(self) -> dict[str, object]:
        return {
            "agreement": self.agreement.slug,
            "measure": self.measure.pk,
            "objective": self.measure.objective_id,
            "stage": self.stage.pk,
        }


def make_plan(eisenach: Agreement) -> Plan:
    """Return the Eisenach agreement with people; its agency has a second one, which is empty."""
    AgreementFactory(slug="leer", municipality__name="Landkreis Leer", agency=eisenach.agency)
    call_command("begin_history", verbosity=0)
    city, agency = eisenach.municipality, eisenach.agency
    return Plan(
        eisenach,
        Measure.objects.filter(timeframe_wording="1/2016 bis 10/2016").first(),
        Stage.objects.first(),
        {
            "city": MembershipFactory(organisation=city, role=Role.LEADING).user,
            "reader": MembershipFactory(organisation=city, role=Role.READING).user,
            "agency": MembershipFactory(organisation=agency, role=Role.LEADING).user,
            "newcomer": UserFactory(),
            "superuser": UserFactory(superuser=True),
        },
    )


@dataclass(frozen=True)
class State:
    """A page as `person` sees it at `address` after `reach`. It `shows` words that prove it."""

    name: str
    person: str
    address: str
    shows: str
    reach: Callable[[Page, Plan], None] = lambda page, plan: None


def press(page: Page, name: str = "Speichern"):
    page.get_by_role("button", name=name, exact=True).click()


def pressed(name: str) -> Callable:
    return lambda page, plan: press(page, name)


def refused_login(page: Page, plan: Plan):
    page.locator("input[name=login]").fill("niemand@example.org")
    page.locator("input[type=password]").fill("falsch")
    press(page, "Anmelden")


def lost_cookies(page: Page, plan: Plan):
    page.context.clear_cookies()
    refused_login(page, plan)


def refused_measure(page: Page, plan: Plan):
    page.get_by_label("Zeitrahmen", exact=True).fill("9/2015-272016")
    page.locator("textarea[name=text]").fill("")
    press(page)


def overtaken_measure(page: Page, plan: Plan):
    """Somebody else saves first; the page meant other words in several fields."""
    measure = Measure.objects.get(pk=plan.measure.pk)
    measure.partners = "Jugendamt"
    measure.save()
    page.get_by_label("Beteiligte").fill("Schulamt")
    page.get_by_label("Zeitrahmen", exact=True).fill("3/2016-5/2017")
    press(page)


def saved_measure(page: Page, plan: Plan):
    page.get_by_label("Ansprechperson").fill("Kim Muster")
    press(page)


def reported(status: str, text: str = "") -> Callable:
    def report(page: Page, plan: Plan):
        page.get_by_label(status).check()
        page.get_by_label("Sachstand", exact=True).fill(text)
        press(page)

    return report


def overtaken_report(page: Page, plan: Plan):
    Measure.objects.get(pk=plan.measure.pk).save()
    reported("abgeschlossen", "Es ist alles getan.")(page, plan)


def overtaken_confirmation(page: Page, plan: Plan):
    Measure.objects.get(pk=plan.measure.pk).save()
    press(page, "Unverändert bestätigen")


def overtaken_restoring(page: Page, plan: Plan):
    Measure.objects.get(pk=plan.measure.pk).save()
    page.get_by_role("button", name="Diesen Stand wiederherstellen").first.click()


def told_all(page: Page, plan: Plan):
    """Open whatever can be opened."""
    for summary in page.locator("summary").all():
        summary.click()


def drawn(template: str, **context) -> Callable:
    """For a page that only comes when something is broken: draw it, with the agreement's name."""

    def draw(page: Page, plan: Plan):
        html = render_to_string(template, {"agreement": plan.agreement} | context)
        page.route(
            "**/gezeichnet/", lambda route: route.fulfill(body=html, content_type="text/html")
        )
        page.goto("/gezeichnet/")

    return draw


def placed(*links: str) -> Callable:
    """For forms that open on the agreement's page, beside their record: follow their links."""

    def place(page: Page, plan: Plan):
        for number, link in enumerate(links, start=1):
            page.locator(f'.annex a[href="{link.format_map(plan.things)}"]').click()
            expect(page.locator(".place")).to_have_count(number)

    return place


def refused_in_place(page: Page, plan: Plan):
    placed(MEASURE)(page, plan)
    refused_measure(page, plan)


def overtaken_in_place(page: Page, plan: Plan):
    placed(MEASURE)(page, plan)
    overtaken_measure(page, plan)


def asked_in_place(page: Page, plan: Plan):
    placed(MEASURE)(page, plan)
    page.get_by_label("Beteiligte").fill("Noch nicht gespeichert")
    page.keyboard.press("Escape")


def refused_password(page: Page, plan: Plan):
    page.locator("input[name=oldpassword]").fill("falsch")
    page.locator("input[name=password1]").fill("1")
    page.locator("input[name=password2]").fill("2")
    press(page, "Passwort ändern")


MEASURE = "/massnahmen/{measure}/bearbeiten/"
ON_MEASURE = "/massnahmen/{measure}/sachstand/"
ON_STAGE = "/abschnitte/{stage}/sachstand/"
AGREEMENT = "/vereinbarungen/{agreement}/"

STATES = (
    State("login", NOBODY, "/anmelden/", "Anmelden"),
    State("login-refused", NOBODY, "/anmelden/", "passen nicht zusammen", refused_login),
    State("login-too-old", NOBODY, "/anmelden/", "zu lange geöffnet", lost_cookies),
    State("start", "agency", "/", "Landkreis Leer"),
    State("start-empty", "newcomer", "/", "Sie gehören noch zu keiner Kommune"),
    State("start-superuser", "superuser", "/", "Verwaltung"),
    State("agreement-city", "city", AGREEMENT, "Grundlegendes Ziel"),
    State("agreement-agency", "agency", AGREEMENT, "Grundlegendes Ziel"),
    State("agreement-reader", "reader", AGREEMENT, "Grundlegendes Ziel"),
    State(
        "places",
        "city",
        AGREEMENT,
        "Erläuterung bearbeiten",
        placed(
            MEASURE, "/erlaeuterungen/{objective}/bearbeiten/", "/abschnitte/{stage}/sachstand/"
        ),
    ),
    State("place-refused", "city", AGREEMENT, "Gemeint ist vielleicht", refused_in_place),
    State("place-conflict", "city", AGREEMENT, "Beide Fassungen", overtaken_in_place),
    State("place-asks", "city", AGREEMENT, "Eingaben verwerfen?", asked_in_place),
    State("agreement-empty", "agency", "/vereinbarungen/leer/", "Landkreis Leer"),
    State("measures", "city", "/massnahmen/", "Maßnahmen", told_all),
    State("measures-of-several", "agency", "/massnahmen/?sort=-timeframe", "Maßnahmen"),
    State("measures-filtered", "city", "/massnahmen/?text=bildung&status=open", "Gefiltert nach"),
    State("measures-refused", "city", "/massnahmen/?status=open&end=unsinn", "Gefiltert nach"),
    State("measures-none", "city", "/massnahmen/?text=gibtesnicht", "Keine Treffer"),
    State("measures-empty", "newcomer", "/massnahmen/", "Maßnahmen"),
    State("stages", "agency", "/abschnitte/", "Abschnitte", told_all),
    State("stages-none", "agency", "/abschnitte/?text=gibtesnicht", "Keine Treffer"),
    State("stages-empty", "newcomer", "/abschnitte/", "Abschnitte"),
    State("measure", "city", MEASURE, "Zeitrahmen"),
    State("measure-refused", "city", MEASURE, "Gemeint ist vielleicht", refused_measure),
    State("measure-conflict", "city", MEASURE, "Beide Fassungen", overtaken_measure),
    State("measure-saved", "city", MEASURE, "Die Maßnahme ist gespeichert.", saved_measure),
    State("report-none", "reader", ON_MEASURE, "noch kein Sachstand"),
    State("report", "city", ON_MEASURE, "Unverändert bestätigen"),
    State("report-refused", "city", ON_MEASURE, "nennen Sie den Grund", reported("verschoben")),
    State("report-conflict", "city", ON_MEASURE, "Beide Fassungen", overtaken_report),
    State("report-not-confirmed", "city", ON_MEASURE, "Nicht bestätigt", overtaken_confirmation),
    State(
        "report-saved",
        "city",
        ON_MEASURE,
        "Der Status ist gespeichert.",
        reported("in Arbeit", "Die Abstimmung läuft, der Stadtrat berät im Mai."),
    ),
    State("reports", "city", ON_MEASURE, "der Stadtrat berät im Mai"),
    State("note", "agency", ON_MEASURE, "Den Status setzt die andere Seite"),
    State("note-refused", "agency", ON_MEASURE, "Sachstand", pressed("Speichern")),
    State("stage-report", "agency", ON_STAGE, "Unverändert bestätigen"),
    State("stage-report-refused", "agency", ON_STAGE, "den Grund", reported("entfallen")),
    State("history", "city", AGREEMENT + "verlauf/", "Verlauf", told_all),
    State("history-measure", "city", "/massnahmen/{measure}/verlauf/", "Kim Muster"),
    State("history-stage", "agency", "/abschnitte/{stage}/verlauf/", "Verlauf"),
    State("history-empty", "agency", "/vereinbarungen/leer/verlauf/", "Verlauf"),
    State(
        "history-not-restored",
        "city",
        "/massnahmen/{measure}/verlauf/",
        "Nicht wiederhergestellt",
        overtaken_restoring,
    ),
    State("password", "city", "/passwort/", "Passwort"),
    State("password-refused", "city", "/passwort/", "Bitte prüfen Sie", refused_password),
    State("not-found", "city", "/gibt-es-nicht/", "Fehler 404"),
    State("bad-request", NOBODY, "/anmelden/", "Fehler 400", drawn("400.html")),
    State("forbidden", NOBODY, "/anmelden/", "Fehler 403", drawn("403.html")),
    State("broken", NOBODY, "/anmelden/", "Fehler 500", drawn("500.html")),
    State(
        "print-failed",
        NOBODY,
        "/anmelden/",
        "nicht fertig geworden",
        drawn("desk/print_failed.html", reason="Der Druck hat zu lange gedauert."),
    ),
)
