"""Killed in the middle of deliveries: every body that was sent is a view, and none is two (contract, view_journal)."""

import http.client
import json
import os
import random
import signal
import threading
import time
from pathlib import Path

import pytest

from tests.support import BROWSER, Server, start_server, stop_server
from tests.test_security_crash import signed_in
from tests.uploads.test_wire import call

ROUNDS = 3
CLIENTS = 4


def read_until_it_ends(server: Server, path: str, received: list[int]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        while True:
            connection.request("GET", path, headers={"Host": f"localhost:{server.port}", "User-Agent": BROWSER})
            answer = connection.getresponse()
            if answer.status == 200 and len(answer.read()) == 1000:
                received.append(1)
    except (OSError, http.client.HTTPException):
        return


def views_of(server: Server, token: str, upload_id: int) -> int:
    return int(json.loads(call(server, "GET", f"/api/uploads/{upload_id}", token=token)[2])["view_count"])


@pytest.mark.slow
def test_killed_during_deliveries_every_body_is_one_view(workspace: Path) -> None:
    folder = workspace / "views-crash"
    folder.mkdir()
    server = start_server(folder / "data", BULLETDROP_PUBLIC_URL="http://localhost:8000")
    token = signed_in(server)
    made = json.loads(call(server, "PUT", "/api/uploads/a.bin", os.urandom(1000), token)[2])
    path = "/" + made["url"].rpartition("/")[2]
    received: list[int] = []
    for _ in range(ROUNDS):
        threads = [threading.Thread(target=read_until_it_ends, args=(server, path, received)) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        time.sleep(random.uniform(0.5, 2.5))
        os.killpg(server.process.pid, signal.SIGKILL)
        server.process.wait()
        for thread in threads:
            thread.join()
        server = start_server(folder / "data", BULLETDROP_PUBLIC_URL="http://localhost:8000")
    try:
        until = time.monotonic() + 20
        while (seen := views_of(server, token, made["id"])) < len(received):
            assert time.monotonic() < until, (seen, len(received))
            time.sleep(0.1)
        # A kill may come between a view and the client's having its body: one for each client and round.
        assert len(received) <= seen <= len(received) + ROUNDS * CLIENTS
        assert len(received) > ROUNDS * 100
    finally:
        stop_server(server)
