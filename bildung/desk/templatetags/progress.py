"""Draws and explains the percentages wherever a page shows some."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from bildung.desk.bars import Bar
from bildung.vocabulary.progress import RULE

register = template.Library()


@register.inclusion_tag("desk/rule.html")
def progress_rule() -> dict[str, str]:
    return {"rule": RULE}


@register.simple_tag
def bar_cell(bar: Bar) -> SafeString:
    """Return the cell of a table that shows a bar. Many look the same: each is drawn once."""
    return _cell(bar.finished, bar.counting, bar.percent)


@lru_cache(maxsize=1_000)
def _cell(finished: int, counting: int, percent: int | None) -> SafeString:
    values = {"finished": finished, "counting": counting, "percent": percent}
    return render_to_string("desk/bar.html", {"bar": values})
