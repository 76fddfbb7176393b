"""The sentence at the top: in time or not, when it is over, and what decides that."""

from core.charts import percent
from core.pages import Figure, Phrase, Tone
from core.workdays import last_day
from planner.scheduling.facts import PlanFacts
from planner.scheduling.pages import words
from planner.scheduling.queries import Standing
from planner.scheduling.worked import Worked, WorkedTask

SURE, LIKELY = 0.9, 0.6


def tone_of(chance: float | None) -> Tone:
    """Return the colour of a chance: what is kept in nine of ten cases is kept."""
    if chance is None:
        return ""
    return "kept" if chance >= SURE else "at-risk" if chance >= LIKELY else "not-kept"


def ends(worked: Worked) -> str:
    return words.day(last_day(worked.first, worked.end))


def goal_words(facts: PlanFacts, worked: Worked) -> str:
    """Name what the chance is about: the launch, or the last deadline."""
    if worked.goal is None:
        return ""
    if worked.goal_is_launch:
        return f"the launch on {words.day(facts.starts_on)}"
    return f"the last deadline, {words.of_number(worked.goal - 1)}"


def phrases(facts: PlanFacts, worked: Worked) -> tuple[Phrase, ...]:
    found: list[Phrase] = []
    if worked.in_time is not None:
        found += [
            Phrase(f"In time for {goal_words(facts, worked)}: "),
            Phrase(percent(worked.in_time), "#finish", tone_of(worked.in_time)),
            Phrase(". "),
        ]
    found += [
        Phrase("Everything is expected to be done on "),
        Phrase(ends(worked), "#finish"),
    ]
    if worked.p10 != worked.p90:
        low, high = (
            words.day(last_day(worked.first, level))
            for level in (worked.p10, worked.p90)
        )
        found.append(Phrase(f", in 8 of 10 cases between {low} and {high}"))
    found.append(Phrase(". "))
    late = sum(conflict.kind == "deadline" for conflict in worked.conflicts)
    if late:
        misses = "misses its deadline" if late == 1 else "miss their deadlines"
        said = f"{words.counted(late, 'task').capitalize()} {misses}"
        found += [Phrase(said, "#conflicts", "not-kept"), Phrase(". ")]
    return (*found, Phrase(decides(facts, worked)))


def decides(facts: PlanFacts, worked: Worked) -> str:
    """Say what decides the end: what tasks wait longest for, or the tasks themselves."""
    tasks, by_pk = worked.by_pk, facts.by_pk
    chain = [tasks[pk] for pk in worked.chain if pk in by_pk and pk in tasks]
    waits = [task for task in chain if task.why == "resource"]
    if waits:
        longest = max(waits, key=lambda task: task.start - task.early)
        when = words.of_number(longest.start)
        whom = "whom" if longest.waits_for.startswith("person-") else "which"
        return (
            f"What decides it is {resource(facts, longest)}, for {whom} "
            f"{words.names([by_pk[longest.pk].name])} waits until {when}."
        )
    if not chain:
        return ""
    names = words.names([by_pk[task.pk].name for task in chain[-3:]])
    verb = "is" if len(chain) == 1 else "are"
    return f"What decides it {verb} {names}."


def resource(facts: PlanFacts, task: WorkedTask) -> str:
    """Name the capability or the person that a task waits for."""
    kind, _, pk = task.waits_for.rpartition("-")
    if kind == "person":
        return dict(facts.people).get(int(pk), "somebody")
    return {row.pk: row.name for row in facts.capabilities}.get(int(pk), "a capability")


def waits_for(facts: PlanFacts, task: WorkedTask) -> str:
    """Say why a task does not start a day sooner."""
    if task.why == "runs":
        return "is under way"
    if task.why == "resource":
        return f"waits for {resource(facts, task)}"
    if task.why == "task":
        other = facts.by_pk.get(int(task.waits_for))
        return f"waits for “{other.name}”" if other else "waits for another task"
    if task.why == "earliest":
        return f"not before {words.of_number(task.start)}"
    return "can start at once"


def figures(found: Standing, worked: Worked) -> tuple[Figure, ...]:
    facts = found.facts
    standing = sum(not conflict.levelled for conflict in worked.conflicts)
    levelled = len(worked.conflicts) - standing
    shown = [
        Figure(
            label="Expected end",
            value=ends(worked),
            meaning=(
                "No schedule of these tasks ends earlier."
                if worked.proven
                else f"At best {words.of_number(max(worked.first, worked.bound - 1))}."
            ),
            url="#finish",
        ),
        Figure(
            label="Conflicts that stand",
            value=words.number(standing),
            meaning=f"{words.number(levelled)} resolved by moving tasks.",
            tone="not-kept" if standing else "kept",
            url="#conflicts",
        ),
        Figure(
            label="Tasks that decide the end",
            value=words.number(sum(task.critical for task in worked.tasks)),
            meaning=f"Of {words.counted(len(worked.tasks), 'open task')}: a day lost there is lost.",
            url="#tasks",
        ),
    ]
    if worked.in_time is not None:
        first = Figure(
            label="In time",
            value=percent(worked.in_time),
            meaning=f"For {goal_words(facts, worked)}.",
            tone=tone_of(worked.in_time),
            url="#finish",
        )
        return (first, *shown)
    return tuple(shown)
