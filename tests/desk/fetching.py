"""Fetches what leaves."""


def content_of(client, address: str) -> bytes:
    response = client.get(address)
    assert (address, response.status_code) == (address, 200)
    return response.content
