"""Plans as Anlage 1 has them, to be changed and compared: nested tuples and their table.

(("Ziel A", "hoch", (("Erläuterung", (("measure-1", "Maßnahme", "2016"), …)), …)), …)
"""

from hypothesis import strategies as st

from bildung.annex.table import AnnexTable, Bullet, Cell, Column, Row, paragraphs, text_runs

COLUMNS = (
    Column("priority", "Priorität", 7),
    Column("goal", "Ziel", 19, is_header=True),
    Column("objective", "Erläuterung", 30),
    Column("measure", "Maßnahme", 32),
    Column("timeframe", "Zeitrahmen", 12),
)
WORDS = (
    "Bildung",
    "Analyse",
    "Bericht",
    "Stadt",
    "Netz",
    "Rat",
    "Plan",
    "und",
    "der",
    "2016",
    "Übergang",
)

texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=7).map(" ".join)
frames = st.sampled_from(["", "1/2016", "1/2016 bis 10/2016", "laufend"])
keys = st.integers(1, 40).map("measure-{}".format)


def lists_of(items, most, least=0):
    return st.lists(items, min_size=least, max_size=most).map(tuple)


measures = st.tuples(keys, texts, frames)
objectives = st.tuples(texts, lists_of(measures, 3))
goals = st.tuples(texts, st.sampled_from(["hoch", "mittel"]), lists_of(objectives, 3))
plans = lists_of(goals, 4)


def bullet(text, *steps):
    return Bullet(text_runs(text), tuple(Bullet(text_runs(step)) for step in steps))


def table(plan, columns=COLUMNS):
    """Return Anlage 1 of `plan`, laid out as goals/annex.py does."""
    rows, seen = [], set()
    for number, (title, priority, objectives) in enumerate(plan, start=1):
        below = [row for objective in objectives for row in _objective_rows(*objective)]
        below = below or [(f"goal-{number}", (Cell(), Cell(), Cell()))]
        lead = (
            Cell(paragraphs(f"{number}.\n{priority}"), len(below)),
            Cell(paragraphs(title), len(below)),
        )
        for index, (key, cells) in enumerate(below):
            while key in seen:
                key += "x"
            seen.add(key)
            rows.append(Row(key, ((None, None) if index else lead) + cells))
    return AnnexTable("anlage-1", "Anlage 1: Ziele", columns, tuple(rows))


def _objective_rows(text, measures):
    objective = Cell((bullet(text),), max(len(measures), 1))
    if not measures:
        return [(f"objective-{len(text)}", (objective, Cell(), Cell()))]
    rows = []
    for index, (key, measure, frame) in enumerate(measures):
        before = measures[index - 1][2] if index else None
        sharing = [frame == other for _, _, other in measures[index:]]
        span = sharing.index(False) if False in sharing else len(sharing)
        shared = Cell(paragraphs(frame), span) if frame != before else None
        rows.append((key, (None if index else objective, Cell((bullet(measure),)), shared)))
    return rows


@st.composite
def pairs(draw):
    """A plan and what a few changes made of it, as two tables."""
    old = draw(plans)
    new = old
    for _ in range(draw(st.integers(0, 4))):
        new = draw(st.sampled_from([_removed, _added, _reordered, _reworded, _regrouped]))(
            draw, new
        )
    if draw(st.integers(0, 3)) == 0:  # imported again, with other keys
        new = _renamed(new)
    return table(old), table(new)


def _place(draw, parts):
    return draw(st.integers(0, len(parts) - 1))


def _within(draw, plan, change):
    """Apply `change` to the goals, the Erläuterungen of one, or the measures of one of these."""
    level = draw(st.integers(0, 2))
    if level == 0 or not plan:
        return change(plan, goals)
    at = _place(draw, plan)
    title, priority, parts = plan[at]
    if level == 1 or not parts:
        parts = change(parts, objectives)
    else:
        below = _place(draw, parts)
        text, rows = parts[below]
        parts = (*parts[:below], (text, change(rows, measures)), *parts[below + 1 :])
    return (*plan[:at], (title, priority, parts), *plan[at + 1 :])


def _removed(draw, plan):
    def change(parts, _):
        return tuple(parts[:-1]) if not parts else _without(parts, _place(draw, parts))

    return _within(draw, plan, change)


def _without(parts, at):
    return (*parts[:at], *parts[at + 1 :])


def _added(draw, plan):
    def change(parts, items):
        at = draw(st.integers(0, len(parts)))
        return (*parts[:at], draw(items), *parts[at:])

    return _within(draw, plan, change)


def _reordered(draw, plan):
    return _within(draw, plan, lambda parts, _: tuple(draw(st.permutations(parts))))


def _reworded(draw, plan):
    def change(parts, _):
        if not parts:
            return parts
        at = _place(draw, parts)
        part = list(parts[at])
        field = draw(st.sampled_from([i for i, value in enumerate(part) if isinstance(value, str)]))
        is_key = part[field].startswith("measure-")
        part[field] = part[field] if is_key else f"{part[field]} {draw(texts)}"
        return (*parts[:at], tuple(part), *parts[at + 1 :])

    return _within(draw, plan, change)


def _regrouped(draw, plan):
    """Move the measures of one Erläuterung to another one, of another goal perhaps."""
    places = [(g, o) for g, goal in enumerate(plan) for o in range(len(goal[2]))]
    if not places:
        return plan
    source, target = draw(st.sampled_from(places)), draw(st.sampled_from(places))
    rows = plan[source[0]][2][source[1]][1]
    count = draw(st.integers(0, len(rows)))
    moved, kept = rows[:count], rows[count:]
    lists = [[list(objective) for objective in goal[2]] for goal in plan]
    lists[source[0]][source[1]][1] = kept
    lists[target[0]][target[1]][1] = (*lists[target[0]][target[1]][1], *moved)
    return tuple(
        (title, priority, tuple(map(tuple, parts)))
        for (title, priority, _), parts in zip(plan, lists, strict=True)
    )


def _renamed(plan):
    return tuple(
        (
            title,
            priority,
            tuple(
                (text, tuple((f"{key}-new", *rest) for key, *rest in rows)) for text, rows in parts
            ),
        )
        for title, priority, parts in plan
    )
