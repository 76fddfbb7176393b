"""One command starts everything one machine needs."""

import socket

import pytest
from django.core.management import CommandError, call_command

from core.supervision import Supervisor
from planner.management.commands import up


@pytest.fixture
def started(monkeypatch, settings, tmp_path):
    """Return the programs that would run, without running them."""
    programs: list[str] = []
    settings.VAR_DIR = tmp_path
    settings.DEMO = False
    settings.REDIS_URL = ""
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(tmp_path / "broker"),
        "control_folder": str(tmp_path / "control"),
    }

    def run(supervisor: Supervisor) -> None:
        programs.extend(program.name for program in supervisor._programs)

    monkeypatch.setattr(Supervisor, "run", run)
    return programs


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_it_starts_three_programs_and_says_where(started, port, capsys):
    call_command("up", port=port)
    assert started == ["web server", "worker", "sweeper"]
    assert f"http://127.0.0.1:{port}/" in capsys.readouterr().out


def test_a_taken_port_is_said_in_one_line(started):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError) as refused:
            call_command("up", port=port)
    assert f"make demo PORT={port + 1}" in str(refused.value)
    assert "\n" not in str(refused.value)
    assert started == []


def test_an_impossible_port_is_refused(started):
    with pytest.raises(CommandError, match="Cannot listen on"):
        call_command("up", port=99999)


def test_two_may_not_run_on_the_same_data(started, port, tmp_path):
    with (tmp_path / "up.lock").open("a") as held:
        up._be_alone(held)
        with pytest.raises(CommandError, match="running already"):
            call_command("up", port=port)


def test_wake_ups_of_the_last_time_are_thrown_away(started, port, tmp_path):
    (tmp_path / "broker").mkdir()
    (tmp_path / "broker" / "1_celery.msg").write_text("{}")
    call_command("up", port=port)
    assert list((tmp_path / "broker").iterdir()) == []


def test_a_shared_broker_is_left_alone(started, port, settings, tmp_path):
    settings.REDIS_URL = "redis://elsewhere/0"
    call_command("up", port=port)
    assert not (tmp_path / "broker").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("is_empty", [True, False])
def test_the_demo_fills_only_an_empty_database(
    started, port, settings, monkeypatch, request, is_empty
):
    if not is_empty:
        request.getfixturevalue("ceo")
    settings.DEMO = True
    called: list[str] = []
    monkeypatch.setattr(up, "get_commands", lambda: {"seed_demo": "planner"})
    monkeypatch.setattr(up, "call_command", lambda name, **_: called.append(name))
    call_command("up", port=port)
    expected = ["migrate", "seed_demo", "collectstatic"]
    assert called == [name for name in expected if is_empty or name != "seed_demo"]


def test_an_address_of_version_6_is_put_in_brackets():
    web = up.programs(host="::1", port=8000)[0]
    assert "[::1]:8000" in web.command
