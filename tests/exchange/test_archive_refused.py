"""An archive that does not fit is refused whole, before much of it is read, with the reason."""

import io
import json
import zipfile

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bildung.agreements.acts import Act
from bildung.agreements.models import Organisation, Phase
from bildung.editions import printing
from bildung.editions.content import digest
from bildung.editions.end import end
from bildung.editions.papers import withdraw_scan
from bildung.exchange.archive import package
from bildung.exchange.archive.belonging import LIVE, PAST
from bildung.exchange.archive.package import ArchiveError, Package
from bildung.exchange.archive.packing import pack
from bildung.exchange.archive.unpacking import unpack
from goals.models import Measure
from tests.access.stored import state
from tests.budget import examples
from tests.editions.scene import DAY, frozen, make_parties, sign
from tests.factories import OrganisationFactory
from tests.undone import undone

from .archives import make_full, measures_of, printed_at_once, rezipped, with_changed

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]


@pytest.fixture(scope="module")
def full(django_db_setup, django_db_blocker):
    """One for all tests of this module; what each of them stores is undone."""
    with django_db_blocker.unblock(), undone(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(printing, "print_edition", printed_at_once)
        yield make_full()


def refusal(content: bytes | Package, slug: str = "umgezogen") -> str:
    """Return why it is not taken in; nothing may be stored."""
    before = state()
    with pytest.raises(ArchiveError) as refused:
        unpack(content if isinstance(content, Package) else package.read(content), slug)
    assert state() == before
    return str(refused.value)


def test_slug_that_is_taken_is_refused(packed):
    assert refusal(packed, "eisenach") == "Das Kürzel „eisenach“ ist hier schon vergeben."


def test_slug_that_is_none_is_refused(packed):
    assert "gültig" in refusal(packed, "../anders")


def test_changed_member_is_refused(packed):
    written = package.write(packed)
    assert "falscher Prüfwert" in refusal(rezipped(written, history_json=b"{}"))


def test_member_that_is_not_named_is_refused(packed):
    written = package.write(packed)
    assert "anderes, als sein Verzeichnis" in refusal(rezipped(written, mehr_json=b"{}"))


@pytest.mark.parametrize("name", ["../../etc/passwd", "/abs.json", "files/x", "Records.json"])
def test_member_of_a_strange_name_is_refused(name):
    output = io.BytesIO(package.write(Package("eisenach", "", {})))
    with zipfile.ZipFile(output, "a") as archive:
        archive.writestr(name, b"")
    assert "nicht hineingehört" in refusal(output.getvalue())


def test_other_version_is_refused(packed):
    written = package.write(packed)
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    manifest["version"] = 3
    changed = rezipped(written, manifest_json=json.dumps(manifest).encode())
    assert refusal(changed) == "Die Version 3 des Archivs ist nicht bekannt; gelesen wird bis 2."


@pytest.mark.parametrize("bound", ["MOST_BYTES", "LARGEST_JSON", "LARGEST", "LARGEST_MANIFEST"])
def test_what_is_too_large_is_refused_before_it_is_expanded(packed, monkeypatch, bound):
    written = package.write(packed)
    monkeypatch.setattr(zipfile.ZipFile, "read", None)
    monkeypatch.setattr(package, bound, 10)
    assert refusal(written) == "Das Archiv ist ausgepackt zu groß."


def test_member_that_is_packed_all_too_well_is_refused_before_it_is_expanded(packed, monkeypatch):
    dense = Package(packed.slug, "", {**packed.members, "records.json": b" " * 2**21})
    written = package.write(dense)
    monkeypatch.setattr(zipfile.ZipFile, "read", None)
    assert refusal(written) == "Das Archiv ist ausgepackt zu groß."


def test_directory_of_too_many_members_is_not_even_read(packed, monkeypatch):
    written = package.write(packed)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    monkeypatch.setattr(package, "MOST_MEMBERS", 2)
    assert refusal(written) == "Das Archiv hat zu viele Teile."
    assert refusal(written[:-1]) == "Das ist kein Archiv, oder es ist unvollständig."


def test_member_that_is_there_twice_is_refused(packed):
    output = io.BytesIO(package.write(packed))
    with zipfile.ZipFile(output, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("records.json", b"{}")
    assert "eines zweimal" in refusal(output.getvalue())


@pytest.mark.parametrize("content", [b"", b"PK", b"%PDF-1.7", b"\0" * 1000])
def test_what_is_no_archive_is_refused(content):
    assert "kein Archiv" in refusal(content)


def test_name_that_is_no_text_is_refused(packed):
    """It says of itself that it is UTF-8."""
    content = bytearray(package.write(packed))
    directory = content.index(b"PK\x01\x02")
    content[directory + 9] |= 0x08
    content[directory + 46] = 0xFF
    assert "kein Archiv" in refusal(bytes(content))


def test_member_before_the_beginning_is_refused(packed):
    content = bytearray(package.write(packed))
    end = content.rindex(b"PK\x05\x06")
    place = slice(end + 16, end + 20)  # where the directory begins, says the end
    content[place] = (int.from_bytes(content[place], "little") + 1).to_bytes(4, "little")
    assert "kein Archiv" in refusal(bytes(content))


def test_member_that_is_packed_otherwise_is_refused(packed):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("manifest.json", b"{}")
    content = output.getvalue().replace(b"\x05\x00]", b"\x05\x00\xff")
    assert "anders gepackt" in refusal(content)


def test_truncated_archive_is_refused(packed):
    assert "kein Archiv" in refusal(package.write(packed)[:-40])


def _edition(records) -> dict:
    return records["editions.edition"][0]


CHANGES = {
    "content": lambda data: _edition(data).update(content=_edition(data)["content"] + " "),
    "number": lambda data: _edition(data).update(number=2),
    "no content": lambda data: _edition(data).update(content="[]"),
    "wording": lambda data: _edition(data).update(wording=[]),
    "row keys": lambda data: _edition(data).update(row_keys=[1]),
    "foreign parent": lambda data: data["goals.measure"][0].update(objective_id=10**6),
    "wrong type": lambda data: data["goals.measure"][0].update(position="x"),
    "nothing where something must be": lambda data: data["goals.measure"][0].update(text=None),
    "too long": lambda data: data["goals.measure"][0].update(contact="x" * 500),
    "twice": lambda data: data["goals.goal"].append(data["goals.goal"][0]),
    "unknown table": lambda data: data.update({"auth.group": []}),
    "missing table": lambda data: data.pop("goals.step"),
    "unknown field": lambda data: data["goals.step"][0].update(is_superuser=True),
    "two agreements": lambda data: data["agreements.agreement"].append(
        data["agreements.agreement"][0]
    ),
    "no agreement": lambda data: data["agreements.agreement"].clear(),
    "unknown phase": lambda data: data["agreements.agreement"][0].update(phase="x"),
    "unknown party": lambda data: data["agreements.agreement"][0].update(agency_id="Niemand"),
    "other file": lambda data: data["editions.scan"][0].update(sha256="0" * 64),
    "no file": lambda data: data["editions.scan"][0].update(pdf="files/anders"),
    "unit without a name": lambda data: data["agreements.unit"][0].update(name={}),
    "unit of no key": lambda data: data["agreements.unit"][0].update(id=[]),
    "reason for no row": lambda data: data["editions.reason"][0].update(key=None),
    "half a character": lambda data: data["goals.measure"][0].update(text="\ud800"),
    "no rows": lambda data: data.update({"goals.step": 5}),
}


def test_past_that_cannot_be_read_is_refused(packed):
    def change(data):
        data["agreements.historicalunit"][0]["id"] = {}

    assert "andere Felder" in refusal(with_changed(packed, "history.json", change))


NOT_TO_BE_HELD = ("\0", "\x01", "\x02", "\x1b", "\x7f", "\x85", "\ufffe", "\ud800", "\U0001ffff")


@pytest.mark.parametrize("sign", NOT_TO_BE_HELD, ids=ascii)
def test_characters_that_no_document_can_hold_are_refused_and_leave_the_history(packed, sign):
    text = f"Gespräch{sign}"

    def put(table, name):
        return lambda data: data[table][0].update({name: text})

    def reword(data):
        _edition(data)["wording"]["records"]["measure"][0]["text"] = text

    def say(data):
        edition = _edition(data)
        edition["content"] = edition["content"].replace("Maßnahme", json.dumps(text)[1:-1])
        edition["sha256"] = digest(edition["content"])

    for change in (
        put("goals.measure", "text"),
        put("goals.measurereport", "author_name"),
        put("agreements.unit", "name"),
        put("editions.approval", "name"),
        reword,
        say,
    ):
        assert "Zeichen" in refusal(with_changed(packed, "records.json", change))
    past = with_changed(packed, "history.json", put("goals.historicalmeasure", "text"))
    moved = unpack(past, "umgezogen")
    told = {
        row.text.strip() for row in Measure.history.filter(id__in=measures_of(moved).values("pk"))
    }
    assert "Gespräch" in told
    assert not any(sign in text for text in told)


def test_offices_of_others_than_the_parties_are_refused(packed):
    other = OrganisationFactory()

    def move(data):
        name = next(each for each in data if each.endswith("unit"))
        data[name][0]["organisation_id"] = other.name

    for member in ("records.json", "history.json"):
        told = with_changed(packed, "organisations.json", lambda data: data.append(_told(other)))
        assert "Organisationseinheiten" in refusal(with_changed(told, member, move))


def test_organisation_that_nothing_belongs_to_is_refused(packed):
    neu = {"name": "Stadt Neu", "kind": "municipality", "long_name": ""}
    changed = with_changed(packed, "organisations.json", lambda told: told.append(neu))
    assert refusal(changed) == "„Stadt Neu“ gehört zu nichts im Archiv."


def _told(organisation):
    return {"name": organisation.name, "kind": organisation.kind, "long_name": ""}


def in_phase(phase):
    return lambda data: data["agreements.agreement"][0].update(phase=phase)


@pytest.mark.parametrize("phase", [Phase.TEMPLATE, Phase.DRAFT, Phase.SIGNING, Phase.ENDED])
def test_phase_that_the_editions_do_not_lead_to_is_refused(packed, phase):
    assert "passt nicht" in refusal(with_changed(packed, "records.json", in_phase(phase)))


def test_phase_of_an_agreement_without_editions_is_a_draft(quick_print):
    packed = pack(make_parties(slug="gotha").agreement)
    for phase in set(Phase) - {Phase.DRAFT, Phase.TEMPLATE}:
        assert "passt nicht" in refusal(with_changed(packed, "records.json", in_phase(phase)))
    assert unpack(packed, "umgezogen").phase == Phase.DRAFT


def test_agreement_that_waits_or_has_ended_comes_in_its_phase(quick_print):
    parties = make_parties(slug="gotha")
    edition = frozen(parties)
    waiting = pack(parties.agreement)
    assert "passt nicht" in refusal(with_changed(waiting, "records.json", in_phase("draft")))
    assert unpack(waiting, "wartet").phase == Phase.SIGNING
    sign(parties, edition)
    end(parties.agreement, DAY, "Projektende", parties.city)
    ended = pack(parties.agreement)
    assert "passt nicht" in refusal(with_changed(ended, "records.json", in_phase("in_force")))
    assert unpack(ended, "beendet").phase == Phase.ENDED


def test_editions_out_of_their_order_are_refused(packed):
    def renumber(data):
        edition = _edition(data)
        edition["content"] = edition["content"].replace('"number":1', '"number":2')
        edition.update(number=2, sha256=digest(edition["content"]))

    assert "der Reihe nach" in refusal(with_changed(packed, "records.json", renumber))


def test_approvals_that_do_not_fit_are_refused(packed):
    def forge(data):
        data["editions.approval"][0]["name"] = "Jemand anders"

    assert "Zustimmungen" in refusal(with_changed(packed, "records.json", forge))


def test_label_that_an_edition_does_not_say_is_refused(packed):
    def relabel(data):
        _edition(data)["label"] = "Fassung 99"

    assert "Prüfwert" in refusal(with_changed(packed, "records.json", relabel))


def test_withdrawn_scan_comes_without_its_bytes(full):
    scan = full.agreement.editions.get().scans.get()
    withdraw_scan(scan, "Falsche Datei", full.city)
    (moved,) = unpack(pack(full.agreement), "umgezogen").editions.get().scans.all()
    assert (bytes(moved.pdf), moved.sha256, moved.withdrawn_reason) == (
        b"",
        scan.sha256,
        "Falsche Datei",
    )


def test_what_does_not_fit_is_refused_whole(packed):
    before, taken = state(), []
    for name, change in CHANGES.items():
        try:
            unpack(with_changed(packed, "records.json", change), "umgezogen")
            taken.append(name)
        except ArchiveError:
            pass
    assert taken == []
    assert state() == before


CHOSEN = [
    (member, table._meta.label_lower, field.attname)
    for member, tables in (("records.json", LIVE), ("history.json", PAST))
    for table in tables
    for field in table._meta.concrete_fields
    if field.choices
]


def test_what_is_chosen_from_few_is_refused_where_it_is_none_of_them(packed):
    tried, taken = [], []
    for member, table, name in CHOSEN:
        if not packed.read(member)[table]:
            continue
        changed = with_changed(
            packed, member, lambda data, t=table, n=name: data[t][0].update({n: "x"})
        )
        tried.append((table, name))
        try:
            unpack(changed, f"umgezogen-{len(tried)}")
            taken.append((table, name))
        except ArchiveError as error:
            assert f"„{name}“ kann nicht 'x' sein" in str(error)
    assert taken == [("agreements.historicalunit", "history_type")]  # the office is here already
    assert {
        ("goals.historicalmeasure", "history_type"),
        ("goals.historicalmeasure", "status"),
        ("goals.historicalgoal", "priority"),
        ("agreements.historicalagreement", "phase"),
        ("milestones.historicalduty", "party"),
        ("editions.approval", "decision"),
    } <= {*tried}


@pytest.mark.parametrize(
    ("kind", "value"),
    [("goal", {"priority": "x"}), ("duty", {"party": "x"}), ("measure", {"text": None})],
)
def test_record_that_an_edition_keeps_and_that_cannot_be_is_refused(packed, kind, value):
    def change(data):
        _edition(data)["wording"]["records"][kind][0].update(value)

    told = refusal(with_changed(packed, "records.json", change))
    assert "Datensätze, die nicht zu lesen sind" in told


@pytest.mark.parametrize(
    "told",
    [5, None, "abc", [5], [{"name": "Stadt Neu"}], [{"name": 1, "kind": 2, "long_name": 3}]],
)
def test_organisations_of_another_shape_are_refused(packed, told):
    members = {**packed.members, "organisations.json": json.dumps(told).encode()}
    assert "nicht zu lesen" in refusal(Package(packed.slug, packed.software, members))


@pytest.mark.parametrize(
    "organisation",
    [
        {"name": "x" * 121, "kind": "agency", "long_name": ""},
        {"name": "Stadt Neu", "kind": "verein", "long_name": ""},
        {"name": "", "kind": "agency", "long_name": ""},
    ],
)
def test_organisation_that_cannot_be_is_refused(packed, organisation):
    changed = with_changed(packed, "organisations.json", lambda told: told.append(organisation))
    assert refusal(changed)


def test_party_of_the_other_side_is_refused(packed):
    def swap(records):
        (row,) = records["agreements.agreement"]
        row["agency_id"], row["municipality_id"] = row["municipality_id"], row["agency_id"]

    assert "ist keine" in refusal(with_changed(packed, "records.json", swap))


def test_name_that_here_is_one_of_the_other_side_is_refused(full, packed):
    Organisation.objects.filter(pk=full.agreement.municipality_id).update(kind="agency")
    name = full.agreement.municipality.name
    assert refusal(packed) == f"„{name}“ steht hier auf der anderen Seite."


def test_all_that_belongs_to_an_agreement_is_packed():
    """Whoever adds a table that leads to what is packed says here whether it goes along."""
    packed = {*LIVE, *PAST}
    beside = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if model not in packed
        and any(field.related_model in packed for field in model._meta.concrete_fields)
    }
    assert beside == {Act._meta.label}  # which goes along with the history that it wrote


def test_refusal_is_one_line(packed, tmp_path):
    """What a database says goes over several."""
    file = tmp_path / "kaputt.zip"
    twice = with_changed(packed, "records.json", CHANGES["twice"])
    file.write_bytes(package.write(twice))
    with pytest.raises(CommandError) as refused:
        call_command("import_agreement", file, slug="umgezogen")
    assert "\n" not in str(refused.value)


VALUES = (None, True, -1, 10**30, float("nan"), "", "\0", "measure-1", "x" * 400, [], {"a": [1]})


def places_in(data, above=()):
    """Yield the way to each value in what JSON holds."""
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in items if isinstance(data, (dict, list)) else ():
        yield (*above, key)
        if isinstance(value, (dict, list)):
            yield from places_in(value, (*above, key))


@pytest.mark.parametrize("member", ["records.json", "history.json", "organisations.json"])
@given(draw=st.data())
@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_value_in_any_place_is_taken_or_refused_with_a_reason(packed, member, draw):
    place = draw.draw(st.sampled_from(sorted(places_in(packed.read(member)), key=str)))
    value = draw.draw(st.sampled_from(VALUES))

    def change(data):
        for key in place[:-1]:
            data = data[key]
        data[place[-1]] = value

    with undone():
        try:
            unpack(with_changed(packed, member, change), "umgezogen")
        except ArchiveError as error:
            assert "\n" not in str(error)
