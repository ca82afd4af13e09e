"""Ends all sessions of a person at once: a counter of theirs takes part in what a session proves.

Every request compares the proof kept in the session with the person's own, so nothing has to look
through the stored sessions, and none is missed.
"""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import F
from django.utils.crypto import salted_hmac

SALT = "bildung.agreements.sessions"


class EndsSessions(AbstractBaseUser):
    """A person whose sessions can be ended. Stands before AbstractUser among the bases."""

    session_epoch = models.PositiveIntegerField("Beendete Sitzungen", default=0, editable=False)

    class Meta:
        abstract = True

    def end_sessions(self) -> None:
        """Log the person out everywhere, with their next request."""
        type(self)._base_manager.filter(pk=self.pk).update(session_epoch=F("session_epoch") + 1)

    def save(self, **kwargs):
        """Leave the counter alone: a request that began earlier must not set it back."""
        if not self._state.adding and kwargs.get("update_fields") is None:
            unread = self.get_deferred_fields()
            kwargs["update_fields"] = {
                field.name
                for field in self._meta.concrete_fields
                if not field.primary_key and field.attname not in {"session_epoch", *unread}
            }
        super().save(**kwargs)

    def _get_session_auth_hash(self, secret=None):
        # Here and not in get_session_auth_hash, which former SECRET_KEYs pass by. Until the first
        # end it is Django's own, so that nobody had to log in again when the counter came.
        if not self.session_epoch:
            return super()._get_session_auth_hash(secret)
        value = f"{self.session_epoch}:{self.password}"
        return salted_hmac(SALT, value, secret=secret, algorithm="sha256").hexdigest()
