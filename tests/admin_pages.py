"""Fills in admin pages as a browser would: all that a page shows is sent back, with changes."""

from django.forms.widgets import CheckboxInput, ChoiceWidget, MultiWidget
from django.urls import reverse


def address(record_or_model, page="change"):
    """Return the address of a record's admin page, or of its model's „add“ and „changelist“."""
    meta = record_or_model._meta
    args = () if page in ("add", "changelist") else (record_or_model.pk,)
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=args)


def shown(response):
    """Return what a browser would send from the page if nothing were changed."""
    formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    forms = [response.context["adminform"].form]
    for formset in formsets:
        forms += [formset.management_form, *formset.forms]
    return {name: value for form in forms for name, value in _values(form)}


def send(client, url, **changes):
    """Open the page at `url`, make the changes (field name to value) and save; the response."""
    return client.post(url, shown(client.get(url)) | changes)


def added(prefix, count=1, **fields):
    """Return the data of one more inline record behind the `count` that are there."""
    row = {f"{prefix}-{count}-{name}": value for name, value in fields.items()}
    return {f"{prefix}-TOTAL_FORMS": count + 1, **row}


def errors(response):
    """Return all messages of a refused page in order; none of a page that was saved."""
    found = response.context["errors"] if response.context else ()
    parts = [[part] if isinstance(part, str) else part for part in found]
    return [message for part in parts for message in part]


def _values(form):
    for bound in form:
        # The admin wraps the widget of a relation with its links.
        widget = getattr(bound.field.widget, "widget", bound.field.widget)
        if isinstance(widget, MultiWidget):
            parts = widget.get_context(bound.html_name, bound.value(), {})["widget"]["subwidgets"]
            yield from ((part["name"], part["value"] or "") for part in parts)
            continue
        value = widget.format_value(bound.value())
        if isinstance(widget, CheckboxInput):
            if bound.value():
                yield bound.html_name, "on"
        elif not isinstance(widget, ChoiceWidget):
            yield bound.html_name, "" if value is None else value
        elif widget.allow_multiple_selected:
            yield bound.html_name, value
        else:
            yield bound.html_name, value[0] if value else ""
