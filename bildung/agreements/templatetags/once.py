"""Gives a form the key by which it is known when it is sent twice (see sent_forms.py)."""

import secrets

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bildung.agreements.sent_forms import KEY

register = template.Library()


@register.simple_tag
def once() -> SafeString:
    """Return a hidden field with a key that no other form has."""
    return format_html('<input type="hidden" name="{}" value="{}">', KEY, secrets.token_urlsafe(12))
