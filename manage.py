#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bildung.settings")
    from django.core.management import execute_from_command_line

    from bildung.outage import out_of_reach

    try:
        execute_from_command_line(sys.argv)
    except Exception as error:
        if reason := out_of_reach(error):
            sys.exit(f"Out of reach for now: {reason}")
        raise


if __name__ == "__main__":
    main()
