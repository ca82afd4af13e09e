"""Draws statuses and what is to be said of a time frame, in lists of many lines.

Tags and not templates to include: there are few different results, which are kept.
"""

from functools import cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bildung.vocabulary.status import Status

register = template.Library()

LATE = format_html(
    '<span class="overdue"><span aria-hidden="true">{}</span> {}</span>', "!", "überfällig"
)
NOT_READABLE = format_html('<span class="hint">{}</span>', "nicht auswertbar")


@register.simple_tag
@cache
def sign(status: Status) -> SafeString:
    """Return the symbol and the word of a status, on one line."""
    return format_html(
        '<span class="sign"><span aria-hidden="true">{}</span> {}</span>',
        status.symbol,
        status.label,
    )


@register.simple_tag
def remark(line) -> str:
    """Return what is to be said of the time frame of a list's line; nothing where all is well."""
    if line.is_overdue:
        return LATE
    return NOT_READABLE if line.timeframe and not line.is_readable else ""
