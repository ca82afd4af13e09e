"""Finds the headings of a file's table by their words, whatever stands above them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from .companions import is_age, newness
from .layout import Line
from .periods import LEAST_COLUMNS, are_below_years, is_begin, is_end, period
from .shapes import WORKING
from .synonyms import (
    LEAST,
    LONGEST_HEADING,
    NUMBER,
    OWN_TITLE,
    SIDE_WORDS,
    STATUS,
    TIMEFRAME,
    Names,
    Slot,
    weight,
)
from .wording import terms_of, text_of

# How many rows may stand above the headings, and how many rows these may take.
ROWS_LOOKED_AT = 10
# A wider table is no plan.
WIDEST = 100
MOST_ROWS = 3
# On average, the headings found have to name their columns so well.
SURE = 60
# So much says a month or quarter in a row that it is one of the headings; one more with a year.
PERIOD = 2
YEAR_IN = re.compile(r"\d{4}")


@dataclass(frozen=True)
class Found:
    """First row, end and texts of headings, what each of them names, and how well all do.

    `weight` is how much they say that the table is the annex they were looked for of. `doubtful`
    are the places of headings that say more than what they are taken for, or hardly that. Of
    several columns that say they are the same, `rivals` has the place taken, and those of others;
    it is one of `undecided` where nothing says which of them counts.
    """

    start: int
    end: int
    headings: tuple[str, ...]
    slots: tuple[Slot | None, ...]
    fit: int = 0
    weight: int = 0
    doubtful: frozenset[int] = frozenset()
    rivals: tuple[tuple[int, tuple[int, ...]], ...] = ()
    undecided: frozenset[int] = frozenset()


def find(lines: list[Line], names: Names) -> Found | None:
    """Return the headings that name best what is in `names`, where any do for sure.

    Of rows that fit alike, those that the file marks as headings are they.
    """
    if not lines or len(lines[0].spots) > WIDEST:
        return None
    best: tuple[tuple[int, bool, int, int], Found] | None = None
    for start, line in enumerate(lines[:ROWS_LOOKED_AT]):
        if line.key:
            break
        if line.is_across or line.is_blank or not all(spot.is_top for spot in line.spots):
            continue
        found = [one for end in _ends(lines, start) if (one := _found(lines, start, end, names))]
        if not found:
            continue
        fit = max(one.fit for one in found)
        chosen = max(found, key=lambda one: (one.fit + 50 * _is_marked(lines, one), -one.end))
        rank = (fit, _is_marked(lines, chosen), start - chosen.end, -start)
        if best is None or rank > best[0]:
            best = (rank, chosen)
    return best[1] if best else None


def _found(lines: list[Line], start: int, end: int, names: Names) -> Found | None:
    """Return these rows as headings where they are some for sure."""
    block = lines[start:end]
    headings, lowest = headings_of(block, len(block[0].spots)), _lowest(block)
    score, meaning = assign(headings, names, lowest)
    if not _is_sure(score, headings, meaning):
        return None
    said = [tuple(filter(None, pair)) for pair in zip(headings, lowest, strict=True)]
    meaning, rivals, undecided = _newest(meaning, said)
    periods = {found for heading in headings if (found := period(heading))}
    said_by_periods = sum(PERIOD + bool(YEAR_IN.search(found)) for found in periods)
    doubtful = frozenset(
        place for place, slot in enumerate(meaning) if slot and _is_doubtful(slot, said[place])
    )
    weight = _weight(meaning, said)
    fit = score + said_by_periods
    return Found(start, end, headings, meaning, fit, weight, doubtful, rivals, undecided)


def _weight(meaning: Sequence[Slot | None], said: Sequence[Sequence[str]]) -> int:
    # Of one key the best: a time frame may have three parts, a priority two.
    best: dict[str, int] = {}
    for place, slot in enumerate(meaning):
        if slot:
            best[slot.key] = max(_fit(slot, said[place]), best.get(slot.key, 0))
    return sum(weight(key) * fit for key, fit in best.items())


def _fit(slot: Slot, said: Sequence[str]) -> int:
    return max(map(slot.score, said), default=0)


def _is_doubtful(slot: Slot, said: Sequence[str]) -> bool:
    return all(slot.is_doubtful(text) for text in said if slot.score(text))


def _newest(
    meaning: Sequence[Slot | None], said: Sequence[Sequence[str]]
) -> tuple[tuple[Slot | None, ...], tuple[tuple[int, tuple[int, ...]], ...], frozenset[int]]:
    """Let the newest of several columns have what they all name: „Termin neu“, „Stand 2016“.

    Of those alike one with a word of our own title has it („Ziel“ beside „Handlungsfeld“), else the
    first. Return with that the place of each, and those of others, and which are not decided.
    """
    found, rivals, undecided = list(meaning), [], set()
    for place, slot in enumerate(meaning):
        if slot is None or slot.name == NUMBER:
            continue
        others = [
            at
            for at, texts in enumerate(said)
            if found[at] is None
            and _fit(slot, texts) >= LEAST
            and not _is_doubtful(slot, texts)
            and (slot.key == TIMEFRAME or not period(texts[0]))
        ]
        if others:
            all_of_them = sorted((place, *others), key=lambda at: at != place)
            ages = {at: newness(said[at][0], slot.key == STATUS) for at in all_of_them}
            newest = max(all_of_them, key=lambda at: (ages[at], slot.shares_title(said[at][0])))
            found[place], found[newest] = None, slot
            rivals.append((newest, tuple(at for at in (place, *others) if at != newest)))
            is_one_of_many = [*ages.values()].count(ages[newest]) > 1
            if is_one_of_many and _fit(slot, said[newest]) < OWN_TITLE:
                undecided.add(newest)
    return tuple(found), tuple(rivals), frozenset(undecided)


def _is_marked(lines: list[Line], found: Found) -> bool:
    return all(line.is_heading for line in lines[found.start : found.end])


def _ends(lines: list[Line], start: int) -> list[int]:
    """Return where headings that begin in this row may end.

    They go on in a row that says nothing in some places, and below one that does not.
    """
    ends = [start + min(lines[start].height, MOST_ROWS)]
    while ends[-1] < min(start + MOST_ROWS, len(lines)):
        is_open = not all(headings_of(lines[start : ends[-1]], len(lines[start].spots)))
        following = lines[ends[-1]]
        if following.is_across or (all(following.texts) and not is_open):
            break
        ends.append(ends[-1] + 1)
    ends = [end for end in ends if end <= len(lines) and not any(x.key for x in lines[start:end])]
    width = len(lines[start].spots)
    return [
        end
        for end in ends
        # „alt“ and „neu“ below „Termin“ belong to it, and so do quarters below years.
        if end + 1 not in ends or not _is_below(lines[end], headings_of(lines[start:end], width))
    ]


def _is_below(line: Line, headings: Sequence[str]) -> bool:
    """Whether a row says nothing below headings but „alt“, „Soll“ and the like, or quarters."""
    if are_below_years(line.texts, headings):
        return True
    pairs = zip(line.texts, headings, strict=True)
    below = [terms_of(text) for text, heading in pairs if text and heading]
    return bool(below) and all(terms and all(map(is_age, terms)) for terms in below)


def _is_sure(score: int, headings: Sequence[str], meaning: Sequence[Slot | None]) -> bool:
    found = [slot for slot in meaning if slot]
    filled = sum(bool(heading) and not period(heading) for heading in headings)
    if not found or score < SURE * len(found) or not all(map(_is_short, headings)):
        return False
    has_main = not all(slot.key in WORKING for slot in found)
    is_plan = sum(map(bool, map(period, headings))) >= LEAST_COLUMNS
    is_table = len(found) > 1 or len(headings) == 1 or is_plan
    return has_main and is_table and 3 * len(found) >= filled


def _is_short(heading: str) -> bool:
    return len(heading) <= 2 * LONGEST_HEADING


def assign(
    headings: Sequence[str], names: Names, lowest: Sequence[str]
) -> tuple[int, tuple[Slot | None, ...]]:
    """Return the best assignment of slots to headings, each slot once at most, and its score.

    `lowest` is what the last row of each heading says by itself: „Kosten“ below „Maßnahme“.
    """
    # By the slots taken so far (as bits): the best score, and which heading means which slot.
    best: dict[int, tuple[int, tuple[tuple[int, int], ...]]] = {0: (0, ())}
    for place, heading in enumerate(headings):
        said = names.scores(heading), names.scores(lowest[place])
        if not any(said):
            continue
        scores = [max(pair) for pair in zip_longest(*said, fillvalue=0)]
        for taken, (total, chosen) in list(best.items()):
            for index, score in enumerate(scores):
                mask = taken | 1 << index
                if score and mask != taken and total + score > best.get(mask, (0, ()))[0]:
                    best[mask] = (total + score, (*chosen, (place, index)))
    score, chosen = max(best.values(), key=lambda pair: pair[0])
    meaning = dict(chosen)
    found: tuple[Slot | None, ...] = tuple(
        names.slots[meaning[place]] if place in meaning else None for place in range(len(headings))
    )
    return _without_lonely_duty(score, found, headings, lowest)


def _without_lonely_duty(
    score: int, found: tuple[Slot | None, ...], headings: Sequence[str], lowest: Sequence[str]
) -> tuple[int, tuple[Slot | None, ...]]:
    """Take back a „Zuständigkeit“ that names no party, where it is not one of two."""
    sides = {place: slot for place, slot in enumerate(found) if slot and slot.key in SIDE_WORDS}
    said = {
        place: max(slot.score(headings[place]), slot.score(lowest[place]))
        for place, slot in sides.items()
    }
    weak = [place for place in sides if said[place] < LEAST]
    if len(sides) == 2:  # which of them is first is for the first party
        return score + sum(SURE - said[place] for place in weak), found
    rest = tuple(None if place in weak else slot for place, slot in enumerate(found))
    return score - sum(said[place] for place in weak), rest


def headings_of(block: Sequence[Line], width: int) -> tuple[str, ...]:
    """Return what the rows of headings say above each column, a cell over several in each."""
    texts = []
    for place in range(width):
        cells = {id(line.spots[place].cell): line.spots[place].cell for line in block}
        texts.append(" ".join(filter(None, (text_of(cell.blocks) for cell in cells.values()))))
    return tuple(texts)


def _lowest(block: Sequence[Line]) -> tuple[str, ...]:
    """Return what stands last above each column, where only headings over several are above it."""
    texts = []
    for place, spot in enumerate(block[-1].spots):
        higher = (line.spots[place].cell for line in block[:-1])
        is_below = all(cell.column_span > 1 for cell in higher if cell is not spot.cell)
        texts.append(text_of(spot.cell.blocks) if is_below else "")
    return tuple(texts)


def first_row(lines: list[Line]) -> tuple[int, int, tuple[str, ...]]:
    """Return the first row as headings nobody knows, where it looks like that.

    A row below that says nothing but „von“ and „bis“, or months, goes with it.
    """
    first = next((at for at, line in enumerate(lines) if not line.is_blank), 0)
    if first + 1 < len(lines) and not lines[first].key:
        texts = lines[first].texts
        below = [text for text in lines[first + 1].texts if text]
        if below and all(is_begin(text) or is_end(text) or period(text) for text in below):
            return first, first + 2, headings_of(lines[first : first + 2], len(texts))
        short = all(0 < len(text) <= LONGEST_HEADING for text in texts)
        if lines[first].is_heading or (short and len(set(texts)) == len(texts)):
            return first, first + 1, texts
    return 0, 0, ("",) * (len(lines[0].spots) if lines else 0)
