"""What can be spoken of in a plan, with its name for readers."""

from dataclasses import dataclass

from django.urls import reverse

from operations.models import Capability
from planner.participation.models import About
from planner.plans.content import PlanContent
from planner.plans.models import Plan
from promises.models import Promise

Subject = tuple[str, str]


@dataclass(frozen=True)
class Subjects:
    """The parts of a plan by kind and code: ``("tactic", "spring")``."""

    names: dict[Subject, str]

    def label(self, about: str, code: str) -> str:
        """Name a part; what is not in the plan any more says so."""
        if about == About.PLAN:
            return "The plan"
        kind = str(About(about).label)
        name = self.names.get((about, code))
        return f"{kind}: {name}" if name else f"{kind} {code}, not in the plan any more"

    def choices(self) -> list[tuple[str, str]]:
        """Return what a form offers."""
        return [(key(*subject), self.label(*subject)) for subject in self.names]


def key(about: str, code: str) -> str:
    """Write a subject as it stands in an address: "tactic:spring", "plan"."""
    return f"{about}:{code}" if code else about


def read_key(text: str) -> Subject:
    """Read it again; what is nonsense is in no plan."""
    about, _, code = text.partition(":")
    return about, code


def talk_url(plan_id: int, about: str, code: str) -> str:
    return f"{reverse('people:talk', args=[plan_id])}?about={key(about, code)}"


def subjects(plan: Plan, content: PlanContent) -> Subjects:
    """Return the parts of a plan, and all capabilities that it may lean on."""
    codes = {code for row in content["tactics"] for code in row["promises"]}
    codes |= {row["driver"].get("reliability", "") for row in content["assumptions"]}
    promises = Promise.objects.filter(code__in=codes).order_by("statement")
    names: dict[Subject, str] = {(About.PLAN.value, ""): plan.title}
    for tactic in content["tactics"]:
        names[About.TACTIC.value, tactic["code"]] = tactic["name"]
    for code, statement in promises.values_list("code", "statement"):
        names[About.PROMISE.value, code] = statement
    for belief in content["assumptions"]:
        names[About.ASSUMPTION.value, belief["code"]] = belief["statement"]
    for code, name in Capability.objects.order_by("name").values_list("code", "name"):
        names[About.CAPABILITY.value, code] = name
    return Subjects(names=names)
