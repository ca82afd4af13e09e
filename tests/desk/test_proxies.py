"""What a request says of its way counts where a proxy says it."""

import pytest
from django.http import HttpResponse

from bildung.desk.proxies import proxies_middleware


@pytest.fixture
def seen(rf):
    def see(address: str, **headers: str) -> dict[str, str]:
        request = rf.get("/", REMOTE_ADDR=address, headers=headers)
        assert request.headers  # read before, as a middleware above might
        proxies_middleware(lambda request: HttpResponse())(request)
        names = [name for name in request.headers if name not in ("Cookie", "Content-Type")]
        return {name: request.headers[name] for name in names}

    return see


SAID = {
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": "192.0.2.7",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Ssl": "on",
    "X-Forwarded-Protocol": "ssl",
    "Forwarded": "for=192.0.2.7;proto=https",
    "X-Real-Ip": "192.0.2.7",
}


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_proxy_on_this_machine_is_believed(seen, address):
    assert seen(address, **SAID) == SAID


@pytest.mark.parametrize("address", ["192.0.2.1", "10.0.0.1", "2001:db8::1", "", "localhost"])
def test_others_are_not_believed_and_other_headers_stay(seen, address):
    assert seen(address, **SAID, Accept="text/html") == {"Accept": "text/html"}


@pytest.mark.parametrize(
    ("named", "believed"),
    [
        (["10.0.0.0/8"], {"10.0.0.1", "::ffff:10.0.0.1"}),
        (["10.0.0.1", "2001:db8::/32"], {"10.0.0.1", "::ffff:10.0.0.1", "2001:db8::1"}),
        (["*"], {"10.0.0.1", "::ffff:10.0.0.1", "2001:db8::1", "127.0.0.1"}),
        ([], set()),
    ],
)
def test_proxies_are_named_by_address_or_network(seen, settings, named, believed):
    settings.PROXIES = named
    addresses = ("10.0.0.1", "::ffff:10.0.0.1", "2001:db8::1", "127.0.0.1")
    assert {each for each in addresses if seen(each, **SAID)} == believed


def test_nobody_claims_https_from_outside(client, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_SSL_REDIRECT = True
    claim = {"X-Forwarded-Proto": "https"}
    answers = [
        client.get("/favicon.ico", headers=claim, REMOTE_ADDR=address).status_code
        for address in ("127.0.0.1", "192.0.2.1")
    ]
    assert answers == [302, 301]
