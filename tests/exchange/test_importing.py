"""An annex comes back from a file: looked at, chosen from, written."""

import io
from dataclasses import replace
from datetime import date

import docx
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

import goals.annex
import milestones.annex
from bildung.agreements.models import Agreement, Phase
from bildung.agreements.reporting import report
from bildung.annex import reading
from bildung.annex.entries import Kind
from bildung.annex.grid import Contents, Grid, GridCell, GridRow
from bildung.annex.table import paragraphs
from bildung.desk.printing import document_for
from bildung.exchange.importing.annexes import ANNEXES
from bildung.exchange.importing.forms import MappingForm
from bildung.exchange.importing.proposal import propose
from bildung.exchange.importing.upload import Upload, receive, sealed, unsealed
from bildung.exchange.travelling import LARGEST_MIB, TOO_LARGE, Gone
from bildung.formats import csv, json, xlsx
from bildung.formats import docx as word
from goals.models import Goal, Measure, Objective, Step
from milestones.models import Duty, Milestone, Stage
from tests.access.pages import forms_of
from tests.factories import MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]

TODAY = date(2026, 11, 24)
RENDERERS = {
    "docx": word.render,
    "xlsx": xlsx.render,
    "json": lambda document: json.render(document).encode(),
    "csv": lambda document: csv.render(document.tables[0]).encode(),
}


@pytest.fixture
def agreement():
    call_command("loaddata", "eisenach", verbosity=0)
    return Agreement.objects.get(slug="eisenach")


@pytest.fixture
def city(client, agreement):
    person = MembershipFactory(organisation=agreement.municipality).user
    client.force_login(person)
    return person


@pytest.fixture
def agency(client, agreement):
    person = MembershipFactory(organisation=agreement.agency).user
    client.force_login(person)
    return person


def url(agreement, annex="anlage-1"):
    return reverse("importing:file", args=[agreement.slug, annex])


def exported(agreement, ending, which="1", table=None) -> bytes:
    document = document_for(agreement, which, TODAY)
    return RENDERERS[ending](replace(document, tables=(table,)) if table else document)


def uploaded(client, agreement, content, name="Datei.docx", annex="anlage-1"):
    return client.post(url(agreement, annex), {"file": SimpleUploadedFile(name, content)})


def keys(response) -> list[str]:
    return list(response.context["page"].changes)


def applied(client, agreement, page, annex="anlage-1", **data):
    data = {"sealed": page.context["page"].sealed, "apply": "1", **data}
    return client.post(url(agreement, annex), data)


def changed_table(agreement):
    """Return Anlage 1 with a word changed in its first measure, and the last row gone."""
    plan = goals.annex.read(goals.annex.build(agreement))
    first = plan[0].objectives[0].measures[0]
    reworded = replace(first, text=first.text.replace("Bildungsleitbilds", "Leitbilds"))
    objective = replace(plan[0].objectives[0], measures=(reworded,))
    goal = replace(plan[0], objectives=(objective, *plan[0].objectives[1:]))
    last = replace(plan[-1], objectives=plan[-1].objectives[:-1])
    return goals.annex.table_of_plan((goal, *plan[1:-1], last)), first.key


def rows_of_history() -> int:
    return sum(
        model.history.count() for model in (Goal, Objective, Measure, Step, Milestone, Stage, Duty)
    )


@pytest.mark.parametrize("ending", list(RENDERERS))
@pytest.mark.parametrize("which", ["1", "2"])
def test_our_own_export_changes_nothing(client, agreement, city, agency, ending, which):
    if which == "1":
        client.force_login(city)
    content = exported(agreement, ending, which)
    page = uploaded(client, agreement, content, f"x.{ending}", f"anlage-{which}")
    assert page.status_code == 200
    assert keys(page) == []
    assert "Es gibt nichts zu übernehmen" in page.content.decode()


@pytest.mark.parametrize("ending", list(RENDERERS))
def test_changes_are_shown_and_written_and_a_second_time_there_are_none(
    client, agreement, city, ending
):
    table, first = changed_table(agreement)
    content = exported(agreement, ending, table=table)
    before = rows_of_history()
    page = uploaded(client, agreement, content, f"Datei.{ending}")
    gone = Measure.objects.order_by("pk").last().row_key
    assert keys(page) == [first, gone]
    assert rows_of_history() == before
    response = applied(client, agreement, page)
    assert response.url == f"{agreement.get_absolute_url()}#anlage-1-title"
    assert [row.cells for row in goals.annex.build(agreement).rows] == [
        row.cells for row in table.rows
    ]
    written = {
        (row.history_change_reason, row.history_user)
        for model in (Measure, Step, Objective)
        for row in model.history.all()
    }
    assert written == {(f"Import aus Datei.{ending}", city)}
    assert keys(uploaded(client, agreement, content, f"Datei.{ending}")) == []


