"""How the OpenAPI document speaks of keys and callers."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework.permissions import SAFE_METHODS

from accounts.models import Role, Scope
from accounts.policy import ROLES, Act, who_may


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "accounts.authentication.ApiKeyAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A key from Settings, API keys: kept01234567.the-secret",
        }


class NamingCallers(AutoSchema):
    """Say of every operation whose it is, as the permission asks it."""

    def get_description(self) -> str:  # type: ignore[override]  # as its base has it
        said: str = super().get_description() or ""
        reading = self.method in SAFE_METHODS
        act: Act | None = getattr(self.view, "reads" if reading else "writes", None)
        if act is None:
            return said
        scope = Scope.READ if reading else getattr(self.view, "scope", None)
        named = f"For: {who_may(act)}."
        if scope and Role.INTEGRATION in ROLES[act]:
            named += f" A key needs the scope `{scope}`."
        return f"{said}\n\n{named}".strip()
