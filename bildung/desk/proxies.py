"""Believes what a request says of its way through proxies only where it comes from one of them.

Who reaches the server itself could else claim to have come by HTTPS, or from another address.
"""

from django.conf import settings

from bildung.networks import is_among

# „X-Forwarded-Proto“ and all its relatives, the one of RFC 7239, and nginx's own.
SAYINGS = ("HTTP_X_FORWARDED", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


def proxies_middleware(get_response):
    """Drop the headers that only proxies may set (settings.PROXIES). Stands before all others."""

    def middleware(request):
        meta = request.META
        sayings = [name for name in meta if name.startswith(SAYINGS)]
        if sayings and not is_proxy(meta.get("REMOTE_ADDR", "")):
            for name in sayings:
                del meta[name]
            vars(request).pop("headers", None)  # Django's own reading of them
        return get_response(request)

    return middleware


def is_proxy(address: str) -> bool:
    """Return whether `address` is that of a proxy named in the settings."""
    return is_among(address, settings.PROXIES)
