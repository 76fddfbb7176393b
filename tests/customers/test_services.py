import pytest

from accounts.models import AuditEvent
from core.editing import ChangedMeanwhile, StillLeanedOn
from core.refusals import Invalid, NotAllowed
from customers import services
from customers.models import Segment
from tests.make import NOW, make_promise, make_segment

pytestmark = pytest.mark.django_db


def test_a_segment_is_entered_changed_and_deleted_on_the_record(marketing):
    segment = services.create_segment(
        actor=marketing, code="families", facts={"name": "Families"}, now=NOW
    )
    services.edit_segment(
        actor=marketing,
        segment=segment,
        revision=1,
        facts={"description": "Two or more children"},
        now=NOW,
    )
    services.delete_segment(actor=marketing, segment=segment, now=NOW)

    assert [e.action for e in AuditEvent.objects.order_by("pk")] == [
        "entered a segment",
        "changed a segment",
        "deleted a segment",
    ]


def test_a_segment_that_a_promise_names_stays(marketing):
    segment = make_segment()
    make_promise(segment=segment)
    with pytest.raises(StillLeanedOn, match="1 promise"):
        services.delete_segment(actor=marketing, segment=segment, now=NOW)
    assert Segment.objects.exists()


def test_of_two_editors_exactly_one_wins(marketing):
    segment = make_segment()

    def rename(name: str) -> None:
        services.edit_segment(
            actor=marketing,
            segment=Segment.objects.get(),
            revision=1,
            facts={"name": name},
            now=NOW,
        )

    rename("Mine")
    with pytest.raises(ChangedMeanwhile):
        rename("Yours")

    segment.refresh_from_db()
    assert segment.name == "Mine"


@pytest.mark.parametrize("code", ["", "Families", "a b", "x" * 51, "a\x00", "\ud800"])
def test_a_code_is_short_and_plain(marketing, code):
    with pytest.raises(Invalid) as refused:
        services.create_segment(
            actor=marketing, code=code, facts={"name": "Families"}, now=NOW
        )
    assert "code" in refused.value.errors


@pytest.mark.parametrize("who", ["frontline", "outsider"])
def test_others_keep_their_hands_off(who, request):
    with pytest.raises(NotAllowed):
        services.create_segment(
            actor=request.getfixturevalue(who),
            code="families",
            facts={"name": "Families"},
            now=NOW,
        )
