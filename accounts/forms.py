"""What people type under Settings."""

import zoneinfo
from datetime import date, timedelta
from typing import Any

from django import forms

from accounts.currencies import CURRENCIES
from accounts.models import Department, Post, Role, Scope, User
from accounts.queries import directors

ZONES = [(zone, zone) for zone in sorted(zoneinfo.available_timezones())]


class CompanyForm(forms.Form):
    name = forms.CharField(max_length=120)
    currency = forms.ChoiceField(
        choices=[(code, code) for code in sorted(CURRENCIES)],
        help_text="All budgets, margins and costs are in this one currency.",
    )
    time_zone = forms.ChoiceField(
        choices=ZONES, help_text="The days and weeks of the ledger are counted here."
    )
    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class DaysOffForm(forms.Form):
    """A line for each day on which nobody works, and a file that adds some."""

    days = forms.CharField(
        label="Days off",
        required=False,
        max_length=100_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        help_text="One in a line: the day, then what it is called. Saturdays and "
        "Sundays are off anyway.",
    )
    file = forms.FileField(
        label="Add the days of a file",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".ics,.csv,.txt"}),
        help_text="An .ics calendar of your country's holidays, or a CSV with the day "
        "and its name.",
    )
    revision = forms.IntegerField(
        min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput
    )
    examples = {"days": "2026-12-25 Christmas Day"}


class ProfileForm(forms.Form):
    name = forms.CharField(max_length=120)
    time_zone = forms.ChoiceField(
        choices=[("", "As the company"), *ZONES],
        required=False,
        help_text="Dates and times are shown to you in this zone.",
    )
    examples = {"name": "Nora Lindqvist"}


class PostForm(forms.Form):
    """What comes by mail, and when."""

    post = forms.ChoiceField(
        label="Notices by mail", choices=Post.choices, widget=forms.RadioSelect
    )
    digest_hour = forms.TypedChoiceField(
        label="Hour of the daily mail",
        choices=[(hour, f"{hour}:00") for hour in range(24)],
        coerce=int,
        help_text="On the company's clock.",
    )


PERSON_ROLES = [choice for choice in Role.choices if choice[0] != Role.INTEGRATION]


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=PERSON_ROLES)
    department = forms.ChoiceField(
        choices=[("", "None"), *Department.choices],
        required=False,
        help_text="For directors only.",
    )


class InvitationForm(RoleForm):
    email = forms.EmailField(label="E-mail address", max_length=254)
    name = forms.CharField(max_length=120)
    field_order = ["name", "email", "role", "department"]
    examples = {"name": "Nora Lindqvist", "email": "nora@company.com"}


class KeyForm(forms.Form):
    name = forms.CharField(max_length=80, help_text="What the key is for.")
    integration = forms.ModelChoiceField(
        User.objects.filter(role=Role.INTEGRATION, is_active=True).order_by("name"),
        required=False,
        empty_label="A new integration with this name",
        help_text="Whom the audit trail will name.",
    )
    scopes = forms.MultipleChoiceField(
        label="What it may do",
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    expires_on = forms.DateField(
        label="Works until",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="At most a year ahead.",
    )
    examples = {"name": "Web shop"}

    @staticmethod
    def usual(today: date) -> dict[str, object]:
        """Return what most keys have: reading, for three months."""
        return {"scopes": [Scope.READ], "expires_on": today + timedelta(days=90)}


class DeputyForm(forms.Form):
    """Who stands in, and when."""

    deputy = forms.ModelChoiceField(
        queryset=User.objects.none(), empty_label="Choose a director"
    )
    starts_on = forms.DateField(
        label="First day",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ends_on = forms.DateField(
        label="Last day",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Three months at most. You can come back earlier.",
    )

    def __init__(self, data: Any = None) -> None:  # noqa: ANN401  # as Django's own
        super().__init__(data)
        field = self.fields["deputy"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = directors()
            field.label_from_instance = lambda obj: f"{obj.name}, {obj.title}"  # type: ignore[method-assign]
