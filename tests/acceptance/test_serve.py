import os
import signal
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.support.crash import children
from tests.support.server import Server, free_ports, run_cli, running_server, start_server, wait_until

PARTS = ("web", "worker", "loader", "warehouse")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_server(tmp_path_factory.mktemp("serve")) as server:
        yield server


def is_running(pid: int) -> bool:
    """Tell whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_an_event_sent_to_the_one_port_is_in_the_profile_and_in_the_warehouse(server: Server) -> None:
    server.send({"type": "identify", "userId": "ada", "traits": {"email": "ada@example.com", "name": "Ada L"}})
    server.send({"type": "track", "userId": "ada", "event": "Order Completed", "properties": {"order_id": "o1"}})
    server.wait_until_processed()
    profile = server.get("/api/profiles/email:ada@example.com")
    assert profile["traits"]["name"] == "Ada L"
    names = [event["name"] for event in server.get(f"/api/profiles/{profile['id']}/timeline")["items"]]
    assert "Order Completed" in names
    assert server.query("SELECT count() AS n FROM events WHERE user_id = 'ada'") == [{"n": 2}]


def test_the_first_start_keeps_its_secrets_readable_by_their_owner_only(server: Server) -> None:
    assert stat.S_IMODE((server.data_dir / "admin.token").stat().st_mode) == 0o600
    assert stat.S_IMODE((server.data_dir / "write.key").stat().st_mode) == 0o600


def test_what_is_kept_of_people_is_readable_by_the_owner_only(server: Server) -> None:
    open_to_others = [path.name for path in server.data_dir.iterdir() if path.stat().st_mode & 0o077]
    assert open_to_others == []


def test_secrets_are_told_to_a_person_at_a_terminal_and_never_to_a_log(server: Server) -> None:
    assert server.admin_token not in server.log
    assert server.write_key not in server.log
    assert str(server.data_dir / "admin.token") in server.log


def test_the_first_page_is_the_web_app_and_the_api_has_its_docs(server: Server) -> None:
    page = server.client.get("/")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "<title>Portret" in page.text
    assert server.client.get("/api/docs").status_code == 200


def test_healthz_says_that_events_can_be_accepted_and_leaves_no_event(server: Server) -> None:
    before = server.figures()["portret_accepted_events_total"]
    answer = server.client.get("/healthz")
    assert answer.status_code == 200
    assert {check["name"] for check in answer.json()["checks"]} == {"log", "state"}
    assert server.figures()["portret_accepted_events_total"] == before


def test_a_second_serve_on_the_same_data_directory_is_refused_and_harms_nobody(server: Server) -> None:
    port, warehouse_port = free_ports(2)
    flags = [f"--data-dir={server.data_dir}", f"--port={port}", f"--warehouse-port={warehouse_port}"]
    done = run_cli("serve", *flags)
    assert done.returncode == 1
    assert f"process {server.pid}" in done.stderr
    assert server.client.get("/readyz").is_success


@pytest.mark.parametrize("taken", ["port", "warehouse-port"])
def test_a_port_in_use_is_a_clear_error(tmp_path: Path, taken: str) -> None:
    other, third = free_ports(2)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        number = listener.getsockname()[1]
        ports = {"port": other, "warehouse-port": third} | {taken: number}
        flags = [f"--{name}={port}" for name, port in ports.items()]
        done = run_cli("serve", f"--data-dir={tmp_path / 'data'}", *flags)
    assert done.returncode == 1
    assert f"Port {number} on 127.0.0.1 is in use" in done.stderr
    assert f"--{taken}" in done.stderr


def test_a_wrong_setting_is_one_line_that_names_its_place(tmp_path: Path) -> None:
    done = run_cli("serve", f"--data-dir={tmp_path}", variables={"PORTRET_LOG_RETENTION": "a week"})
    assert done.returncode == 1
    assert done.stderr.startswith("portret: PORTRET_LOG_RETENTION: 'a week' cannot be used")
    assert done.stderr.count("\n") == 1


def test_the_processor_goes_to_web_and_worker_first(server: Server) -> None:
    wait_until(lambda: set(children(server.pid)) == set(PARTS), 30, "a child is missing")
    inside = children(server.pid)
    nice = {part: os.getpriority(os.PRIO_PROCESS, pid) for part, pid in inside.items()}
    usual = os.getpriority(os.PRIO_PROCESS, server.pid)
    assert nice["web"] == nice["worker"] == usual
    assert nice["loader"] == nice["warehouse"] == min(usual + 5, 19)


@pytest.mark.parametrize("part", PARTS)
def test_a_killed_child_is_restarted_alone(server: Server, part: str) -> None:
    wait_until(lambda: set(children(server.pid)) == set(PARTS), 30, "a child is missing")
    before = children(server.pid)
    os.kill(before[part], signal.SIGKILL)
    wait_until(lambda: children(server.pid).get(part, before[part]) != before[part], 30, f"{part} stays dead")
    server.wait_until_ready()
    after = children(server.pid)
    assert {name for name in PARTS if after[name] != before[name]} == {part}
    server.send({"type": "track", "event": "After the kill", "userId": part})
    server.wait_until_processed()
    assert server.get(f"/api/profiles/user_id:{part}")["computed"]["events"] == 1


@pytest.mark.timeout(300)  # four starts
def test_however_it_ends_everything_ends_with_it_and_the_next_start_has_the_data(tmp_path: Path) -> None:
    kept = {"type": "track", "event": "Kept", "userId": "keeper", "messageId": "kept-1"}
    with running_server(tmp_path) as server:
        token = server.admin_token
        server.send(kept)
        ends_in_time(server, signal.SIGTERM)
    with running_server(tmp_path) as server:
        server.send(kept)
        ends_in_time(server, signal.SIGINT)
    with running_server(tmp_path) as server:
        assert server.admin_token == token
        server.send(kept)
        server.wait_until_processed()
        assert server.get("/api/profiles/user_id:keeper")["computed"]["events"] == 1
        assert server.query("SELECT count() AS n FROM events WHERE name = 'Kept'") == [{"n": 1}]
        inside = children(server.pid)
        assert set(inside) == set(PARTS)
        server.process.kill()
        server.process.wait()
        wait_until(lambda: not any(is_running(pid) for pid in inside.values()), 10, "a child survives")
    with running_server(tmp_path) as server:
        counts_what_was_accepted_repeated_and_quarantined(server)


def ends_in_time(server: Server, number: signal.Signals) -> None:
    inside = children(server.pid)
    assert set(inside) == set(PARTS)
    assert server.stop(number) == 0
    assert not any(is_running(pid) for pid in inside.values())


def counts_what_was_accepted_repeated_and_quarantined(server: Server) -> None:
    """Look at the figures of a server that was only just started, whose worker counts from nothing."""
    good = {"type": "track", "event": "Counted", "userId": "metric", "messageId": "metric-1"}
    counted = {
        "portret_accepted_events_total": server.figures()["portret_accepted_events_total"] + 3,
        "portret_worker_accepted_events_total": 1,
        "portret_duplicate_events_total": 1,
        "portret_quarantined_events_total": 1,
    }
    server.send(good, good, {"type": "track", "event": "Nobody"})
    wait_until(lambda: counted.items() <= server.figures().items(), 30, "the figures do not add up")


def test_while_the_web_process_restarts_connections_wait_and_are_answered(server: Server) -> None:
    server.wait_until_ready()
    os.kill(children(server.pid)["web"], signal.SIGKILL)
    with httpx2.Client(base_url=server.url, timeout=30) as client:

        def is_answered() -> bool:
            try:
                return client.get("/healthz").is_success
            except httpx2.RemoteProtocolError:  # the connection that died with the process
                return False

        wait_until(is_answered, 30, "nobody answers")


def test_a_start_that_is_interrupted_at_once_still_ends_cleanly(tmp_path: Path) -> None:
    server = start_server(tmp_path)
    try:
        wait_until((server.data_dir / "serve.lock").exists, 30, "it does not start")
        assert server.stop() == 0
    finally:
        server.client.close()
