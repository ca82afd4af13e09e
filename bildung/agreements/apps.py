from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "bildung.agreements"
    label = "agreements"
    verbose_name = "Vereinbarungen"

    def ready(self):
        from . import origins  # noqa: F401 (connects its receiver)
