"""Number, priority and title of each goal, and the title of each milestone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bildung.annex.table import Paragraph, text_runs
from bildung.vocabulary.priority import Priority

from .bullets import NUMBER, numbered_share, without_number
from .entries import Entry, Frame
from .levels import Said, digits_are_levels, number_and_level, read_priority
from .shapes import shape_of
from .wording import Blocks, text_of

PRIORITY = "priority"


@dataclass
class Notes:
    """What has to be said besides the table: words read as others, and what was not understood.

    `translated` has title of the column, word in the file and word of ours, `restored` the same of
    texts that a program spoiled; `unclear` are places and texts.
    """

    translated: dict[tuple[str, str, str], None] = field(default_factory=dict)
    restored: dict[tuple[str, str, str], None] = field(default_factory=dict)
    unclear: list[tuple[str, str]] = field(default_factory=list)

    def take(self, title: str, word: str, ours: str) -> None:
        if word.casefold() != ours.casefold():
            self.translated[title, word, ours] = None


def heads_of(
    groups: Sequence[Entry], frame: Frame, titles: Mapping[str, str], notes: Notes
) -> list[dict[str, Blocks]]:
    """Return what the annex shows in the lead columns of each group, given its first row."""
    header = frame.header
    titled = [_title(group, frame) for group in groups]
    shown: list[dict[str, Blocks]] = [{header: title} for title in titled]
    counted = numbered_share(titled) and not all(frame.wording.is_known(text_of(t)) for t in titled)
    numbers = [_number_of(title) if counted else None for title in titled]
    if PRIORITY in frame.leads:
        read = _Priorities(groups, titles[PRIORITY], notes)
        if counted and not read.has_numbers:
            read.numbers = numbers
        counted = counted and read.numbers == numbers
        for lead, number, level in zip(shown, read.in_order(), read.levels, strict=True):
            lead[PRIORITY] = _priority(number, level)
    if counted:
        for lead in shown:
            lead[header] = _without_number(lead[header])
    return shown


def _title(group: Entry, frame: Frame) -> Blocks:
    part = group.parts.get(frame.header)
    return shape_of(frame.header).make(part.blocks, frame.wording, False) if part else ()


def _number_of(title: Blocks) -> int | None:
    number = NUMBER.match(text_of(title))
    digits = number["number"].strip("().") if number else ""
    return int(digits) if digits.isdigit() else None


def _without_number(title: Blocks) -> Blocks:
    return tuple(Paragraph(text_runs(without_number(block.text))) for block in title)


def _priority(number: int | None, level: Priority | None) -> Blocks:
    texts = [f"{number}."] if number is not None else []
    texts += [level.label] if level else []
    return tuple(Paragraph(text_runs(text)) for text in texts)


class _Priorities:
    """Numbers and levels of all goals, from what the column of priorities says."""

    def __init__(self, groups: Sequence[Entry], title: str, notes: Notes):
        self.title, self.notes = title, notes
        self.groups = groups
        self.parts = [group.parts.get(PRIORITY) for group in groups]
        self.exists = any(part is not None for part in self.parts)
        said = [read_priority(part.text if part else "") for part in self.parts]
        named = any(part and part.is_number for part in self.parts)
        are_levels = not named and digits_are_levels(said)
        pairs = [number_and_level(one, are_levels) for one in said]
        # A merged cell over several goals gives its level to all, its number to the first.
        self.numbers = [
            None if at and part is not None and part is self.parts[at - 1] else number
            for at, (part, (number, _)) in enumerate(zip(self.parts, pairs, strict=True))
        ]
        self.levels = [level for _, level in pairs]
        self.has_numbers = any(number is not None for number in self.numbers)
        self.counts_rows = self._note_more()
        for group, one, (number, level) in zip(groups, said, pairs, strict=True):
            self._note(group, one, number, level)

    def _note(self, group: Entry, said: Said, number: int | None, level: Priority | None) -> None:
        if level and said.words:
            self.notes.take(self.title, said.words, level.label)
        elif level and said.numbers:
            self.notes.take(self.title, str(said.numbers[-1]), level.label)
        used = (number is not None) + (level is not None and not said.level)
        if not said.is_clear or used < len(said.numbers):
            self.notes.unclear.append((f"{group.place}, {self.title}", group.text(PRIORITY)))

    def _note_more(self) -> bool:
        """Note what rows below say otherwise; return whether they go on counting."""
        counts = False
        for group, part, level in zip(self.groups, self.parts, self.levels, strict=True):
            for blocks in part.more if part else ():
                said = read_priority(text_of(blocks))
                counts = counts or bool(said.numbers)
                if said.words and (said.level is None or said.level != level):
                    self.notes.unclear.append((f"{group.place}, {self.title}", text_of(blocks)))
        return counts

    def in_order(self) -> list[int | None]:
        """Return a number for each goal: its own, or its place where those are none of goals."""
        own = [number for number in self.numbers if number is not None]
        if not own and not self.exists:
            return self.numbers
        if self.counts_rows or not own or len(set(own)) < len(own):
            return list(range(1, len(self.numbers) + 1))
        numbers: list[int | None] = []
        for number in self.numbers:
            if number is None:
                following = (numbers[-1] or 0) + 1 if numbers else 1
                number = None if following in own else following
                own += [following]
            numbers.append(number)
        return numbers