def test_changes_applied_by_two_clicks_are_applied_once_and_answered_alike(client, agreement, city):
    table, _ = changed_table(agreement)
    content = exported(agreement, "docx", table=table)
    page = uploaded(client, agreement, content)
    (form,) = [f for f in forms_of(page.content.decode()) if "apply" in f.names]
    data = form.values | {"apply": ["1"]}
    first = client.post(url(agreement), data)
    rows = rows_of_history()
    second = client.post(url(agreement), data)
    assert (first.status_code, second.status_code) == (302, 302)
    assert (second.url, rows_of_history()) == (first.url, rows)


def test_what_is_left_out_stays(client, agreement, city):
    table, first = changed_table(agreement)
    before = Measure.objects.count()
    page = uploaded(client, agreement, exported(agreement, "docx", table=table))
    gone = Measure.objects.order_by("pk").last()
    response = applied(client, agreement, page, auslassen=[gone.row_key])
    assert response.status_code == 302
    assert Measure.objects.count() == before
    assert "Leitbilds" in Measure.objects.get(pk=int(first.rpartition("-")[2])).text
    (message,) = client.get(response.url).context["messages"]
    assert str(message) == "Import aus Datei.docx: 1 Änderung übernommen."


def test_all_left_out_writes_nothing(client, agreement, city):
    table, _ = changed_table(agreement)
    page = uploaded(client, agreement, exported(agreement, "docx", table=table))
    before = rows_of_history()
    applied(client, agreement, page, auslassen=keys(page))
    assert rows_of_history() == before


def test_annex_changed_in_between_is_shown_again_with_what_was_chosen(client, agreement, city):
    table, first = changed_table(agreement)
    page = uploaded(client, agreement, exported(agreement, "docx", table=table))
    other = Measure.objects.exclude(pk=int(first.rpartition("-")[2])).first()
    other.text += " und mehr"
    other.save()
    response = applied(client, agreement, page, auslassen=[first])
    assert response.status_code == 409
    assert set(keys(response)) == {*keys(page), other.row_key}
    text = response.content.decode()
    assert "seit Ihnen die Vorschau gezeigt wurde" in text
    assert f'value="{first}" checked' in text
    assert applied(client, agreement, response, auslassen=[first]).status_code == 302


def test_working_state_is_left_alone(client, agreement, agency):
    Stage.objects.update(status="done")
    table = milestones.annex.build(agreement)
    content = exported(agreement, "xlsx", table=table)
    Stage.objects.update(status="open")
    page = uploaded(client, agreement, content, "x.xlsx", "anlage-2")
    assert keys(page) == []


def test_locked_wording_answers_as_if_there_were_no_such_page(client, agreement, city):
    table, _ = changed_table(agreement)
    page = uploaded(client, agreement, exported(agreement, "docx", table=table))
    agreement.phase = Phase.SIGNING
    agreement.save()
    before = rows_of_history()
    assert applied(client, agreement, page).status_code == 404
    assert client.get(url(agreement)).status_code == 404
    assert rows_of_history() == before


def test_city_reads_in_no_annex_2_and_the_agency_no_annex_1(client, agreement, city, agency):
    client.force_login(city)
    assert client.get(url(agreement, "anlage-2")).status_code == 404
    client.force_login(agency)
    assert client.get(url(agreement, "anlage-1")).status_code == 404


def test_what_travels_in_the_page_is_for_one_person_agreement_and_annex(agreement, city, agency):
    upload = Upload("x.csv", receive("x.csv", exported(agreement, "csv")).contents)
    text = sealed(upload, "seen", city, agreement, annex="anlage-1")
    assert unsealed(text, city, agreement, annex="anlage-1") == (upload, "seen")
    for person, annex in ((agency, "anlage-1"), (city, "anlage-2")):
        with pytest.raises(Gone):
            unsealed(text, person, agreement, annex=annex)


