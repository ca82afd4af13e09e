"""Whether what an archive holds could have been written here: its characters, offices, phase."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from bildung.agreements.models import Agreement, Organisation, Party, Phase, Unit
from bildung.editions.models import Edition, Ending, State
from bildung.vocabulary.characters import cleaned, impossible

from .belonging import HISTORIES, Table
from .package import ArchiveError
from .rows import Row

Tables = Mapping[Table, list[Row]]

# Tab and line feed are no control characters here. The last is what `impossible` lets pass as the
# trace of a program.
CONTROL = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ufffe]")


def check_characters(live: Tables) -> None:
    """Raise ArchiveError for a text, also within an edition, that no document can hold."""
    for table, rows in live.items():
        for row in rows:
            if any(is_impossible(text) for value in row.values() for text in _texts(value)):
                raise ArchiveError(
                    f"Eine Zeile von {table._meta.label} enthält Steuerzeichen oder andere "
                    "Zeichen, die kein Dokument halten kann."
                )


def clean_past(past: Tables) -> None:
    """Take such characters out of the history, where they may stand since before they were refused.

    It tells what was; nothing is computed or signed over it.
    """
    for rows in past.values():
        for row in rows:
            for name, value in row.items():
                if isinstance(value, str):
                    row[name] = cleaned_past(value)


def cleaned_past(text: str) -> str:
    """Return what the history says, without characters that are refused by now."""
    return CONTROL.sub("", cleaned(text)) if is_impossible(text) else text


def check_named_organisations(told: set[str], live: Tables, past: Tables) -> None:
    """Raise ArchiveError for an organisation that no row names: nothing is made by the way."""
    named = {
        row[field.attname]
        for tables in (live, past)
        for table, rows in tables.items()
        for field in table._meta.concrete_fields
        if field.is_relation and field.related_model is Organisation
        for row in rows
        if isinstance(row[field.attname], str)
    }
    if beside := sorted(told - named):
        raise ArchiveError(f"„{beside[0][:80]}“ gehört zu nichts im Archiv.")


def check_units(live: Tables, past: Tables) -> None:
    """Raise ArchiveError for an office of anybody but the parties of the agreement."""
    (agreement,) = live[Agreement]
    parties = {agreement[f"{side}_id"] for side in Party.values}
    history = next(table for table, model in HISTORIES.items() if model is Unit)
    for row in (*live[Unit], *past[history]):
        if row["organisation_id"] not in parties:
            raise ArchiveError(
                "Im Archiv stehen Organisationseinheiten, die zu keiner der beiden "
                "Vertragsparteien gehören."
            )


def check_phase(agreement: Agreement) -> None:
    """Raise ArchiveError where a stored agreement is not in the phase of its editions."""
    editions = list(Edition.objects.with_state().light().filter(agreement=agreement))
    numbers = sorted(edition.number for edition in editions)
    if numbers != list(range(1, len(numbers) + 1)):
        raise ArchiveError("Die Fassungen im Archiv sind nicht der Reihe nach nummeriert.")
    waiting = [edition.number for edition in editions if edition.state == State.SIGNING]
    if waiting and waiting != numbers[-1:]:
        raise ArchiveError("Im Archiv warten Fassungen auf Unterschriften, die es nicht können.")
    is_ended = Ending.objects.filter(agreement=agreement).exists()
    if agreement.phase not in _phases(editions, bool(waiting), is_ended):
        phase = Phase(agreement.phase).label
        raise ArchiveError(f"Die Phase „{phase}“ passt nicht zu den Fassungen im Archiv.")


def check_approvals(agreement: Agreement) -> None:
    """Raise ArchiveError where the parties' words are not those with which an edition came in."""
    for edition in Edition.objects.light().filter(agreement=agreement):
        if not edition.approvals_fit:
            raise ArchiveError(f"Die Zustimmungen zu {edition.label} sind nicht, was sie waren.")


def _phases(editions: list[Edition], is_waiting: bool, is_ended: bool) -> tuple[Phase, ...]:
    holds = any(edition.in_force_since for edition in editions)
    if is_ended:
        return (Phase.ENDED,) if holds and not is_waiting else ()
    if is_waiting:
        return (Phase.SIGNING,)
    if holds:
        return (Phase.IN_FORCE, Phase.CONTINUING)
    return (Phase.DRAFT,) if editions else (Phase.DRAFT, Phase.TEMPLATE)


def is_impossible(text: str) -> bool:
    """Whether a text has control characters, or others that no document can hold."""
    return CONTROL.search(text) is not None or bool(impossible(text))


def _texts(value: Any) -> Iterator[str]:
    """Yield all texts in a value, also those in a text that is JSON itself, as an edition's is."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            waiting += [*each.keys(), *each.values()]
        elif isinstance(each, list):
            waiting += each
        elif isinstance(each, str):
            yield each
            if each.startswith("{"):
                try:
                    waiting.append(json.loads(each))
                except (ValueError, RecursionError):
                    continue
