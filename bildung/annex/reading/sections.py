"""Rows that head others: a section's title in a row of its own, or what stands above a table."""

import re

from .layout import Line
from .periods import planned
from .placement import Placement
from .shapes import Role, shape_of
from .wording import folded

# A title has so many letters at least; „1. niedrig“ in a row by itself is none.
TITLE = 8
# What says by itself that it is a goal, and no measure: „Ziel 2: Rechnen“, „Handlungsfeld Sport:“
NAMES_GOAL = re.compile(
    r"(?:(?:Grundlegendes|Strategisches)\s)?(?:\w*ziel|Handlungsfeld|Themenfeld|Schwerpunkt|HF)"
    r"(?:(?:\s*\d{1,2}|\s(?-i:[IVX]{1,4}|[A-Z]))\b[:.)–-]?(?:\s*\S.*)?|\s*[:–]\s*\S.*|\s[^:]{1,60}:)",
    re.IGNORECASE,
)


def rows_of(placement: Placement, header: str, title: str) -> tuple[list[Line], set[int]]:
    """Return the rows of a table that stand for rows of the annex, and which head a section (id).

    A row that one cell takes as a whole heads the rows below it, where these say nothing of their
    own in the column of headings; else it is no row, as one that says the title. In a table without
    that column, a first cell alone in its row does so, too.
    """
    if not header:
        return list(placement.data), set()
    rows: list[Line] = []
    sections: set[int] = set()
    places = placement.places(header)
    following: Line | None = None
    years = placement.years
    for line in reversed(placement.data):
        if years.get(id(line)) == "":
            continue
        is_alone = line.is_across or (not places and _stands_alone(line, placement))
        heads = following is None or not any(following.texts[place] for place in places)
        if not is_alone:
            rows.append(line)
        elif heads and folded(line.texts[0]) != folded(title):
            rows.append(line)
            sections.add(id(line))
        following = line if not (is_alone or line.is_blank) else following
    return rows[::-1], sections


def heading_of(placement: Placement, header: str, title: str) -> str:
    """Return what stands above a table that has no column of headings: it heads all its rows.

    So where each goal has a table, or a sheet, of its own. Nothing where that is the title of the
    annex.
    """
    above = (placement.sheet or placement.grid.title).strip()
    if folded(above) == folded(title):
        above = ""
    if not header or header in placement.keys:
        return ""
    rows, sections = rows_of(placement, header, title)
    if rows and sections:
        has_own = id(rows[0]) in sections or not placement.repeats_heads
        return "" if has_own else first_section(placement) or above
    return above if rows else ""


def first_section(placement: Placement) -> str:
    """Return what stands alone in the row right above the headings; "" where nothing does so.

    Where sections have titles and headings of their own, it is the title of the first one.
    """
    *_, last = [line for line in placement.above if not line.is_blank] or [None]
    return last.texts[0] if last and not any(last.texts[1:]) else ""


def _stands_alone(line: Line, placement: Placement) -> bool:
    """Whether nothing but a title stands in a row: neither a number nor what is a row's own."""
    first, *others = line.texts
    leads = shape_of(placement.keys[0]).role is Role.LEAD or not placement.keys[0]
    is_named = NAMES_GOAL.fullmatch(first) is not None
    letters = sum(map(str.isalpha, first))
    planned_in = placement.plan and planned(line, placement.plan, placement.headings)
    is_title = is_named or (leads and letters >= TITLE)
    return is_title and bool(others) and not any(others) and not planned_in
