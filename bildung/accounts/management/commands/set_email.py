"""Gives a person an address to log in by, from the command line: nobody logs in without one."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from bildung.agreements.models import User


class Command(BaseCommand):
    help = "Sets the e-mail address of the person with this technical name (username)."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("email")

    def handle(self, username, email, **options):
        user = User.objects.filter(username=username).first()
        if user is None:
            names = ", ".join(User.objects.order_by("username").values_list("username", flat=True))
            raise CommandError(f"There is no person named {username}. There are: {names}")
        user.email = email.lower()
        try:
            user.full_clean(exclude=["password"])
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        user.save()
        self.stdout.write(f"{username} logs in as {user.email} now.")
