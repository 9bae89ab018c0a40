"""Killed in the middle of uploads: what was acknowledged is whole, nothing half-written is to be seen (security F1)."""

import json
import os
import random
import signal
import threading
import time
from pathlib import Path

import pytest

from tests.support import PASSWORD, Server, sha256, start_server, stop_server, stored_files, unique
from tests.uploads.test_wire import call

ROUNDS = 3


def signed_in(server: Server) -> str:
    name = unique("crash")
    body = json.dumps({"username": name, "email": f"{name}@example.com", "password": PASSWORD}).encode()
    answer = call(server, "POST", "/api/auth/register", body, Content_Type="application/json")[2]
    return str(json.loads(answer)["access_token"])


def upload_until_it_ends(server: Server, token: str, acknowledged: dict[str, str]) -> None:
    while True:
        content = os.urandom(random.choice([100, 50_000, 3_000_000]))
        try:
            status, _, body = call(server, "PUT", "/api/uploads/a.bin", content, token)
        except OSError:
            return
        except Exception:  # noqa: BLE001 - an answer cut short is none
            return
        if status == 201:
            acknowledged["/" + json.loads(body)["url"].rpartition("/")[2]] = sha256(content)


@pytest.mark.slow
def test_killed_during_uploads_nothing_acknowledged_is_lost(workspace: Path) -> None:
    folder = workspace / "crash"
    folder.mkdir()
    acknowledged: dict[str, str] = {}
    for _ in range(ROUNDS):
        server = start_server(folder / "data")
        token = signed_in(server)
        threads = [threading.Thread(target=upload_until_it_ends, args=(server, token, acknowledged)) for _ in range(3)]
        for thread in threads:
            thread.start()
        time.sleep(random.uniform(0.5, 1.5))
        os.killpg(server.process.pid, signal.SIGKILL)
        server.process.wait()
        for thread in threads:
            thread.join()
    server = start_server(folder / "data")
    try:
        assert acknowledged
        for path, digest in acknowledged.items():
            status, _, body = call(server, "GET", path)
            assert (status, sha256(body)) == (200, digest)
        assert stored_files(folder / "data/files/incoming") == []
        token = signed_in(server)
        assert call(server, "PUT", "/api/uploads/a.bin", b"goes on", token)[0] == 201
    finally:
        stop_server(server)
    assert server.process.returncode in {0, -signal.SIGTERM}


def test_a_database_that_is_killed_is_started_again(workspace: Path) -> None:
    """Meanwhile requests are told so, and what was there before is there afterwards (security F4)."""
    folder = workspace / "database-killed"
    folder.mkdir()
    server = start_server(folder / "data")
    try:
        token = signed_in(server)
        assert call(server, "PUT", "/api/uploads/a.bin", b"before", token)[0] == 201
        pid_file = folder / "data/postgres/cluster/postmaster.pid"
        killed = pid_file.read_text().split()[0]
        os.kill(int(killed), signal.SIGKILL)
        seen: list[int] = []
        until = time.monotonic() + 20
        while seen[-3:] != [200, 200, 200] or pid_file.read_text().split()[0] == killed:
            began = time.monotonic()
            seen.append(call(server, "GET", "/api/uploads", token=token)[0])
            assert time.monotonic() - began < 7
            assert call(server, "GET", "/healthz")[0] == 200
            assert time.monotonic() < until, seen
        assert set(seen) == {200, 503}
        assert call(server, "PUT", "/api/uploads/a.bin", b"after", token)[0] == 201
        listed = call(server, "GET", "/api/uploads", token=token)[2]
        assert len(json.loads(listed)["items"]) == 2
    finally:
        stop_server(server)
    assert server.process.returncode == 0
