from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "bildung.exchange"
    label = "exchange"
    verbose_name = "Austausch"
