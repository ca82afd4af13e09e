"""Two people changed one record: both versions field by field, and a choice for each.

The page of a form carries what its fields said when it was shown: its `base`, as JSON

    {"partners": "Jugendamt", "topics": ["3", "5"]}

in a hidden field. Three ways are told apart by it: what only the other person changed is offered
in the stored version, what only this one changed in their own, and where both changed the same
field they must choose. The page that asks carries the stored version as its new base, so that a
choice for it means what was read there, whatever is stored by then.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.forms import BoundField, ModelForm
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from bildung.vocabulary.characters import cleaned
from bildung.vocabulary.wording import Piece, compare

from .models import User

# What a browser sends for a field: one text, or several for a field of many choices.
Value = str | list[str]

BASE = "base"
ASKED = "asked"  # the fields for which the page asked
KEEP = "keep-"  # before a field's name: the choice for it
MINE, THEIRS = "mine", "theirs"
CHOICE_MISSING = "Bitte wählen Sie oben, welche Fassung gelten soll."


@dataclass(frozen=True)
class FieldVersions:
    """What one field of a refused form says in both versions, as texts to show.

    `keep` is what was chosen or is offered (MINE, THEIRS), empty where both changed the field.
    With `is_added` the field is no part of the record: what it says comes to what is stored.
    """

    name: str
    label: str
    mine: str
    theirs: str
    keep: str
    is_added: bool = False

    @property
    def differs(self) -> bool:
        return self.mine != self.theirs

    @property
    def is_asked(self) -> bool:
        return self.differs and not self.is_added

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """What is stored, and what this person typed instead, word by word."""
        return compare(self.theirs, self.mine)


@dataclass(frozen=True)
class Conflict:
    """Both versions of a record: that of a refused form, and who stored the other one when.

    `base` is for the page that shows them.
    """

    fields: tuple[FieldVersions, ...]
    changed_by: User | None
    changed_at: datetime | None
    base: str

    @property
    def different(self) -> list[FieldVersions]:
        return [field for field in self.fields if field.differs]

    @property
    def same(self) -> list[str]:
        """The labels of the fields in which both versions agree."""
        return [field.label for field in self.fields if not field.differs]


def base_of(form: ModelForm) -> str:
    """Return what the fields of a form that is not bound say, as its page carries it."""
    return json.dumps(_values(form), ensure_ascii=False)


def lost_fields(form: ModelForm) -> set[str]:
    """Return the fields of the page a form comes from that the form has no longer."""
    return set(_read(form.data.get(BASE))) - set(form.fields)


def base_without(form: ModelForm, names: set[str]) -> str:
    """Return the base that came with `form`, without the fields `names`."""
    base = _read(form.data.get(BASE))
    left = {name: value for name, value in base.items() if name not in names}
    return json.dumps(left, ensure_ascii=False)


def is_asked(form: ModelForm) -> bool:
    """Whether the form comes from a page that asked which version to keep."""
    return ASKED in form.data


def with_choices(form: ModelForm):
    """Return the data of a bound form, with what was stored where that was chosen."""
    base = _read(form.data.get(BASE))
    chosen = {
        name: base[name]
        for name in form.fields
        if form.data.get(f"{KEEP}{name}") == THEIRS and name in base
    }
    if not chosen:
        return form.data
    data = form.data.copy()
    for name, value in chosen.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def unanswered(form: ModelForm) -> Iterator[str]:
    """Yield the fields for which the page asked and nothing was chosen."""
    for name in form.data.getlist(ASKED) if is_asked(form) else ():
        if name in form.fields and form.data.get(f"{KEEP}{name}") not in (MINE, THEIRS):
            yield name


def conflict_of(form: ModelForm) -> Conflict:
    """Return both versions of the record of a form that is stale or asked before.

    The form has the data as they were typed.
    """
    base = _read(form.data.get(BASE))
    stored = type(form)(instance=form.current) if form.stale else None
    theirs = _values(stored) if stored else base
    latest = (form.current or form.instance).history.select_related("history_user").first()
    return Conflict(
        tuple(
            FieldVersions(
                field.name,
                str(field.label),
                mine=_shown(field, _value(field)),
                theirs=_shown(stored[field.name] if stored else field, theirs.get(field.name, "")),
                keep=_offered(form, field, base, theirs),
                is_added=field.name in form.additive,
            )
            for field in form.visible_fields()
        ),
        latest and latest.history_user,
        latest and latest.history_date,
        json.dumps(theirs, ensure_ascii=False),
    )


def _offered(form, field: BoundField, base: Mapping[str, Value], theirs: Mapping[str, Value]):
    if not form.stale:  # asked before, and refused for another reason
        was_asked = field.name in form.data.getlist(ASKED)
        return form.data.get(f"{KEEP}{field.name}", "" if was_asked else MINE)
    if field.name not in base:
        return ""
    if _value(field) == base[field.name]:
        return THEIRS
    return MINE if theirs.get(field.name) == base[field.name] else ""


def _values(form: ModelForm) -> dict[str, Value]:
    return {field.name: _value(field) for field in form.visible_fields()}


def _value(field: BoundField) -> Value:
    """Return what a browser sends for `field`, as texts are stored, lines without their ends."""
    value = "" if field.value() is None else field.value()
    if isinstance(value, list | tuple):
        return sorted(str(chosen) for chosen in value)
    if not hasattr(field.field, "choices"):
        value = field.field.widget.format_value(value) or ""
    lines = cleaned(str(value)).strip("\n").split("\n")
    return "\n".join(line.rstrip() for line in lines)


def _shown(field: BoundField, value: Value) -> str:
    choices = dict(_flat(getattr(field.field, "choices", ())))
    if isinstance(value, list):
        return "\n".join(text for key, text in choices.items() if key in value)
    return choices.get(value, value) if value else ""


def _flat(choices) -> Iterator[tuple[str, str]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            # The symbol of a status stands in markup, which no comparison is to break.
            yield str(value), strip_tags(label) if isinstance(label, SafeString) else str(label)


def _read(text: str | None) -> dict[str, Value]:
    """Return a base as a page carried it; what no page of ours wrote counts as none."""
    try:
        read = json.loads(text or "")
    except ValueError:
        return {}
    values = read.items() if isinstance(read, dict) else ()
    return {name: value for name, value in values if _is_value(value)}


def _is_value(value) -> bool:
    texts = value if isinstance(value, list) else [value]
    return all(isinstance(text, str) for text in texts)
