"""The forms of an import: the file, and which of its columns is which."""

from collections.abc import Collection, Iterable
from itertools import groupby

from django import forms
from django.utils.html import escape

from bildung.annex.asides import Aside
from bildung.annex.reading import MappedGrid
from bildung.annex.table import Column
from bildung.formats import intake

from .upload import Mapping

NOT_TAKEN = "– nicht übernehmen –"
ASIDES = "ohne"


def asides_field(asides: Iterable[Aside]) -> forms.MultipleChoiceField:
    """Return the field that asks what is to be left out of what is set aside in a file."""
    return forms.MultipleChoiceField(
        label="Aus der Datei nicht übernehmen",
        choices=[(aside.value, aside.label) for aside in asides],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class FileForm(forms.Form):
    file = forms.FileField(
        label="Datei",
        help_text=(
            f"Word (.docx), Excel (.xlsx), CSV, JSON oder PDF, höchstens {intake.LARGEST_MIB} MB."
        ),
        widget=forms.FileInput(attrs={"accept": ".docx,.xlsx,.csv,.json,.pdf"}),
        error_messages={"empty": "Die Datei ist leer."},
    )


class MappingForm(forms.Form):
    """Says of each column of each table of a file which one of `columns`, the annex's, it is.

    Tables that follow one another with the same columns, as the pages of a PDF do, are asked about
    once. Where something is set aside in the file, it asks whether that is left out.
    """

    def __init__(
        self,
        *args,
        grids: tuple[MappedGrid, ...],
        columns: tuple[Column, ...],
        asides: Iterable[Aside] = (),
        left_out: Collection[Aside] = (),
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.grids = grids
        if asides:
            self.fields[ASIDES] = asides_field(asides)
            self.initial[ASIDES] = sorted(left_out)
        self.parts = [list(part) for _, part in groupby(range(len(grids)), self._columns_of)]
        choices = [("", NOT_TAKEN), *((column.key, column.title) for column in columns)]
        for number, *_ in self.parts:
            for place, column in enumerate(grids[number].columns):
                heading = column.heading or f"Spalte {place + 1}"
                self.fields[_name(number, place)] = forms.ChoiceField(
                    label=heading,
                    choices=choices,
                    required=False,
                    initial=column.key,
                    # The page takes a hint for HTML.
                    help_text=escape(" · ".join(sample[:80] for sample in column.samples)),
                )

    def _columns_of(self, number: int) -> Mapping:
        """Return heading and key of each column of a table."""
        return tuple((column.heading, column.key) for column in self.grids[number].columns)

    def tables(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the fields of each table of the file, with where it stands."""
        return [
            (self._place(part), [self[name] for name in self._names(part[0])])
            for part in self.parts
        ]

    @property
    def asides(self) -> forms.BoundField | None:
        """The field that asks what is left out; None where nothing is set aside."""
        return self[ASIDES] if ASIDES in self.fields else None

    @property
    def left_out(self) -> frozenset[Aside]:
        """Return what was chosen; to be asked when the form is valid."""
        return frozenset(map(Aside, self.cleaned_data.get(ASIDES, ())))

    def _place(self, part: list[int]) -> str:
        first, last = self.grids[part[0]].place, self.grids[part[-1]].place
        return first if first == last else f"{first} bis {last}"

    def _names(self, number: int) -> list[str]:
        return [_name(number, place) for place in range(len(self.grids[number].columns))]

    @property
    def mapping(self) -> Mapping:
        """Return what was chosen; to be asked when the form is valid."""
        return tuple(
            tuple(self.cleaned_data.get(name, "") for name in self._names(part[0]))
            for part in self.parts
            for _ in part
        )


def _name(grid: int, place: int) -> str:
    return f"spalte-{grid + 1}-{place + 1}"
