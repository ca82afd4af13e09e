"""Leads to the pages of many records."""

from django import template

from bildung.agreements.addresses import address_of

register = template.Library()
register.simple_tag(address_of, name="address")
