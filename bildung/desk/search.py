"""One search over all that both annexes of somebody's agreements say."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter

from django import forms
from django.core.paginator import Paginator
from django.db.models import F, Model, QuerySet, Value
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bildung.agreements.access import agreements_of
from bildung.agreements.folding import holding
from bildung.agreements.models import Agreement
from bildung.agreements.paging import Pager, pager_of
from bildung.vocabulary import folding
from goals.models import Goal, Measure, Objective
from milestones.models import Duty, Milestone, Stage

PER_PAGE = 25
MOST_WORDS = 8
# Words of a text shown before the first that was found, and in all.
BEFORE, SHOWN = 12, 60


@dataclass(frozen=True)
class Kind:
    """What is searched, how it belongs to an agreement, and what of it is shown in which row.

    `matching` cuts a queryset down to the records that hold each of the words.
    """

    key: str
    label: str
    model: type[Model]
    path: str
    matching: Callable[[QuerySet, str], QuerySet]
    texts: Callable[[Model], Iterable[str]]
    anchor: Callable[[Model], str]
    related: tuple[str, ...] = ()
    below: tuple[str, ...] = ()


def _in(*fields: str) -> Callable[[QuerySet, str], QuerySet]:
    return lambda records, text: records.filter(holding(text, *fields))


def _in_measures(measures: QuerySet, text: str) -> QuerySet:
    for word in text.split():
        measures = measures.containing(word) | measures.with_contact(word)
    return measures


def _first(records: Iterable[Model], otherwise: str) -> str:
    """Return the row of the first record; where a cell spans rows, it begins in that one."""
    return next((record.row_key for record in records), otherwise)


def _of_objective(objective: Objective) -> str:
    return _first(objective.measures.all(), objective.row_key)


def _of_goal(goal: Goal) -> str:
    return next((_of_objective(each) for each in goal.objectives.all()), goal.row_key)


KINDS = (
    Kind(
        "1-goal",
        "Ziel",
        Goal,
        "agreement",
        _in("title"),
        lambda goal: [goal.title],
        _of_goal,
        below=("objectives__measures",),
    ),
    Kind(
        "2-objective",
        "Erläuterung",
        Objective,
        "goal__agreement",
        _in("text"),
        lambda objective: [objective.text],
        _of_objective,
        ("goal",),
        ("measures",),
    ),
    Kind(
        "3-measure",
        "Maßnahme",
        Measure,
        "objective__goal__agreement",
        _in_measures,
        lambda measure: [
            measure.text,
            *(step.text for step in measure.steps.all()),
            measure.partners,
            measure.contact,
        ],
        attrgetter("row_key"),
        ("objective__goal",),
        ("steps",),
    ),
    Kind(
        "4-milestone",
        "Meilenstein",
        Milestone,
        "agreement",
        _in("title"),
        lambda milestone: [milestone.title],
        lambda milestone: _first(milestone.stages.all(), milestone.row_key),
        below=("stages",),
    ),
    Kind(
        "5-stage",
        "Abschnitt",
        Stage,
        "milestone__agreement",
        _in("purpose", "note"),
        lambda stage: [stage.purpose, stage.note],
        attrgetter("row_key"),
        ("milestone",),
    ),
    Kind(
        "6-duty",
        "Verantwortung",
        Duty,
        "stage__milestone__agreement",
        _in("text"),
        lambda duty: [duty.text],
        lambda duty: f"stage-{duty.stage_id}",
        ("stage__milestone",),
    ),
)
BY_KEY = {kind.key: kind for kind in KINDS}


class SearchForm(forms.Form):
    """What somebody looks for: words, each of which must be found."""

    q = forms.CharField(label="Suche", required=False, max_length=200)

    def clean_q(self) -> str:
        words = folding.words(self.cleaned_data["q"])
        if len(words) > MOST_WORDS:
            raise forms.ValidationError(f"Bitte suchen Sie nach höchstens {MOST_WORDS} Wörtern.")
        return " ".join(words)


@dataclass(frozen=True)
class Piece:
    """A stretch of a text, and whether it holds one of the words."""

    text: str
    found: bool


@dataclass(frozen=True)
class Hit:
    label: str
    url: str
    agreement: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class SearchPage:
    """What the page shows; without words there are no hits."""

    form: SearchForm
    words: str
    total: int = 0
    hits: tuple[Hit, ...] = ()
    pager: Pager | None = None


@require_safe
def search(request):
    """Show where the words of `q` stand in the agreements of this person, 25 places a page."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    page = _found(request, form, words) if words else SearchPage(form, "")
    return render(request, "desk/search.html", {"page": page})


def _found(request, form: SearchForm, words: str) -> SearchPage:
    agreements = {each.pk: each for each in agreements_of(request.user)}
    # All places at once: to count them takes as long as to find them.
    places = list(_places(agreements, words))
    shown = Paginator(places, PER_PAGE).get_page(request.GET.get("page"))

    def url(number: str) -> str:
        query = {"q": words, "page": number} if number else {"q": words}
        return reverse("desk:search", query=query)

    return SearchPage(
        form,
        words,
        shown.paginator.count,
        tuple(_hits(list(shown), agreements, words)),
        pager_of(shown, url),
    )


def _places(agreements: dict[int, Agreement], words: str) -> QuerySet:
    """Return agreement, kind and key of all that was found, in this order."""
    first, *others = (
        kind.matching(kind.model.objects.filter(**{f"{kind.path}__in": list(agreements)}), words)
        .order_by()
        .annotate(within=F(kind.path), kind=Value(kind.key))
        .values_list("within", "kind", "id")
        for kind in KINDS
    )
    return first.union(*others, all=True).order_by("within", "kind", "id")


def _hits(places: list[tuple[int, str, int]], agreements, words: str) -> Iterable[Hit]:
    """Yield what the places show (a query a kind that occurs, up to two more for what is below)."""
    records = {
        kind.key: kind.model.objects.select_related(*kind.related)
        .prefetch_related(*kind.below)
        .in_bulk([pk for _, key, pk in places if key == kind.key])
        for kind in KINDS
    }
    for agreement, key, pk in places:
        kind, record = BY_KEY[key], records[key].get(pk)
        if record is None:  # deleted since the places were read
            continue
        page = agreements[agreement].get_absolute_url()
        yield Hit(
            kind.label,
            f"{page}#{kind.anchor(record)}",
            str(agreements[agreement]),
            excerpt("\n".join(filter(None, kind.texts(record))), words),
        )


def excerpt(text: str, words: str) -> tuple[Piece, ...]:
    """Return the part of `text` around the first of the `words`, what holds one of them marked.

    All parts in between blanks are marked whole: „Bildung“ marks „Bildungsbericht,“.
    """
    forms_of_words = {
        form
        for word in words.split()
        for form in (folding.dictionary(word), folding.telephone_book(word))
    }
    parts = text.split()
    found = [any(form in folding.forms(part) for form in forms_of_words) for part in parts]
    first = found.index(True) if True in found else 0
    start = max(first - BEFORE, 0) if len(parts) > SHOWN else 0
    end = min(start + SHOWN, len(parts))
    pieces: list[Piece] = []
    for part, is_found in zip(parts[start:end], found[start:end], strict=True):
        if pieces and pieces[-1].found == is_found:
            pieces[-1] = Piece(f"{pieces[-1].text} {part}", is_found)
        else:
            pieces.append(Piece(part, is_found))
    return (
        *([Piece("…", False)] if start else []),
        *pieces,
        *([Piece("…", False)] if end < len(parts) else []),
    )
