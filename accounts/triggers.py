"""What the database itself refuses of people's rows."""

from core.triggers import append_only, refuse_when

IS_NOT_AN_INTEGRATION = (
    "(SELECT role FROM accounts_user WHERE id = NEW.user_id) <> 'integration'"
)
ONLY_INTEGRATIONS = "An API key belongs to an integration, never to a person."

TRIGGERS = (
    *append_only("accounts_auditevent"),
    refuse_when(
        name="accounts_apikey_is_for_integrations",
        table="accounts_apikey",
        event="INSERT",
        condition=IS_NOT_AN_INTEGRATION,
        message=ONLY_INTEGRATIONS,
    ),
    refuse_when(
        name="accounts_apikey_stays_with_integrations",
        table="accounts_apikey",
        event="UPDATE",
        condition=IS_NOT_AN_INTEGRATION,
        message=ONLY_INTEGRATIONS,
    ),
    refuse_when(
        name="accounts_user_with_keys_stays_an_integration",
        table="accounts_user",
        event="UPDATE",
        condition="NEW.role <> 'integration' AND EXISTS "
        "(SELECT 1 FROM accounts_apikey WHERE user_id = NEW.id)",
        message=ONLY_INTEGRATIONS,
    ),
)
