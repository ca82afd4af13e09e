"""A device that holds one passkey, and answers challenges as a browser hands its answers on."""

from dataclasses import dataclass, field
from hashlib import sha256

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

FLAG = AuthenticatorData.FLAG
KEY_ID = b"passkey"


@dataclass
class Device:
    """Signs whatever it is asked; `verified` says whether it asks for its PIN before."""

    counter: int = 0
    verified: bool = True
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def register(self, challenge: str, told: dict | None = None, verified: bool = True) -> dict:
        """Return what it says to a challenge for a new passkey; the browser tells `told` of it."""
        public = ES256.from_cryptography_key(self.key.public_key())
        data = AuthenticatorData.create(
            sha256(b"localhost").digest(),
            FLAG.UP | FLAG.AT | (FLAG.UV if verified else FLAG(0)),
            counter=self.counter,
            credential_data=AttestedCredentialData.create(Aaguid.NONE, KEY_ID, public),
        )
        attestation = AttestationObject.create("none", data, {})
        answer = self._answer("webauthn.create", challenge)
        answer["response"]["attestationObject"] = websafe_encode(attestation)
        answer["clientExtensionResults"] = {"credProps": {"rk": True}} if told is None else told
        return answer

    def add_to(self, user, login_alone: bool = True) -> Authenticator:
        """Store its passkey for `user`."""
        told = {"credProps": {"rk": login_alone}}
        return WebAuthn.add(user, "Diensthandy", self.register("", told)).instance

    def sign(self, challenge: str, user=None) -> dict:
        """Return its answer to a challenge; with `user` it says whose passkey it is."""
        flags = FLAG.UP | (FLAG.UV if self.verified else FLAG(0))
        data = AuthenticatorData.create(sha256(b"localhost").digest(), flags, self.counter)
        answer = self._answer("webauthn.get", challenge)
        client = websafe_decode(answer["response"]["clientDataJSON"])
        signed = self.key.sign(data + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        handle = websafe_encode(user_pk_to_url_str(user).encode()) if user else None
        answer["response"] |= {
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signed),
            "userHandle": handle,
        }
        return answer

    @staticmethod
    def _answer(kind: str, challenge: str) -> dict:
        client = CollectedClientData.create(kind, challenge, "http://localhost")
        return {
            "id": websafe_encode(KEY_ID),
            "rawId": websafe_encode(KEY_ID),
            "type": "public-key",
            "response": {"clientDataJSON": websafe_encode(client)},
            "clientExtensionResults": {},
        }
