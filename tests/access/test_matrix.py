"""Every address × method × person × object gets what the tables beside this file say.

`goals.py`, `milestones.py`, `desk.py` … hold the tables; table.py explains their notation.
"""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import resolve

from .groups import BLOCKS, SAMPLED, views_by_route
from .posts import post_of
from .sample import asked, handled, sample, view_of
from .table import LOCKED, PERSONS, read
from .world import World

pytestmark = pytest.mark.django_db

LOGINS = ("/anmelden/", "/admin/login/")
REFUSALS = ("404", "405")
OURS = [block for block in BLOCKS if block.address not in SAMPLED]


def filled(address: str, world: World) -> str:
    return address.format_map(world.things["own"])


def answer(response, address: str) -> str:
    """Return „login“ for a redirect that leads back to `address` after a login, else the code."""
    if response.status_code == 302:
        where = urlsplit(response.url)
        if where.path in LOGINS and parse_qs(where.query).get("next") == [address]:
            return "login"
    return str(response.status_code)


def likeness(response) -> tuple:
    """Return all by which one answer could be told from another."""
    return (
        response.status_code,
        response.content,
        sorted(response.headers.items()),
        sorted(response.cookies),
    )


def test_every_address_stands_in_the_matrix(world):
    listed = {resolve(filled(block.address, world)).route for block in BLOCKS}
    assert set(views_by_route()) - listed == set()


def test_matrix_names_what_there_is(world):
    for block in BLOCKS:
        match = resolve(filled(block.address, world))
        name = ":".join((*match.namespaces, match.url_name or "-"))
        assert (block.address, block.name) == (block.address, name)


def test_matrix_leaves_out_nothing():
    gaps = {block.address: block.gaps() for block in BLOCKS if block.address not in SAMPLED}
    assert {address: gap for address, gap in gaps.items() if gap} == {}


# What these views answer first does not depend on the method: a redirect, or that a link is gone.
BEFORE_THE_METHOD = {
    "account_reset_password_from_key",
    "account_set_password",
    "members:invitation",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_authenticate",
    "mfa_deactivate_totp",
    "mfa_download_recovery_codes",
    "mfa_edit_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
}
# And these are a redirect's target, which no decorator guards.
SAYS_NO_METHOD = {"openid_connect_callback"}


def test_matrix_refuses_the_methods_that_the_views_do_not_handle():
    unsaid, answered, refused = set(), set(), set()
    for block in OURS:
        methods = handled(view_of(block))
        for line in block.lines:
            method = line.method.partition("=")[0]
            if methods is None:
                unsaid.add(block.name)
            elif method not in methods and "405" not in line.answers.values():
                answered.add(block.name)
            elif method in methods and "405" in line.answers.values():
                refused.add((block.name, method))
    assert (unsaid, answered) == (SAYS_NO_METHOD, BEFORE_THE_METHOD)
    # It wants a POST, though it has a page for others.
    assert refused == {("account_logout", method) for method in ("GET", "HEAD", "OPTIONS")}


def test_head_gets_what_get_gets():
    for block in OURS:
        if "HEAD" in (handled(view_of(block)) or ()):
            for target in block.targets:
                head, get = (block.answers(target, method) for method in ("HEAD", "GET"))
                assert (block.name, target, head) == (block.name, target, get)


def test_login_is_asked_for_where_the_view_demands_it():
    for block in OURS:
        wanted = {line.answers["anonymous"] == "login" for line in block.lines}
        assert (block.name, wanted) == (
            block.name,
            {getattr(view_of(block), "login_required", True)},
        )


def test_sample_asks_for_every_answer_that_get_and_post_have():
    for block in OURS:
        asked_for = list(sample(block))
        told = {
            (line.target, line.method, answer)
            for line in block.lines
            for answer in line.answers.values()
            if line.method.partition("=")[0] in ("GET", "POST")
            if "405" not in line.answers.values()
            if answer != "login" or line.target in ("own", "page")
        }
        missing = told - {
            (line.target, line.method, line.answers[person]) for line, person in asked_for
        }
        assert (block.address, missing) == (block.address, set())


def test_sample_of_the_admin_asks_who_is_let_in_and_one_who_is_not():
    for block in BLOCKS:
        if block.address in SAMPLED:
            asking = {person for _, person in sample(block)}
            assert (block.address, len(asking), "superuser" in asking) == (block.address, 2, True)


@pytest.mark.parametrize("block", BLOCKS, ids=[f"{each.name} {each.address}" for each in BLOCKS])
def test_each_person_gets_what_the_matrix_says(world, block):
    different = []
    nonexistent = {}
    for line, person in asked(block):
        method = line.method.partition("=")[0]
        form = LOCKED if line.target == LOCKED else "own"
        data = post_of(world, block, line.method, person, form).data if method == "POST" else None
        never = world.address(block.address, "never", person)
        for address in addresses(world, block, line.target, person):
            response = world.ask(person, method, address, data)
            given, expected = answer(response, address), line.answers[person]
            if given != expected:
                different.append(f"{person}: {method} {address}: {given}, not {expected}")
            elif given in REFUSALS and never != address and "{link}" not in block.address:
                if (key := (person, line.method)) not in nonexistent:
                    nonexistent[key] = likeness(world.ask(person, method, never, data))
                if likeness(response) != nonexistent[key]:
                    different.append(f"{person}: {method} {address} is told from {never}")
    assert different == []


def addresses(world: World, block, target: str, person: str) -> set[str]:
    """Return the address of the object; below one that is not ours, also that with ours above."""
    whole = world.address(block.address, target, person)
    first, _, rest = block.address.partition("}")
    if target in ("own", "page", LOCKED) or "{" not in rest:
        return {whole}
    above = f"{first}}}".format_map(world.things["own"])
    return {whole, above + world.address(rest, target, person)}


BLOCK = """
goals:measure  /massnahmen/{measure}/bearbeiten/
  own      GET HEAD  login | 404 | 404 200 200 | 404
  foreign  GET       login | 404
"""


def test_notation_reads_groups_and_tells_gaps():
    (block,) = read(BLOCK)
    own = block.answers("own", "HEAD")
    assert [person for person in PERSONS if own[person] == "200"] == [
        "city editing",
        "city leading",
    ]
    assert set(block.answers("foreign", "GET").values()) == {"login", "404"}
    assert block.answers("deleted", "GET") == {}
    assert block.gaps()[:3] == ["own POST", "own PUT", "own PATCH"]
    assert len(block.gaps()) == 5 + 6 + 7


@pytest.mark.parametrize(
    "line",
    [
        "  own GET login | 404 | 200",
        "  own GET login | 404 | 200 200 | 404",
        "  page GET login | 404",
        "  own FETCH login | 404",
        "  GET login | 404",
    ],
)
def test_notation_refuses_what_it_does_not_know(line):
    with pytest.raises(ValueError, match="Not in the notation"):
        read(BLOCK + line)
