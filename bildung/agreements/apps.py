from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "bildung.agreements"
    label = "agreements"
    verbose_name = "Vereinbarungen"
