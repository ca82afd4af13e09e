"""A form sent twice, by two clicks or a slow network, is answered the second time as the first."""

import pytest

from .posts import post_of
from .test_hidden_fields import CASES

pytestmark = pytest.mark.django_db

# Whoever demands a second factor and has none is led to its page from then on.
LED_ELSEWHERE = {"members:demand_factor": "/konto/zweiter-faktor/"}


def _once_a_form() -> list:
    """Return of CASES one for each form: who may send it does not matter here."""
    return list({(case.values[0].address, *case.values[1::2]): case for case in CASES}.values())


@pytest.mark.parametrize(("block", "method", "person", "target"), _once_a_form())
def test_a_form_sent_twice_is_answered_alike(world, block, method, person, target):
    post = post_of(world, block, method, person, target)
    again = []

    def send_again():
        again.append(world.browsers[person].post(post.address, post.data))

    first = world.ask(person, "POST", post.address, post.data, send_again)
    [second] = again
    assert (first.status_code, second.status_code) == (302, 302)
    assert second.url == LED_ELSEWHERE.get(block.name, first.url)
