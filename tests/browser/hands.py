"""What a person does to bring a page into a state (states.py). Each takes the page and the plan."""

from collections.abc import Callable

from django.db.models import Model
from django.template.loader import render_to_string
from playwright.sync_api import Page, expect

from bildung.agreements.models import Membership, Role, Unit
from goals.models import Measure
from milestones.models import Stage
from tests.factories import PASSWORD

EACH = 50  # milliseconds between two questions
PATIENCE = 15_000 // EACH
# The address at which a page is shown that no address has.
DRAWN = "/gezeichnet/"


def until(page: Page, condition: str, arg: str | None = None):
    """Wait for a condition in JavaScript, as `page.wait_for_function`.

    That one asks a second time from within the page, where its security policy forbids eval.
    """
    for _ in range(PATIENCE):
        if page.evaluate(condition, arg):
            return
        page.wait_for_timeout(EACH)
    raise AssertionError(f"Never came true: {condition}")


def press(page: Page, name: str = "Speichern"):
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()


def pressed(name: str, /, **filled: str) -> Callable:
    """Fill in fields by their names, and press a button."""

    def act(page: Page, plan):
        for field, text in filled.items():
            page.locator(f"main [name={field}]").fill(text)
        press(page, name)

    return act


def opened(page: Page, plan):
    """Open whatever can be opened."""
    for summary in page.locator("main summary").all():
        summary.click()


# Login


def lost_cookies(page: Page, plan):
    page.context.clear_cookies()
    pressed("Anmelden", login="niemand@example.org", password="falsch")(page, plan)


def asked_for_code(page: Page, plan):
    person = plan.people["with app"]
    pressed("Anmelden", login=person.email, password=PASSWORD)(page, plan)


def wrong_code(page: Page, plan):
    asked_for_code(page, plan)
    expect(page.locator("h1")).to_have_text("Zweiter Faktor")
    pressed("Anmelden", code="000000")(page, plan)


# Measures, stages and what is said of them


def refused_measure(page: Page, plan):
    page.get_by_label("Zeitrahmen", exact=True).fill("9/2015-272016")
    page.locator("textarea[name=text]").fill("")
    press(page)


def overtaken_by(measure: Measure) -> Callable:
    """Somebody else saves first, other words in the same field and something in another."""

    def act(page: Page, plan):
        stored = Measure.objects.get(pk=measure.pk)
        stored.partners = "Jugendamt"
        stored.contact = "Kim Muster"
        stored.save()
        page.get_by_label("Beteiligte").fill("Schulamt und Jugendhilfe")
        page.get_by_label("Zeitrahmen", exact=True).fill("3/2016-5/2017")
        press(page)

    return act


def overtaken_measure(page: Page, plan):
    overtaken_by(plan.measure)(page, plan)


def overtaken_duties(page: Page, plan):
    """The consultant has just said more of what the municipality answers for."""
    stage = Stage.objects.get(pk=plan.things["stage"])
    duty = stage.duties.filter(party="municipality").first()
    duty.text += " und der Schulen"
    duty.save()
    stage.save()
    field = page.locator("main [name=municipality]")
    field.fill(f"{field.input_value()}\nEinladung der Träger")
    press(page)


def reported(status: str, text: str = "") -> Callable:
    def report(page: Page, plan):
        page.get_by_label(status).check()
        page.get_by_label("Sachstand", exact=True).fill(text)
        press(page)

    return report


def overtaken_report(page: Page, plan):
    Measure.objects.get(pk=plan.measure.pk).save()
    reported("abgeschlossen", "Es ist alles getan.")(page, plan)


def overtaken_confirmation(page: Page, plan):
    Measure.objects.get(pk=plan.measure.pk).save()
    press(page, "Unverändert bestätigen")


def overtaken_restoring(page: Page, plan):
    Measure.objects.get(pk=plan.measure.pk).save()
    page.get_by_role("button", name="Diesen Wortlaut wiederherstellen").first.click()


def overtaken_deleting(page: Page, plan):
    Measure.objects.get(pk=plan.measure.pk).save()
    press(page, "Löschen")


