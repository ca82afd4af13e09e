"""How long a text of a plan may be: some forty pages, which every browser and printer takes."""

from django.core.validators import MaxLengthValidator

MOST = 100_000
# A validator and no `max_length`: browsers cut what is pasted to that without a word.
not_too_long = MaxLengthValidator(
    MOST,
    "Bitte kürzen Sie den Text: Er hat %(show_value)d Zeichen, möglich sind %(limit_value)d.",
)
