"""What of a record comes back as it was, and who may bring it back: what its forms edit."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bildung.agreements.access import Right
from bildung.agreements.models import Party

from .kinds import Kind


@dataclass(frozen=True)
class Part:
    """Some of a record that comes back at once, by whoever has `right`.

    `key` stands in forms, `name` in the history; `this` and `former` begin „Diesen Wortlaut
    wiederherstellen“ and „Der frühere Wortlaut gilt wieder.“, to which belongs what `stays`.
    `fields` are fields of the record, `lines` is the kind of the bullets below it, of one `side`
    where that is named. Whoever has `unless` has another part, which holds this one.
    """

    key: str
    name: str
    this: str
    former: str
    right: Right
    fields: tuple[str, ...] = ()
    lines: str = ""
    side: Party | None = None
    stays: str = ""
    unless: Right | None = None


def _wording(right: Right, *fields: str, lines: str = "", stays: str = "") -> Part:
    this, former = "Diesen Wortlaut", "Der frühere Wortlaut"
    return Part("wortlaut", "Wortlaut", this, former, right, fields, lines=lines, stays=stays)


TIMEFRAME = ("timeframe_wording", "starts_on", "ends_on")
# By the key of the kind. Missing is what has no wording of its own, or comes back with another.
PARTS: Mapping[str, tuple[Part, ...]] = {
    "schwerpunkt": (_wording(Right.EDIT_ANNEX_1, "name"),),
    "ziel": (_wording(Right.EDIT_ANNEX_1, "priority", "title", "topics"),),
    "erlaeuterung": (_wording(Right.EDIT_ANNEX_1, "text"),),
    "massnahme": (
        _wording(
            Right.EDIT_ANNEX_1,
            "text",
            *TIMEFRAME,
            "topics",
            lines="teilschritt",
            stays="Status und erledigte Teilschritte bleiben, wie sie sind.",
        ),
        Part(
            "zustaendigkeit",
            "Zuständigkeit",
            "Diese Zuständigkeit",
            "Die frühere Zuständigkeit",
            Right.EDIT_PERSONS,
            ("lead_unit", "partners", "contact"),
        ),
    ),
    "meilenstein": (_wording(Right.EDIT_ANNEX_2, "title"),),
    "abschnitt": (
        _wording(
            Right.EDIT_ANNEX_2,
            "purpose",
            *TIMEFRAME,
            lines="verantwortung",
            stays="Der Status bleibt, wie er ist.",
        ),
        Part(
            "verantwortung",
            "Verantwortung",
            "Diese Verantwortung der Kommune",
            "Die frühere Verantwortung der Kommune",
            Right.EDIT_DUTIES_OF_MUNICIPALITY,
            lines="verantwortung",
            side=Party.MUNICIPALITY,
            unless=Right.EDIT_ANNEX_2,
        ),
    ),
}


def parts_for(kind: Kind, rights: Collection[Right]) -> tuple[Part, ...]:
    """Return what somebody with `rights` may bring back of a record of `kind`."""
    return tuple(
        part
        for part in PARTS.get(kind.key, ())
        if part.right in rights and part.unless not in rights
    )


def others_fields(kind: Kind, part: Part) -> set[str]:
    """Return the fields of the other parts: what stays, and is nothing to find fault with."""
    others = (other for other in PARTS[kind.key] if other != part)
    return {name for other in others for name in other.fields}