def restored(page: Page, plan):
    """Change the measure, and take the change back."""
    measure = Measure.objects.get(pk=plan.measure.pk)
    before, measure.text = measure.text, "Ein ganz anderer Wortlaut"
    measure.save()
    page.reload()
    page.get_by_role("button", name="Diesen Wortlaut wiederherstellen").last.click()
    expect(page.get_by_role("status")).to_contain_text("Der frühere Wortlaut gilt wieder.")
    assert Measure.objects.get(pk=measure.pk).text == before


def overwritten(model: type[Model], thing: str, field: str) -> Callable:
    """Let the record's wording be overwritten, and see how it could come back."""

    def overwrite(page: Page, plan):
        record = model.objects.get(pk=plan.things[thing])
        setattr(record, field, "Ein ganz anderer Wortlaut")
        record.save()
        page.reload()

    return overwrite


# In place, on the annex page


ENTERED = "id => document.activeElement.closest('.place-box')?.querySelector(`#${id}`)"


def placed(*addresses: str) -> Callable:
    """Open forms beside their records: follow their links."""

    def act(page: Page, plan):
        for number, address in enumerate(addresses, start=1):
            path = address.format_map(plan.things)
            link = page.locator(f'.annex a[href="{path}"]').first
            if not link.is_visible():
                link.locator("xpath=ancestor::details").locator("summary").click()
            link.click()
            expect(page.locator(".place")).to_have_count(number)
            # It has the focus, so that nothing moves under the next click.
            heading = f"{path.strip('/').replace('/', '-')}-heading"
            until(page, ENTERED, heading)

    return act


def place(page: Page, plan):
    """Open the form of the measure where it stands."""
    placed("/massnahmen/{small_measure}/bearbeiten/")(page, plan)
    form = page.locator(".place")
    expect(form.locator("[name=text]")).to_be_focused()
    return form


def place_typed(page: Page, plan):
    place(page, plan).get_by_label("Zeitrahmen", exact=True).fill("3/2016-5/2017")


def place_slipped(page: Page, plan):
    place(page, plan).get_by_label("Zeitrahmen", exact=True).fill("9/2015-272016")


def place_refused(page: Page, plan):
    place(page, plan)
    refused_measure(page, plan)


def place_saved(page: Page, plan):
    place(page, plan).get_by_label("Ansprechperson").fill("Kim Muster")
    press(page)


def place_conflict(page: Page, plan):
    place(page, plan)
    overtaken_by(plan.small)(page, plan)


def place_left(page: Page, plan):
    """Want to leave without having saved."""
    place(page, plan).get_by_label("Beteiligte").fill("Schulamt")
    page.keyboard.press("Escape")


# Members and units


def alone_in_leading(page: Page, plan):
    """Let nobody else lead, so that the last one cannot go."""
    others = Membership.objects.filter(organisation=plan.agreement.municipality)
    for membership in others.exclude(user=plan.people["leader"]).filter(role=Role.LEADING):
        membership.role = Role.EDITING
        membership.save()
    press(page, "Entfernen")


def overtaken_unit(page: Page, plan):
    unit = Unit.objects.get(pk=plan.things["unused"])
    unit.name += " und Sport"
    unit.save()
    pressed("Speichern", name="Stabsstelle Bildung und Kultur")(page, plan)


# What comes only when something is broken


def kept_text(page: Page, plan):
    """Have something in this tab that was typed for the page that is gone."""
    draft = {"state": "sent", "texts": [["Maßnahme", "Ein Bildungsleitbild\nmit den Schulen"]]}
    keep = (
        "draft => sessionStorage.setItem(`entwurf 1 ${location.pathname}`, JSON.stringify(draft))"
    )
    page.evaluate(keep, draft)
    page.reload()


def drawn(template: str, **context) -> Callable:
    """Draw the page, with the agreement's name."""

    def draw(page: Page, plan):
        html = render_to_string(template, {"agreement": plan.agreement} | context)
        answer = {"body": html, "content_type": "text/html"}
        page.route(f"**{DRAWN}", lambda route: route.fulfill(**answer))
        page.goto(DRAWN)
        page.unroute(f"**{DRAWN}")

    return draw
