"""What a state is: the page as one person sees it after some hands' work."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from .plan import Plan

NOBODY = "nobody"
# Above each form that is refused.
REFUSED = "Bitte prüfen Sie"


@dataclass(frozen=True)
class State:
    """A page as `person` sees it at `address` after `reach`. It `shows` words that prove it."""

    name: str
    person: str
    address: str
    shows: str
    reach: Callable[[Page, Plan], object] = lambda page, plan: None
