from django.apps import AppConfig
from django.db.backends.signals import connection_created


class AgreementsConfig(AppConfig):
    name = "bildung.agreements"
    label = "agreements"
    verbose_name = "Vereinbarungen"

    def ready(self):
        from . import (
            folding,
            leading,  # noqa: F401 (connects its receivers)
            origins,  # noqa: F401 (connects its receiver)
        )

        connection_created.connect(folding.register, dispatch_uid="bildung.agreements.folding")
