"""Keeps what a person saw out of the caches on the way and in the browser, and out of indexes."""


def no_store_middleware(get_response):
    """Ask that no page is kept, so that „Back“ after logging out shows nothing.

    `no-cache` would not do: browsers show a kept page on „Back“ without asking. The price is that
    some give up what was typed when one goes back; nobody needs to, for a refused form (errors,
    conflict) is answered with the input in it. A view that sets `Cache-Control` keeps its own.
    """

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        if response.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware
