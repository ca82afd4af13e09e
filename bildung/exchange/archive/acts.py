"""The acts that an archive's history was written by: acts.json, and how they come back.

    [{"id": "…", "at": "…", "person": "<e-mail>", "name": "…", "side": "agency",
      "origin": "browser", "detail": "", "is_here": true}, …]

`is_here` says that it was in the agreement, and not of an office alone.

An archive of version 1 has none. What one person wrote within a second of the row before, and for
one reason, was one act then, as the pages „Verlauf“ had it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.utils.timezone import is_naive

from bildung.agreements.acts import Act, Author, Origin, side_of
from bildung.agreements.models import Agreement, Unit
from bildung.agreements.origins import ADMIN, BROWSER, IMPORT, REREAD, RESPELLED, STOCK
from bildung.editions.carry_on import GIVEN_UP

from . import fitting
from .belonging import HISTORIES, Table
from .package import ArchiveError, Package
from .rows import Row, checked

MEMBER = "acts.json"
FIELDS = {"id", "at", "person", "name", "side", "origin", "detail", "is_here"}
TEXTS = ("at", "name", "side", "origin", "detail")
GAP = timedelta(seconds=1)
RESTORED = re.compile("Wiederhergestellt|.* vom [0-9.]{10}, [0-9:]{5} Uhr wiederhergestellt")
WAYS = {
    "": Origin.BROWSER,
    BROWSER: Origin.BROWSER,
    ADMIN: Origin.ADMIN,
    IMPORT: Origin.IMPORT,
    GIVEN_UP: Origin.EDITION,
    STOCK: Origin.COMMAND,
    RESPELLED: Origin.COMMAND,
    REREAD: Origin.COMMAND,
}

Tables = Mapping[Table, list[Row]]


def acts_of(agreement: Agreement, history: Tables) -> list[Row]:
    """Return the acts by which the rows of `history` were written, the oldest first (1 query)."""
    wanted = {row["act_id"] for table in HISTORIES for row in history[table]}
    acts = Act.objects.filter(pk__in=wanted).select_related("author__user").order_by("at", "pk")
    return [
        {
            "id": str(act.pk),
            "at": act.at.isoformat(),
            "person": (act.author and act.author.user and act.author.user.email) or None,
            "name": str(act.author or ""),
            "side": act.side,
            "origin": act.origin,
            "detail": act.detail,
            "is_here": act.agreement_id == agreement.pk,
        }
        for act in acts
    ]


def read_acts(package: Package, past: Tables) -> list[Row]:
    """Return the acts of an archive; of one without, make them, and name them in `past`.

    Raises ArchiveError for what is none.
    """
    if package.version == 1:
        return list(_grouped(past))
    rows = package.read(MEMBER)
    if not isinstance(rows, list) or not all(_is_act(row) for row in rows):
        raise ArchiveError(f"„{MEMBER}“ ist nicht zu lesen.")
    if len({row["id"] for row in rows}) < len(rows):
        raise ArchiveError(f"In „{MEMBER}“ steht ein Vorgang zweimal.")
    return rows


def new_keys(rows: Iterable[Row]) -> dict[str, UUID]:
    return {row["id"]: uuid4() for row in rows}


def stored_acts(
    rows: list[Row], keys: Mapping[str, UUID], agreement: Agreement, users: Mapping[str, int]
) -> list[Act]:
    """Return the acts of `rows`, not stored, with their authors, who are.

    Who has no account in `users` stays a name.
    """
    people = {(row["person"], row["name"]) for row in rows if row["person"] or row["name"]}
    authors = {person: _author(*person, users) for person in sorted(people, key=str)}
    acts = []
    for row in rows:
        author = authors.get((row["person"], row["name"]))
        here = agreement.pk if row["is_here"] else None
        side = row["side"]
        if side is None:  # of a version that did not say it
            is_known = author is not None and author.user_id and here
            side = side_of(author.user_id, here) if is_known else ""
        detail = fitting.cleaned_past(row["detail"])
        values = {"side": side, "origin": row["origin"], "detail": detail, "at": row["at"]}
        try:
            values = {name: checked(Act._meta.get_field(name), values[name]) for name in values}
            if is_naive(values["at"]):
                raise ValueError("„at“ sagt nicht, in welcher Zeitzone.")
            values["at"].astimezone(UTC)  # which not every time has
        except (OverflowError, TypeError, ValueError, ValidationError) as error:
            raise ArchiveError(f"Ein Vorgang hat einen falschen Wert: {error!r}") from error
        acts.append(Act(id=keys[row["id"]], agreement_id=here, author=author, **values))
    return acts


def _author(email: str | None, name: str, users: Mapping[str, int]) -> Author:
    if (user := users.get(email)) is not None:
        author, _ = Author.objects.get_or_create(user_id=user)
        return author
    cleaned = fitting.cleaned_past(name)
    return Author.objects.create(name=checked(Author._meta.get_field("name"), cleaned))


def _is_act(row: Any) -> bool:
    return (
        isinstance(row, dict)
        and set(row) == FIELDS
        and isinstance(row["is_here"], bool)
        and (row["person"] is None or isinstance(row["person"], str))
        and all(isinstance(row[name], str) for name in ("id", *TEXTS))
    )


def _grouped(past: Tables) -> Iterator[Row]:
    """Yield an act for each group of rows; give the rows its key."""
    told = [
        (model is not Unit, *_when_and_who(row), place, row)
        for place, (table, model) in enumerate(HISTORIES.items())
        for row in past[table]
    ]
    # What was loaded as stock is told beside all other.
    told.sort(key=lambda each: (each[3] == STOCK, *each[:2], each[4]))
    number, before = 0, None
    groups: list[tuple[int, tuple]] = []
    for each in told:
        number += before is None or not _belong_together(before, each)
        groups.append((number, each))
        before = each
    for number, group in groupby(groups, key=lambda each: each[0]):
        rows = [each for _, each in group]
        *_, (is_here, at, person, reason, _, _) = rows
        reason = next((each[3] for each in reversed(rows) if each[3]), reason)
        for *_, row in rows:
            row["act_id"] = str(number)
        yield {
            "id": str(number),
            "at": at.isoformat(),
            "person": person or None,
            "name": "",
            "side": None,
            "origin": _way(reason, person),
            "detail": reason if _is_file(reason) else "",
            "is_here": is_here,
        }


def _when_and_who(row: Row) -> tuple[datetime, str, str]:
    person, reason = row["history_user_id"] or "", row["history_change_reason"] or ""
    try:
        at = datetime.fromisoformat(row["history_date"])
        return at.astimezone(), person + "", reason + ""
    except (TypeError, ValueError, OverflowError) as error:
        raise ArchiveError("Im Archiv ist die Geschichte nicht zu lesen.") from error


def _belong_together(earlier: tuple, later: tuple) -> bool:
    is_here, at, person, reason, *_ = earlier
    others = {reason, later[3]}
    agree = len(others) == 1 or ("" in others and STOCK not in others)
    return agree and (is_here, person) == (later[0], later[2]) and later[1] - at <= GAP


def _is_file(reason: str) -> bool:
    return reason not in WAYS and not RESTORED.fullmatch(reason)


def _way(reason: str, person: str) -> Origin:
    if not reason and not person:
        return Origin.SYSTEM
    if RESTORED.fullmatch(reason):
        return Origin.RESTORE
    return WAYS.get(reason, Origin.IMPORT)
