from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "bildung.members"
    label = "members"
    verbose_name = "Mitglieder"

    def ready(self):
        from . import joining  # noqa: F401 (connects its receiver)
