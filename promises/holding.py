"""What the ledger holds about a customer, and what promises are called in their rows."""

from collections.abc import Collection
from typing import Any

from accounts.models import User
from customers.privacy import Holding
from promises.models import LedgerImport, Outcome, Promise

FACTS = ("promise__code", "reference", "promised_at", "due_at", "done_at")


def _give(code: str) -> list[dict[str, Any]]:
    rows = Outcome.objects.filter(customer=code).order_by("due_at", "pk")
    names = ("promise", *FACTS[1:])
    return [dict(zip(names, row, strict=True)) for row in rows.values_list(*FACTS)]


def _forget(code: str, anonymous: str) -> None:
    """Keep the occasions, which the kept rates count, under the anonymous code."""
    Outcome.objects.filter(customer=code).update(customer=anonymous)
    for job in LedgerImport.objects.only("pk", "report", "stage").iterator():
        told = {k: v for k, v in job.report.items() if not k.startswith("first_")}
        if told:
            told |= {"first_errors": [], "first_changes": []}
        cleared: dict[str, Any] = {"report": told, "problems": b""}
        if job.stage == LedgerImport.Stage.COMMITTED:
            cleared |= {"sample": [], "columns": []}
        LedgerImport.objects.filter(pk=job.pk).update(**cleared)


def statements(user: User, codes: Collection[str]) -> dict[str, str]:
    """Return what promises are called whose codes stand in customers' rows."""
    seen = Promise.objects.visible_to(user).filter(code__in=codes)
    return dict(seen.values_list("code", "statement"))


LEDGER = Holding(name="ledger", give=_give, forget=_forget)
