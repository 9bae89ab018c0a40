"""What the parts of bench/adversity.py share: requests whose answers are all looked at, and promises that are kept or not."""

import http.client
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from bench.servers import BROWSER, BulletDrop

PATIENCE = 30.0  # seconds for an answer: far over every promise
NO_ANSWER = 0  # the status of a request whose connection broke, or that waited too long
PROGRAM = os.path.join(os.path.dirname(sys.executable), "bulletdrop")  # noqa: PTH118, PTH120 - a link must stay one


@dataclass
class Report:
    """Figures, printed as they come, and a line for each promise that was broken."""

    broken: list[str] = field(default_factory=list)

    def part(self, name: str) -> None:
        print(f"\n{name}\n", flush=True)

    def figure(self, name: str, value: object) -> None:
        print(f"{name:<52} {value}", flush=True)

    def promise(self, text: str, *, is_kept: bool) -> None:
        if not is_kept:
            self.broken.append(text)
            print(f"BROKEN: {text}", flush=True)


class Answer(NamedTuple):
    """What came of a request. `seconds` until the last byte of it; `began` by the monotonic clock."""

    status: int
    headers: dict[str, str]
    body: bytes
    began: float
    seconds: float

    @property
    def ended(self) -> float:
        return self.began + self.seconds

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def is_problem(self) -> bool:
        return self.headers.get("content-type") == "application/problem+json"


def ask(ours: BulletDrop, method: str, path: str, body: bytes | None = None, *, agent: str = BROWSER) -> Answer:
    """One request on a connection of its own. Never raises: NO_ANSWER says that none came."""
    headers = {"Host": ours.host, "User-Agent": agent, "Content-Type": "application/octet-stream"}
    if path.startswith("/api/"):
        headers["Authorization"] = f"Bearer {ours.token}"
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", ours.port, timeout=PATIENCE)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, found, answer.read(), began, time.monotonic() - began)
    except (OSError, http.client.HTTPException) as error:
        return Answer(NO_ANSWER, {}, repr(error).encode(), began, time.monotonic() - began)
    finally:
        connection.close()


@dataclass(frozen=True)
class File:
    """An upload that was acknowledged, and what it must give."""

    number: int
    path: str
    digest: str

    @classmethod
    def of(cls, answer: Answer, content: bytes) -> "File":
        made = answer.json()
        return cls(made["id"], urlsplit(made["url"]).path, sha256(content).hexdigest())

    def is_right(self, answer: Answer) -> bool:
        return answer.status == http.client.OK and sha256(answer.body).hexdigest() == self.digest


def wrong_files(ours: BulletDrop, files: list[File]) -> list[str]:
    """The files that are not what was acknowledged."""
    answers = ((file, ask(ours, "GET", file.path)) for file in files)
    return [f"{file.path} answers {answer.status}" for file, answer in answers if not file.is_right(answer)]


def findings(ours: BulletDrop) -> list[str]:
    """What `bulletdrop fsck` says, beside the running server."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BULLETDROP_")}
    environment["BULLETDROP_DATA_DIR"] = str(ours.data)
    command = [PROGRAM, "fsck", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    try:
        document = json.loads(done.stdout)
    except ValueError:
        return [f"fsck said nothing, and ended with {done.returncode}: {done.stderr[-500:]}"]
    return [f"{one['kind']}: {one['what']}: {one['detail']}" for one in document["findings"]]


def check_after(report: Report, ours: BulletDrop, files: list[File], when: str) -> None:
    """Every acknowledged file is right, and records and bytes agree."""
    wrong, found = wrong_files(ours, files), findings(ours)
    report.figure("acknowledged files that are right", f"{len(files) - len(wrong)} of {len(files)}")
    report.figure("findings of fsck", len(found))
    report.promise(f"{when}: an acknowledged file is lost or altered: {wrong[:3]}", is_kept=not wrong)
    report.promise(f"{when}: fsck is not clean, {len(found)} findings: {found[:3]}", is_kept=not found)
