"""Lets templates ask access.py what a menu offers somebody."""

from django import template

from bildung.agreements import access
from bildung.agreements.models import User

register = template.Library()


@register.filter
def leads_somewhere(user: User) -> bool:
    """Whether the person leads an organisation, and so has members to look after."""
    return access.leads(user)
