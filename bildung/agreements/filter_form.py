"""What a page shows of a list's filters: the form's fields with counts, and chips in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe

# The fields that every page has. The others offer hundreds of goals and milestones: they are there,
# and read, only where the address asks for them. They close again when the list is sorted or turned
# over, unless one of them holds.
QUICK = ("text", "status", "overdue")
ALL_FIELDS = {"filter": "alle"}


@dataclass(frozen=True)
class Choice:
    """What may be chosen, and how many records it would show."""

    value: str
    label: str
    count: int
    selected: bool
    symbol: str = ""


@dataclass(frozen=True)
class ChoiceGroup:
    label: str
    choices: tuple[Choice, ...]

    @property
    def options(self) -> SafeString:
        """Return the `<option>`s, drawn here: a template takes ten times as long for hundreds."""
        return mark_safe("".join(map(_option, self.choices)))  # noqa: S308 (escaped in _option)


@dataclass(frozen=True)
class FilterField:
    """One field of the filter form; `kind` is „checks“, „select“ or „input“."""

    name: str
    label: str
    kind: str
    value: str = ""
    groups: tuple[ChoiceGroup, ...] = ()
    hint: str = ""
    errors: tuple[str, ...] = ()

    @property
    def described_by(self) -> str:
        parts = (("hint", self.hint), ("error", self.errors))
        return " ".join(f"id_{self.name}_{part}" for part, there in parts if there)


@dataclass(frozen=True)
class FilterPanels:
    """The fields of the form, those that every page has apart from the rest.

    Where the rest was not asked for, `more` is empty and `more_url` leads to the page with it.
    """

    quick: tuple[FilterField, ...]
    more: tuple[FilterField, ...]
    more_url: str

    @property
    def fields(self) -> tuple[FilterField, ...]:
        return (*self.quick, *self.more)

    @property
    def errors(self) -> tuple[FilterField, ...]:
        return tuple(each for each in self.fields if each.errors)


@dataclass(frozen=True)
class Chip:
    """An active filter in words, and the address of the list without it."""

    label: str
    value: str
    remove_url: str


def asks_for_all(data: QueryDict) -> bool:
    """Whether the address asks to see all fields."""
    return all(data.get(name) == value for name, value in ALL_FIELDS.items())


def panels_of(fields: Mapping[str, FilterField], more_url: str) -> FilterPanels:
    """Return `fields` as the form has them; `more_url` leads to the page with all of them."""
    quick = tuple(fields[name] for name in QUICK if name in fields)
    more = tuple(each for name, each in fields.items() if name not in QUICK)
    return FilterPanels(quick, more, "" if more else more_url)


def _option(choice: Choice) -> str:
    selected = " selected" if choice.selected else ""
    label = f"{escape(choice.label)} ({choice.count})"
    return f'<option value="{escape(choice.value)}"{selected}>{label}</option>'
