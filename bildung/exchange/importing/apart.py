"""What a process of its own does of an import: it loads the application, and ends."""


def preview(wanted: bytes) -> bytes:
    """Return what `showing.previewed` does. Needs no database, and opens none."""
    import django

    django.setup()
    # It imports models, which only an application that is set up has.
    from .showing import previewed

    return previewed(wanted)
