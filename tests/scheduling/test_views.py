"""The pages of a plan's schedule, and of the whole company's."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.workdays import day_of
from planner.execution.models import Task, TaskNeed
from planner.plans.models import Plan
from planner.scheduling import facts, services
from planner.scheduling.models import Adoption, ScheduleRun
from tests.make import NOW, link_tasks, make_capability, make_plan, make_task
from tests.scheduling.conftest import task_of

pytestmark = pytest.mark.django_db


def url(plan: Plan, rest: str = "") -> str:
    return f"/plans/{plan.pk}/schedule/{rest}"


def text_of(client: Client, path: str) -> str:
    page = client.get(path)
    assert page.status_code == 200, path
    return page.content.decode()


def test_it_says_in_a_sentence_when_everything_is_done(
    client: Client, marketing: User, launch: Plan
) -> None:
    client.force_login(marketing)
    text = text_of(client, url(launch))

    assert "In time for the launch on 4" in text
    assert "Everything is expected to be done on" in text
    assert "would be on" in text  # one person, two tasks
    assert 'data-task="' in text


def test_a_plan_without_tasks_leads_to_where_they_are_made(
    client: Client, marketing: User
) -> None:
    client.force_login(marketing)
    text = text_of(client, url(make_plan(author=marketing)))

    assert "There is nothing to schedule yet" in text
    assert "/tasks/" in text


def test_a_plan_whose_tasks_are_all_done_says_so(
    client: Client, marketing: User
) -> None:
    plan = make_plan(author=marketing)
    make_task(plan, state="done")
    client.force_login(marketing)

    assert "Everything is done" in text_of(client, url(plan))


def test_somebody_elses_draft_has_no_schedule(
    client: Client, outsider: User, launch: Plan
) -> None:
    client.force_login(outsider)

    assert client.get(url(launch)).status_code in {403, 404}


def test_what_is_typed_leads_to_a_preview_that_changes_nothing(
    client: Client, marketing: User, launch: Plan
) -> None:
    client.force_login(marketing)
    shops = task_of(launch, "shops")
    was = list(Task.objects.order_by("pk").values())
    worked = client.get(url(launch)).context["found"].worked
    later = day_of(worked.by_pk[shops.pk].start + 30)
    answer = client.post(
        url(launch, "try/"),
        {f"start-{shops.pk}": later.isoformat(), f"start-was-{shops.pk}": "2026-01-05"},
    )

    assert answer.status_code == 302
    text = text_of(client, answer["Location"])
    assert "A preview: nothing is changed yet" in text
    assert "The expected end moves from" in text
    assert "500 of them fall into another month" in text
    assert list(Task.objects.order_by("pk").values()) == was
    assert not ScheduleRun.objects.exists()
    assert not Adoption.objects.exists()


def test_what_is_not_changed_is_no_move(
    client: Client, marketing: User, launch: Plan
) -> None:
    client.force_login(marketing)
    answer = client.post(
        url(launch, "try/"), {"start-1": "2026-01-05", "start-was-1": "2026-01-05"}
    )

    assert answer["Location"] == url(launch)


@pytest.mark.parametrize(
    "move",
    [
        "x",
        "1,2,3,4",
        "1,2026-99-01,",
        "1,,-5",
        "1,,nan",
        "1,,1e999",
        "9" * 5000 + ",,1",
        "1,9999-01-01,",
        "\x00,,",
    ],
)
def test_a_move_that_cannot_be_read_is_refused_with_a_next_step(
    client: Client, marketing: User, launch: Plan, move: str
) -> None:
    client.force_login(marketing)

    assert client.get(url(launch, "preview/"), {"move": move}).status_code == 400


def test_a_move_of_another_plans_task_moves_nothing(
    client: Client, marketing: User, launch: Plan
) -> None:
    client.force_login(marketing)
    text = text_of(client, url(launch, f"preview/?move={make_task().pk},2030-01-07,"))

    assert "A preview" not in text


def test_what_was_shown_can_be_adopted(
    client: Client, marketing: User, launch: Plan
) -> None:
    client.force_login(marketing)
    page = client.get(url(launch))
    token = page.context["adopt"].initial["token"]
    answer = client.post(url(launch, "adopt/"), {"token": token, "reason": "Agreed."})

    assert answer["Location"] == url(launch)
    assert task_of(launch, "print").planned_ends_on is not None
    assert "adopted an end on" in text_of(client, url(launch))


def test_only_those_who_work_on_a_plan_are_offered_to_adopt(
    client: Client, ceo: User, launch: Plan
) -> None:
    client.force_login(ceo)

    assert 'id="adopt"' not in text_of(client, url(launch))


def test_people_may_be_left_to_do_several_at_once(
    client: Client, marketing: User, launch: Plan
) -> None:
    client.force_login(marketing)
    client.post(url(launch, "people/"), {"one_at_a_time": "no"})

    assert "People may be on several tasks" in text_of(client, url(launch))


def test_the_number_of_queries_does_not_grow_with_the_tasks(
    client: Client,
    marketing: User,
    launch: Plan,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(marketing)
    client.get(url(launch))
    with django_assert_max_num_queries(60) as few:
        client.get(url(launch))
    last = task_of(launch, "print")
    for _ in range(12):
        task = make_task(launch, likely=1, responsible=[marketing])
        link_tasks(last, task)
        last = task
    with django_assert_max_num_queries(60) as many:
        client.get(url(launch))

    assert len(many) == len(few)


def test_a_large_plan_is_a_workers_job(
    client: Client, marketing: User, launch: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "SMALL", 2)
    client.force_login(marketing)
    assert "Work the schedule out" in text_of(client, url(launch))

    client.post(url(launch, "ask/"))
    run = ScheduleRun.objects.get()
    assert run.state == "queued"
    assert "Waiting for a worker" in text_of(client, url(launch))

    client.post(url(launch, f"runs/{run.pk}/cancel/"))
    run.refresh_from_db()
    assert run.state == "cancelled"


def test_the_file_has_a_line_for_every_task(
    client: Client, marketing: User, launch: Plan
) -> None:
    task = task_of(launch, "shops")
    task.name = "=1+1"
    task.save()
    client.force_login(marketing)
    answer = client.get(url(launch, "tasks.csv"))
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]

    assert len(lines) == 4
    assert any("'=1+1" in line for line in lines)


def test_the_company_sees_who_is_on_two_plans_at_once(
    client: Client,
    ceo: User,
    operations: User,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr("planner.scheduling.queries.company.RUNNING", ("draft",))
    today = date(2030, 1, 7)
    packing = make_capability(name="Packing", likely=10)
    for title in ("Spring", "Autumn"):
        task = make_task(
            make_plan(title=title),
            name=f"Pack for {title}",
            planned_starts_on=today,
            planned_ends_on=today + timedelta(days=9),
            responsible=[operations],
        )
        TaskNeed.objects.create(task=task, capability=packing, amount=Decimal(50))
    client.force_login(ceo)
    text = text_of(client, "/schedule/")

    assert f"{operations.name} is on “Pack for Spring” and “Pack for Autumn”" in text
    assert "parcels of Packing" in text
    assert "Packing" not in text_of(client, "/schedule/?kind=person").split("<table")[1]
    assert text_of(client, "/schedule/?kind=nonsense&key=x&page=abc")
    lines = client.get("/schedule/overbooked.csv?kind=person")
    assert b"Pack for Autumn" in b"".join(lines.streaming_content)  # type: ignore[attr-defined]

    with django_assert_max_num_queries(40) as few:
        client.get("/schedule/")
    for number in range(6):
        make_task(
            make_plan(),
            name=f"More {number}",
            planned_starts_on=today,
            planned_ends_on=today,
            responsible=[operations],
        )
    with django_assert_max_num_queries(40) as many:
        client.get("/schedule/")
    assert len(many) == len(few)


def test_nobody_is_overbooked_where_nothing_runs(client: Client, ceo: User) -> None:
    client.force_login(ceo)

    assert "Nobody is overbooked" in text_of(client, "/schedule/")


def test_the_frontline_does_not_see_who_is_overbooked(
    client: Client, frontline: User
) -> None:
    client.force_login(frontline)

    assert client.get("/schedule/").status_code == 403


def test_a_run_is_found_and_called_off_at_its_own_plan_only(
    client: Client,
    marketing: User,
    launch: Plan,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client.force_login(marketing)
    monkeypatch.setattr(facts, "SMALL", 2)
    run = services.ask(actor=marketing, plan=launch, now=NOW)
    other = make_plan(author=marketing)
    assert client.post(url(other, f"runs/{run.pk}/cancel/")).status_code == 404
    run.refresh_from_db()
    assert run.state == "queued"
    assert client.get(f"/plans/{'9' * 23}/schedule/runs/1/").status_code == 404
    assert client.post(url(launch, f"runs/{run.pk}/cancel/")).status_code == 302
