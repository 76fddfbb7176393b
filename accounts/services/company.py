"""Name the company, its money and its clock."""

import zoneinfo
from datetime import datetime

from django.db import transaction

from accounts.audit import difference, record
from accounts.currencies import CURRENCIES
from accounts.models import Company, User
from accounts.policy import Act, require
from core.refusals import Conflict, Invalid

FIELDS = ("name", "currency", "time_zone")


class CompanyChanged(Conflict):
    """Somebody else saved the company since this person opened it."""


def _check(values: dict[str, str]) -> None:
    errors: dict[str, list[str]] = {}
    if not values["name"]:
        errors["name"] = ["Say what the company is called."]
    if values["currency"] not in CURRENCIES:
        errors["currency"] = ["Use the three letters of ISO 4217, such as EUR."]
    if values["time_zone"] not in zoneinfo.available_timezones():
        errors["time_zone"] = ["Use a name such as Europe/Berlin."]
    if errors:
        msg = "The company cannot be saved like this."
        raise Invalid(msg, next_step="Correct what is named.", errors=errors)


def change_company(
    *,
    actor: User,
    name: str,
    currency: str,
    time_zone: str,
    revision: int,
    now: datetime,
) -> Company:
    """Change what the company is called, pays in and counts its days by."""
    require(actor, Act.MANAGE_COMPANY)
    values = {"name": name.strip(), "currency": currency, "time_zone": time_zone}
    _check(values)
    with transaction.atomic():
        Company.objects.get_or_create(pk=1)
        company = Company.objects.select_for_update().get(pk=1)
        if company.revision != revision:
            raise CompanyChanged(
                "Somebody else changed the company while you had it open.",
                next_step="Reload the page, look at it, and enter your change again.",
            )
        changes = difference({f: getattr(company, f) for f in FIELDS}, values)
        if not changes:
            return company
        for field, value in values.items():
            setattr(company, field, value)
        company.revision += 1
        company.save()
        record(
            actor=actor,
            action="changed the company",
            subject=company,
            now=now,
            changes=changes,
        )
    return company
