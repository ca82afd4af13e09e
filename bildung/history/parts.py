"""What of a record comes back as it was, and who may bring it back: what its forms edit."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bildung.agreements.access import Act
from bildung.agreements.models import Party

from .kinds import Kind


@dataclass(frozen=True)
class Part:
    """Some of a record that comes back at once, by whoever may do `act`.

    `key` stands in forms, `name` in the history; `this` and `former` begin „Diesen Wortlaut
    wiederherstellen“ and „Der frühere Wortlaut gilt wieder.“, to which belongs what `stays`.
    `fields` are fields of the record, `lines` is the kind of the bullets below it, of one `side`
    where that is named. Whoever may do `unless` has another part, which holds this one.
    """

    key: str
    name: str
    this: str
    former: str
    act: Act
    fields: tuple[str, ...] = ()
    lines: str = ""
    side: Party | None = None
    stays: str = ""
    unless: Act | None = None


def _wording(act: Act, *fields: str, lines: str = "", stays: str = "") -> Part:
    this, former = "Diesen Wortlaut", "Der frühere Wortlaut"
    return Part("wortlaut", "Wortlaut", this, former, act, fields, lines=lines, stays=stays)


TIMEFRAME = ("timeframe_wording", "starts_on", "ends_on")
# By the key of the kind. Missing is what has no wording of its own, or comes back with another.
PARTS: Mapping[str, tuple[Part, ...]] = {
    "schwerpunkt": (_wording(Act.EDIT_ANNEX_1, "name"),),
    "ziel": (_wording(Act.EDIT_ANNEX_1, "priority", "title", "topics"),),
    "erlaeuterung": (_wording(Act.EDIT_ANNEX_1, "text"),),
    "massnahme": (
        _wording(
            Act.EDIT_ANNEX_1,
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
            Act.EDIT_PERSONS,
            ("lead_unit", "partners", "contact"),
        ),
    ),
    "meilenstein": (_wording(Act.EDIT_ANNEX_2, "title"),),
    "abschnitt": (
        _wording(
            Act.EDIT_ANNEX_2,
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
            Act.EDIT_DUTIES_OF_MUNICIPALITY,
            lines="verantwortung",
            side=Party.MUNICIPALITY,
            unless=Act.EDIT_ANNEX_2,
        ),
    ),
}


def parts_for(kind: Kind, acts: Collection[Act]) -> tuple[Part, ...]:
    """Return what somebody with the rights `acts` may bring back of a record of `kind`."""
    return tuple(
        part for part in PARTS.get(kind.key, ()) if part.act in acts and part.unless not in acts
    )


def others_fields(kind: Kind, part: Part) -> set[str]:
    """Return the fields of the other parts: what stays, and is nothing to find fault with."""
    others = (other for other in PARTS[kind.key] if other != part)
    return {name for other in others for name in other.fields}
