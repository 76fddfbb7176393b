"""What makes two writings of a name, an address or a number the same."""

from engine.outreach.resembling import (
    Card,
    email_key,
    name_key,
    organisation_key,
    phone_key,
    short_key,
)
from planner.outreach.models import Acquaintance

KEYS = ("name_key", "short_key", "organisation_key", "email_key", "phone_key")


def key(row: Acquaintance) -> None:
    """Write a person's keys anew, from what is written of them."""
    row.name_key = name_key(row.name)
    row.short_key = short_key(row.name)
    row.organisation_key = organisation_key(row.organisation)
    row.email_key = email_key(row.email)
    row.phone_key = phone_key(row.phone)


def card_of(row: Acquaintance) -> Card:
    """Return what is compared of a person."""
    return Card(
        name=row.name,
        organisation=row.organisation,
        email=row.email,
        phone=row.phone,
    )
