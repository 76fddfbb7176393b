"""Give out all that is held about a customer, and erase what is personal of it."""

from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.forms.models import model_to_dict

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core import editing
from core.refusals import Conflict, Invalid
from customers.growth import grew
from customers.models import (
    Customer,
    CustomerBefore,
    CustomerImport,
    Defection,
    Interaction,
    Purchase,
    Standing,
    SurveyAnswer,
)
from customers.privacy import holdings
from customers.services.records import KINDS

OWN: Final = {
    "purchases": Purchase,
    "survey_answers": SurveyAnswer,
    "interactions": Interaction,
    "defections": Defection,
}

# What was concluded of them is theirs to see, too.
STANDING: Final = (
    *("as_of", "state", "last_sign", "loss", "at_stake", "expected_loss", "loyal"),
)


def give_everything(
    *, actor: User, customer: Customer, now: datetime
) -> dict[str, Any]:
    """Return all that is held about a customer, and note that it was given out."""
    require(actor, Act.KEEP_PRIVACY)
    found: dict[str, Any] = {
        "format": "kept-customer/1",
        "given_out_at": now,
        "customer": _plain(customer, ("code", *KINDS[Customer].facts))
        | {"segment": customer.segment.code if customer.segment else None},
    }
    for name, model in OWN.items():
        rows = model.objects.of(customer).order_by("pk")
        facts = KINDS[model].facts
        found[name] = list(rows.values(*facts))
    found["standing"] = list(
        Standing.objects.filter(customer=customer).values(*STANDING)
    )
    for holding in holdings():
        found[holding.name] = holding.give(customer.code)
    with transaction.atomic():
        audit.record(
            actor=actor,
            action="gave out what is held about a customer",
            subject=customer,
            now=now,
        )
    return found


def _plain(row: Customer, names: tuple[str, ...]) -> dict[str, Any]:
    return model_to_dict(row, names)


def erase(*, actor: User, customer: Customer, revision: int, now: datetime) -> Customer:
    """Erase what is personal: who they are, what was noted, and the code itself.

    What they bought, answered and when they left stays, under a code that says
    nothing about anybody, so that the company's own figures remain what they were.
    """
    require(actor, Act.KEEP_PRIVACY)
    if customer.is_erased:
        raise Conflict("Their personal data were erased before.")
    if Customer.objects.filter(code=_anonymous(customer)).exists():
        raise Invalid(f"Somebody else has the code {_anonymous(customer)}.")
    code = customer.code
    with transaction.atomic():
        customer.code = _anonymous(customer)
        customer.name = customer.email = customer.phone = ""
        customer.consent = Customer.Consent.REFUSED
        customer.consent_on = customer.first_seen = None
        customer.erased_at = now
        fields = ("code", "name", "email", "phone", "consent", "consent_on")
        editing.save(
            customer, seen=revision, fields=(*fields, "first_seen", "erased_at")
        )
        _clear_rows(customer)
        _clear_files(customer)
        for holding in holdings():
            holding.forget(code, customer.code)
        grew(customer_ids=[customer.pk], only_added=False)
        audit.record(actor=actor, action="erased a customer", subject=customer, now=now)
    return customer


def _anonymous(customer: Customer) -> str:
    return f"erased-{customer.pk}"


def _clear_rows(customer: Customer) -> None:
    """Take the free text out of what they did, and the numbers of their orders."""
    Purchase.objects.of(customer).update(reference="")
    Interaction.objects.of(customer).update(note="")
    Defection.objects.of(customer).update(why="", to_whom="")


def _clear_files(customer: Customer) -> None:
    """Empty the lists of rows of earlier files, which may name them.

    A file that is not in yet keeps its content: whoever uploaded it decides.
    """
    CustomerBefore.objects.filter(
        job__kind=CustomerImport.Kind.CUSTOMERS, subject_id=customer.pk
    ).delete()
    defections = Defection.objects.of(customer).values_list("pk", flat=True)
    CustomerBefore.objects.filter(
        job__kind=CustomerImport.Kind.DEFECTIONS, subject_id__in=list(defections)
    ).delete()
    for job in CustomerImport.objects.only("pk", "report").iterator():
        report = {**job.report, "shown": {}} if job.report else {}
        CustomerImport.objects.filter(pk=job.pk).update(report=report, problems=b"")
