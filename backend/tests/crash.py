"""A server that is killed again and again while people upload and delete, and what they were told against what is there.

Used by a test, for a few rounds, and by `python -m bench.crash`, for many.
"""

import asyncio
import http.client
import json
import os
import random
import signal
import threading
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from bulletdrop.core.connect import open_database
from bulletdrop.core.settings import load_settings
from bulletdrop.maintenance.fsck import Extent, fsck
from bulletdrop.storage.local import LocalStorage
from tests.support import PASSWORD, Server, children_of, sha256, start_server, stop_server, stored_files, unique
from tests.uploads.test_wire import call

CLIENTS = 4
SIZES = (100, 20_000, 400_000, 2_000_000)  # bytes: with and without a piece written before the file is whole
DELETING = 0.3  # of what clients do
SHORTEST, LONGEST = 0.3, 1.0  # seconds until the kill


@dataclass
class Told:
    """What clients were told: the hash of each file that has a link, and the status that each deleted one answers."""

    files: dict[str, str] = field(default_factory=dict)
    deleted: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.files) + len(self.deleted)


class Client:
    """Uploads and deletes until the server is gone. What it asked for last and had no answer to may be either way."""

    def __init__(self, server: Server) -> None:
        name = unique("crash")
        body = json.dumps({"username": name, "email": f"{name}@example.com", "password": PASSWORD}).encode()
        answer = call(server, "POST", "/api/auth/register", body, Content_Type="application/json")[2]
        self.told = Told()
        self._server = server
        self._token = str(json.loads(answer)["access_token"])
        self._ids: dict[str, int] = {}
        self._sent: list[bytes] = [b"the same bytes of everybody"]
        self.thread = threading.Thread(target=self._use)
        self.thread.start()

    def _use(self) -> None:
        try:
            while True:
                if self._ids and random.random() < DELETING:
                    self._delete(random.choice(list(self._ids)))
                else:
                    self._upload()
        except (OSError, http.client.HTTPException, ValueError):  # an answer that is cut short is none
            return

    def _upload(self) -> None:
        is_again = random.random() < DELETING
        content = random.choice(self._sent) if is_again else os.urandom(random.choice(SIZES))
        status, _, answer = call(self._server, "PUT", "/api/uploads/a.bin", content, self._token)
        made = json.loads(answer)
        if status == HTTPStatus.CREATED:
            link = "/" + made["url"].rpartition("/")[2]
            self._ids[link], self.told.files[link] = made["id"], sha256(content)
            self._sent = [*self._sent[-3:], content]

    def _delete(self, link: str) -> None:
        """For good or into the trash."""
        upload_id = self._ids.pop(link)
        del self.told.files[link]
        expected, query = random.choice([(HTTPStatus.NOT_FOUND, "?permanent=true"), (HTTPStatus.GONE, "")])
        if (
            call(self._server, "DELETE", f"/api/uploads/{upload_id}{query}", token=self._token)[0]
            == HTTPStatus.NO_CONTENT
        ):
            self.told.deleted[link] = expected


@dataclass
class Result:
    """What many kills came to. `wrong` has a line for each thing that is not as somebody was told."""

    rounds: int = 0
    uploads: int = 0
    deletions: int = 0
    slowest_start: float = 0.0
    wrong: list[str] = field(default_factory=list)


async def crash(data_dir: Path, *, rounds: int) -> Result:
    """Kills a server on this folder so many times; each time it starts again, and is looked through. At last all that
    anybody was ever told is looked at, and every file hashed."""
    result, all_told = Result(), Told()
    server = await _started(data_dir, result)
    try:
        for number in range(rounds):
            told = await asyncio.to_thread(_use_and_kill, server, outright=bool(number % 2))
            result.rounds += 1
            result.uploads += len(told.files) + len(told.deleted)
            result.deletions += len(told.deleted)
            all_told.files |= told.files
            all_told.deleted |= told.deleted
            server = await _started(data_dir, result)
            last = number == rounds - 1
            result.wrong += await asyncio.to_thread(_compare, server, all_told if last else told)
            result.wrong += await _look_through(data_dir, hashing=last)
    finally:
        await asyncio.to_thread(stop_server, server)
    return result


async def _started(data_dir: Path, result: Result) -> Server:
    began = time.monotonic()
    server = await asyncio.to_thread(lambda: start_server(data_dir, BULLETDROP_STORAGE_LIMIT="-1"))
    result.slowest_start = max(result.slowest_start, time.monotonic() - began)
    return server


def _use_and_kill(server: Server, *, outright: bool) -> Told:
    """What clients were told until the server was killed with all its processes; `outright`: the database's too, which
    otherwise notices and ends by itself."""
    clients = [Client(server) for _ in range(CLIENTS)]
    time.sleep(random.uniform(SHORTEST, LONGEST))
    database = _below(server.process.pid) if outright else []
    os.killpg(server.process.pid, signal.SIGKILL)
    for process in database:
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            continue
    server.process.wait()
    told = Told()
    for client in clients:
        client.thread.join()
        told.files |= client.told.files
        told.deleted |= client.told.deleted
    return told


def _below(process: int) -> list[int]:
    found = [process]
    for one in found:
        found += children_of(one)
    return found[1:]


def _compare(server: Server, told: Told) -> list[str]:
    wrong = []
    for link, digest in told.files.items():
        status, _, body = call(server, "GET", link)
        if (status, sha256(body)) != (HTTPStatus.OK, digest):
            wrong.append(f"{link} was acknowledged and answers {status} with {len(body)} bytes")
    for link, expected in told.deleted.items():
        status = call(server, "GET", link)[0]
        if status != expected:
            wrong.append(f"{link} was deleted and answers {status}")
    return wrong


async def _look_through(data_dir: Path, *, hashing: bool) -> list[str]:
    """What a start should have left nothing of: nobody uploads now."""
    settings = load_settings(data_dir=data_dir, _env_file=None)
    storage = LocalStorage(settings.files_dir)
    async with open_database(settings) as database:
        findings = fsck(database, storage, extent=Extent(), hashing=hashing, settled=0)
        wrong = [finding.line() async for finding in findings]
    return wrong + [f"left in incoming: {name}" for name in stored_files(settings.files_dir / "incoming")]
