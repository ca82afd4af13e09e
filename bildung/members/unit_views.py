"""The offices of an organisation, for those who lead it: add, rename, order, delete."""

from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from bildung.agreements.models import Organisation, Unit
from bildung.agreements.sent_forms import once
from bildung.agreements.views import UNCHANGED

from .forms import UnitForm
from .leadership import led_organisation, locked_organisation

DIRECTIONS = {"hoch": -1, "runter": 1}


@dataclass(frozen=True)
class UnitLine:
    pk: int
    name: str
    led_measures: int


@dataclass(frozen=True)
class UnitsPage:
    """All that the page of offices shows; `form` adds one."""

    organisation: Organisation
    units: tuple[UnitLine, ...]
    form: UnitForm


@dataclass(frozen=True)
class UnitPage:
    """One office, to be renamed or deleted. `led_measures` stand in the way of deleting."""

    organisation: Organisation
    name: str
    back_url: str
    led_measures: int = 0


@require_http_methods(["GET", "HEAD", "POST"])
@once
def units(request, pk: int):
    """List the offices, and add one at the end."""
    if request.method != "POST":
        organisation = led_organisation(request.user, pk)
        return _page(request, organisation, UnitForm(instance=Unit(organisation=organisation)))
    organisation = locked_organisation(request.user, pk)
    form = UnitForm(request.POST, instance=Unit(organisation=organisation))
    if not form.is_valid():
        return _page(request, organisation, form)
    unit = form.save()
    messages.success(request, f"„{unit}“ ist hinzugefügt.")
    return redirect(_url(organisation, unit))


@require_http_methods(["GET", "HEAD", "POST"])
@once
def rename(request, pk: int, unit: int):
    if request.method != "POST":
        organisation = led_organisation(request.user, pk)
        unit = get_object_or_404(organisation.units, pk=unit)
        return _renaming(request, organisation, unit, UnitForm(instance=unit))
    with transaction.atomic():
        organisation = locked_organisation(request.user, pk)
        unit = get_object_or_404(organisation.units, pk=unit)
        before = unit.name
        form = UnitForm(request.POST, instance=unit)
        if not form.is_valid():
            return _renaming(request, organisation, unit, form, before)
        if form.cleaned_data["name"] != before:
            form.save()
    changed = unit.name != before
    messages.success(request, f"„{before}“ heißt jetzt „{unit}“." if changed else UNCHANGED)
    return redirect(_url(organisation, unit))


@require_POST
def move(request, pk: int, unit: int):
    """Move an office one place up or down; at the end of the list there it stays."""
    step = DIRECTIONS.get(request.POST.get("richtung"))
    with transaction.atomic():
        organisation = locked_organisation(request.user, pk)
        unit = get_object_or_404(organisation.units, pk=unit)
        if step is None:
            raise BadRequest("No direction.")
        _move(list(organisation.units.all()), unit, step)
    return redirect(_url(organisation, unit))


@require_http_methods(["GET", "HEAD", "POST"])
@once
def delete(request, pk: int, unit: int):
    """Ask whether to delete an office, and do it; not while it leads measures."""
    if request.method != "POST":
        organisation = led_organisation(request.user, pk)
        return _deleting(request, organisation, get_object_or_404(organisation.units, pk=unit))
    with transaction.atomic():
        organisation = locked_organisation(request.user, pk)
        # Locked, so that no measure is given to it while it goes.
        unit = get_object_or_404(organisation.units.select_for_update(), pk=unit)
        if unit.led_measures.exists():
            return _deleting(request, organisation, unit, HTTPStatus.CONFLICT)
        unit.delete()
    messages.success(request, f"„{unit}“ ist gelöscht.")
    return redirect("members:units", organisation.pk)


def _move(units: list[Unit], unit: Unit, step: int) -> None:
    """Exchange `unit` with its neighbour and save only what stands elsewhere then."""
    index = units.index(unit)
    if not 0 <= index + step < len(units):
        return
    units[index], units[index + step] = units[index + step], units[index]
    place = 0
    for each in units:
        place = each.position if each.position > place else place + 1
        if each.position != place:
            each.position = place
            each.save(update_fields=["position"])


def _page(request, organisation: Organisation, form: UnitForm):
    # Django leaves the model's own order out where it groups.
    counted = organisation.units.annotate(led=Count("led_measures")).order_by(*Unit._meta.ordering)
    lines = tuple(UnitLine(unit.pk, unit.name, unit.led) for unit in counted)
    page = UnitsPage(organisation, lines, form)
    return render(request, "members/units.html", {"page": page})


def _renaming(request, organisation: Organisation, unit: Unit, form: UnitForm, name: str = ""):
    status = None
    if form.is_bound and form.stale:
        # Saving again is then a deliberate choice: it is based on what is shown beside it.
        form.data = form.data.copy()
        form.data["was"] = form.initial["was"]
        status = HTTPStatus.CONFLICT
    page = UnitPage(organisation, name or unit.name, _url(organisation, unit))
    return render(request, "members/unit.html", {"page": page, "form": form}, status=status)


def _deleting(request, organisation: Organisation, unit: Unit, status=None):
    led = unit.led_measures.count()
    page = UnitPage(organisation, unit.name, _url(organisation, unit), led)
    return render(request, "members/unit_delete.html", {"page": page}, status=status)


def _url(organisation: Organisation, unit: Unit) -> str:
    return f"{reverse('members:units', args=[organisation.pk])}#einheit-{unit.pk}"
