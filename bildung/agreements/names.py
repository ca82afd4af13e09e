"""How things are named: the parties of an agreement on paper, a record in a sentence."""

from django.utils.text import Truncator

from bildung.annex.document import PartyName

from .models import Agreement, Party

# Of a text by which a record is named.
LENGTH = 70


def parties_of(agreement: Agreement) -> tuple[PartyName, ...]:
    """Return both parties under the names they have now."""
    sides = ((side, agreement.party(side)) for side in Party)
    return tuple(PartyName(side.label, party.name, party.long_name) for side, party in sides)


def shortened(text: str) -> str:
    """Return the beginning of a text, by which a record is named."""
    return Truncator(" ".join(text.split())).chars(LENGTH)
