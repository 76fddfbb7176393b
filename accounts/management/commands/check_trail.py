"""Check that the audit trail is whole and guarded, after a restore or at any time."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from accounts.audit import first_break
from accounts.queries import audit_events
from core import triggers


class Command(BaseCommand):
    help = (
        "Check every event of the audit trail against the one before it, and that the "
        "database still has all its guards. Says where the trail ends: compare it with "
        "what it said before a backup."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if broken := first_break():
            message = f"Event {broken.pk} of {broken.at:%Y-%m-%d %H:%M} does not fit."
            raise CommandError(message)
        if missing := triggers.missing(connection):
            message = f"Run manage.py migrate: not guarded by {', '.join(missing)}."
            raise CommandError(message)
        newest = audit_events().first()
        head = f"ends in {newest.digest}" if newest else "is empty"
        self.stdout.write(f"The trail is whole and {head}.")
