"""What a company does first, shown until its first plan is submitted."""

from django.urls import reverse

from accounts.models import Department, Role, User
from accounts.policy import Act, allows
from core.pages import Tone
from customers.models import Segment
from operations.models import Capability
from planner.plans.models import PlanVersion
from planner.today.items import Item, Section
from promises.models import Promise


def first_steps(user: User) -> list[Section]:
    """Return the steps to the first plan as a section, or none after it."""
    if not allows(user, Act.DRAFT_PLANS) or PlanVersion.objects.exists():
        return []
    return [
        Section(
            title="How to begin",
            empty="",
            items=[
                *_colleagues(user),
                _step(
                    "Say whom you serve",
                    "Name the segments that a promise could matter to.",
                    reverse("customers:segments"),
                    is_done=Segment.objects.exists(),
                ),
                _step(
                    "Say what operations can do",
                    "The operations director enters what each capability does in a week.",
                    reverse("operations:board"),
                    is_done=Capability.objects.exists(),
                ),
                _step(
                    "Write a promise down",
                    "What a customer can rely on, how it is tested and what it takes.",
                    reverse("promises:new"),
                    is_done=Promise.objects.exists(),
                ),
                _step(
                    "Draft and submit a plan",
                    "Its tactics make promises; the score says if they can be kept.",
                    reverse("plans:new"),
                    is_done=False,
                ),
            ],
        )
    ]


def _colleagues(user: User) -> list[Item]:
    if not allows(user, Act.MANAGE_PEOPLE):
        return []
    directors = User.objects.filter(
        role=Role.DIRECTOR, department=Department.OPERATIONS, is_active=True
    )
    return [
        _step(
            "Invite your directors",
            "The operations director first: only they enter what operations can do.",
            reverse("accounts:invite"),
            is_done=directors.exists(),
        )
    ]


def _step(title: str, text: str, url: str, *, is_done: bool) -> Item:
    badge = "done" if is_done else "to do"
    tone: Tone = "kept" if is_done else "accent"
    return Item(title=title, text=text, url=url, badge=badge, tone=tone)
