"""People, the company, API keys, what people are told, and the audit trail."""

from accounts.models.notices import Notice
from accounts.models.people import (
    ApiKey,
    Company,
    Department,
    Deputy,
    PeopleManager,
    Post,
    Role,
    Scope,
    User,
)
from accounts.models.trail import AuditEvent

__all__ = [
    "ApiKey",
    "AuditEvent",
    "Company",
    "Department",
    "Deputy",
    "Notice",
    "PeopleManager",
    "Post",
    "Role",
    "Scope",
    "User",
]
