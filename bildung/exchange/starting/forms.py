"""The second step: which parties, and what the agreement is called."""

from collections.abc import Sequence
from datetime import date

from django import forms
from django.utils.text import slugify

from bildung.agreements import offers
from bildung.agreements.access import agreements_of
from bildung.agreements.fields import TextField
from bildung.agreements.models import Agreement, Organisation, Party, User
from bildung.annex.asides import Aside
from bildung.exchange.importing.forms import asides_field
from bildung.vocabulary import folding, timeframe
from bildung.vocabulary.timeframe import TimeframeError
from bildung.vocabulary.timeframe.offsets import LAST_MONTH

from .sources import Source

# The city of templates, which is nobody's (fixtures/vorlagen.json).
NOBODYS = "Kommune"
# The last month that a template counts is one that a time frame can have, whenever it begins.
YEARS = range(1990, timeframe.LAST_YEAR - LAST_MONTH // 12 + 1)
OTHER_CITY = ("", "eine andere Kommune")


class DetailsForm(forms.Form):
    """`agencies` are those that may begin with `source`, `cities` those that are served already."""

    agency = forms.ChoiceField(label="Transferagentur")
    city = forms.ChoiceField(label="Kommune", required=False)
    city_name = TextField(
        label="Name der anderen Kommune",
        required=False,
        max_length=Organisation._meta.get_field("name").max_length,
        help_text="So, wie er in der Anlage steht, etwa „Stadt Eisenach“ oder „Landkreis Gotha“.",
    )
    title = TextField(label="Titel", max_length=Agreement._meta.get_field("title").max_length)
    begin = forms.CharField(
        label="Erster Monat",
        max_length=40,
        help_text=("MM/JJJJ. Ab ihm zählen die Zeiträume der Vorlage: „Monat 1“ ist dieser Monat."),
    )
    slug = forms.SlugField(
        label="Kürzel",
        required=False,
        max_length=Agreement._meta.get_field("slug").max_length,
        help_text=(
            "Steht in der Adresse der Seite: Kleinbuchstaben, Ziffern und Bindestriche. "
            "Leer: Es wird aus dem Namen der Kommune gebildet."
        ),
        error_messages={
            "invalid": "Möglich sind Buchstaben ohne Umlaute, Ziffern und Bindestriche."
        },
    )

    def __init__(
        self,
        *args,
        source: Source,
        user: User,
        agencies: Sequence[Organisation],
        cities: Sequence[Organisation],
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.user = user
        self.agencies = {str(agency.pk): agency for agency in agencies}
        self.cities = {str(city.pk): city for city in cities}
        self.fields["title"].initial = source.title
        self.fields["agency"].choices = [(pk, str(each)) for pk, each in self.agencies.items()]
        self.fields["city"].choices = [
            OTHER_CITY,
            *((pk, str(each)) for pk, each in self.cities.items()),
        ]
        if len(self.agencies) == 1:
            del self.fields["agency"]
        if not self.cities:
            del self.fields["city"]
            self.fields["city_name"].label = "Name der Kommune"
        if not source.counts_months:
            del self.fields["begin"]
        if source.asides:
            self.fields["left_out"] = asides_field(source.asides)

    def clean_city_name(self) -> str:
        name = " ".join(self.cleaned_data["city_name"].split())
        if name.casefold() == NOBODYS.casefold():
            raise forms.ValidationError("Bitte nennen Sie die Kommune beim Namen.")
        if Organisation.objects.filter(name=name, kind=Party.AGENCY).exists():
            raise forms.ValidationError("Unter diesem Namen kann hier keine Kommune stehen.")
        return name

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean_begin(self) -> date:
        """Return the first day of the month."""
        wording = self.cleaned_data["begin"]
        try:
            read = timeframe.parse(wording)
        except TimeframeError as error:
            raise forms.ValidationError(error.message) from error
        if read is None or read.months() != 1:
            raise forms.ValidationError(f"„{wording}“ ist kein Monat, wie „1/2027“ einer ist.")
        if read.start.year not in YEARS:
            raise forms.ValidationError(
                f"Das Jahr liegt nicht zwischen {YEARS[0]} und {YEARS[-1]}."
            )
        return read.start

    def clean_left_out(self) -> frozenset[Aside]:
        return frozenset(map(Aside, self.cleaned_data["left_out"]))

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"].lower()
        if slug and slug in self._slugs_seen():
            raise forms.ValidationError("Dieses Kürzel hat schon eine andere Ihrer Vereinbarungen.")
        return slug

    def clean(self):
        cleaned = super().clean()
        chosen, named = cleaned.get("city"), cleaned.get("city_name")
        if chosen and named:
            self.add_error(
                "city_name",
                "Sie haben schon eine Kommune gewählt. Bitte lassen Sie den Namen leer oder wählen "
                f"Sie „{OTHER_CITY[1]}“.",
            )
        elif not chosen and not named and "city_name" not in self.errors:
            self.add_error("city_name", "Bitte nennen Sie die Kommune.")
        elif not self.errors:
            self._require_offer(*self._parties())
        return cleaned

    def agreement(self) -> Agreement:
        """Return what the form says as an agreement that is not stored, nor need its city be.

        Whether there is a city of the name already is not looked up: nobody is to read it off.
        """
        said = self.cleaned_data
        agency, city = self._parties()
        return Agreement(
            slug=said["slug"] or self._suggested(city.name),
            title=said["title"],
            municipality=city,
            agency=agency,
        )

    def _parties(self) -> tuple[Organisation, Organisation]:
        """Return the agency and the city; that one is not stored where it was named."""
        said, only = self.cleaned_data, next(iter(self.agencies))
        city = self.cities.get(said.get("city", "")) or Organisation(
            name=said["city_name"], kind=Party.MUNICIPALITY
        )
        return self.agencies[said.get("agency", only)], city

    def _require_offer(self, agency: Organisation, city: Organisation) -> None:
        """Refuse a city that the agency has offered enough; that tells of its own offers alone."""
        stored = Organisation.objects.filter(name=city.name, kind=Party.MUNICIPALITY).first()
        if stored and (day := offers.may_offer_from(agency, stored)):
            self.add_error(
                "city_name" if city.pk is None else "city",
                f"Sie haben {stored} in den letzten zwölf Monaten schon {offers.MOST} Angebote "
                f"gemacht, die nicht angenommen sind. Ein weiteres ist ab {day:%d.%m.%Y} möglich.",
            )

    def _suggested(self, name: str) -> str:
        """Return a slug of the city's name that none of the person's agreements has."""
        longest = self.fields["slug"].max_length
        slug = slugify(folding.telephone_book(name))[: longest - 4].strip("-") or "vereinbarung"
        seen, free, number = self._slugs_seen(), slug, 1
        while free in seen:
            number += 1
            free = f"{slug}-{number}"
        return free

    def _slugs_seen(self) -> set[str]:
        visible = agreements_of(self.user, with_templates=True).order_by()
        return set(visible.values_list("slug", flat=True))
