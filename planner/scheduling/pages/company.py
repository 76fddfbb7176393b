"""Who is overbooked, in sentences."""

from planner.scheduling.pages import words
from planner.scheduling.queries import CompanySchedule, Overbooked


def company_sentence(found: CompanySchedule) -> str:
    """Say how much is overbooked, and when first."""
    people = {row.key for row in found.overbooked if row.kind == "person"}
    capabilities = {row.key for row in found.overbooked if row.kind == "capability"}
    if not people and not capabilities:
        return "Nobody is on two tasks at once, and no task asks for more than is left."
    parts = []
    if people:
        verb = "is" if len(people) == 1 else "are"
        counted = words.counted(len(people), "person", "people")
        parts.append(f"{counted} {verb} on two tasks at once")
    if capabilities:
        verb = "is" if len(capabilities) == 1 else "are"
        counted = words.counted(len(capabilities), "capability", "capabilities")
        parts.append(f"{counted} {verb} asked for more than is left")
    first = words.day(found.overbooked[0].week)
    said = " and ".join(parts)
    return f"{said[0].upper()}{said[1:]}, first in the week of {first}."


def overbooked_line(row: Overbooked) -> str:
    """Say who or what is short in a week, and by how much."""
    tasks = words.names([booking.name for booking in row.bookings])
    if row.kind == "person":
        return f"{row.name} is on {tasks} at once on {words.working_days(row.left)}."
    verb = "asks" if len(row.bookings) == 1 else "together ask"
    return (
        f"{tasks} {verb} for {words.number(row.needed)} {row.units} of {row.name}: "
        f"{words.number(row.short)} more than the {words.number(row.left)} left."
    )
