"""A schedule case document (decoded JSON) to a ``ScheduleCase``, and back."""

from pathlib import Path
from typing import Any

from engine.document import plain_value
from engine.parse import build, entries, mapping, part, plain, quantity
from engine.refusal import InvalidCase
from engine.schedule import case as parts
from engine.schedule.psplib import is_psplib, parse_psplib
from engine.text import as_text, load_document, read_file

SCHEDULE_FORMAT = "schedule-case/1"


def parse_schedule(document: object) -> parts.ScheduleCase:
    """Read a document in format ``schedule-case/1``.

    Raises ``InvalidCase`` with one line that names the place, for instance
    ``tasks[3].after[0].task: no task "print"``.
    """
    content = dict(mapping(document))
    found = content.pop("format", None)
    if found != SCHEDULE_FORMAT:
        raise InvalidCase("format", f'must be "{SCHEDULE_FORMAT}"')
    return build(parts.ScheduleCase, content, READERS)


def load_schedule_text(text: str | bytes) -> parts.ScheduleCase:
    """Read a schedule case from JSON text, or from a single-mode PSPLIB file's."""
    decoded = as_text(text)
    if is_psplib(decoded):
        return parse_psplib(decoded)
    return parse_schedule(load_document(decoded))


def load_schedule_file(path: Path) -> parts.ScheduleCase:
    """Read a schedule case from a file; one that cannot be read is refused as well."""
    return load_schedule_text(read_file(path))


def schedule_document(case: parts.ScheduleCase) -> dict[str, Any]:
    """Write a case, ready for JSON: ``parse_schedule`` reads the same case again."""
    return {
        "format": SCHEDULE_FORMAT,
        "resources": plain_value(case.resources),
        "tasks": plain_value(case.tasks),
    }


READERS = {
    "resources": entries(part(parts.Resource, {"capacity": plain})),
    "tasks": entries(
        part(
            parts.Task,
            {
                "duration": quantity,
                "needs": entries(part(parts.Need, {})),
                "after": entries(part(parts.Link, {})),
            },
        )
    ),
}
