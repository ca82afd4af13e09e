"""What the parties said of an edition, as the one text over which its digest is taken."""

import json
from collections.abc import Iterable
from datetime import UTC
from typing import TYPE_CHECKING

from .content import digest

if TYPE_CHECKING:
    from .models import Approval


def approvals_digest(sha256: str, approvals: Iterable["Approval"]) -> str:
    """Return the SHA-256 (64 hexadecimal digits) over `approvals` of the edition with `sha256`.

    Who has an account here and under which key is no part of it: accounts go, agreements move.
    """
    words = [
        {
            "side": each.side,
            "decision": each.decision,
            "name": each.name,
            "function": each.function,
            "reason": each.reason,
            "at": each.at.astimezone(UTC).isoformat(),
        }
        for each in approvals
    ]
    words.sort(key=lambda word: word["side"])
    data = {"edition": sha256, "approvals": words}
    return digest(json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
