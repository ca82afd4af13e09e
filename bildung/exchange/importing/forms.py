"""The forms of an import: the file, and which of its columns is which."""

from django import forms
from django.utils.html import escape

from bildung.annex.reading import MappedGrid
from bildung.annex.table import AnnexTable
from bildung.formats import intake

from .upload import Mapping

NOT_TAKEN = "– nicht übernehmen –"


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
    """Says of each column of each table of a file which column of the annex it is, if any."""

    def __init__(self, *args, grids: tuple[MappedGrid, ...], annex: AnnexTable, **kwargs):
        super().__init__(*args, **kwargs)
        self.grids = grids
        choices = [("", NOT_TAKEN), *((column.key, column.title) for column in annex.columns)]
        for number, grid in enumerate(grids):
            for place, column in enumerate(grid.columns):
                heading = column.heading or f"Spalte {place + 1}"
                self.fields[_name(number, place)] = forms.ChoiceField(
                    label=heading,
                    choices=choices,
                    required=False,
                    initial=column.key,
                    # The page takes a hint for HTML.
                    help_text=escape(" · ".join(sample[:80] for sample in column.samples)),
                )

    def tables(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the fields of each table of the file, with where it stands."""
        return [
            (grid.place, [self[_name(number, place)] for place in range(len(grid.columns))])
            for number, grid in enumerate(self.grids)
        ]

    @property
    def mapping(self) -> Mapping:
        """Return what was chosen; to be asked when the form is valid."""
        return tuple(
            tuple(
                self.cleaned_data.get(_name(number, place), "")
                for place in range(len(grid.columns))
            )
            for number, grid in enumerate(self.grids)
        )


def _name(grid: int, place: int) -> str:
    return f"spalte-{grid + 1}-{place + 1}"
