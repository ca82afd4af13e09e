"""What the provider says of itself, and the keys by which it signs; kept for some minutes.

(OpenID Connect Discovery 1.0)
"""

from time import monotonic

from requests import HTTPError

from .calls import Asking, Unusable, object_in, require_safe

# What the login goes by (section 3).
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
WELL_KNOWN = "/.well-known/"
KEPT_SECONDS = 600

_kept: dict[str, tuple[float, dict]] = {}


def configuration(address: str, issuer: str) -> dict:
    """Return the endpoints, the issuer and how the token endpoint knows us; raises Unusable.

    `address` is where it stands, `issuer` who it must be of (section 4.3).
    """
    require_safe(address)
    return _keep(address, lambda: _sense(_get(address), issuer))


def keys(address: str, anew: bool = False) -> list[dict]:
    """Return the keys at `jwks_uri`, as JWK; raises Unusable."""
    if anew:
        _kept.pop(address, None)
    found = _keep(address, lambda: _get(address)).get("keys")
    if not isinstance(found, list):
        raise Unusable(f"{address} names no keys.")
    return [key for key in found if isinstance(key, dict)]


def forget() -> None:
    """Ask anew next time."""
    _kept.clear()


def _keep(address: str, read) -> dict:
    until, answer = _kept.get(address, (0.0, {}))
    if until < monotonic():
        answer = read()
        _kept[address] = (monotonic() + KEPT_SECONDS, answer)
    return answer


def _get(address: str) -> dict:
    with Asking() as session:
        response = session.get(address)
    try:
        response.raise_for_status()
    except HTTPError as error:
        raise Unusable(str(error)) from error
    return object_in(response)


def _sense(answer: dict, issuer: str) -> dict:
    for name in ENDPOINTS:
        require_safe(answer.get(name))
    named = answer.get("issuer")
    # By the letter but for a last slash: it is lost easily where the setting is written.
    if not isinstance(named, str) or named.rstrip("/") != issuer.rstrip("/"):
        raise Unusable(f"The provider at {issuer} says it is {str(named)[:200]!r}.")
    methods = answer.get("token_endpoint_auth_methods_supported")
    return {name: answer[name] for name in (*ENDPOINTS, "issuer")} | {
        "token_endpoint_auth_methods_supported": methods if isinstance(methods, list) else []
    }
