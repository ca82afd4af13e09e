"""Whether an ID token is the provider's, for us, for this login, and of now.

(OpenID Connect Core 1.0, section 3.1.3.7; its numbers stand at the checks.)
"""

import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from hmac import compare_digest

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

# By keys of which the provider alone has the secret half: neither „none“ nor those of a shared one.
ALGORITHMS = {
    "RSA": ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    "EC": ("ES256", "ES384", "ES512"),
    "OKP": ("EdDSA",),
}
CLOCKS_DIFFER = 30  # seconds
OLDEST = 600  # seconds since it was made; a login lasts no longer
ALWAYS = ("iss", "sub", "aud", "exp", "iat", "nonce")

# What comes of input that is no token, whatever it is.
BROKEN = (jwt.PyJWTError, ValueError, TypeError, LookupError, ArithmeticError, RecursionError)


def nonce_of(verifier: str) -> str:
    """Return the nonce of a login, by its other secret (RFC 7636): who has one has the other."""
    return sha256(f"nonce {verifier}".encode()).hexdigest()


def claims(
    token: str, keys: Callable[[bool], list[dict]], *, issuer: str, client: str, nonce: str
) -> dict:
    """Return what a valid token says; raises OAuth2Error where it is none.

    `keys` returns the provider's keys, and asks for them anew if called with True.
    """
    try:
        told = _signed(token, keys, issuer, client)
        _require_ours(told, client, nonce)
    except BROKEN as error:
        raise OAuth2Error(f"The ID token is refused: {error!r}") from error
    return told


def _signed(token: str, keys: Callable[[bool], list[dict]], issuer: str, client: str) -> dict:
    """Return what the token says, which one of the keys has signed (2, 3, 6 to 9)."""
    header = jwt.get_unverified_header(token)
    for key in _fitting(keys(False), header) or _fitting(keys(True), header):
        try:
            return jwt.decode(
                token,
                key,
                algorithms=[header["alg"]],
                issuer=issuer,
                audience=client,
                leeway=CLOCKS_DIFFER,
                options={"require": list(ALWAYS)},
            )
        except jwt.InvalidSignatureError:
            continue
    raise jwt.InvalidSignatureError("No key of the provider has signed it.")


def _fitting(keys: list[dict], header: dict) -> list[jwt.PyJWK]:
    """Return the keys that may have signed: of the named id, if one is named, and for signing."""
    fitting = []
    for key in keys:
        named = header.get("kid") in (None, key.get("kid"))
        known = header["alg"] in ALGORITHMS.get(str(key.get("kty")), ())
        if named and known and key.get("alg") in (None, header["alg"]) and key.get("use") != "enc":
            with suppress(*BROKEN):
                fitting.append(jwt.PyJWK(key, header["alg"]))
    return fitting


def _require_ours(told: dict, client: str, nonce: str) -> None:
    """Raise ValueError unless it was made for us alone, just now, for this login (4, 5, 10, 11)."""
    audience = told["aud"]
    several = isinstance(audience, list) and len(audience) > 1
    if told.get("azp", None if several else client) != client:
        raise ValueError("It was made for somebody else.")
    now = time.time()
    if told["exp"] <= now or told["iat"] < now - OLDEST - CLOCKS_DIFFER:
        raise ValueError("It is old.")
    if not compare_digest(str(told["nonce"]).encode(), nonce.encode()):
        raise ValueError("It was made for another login.")
