"""No form lets a POST change what it does not show, or choose what it does not offer.

Every POST that the matrix lets somebody do is sent twice: as the page's form sends it, and with a
value for every field of every model that the form does not show. What that leaves in the whole
database must be the same.
"""

from collections.abc import Iterator

import pytest
from django.urls import resolve
from django.views.generic.edit import FormMixin

from tests.budget import DEEP

from .groups import BLOCKS, SAMPLED, views_by_route
from .hostile import hostile_data
from .posts import Post, post_of
from .stored import COMPUTED, Difference, difference, state
from .table import GROUPS, LOCKED
from .world import World

NOTHING = Difference((), {}, frozenset())

pytestmark = pytest.mark.django_db

# allauth's, that nothing here could fill in: a link from a mail, a second factor that is set up, an
# account of a provider. They change what is allauth's own.
UNTRIED = {
    "^passwort/neu/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
    "konto/verknuepfung/",
    "konto/zweiter-faktor/app/ende/",
}


def _cases() -> Iterator:
    """Yield each POST that somebody may send, with the highest role that may in each group."""
    for block in BLOCKS:
        for line in block.lines:
            if block.address in SAMPLED or line.target not in ("own", "page", LOCKED):
                continue
            for group in GROUPS:
                allowed = [person for person in group if line.answers[person] == "302"]
                if line.method.startswith("POST") and allowed:
                    target = LOCKED if line.target == LOCKED else "own"
                    case = f"{block.name}{line.method[4:]} {target} {allowed[-1]}"
                    yield pytest.param(block, line.method, allowed[-1], target, id=case)


CASES = list(_cases())


@pytest.fixture(scope="module")
def before(world):
    return state()


@pytest.fixture(scope="module")
def hostile(world):
    return [hostile_data(index) for index in (0, 1)]


def send(world: World, person: str, post: Post, data: dict, before) -> tuple[tuple, Difference]:
    """Return the answer to `data`, and what it made of the database."""
    seen = []
    response = world.ask(person, "POST", post.address, data, lambda: seen.append(state()))
    [after] = seen
    page, _, place = response.headers.get("Location", "").partition("#")
    # PostgreSQL gives no key twice, though what had it was rolled back.
    if place.rpartition("-")[2] in {str(key) for _, key in after.keys() - before.keys()}:
        place = f"{place.rpartition('-')[0]} that is new"
    return (response.status_code, page, place), difference(before, after)


@pytest.mark.parametrize(("block", "method", "person", "target"), CASES)
def test_a_form_changes_what_it_shows_of_its_own_record_alone(
    world, before, hostile, block, method, person, target
):
    post = post_of(world, block, method, person, target)
    shown = post.form.names if post.form else set(post.data)
    answer, honest = send(world, person, post, post.data, before)
    assert answer[0] == 302
    for values in hostile:
        hidden = {name: value for name, value in values.items() if name not in shown}
        assert send(world, person, post, hidden | post.data, before) == (answer, honest)
    assert_own_record_alone(world, block, person, target, post, honest)


def assert_own_record_alone(world: World, block, person, target, post: Post, done: Difference):
    """A form changes its own record, and of that no more than it shows."""
    own = {str(value) for value in world.things[target].values()}
    own.add(world.browsers[person].session.get("_auth_user_id"))
    assert {(name, key) for name, key in done.touched if str(key) not in own} == set()
    if "{" in block.address and post.form and post.page == post.address:
        fields = {name for fields in done.changed.values() for name in fields}
        assert {name.removesuffix("_id") for name in fields} - COMPUTED <= post.form.names


@pytest.mark.parametrize(("block", "method", "person", "target"), CASES)
def test_keys_that_a_form_does_not_offer_are_refused(world, before, block, method, person, target):
    post = post_of(world, block, method, person, target)
    for name, offered in (post.form.choices if post.form else {}).items():
        for value in unoffered(keys_of_others(world, offered), offered):
            answer, done = send(world, person, post, post.data | {name: [value]}, before)
            assert (name, value, answer[0] in (200, 400), done) == (name, value, True, NOTHING)


def keys_of_others(world: World, offered: set[str]) -> set[str]:
    """Return the keys of things that are not ours; in a sample, of the kinds that are offered."""
    others = [world.things[kind] for kind in ("foreign to city", "foreign to agency", "deleted")]
    keys = {value.partition(":")[0] for value in offered}
    kinds = {name for name, value in world.things["own"].items() if str(value) in keys}
    if DEEP or not kinds:
        kinds = set().union(*others)
    return {str(things[kind]) for things in others for kind in kinds & set(things)}


def unoffered(keys: set[str], offered: set[str]) -> list[str]:
    """Return keys as a choice would name them, but those it offers; none where it is of words."""
    if not all(value.partition(":")[0].isdecimal() for value in offered if value):
        return []
    places = any(":" in value for value in offered)  # „below this: before that“
    return sorted({f"{key}:" if places else key for key in keys} - offered)


def test_every_form_view_is_tried():
    forms = {
        route
        for route, view in views_by_route().items()
        if issubclass(getattr(view, "view_class", object), FormMixin)
    }
    tried = {resolve(address_of(case)).route for case in CASES}
    sampled = {route for route in forms if route.startswith("admin/")}
    assert forms - tried - sampled == UNTRIED


def address_of(case) -> str:
    """Return an address that leads to the view of `case`, whatever is stored."""
    return case.values[0].address.format_map(_AnyThing())


class _AnyThing(dict):
    def __missing__(self, name: str):
        return 1
