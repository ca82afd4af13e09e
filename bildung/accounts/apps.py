from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "bildung.accounts"
    label = "accounts"
    verbose_name = "Konten"

    def ready(self):
        from . import addresses  # noqa: F401  connects its signal
