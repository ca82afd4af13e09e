"""Explains the percentages wherever a page shows some."""

from django import template

from bildung.vocabulary.progress import RULE

register = template.Library()


@register.inclusion_tag("desk/rule.html")
def progress_rule() -> dict[str, str]:
    return {"rule": RULE}
