"""Killed in the middle of uploads: what was acknowledged is whole, nothing half-written is to be seen (security F1)."""

import json
import os
import signal
import time
from pathlib import Path

import pytest

from tests.crash import crash
from tests.support import PASSWORD, Server, start_server, stop_server, unique
from tests.uploads.test_wire import call

ROUNDS = 5


def signed_in(server: Server) -> str:
    name = unique("crash")
    body = json.dumps({"username": name, "email": f"{name}@example.com", "password": PASSWORD}).encode()
    answer = call(server, "POST", "/api/auth/register", body, Content_Type="application/json")[2]
    return str(json.loads(answer)["access_token"])


@pytest.mark.slow
async def test_killed_again_and_again_it_keeps_what_it_said(workspace: Path) -> None:
    """What was acknowledged is whole, what was deleted stays so, and nothing is left over (security F2, F3)."""
    folder = workspace / "crash"
    folder.mkdir()
    result = await crash(folder / "data", rounds=ROUNDS)
    assert result.wrong == []
    assert result.rounds == ROUNDS
    assert result.uploads > ROUNDS


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
