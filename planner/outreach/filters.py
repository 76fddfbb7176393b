"""How lists of outreach are narrowed over REST."""

import django_filters

from core.filters import KeyFilter
from planner.outreach.models import Acquaintance, Contact, FollowUp, Referral


class PersonFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    """People by name, kind, customer, who knows them and the last contact."""

    name = django_filters.CharFilter("name", "icontains", max_length=120)
    email = django_filters.CharFilter("email", "iexact", max_length=254)
    kind = django_filters.ChoiceFilter(choices=Acquaintance.Kind.choices)
    customer = django_filters.CharFilter("customer__code", max_length=80)
    known_by = KeyFilter("known_by__person_id", label="The key of a colleague.")
    contacted_before = django_filters.DateFilter("last_contact_on", "lt")

    class Meta:
        model = Acquaintance
        fields: list[str] = []


class ContactFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Talks by person, colleague and day."""

    person = KeyFilter("acquaintance_id", label="The key of somebody we know.")
    by = KeyFilter("by_id", label="The key of a colleague.")
    since = django_filters.DateFilter("on", "gte")

    class Meta:
        model = Contact
        fields: list[str] = []


class FollowUpFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Follow-ups by person, who promised, and whether they are open."""

    person = KeyFilter("acquaintance_id", label="The key of somebody we know.")
    owner = KeyFilter("owner_id", label="The key of a colleague.")
    done = django_filters.BooleanFilter("done_at", "isnull", exclude=True)
    due_before = django_filters.IsoDateTimeFilter("due_at", "lt")

    class Meta:
        model = FollowUp
        fields: list[str] = []


class ReferralFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Referrals by who brought, who was brought, and what became of it."""

    source = KeyFilter("source_id", label="The key of who brought somebody.")
    brought = KeyFilter("brought_id", label="The key of who was brought.")
    became = django_filters.ChoiceFilter(choices=Referral.Became.choices)

    class Meta:
        model = Referral
        fields: list[str] = []
