import pytest

from tests.accounts.provider import running_provider
from tests.installation import settings_under


@pytest.fixture
def provider(settings):
    """A provider that is set up as in an installation: by the environment alone."""
    with running_provider() as provider:
        made = settings_under(
            OIDC_SERVER_URL=provider.address, OIDC_CLIENT_ID="bildung", OIDC_CLIENT_SECRET="geheim"
        )
        settings.OIDC_CLIENT_ID = made["OIDC_CLIENT_ID"]
        settings.SOCIALACCOUNT_PROVIDERS = made["SOCIALACCOUNT_PROVIDERS"]
        yield provider
