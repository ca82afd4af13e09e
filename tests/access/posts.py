"""What a person's browser posts to an address: what the page shows, with a few changes."""

from dataclasses import dataclass

from .groups import CHANGES, PAGES, SAMPLED
from .pages import Form, forms_of
from .table import PERSONS, Block
from .world import World


@dataclass(frozen=True)
class Post:
    """What is sent to `address`: from `form` on `page`; None where no page shows such a form."""

    address: str
    page: str
    data: dict[str, list[str]]
    form: Form | None


def post_of(world: World, block: Block, method: str, person: str, target: str = "own") -> Post:
    """Return the POST of `person` to the block's own object, as its form was when first asked for.

    That is the one in an agreement whose wording is open; with the `target` „locked“, the other.

    Whoever is shown no form sends what the first one sends who is.
    """
    if block.address in SAMPLED:  # who is let in shows without
        address = block.address.format_map(world.things[target])
        return Post(address, address, {}, None)
    word = method.removeprefix("POST")
    changes = CHANGES.get(f"{block.name}{word}", {})
    own = world.things[target]
    changes = {name: _filled(value, own) for name, value in changes.items()}
    address = block.address.format_map(own)
    page = PAGES.get(f"{block.name}{word}", PAGES.get(block.name, block.address)).format_map(own)
    for visitor in (person, *PERSONS):
        form = _form(world, visitor, page, address, set(changes))
        if form is not None:
            return Post(address, page, form.values | changes, form)
    return Post(address, page, changes, None)


def _filled(value, things) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [each.format_map(things) for each in values]


def _form(world: World, person: str, page: str, address: str, names: set[str]) -> Form | None:
    if (key := (page, person)) not in world.forms:
        world.forms[key] = _forms(world.ask(person, "GET", page))
    fitting = [
        form for form in world.forms[key] if form.sends_to(address, page) and names <= form.names
    ]
    return fitting[0] if fitting else None


def _forms(response) -> list[Form]:
    if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
        return []
    return forms_of(response.content.decode())
