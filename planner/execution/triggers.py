"""The gate below tasks: links stay inside a plan, and what was reported stays."""

from core.triggers import Event, Trigger, append_only, refuse_when

TWO_PLANS = """(
    SELECT plan_id FROM execution_task WHERE id = NEW.before_id
) <> (
    SELECT plan_id FROM execution_task WHERE id = NEW.after_id
)"""
EVENTS: tuple[Event, ...] = ("INSERT", "UPDATE")

TRIGGERS: tuple[Trigger, ...] = (
    *(
        refuse_when(
            name=f"linked_tasks_are_of_one_plan_{event.lower()}",
            table="execution_tasklink",
            event=event,
            condition=TWO_PLANS,
            message="linked tasks belong to one plan",
        )
        for event in EVENTS
    ),
    refuse_when(
        name="task_stays_in_its_plan",
        table="execution_task",
        event="UPDATE",
        condition="NEW.plan_id <> OLD.plan_id",
        message="a task stays in its plan",
    ),
    *append_only("execution_taskreport"),
    *append_only("execution_escalation"),
)
