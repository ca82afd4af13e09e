"""What an address stands for."""

import pytest

from bildung.networks import client_of, is_among


@pytest.mark.parametrize(
    ("address", "networks", "among"),
    [
        ("10.1.2.3", ["10.0.0.0/8"], True),
        ("10.1.2.3", ["10.0.0.5/8"], True),
        ("11.1.2.3", ["127.0.0.1", "10.0.0.0/8"], False),
        ("::ffff:10.1.2.3", ["10.0.0.0/8"], True),
        ("2001:db8::1", ["2001:db8::/32"], True),
        ("2001:db8::1", ["10.0.0.0/8"], False),
        ("192.0.2.1", ["*"], True),
        ("localhost", ["127.0.0.1"], False),
        ("", ["127.0.0.1"], False),
        ("192.0.2.1", [], False),
    ],
)
def test_address_lies_in_a_network_that_is_named(address, networks, among):
    assert is_among(address, networks) is among


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::9", "2001:db8:1:3::/64"),
        ("localhost", "localhost"),
    ],
)
def test_client_is_an_address_or_a_network_of_them(address, client):
    assert client_of(address) == client
