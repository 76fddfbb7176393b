"""Take an import out again."""

from typing import Any

from django.db import models
from django.db.models import F, ManyToOneRel

from core import bulk
from customers.incoming.comparing import AT_ONCE, KEYED, KINDS
from customers.models import Customer, CustomerImport, Need


def take_out(job: CustomerImport) -> tuple[dict[str, int], list[int]]:
    """Delete what the import inserted and put back what it changed.

    Return what was done, and the customers whose rows went. Whoever was entered by it
    and has rows from elsewhere stays, and so does what somebody changed since.
    """
    back, kept = _put_back(job)
    customer_ids: list[int] = []
    gone = 0
    if job.kind not in KEYED and job.first_key is not None:
        rows = KINDS[job.kind]._default_manager.filter(
            job=job, pk__range=(job.first_key, job.last_key)
        )
        customer_ids = sorted(set(rows.values_list("customer_id", flat=True)))
        gone = rows._raw_delete(rows.db)
    customers, stayed = _delete_unused(Customer, job)
    needs, needed = _delete_unused(Need, job)
    left = Customer.objects.filter(bulk.AnyOf(F("pk"), set(customer_ids)))
    told = {
        "rows_taken_out": gone + needs,
        "customers_taken_out": customers,
        "put_back": back,
        "stay_because_used_or_changed": kept + stayed + needed,
    }
    return told, sorted(left.values_list("pk", flat=True))


def _put_back(job: CustomerImport) -> tuple[int, int]:
    """Let changed rows say again what they said, where nobody has changed them since."""
    model = KINDS[job.kind]
    back = kept = 0
    for before in job.befores.order_by("pk").iterator(AT_ONCE):
        rows = model._default_manager.filter(pk=before.subject_id)
        facts: dict[str, Any] = dict(before.facts)
        if before.revision:
            rows = rows.filter(revision=before.revision)
            facts["revision"] = F("revision") + 1
        done = rows.update(**facts)
        back += done
        kept += not done
    job.befores.all().delete()
    return back, kept


def _delete_unused(model: type[models.Model], job: CustomerImport) -> tuple[int, int]:
    """Delete what this import entered, unless something else leans on it by now."""
    rows = model._default_manager.filter(job=job)
    unused = rows.filter(revision=1)
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel) and relation.on_delete is models.PROTECT:
            leaning = relation.related_model._default_manager.filter(
                **{relation.field.name: models.OuterRef("pk")}
            )
            unused = unused.exclude(models.Exists(leaning))
    total = rows.count()
    keys = list(unused.values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        model._default_manager.filter(pk__in=keys[start : start + AT_ONCE]).delete()
    return len(keys), total - len(keys)
