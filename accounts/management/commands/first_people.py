"""Make the first CEO and the first administrator of a new installation."""

import getpass
import os
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.services.people import FirstPerson, make_first_people
from core.refusals import Refusal

CEO_VARIABLE = "KEPT_CEO_PASSWORD"
ADMINISTRATOR_VARIABLE = "KEPT_ADMINISTRATOR_PASSWORD"


class Command(BaseCommand):
    help = (
        "Make the first CEO and the first administrator, when there is nobody yet. "
        "Passwords are asked for, or read from the environment "
        f"({CEO_VARIABLE}, {ADMINISTRATOR_VARIABLE}); never from the command line, "
        "which other users of the machine can see."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        for office in ("ceo", "administrator"):
            parser.add_argument(f"--{office}-email", required=True)
            parser.add_argument(f"--{office}-name", required=True)

    def handle(self, **options: Any) -> None:
        ceo = FirstPerson(
            email=options["ceo_email"],
            name=options["ceo_name"],
            password=self._password("CEO", CEO_VARIABLE),
        )
        administrator = FirstPerson(
            email=options["administrator_email"],
            name=options["administrator_name"],
            password=self._password("administrator", ADMINISTRATOR_VARIABLE),
        )
        try:
            made = make_first_people(
                ceo=ceo, administrator=administrator, now=timezone.now()
            )
        except Refusal as refusal:
            places = [f"{k}: {' '.join(w)}" for k, w in refusal.errors.items()]
            message = " ".join([refusal.message, *places, refusal.next_step])
            raise CommandError(message) from refusal
        for person in made:
            self.stdout.write(f"{person.name} ({person.title}): {person.email}")

    def _password(self, office: str, variable: str) -> str:
        given = os.environ.get(variable) or self._asked(office, variable)
        try:
            validate_password(given)
        except ValidationError as error:
            message = f"The {office}'s password: {' '.join(error.messages)}"
            raise CommandError(message) from error
        return given

    def _asked(self, office: str, variable: str) -> str:
        if not sys.stdin.isatty():
            message = f"Set {variable}, or run this in a terminal to be asked."
            raise CommandError(message)
        first = getpass.getpass(f"Password of the {office}: ")
        if first != getpass.getpass("The same once more: "):
            message = "The two passwords differ; nobody was made."
            raise CommandError(message)
        return first
