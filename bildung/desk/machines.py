"""What machines ask before they read anything else: robots.txt and security.txt."""

from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bildung.agreements.addresses import public_address

GOOD_FOR = timedelta(days=180)  # RFC 9116 asks for less than a year


@login_not_required
@require_safe
def robots(request):
    """Let nothing be read but the two pages for everybody, which say that they are not listed.

    (RFC 9309; a page that may not be read is listed all the same where others link to it.)
    """
    allowed = (f"Allow: {reverse(name)}" for name in ("login", "check"))
    return _text("User-agent: *", *allowed, "Disallow: /")


@login_not_required
@require_safe
def security(request):
    """Whom to tell of a weakness (RFC 9116); 404 while SECURITY_CONTACT names nobody."""
    contact = settings.SECURITY_CONTACT
    if not contact:
        raise Http404
    if "@" in contact and ":" not in contact:
        contact = f"mailto:{contact}"
    ends = datetime.combine(timezone.now().date() + GOOD_FOR, time.min, UTC)
    return _text(
        f"Contact: {contact}",
        f"Expires: {ends:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: de, en",
        f"Canonical: {public_address(reverse('security'))}",
    )


def _text(*lines: str) -> HttpResponse:
    text = "".join(f"{line}\n" for line in lines)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
