"""What the database itself refuses of operations' rows."""

from core.triggers import refuse_when

NOT_BY_THE_CEO = (
    "NEW.state = 'funded' AND "
    "(SELECT role FROM accounts_user WHERE id = NEW.funded_by_id) <> 'ceo'"
)
ONLY_THE_CEO = "Only the CEO funds an initiative."

TRIGGERS = (
    refuse_when(
        name="operations_initiative_is_funded_by_the_ceo",
        table="operations_initiative",
        event="INSERT",
        condition=NOT_BY_THE_CEO,
        message=ONLY_THE_CEO,
    ),
    # A CEO who has since moved on did fund it: only a new funding is looked at.
    refuse_when(
        name="operations_initiative_becomes_funded_by_the_ceo",
        table="operations_initiative",
        event="UPDATE",
        condition=f"{NOT_BY_THE_CEO} AND "
        "(OLD.state <> 'funded' OR OLD.funded_by_id <> NEW.funded_by_id)",
        message=ONLY_THE_CEO,
    ),
)
