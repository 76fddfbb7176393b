"""Schedule a project from a file: one JSON document out, no database."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

import engine
from engine import schedule
from engine.quantity import ThreePoint

REFUSED = 2


class Command(BaseCommand):
    """Print when each task starts, or one line that says what is wrong."""

    help = (
        "Schedule a project (schedule-case/1, or a single-mode PSPLIB .sm file) and print "
        "starts, end and bound (schedule/1)."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", type=Path, help="the project's file")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--seconds", type=float, default=2.0, help="as long as it may look"
        )

    def handle(
        self,
        *args: object,
        project: Path,
        seed: int,
        seconds: float,
        **options: object,
    ) -> None:
        try:
            case = schedule.load_schedule_file(project)
            planned = schedule.schedule(case, seconds=seconds, seed=seed)
            document = planned.document() | finish(case, planned, seed)
        except engine.InvalidCase as refusal:
            self.stderr.write(str(refusal))
            sys.exit(REFUSED)
        self.stdout.write(json.dumps(document, allow_nan=False))


def finish(
    case: schedule.ScheduleCase, planned: schedule.Schedule, seed: int
) -> dict[str, Any]:
    """Return how sure the end is, if durations are uncertain."""
    uncertain = any(isinstance(task.duration, ThreePoint) for task in case.tasks)
    if not uncertain or planned.end is None:
        return {}
    return {"finish": asdict(schedule.outlook(case, planned, seed=seed))}
