"""Numbers and priorities as other files write them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bildung.vocabulary.priority import Priority

from .wording import same_term, terms_of

LEVELS = {
    Priority.HIGH: "hoch, hohe, höchste, high, dringend, a",
    Priority.MEDIUM: "mittel, mittlere, normal, medium, b",
    Priority.LOW: "niedrig, niedrige, gering, nachrangig, low, c",
}
LEVEL_FILLERS = terms_of("Priorität, Prio, Stufe, sehr, eher, Ziel, Nr")
NUMBER = re.compile(r"(?<![\w.])\(?(\d{1,3})(?:[.)]+|(?![\w.]))")
# Around the word of a level: symbols of ours, and what parts it from a number.
SIGNS = "▲■▼/|,;:.–-() \t\n"
DIGITS = {"1": Priority.HIGH, "2": Priority.MEDIUM, "3": Priority.LOW}


@dataclass(frozen=True)
class Said:
    """What a cell of the priority says: numbers in order, a level if any, and the words for it.

    `is_clear` is False where it says more than that.
    """

    numbers: tuple[int, ...]
    level: Priority | None
    words: str
    is_clear: bool


def read_priority(text: str) -> Said:
    numbers = tuple(int(number) for number in NUMBER.findall(text))
    words = " ".join(NUMBER.sub(" ", text).strip(SIGNS).split())
    terms = terms_of(words)
    rest = [term for term in terms if term not in LEVEL_FILLERS]
    level = next((level for level in Priority if _names(LEVELS[level], rest)), None)
    level = level or next((level for level in Priority if text.strip() == level.symbol), None)
    has_sign = any(each.symbol in text for each in Priority)
    says_no_more = not rest if terms else not (words or has_sign)
    return Said(numbers, level, words, is_clear=says_no_more or level is not None)


def _names(synonyms: str, terms: Sequence[str]) -> bool:
    """Whether the words are those of one level, be it said once or again („hoch / hoch“)."""
    known = terms_of(synonyms)
    return bool(terms) and all(any(same_term(term, word) for word in known) for term in terms)


def digits_are_levels(cells: Sequence[Said]) -> bool:
    """Whether the lone digits of a column are levels (1, 2, 3) and no numbers that count."""
    lone = [said.numbers[0] for said in cells if len(said.numbers) == 1 and said.level is None]
    repeated = len(set(lone)) < len(lone)
    return repeated and all(str(number) in DIGITS for number in lone)


def number_and_level(said: Said, are_levels: bool) -> tuple[int | None, Priority | None]:
    """Return both; a second digit beside the number is a level, too („3“ and „1“)."""
    numbers, level = said.numbers, said.level
    if level is None and numbers and (are_levels or len(numbers) > 1):
        *numbers, last = numbers
        level = DIGITS.get(str(last))
    return (numbers[0] if numbers else None), level