def test_preview_that_is_not_ours_is_refused_kindly(client, agreement, city):
    response = client.post(url(agreement), {"sealed": "x:y:z", "apply": "1"})
    assert "Die Vorschau ist nicht mehr gültig" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("leer.docx", b"", "Die Datei ist leer."),
        ("x.docx", b"PK\x03\x04 nichts", "Die Datei"),
        ("x.pdf", b"%PDF-1.7 nichts", "Die"),
    ],
)
def test_what_cannot_be_read_is_refused_beside_its_field(
    client, agreement, city, name, content, reason
):
    before = rows_of_history()
    response = uploaded(client, agreement, content, name)
    assert response.status_code == 200
    assert response.context["form"].errors["file"][0].startswith(reason)
    assert rows_of_history() == before


def test_missing_file_is_asked_for(client, agreement, city):
    response = client.post(url(agreement))
    assert list(response.context["form"].errors) == ["file"]


FOREIGN = "Sache;Etwa\r\nBibliothek öffnen;bald\r\nNetz knüpfen;9/2015-272016\r\n"


def test_columns_are_mapped_by_hand(client, agreement, city):
    page = uploaded(client, agreement, FOREIGN.encode(), "fremd.csv")
    assert "ist Anlage 1 nicht zu erkennen" in page.content.decode()
    refused = applied(client, agreement, page)
    assert (refused.status_code, Measure.objects.count()) == (409, 20)
    fields = [field.html_name for _, fields in page.context["mapping"].tables() for field in fields]
    assert fields == ["spalte-1-1", "spalte-1-2"]
    data = {"spalte-1-1": "measure", "spalte-1-2": "timeframe", "map": "1"}
    response = client.post(url(agreement), {"sealed": page.context["page"].sealed, **data})
    preview = response.context["page"]
    assert "Bibliothek öffnen" in preview.table
    assert "Netz knüpfen" in preview.table
    slips = {slip.wording: slip.remark.suggestion for slip in preview.slips.shown}
    assert slips == {"bald": "", "9/2015-272016": "9/2015-2/2016"}


def test_texts_of_a_file_are_texts_on_the_page(client, agreement, city):
    content = "Ziel;Maßnahme;Wer\r\n<b>Ziel</b>;<i>Netz</i>;<script>x</script>\r\n"
    page = uploaded(client, agreement, content.encode(), "<u>.csv").content.decode()
    for tag in ("<b>Ziel", "<i>Netz", "<script>x", "<u>"):
        assert tag not in page
        assert tag.replace("<", "&lt;").replace(">", "&gt;") in page


@pytest.mark.parametrize("is_goal", [True, False], ids=["title", "text"])
def test_what_no_record_can_say_is_told_and_refused(client, agreement, city, is_goal):
    plan = goals.annex.read(goals.annex.build(agreement))
    first, *others = plan[0].objectives
    wrong = (
        replace(plan[0], title="x" * 301)
        if is_goal
        else replace(plan[0], objectives=(replace(first, text="x" * 100_001), *others))
    )
    table = goals.annex.table_of_plan((wrong, *plan[1:]))
    page = uploaded(client, agreement, exported(agreement, "json", table=table), "x.json")
    ((key, sentence),) = page.context["page"].faults.shown
    assert sentence.startswith("Ziel 1: „xxx" if is_goal else "Ziel 1")
    assert "x" * 301 not in sentence
    assert f'<a href="#{key}">' in page.content.decode()
    response = applied(client, agreement, page)
    assert response.status_code == 409
    assert applied(client, agreement, page, auslassen=[key]).status_code == 302


def test_preview_takes_one_query_more_than_building_the_annex(
    client, agreement, city, django_assert_num_queries
):
    upload = receive("x.json", exported(agreement, "json"))
    with django_assert_num_queries(5):
        propose(agreement, ANNEXES["anlage-1"], upload)


def test_word_file_that_a_person_edited_shows_what_they_did(client, agreement, city):
    document = docx.Document(io.BytesIO(exported(agreement, "docx")))
    (run,) = [
        run
        for cell in document.tables[0]._cells
        for paragraph in cell.paragraphs
        for run in paragraph.runs
        if "Abstimmung des Vorhabens mit dem Stadtrat" in run.text
    ]
    run.text = run.text.replace("Stadtrat", "Kreistag")
    content = io.BytesIO()
    document.save(content)
    page = uploaded(client, agreement, content.getvalue())
    assert page.context["page"].counts == ((1, Kind.CHANGED.value),)
    assert "Kreistag" in page.content.decode()


