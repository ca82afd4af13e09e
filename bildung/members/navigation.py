"""The link „Mitglieder“ beside the account, for whoever leads an organisation."""

from bildung.agreements.access import led_by

# Where the link stands, at one query each; „Mein Konto“ is a link on every page. On the pages of
# this app nobody is who does not lead.
ASKING = {"desk:start", "account_overview", "password_change", "account_change_password"}


def leading(request):
    """Return `leads`: whether to show the link."""
    match = getattr(request, "resolver_match", None)
    view = match.view_name if match else ""
    if view in ASKING:
        return {"leads": lambda: led_by(request.user).exists()}
    return {"leads": view.startswith("members:") and view != "members:invitation"}
