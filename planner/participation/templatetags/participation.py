"""Name the part of a plan that something is about."""

from django import template

from planner.participation.models import Contribution
from planner.participation.queries import PeoplePage

register = template.Library()


@register.simple_tag
def subject_name(page: PeoplePage, row: Contribution) -> str:
    return page.subjects.label(row.about, row.code)
