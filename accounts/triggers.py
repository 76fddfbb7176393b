"""What the database itself refuses of people's rows."""

from core.triggers import append_only, refuse_when

IS_NOT_AN_INTEGRATION = (
    "(SELECT role FROM accounts_user WHERE id = NEW.user_id) <> 'integration'"
)
ONLY_INTEGRATIONS = "An API key belongs to an integration, never to a person."

NOT_THE_CEOS_DEPUTY = """NOT EXISTS (
    SELECT 1 FROM accounts_user
    WHERE id = NEW.ceo_id AND role = 'ceo' AND is_active
) OR NOT EXISTS (
    SELECT 1 FROM accounts_user
    WHERE id = NEW.deputy_id AND role = 'director' AND is_active
)"""
OTHER_DEPUTY = """NEW.ceo_id <> OLD.ceo_id OR NEW.deputy_id <> OLD.deputy_id
OR NEW.starts_on <> OLD.starts_on OR NEW.ends_on <> OLD.ends_on
OR NEW.begins_at <> OLD.begins_at OR NEW.ends_at > OLD.ends_at"""

TRIGGERS = (
    *(rule for rule in append_only("accounts_deputy") if rule.event != "UPDATE"),
    refuse_when(
        name="accounts_deputy_is_a_director_for_a_ceo",
        table="accounts_deputy",
        event="INSERT",
        condition=NOT_THE_CEOS_DEPUTY,
        message="a director stands in for a CEO",
    ),
    refuse_when(
        name="accounts_deputy_only_ends_early",
        table="accounts_deputy",
        event="UPDATE",
        condition=OTHER_DEPUTY,
        message="an absence only ends early",
    ),
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
