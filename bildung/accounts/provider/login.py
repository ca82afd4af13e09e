"""allauth's provider, wary: what a link may ask of it, and what it believes of an answer.

(OpenID Connect Core 1.0)
"""

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter

from bildung.vocabulary.characters import impossible

from . import discovery, tokens
from .calls import Unusable, object_in

# Of a person, what is kept, to show which login of theirs is connected; all of it texts.
CLAIMS = ("sub", "email", "preferred_username", "name", "given_name", "family_name")
LONGEST = 255  # characters (section 2, `sub`); a name or an address is no longer either
LONGEST_SUB = 191  # as long as allauth stores


class Adapter(OpenIDConnectOAuth2Adapter):
    """One login's answers. Raises Unusable for nonsense, OAuth2Error for what is refused."""

    nonce = ""

    @property
    def openid_config(self) -> dict:
        address = self.get_provider().server_url
        return discovery.configuration(address, address.partition(discovery.WELL_KNOWN)[0])

    def get_access_token_data(self, request, app, client, pkce_code_verifier=None):
        self.nonce = tokens.nonce_of(pkce_code_verifier or "")
        return super().get_access_token_data(request, app, client, pkce_code_verifier)

    def parse_token(self, data) -> SocialToken:
        """Return the token, which is used once and not kept: how long it lasts does not matter."""
        if not (_is_token(data["access_token"]) and _is_token(data.get("id_token"))):
            raise Unusable("The provider's token is none.")
        return SocialToken(token=data["access_token"])

    def complete_login(self, request, app, token, response, **kwargs):
        told = tokens.claims(
            response["id_token"],
            self._keys,
            issuer=self.openid_config["issuer"],
            client=app.client_id,
            nonce=self.nonce,
        )
        person = self._person(token.token)
        if person["sub"] != told["sub"]:  # section 5.3.2
            raise OAuth2Error("The ID token and the address of the person speak of two people.")
        return self.get_provider().sociallogin_from_response(request, {"userinfo": person})

    def _keys(self, anew: bool) -> list[dict]:
        return discovery.keys(self.openid_config["jwks_uri"], anew)

    def _person(self, access_token: str) -> dict:
        with get_adapter().get_requests_session() as session:
            answer = session.get(
                self.profile_url, headers={"Authorization": f"Bearer {access_token}"}
            )
        answer.raise_for_status()
        person = object_in(answer)
        if wrong := [name for name in CLAIMS if not _is_text(person.get(name))]:
            raise Unusable(f"{self.profile_url} has no usable {', '.join(wrong)}.")
        if not person.get("sub") or len(person["sub"]) > LONGEST_SUB:
            raise Unusable(f"{self.profile_url} names nobody.")
        return {name: person[name] for name in (*CLAIMS, "email_verified") if name in person}


class Provider(OpenIDConnectProvider):
    oauth2_adapter_class = Adapter

    def get_scope_from_request(self, request) -> list[str]:
        """Return what we ask for, whatever the link says."""
        return self.get_scope()

    def get_auth_params_from_request(self, request, action) -> dict:
        return self.get_auth_params()

    def get_pkce_params(self) -> dict:
        """Return what goes with the question, the nonce of this login too."""
        params = super().get_pkce_params()
        return params | {"nonce": tokens.nonce_of(params["code_verifier"])}


def _is_token(value) -> bool:
    return isinstance(value, str) and value.isascii() and value.isprintable() and value != ""


def _is_text(value) -> bool:
    """Whether it is nothing, or a text that can be stored."""
    if value is None or value == "":
        return True
    return isinstance(value, str) and len(value) <= LONGEST and not impossible(value)
