"""How the parties of an agreement are named on paper."""

from bildung.annex.document import PartyName

from .models import Agreement, Party


def parties_of(agreement: Agreement) -> tuple[PartyName, ...]:
    """Return both parties under the names they have now."""
    sides = ((side, agreement.party(side)) for side in Party)
    return tuple(PartyName(side.label, party.name, party.long_name) for side, party in sides)
