"""What the database itself refuses: to plan a contact with who must not have one."""

from core.triggers import Event, refuse_when

EVENTS: tuple[Event, ...] = ("INSERT", "UPDATE")

# Whoever wants no contact, is held out, or is no name of their own any more.
NO_CONTACT = """EXISTS (
    SELECT 1 FROM outreach_acquaintance a
    LEFT JOIN customers_customer c ON c.id = a.customer_id
    WHERE a.id = NEW.acquaintance_id AND (
        a.do_not_contact OR a.consent = 'withdrawn' OR c.consent = 'refused'
        OR a.merged_into_id IS NOT NULL OR a.erased_at IS NOT NULL
    )
)"""
HELD_OUT = """EXISTS (
    SELECT 1 FROM outreach_acquaintance a
    WHERE a.id = NEW.acquaintance_id AND a.held_out_at IS NOT NULL
)"""

TRIGGERS = (
    *(
        refuse_when(
            name=f"outreach_lists_nobody_who_must_not_be_contacted_{event.lower()}",
            table="outreach_weeklyname",
            event=event,
            condition=f"NEW.state = 'open' AND ({NO_CONTACT} OR {HELD_OUT})",
            message="this person must not be contacted",
        )
        for event in EVENTS
    ),
    refuse_when(
        name="outreach_contacts_nobody_who_must_not_be",
        table="outreach_contact",
        event="INSERT",
        condition=f"NEW.direction = 'from-us' AND {NO_CONTACT}",
        message="this person must not be contacted",
    ),
    refuse_when(
        name="outreach_promises_no_call_to_who_must_not_be_contacted",
        table="outreach_followup",
        event="INSERT",
        condition=NO_CONTACT,
        message="this person must not be contacted",
    ),
)
