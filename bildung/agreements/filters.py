"""Filters of the lists over all agreements a person may see: their form, counts, and words.

The choices, and what they count, come from what the person may see alone. A choice that is not
among them answers the same whether it exists elsewhere or not.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import compress
from operator import or_
from typing import ClassVar

import django_filters
from django import forms
from django.db.models import Case, Q, QuerySet, Value, When
from django.http import QueryDict
from django.utils.timezone import localdate

from bildung.vocabulary.status import Status
from bildung.vocabulary.timeframe.value import numeric

from .counting import NOTHING, Counted, count_choices
from .filter_form import QUICK, Chip, Choice, ChoiceGroup, FilterField, asks_for_all
from .models import Agreement
from .records import SILENT, SOON, ScheduledQuerySet, due_soon, late, silent

UNKNOWN_CHOICE = "Diese Auswahl gibt es nicht (mehr). Sie wurde nicht berücksichtigt."
WRONG_DATE = "Das ist kein Datum. Gemeint ist eine Angabe wie 31.03.2026."


@dataclass(frozen=True)
class Offer:
    """A value somebody may choose, with the group it stands in."""

    value: str
    label: str
    symbol: str = ""
    group: str = ""


class PeriodForm(forms.Form):
    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            self.add_error("end", "Das Ende liegt vor dem Beginn.")
            cleaned.pop("start")  # half a period would show what nobody asked for
        return cleaned


class OfferFilter(django_filters.ChoiceFilter):
    """One of the offers that its filter set loads for the person."""

    def __init__(self, *args, **kwargs):
        messages = {"invalid_choice": UNKNOWN_CHOICE}
        super().__init__(*args, empty_label=None, error_messages=messages, **kwargs)

    def filter(self, queryset, value):
        if value == NOTHING:
            return queryset.filter(**{f"{self.field_name}__isnull": True})
        return super().filter(queryset, value)


class ChecksField(django_filters.MultipleChoiceFilter.field_class):
    """Takes what is empty among its values for nothing chosen, as the address does."""

    def clean(self, value):
        return super().clean(list(filter(None, value or ())))


class ChecksFilter(django_filters.MultipleChoiceFilter):
    """Any of a few offers, side by side."""

    field_class = ChecksField

    def __init__(self, *args, **kwargs):
        messages = {"invalid_choice": UNKNOWN_CHOICE}
        super().__init__(*args, distinct=False, error_messages=messages, **kwargs)


class PlanFilter(django_filters.FilterSet):
    """What the lists of both annexes filter by. A subclass adds its own."""

    text = django_filters.CharFilter(label="Text", method="filter_text", max_length=200)
    status = ChecksFilter(label="Status")
    overdue = ChecksFilter(label="Frist", method="filter_overdue")
    silent = ChecksFilter(label="Sachstand", method="filter_silent")
    agreement = OfferFilter(label="Zielvereinbarung")
    start = django_filters.DateFilter(
        label="Läuft von", method="with_period", error_messages={"invalid": WRONG_DATE}
    )
    end = django_filters.DateFilter(
        label="Läuft bis", method="with_period", error_messages={"invalid": WRONG_DATE}
    )

    hints: Mapping[str, str] = {
        "silent": "Nur Begonnenes, das weder abgeschlossen noch entfallen ist",
        "start": "TT.MM.JJJJ",
        "end": "TT.MM.JJJJ",
    }
    agreement_path = ""
    # What leads from a record to the values that the fields beyond the quick ones count.
    paths: ClassVar[tuple[str, ...]] = ()

    class Meta:
        form = PeriodForm
        fields = ()

    @classmethod
    def wants_all(cls, data: QueryDict) -> bool:
        """Whether `data` filters by a field beyond the quick ones, or asks to see them."""
        further = set(cls.base_filters).difference(QUICK)
        return asks_for_all(data) or any(any(data.getlist(name)) for name in further)

    def __init__(self, data: QueryDict, agreements: Sequence[Agreement], all_fields: bool):
        """Filter the records of `agreements`, which the caller has found to be the person's.

        With `all_fields`, by the fields beyond the quick ones, too.
        """
        self.agreements = agreements
        # By their keys, which are known now: a condition on them in each query takes far longer.
        self.agreement_keys = [each.pk for each in self.agreements]
        super().__init__(data, self.records().in_agreements(self.agreement_keys))
        self.is_bound = True
        self.today = localdate()
        # What the choices of „Frist“ stand for. No record meets two of them.
        self.deadlines = {"yes": late(self.today), "soon": due_soon(self.today)}
        self.has_all = all_fields
        self.offers = {
            "status": [Offer(status.value, status.label, status.symbol) for status in Status],
            "overdue": [
                Offer("yes", "überfällig", "!"),
                Offer("soon", f"in den nächsten {SOON.days} Tagen fällig"),
            ],
        }
        if all_fields:
            self.filters["agreement"].field_name = f"{self.agreement_path}__slug"
            self.offers |= self.load_offers()
        else:
            for name in set(self.filters).difference(QUICK):
                del self.filters[name]
        for name, offers in self.offers.items():
            choices = [(offer.value, offer.label) for offer in offers]
            # As a function: forms copy all else deeply, and there may be hundreds.
            self.filters[name].extra["choices"] = lambda choices=choices: choices

    def records(self) -> ScheduledQuerySet:
        """Return the records of all agreements there are, of which the person sees some."""
        raise NotImplementedError

    def load_offers(self) -> dict[str, list[Offer]]:
        """Return what each field of choices beyond the quick ones offers this person."""
        return {
            "silent": [Offer("yes", f"seit {SILENT.days} Tagen keiner")],
            "agreement": [Offer(each.slug, str(each)) for each in self.agreements],
        }

    @property
    def agreement_name(self) -> str:
        """Return the agreement that all records belong to; empty where they may be of several."""
        chosen = self.form.cleaned_data.get("agreement")
        names = [str(each) for each in self.agreements if chosen in ("", None, each.slug)]
        return names[0] if len(names) == 1 else ""

    def columns(self, records: QuerySet) -> tuple[Sequence[int], dict[str, Sequence]]:
        """Return the keys of `records`, and the values that each field of choices counts.

        Both in the order of `records` (see counting.py; 1 query, and those of `further_columns`).
        Not grouped by the database: nearly every record is a group.
        """
        read = ["pk", "status", self._choice_of(**self.deadlines)]
        if self.has_all:
            read += [self._choice_of(yes=silent(records.model, self.today)), *self.paths]
        columns: list[Sequence] = list(zip(*records.values_list(*read), strict=True))
        keys, status, overdue, *values = columns or [()] * len(read)
        quick = {"status": status, "overdue": overdue}
        if not self.has_all:
            return keys, quick
        is_silent, *values = values
        return keys, quick | {"silent": is_silent} | self.further_columns(keys, *values)

    @staticmethod
    def _choice_of(**conditions: Q) -> Case:
        """Return the choice whose condition a record meets, as an expression; empty for none."""
        cases = (When(each, then=Value(choice)) for choice, each in conditions.items())
        return Case(*cases, default=Value(""))

    def further_columns(self, keys: Sequence[int], *values: Sequence) -> dict[str, Sequence]:
        """Return the values that the fields beyond the quick ones count, by field.

        Of the records with these `keys`; `values` are what `paths` lead to.
        """
        raise NotImplementedError

    def with_period(self, queryset, name, value):
        return queryset  # both ends together, see _in_period

    def filter_text(self, queryset, name, value):
        return queryset.containing(value)

    def filter_overdue(self, queryset, name, value):
        return queryset.filter(reduce(or_, (self.deadlines[each] for each in value)))

    def filter_silent(self, queryset, name, value):
        return queryset.filter(silent(queryset.model, self.today))

    def matching_all_but(self, *left_out: str) -> QuerySet:
        """Return the records that all filters but those named let through."""
        self.errors  # noqa: B018  checks the form
        records = self.queryset
        for name, value in self.form.cleaned_data.items():
            if name not in left_out:
                records = self.filters[name].filter(records, value)
        return self._in_period(records)

    def filter_queryset(self, queryset):
        return self._in_period(super().filter_queryset(queryset))

    def _in_period(self, records):
        start, end = (self.form.cleaned_data.get(name) for name in ("start", "end"))
        return records.running(start, end) if start or end else records

    def counted(self) -> Counted:
        """Count the records of every choice."""
        return self._sifted(self.matching_all_but(*self.offers).order_by())[1]

    def sifted(self, *first) -> tuple[list[int], Counted]:
        """Return the keys of the records that all filters let through, and count every choice.

        Sorted by the expressions `first`, then as in the annexes. The counts need the records that
        choices leave out, too: what is read for them tells which are left.
        """
        records = self.matching_all_but(*self.offers)
        return self._sifted(records.in_annex_order(self.agreement_keys, *first))

    def _sifted(self, records: QuerySet) -> tuple[list[int], Counted]:
        keys, columns = self.columns(records)
        counted = count_choices(columns, {name: self._selected(name) for name in self.offers})
        return list(compress(keys, counted.through)), counted

    def _selected(self, name: str) -> set[str]:
        value = self.form.cleaned_data.get(name) or ()
        return {value} if isinstance(value, str) else set(value)

    def fields(self, counted: Counted) -> dict[str, FilterField]:
        """Return the form's fields by name, with what was entered, errors and counts."""
        return {name: self._field(name, counted) for name in self.filters if self._is_shown(name)}

    def _is_shown(self, name: str) -> bool:
        # Nobody chooses among one; but an error has to be seen.
        few = 2 if name == "agreement" else 1
        return len(self.offers.get(name, "ab")) >= few or name in self.errors

    def _field(self, name: str, counted: Counted) -> FilterField:
        several = isinstance(self.filters[name], ChecksFilter)
        kind = ("checks" if several else "select") if name in self.offers else "input"
        chosen = self.data.getlist(name) if several else [self.data.get(name, "")]
        counts = counted.by_choice.get(name, Counter())
        groups: dict[str, list[Choice]] = {}
        for offer in self.offers.get(name, ()):
            groups.setdefault(offer.group, []).append(
                Choice(
                    offer.value,
                    offer.label,
                    counts[offer.value],
                    offer.value in chosen,
                    offer.symbol,
                )
            )
        return FilterField(
            name,
            self.filters[name].label,
            kind,
            "" if several else chosen[0],
            tuple(ChoiceGroup(label, tuple(choices)) for label, choices in groups.items()),
            self.hints.get(name, ""),
            tuple(str(error) for error in self.errors.get(name, ())),
        )

    def canonical(self) -> QueryDict:
        """Return the parameters that say the same, without the empty ones, in the form's order."""
        query = QueryDict(mutable=True)
        for name, each in self.filters.items():
            if isinstance(each, ChecksFilter):
                given = set(filter(None, self.data.getlist(name)))
                known = [offer.value for offer in self.offers[name]]
                # What is not known stays, so that the answer can say so.
                values = [v for v in known if v in given] + sorted(given.difference(known))
            else:
                values = [value] if (value := self.data.get(name, "").strip()) else []
            if values:
                query.setlist(name, values)
        return query

    def chips(self, url_of) -> tuple[Chip, ...]:
        """Return the filters that hold, in words. `url_of` gives the address of parameters."""
        query = self.canonical()
        chips = []
        for name, each in self.filters.items():
            cleaned = self.form.cleaned_data.get(name)
            for value in cleaned if isinstance(cleaned, list) else [cleaned]:
                if value in (None, ""):
                    continue
                rest = query.copy()
                rest.setlist(name, [v for v in query.getlist(name) if v != _entered(value, v)])
                chips.append(Chip(each.label, self._words(name, value), url_of(rest)))
        return tuple(chips)

    def _words(self, name: str, value) -> str:
        if isinstance(value, date):
            return numeric(value)
        labels = {offer.value: offer.label for offer in self.offers.get(name, ())}
        return labels.get(value, f"„{value}“")


def _entered(value, entered: str) -> str:
    """Return what to take out of the address for `value`: a date may be written in many ways."""
    return entered if isinstance(value, date) else value
