"""What the ledger holds about a customer: given out, or left without a name."""

from typing import Any

from customers.privacy import Holding
from promises.models import LedgerImport, Outcome

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


LEDGER = Holding(name="ledger", give=_give, forget=_forget)
