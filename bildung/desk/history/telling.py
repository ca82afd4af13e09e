"""What one history row changed, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Field, Model

from bildung.agreements.models import Party, Phase
from bildung.agreements.origins import STOCK
from bildung.agreements.phases import Acceptance
from bildung.agreements.reports import CONFIRMED
from bildung.history.kinds import Kind
from bildung.vocabulary.priority import Priority
from bildung.vocabulary.status import Status
from bildung.vocabulary.wording import Piece, compare

GONE = "(nicht mehr vorhanden)"
DATES = ("starts_on", "ends_on")
# What is counted or kept for computing only, or told in words of its own.
UNTOLD = {"id", "version", "position", *DATES}
OBJECTS = {
    "text": "den Text",
    "title": "den Titel",
    "name": "den Namen",
    "slug": "das Kürzel",
    "number": "die Nummer",
    "priority": "die Priorität",
    "timeframe_wording": "den Zeitrahmen",
    "starts_on": "den Beginn",
    "ends_on": "das Ende",
    "status": "den Status",
    "lead_unit": "die federführende Stelle",
    "partners": "die Beteiligten",
    "contact": "die Ansprechperson",
    "topics": "die Schwerpunkte",
    "purpose": "den Zweck",
    "note": "die Anmerkung",
    "party": "die Vertragspartei",
    "municipality": "die Kommune",
    "agency": "die Transferagentur",
    "phase": "die Phase",
    "acceptance": "die Annahme",
}
# Short ones are told as „von … auf …“, whatever else is longer text and marked word by word.
SHORT = {
    "number",
    "priority",
    "timeframe_wording",
    *DATES,
    "status",
    "lead_unit",
    "topics",
    "party",
    "phase",
    "acceptance",
}
WORDS = {
    "priority": Priority,
    "status": Status,
    "party": Party,
    "phase": Phase,
    "acceptance": Acceptance,
}


@dataclass(frozen=True)
class FieldChange:
    """One sentence and, where a text was changed, both versions of it marked word by word."""

    sentence: str
    pieces: tuple[Piece, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class Names:
    """Names of what history rows point to, by key. What is gone has none.

    `ways` says of rows that moved something from where to where, by key of the kind and of the row.
    """

    units: Mapping[int, str] = field(default_factory=dict)
    topics: Mapping[int, str] = field(default_factory=dict)
    ways: Mapping[tuple[str, int], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """A history row with the one before it, and who wrote it (as a sentence begins).

    `reported` are the texts of the Sachstände of the same act, which need not be told twice.
    """

    kind: Kind
    row: Model
    previous: Model | None
    who: str
    reported: frozenset[str] = frozenset()

    def changes(self, names: Names) -> tuple[FieldChange, ...]:
        """Return what the row says; nothing where only a count or a date kept beside changed."""
        if self.row.history_type == "-":
            return (self._whole("gelöscht"),)
        if self.row.history_type == "+" and self.previous is not None:
            return (self._whole("wiederhergestellt"),)
        if self.row.history_change_reason == STOCK:
            return (self._whole("als Erstbestand übernommen"),)
        if self.kind.is_report:
            return tuple(self._report())
        if self.row.history_type == "+":
            return (self._whole("hinzugefügt" if self.kind.told_with_parent else "angelegt"),)
        if self.previous is None:  # the history begins later than the record
            return (self._whole("geändert"),)
        return tuple(self._changed(names))

    def _report(self) -> Iterator[FieldChange]:
        """Tell what was reported; a status without words is told by the record it was set on."""
        if self.row.text == CONFIRMED:
            status = Status(self.row.status)
            yield FieldChange(f"{self.who} hat den Stand „{status.label}“ bestätigt.")
        elif self.row.text:
            yield FieldChange(f"{self.who} hat einen Sachstand geschrieben:", text=self.row.text)

    def _whole(self, verb: str) -> FieldChange:
        """Tell of the whole record, with its text."""
        if self.kind.told_with_parent:
            return FieldChange(f"{self.who} hat {self._named()} {verb}.")
        text = str(getattr(self.row, self.kind.named_by))
        if frame := getattr(self.row, "timeframe_wording", ""):
            text = f"{text}\nZeitrahmen: {frame}".strip()
        shown = text if self.row.history_type == "-" else ""
        return FieldChange(f"{self.who} hat {self.kind.object} {verb}.", text=shown)

    def _changed(self, names: Names) -> Iterator[FieldChange]:
        wording_stayed = not hasattr(self.row, "timeframe_wording") or (
            self.row.timeframe_wording == self.previous.timeframe_wording
        )
        for model_field in self.kind.model._meta.concrete_fields:
            name = model_field.name
            if name in UNTOLD and not (name in DATES and wording_stayed):
                continue
            if name == "note" and self.row.note in self.reported:
                continue
            if _differ(self.row, self.previous, model_field.attname):
                yield self._field(model_field, names)
        for model_field in self.kind.model._meta.many_to_many:
            old, new = (self.kind.tags_of(row, model_field) for row in (self.previous, self.row))
            if old != new:
                texts = (_joined(names.topics, keys) for keys in (old, new))
                yield self._short(OBJECTS.get(model_field.name, "die Zuordnungen"), *texts)
        if self._reordered():
            yield FieldChange(f"{self.who} hat {self._order()} geändert.")

    def _reordered(self) -> bool:
        """Whether the place changed; with what stands above, it changes anyway."""
        if not hasattr(self.row, "position"):
            return False
        stayed = not _differ(self.row, self.previous, self.kind.parent_attname)
        return stayed and _differ(self.row, self.previous, "position")

    def _field(self, model_field: Field, names: Names) -> FieldChange:
        name = model_field.name
        if name == self.kind.within:
            way = names.ways.get((self.kind.key, self.row.history_id), "")
            what = " ".join(filter(None, (self.kind.object, way)))
            # Not „verschoben“, which is a status here.
            return FieldChange(f"{self.who} hat {what} umgestellt.")
        if name == "done":
            state = "erledigt" if self.row.done else "offen"
            return FieldChange(f"{self.who} hat {self._named()} als {state} gekennzeichnet.")
        subject = OBJECTS.get(name, f"das Feld „{model_field.verbose_name}“")
        if self.kind.told_with_parent:
            subject = self.kind.object if name == "text" else f"{subject} ({self._named()})"
        old, new = (
            _shown(getattr(row, model_field.attname), name, names)
            for row in (self.previous, self.row)
        )
        if model_field.is_relation and name not in SHORT:
            return FieldChange(f"{self.who} hat {subject} geändert.")
        if name in SHORT:
            return self._short(subject, old, new)
        verb = "geändert" if old and new else "eingetragen" if new else "entfernt"
        return FieldChange(f"{self.who} hat {subject} {verb}:", compare(old, new))

    def _short(self, subject: str, old: str, new: str) -> FieldChange:
        if not old:
            what = f"{subject} „{new}“ eingetragen"
        elif not new:
            what = f"{subject} „{old}“ entfernt"
        else:
            what = f"{subject} von „{old}“ auf „{new}“ geändert"
        return FieldChange(f"{self.who} hat {what}.")

    def _named(self) -> str:
        return f"{self.kind.object} „{self.kind.name_of(self.row)}“"

    def _order(self) -> str:
        if self.kind.told_with_parent:
            return f"die Reihenfolge der {self.kind.model._meta.verbose_name_plural}"
        return "die Reihenfolge"


def _joined(names: Mapping[int, str], keys: frozenset[int]) -> str:
    return ", ".join(sorted(names.get(key, GONE) for key in keys))


def _differ(row: Model, previous: Model, attname: str) -> bool:
    return getattr(row, attname) != getattr(previous, attname)


def _shown(value, name: str, names: Names) -> str:
    if value is None or value == "":
        return ""
    if name == "lead_unit":
        return names.units.get(value, GONE)
    if name in WORDS:
        return _word(WORDS[name], value)
    if isinstance(value, bool):
        return "ja" if value else "nein"
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value)


def _word(vocabulary, value: str) -> str:
    return next((str(word.label) for word in vocabulary if word.value == value), value)
