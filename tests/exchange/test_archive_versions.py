"""Archives of each version that was ever written are read; these two stay as they were made."""

import json
from collections import Counter
from pathlib import Path

import pytest

from bildung.agreements.acts import Act
from bildung.exchange.archive import package
from bildung.exchange.archive.belonging import past_rows_of
from bildung.exchange.archive.package import ArchiveError, Package
from bildung.exchange.archive.packing import pack
from bildung.exchange.archive.unpacking import unpack
from goals.models import Measure
from tests.access.stored import state
from tests.factories import UserFactory

from .archives import rows_without_keys, with_changed

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]

GOLDEN = Path(__file__).with_name("golden")


@pytest.fixture
def first() -> Package:
    return package.read((GOLDEN / "version-1.zip").read_bytes())


@pytest.fixture
def second() -> Package:
    return package.read((GOLDEN / "version-2.zip").read_bytes())


def acts_of(agreement) -> Counter:
    """Return how many rows of the history were written by each act of `agreement`."""
    counted = Counter()
    for table, rows in past_rows_of(agreement):
        if hasattr(table, "act"):
            counted.update(row.act for row in rows.select_related("act"))
    return counted


def test_archive_of_the_version_before_has_all_it_had_and_acts_by_its_times(first):
    agreement = unpack(first, "umgezogen")
    packed = pack(agreement)
    assert (first.version, packed.version) == (1, 2)
    labels = first.read("history.json")
    assert {label: len(rows) for label, rows in packed.read("history.json").items()} == {
        label: len(rows) for label, rows in labels.items()
    }
    counted = acts_of(agreement)
    # Written by a test within a second or two, by two people and by nobody.
    assert 1 < len(counted) < sum(counted.values())
    assert {act.agreement for act in counted} <= {agreement, None}
    assert {act.author for act in counted} >= {None}
    assert {act.side for act in counted} == {""}


def test_rows_of_the_version_before_go_together_as_they_did(first):
    """By person and reason, within a second of the row before."""

    def change(data):
        del data["goals.historicalgoal"][1:]
        row = data["goals.historicalgoal"][0]
        row["history_change_reason"], row["history_user_id"] = "Browser", "kim@example.org"
        row["history_date"] = "2016-02-01T12:00:00+00:00"
        for second, reason in (
            ("00.900000", "Browser"),
            ("01.800000", None),
            ("02.900001", None),
            ("03.000000", "Verwaltung"),
        ):
            data["goals.historicalgoal"].append(
                row
                | {
                    "history_id": row["history_id"] + 1 + len(data["goals.historicalgoal"]),
                    "history_date": f"2016-02-01T12:00:{second}+00:00",
                    "history_change_reason": reason,
                }
            )

    kim = UserFactory(email="kim@example.org")
    agreement = unpack(
        with_changed(first, "history.json", change), "umgezogen", {"kim@example.org": kim}
    )
    rows = [row for rows in dict(past_rows_of(agreement)).values() for row in rows]
    goals = [row for row in rows if row.__class__.__name__ == "HistoricalGoal"]
    goals.sort(key=lambda row: row.history_date)
    first_act, second_act = goals[0].act, goals[-1].act
    assert [row.act == first_act for row in goals] == [True, True, True, False, False]
    assert [row.act == second_act for row in goals] == [False, False, False, True, True]
    assert (first_act.origin, first_act.author.user) == ("browser", kim)
    assert second_act.origin == "admin"


def test_archive_of_this_version_comes_back_with_its_acts(second):
    agreement = unpack(second, "umgezogen")
    assert rows_without_keys(pack(agreement)) == without_accounts(rows_without_keys(second))
    row = Measure.history.filter(history_change_reason=None, partners="Jugendamt").latest()
    act = row.act
    assert (act.agreement, act.origin, act.detail, act.side) == (
        agreement,
        "import",
        "Import aus wiederhergestellt.docx",
        "municipality",
    )
    assert (act.author.user, row.history_user) == (None, None)
    assert act.author.name != ""


def without_accounts(rows):
    """Return rows as of people who have no account here: names stay, addresses do not."""
    for told in rows.values():
        for row in told:
            for name in ("history_user_id", "user_id", "author_id"):
                if name in row:
                    row[name] = None
            if "act_id" in row:
                row["act_id"] = row["act_id"] | {"person": None}
    return rows


def test_act_is_credited_to_the_account_that_the_operator_names(second):
    (email,) = {act["person"] for act in second.read("acts.json")} - {None}
    person = UserFactory()
    agreement = unpack(second, "umgezogen", {email: person})
    authors = {act.author.user for act in acts_of(agreement) if act.author}
    assert authors == {person}


def broken(change):
    def changed(data):
        change(data[-1])

    return changed


BROKEN = {
    "no list": lambda data: data.append("x"),
    "a field too many": broken(lambda act: act.update(more=1)),
    "a field too few": broken(lambda act: act.pop("side")),
    "no text": broken(lambda act: act.update(detail=7)),
    "a time that is none anywhere else": broken(
        lambda act: act.update(at="9999-12-31T23:59:59-12:00")
    ),
    "a time without its zone": broken(lambda act: act.update(at="2016-02-01T12:00:00")),
    "an unknown way": broken(lambda act: act.update(origin="magic")),
    "an unknown side": broken(lambda act: act.update(side="nobody")),
    "no time": broken(lambda act: act.update(at="gestern")),
    "too long a name": broken(lambda act: act.update(name="x" * 311)),
    "too long a detail": broken(lambda act: act.update(detail="x" * 301)),
    "twice": lambda data: data.append(data[-1]),
    "one that is missing": lambda data: data.pop(),
}


@pytest.mark.parametrize("name", BROKEN)
def test_acts_that_are_none_are_refused_and_nothing_is_stored(second, name):
    before = state()
    with pytest.raises(ArchiveError):
        unpack(with_changed(second, "acts.json", BROKEN[name]), "umgezogen")
    assert state() == before


def test_characters_that_no_document_can_hold_are_taken_out_of_acts_as_of_rows(second):
    def change(data):
        for act in data:
            act.update(detail="Import aus\0 plan\x07.docx")

    agreement = unpack(with_changed(second, "acts.json", change), "umgezogen")
    assert {act.detail for act in acts_of(agreement)} == {"Import aus plan.docx"}
    assert unpack(pack(agreement), "zweimal").slug == "zweimal"


def test_act_that_wrote_nothing_is_not_taken_in(second):
    def add(data):
        data.append(data[0] | {"id": "beside"})

    count = Act.objects.count()
    unpack(with_changed(second, "acts.json", add), "umgezogen")
    told = len(second.read("acts.json"))
    assert Act.objects.count() - count == told + 1  # and that of the organisations made here


def test_time_of_a_version_before_that_is_none_is_refused(first):
    def change(data):
        data["goals.historicalgoal"][0]["history_date"] = json.loads("[]")

    with pytest.raises(ArchiveError):
        unpack(with_changed(first, "history.json", change), "umgezogen")
