"""A record as it is, beside what its history says it was."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Model

from bildung.agreements.models import Party
from bildung.agreements.origins import STOCK

from .kinds import Kind, lines_of
from .parts import Part


@dataclass(frozen=True)
class LinesDifference:
    """What has to be written of the lines below a record; `changed` pairs a line with its row."""

    superfluous: tuple[Model, ...] = ()
    missing: tuple[Model, ...] = ()
    changed: tuple[tuple[Model, Model], ...] = ()

    def __bool__(self):
        return bool(self.superfluous or self.missing or self.changed)


@dataclass(frozen=True)
class Difference:
    """What has to be written so that a part of a record is again as it was. False: nothing.

    `values` are the former ones by attname, `tags` the former keys by the name of the field.
    """

    values: Mapping[str, object] = field(default_factory=dict)
    tags: Mapping[str, frozenset[int]] = field(default_factory=dict)
    lines: LinesDifference = LinesDifference()

    def __bool__(self):
        return bool(self.values or self.tags or self.lines)


class Past:
    """All that was ever said of the stored `record`, read at once.

    1 query; 3 more for a kind that is tagged, 2 more for one with lines, however long the history.
    """

    def __init__(self, kind: Kind, record: Model):
        self._kind, self._record = kind, record
        own = kind.history.objects.filter(id=record.pk).exclude(history_type="-")
        self._rows = list(
            own.prefetch_related(*kind.tag_rows.values()).order_by("history_date", "history_id")
        )
        self._tags = {each.name: self._tags_of(each) for each in kind.tag_rows}
        self._lines = {child.key: _Lines(child, record) for child in lines_of(kind)}

    def difference(self, part: Part, kind: Kind, row: Model) -> Difference:
        """Return what `part` of the record was otherwise when `row` was written.

        `row` is one of the record's own history or, by its `kind`, of a line's.
        """
        own = row if kind is self._kind else _last(_by_end_of(row, self._rows))
        values, tags = {}, {}
        for name in part.fields if own else ():
            each = self._kind.model._meta.get_field(name)
            if each.many_to_many:
                now, alive = self._tags[name]
                then = self._kind.tags_of(own, each) & alive
                if then != now:
                    tags[name] = then
            elif (then := getattr(own, each.attname)) != getattr(self._record, each.attname):
                values[each.attname] = then
        lines = LinesDifference()
        if part.lines:
            # They are saved after their record, in the same act.
            lines = self._lines[part.lines].difference(row, part.side)
        return Difference(values, tags, lines)

    def _tags_of(self, each) -> tuple[frozenset[int], frozenset[int]]:
        """Return the keys of what the record is tagged with, and of what of its past is left."""
        now = frozenset(getattr(self._record, each.name).values_list("pk", flat=True))
        known = now.union(*(self._kind.tags_of(row, each) for row in self._rows))
        alive = each.related_model._base_manager.filter(pk__in=known)
        return now, frozenset(alive.values_list("pk", flat=True))


def _by_end_of(row: Model, rows: Iterable[Model]) -> list[Model]:
    """Return those of `rows`, the oldest first, that the act of `row`, or one before, wrote."""
    return [
        each for each in rows if each.act_id == row.act_id or each.history_date <= row.history_date
    ]


def _last(rows: list[Model]) -> Model | None:
    return rows[-1] if rows else None


class _Lines:
    """The lines of one kind below a record: as they are, and all that was ever said of them."""

    def __init__(self, kind: Kind, record: Model):
        self._kind = kind
        below = {kind.parent_attname: record.pk}
        ordered = kind.history.objects.order_by("history_date", "history_id")
        self._rows = list(ordered.filter(**below))
        self._now = {line.pk: line for line in kind.model._base_manager.filter(**below)}
        first = {row.id: row for row in reversed(self._rows)}
        # Others were there before their history began; what they were then is not known.
        self._begun = {
            pk
            for pk, row in first.items()
            if row.history_type == "+" and row.history_change_reason != STOCK
        }
        wording = kind.model.wording_fields()
        self._fields = [each.attname for each in wording if each.name != kind.within]

    def difference(self, row: Model, side: Party | None) -> LinesDifference:
        """Return what differs from how the lines were at the end of the act of `row`."""
        latest = {each.id: each for each in _by_end_of(row, self._rows)}
        then = {pk: row for pk, row in latest.items() if row.history_type != "-"}
        today = [line for line in self._now.values() if _is_of(side, line)]
        pairs = [
            (line, then[line.pk])
            for line in today
            if line.pk in then and _is_of(side, then[line.pk])
        ]
        superfluous = [line for line in today if line.pk in self._begun and line.pk not in then]
        missing = [row for pk, row in then.items() if pk not in self._now and _is_of(side, row)]
        for row in tuple(missing):
            # What was removed and written again stands there, with all that happened to it since.
            again = [line for line in superfluous if self._words(line) == self._words(row)][:1]
            for line in again:
                superfluous.remove(line)
                missing.remove(row)
                pairs.append((line, row))
        told = [*superfluous, *(line for line, _ in pairs)]
        after = [
            *(row for _, row in pairs),
            *missing,
            *(each for each in today if each not in told),
        ]
        if self._told(today) == self._told(after):  # places are counted, their order is told
            return LinesDifference()
        changed = [
            (line, row)
            for line, row in pairs
            if any(getattr(row, name) != getattr(line, name) for name in self._fields)
        ]
        return LinesDifference(
            tuple(superfluous), tuple(self._as_it_went(row) for row in missing), tuple(changed)
        )

    def _as_it_went(self, row: Model) -> Model:
        """Return the row with what is no wording as it was when the line was removed."""
        last = next(each for each in reversed(self._rows) if each.id == row.id)
        for name in self._kind.model.working:
            setattr(row, name, getattr(last, name))
        return row

    def _told(self, lines: Iterable[Model]) -> list[list]:
        """Return the words of lines and of history rows, in their order."""
        ordered = sorted(lines, key=lambda line: (_side(line), line.position, line.id))
        return [self._words(line) for line in ordered]

    def _words(self, line: Model) -> list:
        return [getattr(line, name) for name in self._fields if name != "position"]


def _side(line: Model) -> str:
    """Return the side whose column a line stands in; empty where there are no columns."""
    return getattr(line, "party", "")


def _is_of(side: Party | None, line: Model) -> bool:
    return side is None or _side(line) == side
