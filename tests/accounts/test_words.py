"""Nothing that allauth says reaches people in its own words."""

from pathlib import Path

import allauth
import pytest
from django.conf import settings

# What is switched off: sign-up, login and reset by code, telephone numbers, mails to strangers.
UNUSED = ("already_exists", "code_", "phone_", "unknown_account", "verified_email_required")
THEIRS = Path(allauth.__file__).parent / "templates"
OURS = settings.BASE_DIR / "templates"


def texts() -> list[str]:
    folders = [
        f"{app}/{kind}"
        for app in ("account", "mfa", "socialaccount")
        for kind in ("email", "messages")
    ]
    paths = [path for folder in folders for path in sorted((THEIRS / folder).glob("*.txt"))]
    names = [str(path.relative_to(THEIRS)) for path in paths]
    return [name for name in names if not any(unused in name for unused in UNUSED)]


@pytest.mark.parametrize("name", texts())
def test_every_mail_and_message_is_ours(name):
    assert (OURS / name).is_file()


def test_texts_are_found():
    assert "mfa/email/totp_activated_message.txt" in texts()
    assert len(texts()) > 40