def test_thousands_of_changes_are_left_out(client, agreement, city):
    table, _ = changed_table(agreement)
    page = uploaded(client, agreement, exported(agreement, "csv", table=table), "x.csv")
    before = rows_of_history()
    # As many as a plan of 5,000 measures has that another one replaces.
    left_out = [*keys(page), *(f"neu-{number}" for number in range(10_000))]
    assert applied(client, agreement, page, auslassen=left_out).status_code == 302
    assert rows_of_history() == before


def test_file_that_a_page_could_not_hand_back_is_refused(client, agreement, city, monkeypatch):
    monkeypatch.setattr("bildung.exchange.travelling.LARGEST_MIB", 0.001)
    page = uploaded(client, agreement, exported(agreement, "csv"), "x.csv")
    assert page.context["form"].errors["file"] == [TOO_LARGE]
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE > LARGEST_MIB * 2**20


def test_tables_with_the_same_columns_are_mapped_once(client, agreement, city):
    head = GridRow((GridCell(paragraphs("Sache")), GridCell(paragraphs("Etwa"))))
    other = GridRow((GridCell(paragraphs("Wer")), GridCell(paragraphs("Wie"))))
    rows = [
        GridRow((GridCell(paragraphs(f"Bibliothek {number} öffnen")), GridCell()))
        for number in range(4)
    ]
    grids = [Grid(f"Seite {number + 1}", (head, row)) for number, row in enumerate(rows[:3])]
    contents = Contents((*grids, Grid("Seite 4", (other, rows[3]))))
    like = goals.annex.build(agreement)
    mappings = reading.read(contents, like).mappings
    data = {"spalte-1-1": "measure", "spalte-1-2": "timeframe"}
    form = MappingForm(data, grids=mappings, columns=like.columns)
    assert [place for place, _ in form.tables()] == ["Seite 1 bis Seite 3", "Seite 4"]
    assert form.is_valid()
    assert form.mapping == (*[("measure", "timeframe")] * 3, ("", ""))
    words = reading.read(contents, like, form.mapping).table.words
    assert [word for word in words if word.isdecimal()] == ["0", "1", "2"]


def test_reports_that_go_with_a_measure_are_told(client, agreement, city):
    table, first = changed_table(agreement)
    gone = Measure.objects.order_by("pk").last()
    report(Measure.objects.get(pk=int(first.rpartition("-")[2])), "in_progress", "", city, TODAY)
    report(gone, "done", "Gedruckt.", city, TODAY)
    content = exported(agreement, "docx", table=table)
    page = uploaded(client, agreement, content)
    ((key, _, number),) = page.context["page"].reported.shown
    assert (key, number) == (gone.row_key, 1)
    assert "1 Sachstand<" in page.content.decode()
    report(gone, "done", "Und verteilt.", city, TODAY)
    again = applied(client, agreement, page)
    assert (again.status_code, Measure.objects.filter(pk=gone.pk).count()) == (409, 1)
    assert "2 Sachstände<" in again.content.decode()
    assert applied(client, agreement, again).status_code == 302
    assert not Measure.objects.filter(pk=gone.pk).exists()


def test_columns_that_the_file_lacks_are_named(client, agreement, city):
    content = "Ziel;Maßnahme\r\nNetz der Schulen;Bibliothek öffnen\r\n"
    page = uploaded(client, agreement, content.encode(), "fremd.csv")
    assert page.context["page"].missing == ("Priorität", "Erläuterung", "Zeitrahmen")
    assert "Spalten, die in der Datei fehlen: Priorität, Erläuterung, Zeitrahmen." in (
        page.content.decode()
    )


def test_nothing_is_written_before_a_guessed_column_is_confirmed(client, agreement, city):
    content = "Bildungsziele;Maßnahme\r\nLesen;Paten suchen\r\n".encode()
    page = uploaded(client, agreement, content, "a.csv")
    text = page.content.decode()
    assert "Die Überschrift „Bildungsziele“ sagt nicht sicher, was in der Spalte steht." in text
    assert "Zuordnung bestätigen" in text
    assert 'name="apply"' not in text
    refused = applied(client, agreement, page)
    assert refused.status_code == 409
    assert "Bitte bestätigen Sie zuerst, welche Spalte was ist." in refused.content.decode()
    columns = {"spalte-1-1": "goal", "spalte-1-2": "measure"}
    data = {"sealed": page.context["page"].sealed, "map": "1", **columns}
    page = client.post(url(agreement), data)
    assert "Zuordnung bestätigen" not in page.content.decode()
    assert applied(client, agreement, page).status_code == 302
    assert list(agreement.goals.values_list("title", flat=True)) == ["Lesen"]
