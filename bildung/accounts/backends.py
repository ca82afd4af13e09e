"""The login, under the name by which the sessions that there are know it."""

from allauth.account.auth_backends import AuthenticationBackend


class Backend(AuthenticationBackend):
    """allauth's login by e-mail. Without this name, everybody would be logged out."""
