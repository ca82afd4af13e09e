"""Whom a run of the matrix asks, and by which methods: all of it, or a sample (tests/budget.py).

In a sample, what follows from a view itself is read off it: the methods that it does not handle,
and HEAD, which Django answers as GET. Tests hold both against the tables, and each view is asked
once by every one of those methods all the same. Of those in a group who get the same, one asks: of
who is let in, the lowest role; of who is not, the highest, and of the strangers one in turn. Who is
not logged in asks for what is ours alone: that there is a login before is decided without looking.
Of what nobody finds, one member of some party asks, now of this side, now of that.
In the admin, one who is not let in asks at each address.
"""

import inspect
from collections.abc import Callable, Iterator
from itertools import cycle

from django.urls import resolve

from tests.budget import DEEP

from .groups import BLOCKS, SAMPLED
from .table import GROUPS, METHODS, PERSONS, Block, Line

ASKED = ("GET", "POST")
REFUSED = ("404", "login", "405")


class _AnyThing(dict):
    def __missing__(self, name: str):
        return 1


def view_of(block: Block) -> Callable:
    """Return the view that the block's address leads to, whatever is stored."""
    return resolve(block.address.format_map(_AnyThing())).func


def handled(view: Callable) -> frozenset[str] | None:
    """Return the methods that a view has an answer to but 405; None where it does not say.

    A class has a method by that name; a function stands below one of Django's decorators.
    """
    if view_class := getattr(view, "view_class", None):
        found = {name for name in view_class.http_method_names if hasattr(view_class, name)}
        return frozenset(name.upper() for name in found | ({"head"} if "get" in found else set()))
    while view:
        named = inspect.getclosurevars(view).nonlocals.get("request_method_list")
        if named:
            return frozenset(named)
        view = getattr(view, "__wrapped__", None)
    return None


def whole(block: Block) -> Iterator[tuple[Line, str]]:
    """Yield who is to ask what.

    Where a whole group is refused a method, which is decided before anybody's rights are, one of
    the group asks for all, as in the admin; it would else take twice the time.
    """
    for line in block.lines:
        for group in GROUPS:
            answers = {line.answers[person] for person in group}
            alike = answers == {"405"} or (block.address in SAMPLED and len(answers) == 1)
            yield from ((line, person) for person in (group[-1:] if alike else group))


def sample(block: Block) -> Iterator[tuple[Line, str]]:
    """Yield a part of `whole`: see above."""
    yield from ((line, PERSONS[-1]) for line in block.lines if _is_asked_once(block, line))
    lines = [line for line in block.lines if line.method.partition("=")[0] in ASKED]
    if block.address in SAMPLED:
        others = [person for person in PERSONS if person != "superuser"]
        refused = others[BLOCKS.index(block) % len(others)]
        yield from ((line, person) for line in lines for person in ("superuser", refused))
        return
    methods = handled(view_of(block))
    strangers, insiders = cycle(GROUPS[1]), cycle((GROUPS[2], GROUPS[3]))
    for line in lines:
        if "405" in line.answers.values() and methods and line.method not in methods:
            continue
        everybody = {line.answers[person] for person in PERSONS[1:]}
        for group in (GROUPS[0], next(insiders)) if everybody == {"404"} else GROUPS:
            answers = {line.answers[person] for person in group}
            if answers == {"login"} and line.target not in ("own", "page"):
                continue
            for answer in answers:
                alike = [person for person in group if line.answers[person] == answer]
                if alike == list(GROUPS[1]) and answer in REFUSED:
                    yield line, next(strangers)
                else:
                    yield line, alike[-1 if answer in REFUSED else 0]


def _is_asked_once(block: Block, line: Line) -> bool:
    """Whether `line` is about a method other than ASKED, and `block` the first of its view."""
    first = FIRST.get(view_of(block)) == block and block.address not in SAMPLED
    beside = line.method in METHODS and line.method not in ASKED
    return first and beside and line.target in ("own", "page")


FIRST = {view_of(block): block for block in reversed(BLOCKS)}
asked = whole if DEEP else sample
